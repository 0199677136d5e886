"""Which measures a record calls for, and how urgent each is (method §5 and §12)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from forms.diagnosis.answers import ANSWERED
from forms.diagnosis.evaluation import Evaluation
from forms.diagnosis.method import Rule
from forms.diagnosis.model import PolicyResult, PriorityPart, rounded

NOW, FIRST, SECOND, THIRD, RESERVE = "now", "first", "second", "third", "reserve"
PHASES = (NOW, FIRST, SECOND, THIRD, RESERVE)
# The parts of the priority P, each with a coefficient ``p_…`` and a label ``label_p_…``.
PARTS = ("gap", "pain", "ready", "quick", "policy")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A measure that fires: with its priority, its phase so far and why it is there.

    ``red`` when it answers a red line that is hit: then it is due at once; ``decided`` when people
    chose its phase.
    ``wanted`` are the fired measures for whose sake it is taken along (it is their prerequisite
    and its own gap would not have called for it).
    """

    rule: Rule
    forced: bool
    priority: float | None
    parts: tuple[PriorityPart, ...]
    phase: str
    wanted: tuple[str, ...] = ()
    moved: str = ""
    red: bool = False
    decided: bool = False

    @property
    def name(self) -> str:
        return self.rule.name

    @property
    def rank(self) -> tuple[bool, int, float, str]:
        """Order of importance: red lines, then by phase, then by priority."""
        return (not self.red, PHASES.index(self.phase), -(self.priority or 0.0), self.name)


def candidates(run: Evaluation, policies: Sequence[PolicyResult], *,
               ranked: bool) -> tuple[Candidate, ...]:
    """Return the measures that fire, in the order of the sheet.

    A measure fires when its condition holds and either it is forced or its indicator is at least
    ``min_gap`` below target; a prerequisite whose condition holds comes along. Without ``ranked``
    (completeness below 60 %) nothing gets a priority.
    """
    holding = {rule.name: rule for rule in run.method.measures if _holds(run, rule)}
    fired = [name for name, rule in holding.items() if is_forced(run, rule) or _far(run, rule)]
    wanted = _prerequisites(fired, holding)
    return tuple(
        _candidate(run, rule, policies, ranked, tuple(wanted.get(name, ())))
        for name, rule in holding.items() if name in fired or name in wanted
    )


def _holds(run: Evaluation, rule: Rule) -> bool:
    """Whether a measure's condition holds; a red line that is hit needs no other."""
    holds = "when" in rule.formulas and rule.formulas["when"].truth(run.scope) is True
    return holds or answers_red_line(run, rule)


def is_forced(run: Evaluation, rule: Rule) -> bool:
    """Whether a measure is a red line's or comes first for safety (P = 100)."""
    formula = rule.formulas.get("forced")
    forced = formula is not None and formula.truth(run.scope) is True
    return forced or answers_red_line(run, rule)


def answers_red_line(run: Evaluation, rule: Rule) -> bool:
    """Whether the red line of a measure is hit."""
    return any(line.name == rule["red_line"] and run.red_line(line) is True
               for line in run.method.red_lines)


def _far(run: Evaluation, rule: Rule) -> bool:
    gap = run.gap(rule["indicator"]) if rule["indicator"] else None
    return gap is None or gap >= run.required("min_gap")


def _prerequisites(fired: Iterable[str], holding: dict[str, Rule]) -> dict[str, list[str]]:
    """Return the prerequisites that hold but did not fire, with the measures that want them."""
    wanted: dict[str, list[str]] = {}
    waiting = list(fired)
    seen = set(waiting)
    while waiting:
        name = waiting.pop(0)
        for other in holding[name].words("prerequisites"):
            if other in holding and (other in wanted or other not in seen):
                wanted.setdefault(other, []).append(name)
            if other in holding and other not in seen:
                seen.add(other)
                waiting.append(other)
    return wanted


def _candidate(run: Evaluation, rule: Rule, policies: Sequence[PolicyResult], ranked: bool,
               wanted: tuple[str, ...]) -> Candidate:
    forced = is_forced(run, rule)
    if forced:
        red, label = answers_red_line(run, rule), run.method.text("label_p_forced")
        phase = NOW if red else rule["phase"] or FIRST
        return Candidate(rule, True, 100.0 if ranked else None,
                         (PriorityPart(label, 1.0, 100.0),), phase, wanted, red=red)
    parts = priority_parts(run, rule, policies)
    priority = sum(p.coefficient * p.value for p in parts if p.value is not None)
    phase = _phase(run, priority) if ranked else RESERVE
    return Candidate(rule, False, priority if ranked else None, parts, phase, wanted)


def priority_parts(run: Evaluation, rule: Rule,
                   policies: Sequence[PolicyResult]) -> tuple[PriorityPart, ...]:
    """Return the parts of P; what cannot be judged leaves and the others grow to 1 (§12)."""
    values = {
        "gap": _gap_part(run, rule), "pain": _pain_part(run, rule), "ready": run.number("CRI"),
        "quick": run.number(f"quick_{rule['quick']}"), "policy": _policy_part(rule, policies),
    }
    known = sum(run.required(f"p_{name}") for name in PARTS if values[name] is not None)
    return tuple(
        PriorityPart(run.method.text(f"label_p_{name}"),
                     run.required(f"p_{name}") / known if values[name] is not None else 0.0,
                     values[name])
        for name in PARTS
    )


def _gap_part(run: Evaluation, rule: Rule) -> float | None:
    """``min(100, weight ÷ 6 × 100) × gap ÷ target``."""
    indicator = run.method.indicators.get(rule["indicator"])
    gap = run.gap(rule["indicator"]) if indicator is not None else None
    target = run.target(indicator) if indicator is not None else None
    if indicator is None or gap is None or not target:
        return None
    full = run.required("p_full_weight") or 1.0
    return min(100.0, run.weight(indicator) / full * 100) * gap / target


def _pain_part(run: Evaluation, rule: Rule) -> float | None:
    """0, 50 or 100 by how many of the named pains and goals the measure helps."""
    named = set()
    for question, prefix in (("pain", "pain:"), ("cloud_goals", "goal:")):
        if question in run.method.items and run.answers.state(question) == ANSWERED:
            named |= {prefix + code for code in run.answers.text(question).split()}
    if not named:
        return None
    return min(100.0, 50.0 * len(named & set(rule.words("helps"))))


def _policy_part(rule: Rule, policies: Sequence[PolicyResult]) -> float | None:
    """100 when a rule in force here pays for it, 0 when it does not; None without such a rule."""
    counted = [policy for policy in policies if policy.state == "counted"]
    if not counted:
        return None
    paid = {code for policy in counted for code in policy.services}
    return 100.0 if not paid or paid & set(rule.words("services")) else 0.0


def _phase(run: Evaluation, priority: float) -> str:
    shown = float(rounded(priority) or 0)  # the class follows the number that is printed
    for phase in (FIRST, SECOND, THIRD):
        if shown >= run.required(f"class_{phase}"):
            return phase
    return RESERVE
