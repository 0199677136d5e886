"""A diagnosis beside another one: the last visit's, or what the trade's table says."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO

from forms.diagnosis.model import Basis, Diagnosis, RedLine

# The form attachment that the platform publishes, one row an industry and size.
BENCHMARK_FILE = "benchmark.csv"


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

    Keys are ``cmi`` and ``d1`` … ``d7``; ``dated`` is the day of the table.
    """

    industry: str
    scale: str
    count: int
    dated: str
    enough: bool
    medians: Mapping[str, float] = field(default_factory=dict)
    leaders: Mapping[str, float] = field(default_factory=dict)


def benchmark(media: Mapping[str, bytes], diagnosis: Diagnosis, fewest: int) -> Benchmark | None:
    """Look up the published table; None without one, not ``enough`` below ``fewest`` enterprises.

    The table has the columns ``industry scale count dated`` and, for ``cmi`` and each dimension,
    ``…_median`` and ``…_leader``.
    """
    data = media.get(BENCHMARK_FILE)
    if data is None or diagnosis.path == "geti":
        return None
    for row in csv.DictReader(StringIO(data.decode("utf-8-sig"))):
        if (row.get("industry"), row.get("scale")) == (diagnosis.industry, diagnosis.scale):
            return _benchmark(row, fewest)
    return Benchmark(diagnosis.industry, diagnosis.scale, 0, "", enough=False)


def _benchmark(row: Mapping[str, str], fewest: int) -> Benchmark:
    count = int(row.get("count") or 0)
    enough = count >= fewest
    return Benchmark(
        row["industry"], row["scale"], count, row.get("dated", ""), enough,
        _column(row, "_median") if enough else {}, _column(row, "_leader") if enough else {},
    )


def _column(row: Mapping[str, str], ending: str) -> dict[str, float]:
    return {name.removesuffix(ending): float(value) for name, value in row.items()
            if name and name.endswith(ending) and value}
