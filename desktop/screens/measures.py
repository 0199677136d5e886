"""Stage 3 措施: the roadmap board with its guard, the same as a table, and the measures in time."""

from datetime import date, datetime
from decimal import Decimal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QWidget,
)

from desktop.figures import NONE, score_text, wan
from desktop.i18n import _, ngettext
from desktop.kinds import has_method
from desktop.page import Key, Navigator, Page, Services, Stage
from desktop.screens.diagnosis_review import review_of
from desktop.screens.measures_board import (
    COST,
    PAYBACK,
    PRIORITY,
    SAVING,
    earlier_phase,
    later_phase,
    phase_sums,
)
from desktop.screens.measures_details import Details
from desktop.screens.measures_model import (
    BOARD,
    TABLE,
    BoardColumn,
    MeasuresModel,
    MeasuresState,
    money_words,
    month_label,
    phase_title,
)
from desktop.tokens import theme
from desktop.visit import Visit
from desktop.widgets.gantt import MONTHS, Gantt, GanttBar
from desktop.widgets.ledger import Cell, Column, LedgerView, Row
from desktop.widgets.measure_card import CardColumn
from desktop.widgets.parts import Segments, Stroke, column, label, row, surface
from forms.diagnosis.decisions import FIRST, NOW, PHASES, RESERVE
from forms.diagnosis.model import Diagnosis, Measure

# Below this width the head leaves out what the columns say themselves.
_WIDE, _LEAST = 1180, 900


