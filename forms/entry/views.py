"""Nodes as screens see them."""

from collections.abc import Callable

from forms.definition.nodes import Definition
from forms.entry.host import RecordHost
from forms.entry.live import Live
from forms.entry.texts import hint_of, label_of
from forms.entry.violations import violation_of
from forms.expression.nodes import Node
from forms.values import NodeView

_BY_TYPE = {"int": "integer", "integer": "integer", "long": "integer", "decimal": "decimal",
            "double": "decimal", "date": "date", "time": "time", "dateTime": "datetime",
            "barcode": "barcode", "geopoint": "geopoint", "geotrace": "geotrace",
            "geoshape": "geoshape"}
_BY_TAG = {"select1": "select_one", "select": "select_multiple", "rank": "rank", "range": "range",
           "trigger": "acknowledge", "secret": "text"}


def kind_of(definition: Definition) -> str:
    """Return the kind of a node, as ``forms.values.Question`` lists them."""
    if definition.is_repeat:
        return "repeat"
    control = definition.control
    if definition.children:
        return "group"
    if control is None:
        return "calculate" if "calculate" in definition.expressions else "hidden"
    if control.tag == "upload":
        return _upload(control.parameters.get("mediatype", ""))
    if control.tag in _BY_TAG:
        return _BY_TAG[control.tag]
    source = definition.bind.sources.get("readonly", "").strip()
    if definition.bind.type == "string" and source == "true()":
        return "note"
    return _BY_TYPE.get(definition.bind.type, "text")


def _upload(media_type: str) -> str:
    kind = media_type.partition("/")[0]
    return kind if kind in {"image", "audio", "video"} else "file"


def view_of(node: Live, host: RecordHost, is_na: Callable[[Live], bool]) -> NodeView:
    """Return a node with its texts and choices in the record's language."""
    definition, texts = node.definition, host.texts
    label, hint = label_of(definition), hint_of(definition)
    kind = kind_of(definition)
    return NodeView(
        path=node.path(), kind=kind, value=node.text, relevant=node.visible,
        required=node.required, readonly=is_readonly(node),
        violation=violation_of(node, host), label=texts.text(label, node),
        hint=texts.text(hint, node), guidance=texts.text(hint, node, "guidance"),
        choices=host.choices.of(node),
        not_applicable=kind not in {"group", "repeat"} and is_na(node),
        media=texts.media(label, node),
    )


def is_readonly(node: Live) -> bool:
    """Whether a node or a group around it is read-only."""
    current: Node | None = node
    while isinstance(current, Live):
        if current.read_only:
            return True
        current = current.parent
    return False
