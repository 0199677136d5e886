"""统计报表: the 考核 tables by month, quarter or year, charts to copy, and Excel to file."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QScrollArea, QToolButton, QVBoxLayout, QWidget

from desktop import icons
from desktop.figures import NONE, percent, score_text, wan
from desktop.i18n import _, ngettext
from desktop.page import Key, Page, Services, Tab
from desktop.screens.statistics_counts import MONTH, QUARTER, YEAR, Line
from desktop.screens.statistics_model import (
    MINE,
    OFFICE,
    StatisticsModel,
    StatisticsState,
    Table,
    file_name,
)
from desktop.screens.statistics_report import headings
from desktop.screens.statistics_words import (
    GROUPS,
    fresh_title,
    group_title,
    rules,
    table_title,
)
from desktop.tokens import FIGURE, theme
from desktop.widgets.bar_chart import BarValue, lying_bars, standing_bars
from desktop.widgets.chart_view import ChartView
from desktop.widgets.dimension_bar import Bar
from desktop.widgets.ledger import Cell, Column, LedgerView, Row
from desktop.widgets.parts import (
    Segments,
    Tinted,
    button,
    column,
    label,
    row,
    rule,
    surface,
)

SUM = "sum"
# Below this width the table has the page for itself.
_WIDE, _LEAST = 1180, 900


class StatisticsPage(Page):
    """The portfolio in numbers."""

    def __init__(self, model: StatisticsModel) -> None:
        super().__init__()
        self.setObjectName("statistics")
        self.setProperty("surface", "paper")
        self._model = model
        self._title = label("", "title")
        self._kind = Segments(_("Period"), ((MONTH, _("Month")), (QUARTER, _("Quarter")),
                                            (YEAR, _("Year"))))
        self._whose = Segments(_("Whose visits"), ((OFFICE, _("Office")), (MINE, _("Mine"))))
        self._group = Segments(_("Grouped by"), tuple((one, group_title(one)) for one in GROUPS))
        self._earlier = _tool("chevron-left", _("Earlier period"))
        self._later = _tool("chevron-right", _("Later period"))
        self._excel = button(_("Save Excel"), "file", "primary")
        self._figures = [_KeyFigure() for _place in range(5)]
        self._table = LedgerView(_("Self-evaluation"), (), height=32)
        self._rules, self._notice = label("", "note", wrap=True), label("", "good")
        self._problem = label("", "error", wrap=True)
        self._charts = {name: ChartView() for name in ("levels", "months", "industries")}
        self._lay_out()
        self._connect()
        self._render(model.state)

    def keys(self) -> tuple[Key, ...]:
        return (
            Key("M", _("month")), Key("Q", _("quarter")), Key("Y", _("year")),
            Key("← →", _("other period")), Key("Ctrl S", _("save Excel")),
        )

    def foot_note(self) -> str:
        state = self._model.state
        if state.table is None:
            return ""
        return _("{people} consultants • {count} enterprises").format(
            people=state.people, count=state.table.total.total)

    def activate(self) -> None:
        self._model.activate()
        self._table.setFocus()

    def panes(self) -> tuple[QWidget, ...]:
        return (self._kind, self._table)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain: dict[int, Callable[[], None]] = {
            Qt.Key.Key_M: lambda: self._model.count_by(MONTH),
            Qt.Key.Key_Q: lambda: self._model.count_by(QUARTER),
            Qt.Key.Key_Y: lambda: self._model.count_by(YEAR),
            Qt.Key.Key_Left: lambda: self._model.shift(-1),
            Qt.Key.Key_Right: lambda: self._model.shift(1),
        }
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and event.key() == Qt.Key.Key_S:
            self._save()
        elif not control and event.key() in plain:
            plain[event.key()]()
        else:
            super().keyPressEvent(event)

    # --- building ---

    def _lay_out(self) -> None:
        left = surface("paper")
        head = row(self._title, 8, self._kind, self._earlier, self._later, 8, self._whose, None,
                   self._excel)
        head.setContentsMargins(20, 8, 20, 8)
        figures = row(*self._figures, spacing=0)
        grouping = row(label(_("Grouped by"), "second"), self._group, None, self._notice)
        grouping.setContentsMargins(20, 6, 20, 6)
        foot = column(self._problem, self._rules, spacing=2)
        foot.setContentsMargins(20, 8, 20, 10)
        layout = column(head, rule("line2"), figures, rule("line2"), grouping, spacing=0)
        layout.addWidget(self._table, 1)
        layout.addWidget(rule())
        layout.addLayout(foot)
        left.setLayout(layout)
        self._side = self._build_charts()
        outer = row(spacing=0)
        outer.addWidget(left, 1)
        outer.addWidget(self._side)
        self.setLayout(outer)

    def minimumSizeHint(self) -> QSize:
        # What there is no room for goes away by itself.
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), _LEAST), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._side.setVisible(self.width() >= theme().px(_WIDE))

    def _build_charts(self) -> QWidget:
        side = surface("paper2", "left")
        body = QVBoxLayout(side)
        body.setContentsMargins(20, 10, 20, 10)
        body.setSpacing(4)
        titles = {"levels": _("Level"), "months": _("Diagnosed by month, 12 months"),
                  "industries": _("Industry")}
        heights = {"levels": 150, "months": 128, "industries": 200}
        for name, chart in self._charts.items():
            copy = _tool("copy", _("Copy {chart} as picture").format(chart=titles[name]))
            copy.clicked.connect(chart.copy)
            body.addLayout(row(label(titles[name], "panel"), None, copy))
            chart.setFixedHeight(theme().px(heights[name]))
            body.addWidget(chart)
            body.addWidget(rule())
        body.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setFixedWidth(theme().px(380))
        scroll.setWidget(side)
        return scroll

    def _connect(self) -> None:
        model = self._model
        model.changed.connect(self._render)
        self._kind.chosen.connect(model.count_by)
        self._whose.chosen.connect(model.show_whose)
        self._group.chosen.connect(model.group_by)
        self._earlier.clicked.connect(lambda: model.shift(-1))
        self._later.clicked.connect(lambda: model.shift(1))
        self._excel.clicked.connect(self._save)

    # --- drawing ---

    def _render(self, state: StatisticsState) -> None:
        period = state.period
        self._title.setText(table_title(period))
        self._kind.choose(period.kind)
        self._whose.choose(state.whose)
        self._group.choose(state.group)
        self._excel.setDisabled(state.table is None)
        self._notice.setText(state.notice)
        self._problem.setText(state.problem)
        self._problem.setVisible(bool(state.problem))
        unsent = ngettext("{count} not sent yet is counted", "{count} not sent yet are counted",
                          state.unsent).format(count=state.unsent)
        self._rules.setText(rules() + (f" {unsent}" if state.unsent else ""))
        if state.table is not None:
            self._render_figures(state, state.table.total)
            self._render_table(state, state.table)
            self._render_charts(state)
        self.keys_changed.emit()

    def _render_figures(self, state: StatisticsState, total: Line) -> None:
        year = _("a year ago {score}").format(score=score_text(state.last_year))
        fresh = f"{fresh_title(state.period)} +{total.fresh}"
        shown = (
            (_("Diagnosed in all"), str(total.total), fresh),
            (_("Accepted"), str(total.accepted), _share(total.accepted, total.total)),
            (_("Plans signed"), str(total.signed), _share(total.signed, total.total)),
            (_("On the cloud (contracts)"), str(total.on_cloud),
             _("{amount} 万元").format(amount=wan(total.contract_cny))),
            (_("Average score"), score_text(total.average), year),
        )
        for figure, words in zip(self._figures, shown, strict=True):
            figure.show_words(*words)

    def _render_table(self, state: StatisticsState, table: Table) -> None:
        titles = headings(group_title(table.group), fresh_title(state.period))
        columns = (
            Column(titles[0], 132), Column(titles[1], 78, right=True), Column("", 0),
            *(Column(title, 76, right=True) for title in titles[2:]),
        )
        most = max((line.total for _label, line in table.rows), default=0) or 1
        rows = [_row(line.key or "none", name, line, 100 * line.total / most)
                for name, line in table.rows]
        total = _row(SUM, _("Sum"), table.total, None)
        self._table.show_rows(
            [*rows, Row(SUM, total.cells, fill="paper2", strong=True)], columns)

    def _render_charts(self, state: StatisticsState) -> None:
        levels = [BarValue(name, count, strong) for name, count, strong in state.levels]
        months = [BarValue(f"{_month(name)}", count, place == len(state.months) - 1)
                  for place, (name, count) in enumerate(state.months)]
        industries = [BarValue(name, count) for name, count in state.industries]
        for key, figure, values in (
            ("levels", lying_bars(levels), levels), ("months", standing_bars(months), months),
            ("industries", lying_bars(industries), industries),
        ):
            spoken = ", ".join(f"{one.label} {one.count}" for one in values)
            self._charts[key].show_figure(figure, spoken)

    def _save(self) -> None:
        if not self._excel.isEnabled():
            return
        name = str(Path.home() / file_name(self._model.state.period))
        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("Save Excel"), name, "Excel (*.xlsx)")
        if chosen:
            self._model.save(Path(chosen).with_suffix(".xlsx"))


class _KeyFigure(QFrame):
    """A large figure with what it is above and a remark below."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("edge", "right")
        self._caption, self._note = label("", "second"), label("", "note")
        self._figure = Tinted(FIGURE, serif=True)
        layout = column(self._caption, self._figure, self._note, spacing=0)
        layout.setContentsMargins(20, 8, 8, 8)
        self.setLayout(layout)

    def show_words(self, caption: str, figure: str, note: str) -> None:
        self._caption.setText(caption)
        self._figure.setText(figure)
        self._figure.setFixedHeight(theme().px(30))
        self._note.setText(note)


