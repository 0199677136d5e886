"""What stands behind a card: steps, benefit, proof, cost, and the answers that called for it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desktop.figures import NONE, number, score_text
from desktop.i18n import _
from desktop.screens.diagnosis_view import answer_text
from desktop.screens.measures_model import (
    money_words,
    payback_words,
    phase_title,
    saving_words,
)
from desktop.widgets.parts import button, column, empty, label, link, row
from forms.diagnosis.model import Measure


class Details(QFrame):
    """Takes the place of the Gantt chart while a card is looked at."""

    followed = Signal(str)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("measure_details")
        self.setProperty("surface", "paper")
        self._shown: Measure | None = None
        self._title = label("", "panel")
        close = button(_("Close"), size="small")
        close.clicked.connect(self.closed)
        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        for side in (self._left, self._right):
            side.setSpacing(4)
        body = row(spacing=32)
        body.addLayout(self._left, 1)
        body.addLayout(self._right, 1)
        layout = column(row(self._title, None, close), body, None, spacing=8)
        layout.setContentsMargins(16, 8, 16, 8)
        self.setLayout(layout)

    def show_measure(self, measure: Measure | None) -> None:
        """Show a measure; None leaves what was there."""
        if measure is None or measure == self._shown:
            return
        self._shown = measure
        self._title.setText(f"{measure.name} {measure.label}")
        empty(self._left)
        empty(self._right)
        self._show_work(measure)
        self._show_reason(measure)

    def _show_work(self, measure: Measure) -> None:
        for place, step in enumerate(measure.steps, start=1):
            self._left.addWidget(label(f"{place}. {step}", wrap=True))
        for title, words in (
            (_("Benefit"), measure.benefit), (_("Proof"), measure.evidence),
            (_("Owner"), measure.owner),
        ):
            self._left.addLayout(_pair(title, words or NONE))
        months = f"{phase_title(measure.phase)} · {measure.start_month}–{measure.end_month}"
        self._left.addLayout(_pair(_("Months"), months))
        self._left.addStretch(1)

    def _show_reason(self, measure: Measure) -> None:
        money = (money_words(measure), saving_words(measure), payback_words(measure))
        self._right.addLayout(_pair(_("Money"), " · ".join(filter(None, money))))
        if measure.reason:
            self._right.addLayout(_pair(_("Why"), measure.reason))
        parts = " + ".join(
            f"{number(part.coefficient)} × {part.label} {score_text(part.value)}"
            for part in measure.priority_parts
        )
        priority = f"P {score_text(measure.priority)}" + (f" = {parts}" if parts else "")
        self._right.addLayout(_pair(_("Priority"), priority))
        for basis in measure.basis:
            go = link(f"{answer_text(basis)}")
            go.setAccessibleName(f"{basis.question} {answer_text(basis)}")
            go.clicked.connect(lambda _on=False, path=basis.path: self.followed.emit(path))
            self._right.addWidget(go)
        if measure.status or measure.source:
            note = " · ".join(part for part in (measure.status, measure.source) if part)
            self._right.addWidget(label(note, "note", wrap=True))
        self._right.addStretch(1)


def _pair(title: str, words: str) -> QHBoxLayout:
    head = label(title, "note")
    head.setMinimumWidth(64)
    layout = row(head, spacing=8)
    layout.addWidget(label(words, wrap=True), 1)
    return layout
