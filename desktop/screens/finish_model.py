"""What has to be looked at before finishing, in the order of consequence."""

from collections.abc import Iterator
from dataclasses import dataclass

import forms
from desktop.i18n import _
from desktop.outline import Outline, State
from desktop.visit import Visit
from forms.values import Violation

GROUPS = ("hard", "check", "todo", "unanswered")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the check list; ``effect`` says what leaving it does."""

    group: str
    path: str
    number: str
    question: str
    effect: str
    can_insist: bool = False
    insisted: str = ""


@dataclass(frozen=True, slots=True)
class CheckList:
    """All lines, and what only finishing asks: signatures and the scope of consent."""

    lines: tuple[Line, ...]
    answered: int
    asked: int
    completeness: float | None
    na: int

    def of(self, group: str) -> tuple[Line, ...]:
        """Return the lines of one group."""
        return tuple(line for line in self.lines if line.group == group)

    @property
    def blocked_by(self) -> tuple[Line, ...]:
        """What alone blocks finishing."""
        return self.of("hard")


def check_list(visit: Visit, outline: Outline) -> CheckList:
    """Return the check list of a record as it is now."""
    violations = {item.path: item for item in visit.entry.violations()}
    lines = list(_violations(visit, outline, violations))
    seen = {line.path for line in lines}
    totals = outline.totals()
    na = 0
    weights = _weights(visit)
    for section in outline.sections:
        if not outline.relevant(section.path):
            continue
        for path in outline.questions(section.path):
            state = outline.state(path)
            if not state.counts:
                continue
            na += state.name == "na"
            if path not in seen:
                lines.extend(_line(visit, outline, state, weights))
    score = visit.score
    return CheckList(
        tuple(sorted(lines, key=lambda line: GROUPS.index(line.group))),
        totals.answered,
        totals.asked,
        score.completeness if score else None,
        na,
    )


def _violations(visit: Visit, outline: Outline, violations: dict[str, Violation]) -> Iterator[Line]:
    for path, violation in violations.items():
        state = outline.state(path)
        if violation.severity == "hard" and not state.insisted:
            yield _made(visit, state, "hard", violation.message)


def _line(visit: Visit, outline: Outline, state: State, weights: dict[str, str]) -> Iterator[Line]:
    path = state.node.path
    if state.name == "check" or state.name == "error" or state.insisted:
        message = outline.message(path)
        yield _made(visit, state, "check", message, can_insist=not state.insisted)
    if state.todo is not None:
        todo = state.todo
        parts = (todo.owner, todo.due[5:], todo.text)
        yield _made(visit, state, "todo", " • ".join(part for part in parts if part))
    elif state.name == "unanswered" and not state.node.readonly:
        yield _made(visit, state, "unanswered", weights.get(path.rsplit("/", 1)[-1], ""))


def _made(visit: Visit, state: State, group: str, effect: str, *, can_insist: bool = False) -> Line:
    node = state.node
    return Line(
        group,
        node.path,
        _number(visit, node.path),
        node.label,
        effect,
        can_insist=can_insist,
        insisted=state.insisted,
    )


def _number(visit: Visit, path: str) -> str:
    """Return 3.13, or 4.2 • 行 7 for a question of a row."""
    form = visit.entry.form
    if "[" not in path:
        return form.question(path).number
    repeat, _bracket, rest = path.partition("[")
    row = rest.split("]", 1)[0]
    return _("{number} • row {row}").format(number=form.question(repeat).number, row=row)


def _weights(visit: Visit) -> dict[str, str]:
    """Return 影响 I54，权重 2 by the name of a question that an indicator rests on."""
    score = forms.score(visit.entry) if visit.score is not None else None
    found: dict[str, str] = {}
    for dimension in score.dimensions if score else ():
        for indicator in dimension.indicators:
            words = _("counts for {name}, weight {weight}").format(
                name=indicator.name, weight=f"{indicator.weight:g}"
            )
            for basis in indicator.basis:
                found.setdefault(basis.path.rsplit("/", 1)[-1], words)
    return found


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature of the form and whether it is there."""

    path: str
    label: str
    signed: bool


def signatures(entry: forms.Entry, outline: Outline) -> tuple[Signature, ...]:
    """Return the visible signatures of the record."""
    found = []
    for section in outline.sections:
        if outline.relevant(section.path):
            for path in outline.questions(section.path):
                if "signature" in entry.form.question(path).appearance:
                    node = outline.state(path).node
                    found.append(Signature(path, node.label, bool(node.value)))
    return tuple(found)