def _tool(icon: str, name: str) -> QToolButton:
    tool = QToolButton()
    tool.setIcon(icons.icon(icon, "ink2", 16))
    tool.setAccessibleName(name)
    tool.setToolTip(name)
    return tool


def _row(key: str, name: str, line: Line, share: float | None) -> Row:
    counts = (line.fresh, line.accepted, line.signed, line.on_cloud, line.red_lines)
    return Row(key, (
        Cell(name), Cell(_count(line.total)),
        Cell(bar=Bar(share if line.total else None, plain=True)),
        *(Cell(_count(one)) for one in counts), Cell(score_text(line.average)),
        Cell(wan(line.contract_cny) if line.contract_cny else NONE), Cell(_count(line.returned)),
    ))


def _count(number: int) -> str:
    return f"{number:,}" if number else NONE


def _share(part: int, whole: int) -> str:
    return percent(part / whole, 0) if whole else NONE


def _month(words: str) -> str:
    """Return the number of a month out of its words: 11 of 2026 年 11 月."""
    digits = "".join(one if one.isdigit() else " " for one in words).split()
    return digits[-1] if digits else words


def tab() -> Tab:
    """The tab as the shell lists it."""
    return Tab("statistics", "clipboard-data", lambda: _("Statistics"), _build)


def _build(services: Services) -> Page:
    settings = services.settings.current
    model = StatisticsModel(
        services.store, services.background, services.now().astimezone().date(),
        settings.consultant, settings.organisation)
    page = StatisticsPage(model)
    model.setParent(page)
    return page

