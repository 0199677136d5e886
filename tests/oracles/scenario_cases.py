"""Scenarios of the peers: load, answer, add, remove, reopen, with the whole state at each step."""

import re
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

import forms
from forms.entry.serialise import finished
from tests.oracles.cases import Outcome, Report, masked_xml, read, read_bytes, same

_MARKDOWN = re.compile(r"[<>*_#\[\]\\`&]")
# Names that the cases give to device properties.
_PROPERTIES = {"deviceID": "deviceid", "phoneNumber": "phonenumber"}
_DECIMAL = "a whole decimal is stored without .0 (odk.md §2, §6); the peers write Java's 10.0"
_EMPTY_SUM = "sum of no numbers is 0 as in JavaRosa (odk.md §6)"
_UNKNOWN = "a question without a node is refused at load, as in JavaRosa"
_NO_SENSOR = "a desktop has no position sensor: setgeopoint leaves the node empty (odk.md §2)"
_FIXED = "a fixed repeat has the rows that the form gives it, as in JavaRosa; here none"
# Cases in which we knowingly do otherwise, and why. They count as failed all the same.
REASONS: dict[str, str] = {
    "scn-0003": "relevances that depend on each other are refused (odk.md §3), as in JavaRosa",
    "scn-0013": _EMPTY_SUM, "scn-0019": _EMPTY_SUM,
    "scn-0050": "a count that is no number is 0 (odk.md §7)",
    "scn-0057": _FIXED, "scn-0058": _FIXED, "scn-0059": _FIXED, "scn-0060": _FIXED,
    "scn-0148": _DECIMAL, "scn-0149": _DECIMAL, "scn-0569": _DECIMAL,
    **dict.fromkeys(("scn-0061", "scn-0198", "scn-0199", "scn-0201", "scn-0202", "scn-0219",
                     "scn-0220", "scn-0221"), _UNKNOWN),
    "scn-0301": "an empty line of a CSV is no row",
    "scn-0369": "the recorded label joins two texts of one id",
    "scn-0588": "an unanswered rank stays empty until the user ranks",
    "scn-0634": "a calculation overwrites what an action set (odk.md §3)",
    "scn-0651": "an action of an unknown kind is refused at load, as in JavaRosa",
    **dict.fromkeys(("scn-0653", "scn-0654", "scn-0655", "scn-0656"), _NO_SENSOR),
}


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
                   REASONS.get(case["id"], "") if problem else "")


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
        if reference.endswith("deprecatedID"):
            continue  # Recorded after a reopening that the steps do not tell.
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
    if value is not None and not loose and not same(value, view.value):
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


def _xml_problem(entry: forms.Entry, recorded: str) -> str:
    ours = ElementTree.fromstring(finished(entry.form.definition, entry._root, lambda _n: True))
    theirs = ElementTree.fromstring(masked_xml(recorded))
    one, other = _flat(ours), _flat(theirs)
    for (path, text), (their_path, their_text) in zip(one, other, strict=False):
        if path != their_path or not same(their_text, text):
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
