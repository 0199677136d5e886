"""Stage 成效 of a follow-up: the rates, and what became of each measure."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

import forms
from desktop.facts import chosen_label
from desktop.i18n import _, ngettext
from desktop.kinds import follows_up
from desktop.page import Key, Navigator, Page, Services, Stage
from desktop.visit import Visit
from desktop.widgets.ledger import Cell, Column, LedgerView, Row
from desktop.widgets.parts import Panel, column, empty, label, row
from forms.plan.numbers import signed_text
from forms.revisit import Effects, Outcome, effects

NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its name and the rule behind it."""

    title: str
    number: str
    rule: str


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one measure, in words; ``path`` is its row in the interview."""

    path: str
    code: str
    label: str
    due: str
    state: str
    late: bool
    cost: str
    evidence: str
    effect: str


@dataclass(frozen=True, slots=True)
class EffectsState:
    """Everything the screen shows."""

    headline: str = ""
    figures: tuple[Figure, ...] = ()
    lines: tuple[Line, ...] = ()


class EffectsModel(QObject):
    """Reads the follow-up again whenever it was edited while the screen is in front."""

    changed = Signal(object)

    def __init__(self, visit: Visit, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._visit = visit
        self._active = False
        self.state = EffectsState()
        visit.changed.connect(self._follow)

    def activate(self) -> None:
        """Read now and follow."""
        self._active = True
        self._follow()

    def deactivate(self) -> None:
        """Stop following."""
        self._active = False

    def _follow(self, _changes: object = None) -> None:
        if self._active:
            self.state = read_effects(self._visit.entry)
            self.changed.emit(self.state)


def read_effects(entry: forms.Entry) -> EffectsState:
    """Return what a follow-up says."""
    found = effects(entry)
    headline = ngettext(
        "{done} of {count} measure is done", "{done} of {count} measures are done", found.total
    ).format(done=found.done, count=found.total)
    lines = tuple(_line(entry, outcome) for outcome in found.outcomes)
    return EffectsState(headline, tuple(_figures(found)), lines)


def _figures(found: Effects) -> Iterator[Figure]:
    yield Figure(_("Done"), _percent(found.done_pct), _("done ÷ measures of the plan"))
    yield Figure(_("Proven"), _percent(found.proven_pct), _("of the done: evidence was seen"))
    yield Figure(
        _("Effective"), _percent(found.effective_pct), _("of the done: an effect was seen")
    )
    yield Figure(_("Late"), str(found.late), _("past the date of the plan, not done"))
    spent = _("{amount} yuan").format(amount=signed_text(found.spent_cny))
    yield Figure(_("Spent"), spent, _("one-time costs as the enterprise says"))


def _percent(rate: Decimal | None) -> str:
    return NOTHING if rate is None else f"{signed_text(rate)}\u2009%"


def _line(entry: forms.Entry, outcome: Outcome) -> Line:
    def words(name: str) -> str:
        return chosen_label(entry, f"{outcome.path}/{name}") or NOTHING

    cost = outcome.cost_cny
    return Line(
        f"{outcome.path}/m_state",
        outcome.code,
        outcome.label,
        outcome.due or NOTHING,
        words("m_state") if outcome.state else _("not asked"),
        outcome.late,
        NOTHING if cost is None else signed_text(cost),
        words("m_evidence") if outcome.state else NOTHING,
        words("m_effect") if outcome.state else NOTHING,
    )


class EffectsPage(Page):
    """Five numbers above, the measures below; Enter goes to a measure's row."""

    def __init__(self, model: EffectsModel, navigator: Navigator) -> None:
        super().__init__()
        self.setObjectName("effects")
        self.setProperty("surface", "desk")
        self._model, self._navigator = model, navigator
        self._headline = label(role="title")
        self._figures = QHBoxLayout()
        self._figures.setSpacing(10)
        self._table = LedgerView(_("Measures and what became of them"), _columns(), height=33)
        self._lay_out()
        model.changed.connect(self._render)
        self._table.row_entered.connect(self._go_to_row)

    def keys(self) -> tuple[Key, ...]:
        return (Key("↑ ↓", _("Move")), Key("Enter", _("Go to the question")))

    def activate(self) -> None:
        self._model.activate()
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def deactivate(self) -> None:
        self._model.deactivate()

    def panes(self) -> tuple[QWidget, ...]:
        return (self._table,)

    def _lay_out(self) -> None:
        panel = Panel()
        inside = column(self._table, spacing=0)
        inside.setContentsMargins(1, 1, 1, 1)
        panel.setLayout(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(10)
        layout.addWidget(self._headline)
        layout.addLayout(self._figures)
        layout.addWidget(panel, 1)

    def _render(self, state: EffectsState) -> None:
        self._headline.setText(state.headline)
        empty(self._figures)
        for figure in state.figures:
            self._figures.addWidget(_figure_panel(figure), 1)
        self._table.show_rows([_row(one) for one in state.lines])

    def _go_to_row(self, path: str) -> None:
        self._navigator.go_stage("interview", path)


def _figure_panel(figure: Figure) -> Panel:
    panel = Panel()
    layout = column(
        row(label(figure.title, "strong"), None),
        label(figure.number, "figure"),
        label(figure.rule, "note", wrap=True),
        None,
        spacing=2,
    )
    layout.setContentsMargins(14, 10, 14, 10)
    panel.setLayout(layout)
    panel.setAccessibleName(f"{figure.title} {figure.number}")
    return panel


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Code"), 56),
        Column(_("Measure")),
        Column(_("Due"), 96),
        Column(_("State"), 130),
        Column(_("Cost, yuan"), 96, right=True),
        Column(_("Evidence seen")),
        Column(_("Effect"), 150),
    )


def _row(one: Line) -> Row:
    state = _("{state}, late").format(state=one.state) if one.late else one.state
    return Row(
        one.path,
        (
            Cell(one.code, color="ink3"),
            Cell(one.label, bold=True),
            Cell(one.due),
            Cell(state, color="red" if one.late else "ink"),
            Cell(one.cost),
            Cell(one.evidence, color="ink2"),
            Cell(one.effect, color="ink2"),
        ),
    )


def stage() -> Stage:
    """The stage as the shell lists it."""
    return Stage("effects", lambda: _("Effects"), _state, _build, follows_up)


def _state(visit: Visit) -> str:
    """Return done of all, as the record reckons it."""
    done = visit.entry.value("/data/actions/actions_done")
    return f"{done}/{visit.entry.value('/data/actions/actions_total')}" if done else ""


def _build(services: Services, visit: Visit) -> Page:
    model = EffectsModel(visit)
    page = EffectsPage(model, services.navigator)
    model.setParent(page)
    return page
