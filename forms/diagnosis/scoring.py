"""Scores: indicators, dimensions, total and completeness (method §3)."""

from forms.diagnosis.answers import HIDDEN, UNANSWERED
from forms.diagnosis.evaluation import Evaluation
from forms.diagnosis.method import Rule
from forms.diagnosis.model import Dimension, Indicator

# Verdicts (model.Diagnosis).
FORMAL, PROVISIONAL, PROBLEMS_ONLY, START = "formal", "provisional", "problems_only", "start"
GETI = "geti"


def score_dimensions(run: Evaluation, *, explain: bool) -> tuple[Dimension, ...]:
    """Return D1 … D7 with their indicators, unrounded; with their answers to ``explain`` them."""
    return tuple(_dimension(run, rule, explain) for rule in run.method.of_kind("dimension"))


def _dimension(run: Evaluation, rule: Rule, explain: bool) -> Dimension:
    indicators = tuple(_indicator(run, one, explain) for one in run.indicators_of(rule.name))
    return Dimension(
        name=rule.name, label=rule["label"], weight=run.weight(rule),
        score=run.number(rule.name), indicators=indicators,
    )


def _indicator(run: Evaluation, rule: Rule, explain: bool) -> Indicator:
    state, weight = run.state(rule), run.weight(rule)
    score = run.number(rule.name) if state == "scored" else None
    seen = explain and state != HIDDEN
    return Indicator(
        name=rule.name, label=rule["label"], dimension=rule["parent"], weight=weight,
        score=score, state=state, formula=rule["formula"],
        basis=run.basis_of(rule.formulas.get("score")) if seen else (),
        details=run.details_of(rule) if seen else (),
        target=run.target(rule), gap=run.gap(rule.name) if score is not None else None,
        lost=weight * (100 - score) / 100 if score is not None else None,
        source=rule["source"], status=rule["status"],
    )


def completeness(dimensions: tuple[Dimension, ...]) -> float:
    """Answered weight over expected weight, 0–1: 不涉及 and hidden indicators are not expected."""
    indicators = [i for d in dimensions for i in d.indicators]
    answered = sum(i.weight for i in indicators if i.state == "scored")
    due = answered + sum(i.weight for i in indicators if i.state == UNANSWERED)
    return answered / due if due else 0.0


def verdict(run: Evaluation, share: float) -> str:
    """What the completeness allows to say (method §3)."""
    if run.path == GETI:
        return START
    if share >= run.required("completeness_formal"):
        return FORMAL
    return PROVISIONAL if share >= run.required("completeness_provisional") else PROBLEMS_ONLY


def counted_questions(run: Evaluation) -> tuple[int, int]:
    """Return how many questions are answered and how many are asked now; 不涉及 is an answer."""
    answered = asked = 0
    for name, repeat in run.method.asked_questions:
        rows = range(1, (run.answers.rows(repeat) or 0) + 1) if repeat else (None,)
        states = [run.answers.state(name, row) for row in rows]
        asked += len(states) - states.count(HIDDEN)
        answered += len(states) - states.count(HIDDEN) - states.count(UNANSWERED)
    return answered, asked