class MeasuresPage(Page):
    """The measures of the open visit."""

    def __init__(self, model: MeasuresModel, navigator: Navigator, today: date) -> None:
        super().__init__()
        self.setObjectName("measures")
        self.setProperty("surface", "desk")
        self._model, self._navigator, self._today = model, navigator, today
        self._count, self._budget = label("", "second"), label("", "strong")
        self._problem = label("", "error")
        self._problem.setObjectName("refusal")
        self._view = Segments(_("View"), ((BOARD, _("Board")), (TABLE, _("Table"))))
        self._order = Segments(_("Order"), (
            (PRIORITY, _("Priority")), (SAVING, _("Saving")), (COST, _("Cost")),
            (PAYBACK, _("Payback"))))
        self._columns = {phase: _PhaseColumn(phase) for phase in PHASES}
        self._table = LedgerView(_("Measures"), _table_columns())
        self._gantt = Gantt(_("Roadmap in time"))
        self._details = Details()
        self._lay_out()
        self._connect()
        self._render(model.state)

    def keys(self) -> tuple[Key, ...]:
        return (
            Key("← →", _("phase")), Key("↑ ↓", _("move")), Key("Enter", _("steps and costs")),
            Key("Ctrl Z", _("undo")),
        )

    def activate(self) -> None:
        self._model.activate()
        if not self._model.state.chosen:
            first = next((card.key for one in self._model.state.columns for card in one.cards), "")
            self._model.choose(first)
        self._focus_chosen()

    def deactivate(self) -> None:
        self._model.deactivate()

    def go_to(self, path: str) -> None:
        self._model.choose(path)
        if not self._model.state.details:
            self._model.toggle_details()

    def back(self) -> bool:
        if self._model.state.details:
            self._model.toggle_details()
            return True
        return False

    def panes(self) -> tuple[QWidget, ...]:
        lists = tuple(one.cards for one in self._columns.values())
        return (*lists, self._table)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._model.toggle_details()
        else:
            super().keyPressEvent(event)

    # --- building ---

    def _lay_out(self) -> None:
        head = surface("desk", "bottom")
        title = label(_("Measures and roadmap"), "title")
        self._order_title = label(_("Order"), "second")
        bar = row(title, self._count, 8, self._view, 8, self._order_title, self._order,
                  None, self._budget)
        bar.setContentsMargins(14, 8, 14, 8)
        head.setLayout(bar)
        board = QWidget()
        lists = QHBoxLayout(board)
        lists.setContentsMargins(0, 0, 0, 0)
        lists.setSpacing(0)
        for one in self._columns.values():
            lists.addWidget(one, 1)
        sideways = QScrollArea()
        sideways.setWidgetResizable(True)
        sideways.setFrameShape(QFrame.Shape.NoFrame)
        sideways.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        sideways.setProperty("surface", "desk")
        sideways.setWidget(board)
        self._stack = QStackedWidget()
        self._stack.addWidget(sideways)
        self._stack.addWidget(self._table)
        nothing = label(_("No measure yet: they follow from the answers. Answer more questions "
                          "first."), "second", wrap=True)
        nothing.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        nothing.setContentsMargins(14, 14, 14, 14)
        self._stack.addWidget(nothing)
        upper = QWidget()
        body = column(self._problem, spacing=0)
        body.addWidget(self._stack, 1)
        self._problem.setContentsMargins(14, 4, 14, 4)
        upper.setLayout(body)
        self._lower = QStackedWidget()
        self._lower.addWidget(_scrolling(self._gantt))
        self._lower.addWidget(_scrolling(self._details))
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(upper)
        split.addWidget(self._lower)
        split.setStretchFactor(0, 7)
        split.setStretchFactor(1, 3)
        split.setSizes([440, 200])
        split.setChildrenCollapsible(False)
        layout = column(head, spacing=0)
        layout.addWidget(split, 1)
        self.setLayout(layout)

    def _connect(self) -> None:
        model = self._model
        model.changed.connect(self._render)
        self._view.chosen.connect(model.view_as)
        self._order.chosen.connect(model.order_by)
        for phase, one in self._columns.items():
            one.cards.card_chosen.connect(model.choose)
            one.cards.card_entered.connect(self._enter)
            one.cards.card_held.connect(model.hold)
            one.cards.card_released.connect(model.release)
            one.cards.card_dropped.connect(lambda key, target=phase: model.move(key, target))
            one.cards.card_pushed.connect(self._push)
        self._table.row_chosen.connect(model.choose)
        self._table.row_entered.connect(self._enter)
        self._gantt.chosen.connect(model.choose)
        self._details.followed.connect(lambda path: self._navigator.go_stage("interview", path))
        self._details.closed.connect(model.toggle_details)

    def minimumSizeHint(self) -> QSize:
        # What there is no room for goes away by itself.
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), _LEAST), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= theme().px(_WIDE)
        self._budget.setVisible(wide)
        self._order_title.setVisible(wide)

    # --- drawing ---

    def _render(self, state: MeasuresState) -> None:
        if state.diagnosis is None:
            return
        self._render_head(state)
        by_phase = {one.phase: one for one in state.columns}
        for phase, shown in self._columns.items():
            shown.setVisible(phase in by_phase)
            if phase in by_phase:
                shown.show_column(by_phase[phase], state)
        self._table.show_rows([_table_row(one) for one in state.measures])
        self._table.choose(state.chosen)
        empty = not any(one.cards for one in state.columns)
        self._stack.setCurrentIndex(2 if empty else 0 if state.view == BOARD else 1)
        self._lower.setVisible(not empty)
        self._gantt.show_bars(
            _bars(state.diagnosis), [month_label(self._today, month) for month in
                                     range(1, MONTHS + 1, 6)], state.chosen)
        chosen = next((one for one in state.measures if one.name == state.chosen), None)
        self._details.show_measure(chosen)
        self._lower.setCurrentIndex(1 if state.details and chosen else 0)

    def _render_head(self, state: MeasuresState) -> None:
        hits = sum(1 for one in state.columns for card in one.cards if card.red)
        words = ngettext("{count} measure", "{count} measures", len(state.measures))
        words = words.format(count=len(state.measures))
        if hits:
            words += _(" + {count} red lines").format(count=hits)
        self._count.setText(words)
        self._view.choose(state.view)
        self._order.choose(state.order)
        self._problem.setText(state.problem)
        self._problem.setVisible(bool(state.problem))
        early = [one for one in phase_sums(state.measures) if one.phase in (NOW, FIRST)]
        known = wan(sum((one.known_cny for one in early), Decimal(0)), 2)
        quotes = sum(one.open_quotes for one in early)
        words = _("At once + first phase, first year {amount} 万元").format(amount=known)
        if quotes:
            words += f" · {_('{count} quotes open').format(count=quotes)}"
        self._budget.setText(words if state.measures else "")

    # --- acting ---

    def _push(self, key: str, step: int) -> None:
        current = next((m.phase for m in self._model.state.measures if m.name == key), "")
        if not current:
            return
        target = later_phase(current) if step > 0 else earlier_phase(current)
        if target == RESERVE and not self._columns[RESERVE].isVisible():
            return
        if self._model.move(key, target):
            self._focus_chosen()

    def _enter(self, key: str) -> None:
        self._model.choose(key)
        self._model.toggle_details()

    def _focus_chosen(self) -> None:
        for one in self._columns.values():
            card = one.cards.current()
            if card is not None and card.key == self._model.state.chosen:
                one.cards.setFocus()


