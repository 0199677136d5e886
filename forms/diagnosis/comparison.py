"""A diagnosis beside another one: the last visit's, or what the trade's table says."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO
from typing import Protocol

from forms.diagnosis.model import Basis, Diagnosis, RedLine

# The entity list that the platform publishes and serves as a form attachment.
BENCHMARKS = "benchmarks"
TOTAL = "cmi"
# Source: methodology.md §12 (建议).
FEWEST = 10
_INDUSTRIES, _DIVISION = "industries.csv", "/data/enterprise/industry_division"


class Form(Protocol):
    """What the benchmark needs of a form: the table of industries among its files."""

    @property
    def media(self) -> Mapping[str, bytes]: ...


class Entry(Protocol):
    """What the benchmark needs of a record."""

    @property
    def form(self) -> Form: ...
    def value(self, path: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Change:
    """A score then and now; ``by`` None while one of them is missing."""

    name: str
    label: str
    before: float | None
    now: float | None

    @property
    def by(self) -> float | None:
        """How much it rose; negative when it fell."""
        return None if self.before is None or self.now is None else self.now - self.before


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """A question that counts and was answered otherwise."""

    path: str
    number: str
    question: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class VisitComparison:
    """Two visits: total, dimensions and indicators, answers, red lines and measures.

    ``same_method`` False: the versions differ, so a change may come from the method. ``done`` are
    measures that were called for then and are not now, ``open`` those that still are.
    """

    same_method: bool
    total: Change
    level_before: str
    level_now: str
    dimensions: tuple[Change, ...]
    indicators: tuple[Change, ...]
    answers: tuple[AnswerChange, ...]
    red_lines_cleared: tuple[RedLine, ...]
    red_lines_new: tuple[RedLine, ...]
    done: tuple[str, ...]
    open: tuple[str, ...]


def compare(previous: Diagnosis, now: Diagnosis) -> VisitComparison:
    """Compare two visits to the same enterprise, the earlier one first."""
    before_lines = {line.name for line in previous.red_lines if line.state == "hit"}
    now_lines = {line.name for line in now.red_lines if line.state == "hit"}
    before_measures = [one.name for one in previous.measures]
    now_measures = {one.name for one in now.measures}
    return VisitComparison(
        same_method=(previous.form_version, previous.method_version)
        == (now.form_version, now.method_version),
        total=Change("CMI", now.score_name, previous.cmi, now.cmi),
        level_before=previous.level.name if previous.level else "",
        level_now=now.level.name if now.level else "",
        dimensions=tuple(_dimension_changes(previous, now)),
        indicators=tuple(_indicator_changes(previous, now)),
        answers=tuple(_answer_changes(previous, now)),
        red_lines_cleared=tuple(one for one in previous.red_lines
                                if one.name in before_lines - now_lines),
        red_lines_new=tuple(one for one in now.red_lines if one.name in now_lines - before_lines),
        done=tuple(name for name in before_measures if name not in now_measures),
        open=tuple(name for name in before_measures if name in now_measures),
    )


def _dimension_changes(previous: Diagnosis, now: Diagnosis) -> Iterator[Change]:
    before = {one.name: one.score for one in previous.dimensions}
    for one in now.dimensions:
        yield Change(one.name, one.label, before.get(one.name), one.score)


def _indicator_changes(previous: Diagnosis, now: Diagnosis) -> Iterator[Change]:
    for dimension in now.dimensions:
        for one in dimension.indicators:
            old = previous.indicator(one.name)
            if one.score is not None or (old is not None and old.score is not None):
                yield Change(one.name, one.label, old.score if old else None, one.score)


def _answer_changes(previous: Diagnosis, now: Diagnosis) -> Iterator[AnswerChange]:
    before, after = _answers(previous), _answers(now)
    for path in dict.fromkeys((*after, *before)):
        old, new = before.get(path), after.get(path)
        said = new or old
        if said is not None and (old.answer if old else "") != (new.answer if new else ""):
            yield AnswerChange(path, said.number, said.question, old.answer if old else "",
                               new.answer if new else "")


def _answers(diagnosis: Diagnosis) -> dict[str, Basis]:
    """The answers behind the scores by path; computed terms are none."""
    indicators = [one for d in diagnosis.dimensions for one in d.indicators]
    details = [basis for one in indicators for basis in one.details]
    inside = {basis.path for basis in details}
    plain = [basis for one in indicators for basis in one.basis
             if basis.path not in inside and "[" not in basis.path]
    return {basis.path: basis for basis in (*plain, *details) if basis.path}


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Medians and leaders of a trade and size; both are empty when the sample is too small.

    ``section`` is the letter of the 门类, ``section_label`` its name; keys of the numbers are
    ``cmi`` and ``D1`` … ``D7``, a leader is the upper quartile; ``computed_on`` is the day of the
    table, ISO.
    """

    section: str
    section_label: str
    scale: str
    count: int = 0
    computed_on: str = ""
    enough: bool = False
    medians: Mapping[str, float] = field(default_factory=dict)
    leaders: Mapping[str, float] = field(default_factory=dict)


def benchmark(rows: Iterable[Mapping[str, str]], entry: Entry, diagnosis: Diagnosis,
              fewest: int = FEWEST) -> Benchmark | None:
    """Look the enterprise's trade and size up in the table that the platform published.

    Args:
        rows: Rows of the entity list ``benchmarks`` (docs/decisions/0003): ``section scale
            measure count lower median upper computed_on``.
        entry: The record; its 行业大类 names the 门类.
        diagnosis: Its diagnosis.
        fewest: Below so many enterprises a number would betray single ones.

    Returns:
        None without a table and for 个体; not ``enough`` where the cell is small or missing.
    """
    table = list(rows)
    if not table or diagnosis.path == "geti":
        return None
    section, label = _section(entry)
    mine = [row for row in table
            if (row.get("section"), row.get("scale")) == (section, diagnosis.scale)]
    total = next((row for row in mine if row.get("measure") == TOTAL), None)
    count = int(total["count"]) if total else 0
    if total is None or count < fewest:
        return Benchmark(section, label, diagnosis.scale, count)
    large = [row for row in mine if int(row["count"]) >= fewest]
    return Benchmark(section, label, diagnosis.scale, count, total.get("computed_on", ""),
                     enough=True, medians=_column(large, "median"),
                     leaders=_column(large, "upper"))


def _section(entry: Entry) -> tuple[str, str]:
    """Return letter and name of the enterprise's 门类; both empty where it is not known."""
    data = entry.form.media.get(_INDUSTRIES, b"")
    division = entry.value(_DIVISION)
    for row in csv.DictReader(StringIO(data.decode("utf-8-sig"))):
        if row["division_code"] == division:
            return row["section_code"], row["section_name"]
    return "", ""


def _column(rows: Iterable[Mapping[str, str]], name: str) -> dict[str, float]:
    return {_measure(row["measure"]): float(row[name]) for row in rows if row.get(name)}


def _measure(name: str) -> str:
    return name if name == TOTAL else name.upper()
