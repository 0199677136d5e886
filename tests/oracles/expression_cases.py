"""Expressions of the peers: text, document, context, value."""

import math
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from random import Random
from typing import Any

from forms.definition.names import PREFIXES
from forms.errors import FormDefinitionError
from forms.expression import parse
from forms.expression.code import Frame
from forms.expression.compiler import Compiler
from forms.expression.convert import Value, to_boolean, to_number, to_string
from forms.expression.nodes import XML_NAMESPACE, Node, parse_xml
from tests.oracles.cases import Outcome, Report, read

_NAMESPACES = {**PREFIXES, "xhtml": PREFIXES["h"], "xml": XML_NAMESPACE}
_STEP = re.compile(r"(\*|text\(\)|comment\(\)|processing-instruction\(\)|node\(\))\[(\d+)\]")
_KINDS = {"*": "element", "text()": "text", "comment()": "comment",
          "processing-instruction()": "instruction"}

_DOCTYPE = "recorded in a DOM: its document type and CDATA sections are no nodes of XPath"
_SKIP_EMPTY = "empty nodes are left out of sum, min and max, as in JavaRosa (odk.md §6)"
_NO_DATE = "what is no date gives an empty text (odk.md §6), not the words Invalid Date"
_UTC = "a date is local midnight (odk.md §6); this one case of Web Forms counts in UTC"
# Cases in which we knowingly do otherwise, and why. They count as failed all the same.
REASONS = {
    **dict.fromkeys(("wf-1727", "wf-1729", "wf-1781", "wf-1782", "wf-1783", "wf-1785", "wf-1788",
                     "wf-1789", "wf-1791", "wf-1792", "wf-2467"), _DOCTYPE),
    "wf-2145": _SKIP_EMPTY, "wf-2225": _SKIP_EMPTY,
    "wf-1051": _NO_DATE, "wf-1052": _NO_DATE,
    **dict.fromkeys(("wf-1929", "wf-1930", "wf-1931", "wf-1933", "wf-1937"), _UTC),
    "wf-1359": "the prefix jr always means JavaRosa's functions",
}


class CaseHost:
    """Answers what expressions ask, from the case's document."""

    def __init__(self, case: dict[str, Any], document: Node, root: Node) -> None:
        self.language = case.get("lang") or ""
        self.random = Random(1)
        self._document = document
        self._root = root
        self._now = (datetime.fromtimestamp(case["now_ms"] / 1000).astimezone()
                     if case.get("now_ms") else datetime.now().astimezone())

    def now(self) -> datetime:
        return self._now

    def new_uuid(self) -> str:
        return "00000000-0000-4000-8000-000000000000"

    def root(self, node: Node) -> Node:
        return self._root

    def _all(self, name: str) -> Iterator[Node]:
        waiting = [self._document]
        while waiting:
            node = waiting.pop(0)
            waiting.extend(node.elements())
            if node.name == name:
                yield node

    def instance(self, name: str) -> Node | None:
        return next((n for n in self._all("instance") if _attribute(n, "id") == name), None)

    def itext(self, identifier: str) -> str | None:
        translations = list(self._all("translation"))
        chosen = [t for t in translations if _attribute(t, "lang") == self.language]
        for translation in chosen or translations[:1]:
            for text in translation.named("text"):
                if _attribute(text, "id") == identifier:
                    return text.named("value")[0].string()
        return None

    def choice_label(self, value: str, path: str, node: Node) -> str:
        return ""

    def property(self, name: str) -> str:
        return ""

    def version(self) -> str:
        return ""


def _attribute(node: Node, name: str) -> str | None:
    return next((a.text for a in node.attributes if a.name == name), None)


@cache
def _document(name: str) -> Node:
    return parse_xml(read("expressions.json")["documents"][name])


def _at(document: Node, path: str) -> Node:
    node = document
    for part in path.strip("/").split("/"):
        if part.startswith("@"):
            return next(a for a in node.attributes
                        if part[1:] == (f"{a.prefix}:{a.name}" if a.prefix else a.name))
        match = _STEP.fullmatch(part)
        if match:
            kind = _KINDS.get(match.group(1))
            siblings = [c for c in node.children if kind is None or c.kind == kind]
            node = siblings[int(match.group(2)) - 1]
    return node


def evaluated(case: dict[str, Any]) -> Value:
    """Return what our engine makes of a case."""
    document = _document(case["doc"])
    context = _at(document, case["context"])
    root = _at(document, case["root"]) if case.get("root") else document
    code = Compiler(_NAMESPACES).compile(parse(case["expr"]))
    return code.run(Frame(context, CaseHost(case, document, root)))


def _number(expected: object) -> float:
    return float(expected) if isinstance(expected, (int, float, str)) else math.nan


def _numbers_agree(case: dict[str, Any], value: Value) -> bool:
    found, expected = to_number(value), _number(case["expected"])
    factor = case.get("factor")
    if factor and math.isfinite(found):
        found = math.floor(found * factor + 0.5) / factor
    return found == expected or (math.isnan(found) and math.isnan(expected)) or (
        math.isclose(found, expected, rel_tol=1e-12))


def _nodes_agree(case: dict[str, Any], value: Value) -> bool:
    if isinstance(value, (str, bool, int, float)):
        return [to_string(value)] == case["expected"]
    return _strings(value) == case["expected"]


def _strings(nodes: Sequence[Node]) -> list[str | None]:
    return [None if node.kind == "root" else node.string() for node in nodes]


def agrees(case: dict[str, Any], value: Value) -> bool:
    """Whether a value is what the case expects, asked for as the case asks."""
    expected = case.get("expected")
    match case["type"]:
        case "boolean":
            return to_boolean(value) is expected
        case "number" | "number-rounded":
            return _numbers_agree(case, value)
        case "string":
            return to_string(value) == expected
        case "string-matches":
            return re.search(str(expected)[1:-1], to_string(value)) is not None
        case "string-length":
            return len(to_string(value)) == expected
        case "nodeset":
            return _nodes_agree(case, value)
    return False


def _outcome(case: dict[str, Any]) -> Outcome:
    error, said, passed = "", "", False
    try:
        value = evaluated(case)
        passed = agrees(case, value)
        said = repr(value)[:80]
    except FormDefinitionError as problem:
        error = problem.code
    if case["type"] == "error":
        passed = bool(error)
    return Outcome(f"{case['id']} {case['expr'][:70]!r}", passed, _dissent(case), error or said,
                   "" if passed else REASONS.get(case["id"], ""))


def _dissent(case: dict[str, Any]) -> bool:
    """Whether an engine that was asked gave another answer."""
    if case.get("engines_agree") is False:
        return True
    return any(case.get(engine, {}).get("agrees") is not True
               for engine in ("javarosa", "enketo_jsdom") if engine in case)


def run() -> Report:
    """Run every expression whose answer is known; the others are named as skipped."""
    report = Report("expressions")
    for case in read("expressions.json")["cases"]:
        reason = _why_skipped(case)
        if reason:
            report.outcomes.append(Outcome(case["id"], False, True, "", reason, skipped=True))
        else:
            report.outcomes.append(_outcome(case))
    return report


def _why_skipped(case: dict[str, Any]) -> str:
    if case["expr"].strip() == "random()" and case["type"] == "number":
        return "a random number is recorded for reading only"
    if case["type"] != "error" and case.get("expected") is None:
        return "the engines' answers differ and none is expected"
    return ""
