"""State and actions of stage 3 措施: the board, its order, a move and why it is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from PySide6.QtCore import QObject, Signal

from desktop.figures import number, wan
from desktop.i18n import _, ngettext
from desktop.screens.diagnosis_review import Review
from desktop.screens.measures_board import (
    PRIORITY,
    PhaseSum,
    Refusal,
    ordered,
    phase_sums,
    refusal,
)
from forms.diagnosis.decisions import NOW, PHASES, RESERVE
from forms.diagnosis.model import Diagnosis, Measure, RedLine

BOARD, TABLE = "board", "table"


@dataclass(frozen=True, slots=True)
class Card:
    """A measure, or a red line that has to be put right, as it lies on the board."""

    key: str
    title: str
    priority: str
    kind: str
    money: str
    notes: tuple[tuple[str, str], ...] = ()
    red: bool = False
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """A phase with its span in words, its sum and its cards."""

    phase: str
    title: str
    span: str
    total: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class MeasuresState:
    """Everything the screen shows; ``refusals`` are sentences by phase while a card is held."""

    diagnosis: Diagnosis | None = None
    columns: tuple[BoardColumn, ...] = ()
    measures: tuple[Measure, ...] = ()
    order: str = PRIORITY
    view: str = BOARD
    chosen: str = ""
    details: bool = False
    held: str = ""
    refusals: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    readonly: bool = False


class MeasuresModel(QObject):
    """Follows the review; a move goes through the guard and becomes a step of undo."""

    changed = Signal(object)

    def __init__(self, review: Review, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._review = review
        self._active = False
        self.state = MeasuresState()
        review.changed.connect(self._follow)

    def activate(self) -> None:
        """Look at the record again."""
        self._active = True
        self._show(self._review.diagnosis)

    def deactivate(self) -> None:
        """Stop following."""
        self._active = False

    def order_by(self, order: str) -> None:
        """Sort the cards of each phase."""
        self._set(replace(self.state, order=order))
        self._show(self.state.diagnosis)

    def view_as(self, view: str) -> None:
        """Show the board or the table."""
        self._set(replace(self.state, view=view))

    def choose(self, key: str) -> None:
        """Make a card the current one."""
        self._set(replace(self.state, chosen=key, problem=""))

    def toggle_details(self) -> None:
        """Open or close the steps and costs of the current card."""
        self._set(replace(self.state, details=not self.state.details))

    def hold(self, key: str) -> None:
        """A drag begins: say for each phase whether the card may lie there."""
        refusals = {
            phase: refusal_words(found)
            for phase in PHASES
            if (found := refusal(self.state.measures, key, phase)) is not None
        } if self._is_measure(key) else {}
        self._set(replace(self.state, held=key, refusals=refusals, problem=""))

    def release(self) -> None:
        """The drag is over."""
        self._set(replace(self.state, held="", refusals={}))

    def move(self, key: str, phase: str) -> bool:
        """Put a card into a phase; a refused move changes nothing and says why."""
        if self.state.readonly or not self._is_measure(key):
            return False
        current = next(one.phase for one in self.state.measures if one.name == key)
        if phase == current:
            return False
        found = refusal(self.state.measures, key, phase)
        if found is not None:
            self._set(replace(self.state, problem=refusal_words(found)))
            return False
        self._set(replace(self.state, chosen=key, problem=""))
        self._review.move(key, phase)
        return True

    def _is_measure(self, key: str) -> bool:
        return any(one.name == key for one in self.state.measures)

    def _follow(self) -> None:
        if self._active:
            self._show(self._review.diagnosis)

    def _show(self, diagnosis: Diagnosis | None) -> None:
        if diagnosis is None:
            return
        measures = ordered(diagnosis.measures, self.state.order)
        self._set(replace(
            self.state, diagnosis=diagnosis, measures=measures,
            columns=columns_of(measures, diagnosis.red_lines), readonly=self._review.readonly))

    def _set(self, state: MeasuresState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit(state)


def phase_title(phase: str) -> str:
    """Return the name of a phase."""
    return {
        "now": _("At once"), "first": _("First phase"), "second": _("Second phase"),
        "third": _("Third phase"), "reserve": _("Reserve"),
    }[phase]


def phase_span(phase: str) -> str:
    """Return when a phase is."""
    return {
        "now": _("≤ 1 month"), "first": _("0–6 months"), "second": _("6–18 months"),
        "third": _("18–36 months"), "reserve": _("later"),
    }[phase]


def refusal_words(found: Refusal) -> str:
    """Return the reason and the way out as a sentence."""
    words = {
        "prerequisite": _("{other} has to come first and is in “{phase}”. Move {other} forward, or "
                          "put {name} back."),
        "dependent": _("{other} in “{phase}” needs {name} before it. Move {other} back first."),
    }[found.kind]
    return words.format(name=found.name, other=found.other, phase=phase_title(found.other_phase))


def columns_of(
    measures: tuple[Measure, ...], red_lines: tuple[RedLine, ...]
) -> tuple[BoardColumn, ...]:
    """Return the phases with their cards; 备选 only where something lies in it."""
    hits = tuple(_red_card(one) for one in red_lines if one.state == "hit")
    sums = {one.phase: one for one in phase_sums(measures)}
    return tuple(
        BoardColumn(
            phase, phase_title(phase), phase_span(phase), sum_words(sums[phase]),
            (*(hits if phase == NOW else ()),
             *(_card(one) for one in measures if one.phase == phase)),
        )
        for phase in PHASES if phase != RESERVE or sums[phase].count
    )


def sum_words(total: PhaseSum) -> str:
    """Return 首年 5.60 万元 · 2 项待询价."""
    words = [_("first year {amount} 万元").format(amount=wan(total.known_cny, 2))]
    if total.open_quotes:
        quotes = ngettext("{count} quote open", "{count} quotes open", total.open_quotes)
        words.append(quotes.format(count=total.open_quotes))
    if not total.known_cny:
        words = words[1:]
    return " · ".join(words)


def money_words(measure: Measure) -> str:
    """Return the first-year cost in words; an open quote is never 0."""
    if measure.first_year_cost_cny is None:
        return _("quote open") if measure.open_quotes else _("not in the first year")
    if measure.first_year_cost_cny == 0:
        return _("no new cost")
    return _("first year {amount} 万元").format(amount=wan(measure.first_year_cost_cny, 2))


def payback_words(measure: Measure) -> str:
    """Return after how many months the one-off cost is back; '' where none is, or not known."""
    months = measure.payback_months
    return "" if not months else _("payback {months} months").format(months=months)


def saving_words(measure: Measure) -> str:
    """Return what a year costs less, or what ends while the quote is open; '' where nothing ends.

    Costs of today are the enterprise's own answers; nothing is estimated.
    """
    if measure.avoided_cny is None:
        return ""
    ends = wan(measure.avoided_cny, 2)
    if measure.yearly_saving_cny is None:
        return _("ends {amount} 万元 a year; quote open").format(amount=ends)
    if measure.yearly_saving_cny < 0:
        return _("{amount} 万元 a year dearer").format(amount=wan(-measure.yearly_saving_cny, 2))
    return _("saves {amount} 万元 a year").format(amount=wan(measure.yearly_saving_cny, 2))


def month_label(visited_on: date, month: int) -> str:
    """Return the calendar month of a plan month; month 1 is the month after the visit."""
    place = visited_on.year * 12 + visited_on.month - 1 + month
    return f"{place // 12}-{place % 12 + 1:02d}"


def _card(measure: Measure) -> Card:
    notes = []
    saved = " · ".join(filter(None, (saving_words(measure), payback_words(measure))))
    if saved:
        notes.append(("receipt", saved))
    if measure.prerequisites:
        names = "、".join(measure.prerequisites)
        notes.append(("link", _("first {names}").format(names=names)))
    if measure.moved:
        notes.append(("info-circle", measure.moved))
    kind = " · ".join(part for part in (measure.family, measure.service_model) if part)
    return Card(
        measure.name, measure.label, f"P {number(_whole(measure.priority))}", kind,
        money_words(measure), tuple(notes),
    )


def _red_card(red_line: RedLine) -> Card:
    return Card(
        red_line.name, red_line.label, "P 100", _("Red line"), "",
        (("alert-octagon", _("Red line: has to be first")),), red=True, fixed=True,
    )


def _whole(value: float | None) -> float | None:
    return None if value is None else float(round(value))
