"""Faults inside expressions, cell by cell: syntax, functions, references, circles."""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter

from forms.errors import FormDefinitionError
from forms.expression import parse
from forms.expression.functions import TABLE
from forms.expression.tree import Call, walk
from forms.workbook.faults import Fault, fault
from forms.workbook.sheets import Sheet
from forms.workbook.survey import Item, by_name

_REFERENCE = re.compile(r"\$\{\s*(last-saved#)?([^}\s]*)\s*\}")
_EXPRESSIONS = (
    "relevant", "relevance", "bind::relevant", "constraint", "bind::constraint", "calculation",
    "calculate", "bind::calculate", "required", "bind::required", "readonly", "read_only",
    "bind::readonly", "choice_filter", "repeat_count", "jr:count",
)
_WORDS = {"yes", "no", "true", "false", "true()", "false()", "y", "n", "oui", "non"}
_RECOMPUTED = (
    "relevant", "relevance", "bind::relevant", "calculation", "calculate", "bind::calculate",
    "repeat_count", "jr:count",
)


def cell_faults(survey: Sheet, items: Sequence[Item]) -> Iterator[Fault]:
    """Yield the faults of every expression and of every ``${name}`` in a text."""
    named = by_name(items)
    for item in items:
        for column, text in item.cells.items():
            if column not in ("type", "name") and text.strip():
                place = (survey.file, "survey", item.row, column)
                yield from _reference_faults(text, named, place)
                if column in _EXPRESSIONS and text.strip().lower() not in _WORDS:
                    yield from expression_faults(text, place)
    yield from _cycle_faults(survey, items, named)


def references(text: str) -> list[str]:
    """Return the names that a cell refers to, the last saved record's aside."""
    return [match[2] for match in _REFERENCE.finditer(text) if not match[1]]


def as_xpath(text: str) -> str:
    """Replace each ``${name}`` by a path of the same length, so that positions stay true."""
    return _REFERENCE.sub(lambda m: f"/{'_' * (len(m[0]) - 2)} ", text)


def _reference_faults(text: str, named: Mapping[str, Sequence[Item]],
                      place: tuple[str, str, int, str]) -> Iterator[Fault]:
    for name in dict.fromkeys(m[2] for m in _REFERENCE.finditer(text)):
        if name not in named:
            yield fault("reference-unknown", *place, name=name, hint=_hint(name, named))
        elif len(named[name]) > 1:
            yield fault("reference-ambiguous", *place, name=name)


def expression_faults(text: str, place: tuple[str, str, int, str]) -> Iterator[Fault]:
    """Yield syntax errors, unknown functions and wrong numbers of arguments of one cell."""
    try:
        tree = parse(as_xpath(text))
    except FormDefinitionError as error:
        position = error.values.get("position", 0)
        at = position if isinstance(position, int) else 0
        rest = text[at:at + 20] or "（末尾）"
        yield fault("expression-syntax", *place, position=at + 1, text=rest)
        return
    for node in walk(tree):
        if isinstance(node, Call):
            entry = TABLE.get(node.name)
            if entry is None:
                yield fault("function-unknown", *place, name=node.name,
                            hint=_hint(node.name, TABLE))
            elif not entry.accepts(len(node.arguments)):
                yield fault("function-arity", *place, name=node.name)


def _hint(name: str, known: Mapping[str, object]) -> str:
    close = get_close_matches(name, list(known), n=1, cutoff=0.7)
    return f"，是不是 {close[0]}" if close else ""


def _cycle_faults(survey: Sheet, items: Sequence[Item], named: Mapping[str, Sequence[Item]]
                  ) -> Iterator[Fault]:
    """Yield each circle of calculations and relevances once, at the first of its rows.

    A row inside a repeat that looks at other rows of it by position is no circle.
    """
    rows = {item.row: item for item in items}
    graph = {item.row: _depends_on(item, named) for item in items}
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle: list[int] = error.args[1][:-1]
            graph[circle[1 % len(circle)]].discard(circle[0])
            yield _cycle_fault(survey, [rows[row] for row in reversed(circle)])
        else:
            return


def _depends_on(item: Item, named: Mapping[str, Sequence[Item]]) -> set[int]:
    found = {item.ancestors[-1]} if item.ancestors else set()
    triggered = bool(item.cells.get("trigger", "").strip())
    for column in _RECOMPUTED:
        text = item.cells.get(column, "")
        if ("calc" in column and triggered) or "indexed-repeat" in text or "position(" in text:
            continue
        found |= {target.row for name in references(text) for target in named.get(name, [])[:1]}
    return found


def _cycle_fault(survey: Sheet, circle: Sequence[Item]) -> Fault:
    start = min(range(len(circle)), key=lambda i: circle[i].row)
    ordered = [*circle[start:], *circle[:start]]
    chain = " → ".join(item.name for item in [*ordered, ordered[0]])
    first = ordered[0]
    column = next((c for c in _RECOMPUTED if references(first.cells.get(c, ""))), "relevant")
    return fault("cycle", survey.file, "survey", first.row, column, chain=chain)
