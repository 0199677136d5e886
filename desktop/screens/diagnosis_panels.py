"""The panels of stage 2: red lines on top, the level with its gates, the trial of answers."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.figures import score_text, signed
from desktop.i18n import _
from desktop.screens.diagnosis_view import GateRow, LevelBlock, RedLineRow
from desktop.screens.diagnosis_whatif import Trial
from desktop.tokens import ACTIVE, BODY, LEVEL, SCORE, theme
from desktop.widgets.parts import (
    Chip,
    IconLabel,
    Panel,
    Tinted,
    button,
    column,
    empty,
    label,
    link,
    row,
    rule,
    surface,
)
from desktop.widgets.ruler import Reading, Ruler
from forms.diagnosis.model import Diagnosis


class RedLineStrip(QFrame):
    """Red lines first, always: hits, then what has to be checked, or that none is hit."""

    followed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("red_lines")
        self._hit = False
        self._body = QHBoxLayout(self)
        self._body.setContentsMargins(20, 8, 14, 8)
        self._body.setSpacing(16)

    def show_rows(self, rows: Sequence[RedLineRow], checked: int) -> None:
        """Show the findings; ``checked`` is how many red lines were looked at."""
        empty(self._body)
        self._hit = any(one.state == "hit" for one in rows)
        if not rows:
            self._clear(checked)
        else:
            self._list(rows)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        of, area = theme(), self.rect()
        painter = QPainter(self)
        painter.fillRect(area, of.color("paper"))
        painter.setPen(QPen(of.color("red" if self._hit else "line"), 1))
        painter.drawRect(area.adjusted(0, 0, -1, -1))
        if self._hit:
            painter.fillRect(0, 0, 5, area.height(), of.color("red"))
        painter.end()

    def _clear(self, checked: int) -> None:
        self._body.addWidget(IconLabel("circle-check", "grn"))
        words = _("No red line hit ({count} checked)").format(count=checked)
        self._body.addWidget(label(words, "good"))
        self._body.addStretch(1)

    def _list(self, rows: Sequence[RedLineRow]) -> None:
        if self._hit:
            self._body.addWidget(IconLabel("alert-octagon", "red", 20))
        head = Tinted(ACTIVE, "red" if self._hit else "amb", strong=True)
        head.setText(_("Red lines"))
        self._body.addWidget(head)
        for place, half in enumerate((rows[::2], rows[1::2])):
            if not half:
                continue
            if place:
                line = QFrame()
                line.setProperty("rule", "line")
                line.setFixedWidth(1)
                self._body.addWidget(line)
            self._body.addLayout(column(*(self._finding(one) for one in half), spacing=6), 1)

    def _finding(self, finding: RedLineRow) -> QWidget:
        holder = QWidget()
        chip = Chip()
        if finding.state == "hit":
            chip.show_state("red", "alert-octagon", _("hit"))
        else:
            chip.show_state("amb", "alert-triangle", _("to be checked"))
        words = column(label(finding.title, "strong"), label(finding.advice, "second", wrap=True),
                       spacing=1)
        go = link(finding.link)
        go.setVisible(bool(finding.path))
        go.clicked.connect(lambda: self.followed.emit(finding.path))
        layout = row(spacing=12)
        layout.addLayout(words, 1)
        layout.addWidget(chip)
        layout.addWidget(go)
        holder.setLayout(layout)
        return holder


class LevelPanel(Panel):
    """The level larger than the score, the ruler, the gates with their distance, the way up."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("level")
        self._caption = label("", "second")
        self._headline, self._score = Tinted(LEVEL, serif=True), Tinted(SCORE, serif=True)
        self._ruler = Ruler()
        self._gates_title, self._gates_note = label("", "strong"), label("", "note")
        self._gates = QVBoxLayout()
        self._gates.setSpacing(0)
        self._way = QFrame()
        self._way.setProperty("surface", "accs")
        self._way_words = label("", wrap=True)
        self._notes = label("", "note", wrap=True)
        self._lay_out()

    def show_block(self, block: LevelBlock, reading: Reading) -> None:
        """Show the level block."""
        self._caption.setText(block.caption)
        self._headline.setText(block.headline or _("No level"))
        self._ruler.setVisible(block.measured)
        self._score.setVisible(block.measured)
        self._score.setText(block.score)
        self._ruler.show_reading(reading)
        self._gates_title.setText(block.gates_title)
        self._gates_note.setText(block.gates_note)
        empty(self._gates)
        for gate in block.gates:
            self._gates.addWidget(_gate(gate))
            self._gates.addWidget(rule())
        self._way_words.setText(block.way)
        self._way.setVisible(bool(block.way))
        self._notes.setText("\n".join(block.notes))

    def _lay_out(self) -> None:
        self._headline.setObjectName("level_headline")
        self._score.setObjectName("level_score")
        # The line boxes of the serif are twice the height of its figures.
        self._headline.setFixedHeight(theme().px(38))
        self._score.setFixedHeight(theme().px(46))
        bottom = Qt.AlignmentFlag.AlignBottom
        figures = row(spacing=8)
        figures.addWidget(self._headline, 1, bottom)
        figures.addWidget(self._score, 0, bottom)
        way = row(IconLabel("arrow-up-right", "acc"), spacing=8)
        way.addWidget(self._way_words, 1)
        way.setContentsMargins(12, 8, 12, 8)
        self._way.setLayout(way)
        gates = row(self._gates_title, None, self._gates_note)
        layout = column(self._caption, figures, self._ruler, 2, gates, self._gates, 8, self._way, 6,
                        self._notes, None, spacing=2)
        layout.setContentsMargins(14, 10, 14, 10)
        self.setLayout(layout)


