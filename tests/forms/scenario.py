"""A form written in the test and a driver that fills it in.

    s = scenario(form(integer("staff", constraint=". > 0")))
    s.answer("/staff", "-1")
    assert s.violation("/staff") == "constraint"

Paths leave out the root, ``/data``; expressions are written as in an XForm, with it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

import forms

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
_HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" '
    'xmlns:odk="http://www.opendatakit.org/xforms" '
    'xmlns:entities="http://www.opendatakit.org/xforms/entities" '
    'xmlns:yz="https://yunzhen.example/xforms">'
)
_BIND = {"relevant", "required", "readonly", "constraint", "calculate"}


@dataclass(frozen=True)
class Part:
    """A node of the form with its bind and control."""

    name: str
    tag: str = "input"
    type: str = "string"
    label: str = ""
    default: str = ""
    bind: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    inner: str = ""
    children: tuple["Part", ...] = ()
    rows: int = 1
    count: str = ""
    template: bool = True


def _part(name: str, tag: str, kind: str, options: dict[str, str]) -> Part:
    bind = {k: v for k, v in options.items() if k in _BIND or ":" in k}
    rest = {k: v for k, v in options.items() if k not in bind}
    return Part(name, tag, kind, rest.pop("label", name), rest.pop("default", ""), bind,
                {k: v for k, v in rest.items() if k != "inner"}, rest.get("inner", ""))


def text(name: str, **options: str) -> Part:
    return _part(name, "input", "string", options)


def integer(name: str, **options: str) -> Part:
    return _part(name, "input", "int", options)


def decimal(name: str, **options: str) -> Part:
    return _part(name, "input", "decimal", options)


def day(name: str, **options: str) -> Part:
    return _part(name, "input", "date", options)


def typed(name: str, kind: str, **options: str) -> Part:
    return _part(name, "input", kind, options)


def calculate(name: str, expression: str, **options: str) -> Part:
    return _part(name, "", options.pop("type", "string"), {**options, "calculate": expression})


def hidden(name: str, **options: str) -> Part:
    return _part(name, "", options.pop("type", "string"), options)


def upload(name: str, **options: str) -> Part:
    return _part(name, "upload", "binary", options)


def select(name: str, nodeset: str, *, tag: str = "select1", value: str = "name",
           label_ref: str = "label", **options: str) -> Part:
    itemset = (f"<itemset nodeset={quoteattr(nodeset)}><value ref={quoteattr(value)}/>"
               f"<label ref={quoteattr(label_ref)}/></itemset>")
    return _part(name, tag, "string", {**options, "inner": itemset + options.pop("inner", "")})


def group(name: str, *children: Part, **options: str) -> Part:
    return replace(_part(name, "group", "", options), children=children)


def repeat(name: str, *children: Part, rows: int = 1, count: str = "", template: bool = True,
           **options: str) -> Part:
    fixed = {k: options.pop(k) for k in ("jr:noAddRemove",) if k in options}
    part = _part(name, "repeat", "", options)
    return replace(part, children=children, rows=rows, count=count, template=template,
                   attributes={**part.attributes, **fixed})


def setvalue(event: str, reference: str, value: str) -> str:
    what, where = quoteattr(value), quoteattr(reference)
    return f"<setvalue event={quoteattr(event)} ref={where} value={what}/>"


def choices(name: str, *rows: str) -> str:
    """An internal list; a row is ``value`` or ``value:label:extra``, extra as element ``group``."""
    items = []
    for row in rows:
        value, label, extra = [*row.split(":"), "", ""][:3]
        items.append(f"<item><name>{value}</name><label>{label or value}</label>"
                     f"<group>{extra}</group></item>")
    return f'<instance id="{name}"><root>{"".join(items)}</root></instance>'


def form(*parts: Part, model: str = "", itext: str = "", version: str = "1",
         root: str = "data") -> bytes:
    """Return an XForm; ``model`` is further XML of the model."""
    instance = "".join(_instance(part) for part in parts)
    binds = "".join(_binds(part, f"/{root}") for part in parts)
    body = "".join(_body(part, f"/{root}") for part in parts)
    return (
        f'<?xml version="1.0"?>{_HEAD}<h:head><h:title>Test</h:title><model>{itext}<instance>'
        f'<{root} id="test" version="{version}">{instance}<meta><instanceID/></meta></{root}>'
        f'</instance>{model}{binds}<bind nodeset="/{root}/meta/instanceID" type="string" '
        f'jr:preload="uid"/></model></h:head><h:body>{body}</h:body></h:html>'
    ).encode()


def _instance(part: Part) -> str:
    inner = escape(part.default) + "".join(_instance(child) for child in part.children)
    if part.tag != "repeat":
        return f"<{part.name}>{inner}</{part.name}>"
    template = f'<{part.name} jr:template="">{inner}</{part.name}>' if part.template else ""
    return template + f"<{part.name}>{inner}</{part.name}>" * part.rows


def _binds(part: Part, around: str) -> str:
    path = f"{around}/{part.name}"
    attributes = "".join(f" {name}={quoteattr(value)}" for name, value in part.bind.items())
    kind = f' type="{part.type}"' if part.type else ""
    own = f"<bind nodeset={quoteattr(path)}{kind}{attributes}/>" if attributes or kind else ""
    return own + "".join(_binds(child, path) for child in part.children)


def _body(part: Part, around: str) -> str:
    path = f"{around}/{part.name}"
    children = "".join(_body(child, path) for child in part.children)
    label = f"<label>{part.label}</label>"
    extra = "".join(f" {name}={quoteattr(value)}" for name, value in part.attributes.items())
    if part.tag == "repeat":
        count = f" jr:count={quoteattr(part.count)}" if part.count else ""
        return (f"<group ref='{path}'>{label}<repeat nodeset='{path}'{count}{extra}>"
                f"{part.inner}{children}</repeat></group>")
    if not part.tag:
        return children
    return f"<{part.tag} ref='{path}'{extra}>{label}{part.inner}{children}</{part.tag}>"


class Scenario:
    """Fills a form in, with short paths; ``changes`` is what the last edit altered."""

    def __init__(self, xform: bytes, media: Mapping[str, bytes] | None = None,
                 entry: forms.Entry | None = None, **options: object) -> None:
        self.form = forms.load(xform, media)
        self._uuids = (f"00000000-0000-4000-8000-{n:012d}" for n in range(1, 10**6))
        self._options = {"now": lambda: NOON, "new_uuid": lambda: next(self._uuids), **options}
        self.entry = entry or self.form.start(**self._options)  # type: ignore[arg-type]  # as given
        self.changes = forms.Changes()

    def path(self, short: str) -> str:
        return f"/{self.form.root.name}{short}"

    def answer(self, short: str, value: object) -> "Scenario":
        self.changes = self.entry.answer(self.path(short), value)
        return self

    def add(self, short: str) -> "Scenario":
        self.changes = self.entry.add_row(self.path(short))
        return self

    def remove(self, short: str) -> "Scenario":
        self.changes = self.entry.remove_row(self.path(short))
        return self

    def undo(self) -> "Scenario":
        for operation in self.changes.undo:
            self.entry.apply(operation)
        return self

    def view(self, short: str) -> forms.NodeView:
        return self.entry.node(self.path(short))

    def value(self, short: str) -> str:
        return self.entry.value(self.path(short))

    def relevant(self, short: str) -> bool:
        return self.entry.relevant(self.path(short))

    def violation(self, short: str) -> str:
        found = self.view(short).violation
        return "" if found is None else found.kind

    def offered(self, short: str) -> list[str]:
        return [choice.value for choice in self.view(short).choices]

    def rows(self, short: str) -> int:
        return self.entry.rows(self.path(short))

    def evaluate(self, expression: str, at: str = "") -> object:
        return self.entry.evaluate(expression, self.path(at))

    def reopened(self) -> "Scenario":
        entry = self.form.resume(self.entry.xml(), **self._options)  # type: ignore[arg-type]  # ditto
        return Scenario(self.form.xform, dict(self.form.media), entry)


def scenario(xform: bytes, media: Mapping[str, bytes] | None = None,
             **options: object) -> Scenario:
    """Start a record of a form."""
    return Scenario(xform, media, **options)


def state(entry: forms.Entry) -> Iterator[tuple[object, ...]]:
    """Yield everything that can be seen of a record, node by node."""
    waiting = [f"/{entry.form.root.name}"]
    while waiting:
        path = waiting.pop(0)
        view = entry.node(path)
        yield (view.path, view.value, view.relevant, view.required, view.readonly, view.violation,
               view.label, view.choices)
        waiting.extend(entry.paths(path))
