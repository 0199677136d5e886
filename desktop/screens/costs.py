"""Stage 4 费用: the ledger of three alternatives, their lines over 36 months, who pays, and why."""

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QWidget

from desktop.figures import NONE, yuan
from desktop.i18n import _
from desktop.kinds import has_method
from desktop.page import Key, Page, Stage
from desktop.screens.costs_assumptions import AssumptionForm
from desktop.screens.costs_model import CostsModel, CostsState, numbers_behind
from desktop.screens.costs_view import (
    NOMINAL,
    PRESENT,
    LedgerLine,
    PolicyRow,
    Verdict,
    curves,
    ledger_lines,
    policy_rows,
    quote_words,
    share_parts,
    verdict,
)
from desktop.screens.diagnosis_review import review_of
from desktop.tokens import LEVEL, theme
from desktop.visit import Visit
from desktop.widgets.chart_view import ChartView
from desktop.widgets.cost_chart import CostChart, cost_figure
from desktop.widgets.ledger import Cell, Column, LedgerView, Row
from desktop.widgets.parts import Segments, Tinted, column, label, link, row, rule, surface
from desktop.widgets.share_bar import ShareBar
from forms.diagnosis.model import CostComparison, Diagnosis

# Below this width the years leave room to the names of the lines.
_WIDE = 1180


class CostsPage(Page):
    """The three-year costs of the open visit."""

    def __init__(self, model: CostsModel) -> None:
        super().__init__()
        self.setObjectName("cost")
        self.setProperty("surface", "paper")
        self._model = model
        self._narrow = False
        self._mode = Segments(_("Count as"), ((NOMINAL, _("Nominal")), (PRESENT, _("Present"))))
        self._ledger = LedgerView(_("Costs of three years"), _ledger_columns(), height=24)
        self._shares_title = label("", "panel")
        self._shares = ShareBar()
        self._policies = LedgerView(_("Subsidy rules"), _policy_columns(), height=28)
        self._policies.horizontalHeader().hide()
        self._none = label("", "second", wrap=True)
        self._caption, self._share = label("", "second"), label("", "second")
        self._figure = Tinted(LEVEL + 4, serif=True)
        self._unit = label(_("万元"))
        self._range_caption, self._range = label("", "second"), label("", "panel")
        self._honest, self._conclusion = label("", "second"), label("", wrap=True)
        self._chart = ChartView()
        self._assumptions = AssumptionForm()
        self._restore = link(_("Restore defaults"))
        self._quotes = label("", "warn", wrap=True)
        self._lay_out()
        self._connect()
        self._render(model.state)

    def keys(self) -> tuple[Key, ...]:
        return (
            Key("Tab", _("next assumption")), Key("Enter", _("take it")),
            Key("Ctrl Z", _("undo")), Key("T", _("nominal or present")), Key("F5", _("projector")),
        )

    def activate(self) -> None:
        self._model.activate()
        self._ledger.setFocus()

    def deactivate(self) -> None:
        self._model.deactivate()

    def panes(self) -> tuple[QWidget, ...]:
        return (self._ledger, self._policies, self._assumptions)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme().px(_WIDE)
        if narrow != self._narrow:
            self._narrow = narrow
            self._render(self._model.state)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_T and not event.modifiers():
            self._model.toggle_mode()
        else:
            super().keyPressEvent(event)

    # --- building ---

    def _lay_out(self) -> None:
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._left = self._build_left()
        self._split.addWidget(self._left)
        self._split.addWidget(self._build_right())
        self._split.setSizes([767, 599])
        self._split.setChildrenCollapsible(False)
        self._none.setContentsMargins(20, 20, 20, 20)
        layout = column(self._none, spacing=0)
        layout.addWidget(self._split, 1)
        self.setLayout(layout)

    def _build_left(self) -> QWidget:
        left = surface("paper")
        head = row(label(_("Three years of cost, and who pays"), "title"),
                   label(_("yuan, without tax"), "second"), None, self._mode)
        head.setContentsMargins(20, 8, 20, 8)
        below = column(self._shares_title, self._shares, spacing=6)
        below.setContentsMargins(20, 10, 20, 4)
        layout = column(head, rule("line2"), spacing=0)
        layout.addWidget(self._ledger, 1)
        layout.addLayout(below)
        layout.addWidget(self._policies)
        layout.addSpacing(6)
        left.setLayout(layout)
        return left

    def _build_right(self) -> QWidget:
        right = surface("paper2")
        self._head, self._drawn = surface("paper", "bottom"), QWidget()
        figure = row(self._figure, self._unit, self._share, None, self._range, spacing=6)
        captions = row(self._caption, None, self._range_caption)
        words = column(captions, figure, self._honest, self._conclusion, spacing=2)
        words.setContentsMargins(18, 10, 18, 10)
        self._head.setLayout(words)
        self._chart.setMinimumSize(300, 116)
        chart = column(row(label(_("Cumulative cost"), "panel"),
                           label(_("万元; the band is the sensitivity"), "note"), None), spacing=2)
        chart.addWidget(self._chart, 1)
        chart.setContentsMargins(18, 8, 14, 4)
        self._drawn.setLayout(chart)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._assumptions.setProperty("surface", "paper2")
        self._assumptions.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        scroll.setProperty("surface", "paper2")
        scroll.setWidget(self._assumptions)
        form = column(row(label(_("Assumptions (change them; they go into the plan)"), "panel"),
                          None, self._restore), spacing=4)
        form.addWidget(scroll, 1)
        form.setContentsMargins(18, 8, 18, 4)
        self._quotes.setContentsMargins(18, 8, 18, 8)
        layout = column(self._head, spacing=0)
        layout.addWidget(self._drawn, 4)
        layout.addWidget(rule())
        layout.addLayout(form, 5)
        layout.addWidget(rule("line2"))
        layout.addWidget(self._quotes)
        right.setLayout(layout)
        return right

    def _connect(self) -> None:
        model = self._model
        model.changed.connect(self._render)
        self._mode.chosen.connect(model.count_as)
        self._assumptions.edited.connect(model.assume)
        self._assumptions.explained.connect(model.explain)
        self._assumptions.restored.connect(model.restore)
        self._restore.clicked.connect(model.restore_all)

    # --- drawing ---

    def _render(self, state: CostsState) -> None:
        diagnosis = state.diagnosis
        costs = diagnosis.costs if diagnosis else None
        for part in (self._left, self._head, self._drawn):
            part.setVisible(costs is not None)
        self._none.setVisible(costs is None)
        self._none.setText(_("No comparison of three years here: nothing of the present systems "
                             "or of the cloud has a price yet."))
        self._restore.setEnabled(not state.readonly)
        assumed, priced = numbers_behind(diagnosis)
        self._split.setVisible(bool(assumed or priced))
        self._assumptions.show_groups(
            (("", assumed), (_("Prices behind the measures"), priced)), state.problems,
            readonly=state.readonly)
        words = quote_words(costs, priced)
        self._quotes.setText(words)
        self._quotes.setVisible(bool(words))
        if diagnosis is not None and costs is not None:
            self._render_comparison(diagnosis, costs, state.mode)

    def _render_comparison(self, diagnosis: Diagnosis, costs: CostComparison, mode: str) -> None:
        self._mode.choose(mode)
        total = _("Three years") if mode == NOMINAL else _("Present value")
        self._ledger.show_rows(
            [_ledger_row(one) for one in ledger_lines(costs, mode)],
            _ledger_columns(total, narrow=self._narrow))
        self._render_verdict(verdict(costs, mode), costs)
        self._render_chart(costs)
        self._render_shares(diagnosis)

    def _render_verdict(self, found: Verdict | None, costs: CostComparison) -> None:
        self._caption.setText(found.caption if found else _("Not comparable yet"))
        self._figure.setText(found.figure if found else "—")
        self._figure.setFixedHeight(theme().px(42))
        self._figure.tint("red" if found and found.dearer else "ink")
        self._unit.setVisible(found is not None)
        self._share.setText(found.share if found else "")
        self._range_caption.setText(found.range_caption if found else "")
        self._range.setText(found.range_words if found else "")
        self._honest.setText(found.honest if found else "")
        self._honest.setVisible(bool(found and found.honest))
        reasons = "；".join(costs.reasons) if found is None or found.dearer else ""
        words = costs.conclusion if found is None or found.dearer else ""
        self._conclusion.setText(" ".join(part for part in (words, reasons) if part))
        self._conclusion.setVisible(bool(self._conclusion.text()))

    def _render_chart(self, costs: CostComparison) -> None:
        months = (_("start"), *(_("month {n}").format(n=n) for n in (12, 24, 36)))
        shown = curves(costs)
        spoken = "; ".join(f"{one.label} {one.values[-1]:.1f}" for one in shown)
        chart = CostChart(shown, (months[0], months[1], months[2], months[3]))
        self._chart.show_figure(cost_figure(chart), spoken)

    def _render_shares(self, diagnosis: Diagnosis) -> None:
        parts = share_parts(diagnosis.shares)
        known = [one.amount_cny for one in diagnosis.shares if one.amount_cny is not None]
        self._shares_title.setText(
            _("Three shares of the first year　list price {amount} yuan").format(
                amount=yuan(sum(known, Decimal(0)) if known else None)))
        self._shares.show_parts(parts)
        self._shares.setVisible(bool(parts))
        self._shares_title.setVisible(bool(parts))
        rows = policy_rows(diagnosis.policies)
        self._policies.show_rows([_policy_row(one) for one in rows])
        self._policies.setFixedHeight(theme().px(28) * min(4, len(rows)) + 2)


