"""Stage 2 诊断: red lines, level with its gates, seven dimensions, and the answers behind them."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop.facts import scale_words
from desktop.figures import number, score_text
from desktop.i18n import _
from desktop.kinds import has_method
from desktop.page import Key, Navigator, Page, Services, Stage
from desktop.screens.diagnosis_changes import (
    change_columns,
    change_rows,
    changes_headline,
    changes_note,
)
from desktop.screens.diagnosis_model import (
    LAST,
    PEERS,
    TARGET,
    DiagnosisModel,
    DiagnosisState,
)
from desktop.screens.diagnosis_panels import LevelPanel, RedLineStrip, WhatIfPanel
from desktop.screens.diagnosis_review import review_of
from desktop.screens.diagnosis_view import (
    PROBLEMS_ONLY,
    PROVISIONAL,
    START,
    DimensionRow,
    IndicatorRow,
    dimension_rows,
    first_measures,
    indicator_rows,
    level_block,
    red_line_rows,
)
from desktop.tokens import theme
from desktop.visit import Visit
from desktop.widgets.chart_view import ChartView
from desktop.widgets.dimension_bar import Bar
from desktop.widgets.ledger import Cell, Column, LedgerView, Link, Row
from desktop.widgets.parts import Panel, Segments, column, empty, label, row, rule
from desktop.widgets.radar import Axis, Radar, radar_figure
from desktop.widgets.ruler import Reading
from forms.diagnosis.model import Diagnosis

ANSWER, MEASURE = "answer:", "measure:"
# The least height of the table of answers: head and three rows.
LEAST_ANSWERS = 150
# Below this width the table of dimensions leaves the weights to the table of indicators.
_WIDE = 1180


class DiagnosisPage(Page):
    """The diagnosis of the open visit."""

    def __init__(self, model: DiagnosisModel, navigator: Navigator) -> None:
        super().__init__()
        self.setObjectName("diagnosis")
        self.setProperty("surface", "desk")
        self._model, self._navigator = model, navigator
        self._narrow = False
        self._red_lines, self._level = RedLineStrip(), LevelPanel()
        self._radar = ChartView()
        self._compare = Segments(_("Compare with"), (
            (TARGET, _("Target")), (LAST, _("Last visit")), (PEERS, _("Peers"))))
        self._dimensions = LedgerView(
            _("Scores and gaps"), _dimension_columns(narrow=False), height=38)
        self._indicators = LedgerView(_("Indicators and answers"), _indicator_columns(), height=29)
        self._changes = LedgerView(_("Changes since the last visit"), change_columns(), height=29)
        self._below = QStackedWidget()
        self._below.addWidget(self._indicators)
        self._below.addWidget(self._changes)
        self._what_if = WhatIfPanel()
        self._measures = QVBoxLayout()
        self._title, self._formula = label("", "panel"), label("", "note")
        self._hint, self._legend = label("", "second"), label("", "note")
        self._lay_out()
        self._connect()
        self._render(model.state)

    def keys(self) -> tuple[Key, ...]:
        return (
            Key("1–7", _("dimension")), Key("Enter", _("see answers")),
            Key("C", _("compare")), Key("W", _("what if")), Key("F5", _("projector")),
        )

    def activate(self) -> None:
        self._model.activate()
        self._dimensions.setFocus()

    def deactivate(self) -> None:
        self._model.deactivate()

    def back(self) -> bool:
        if self._model.state.trying:
            self._model.toggle_what_if()
            return True
        return False

    def panes(self) -> tuple[QWidget, ...]:
        below = self._changes if self._below.currentIndex() else self._indicators
        return (self._dimensions, below)

    def go_to(self, path: str) -> None:
        self._model.choose(path)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        actions: dict[int, Callable[[], None]] = {
            Qt.Key.Key_C: self._model.compare_next, Qt.Key.Key_W: self._model.toggle_what_if,
        }
        if Qt.Key.Key_1 <= event.key() <= Qt.Key.Key_7:
            self._model.choose_number(event.key() - Qt.Key.Key_0)
        elif event.key() in actions and not event.modifiers():
            actions[event.key()]()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme().px(_WIDE)
        if narrow != self._narrow:
            self._narrow = narrow
            self._render(self._model.state)

    # --- building ---

    def _lay_out(self) -> None:
        body = QWidget()
        body.setProperty("surface", "desk")
        self._middle = row(spacing=10)
        self._middle.addWidget(self._level, 39)
        self._radar_panel = self._build_radar()
        self._middle.addWidget(self._radar_panel, 47)
        self._first = self._build_first()
        self._middle.addWidget(self._first, 47)
        self._side = QStackedWidget()
        self._side.addWidget(self._build_dimensions())
        self._side.addWidget(self._what_if)
        self._middle.addWidget(self._side, 46)
        layout = column(self._red_lines, spacing=10)
        layout.addLayout(self._middle, 10)
        layout.addWidget(self._build_indicators(), 6)
        layout.setContentsMargins(12, 10, 12, 10)
        body.setLayout(layout)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        outer = column(scroll, spacing=0)
        self.setLayout(outer)

    def _build_radar(self) -> QWidget:
        panel = Panel()
        self._radar.setMinimumSize(300, 250)
        head = row(label(_("Seven dimensions"), "panel"), None, self._compare)
        layout = column(head, spacing=0)
        layout.addWidget(self._radar, 1)
        layout.setContentsMargins(14, 10, 14, 8)
        panel.setLayout(layout)
        return panel

    def _build_first(self) -> QWidget:
        panel = Panel()
        self._measures.setSpacing(6)
        layout = column(label(_("What to do first"), "panel"), 4, self._measures, None, spacing=0)
        layout.setContentsMargins(14, 10, 14, 8)
        panel.setLayout(layout)
        return panel

    def _build_dimensions(self) -> QWidget:
        panel = Panel()
        head = row(label(_("Scores and gaps"), "panel"), None, self._legend)
        head.setContentsMargins(14, 10, 14, 6)
        layout = column(head, spacing=0)
        layout.addWidget(self._dimensions, 1)
        layout.setContentsMargins(1, 1, 1, 1)
        panel.setLayout(layout)
        return panel

    def _build_indicators(self) -> QWidget:
        panel = Panel()
        head = row(self._title, 6, self._hint, None, self._formula)
        head.setContentsMargins(14, 8, 14, 6)
        layout = column(head, spacing=0)
        layout.addWidget(self._below, 1)
        layout.setContentsMargins(1, 1, 1, 1)
        panel.setLayout(layout)
        panel.setMinimumHeight(LEAST_ANSWERS)
        return panel

    def _connect(self) -> None:
        self._model.changed.connect(self._render)
        self._red_lines.followed.connect(self._go_to_answer)
        self._compare.chosen.connect(self._model.compare)
        self._dimensions.row_chosen.connect(self._model.choose)
        self._dimensions.row_entered.connect(self._enter_dimension)
        self._indicators.row_entered.connect(self._enter_indicator)
        self._indicators.link_followed.connect(self._follow)
        self._changes.row_entered.connect(self._enter_change)
        self._what_if.tried.connect(self._model.attempt)
        self._what_if.restored.connect(self._model.reset_trials)
        self._what_if.closed.connect(self._model.toggle_what_if)

    # --- drawing ---

    def _render(self, state: DiagnosisState) -> None:
        diagnosis = state.shown
        if diagnosis is None:
            return
        self._red_lines.show_rows(red_line_rows(diagnosis), len(diagnosis.red_lines))
        self._level.show_block(level_block(diagnosis), reading_of(diagnosis))
        self._render_shape(diagnosis)
        self._render_radar(state, diagnosis)
        self._render_dimensions(state, diagnosis)
        self._render_indicators(state, diagnosis)
        self._what_if.show_trials(state.trials, state.diagnosis, diagnosis)
        self._side.setCurrentIndex(1 if state.trying else 0)

    def _render_shape(self, diagnosis: Diagnosis) -> None:
        """个体 and under 60 %: no radar; instead what to do first."""
        small = diagnosis.verdict in (START, PROBLEMS_ONLY)
        self._radar_panel.setVisible(not small)
        self._first.setVisible(small)
        self._side.setVisible(diagnosis.verdict != START or self._model.state.trying)
        empty(self._measures)
        for place, measure in enumerate(first_measures(diagnosis) if small else (), start=1):
            self._measures.addWidget(label(f"{place}. {measure.label}", "strong"))
            words = measure.reason or measure.benefit
            self._measures.addWidget(label(words, "second", wrap=True))
            self._measures.addWidget(rule())

    def _render_radar(self, state: DiagnosisState, diagnosis: Diagnosis) -> None:
        kinds = {LAST: state.comparison.last, PEERS: state.comparison.peers}
        others = kinds.get(state.compare, {})
        reasons = {LAST: _("No earlier visit of this enterprise"),
                   PEERS: _("Fewer than ten comparable enterprises")
                   if state.comparison.has_table
                   else _("The platform has not published a table of peers yet")}
        for kind, why in reasons.items():
            self._compare.allow(kind, allowed=self._model.can_compare(kind), why=why)
        self._compare.choose(state.compare)
        labels = {LAST: _("Last visit {month}").format(month=state.comparison.last_on)
                  + f"　{score_text(state.comparison.last_score)}",
                  PEERS: _("Peers, median of {count}").format(count=state.comparison.peer_count)}
        radar = Radar(
            axes=tuple(Axis(one.label, one.score, others.get(one.name))
                       for one in diagnosis.dimensions),
            target=diagnosis.target, now_label=_("This visit"),
            target_label=_("Target {score} ({size})").format(
                score=number(diagnosis.target),
                size=scale_words(diagnosis.scale, diagnosis.scale_basis)),
            other_label=labels.get(state.compare, "") if others else "",
        )
        spoken = ", ".join(f"{axis.label} {score_text(axis.now)}" for axis in radar.axes)
        self._radar.show_figure(radar_figure(radar), spoken)

    def _render_dimensions(self, state: DiagnosisState, diagnosis: Diagnosis) -> None:
        peers = state.comparison.peers if state.comparison.has_peers else {}
        last = state.comparison.last if state.compare == LAST else {}
        rows = dimension_rows(diagnosis, last, peers)
        narrow = self._narrow
        self._dimensions.show_rows(
            [_dimension_row(one, narrow=narrow) for one in rows], _dimension_columns(narrow=narrow))
        self._dimensions.choose(state.dimension)
        words = [_("▼ target")]
        if peers:
            words.append(_("┃ median of {count} peers").format(count=state.comparison.peer_count))
        self._legend.setText("　".join(words))

    def _render_indicators(self, state: DiagnosisState, diagnosis: Diagnosis) -> None:
        changes = state.comparison.changes if state.compare == LAST else None
        self._below.setCurrentIndex(1 if changes else 0)
        if changes is not None:
            self._title.setText(_("Changes since the last visit"))
            self._hint.setText(changes_headline(changes))
            self._formula.setText(changes_note(changes))
            self._changes.show_rows(change_rows(changes, state.comparison.measures))
            return
        chosen = next((d for d in diagnosis.dimensions if d.name == state.dimension), None)
        if chosen is None:
            return
        self._title.setText(f"{chosen.name} {chosen.label}　{score_text(chosen.score)}")
        self._hint.setText(_("The score comes from these answers; click one to return to it"))
        self._formula.setText(_("lost = weight × (100 − score) / 100"))
        rows = indicator_rows(diagnosis, state.dimension)
        self._indicators.show_rows([_indicator_row(one) for one in rows])

    # --- going elsewhere ---

    def _enter_dimension(self, _key: str) -> None:
        self._indicators.setFocus()
        if not self._indicators.current_key():
            self._indicators.selectRow(0)

    def _enter_indicator(self, name: str) -> None:
        diagnosis = self._model.state.shown
        indicator = diagnosis.indicator(name) if diagnosis else None
        if indicator and indicator.basis:
            self._go_to_answer(indicator.basis[0].path)

    def _enter_change(self, key: str) -> None:
        if key.startswith((MEASURE, "/")):
            self._follow(key)

    def _follow(self, target: str) -> None:
        if target.startswith(MEASURE):
            self._navigator.go_stage("measures", target.removeprefix(MEASURE))
        else:
            self._go_to_answer(target.removeprefix(ANSWER))

    def _go_to_answer(self, path: str) -> None:
        self._navigator.go_stage("interview", path)


def reading_of(diagnosis: Diagnosis) -> Reading:
    """Return what the ruler shows of a diagnosis; the tinted segment is the level in force."""
    levelled = diagnosis.verdict != START
    steps = tuple((level.name, level.min_score) for level in diagnosis.levels if levelled)
    target = diagnosis.target
    return Reading(
        score=diagnosis.cmi, level=diagnosis.level.name if diagnosis.level else "",
        target=target, provisional=diagnosis.verdict in (PROVISIONAL, PROBLEMS_ONLY),
        target_label=_("Target {score}").format(score=number(target)) if target else "",
        steps=steps,
    )


def stage() -> Stage:
    """The stage as the shell lists it."""
    return Stage("diagnosis", lambda: _("Diagnosis"), _state, _build, has_method)


def _state(visit: Visit) -> str:
    score = visit.score
    if score is None:
        return ""
    words = {PROVISIONAL: _("provisional"), PROBLEMS_ONLY: _("problems only"),
             START: _("start score")}
    return words.get(score.verdict, score.level.name if score.level else "")


def _build(services: Services, visit: Visit) -> Page:
    model = DiagnosisModel(review_of(visit), services.store, services.background)
    page = DiagnosisPage(model, services.navigator)
    model.setParent(page)
    return page


def _dimension_columns(*, narrow: bool) -> tuple[Column, ...]:
    return (
        Column(_("Dimension")), Column("" if narrow else _("Weight"), 4 if narrow else 52, True),
        Column("" if narrow else "0 – 100", 56 if narrow else 158),
        Column(_("Score"), 48 if narrow else 54, right=True),
        Column(_("Gap"), 46 if narrow else 52, right=True),
    )


def _dimension_row(one: DimensionRow, *, narrow: bool) -> Row:
    bar = Bar(one.score, target=one.target, median=one.median, last=one.last)
    return Row(one.name, (
        Cell(one.label if narrow else f"{one.name} {one.label}"),
        Cell("" if narrow else one.weight), Cell(bar=bar), Cell(one.score_text, bold=True),
        Cell(one.gap),
    ))


def _indicator_columns() -> tuple[Column, ...]:
    return (
        Column(_("Indicator"), 52), Column("", 176), Column(_("Weight"), 60, right=True),
        Column(_("Score"), 72, right=True), Column(_("Lost"), 64, right=True),
        Column(_("Answers it rests on")), Column(_("Wins it back"), 120),
    )


def _indicator_row(one: IndicatorRow) -> Row:
    answers = tuple(Link(text, ANSWER + path) for text, path in one.answers)
    measures = tuple(Link(name, MEASURE + name) for name in one.measures)
    return Row(one.name, (
        Cell(one.name, color="ink3"), Cell(one.label, bold=True), Cell(one.weight),
        Cell(one.score, bold=one.state == "scored"), Cell(one.lost),
        Cell(links=answers, color="ink2"), Cell(links=measures),
    ), fill="ambs" if one.gate else "")