def _gate(gate: GateRow) -> QWidget:
    tones = {True: ("circle-check", "grn", "good"), False: ("alert-octagon", "red", "error"),
             None: ("circle", "ink3", "note")}
    icon, color, role = tones[gate.passed]
    verdict = label(gate.verdict, role)
    verdict.setMinimumWidth(theme().px(56))
    verdict.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    holder = QWidget()
    layout = row(IconLabel(icon, color), label(gate.label), None, label(gate.value, "strong"),
                 verdict)
    layout.setContentsMargins(0, 4, 0, 4)
    holder.setLayout(layout)
    return holder


class WhatIfPanel(Panel):
    """Questions that lost most points; another answer shows what it would do to score and level."""

    tried = Signal(str, str)
    restored = Signal()
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("what_if")
        self._result = label("", "panel")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self._boxes: dict[str, QComboBox] = {}
        restore = button(_("Restore answers"), size="small")
        close = button(_("Close"), size="small")
        restore.clicked.connect(self.restored)
        close.clicked.connect(self.closed)
        head = row(label(_("What if"), "panel"), None, self._result)
        note = label(_("Tried on a copy; the record keeps its answers."), "note")
        self._rows.setContentsMargins(0, 0, 10, 0)
        inner = surface("paper")
        inner.setLayout(self._rows)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        layout = column(head, note, 4, scroll, row(restore, None, close), spacing=4)
        layout.setContentsMargins(14, 10, 14, 10)
        self.setLayout(layout)

    def show_trials(
        self, trials: Sequence[Trial], before: Diagnosis | None, after: Diagnosis | None
    ) -> None:
        """Show the questions with their present trial and what comes of it."""
        if set(self._boxes) != {one.path for one in trials}:
            self._build(trials)
        for trial in trials:
            box = self._boxes[trial.path]
            with QSignalBlocker(box):
                box.setCurrentIndex(box.findData(trial.value))
            box.setFont(theme().font(BODY, 600 if trial.value != trial.original else 400))
        self._result.setText(_effect(before, after))

    def _build(self, trials: Sequence[Trial]) -> None:
        empty(self._rows)
        self._boxes = {}
        for trial in trials:
            box = QComboBox()
            box.setAccessibleName(f"{trial.number} {trial.question}")
            for choice in trial.choices:
                box.addItem(choice.label, choice.value)
            box.activated.connect(
                lambda _place, path=trial.path, source=box: self.tried.emit(
                    path, source.currentData()))
            self._boxes[trial.path] = box
            title = label(f"{trial.number} {trial.question}", "second", wrap=True)
            self._rows.addLayout(column(title, box, spacing=2))
        self._rows.addStretch(1)


def _effect(before: Diagnosis | None, after: Diagnosis | None) -> str:
    if before is None or after is None or before.cmi is None or after.cmi is None:
        return ""
    score = f"{score_text(before.cmi)} → {score_text(after.cmi)}"
    if before.level and after.level and before.level != after.level:
        return f"{score}  {before.level.name} → {after.level.name} {after.level.label}"
    return f"{score}  {signed(after.cmi - before.cmi)}"
