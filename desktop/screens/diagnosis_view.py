"""What the diagnosis screen says, as values: red lines, level and gates, dimensions, answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.figures import number, score_text, signed
from desktop.i18n import _
from forms.diagnosis.model import (
    Basis,
    Diagnosis,
    Dimension,
    Gate,
    Indicator,
    Measure,
    RedLine,
    rounded,
)

FORMAL, PROVISIONAL, PROBLEMS_ONLY, START = "formal", "provisional", "problems_only", "start"


@dataclass(frozen=True, slots=True)
class RedLineRow:
    """A finding in the strip on top. ``state``: ``hit`` or ``unknown``; ``path`` of its answer."""

    name: str
    title: str
    advice: str
    state: str
    link: str
    path: str


@dataclass(frozen=True, slots=True)
class GateRow:
    """A condition of the next level: the words, the value and how far it is."""

    label: str
    value: str
    verdict: str
    passed: bool | None


@dataclass(frozen=True, slots=True)
class LevelBlock:
    """The level in force with what stands before the next one.

    ``headline`` is empty where no level is given; ``way`` names the measure that opens the gate;
    ``measured`` False where too little is answered for a score to mean anything.
    """

    caption: str
    headline: str
    score: str
    gates_title: str
    gates_note: str
    gates: tuple[GateRow, ...]
    way: str
    notes: tuple[str, ...]
    measured: bool = True


@dataclass(frozen=True, slots=True)
class DimensionRow:
    """A row of the dimension table; ``median`` only from ten peers on."""

    name: str
    label: str
    weight: str
    score: float | None
    score_text: str
    gap: str
    target: float | None
    last: float | None = None
    median: float | None = None


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator with the answers that made its score, each a link back to the question."""

    name: str
    label: str
    weight: str
    score: str
    lost: str
    answers: tuple[tuple[str, str], ...]
    measures: tuple[str, ...]
    gate: bool
    state: str


def red_line_rows(diagnosis: Diagnosis) -> tuple[RedLineRow, ...]:
    """Return hits first, then what has to be checked; a clear red line is not shown."""
    order = {"hit": 0, "unknown": 1}
    shown = [one for one in diagnosis.red_lines if one.state in order]
    return tuple(_red_line_row(one) for one in sorted(shown, key=lambda one: order[one.state]))


def level_block(diagnosis: Diagnosis) -> LevelBlock:
    """Return the level block: level before score, gates with their distance."""
    gates = _gates_ahead(diagnosis)
    failed = [gate for gate in gates if gate.passed is False]
    level = diagnosis.level
    return LevelBlock(
        caption=diagnosis.score_name,
        headline=f"{level.name} {level.label}" if level else "",
        score=score_text(diagnosis.cmi),
        gates_title=_gates_title(diagnosis, gates),
        gates_note=_("Not met: one level down") if failed else "",
        gates=(*_score_gate(diagnosis, gates), *(_gate_row(gate) for gate in gates)),
        way=_way_up(diagnosis, failed),
        notes=_notes(diagnosis),
        measured=diagnosis.verdict != PROBLEMS_ONLY,
    )


def dimension_rows(
    diagnosis: Diagnosis,
    last: Mapping[str, float] | None = None,
    median: Mapping[str, float] | None = None,
) -> tuple[DimensionRow, ...]:
    """Return the seven rows; ``last`` and ``median`` are scores by dimension name."""
    return tuple(
        DimensionRow(
            name=one.name, label=one.label, weight=number(one.weight), score=one.score,
            score_text=score_text(one.score), gap=_gap(one, diagnosis.target),
            target=diagnosis.target, last=(last or {}).get(one.name),
            median=(median or {}).get(one.name),
        )
        for one in diagnosis.dimensions
    )


def indicator_rows(diagnosis: Diagnosis, dimension: str) -> tuple[IndicatorRow, ...]:
    """Return the indicators of a dimension that this path asks, in the method's order."""
    gates = {gate.label.split()[-1] for gate in _gates_ahead(diagnosis) if gate.passed is False}
    return tuple(
        _indicator_row(indicator, indicator.name in gates)
        for one in diagnosis.dimensions if one.name == dimension
        for indicator in one.indicators if indicator.state != "hidden"
    )


def first_measures(diagnosis: Diagnosis, most: int = 3) -> tuple[Measure, ...]:
    """Return what to do first: by phase, then by priority."""
    phases = {name: place for place, name in enumerate(("now", "first", "second", "third"))}
    ranked = sorted(
        diagnosis.measures,
        key=lambda one: (phases.get(one.phase, len(phases)), -(one.priority or 0.0), one.name),
    )
    return tuple(ranked[:most])


def answer_text(basis: Basis) -> str:
    """Return an answer as it stands in the table: number, words and points."""
    answer = basis.answer or _("not answered")
    points = "" if basis.points is None else f" {number(rounded(basis.points))}"
    if answer.startswith(score_text(basis.points)):
        points = ""
    return f"{basis.number} {answer}{points}".strip()


