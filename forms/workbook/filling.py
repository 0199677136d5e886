"""Filling a form at random, many times: what fails, what no one ever sees, what is never offered.

The filler prefers what it has not tried yet, so that a thousand fillings reach the far corners.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import Protocol

from forms.errors import AnswerRejectedError, FormsError
from forms.values import NodeView, Question
from forms.workbook.samples import Pool

TIMES = 1000
# A huge form is filled for this long only; below so many fillings, not seen says nothing.
LIMIT_S = 60.0
FEWEST = 20
_MOST_ROWS = 2
_NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
_SILENT = {"note", "calculate", "hidden"}
# Names of nodes that the compiler adds: they have no controls.
_ADDED = {"annotation", "result", "plan_pdf", "meta"}


class Entry(Protocol):
    """What the filler asks of a record."""

    def node(self, path: str) -> NodeView: ...
    def rows(self, repeat: str) -> int: ...
    def answer(self, path: str, value: str) -> object: ...
    def add_row(self, repeat: str) -> object: ...


class Form(Protocol):
    """What the filler asks of a form."""

    @property
    def root(self) -> Question: ...
    def start(self, *, now: Callable[[], datetime], new_uuid: Callable[[], str]) -> Entry: ...


@dataclass(slots=True)
class Coverage:
    """What happened over all fillings; paths carry no positions.

    ``failures`` are errors by node and attribute; ``tried`` counts choices by question.
    """

    times: int = 0
    reached: set[str] = field(default_factory=set)
    offered: dict[str, set[str]] = field(default_factory=dict)
    tried: dict[str, Counter[str]] = field(default_factory=dict)
    failures: dict[tuple[str, str], FormsError] = field(default_factory=dict)


def fill_at_random(form: Form, pool: Pool, times: int = TIMES) -> Coverage:
    """Fill the form ``times`` times, each time another way, the same ways in every run.

    It ends earlier after ``LIMIT_S`` seconds; ``Coverage.times`` says how often it was.
    """
    coverage = Coverage()
    end = monotonic() + LIMIT_S
    for seed in range(times):
        if monotonic() > end:
            break
        chance = random.Random(seed)  # noqa: S311 - no secret: the same fillings in every run
        try:
            entry = form.start(now=lambda: _NOW, new_uuid=lambda: "filled-at-random")
            _Filler(entry, pool, chance, coverage).fill(form.root, form.root.path)
        except FormsError as error:
            place = str(error.values.get("node", "")), str(error.values.get("attribute", ""))
            coverage.failures.setdefault(place, error)
        coverage.times += 1
    return coverage


def controls(question: Question) -> Iterator[Question]:
    """Yield the questions below a group or repeat, those that the compiler adds left out."""
    for child in question.children:
        if child.name in _ADDED:
            continue
        if child.kind in ("group", "repeat"):
            yield from controls(child)
        elif child.kind not in ("calculate", "hidden"):
            yield child


class _Filler:
    """One filling, in the form's order: what an answer opens is seen when its turn comes."""

    def __init__(self, entry: Entry, pool: Pool, chance: random.Random, coverage: Coverage
                 ) -> None:
        self._entry = entry
        self._pool = pool
        self._chance = chance
        self._coverage = coverage

    def fill(self, question: Question, path: str) -> None:
        for child in question.children:
            if child.name in _ADDED:
                continue
            at = f"{path}/{child.name}"
            if child.kind == "group":
                if self._entry.node(at).relevant:
                    self.fill(child, at)
            elif child.kind == "repeat":
                self._fill_rows(child, at)
            else:
                self._answer(child, at)

    def _fill_rows(self, repeat: Question, path: str) -> None:
        wanted = self._chance.randint(0, _MOST_ROWS)
        while not repeat.fixed_rows and self._entry.rows(path) < wanted:
            try:
                self._entry.add_row(path)
            except AnswerRejectedError:
                break  # hidden, or the form counts its rows itself
        for row in range(1, min(self._entry.rows(path), _MOST_ROWS) + 1):
            if self._entry.node(f"{path}[{row}]").relevant:
                self.fill(repeat, f"{path}[{row}]")

    def _answer(self, question: Question, path: str) -> None:
        if question.kind in ("calculate", "hidden"):
            return
        view = self._entry.node(path)
        if not view.relevant:
            return
        self._coverage.reached.add(question.path)
        if view.readonly or question.kind in _SILENT:
            return
        value = self._value(question, view)
        if value:
            self._entry.answer(path, value)

    def _value(self, question: Question, view: NodeView) -> str:
        """Return an answer; now and then none, as people do."""
        if view.choices:
            return self._choice(question, view)
        if self._chance.random() < 0.1:
            return ""
        return self._pool.answer(question, self._chance, _NOW)

    def _choice(self, question: Question, view: NodeView) -> str:
        values = [choice.value for choice in view.choices]
        self._coverage.offered.setdefault(question.path, set()).update(values)
        tried = self._coverage.tried.setdefault(question.path, Counter())
        least = min(tried[value] for value in values)
        fresh = [value for value in values if tried[value] == least]
        first = self._chance.choice(fresh if self._chance.random() < 0.7 else values)
        tried[first] += 1
        if question.kind == "rank":
            return " ".join(self._chance.sample(values, len(values)))
        if question.kind != "select_multiple" or self._chance.random() < 0.4:
            return first
        more = {first, *self._chance.sample(values, min(len(values), 2))}
        return " ".join(value for value in values if value in more)
