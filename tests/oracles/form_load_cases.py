"""Forms that JavaRosa was given: which load, what the record is then, in which order it asks."""

import re
from typing import Any
from xml.etree import ElementTree

import forms
from forms.entry.serialise import finished
from tests.oracles.cases import Outcome, Report, masked_xml, read, read_bytes, same
from tests.oracles.scenario_cases import plain

_HARNESS = ("Select question", "No storage factory", "cannot handle function",
            "Expected XPath path", "with no binding", "<value> node for itemset",
            "is not its closest containing")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T|uuid:|[0-9a-f]{8}-[0-9a-f]{4}-")
# Why we load what JavaRosa does not, by its words.
_WHY = {
    "Select question": "a select without choices is shown empty, as in Web Forms",
    "No storage factory": "its harness has no files; we load the form and name what is missing",
    "cannot handle function": "pulldata and current are ours too",
    "Expected XPath path": "a jr:count may be any expression, as in Web Forms",
    "with no binding": "a repeat may name its node by ref, as in Web Forms",
    "<value> node for itemset": "the list may come from a file that is not there yet",
    "is not its closest containing": "a control may stand in an outer repeat, as in Web Forms",
    "Cycle detected": "an attribute that reads a child of its element is no circle",
    "NullPointerException": "JavaRosa fails by accident",
}
_ROUNDED = "area and distance have two decimals, as in Web Forms and Enketo (odk.md §6)"
_COUNTED = "a count below the rows that the form brings hides the surplus (odk.md §7)"
_GEO = "points are joined by ; alone, and a shape of too few points is none, as in Web Forms"
_ZONE = "a loaded time keeps its text until the user edits it (odk.md §2)"
# Forms whose record we knowingly begin otherwise, and why. They count as failed all the same.
_REASONS = {
    "jr-setgeopoint-action-instance-load": "a desktop has no position sensor (odk.md §2)",
    **dict.fromkeys(("9fc13c0653", "953c875fdc", "b302043580", "d63a2cb390", "641e6fd758",
                     "d8d8f33a32"), _ROUNDED),
    **dict.fromkeys(("bbf6507100", "2a599ce563", "efd5fb76fb"), _COUNTED),
    **dict.fromkeys(("61f97157c6", "c99cfb790c", "49b565fb47"), _GEO),
    **dict.fromkeys(("ba9e808301", "px-default_time_demo"), _ZONE),
    "00ae1e061d": "a finished record composes its characters (NFC), as Web Forms does",
    "2bb557e990": "a fraction in a whole number is cut off, as in Web Forms",
    "b941cb42c6": "// sees what is relevant, as in Web Forms",
    "jr-sms_form": "children of a row keep the order of its template",
}


def run() -> Report:
    """Run every form."""
    report = Report("form loads")
    for case in read("form-loads.json")["forms"]:
        report.outcomes.append(_outcome(case))
    return report


def _outcome(case: dict[str, Any]) -> Outcome:
    said = ""
    try:
        entry = forms.load(read_bytes(case["form"])).start()
        said = _difference(entry, case) if case["loads"] else ""
        passed = not said and case["loads"]
    except forms.FormsError as error:
        said, passed = f"refused: {error}"[:200], not case["loads"]
    refusal = f"{case.get('error', '')} {case.get('message', '')}"
    reason = next((why for words, why in _WHY.items() if words in refusal), "")
    accident = not case["loads"] and not passed and bool(reason)
    return Outcome(case["form"], passed, True, said or "loads", reason or _REASONS.get(
        case["form"].removeprefix("forms/").removesuffix(".xml"), ""), skipped=accident)


def _difference(entry: forms.Entry, case: dict[str, Any]) -> str:
    ours = _flat(ElementTree.fromstring(finished(entry.form.definition, entry._root,
                                                 lambda _n: True)))
    theirs = _flat(ElementTree.fromstring(masked_xml(case["instance_after_load"])))
    for (path, text), (their_path, their_text) in zip(ours, theirs, strict=False):
        if path != their_path or not _same_text(text, their_text):
            return f"{path} {text!r} not {their_path} {their_text!r}"
    if len(ours) != len(theirs):
        return f"{len(ours)} nodes not {len(theirs)}"
    return _order_difference(entry, case)


def _order_difference(entry: forms.Entry, case: dict[str, Any]) -> str:
    """Compare the order of questions, those that both know."""
    asked = [re.sub(r"\[\d+\]", "", plain(ref)) for kind, ref in case["walk"] if kind == "question"]
    asked = list(dict.fromkeys(asked))
    ours = [q.path for q in _questions(entry.form.root) if q.path in set(asked)]
    return "" if ours == [path for path in asked if path in set(ours)] else "order of questions"


def _questions(question: forms.Question) -> list[forms.Question]:
    found = [question]
    for child in question.children:
        found += _questions(child)
    return found


def _same_text(ours: str, theirs: str) -> bool:
    if same(theirs, ours) or (_TIME.search(ours) and _TIME.search(theirs)):
        return True
    if {"true": "1", "false": "0"}.get(ours) == theirs:
        return True
    try:
        return float(ours) == float(theirs)
    except ValueError:
        return ours.split() == theirs.split()


def _flat(element: ElementTree.Element, path: str = "") -> list[tuple[str, str]]:
    name = element.tag.rpartition("}")[2]
    if name == "meta":
        return []
    found = [(f"{path}/{name}", "" if len(element) else (element.text or ""))]
    for child in element:
        found += _flat(child, f"{path}/{name}")
    return found