def stage() -> Stage:
    """The stage as the shell lists it."""
    return Stage(
        "cost", lambda: _("Costs"), _state, lambda _services, visit: _build(visit), has_method
    )


def _state(visit: Visit) -> str:
    shown = review_of(visit).shown
    if shown is None or shown.costs is None:
        return ""
    return _("three years")


def _build(visit: Visit) -> Page:
    model = CostsModel(review_of(visit))
    page = CostsPage(model)
    model.setParent(page)
    return page


def _ledger_columns(total: str = "", *, narrow: bool = False) -> tuple[Column, ...]:
    year = 66 if narrow else 92
    return (
        Column(""), Column(_("Year 1"), year, right=True), Column(_("Year 2"), year, right=True),
        Column(_("Year 3"), year, right=True),
        Column(total or _("Three years"), year + 14, right=True),
    )


def _ledger_row(one: LedgerLine) -> Row:
    cells = tuple(Cell(text, color="amb" if one.open_quote and text != NONE else "ink")
                  for text in one.cells)
    name = Cell(one.label, indent=12 if one.head else 29)
    return Row(one.key, (name, *cells), fill="paper2" if one.head else "", strong=one.head)


def _policy_columns() -> tuple[Column, ...]:
    return (Column("", 104), Column(""), Column("", 96, right=True))


def _policy_row(one: PolicyRow) -> Row:
    words = f"{one.title}　{one.reason}"
    counted = one.tone == "grn"
    return Row(one.name, (
        Cell(one.state, chip=one.tone, icon=one.icon),
        Cell(words, color="ink" if counted else "ink2"),
        Cell(one.amount, bold=counted, color="ink" if counted else "ink3"),
    ))