def _red_line_row(red_line: RedLine) -> RedLineRow:
    first = red_line.basis[0] if red_line.basis else None
    cap = _("Level capped at {level}.").format(level=red_line.cap) if red_line.cap else ""
    hit = red_line.state == "hit"
    words = _("See answer {number}") if hit else _("Check {number}")
    return RedLineRow(
        name=red_line.name, title=f"{red_line.name} {red_line.label}",
        advice=f"{red_line.advice}{cap}" if hit else red_line.advice, state=red_line.state,
        link=words.format(number=first.number) if first else "", path=first.path if first else "",
    )


def _gates_ahead(diagnosis: Diagnosis) -> list[Gate]:
    """The gates of the level that the score has reached, or of the next one when all are met."""
    reached = diagnosis.level_by_score
    if reached is None:
        return []
    own = [gate for gate in diagnosis.gates if gate.level == reached.name]
    if any(gate.passed is False for gate in own) or not own:
        return own
    upper = _next_level(diagnosis)
    return [gate for gate in diagnosis.gates if gate.level == upper] or own


def _next_level(diagnosis: Diagnosis) -> str:
    names = [level.name for level in diagnosis.levels]
    reached = diagnosis.level_by_score
    if reached is None or reached.name not in names[:-1]:
        return ""
    return names[names.index(reached.name) + 1]


def _gates_title(diagnosis: Diagnosis, gates: list[Gate]) -> str:
    labels = {level.name: level.label for level in diagnosis.levels}
    if not gates:
        return ""
    name = gates[0].level
    return _("Gates of {level}").format(level=f"{name} {labels.get(name, '')}".strip())


def _score_gate(diagnosis: Diagnosis, gates: list[Gate]) -> tuple[GateRow, ...]:
    if not gates or diagnosis.cmi is None:
        return ()
    minimum = next(one.min_score for one in diagnosis.levels if one.name == gates[0].level)
    return (_row(_("Score"), minimum, diagnosis.cmi, diagnosis.cmi >= minimum),)


def _gate_row(gate: Gate) -> GateRow:
    return _row(gate.label, gate.required, gate.value, gate.passed)


def _row(label: str, required: float, value: float | None, passed: bool | None) -> GateRow:
    if passed is None or value is None:
        verdict = _("not judged")
    elif passed:
        verdict = _("met")
    else:
        verdict = _("{points} short").format(points=score_text(required - value))
    return GateRow(f"{label} ≥ {number(required)}", score_text(value), verdict, passed)


def _way_up(diagnosis: Diagnosis, failed: list[Gate]) -> str:
    reached = diagnosis.level_by_score
    if len(failed) != 1 or reached is None:
        return ""
    indicator = diagnosis.indicator(failed[0].label.split()[-1])
    labels = {measure.name: measure.label for measure in diagnosis.measures}
    name = next((one for one in indicator.measures if one in labels), "") if indicator else ""
    if not name:
        return ""
    return _("Do {measure}: past the gate it is {level}").format(
        measure=f"{name} {labels[name]}", level=f"{reached.name} {reached.label}")


def _notes(diagnosis: Diagnosis) -> tuple[str, ...]:
    share = number(round(diagnosis.completeness * 100))
    kinds = {
        FORMAL: _("Complete {share} % (formal level)"),
        PROVISIONAL: _("Complete {share} % (provisional until 80 %)"),
        PROBLEMS_ONLY: _("Complete {share} %: below 60 % only problems, no level"),
        START: _("Complete {share} %: a start score, no level and no ranking"),
    }
    parts = [kinds[diagnosis.verdict].format(share=share)]
    if diagnosis.not_applicable:
        parts.append(_("{count} not applicable, outside the denominator").format(
            count=len(diagnosis.not_applicable)))
    parts.append(_("Question bank {version}").format(version=diagnosis.method_version))
    level = _("The level is for talking; it is no national grade") if diagnosis.level else ""
    return tuple(part for part in (" · ".join(parts), level) if part)


def _gap(dimension: Dimension, target: float | None) -> str:
    if dimension.score is None or target is None:
        return "—"
    return score_text(max(0.0, target - dimension.score))


def _indicator_row(indicator: Indicator, gate: bool) -> IndicatorRow:
    scored = indicator.state == "scored"
    states = {"na": _("Not applicable"), "unanswered": _("Not answered")}
    return IndicatorRow(
        name=indicator.name, label=indicator.label, weight=number(indicator.weight),
        score=score_text(indicator.score) if scored else states.get(indicator.state, "—"),
        lost=signed(-indicator.lost) if scored and indicator.lost is not None else "—",
        answers=tuple((answer_text(one), one.path) for one in indicator.basis),
        measures=indicator.measures, gate=gate, state=indicator.state,
    )