class _PhaseColumn(QFrame):
    """A column of the board: name, span and sum above the cards."""

    def __init__(self, phase: str) -> None:
        super().__init__()
        self.setProperty("edge", "right")
        self._title, self._span = label(phase_title(phase), "panel"), label("", "second")
        self._total = label("", "second")
        self.cards = CardColumn(phase_title(phase))
        self.cards.setObjectName(f"phase_{phase}")
        self._below = label("", "second")
        head = column(row(self._title, self._span, None, self._total, spacing=6), self._below,
                      spacing=0)
        head.setContentsMargins(9, 8, 9, 6)
        line = Stroke("red" if phase == NOW else "ink2", 9)
        layout = column(head, line, 8, spacing=0)
        layout.addWidget(self.cards, 1)
        self.setLayout(layout)
        self.setMinimumWidth(236)

    def show_column(self, shown: BoardColumn, state: MeasuresState) -> None:
        self._span.setText(shown.span)
        narrow = len(state.columns) == len(PHASES)
        self._total.setText("" if narrow else shown.total)
        self._below.setText(shown.total or " ")
        self._below.setVisible(narrow)
        self.cards.show_cards(shown.cards, state.chosen)
        reason = state.refusals.get(shown.phase, "")
        title = _("{name} cannot stand here").format(name=state.held) if reason else ""
        self.cards.refuse(title, reason)


def _scrolling(widget: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(widget)
    return area


def _bars(diagnosis: Diagnosis) -> list[GanttBar]:
    """Return red lines, then the measures of the plan by start; 备选 has no place in time."""
    hits = [
        GanttBar(one.name, one.label, "", 1, 1, "red")
        for one in diagnosis.red_lines if one.state == "hit"
    ]
    planned = [one for one in diagnosis.measures if one.phase != RESERVE]
    planned.sort(key=lambda one: (one.start_month, one.end_month, one.name))
    return hits + [
        GanttBar(one.name, one.label, one.owner, one.start_month, one.end_month,
                 "acc" if one.phase in (NOW, FIRST) else "c2", one.prerequisites)
        for one in planned
    ]


def _table_columns() -> tuple[Column, ...]:
    return (
        Column(_("Code"), 56), Column(_("Measure")), Column(_("Kind"), 120),
        Column(_("Phase"), 92), Column(_("Months"), 76, right=True), Column("P", 56, right=True),
        Column(_("First year, 万元"), 110, right=True),
        Column(_("Saves a year, 万元"), 116, right=True),
        Column(_("Payback, months"), 96, right=True), Column(_("Comes after"), 120),
    )


def _table_row(one: Measure) -> Row:
    months = one.payback_months
    return Row(one.name, (
        Cell(one.name, color="acc", bold=True), Cell(one.label, bold=True),
        Cell(" · ".join(part for part in (one.family, one.service_model) if part), color="ink2"),
        Cell(phase_title(one.phase)), Cell(f"{one.start_month}–{one.end_month}"),
        Cell(score_text(one.priority)),
        _cost_cell(one),
        _saving_cell(one), Cell(NONE if months is None else str(months)),
        Cell("、".join(one.prerequisites) or NONE, color="ink2"),
    ))


def _cost_cell(one: Measure) -> Cell:
    if one.first_year_cost_cny is None:
        return Cell(money_words(one), color="amb" if one.open_quotes else "ink3")
    if not one.first_year_cost_cny:
        return Cell(money_words(one), color="ink2")
    return Cell(wan(one.first_year_cost_cny, 2))


def _saving_cell(one: Measure) -> Cell:
    """Return the net saving; where a quote is missing, that it is asked for."""
    if one.yearly_saving_cny is not None:
        return Cell(wan(one.yearly_saving_cny, 2))
    return Cell(NONE) if one.avoided_cny is None else Cell(_("quote open"), color="amb")


def stage() -> Stage:
    """The stage as the shell lists it."""
    return Stage("measures", lambda: _("Measures"), _state, _build, has_method)


def _state(visit: Visit) -> str:
    shown = review_of(visit).shown
    if shown is None:
        return ""
    return ngettext("{count} item", "{count} items", len(shown.measures)).format(
        count=len(shown.measures))


def _build(services: Services, visit: Visit) -> Page:
    model = MeasuresModel(review_of(visit))
    today: datetime = services.now()
    page = MeasuresPage(model, services.navigator, today.astimezone().date())
    model.setParent(page)
    return page
