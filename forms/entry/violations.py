"""Why an answer does not stand, in words (odk.md §3, design §8)."""

from forms.entry.answers import canonical
from forms.entry.host import RecordHost
from forms.entry.live import Live
from forms.values import Violation

# How much of a refused answer a message repeats.
_SHOWN = 20
_TYPES_EN = {"int": "a whole number (at most ±2,147,483,647)", "decimal": "a number",
             "date": "a date", "time": "a time",
             "dateTime": "a date and time", "geopoint": "a position", "geotrace": "a line",
             "geoshape": "an area", "boolean": "yes or no"}
_TYPES_ZH = {"int": "整数（不超过 ±2,147,483,647）", "decimal": "数字", "date": "日期",
             "time": "时间", "dateTime": "日期和时间",
             "geopoint": "位置", "geotrace": "路线", "geoshape": "区域", "boolean": "是或否"}


def kind_of_violation(node: Live) -> str:
    """Return ``required``, ``type``, ``constraint``, or '' when the answer stands."""
    if not node.visible or node.definition.children:
        return ""
    if node.refused:
        return "type"
    if not node.text:
        return "required" if node.required else ""
    if canonical(node.text, node.definition.bind.type) is None:
        return "type"
    return "" if node.valid else "constraint"


def violation_of(node: Live, host: RecordHost) -> Violation | None:
    """Return the violation of a node with its message; None when the answer stands."""
    kind = kind_of_violation(node)
    if not kind:
        return None
    return Violation(node.path(), kind, _message(node, kind, host), _severity(node, host))


def _severity(node: Live, host: RecordHost) -> str:
    """Foreign forms are all hard; in ours a row says so."""
    if not host.programs.xform.has_severity:
        return "hard"
    return "hard" if node.definition.bind.severity == "hard" else "soft"


def _message(node: Live, kind: str, host: RecordHost) -> str:
    bind = node.definition.bind
    label = {"required": bind.required_message, "constraint": bind.constraint_message}.get(kind)
    text = host.texts.text(label, node)
    return text or _our_words(kind, bind.type, host.language, node.refused or node.text)


def _our_words(kind: str, type_name: str, language: str, given: str) -> str:
    english = language.lower().startswith("en")
    if kind == "required":
        return "This question needs an answer." if english else "此题必须填写。"
    if kind == "constraint":
        return "This value is not allowed." if english else "填写的内容不符合要求。"
    shown = given if len(given) <= _SHOWN else f"{given[:_SHOWN]}…"
    if english:
        return f"“{shown}” is not {_TYPES_EN.get(type_name, 'a valid value')}."
    return f"「{shown}」不是{_TYPES_ZH.get(type_name, '有效的内容')}，没有记下。"
