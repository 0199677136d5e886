"""The body to controls: what is asked, how it looks, which choices it has."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from forms.definition.names import JAVAROSA, ODK, OPENROSA, local, namespace, qualified
from forms.definition.nodes import Control, Item, Itemset
from forms.definition.texts import child, children, itext_id, label_of
from forms.errors import FormDefinitionError
from forms.expression import parse
from forms.expression.tree import Call, Path

_CONTROLS = frozenset({"input", "secret", "select1", "select", "rank", "range", "upload",
                       "trigger"})
_NO_PARAMETER = frozenset({"ref", "nodeset", "bind", "appearance", "class", "query"})
# What pyxform writes almost everywhere: names alone, from the root.
_ABSOLUTE = re.compile(r"(?:/[A-Za-z_][A-Za-z0-9_.-]*)+")
ACTIONS = frozenset({"setvalue", "setgeopoint", "recordaudio"})


@dataclass(frozen=True, slots=True)
class BodyItem:
    """An element of the body with the path that it is about; groups may have none."""

    tag: str
    path: str
    control: Control
    element: Element
    count: str = ""
    no_add_remove: bool = False


@dataclass(slots=True)
class Body:
    """The body, read once: controls in order, and the nested actions with the paths around them."""

    items: list[BodyItem] = field(default_factory=list)
    actions: list[tuple[Element, str]] = field(default_factory=list)

    @property
    def repeats(self) -> frozenset[str]:
        """The paths of repeats."""
        return frozenset(item.path for item in self.items if item.tag == "repeat")


def read_body(body: Element | None, bind_ids: Mapping[str, str], root: str) -> Body:
    """Read a body element.

    Args:
        body: The element; None gives an empty body.
        bind_ids: The node of a control that names its bind.
        root: Path of the primary instance's root, where relative references start.
    """
    found = Body()
    if body is not None:
        _Reader(found, bind_ids).read(body, root)
    return found


class _Reader:
    def __init__(self, body: Body, bind_ids: Mapping[str, str]) -> None:
        self._body = body
        self._bind_ids = bind_ids

    def read(self, parent: Element, around: str) -> None:
        for element in parent:
            tag = local(element.tag)
            if tag in ACTIONS:
                self._body.actions.append((element, around))
            elif tag in {"group", "repeat"}:
                self._container(element, tag, around)
            elif tag in _CONTROLS:
                self._control(element, tag, around)

    def _container(self, element: Element, tag: str, around: str) -> None:
        path = self._path(element, around)
        if tag == "repeat" and not path:
            raise FormDefinitionError("repeat-without-node", node=around)
        control = Control(tag=tag, label=label_of(child(element, "label")),
                          hint=label_of(child(element, "hint")),
                          appearance=_tokens(element), place=len(self._body.items))
        count = element.get(qualified(JAVAROSA, "count"), "")
        fixed = element.get(qualified(JAVAROSA, "noAddRemove"), "").strip()
        self._body.items.append(BodyItem(tag, path, control, element, count,
                                         fixed in {"true()", "true", "1"}))
        self.read(element, path or around)

    def _control(self, element: Element, tag: str, around: str) -> None:
        path = self._path(element, around)
        itemset = child(element, "itemset")
        control = Control(
            tag=tag, label=label_of(child(element, "label")),
            hint=label_of(child(element, "hint")), appearance=_tokens(element),
            parameters=_parameters(element),
            itemset=None if itemset is None else _itemset(itemset, path),
            items=tuple(_items(element)), place=len(self._body.items),
        )
        self._body.items.append(BodyItem(tag, path, control, element))
        for inner in element:
            if local(inner.tag) in ACTIONS:
                self._body.actions.append((inner, path))

    def _path(self, element: Element, around: str) -> str:
        bind = element.get("bind")
        reference = self._bind_ids.get(bind, "") if bind else (
            element.get("nodeset") or element.get("ref") or "")
        return plain_path(reference, around)


def plain_path(reference: str, around: str) -> str:
    """Return a reference as an absolute path without prefixes; '' for none."""
    reference = reference.strip()
    if not reference or _ABSOLUTE.fullmatch(reference):
        return reference
    tree = parse(reference)
    if not isinstance(tree, Path) or (tree.origin is not None and not (
            isinstance(tree.origin, Call) and tree.origin.name == "current")):
        raise FormDefinitionError("path-expected", expression=reference, node=around)
    names = [] if tree.absolute else around.strip("/").split("/") if around else []
    for step in tree.steps:
        if step.axis == "parent":
            del names[-1:]
        elif step.axis == "child":
            names.append(step.name.rpartition(":")[2])
        elif step.axis == "attribute":
            names.append("@" + step.name)
    return "/" + "/".join(names)


def _tokens(element: Element) -> tuple[str, ...]:
    return tuple((element.get("appearance") or "").split())


def _parameters(element: Element) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for key, value in element.attrib.items():
        if local(key) not in _NO_PARAMETER and namespace(key) in {"", OPENROSA, ODK}:
            found[local(key)] = value
    return found


def _itemset(element: Element, path: str) -> Itemset:
    nodeset = element.get("nodeset") or ""
    value, label = child(element, "value"), child(element, "label")
    if value is None or not value.get("ref"):
        raise FormDefinitionError("itemset-without-value", node=path)
    tree = parse(nodeset)
    if not _yields_nodes(tree):
        raise FormDefinitionError("path-expected", expression=nodeset, node=path)
    label_source = "" if label is None else (label.get("ref") or "")
    is_itext = label_source.strip().startswith("jr:itext(") and itext_id(label_source) is None
    if is_itext:
        call = parse(label_source)
        expression = call.arguments[0] if isinstance(call, Call) and call.arguments else None
    else:
        expression = parse(label_source) if label_source else None
    return Itemset(tree, (value.get("ref") or "").strip(), expression, is_itext)


def _yields_nodes(tree: object) -> bool:
    return isinstance(tree, Path) or (isinstance(tree, Call) and tree.name == "randomize")


def _items(element: Element) -> Iterator[Item]:
    for item in children(element, "item"):
        value = child(item, "value")
        text = "" if value is None else (value.text or "").strip()
        yield Item(text, label_of(child(item, "label")))
