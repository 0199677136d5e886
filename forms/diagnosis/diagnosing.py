"""A record and its method give a diagnosis: ``score`` for the live panel, ``diagnose`` for all."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Protocol

from forms.diagnosis import gates, remarks, scoring
from forms.diagnosis.answers import HIDDEN, Record
from forms.diagnosis.costs import compare_costs
from forms.diagnosis.decisions import KIND, assumptions, moves, stated
from forms.diagnosis.evaluation import Evaluation
from forms.diagnosis.measures import RESERVE, candidates
from forms.diagnosis.method import Method, Rule
from forms.diagnosis.model import Diagnosis, Dimension, Indicator, Measure, rounded
from forms.diagnosis.policies import apply_policies, shares
from forms.diagnosis.quotes import open_prices
from forms.diagnosis.roadmap import budget_cap, plan_measures
from forms.diagnosis.systems import advise_systems
from forms.errors import FormsError


class Form(Protocol):
    """A form that may carry a method."""

    @property
    def method(self) -> Method | None: ...


class Entry(Record, Protocol):
    """A record with its form."""

    @property
    def form(self) -> Form: ...


def method_of(entry: Entry) -> Method:
    """Return the method of the record's own questionnaire version.

    Raises:
        FormsError: ``no-method`` for a form without the sheets of a method.
    """
    method = entry.form.method
    if method is None:
        raise FormsError("no-method")
    return method


def score(entry: Entry, *, explain: bool = True) -> Diagnosis:
    """Return scores, level, red lines and contradictions; measures and the rest stay empty.

    Without ``explain`` no number carries its answers.
    """
    return scored(Evaluation(method_of(entry), entry), explain=explain)


def diagnose(entry: Entry, overrides: Mapping[str, Decimal] | None = None) -> Diagnosis:
    """Return the whole diagnosis of a record, with what people decided about it.

    ``overrides`` replace assumptions and prices by name; without them those count that the record
    itself carries (``decisions``).
    """
    decided = entry.annotations(kind=KIND)
    chosen = assumptions(decided) if overrides is None else overrides
    run = Evaluation(method_of(entry), entry, chosen, stated(decided))
    return completed(run, scored(run), moves(decided))


def completed(run: Evaluation, found: Diagnosis,
              decided: Mapping[str, str] | None = None) -> Diagnosis:
    """Add measures, systems, costs and the rest to the scores; ``decided`` are moved measures."""
    ranked = found.verdict != scoring.PROBLEMS_ONLY
    policies = apply_policies(run)
    measures = plan_measures(run, candidates(run, policies, ranked=ranked), decided)
    costs = compare_costs(run) if ranked else None
    return replace(
        found, dimensions=_with_measures(run, found, measures), measures=measures,
        systems=advise_systems(run),
        open_items=remarks.open_items(run), not_applicable=remarks.not_applicable(run),
        costs=costs, policies=policies, shares=shares(run, costs, policies),
        sizing=remarks.sizing(run), risks=remarks.risks(run), budget_cap_cny=budget_cap(run),
        quotes=open_prices(run, _planned_rules(run, measures)),
    )


def _planned_rules(run: Evaluation, measures: tuple[Measure, ...]) -> list[Rule]:
    planned = {measure.name for measure in measures if measure.phase != RESERVE}
    return [rule for rule in run.method.measures if rule.name in planned]


def _with_measures(run: Evaluation, found: Diagnosis,
                   measures: tuple[Measure, ...]) -> tuple[Dimension, ...]:
    """Name for every lost point the measures that win it back, planned ones first."""
    planned = {measure.name for measure in measures}
    by_indicator: dict[str, list[str]] = {}
    for rule in run.method.measures:
        if rule.name in planned or _concerns(run, rule):
            by_indicator.setdefault(rule["indicator"], []).append(rule.name)
    return tuple(
        replace(dimension, indicators=tuple(
            replace(one, measures=_winning(one, by_indicator.get(one.name, []), planned))
            for one in dimension.indicators))
        for dimension in found.dimensions
    )


def _concerns(run: Evaluation, rule: Rule) -> bool:
    """Whether everything that a measure's condition asks is asked on this path and industry."""
    formula = rule.formulas.get("when")
    return formula is not None and all(run.answers.state(name, row) != HIDDEN
                                       for name, row in run.questions_in(formula))


def _winning(one: Indicator, names: list[str], planned: set[str]) -> tuple[str, ...]:
    """The planned measures of an indicator; where none is planned, what the method has for it."""
    if not one.lost:
        return ()
    return tuple(name for name in names if name in planned) or tuple(names)


def scored(run: Evaluation, *, explain: bool = True) -> Diagnosis:
    """Return what ``score`` returns, from an evaluation that goes on."""
    method = run.method
    dimensions = scoring.score_dimensions(run, explain=explain)
    share = scoring.completeness(dimensions)
    said = scoring.verdict(run, share)
    cmi, ladder, checked = run.number("cmi"), gates.levels(method), gates.gates(run)
    asked_any = any(i.state != "hidden" for d in dimensions for i in d.indicators)
    lines = gates.red_lines(run, anything_asked=asked_any, explain=explain)
    ranked = cmi is not None and said in {scoring.FORMAL, scoring.PROVISIONAL} and bool(ladder)
    reached = gates.level_by_score(cmi, ladder) if cmi is not None and ranked else None
    level = gates.level_in_force(reached, ladder, checked, lines) if reached else None
    answered, asked = scoring.counted_questions(run)
    return Diagnosis(
        form_id=method.form_id, form_version=method.form_version, method_version=method.version,
        path=run.path, scale=run.scale, industry=run.industry, verdict=said,
        score_name=method.text("score_name", run.path), cmi=cmi, completeness=share,
        target=run.number("target"), answered=answered, asked=asked, level=level,
        level_by_score=reached, levels=ladder, gates=checked if ranked else (),
        dimensions=dimensions, readiness=run.number("CRI"), red_lines=lines, measures=(),
        systems=(), contradictions=remarks.contradictions(run), open_items=(), not_applicable=(),
        costs=None, policies=(), shares=(), sizing=(), risks=(), scale_basis=run.scale_basis,
    )


def result_values(entry: Entry) -> dict[str, str]:
    """Return the record's result group: what any server can count (design §4)."""
    found = score(entry)
    values = {"cmi": _text(found.cmi), "completeness": _text(found.completeness, 3),
              "level": found.level.name if found.level else "",
              "provisional": "yes" if found.verdict == scoring.PROVISIONAL else "no",
              "red_lines": " ".join(r.name for r in found.red_lines if r.state == gates.HIT),
              "method_version": found.method_version, "scale": found.scale, "path": found.path}
    return values | {d.name.lower(): _text(d.score) for d in found.dimensions}


def _text(value: float | None, places: int = 1) -> str:
    number = rounded(value, places)
    return "" if number is None else str(number)
