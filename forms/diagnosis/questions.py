"""What a compiled XForm says of its questions, read once: names, words, options and conditions."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

_X = "{http://www.w3.org/2002/xforms}"
_H = "{http://www.w3.org/1999/xhtml}"
_YZ = "{https://yunzhen.example/xforms}"
_LIST = re.compile(r"\s*instance\('([^']+)'\)")
_ITEXT = re.compile(r"\s*jr:itext\('([^']+)'\)")
_CONTROLS = frozenset({"input", "select", "select1", "upload", "trigger", "range", "rank"})


@dataclass(frozen=True, slots=True)
class Item:
    """A question as the method sees it.

    ``repeat`` is the path of the repeat it stands in, or ''; ``list_name`` the choice list;
    ``options`` label by code; ``kind`` ``question``, ``repeat``, ``group`` or ``calculate``.
    """

    name: str
    path: str
    kind: str
    number: str = ""
    label: str = ""
    repeat: str = ""
    list_name: str = ""
    multiple: bool = False
    options: Mapping[str, str] = field(default_factory=dict)
    relevant: str = ""
    unit: str = ""

    def at(self, index: int | None) -> str:
        """The path in row ``index`` of its repeat (1-based)."""
        if index is None or not self.repeat:
            return self.path
        return f"{self.repeat}[{index}]{self.path[len(self.repeat):]}"


@dataclass(frozen=True, slots=True)
class Questions:
    """All nodes of a form by path, and by name where a name is unique."""

    by_path: Mapping[str, Item]
    by_name: Mapping[str, Item]

    def kind(self, name: str) -> str:
        """``question``, ``repeat`` or ''."""
        item = self.by_name.get(name)
        if item is None or item.kind == "group":
            return ""
        return "repeat" if item.kind == "repeat" else "question"


def read_questions(xform: bytes) -> Questions:
    """Read a compiled XForm, which our own compiler made or checked before."""
    root = ElementTree.fromstring(xform)  # noqa: S314 - compiled by us, no foreign document
    return _Reader(root).questions()


def _found(element: ElementTree.Element, path: str) -> ElementTree.Element:
    """Return a part that every XForm has; an empty one where it lacks it."""
    found = element.find(path)
    return found if found is not None else ElementTree.Element("absent")


class _Reader:
    """One pass over model and body."""

    def __init__(self, root: ElementTree.Element) -> None:
        model = _found(root, f"{_H}head/{_X}model")
        body = _found(root, f"{_H}body")
        self._texts = _itext(model)
        self._lists = {i.get("id", ""): i for i in model.findall(f"{_X}instance")}
        self._binds = {b.get("nodeset", ""): b for b in model.findall(f"{_X}bind")}
        self._controls: dict[str, ElementTree.Element] = {}
        self._repeats: set[str] = set()
        self._groups: dict[str, ElementTree.Element] = {}
        self._visit(body)
        instance = model.find(f"{_X}instance")
        self._primary = next(iter(instance)) if instance is not None else None

    def _visit(self, element: ElementTree.Element) -> None:
        for child in element:
            tag = child.tag.rsplit("}", 1)[-1]
            if tag == "repeat":
                self._repeats.add(child.get("nodeset", ""))
            elif tag == "group":
                self._groups[child.get("ref", "")] = child
            elif tag in _CONTROLS:
                self._controls[child.get("ref", "")] = child
            if tag in {"repeat", "group"}:
                self._visit(child)

    def questions(self) -> Questions:
        items = {}
        if self._primary is not None:
            top = "/" + self._primary.tag.rsplit("}", 1)[-1]
            items = {item.path: item for item in self._below(self._primary, top, "")}
        names: dict[str, list[Item]] = {}
        for item in items.values():
            names.setdefault(item.name, []).append(item)
        return Questions(items, {name: found[0] for name, found in names.items()
                                 if len(found) == 1})

    def _below(self, element: ElementTree.Element, path: str, repeat: str) -> Iterator[Item]:
        seen = set()
        for child in element:
            name = child.tag.rsplit("}", 1)[-1]
            inside = f"{path}/{name}"
            if inside in seen:
                continue
            seen.add(inside)
            own = inside if inside in self._repeats else repeat
            yield self._item(name, inside, own if own != inside else "", leaf=len(child) == 0)
            yield from self._below(child, inside, own)

    def _item(self, name: str, path: str, repeat: str, *, leaf: bool) -> Item:
        bind = self._binds.get(path)
        control = self._controls.get(path)
        said = control if control is not None else self._groups.get(path)
        list_name, options = self._options(control)
        return Item(
            name=name, path=path, repeat=repeat, kind=self._kind(path, leaf=leaf),
            number=bind.get(f"{_YZ}number", "") if bind is not None else "",
            label=self._label(said), list_name=list_name, options=options,
            multiple=control is not None and control.tag.endswith("}select"),
            relevant=bind.get("relevant", "") if bind is not None else "",
            unit=bind.get(f"{_YZ}unit", "") if bind is not None else "",
        )

    def _kind(self, path: str, *, leaf: bool) -> str:
        if path in self._repeats:
            return "repeat"
        if path in self._controls:
            return "question"
        return "calculate" if leaf else "group"

    def _label(self, element: ElementTree.Element | None) -> str:
        label = element.find(f"{_X}label") if element is not None else None
        if label is None:
            return ""
        found = _ITEXT.match(label.get("ref", ""))
        return self._texts.get(found.group(1), "") if found else "".join(label.itertext()).strip()

    def _options(self, control: ElementTree.Element | None) -> tuple[str, dict[str, str]]:
        itemset = control.find(f"{_X}itemset") if control is not None else None
        if itemset is None:
            return "", {}
        found = _LIST.match(itemset.get("nodeset", ""))
        name = found.group(1) if found else ""
        return name, dict(self._choices(name))

    def _choices(self, list_name: str) -> Iterator[tuple[str, str]]:
        instance = self._lists.get(list_name)
        for item in instance.iter(f"{_X}item") if instance is not None else ():
            facts = {child.tag.rsplit("}", 1)[-1]: child.text or "" for child in item}
            label = facts.get("label") or self._texts.get(facts.get("itextId", ""), "")
            yield facts.get("name", ""), label


def _itext(model: ElementTree.Element) -> dict[str, str]:
    """Texts of the default translation by id."""
    translations = model.findall(f"{_X}itext/{_X}translation")
    chosen = next((t for t in translations if t.get("default") is not None), None)
    if chosen is None:
        chosen = translations[0] if translations else None
    if chosen is None:
        return {}
    return {text.get("id", ""): "".join(value.itertext()).strip()
            for text in chosen.findall(f"{_X}text")
            for value in text.findall(f"{_X}value") if value.get("form") is None}
