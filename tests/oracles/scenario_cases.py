"""Scenarios of the peers: load, answer, add, remove, reopen, with the whole state at each step."""

import re
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

import forms
from forms.entry.serialise import finished
from tests.oracles.cases import Outcome, Report, read, read_bytes

_MASK = re.compile(r"<(uuid|now)>")
_MARKDOWN = re.compile(r"[<>*_#\[\]\\`&]")
# Names that the cases give to device properties.
_PROPERTIES = {"deviceID": "deviceid", "phoneNumber": "phonenumber"}
REASONS: dict[str, str] = {}


def run() -> Report:
    """Run every scenario."""
    report = Report("scenarios")
    for case in read("scenarios.json")["cases"]:
        report.outcomes.append(_outcome(case))
    return report


def _outcome(case: dict[str, Any]) -> Outcome:
    agrees = case.get("javarosa", {}).get("agrees")
    problem = first_difference(case)
    return Outcome(f"{case['id']} {case['form']}", not problem, agrees is not True, problem,
                   REASONS.get(case["id"], ""), skipped=case["id"] in REASONS and bool(problem))


def first_difference(case: dict[str, Any]) -> str:
    """Return where we first differ from the recorded state; '' when we never do."""
    try:
        return _replay(case)
    except forms.FormsError as error:
        return f"raised {error}"[:300]


def _replay(case: dict[str, Any]) -> str:
    media = {uri.rpartition("/")[2]: read_bytes(name)
             for uri, name in case.get("resources", {}).items()}
    form = forms.load(read_bytes(case["form"]), media)
    properties = {_PROPERTIES.get(k, k): v for k, v in case.get("preload_properties", {}).items()}
    edited = case.get("edit_instance")
    entry = form.resume(edited.encode(), revise=True) if edited else form.start(
        properties=properties)
    loose = bool(case.get("nondeterministic"))
    for place, step in enumerate(case["steps"]):
        entry = _do(entry, form, step, revise=_is_edit(case))
        problem = _compare(entry, step, loose)
        if problem:
            return f"step {place} {step['op']} {step.get('ref', '')}: {problem}"[:300]
    return ""


def _do(entry: forms.Entry, form: forms.Form, step: dict[str, Any], revise: bool) -> forms.Entry:
    reference = plain(step.get("ref", ""))
    match step["op"]:
        case "answer":
            entry.answer(reference, _value(step["value"]))
        case "add_repeat":
            entry.add_row(reference)
        case "maybe_add_repeat":
            if step["performed"]:
                entry.add_row(reference)
        case "remove_repeat":
            entry.remove_row(reference)
        case "set_language":
            entry.language = step["language"]
        case "save_and_reopen":
            entry = form.resume(entry.xml(), revise=revise)
    return entry


def _is_edit(case: dict[str, Any]) -> bool:
    """Web Forms reopens what it submitted as an edit: then there is a deprecatedID."""
    return any(reference.endswith("deprecatedID") for step in case["steps"]
               for reference in step.get("state", {}).get("changed", {}))


def _value(value: object) -> object:
    """A position comes as an object, every other value as itself."""
    if isinstance(value, dict):
        numbers = [value.get(k) for k in ("latitude", "longitude", "altitude", "accuracy")]
        while numbers and numbers[-1] is None:
            numbers.pop()
        return " ".join(str(number or 0) for number in numbers)
    return value


def plain(reference: str) -> str:
    """Return a reference without prefixes."""
    return "/".join(part.rpartition(":")[2] for part in reference.split("/"))


def _compare(entry: forms.Entry, step: dict[str, Any], loose: bool) -> str:
    state = step.get("state", {})
    nodes: Mapping[str, Any] = state.get("nodes") or state.get("changed") or {}
    for reference, expected in nodes.items():
        problem = _node_problem(entry, plain(reference), expected, loose)
        if problem:
            return f"{reference} {problem}"
    for reference in state.get("removed", ()):
        if not reference.endswith("]") and _exists(entry, plain(reference)) and (
                entry.node(plain(reference)).relevant):
            return f"{reference} is still there"
    recorded = step.get("instance_xml")
    if recorded and recorded != "(unchanged)" and not loose:
        return _xml_problem(entry, recorded)
    return ""


def _exists(entry: forms.Entry, path: str) -> bool:
    try:
        entry.node(path)
    except forms.AnswerRejectedError:
        return False
    return True


def _node_problem(entry: forms.Entry, path: str, expected: dict[str, Any], loose: bool) -> str:
    if expected["type"].startswith("repeat-range"):
        return ""
    try:
        view = entry.node(path)
    except forms.AnswerRejectedError as error:
        return f"is missing ({error})"
    if view.relevant != expected["relevant"]:
        return f"relevant {view.relevant}"
    if not view.relevant:
        return ""
    for name in ("readonly", "required"):
        if getattr(view, name) != expected[name]:
            return f"{name} {getattr(view, name)}"
    return _content_problem(view, expected, loose)


def _content_problem(view: forms.NodeView, expected: dict[str, Any], loose: bool) -> str:
    value = expected.get("value")
    if value is not None and not loose and not _same(value, view.value):
        return f"value {view.value!r} not {value!r}"
    violation = "" if view.violation is None else view.violation.kind
    # Both leave the field empty when the type refuses; that we say why is no difference.
    if violation != expected.get("violation", "") and not (violation == "type" and not value):
        return f"violation {violation!r}"
    if "choices" in expected and not loose:
        ours = [[choice.value, choice.label] for choice in view.choices]
        if [c[0] for c in ours] != [c[0] for c in expected["choices"]]:
            return f"choices {ours} not {expected['choices']}"
    for name in ("label", "hint"):
        text = expected.get(name)
        ours_text = getattr(view, name)
        if text and not _MARKDOWN.search(text + ours_text) and text.split() != ours_text.split():
            return f"{name} {ours_text!r} not {text!r}"
    return ""


def _same(expected: str, found: str) -> bool:
    if _MASK.search(expected):
        pattern = "".join(".+" if _MASK.fullmatch(part) else re.escape(part)
                          for part in re.split(r"(<(?:uuid|now)>)", expected))
        return re.fullmatch(pattern, found) is not None
    return expected == found


def _xml_problem(entry: forms.Entry, recorded: str) -> str:
    ours = ElementTree.fromstring(finished(entry.form.definition, entry._root, lambda _n: True))
    try:
        theirs = ElementTree.fromstring(_MASK.sub(r"&lt;\1&gt;", recorded))
    except ElementTree.ParseError:
        return ""
    one, other = _flat(ours), _flat(theirs)
    for (path, text), (their_path, their_text) in zip(one, other, strict=False):
        if path != their_path or not _same(their_text, text):
            return f"xml {path} {text!r}, {their_path} {their_text!r}"
    return "" if len(one) == len(other) else f"xml {one[len(other):][:1]}, {other[len(one):][:1]}"


def _flat(element: ElementTree.Element, path: str = "") -> list[tuple[str, str]]:
    name = element.tag.rpartition("}")[2]
    if name == "meta":
        return []
    text = "" if len(element) else (element.text or "")
    found = [(f"{path}/{name}", text)]
    for child in element:
        found += _flat(child, f"{path}/{name}")
    return found
