"""The choices that a question offers now (odk.md §8)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from forms.definition.nodes import Definition, Itemset
from forms.entry.live import Live
from forms.entry.texts import file_name
from forms.expression import parse
from forms.expression.code import Code, Frame
from forms.expression.compiler import Compiler
from forms.expression.nodes import Node
from forms.expression.tree import Call, Expression, Text, walk
from forms.values import Choice

if TYPE_CHECKING:
    from forms.entry.host import RecordHost

_SELECTS = frozenset({"select", "select1", "rank"})


class ChoiceLists:
    """Evaluates itemsets for one record and keeps what does not change."""

    def __init__(self, host: "RecordHost") -> None:
        self._host = host
        self._item_codes: dict[Expression | str, Code] = {}
        self._fixed: dict[tuple[int, str], tuple[Choice, ...]] = {}
        self._fixed_values: dict[int, dict[str, int]] = {}

    def of(self, node: Live) -> tuple[Choice, ...]:
        """Return the choices of a node in order; () where it has none."""
        control = node.definition.control
        if control is None or control.tag not in _SELECTS:
            return ()
        if control.itemset is None:
            return tuple(
                Choice(item.value, self._host.texts.text(item.label, node),
                       self._host.texts.media(item.label, node).get("image", ""))
                for item in control.items)
        if not self._is_fixed(node.definition):
            return self._kept(control.itemset, node)
        key = (node.definition.index, self._host.language)
        if key not in self._fixed:
            self._fixed[key] = self._evaluated(control.itemset, node)
        return self._fixed[key]

    def _kept(self, itemset: Itemset, node: Live) -> tuple[Choice, ...]:
        """Return choices evaluated once; a random order stands until what they read changes."""
        language = self._host.language
        if node.offered is None or node.offered[0] != language:
            node.offered = (language, self._evaluated(itemset, node))
        return node.offered[1]

    def values(self, node: Live) -> dict[str, int]:
        """Return the values that may be chosen, with their place."""
        control = node.definition.control
        if control is None or control.tag not in _SELECTS:
            return {}
        if control.itemset is None:
            return {item.value: place for place, item in enumerate(control.items)}
        index = node.definition.index
        if not self._is_fixed(node.definition):
            if node.offered is not None:
                return {choice.value: i for i, choice in reversed(list(enumerate(
                    node.offered[1])))}
            return self._values(control.itemset, node)
        if index not in self._fixed_values:
            self._fixed_values[index] = self._values(control.itemset, node)
        return self._fixed_values[index]

    def chosen(self, node: Live, text: str) -> str | None:
        """Return chosen values as they are stored: of a multiple one in the order of the choices.

        None when one of them is not offered; a list whose file is missing refuses nothing.
        """
        control = node.definition.control
        if control is None or control.tag not in _SELECTS or not text.strip():
            return text
        tokens = [text.strip()] if control.tag == "select1" else list(dict.fromkeys(text.split()))
        order = self.values(node)
        if any(token not in order for token in tokens) and not self.is_missing(node):
            return None
        if control.tag == "select":
            tokens.sort(key=lambda token: order.get(token, 0))
        return " ".join(tokens)

    def is_missing(self, node: Live) -> bool:
        """Whether the choices come from a file that is not there."""
        control = node.definition.control
        if control is None or control.itemset is None:
            return False
        return any(isinstance(part, Call) and part.name == "instance" and isinstance(
            part.arguments[0], Text) and part.arguments[0].value in self._host.missing
            for part in walk(control.itemset.nodes))

    def label_of(self, node: Live, value: str) -> str:
        """Return the label of a value; of several values their labels joined."""
        labels = {choice.value: choice.label for choice in reversed(self.of(node))}
        if value in labels:
            return labels[value]
        return ", ".join(labels[token] for token in value.split() if token in labels)

    def _is_fixed(self, definition: Definition) -> bool:
        slot = self._host.programs.graph.of.get((definition.index, "choices"))
        return slot is not None and not slot.references.found

    def nodes(self, node: Live) -> Sequence[Node]:
        """Return the nodes that the itemset selects now."""
        slot = self._host.programs.graph.of[node.definition.index, "choices"]
        found: Sequence[Node] = self._host.programs.closure(slot)(Frame(node, self._host))
        return found

    def _values(self, itemset: Itemset, node: Live) -> dict[str, int]:
        value = self._item_code(itemset.value).string()
        frame = Frame(node, self._host)
        found: dict[str, int] = {}
        for place, item in enumerate(self.nodes(node)):
            frame.node = item
            found.setdefault(value(frame), place)
        return found

    def _evaluated(self, itemset: Itemset, node: Live) -> tuple[Choice, ...]:
        value = self._item_code(itemset.value).string()
        label = None if itemset.label is None else self._item_code(itemset.label).string()
        frame = Frame(node, self._host)
        choices = []
        for item in self.nodes(node):
            frame.node = item
            text = "" if label is None else label(frame)
            choices.append(self._translated(value(frame), text, node) if itemset.label_is_itext
                           else Choice(value(frame), text))
        return tuple(choices)

    def _translated(self, value: str, identifier: str, node: Live) -> Choice:
        texts = self._host.texts
        forms = texts.forms(identifier) or {}
        template = forms.get("long") or forms.get("short")
        image = forms.get("image")
        return Choice(value, "" if template is None else texts.fill(template, node),
                      "" if image is None else file_name(texts.fill(image, node)))

    def _item_code(self, source: Expression | str) -> Code:
        found = self._item_codes.get(source)
        if found is None:
            tree = parse(source) if isinstance(source, str) else source
            found = Compiler(self._host.programs.xform.namespaces).compile(tree)
            self._item_codes[source] = found
        return found

