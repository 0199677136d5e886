"""The frame of first run and unlock: the sign and steps at the left, a plain form at the right."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop import icons
from desktop.i18n import _
from desktop.tokens import QUESTION, TABLE, theme
from desktop.widgets.bars import draw_sign
from desktop.widgets.glyph import Glyph
from desktop.widgets.painted import draw_frame, draw_text
from desktop.widgets.parts import label, rule

LEFT_WIDTH, FORM_WIDTH = 440, 460
# 1366 x 768 at 150 % is 911 x 512: the form keeps its width, what is around it gives way.
NARROW, LOW, NARROW_LEFT = 1060, 640, 340


@dataclass(frozen=True, slots=True)
class Step:
    """A line at the left: what is in the circle, title and note."""

    mark: str
    title: str
    note: str
    current: bool = False


class _Sign(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(theme().px(56), theme().px(56))

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_sign(QPainter(self), QRectF(self.rect()))


class _StepLine(QWidget):
    """Circle with a digit or the first character of a name, title, note, hairline above."""

    def __init__(self, step: Step) -> None:
        super().__init__()
        self._step = step
        self.setAccessibleName(f"{step.mark} {step.title}, {step.note}")
        self.setFixedHeight(theme().px(62))

    def sizeHint(self) -> QSize:
        return QSize(theme().px(340), theme().px(62))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, of, step = QPainter(self), theme(), self._step
        painter.fillRect(0, 0, self.width(), 1, of.color("line"))
        size = of.px(24)
        circle = QRectF(0, of.px(11), size, size)
        fill, border = ("btn", "") if step.current else ("", "ctl")
        draw_frame(painter, circle, fill, border, 1, size / 2)
        ink = "btnt" if step.current else "ink2"
        centre = Qt.AlignmentFlag.AlignHCenter
        draw_text(painter, circle, step.mark, ink, of.font(TABLE, 600), centre)
        left = size + 14
        title = QRectF(left, of.px(9), self.width() - left, of.px(22))
        token = "ink" if step.current else "ink2"
        draw_text(painter, title, step.title, token, of.font(QUESTION))
        note = title.translated(0, of.px(21))
        draw_text(painter, note, step.note, "ink3", of.font(TABLE))


class Gate(QWidget):
    """Subclasses put their form into ``form`` and their steps by ``show_steps``."""

    def __init__(self, foot_icon: str, version: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "paper")
        left = self._left = QFrame()
        left.setProperty("surface", "paper2")
        left.setProperty("edge", "right")
        column = self._column = QVBoxLayout(left)
        column.setSpacing(2)
        column.addWidget(_Sign())
        column.addSpacing(20)
        name = QLabel(_("Yunzhen"))
        name.setProperty("role", "level")
        column.addWidget(name)
        column.addWidget(label(_("Cloud diagnosis and plan for enterprises"), "second"))
        column.addSpacing(28)
        self._steps = QVBoxLayout()
        self._steps.setSpacing(0)
        column.addLayout(self._steps)
        column.addStretch(1)
        column.addWidget(label(version, "note"))
        self.form = QVBoxLayout()
        self.form.setSpacing(4)
        self.foot = label(role="second", wrap=True)
        self.foot_row = QHBoxLayout()
        self.foot_row.setSpacing(10)
        self.foot_row.addWidget(Glyph(foot_icon))
        self.foot_row.addWidget(self.foot, 1)
        right = self._right = QVBoxLayout()
        right.addLayout(self.form)
        right.addStretch(1)
        right.addWidget(rule())
        right.addSpacing(8)
        right.addLayout(self.foot_row)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(left)
        whole.addLayout(right, 1)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        narrow = self.width() < theme().px(NARROW)
        low = self.height() < theme().px(LOW)
        self._left.setFixedWidth(theme().px(NARROW_LEFT if narrow else LEFT_WIDTH))
        aside, above = 32 if narrow else 48, 16 if low else 64
        self._column.setContentsMargins(aside, above, aside, above)
        beside = 36 if narrow else 84
        self._right.setContentsMargins(beside, 24 if low else 60, beside, 16)

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show the lines at the left."""
        while (item := self._steps.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for step in steps:
            self._steps.addWidget(_StepLine(step))


class PassphraseField(QLineEdit):
    """A passphrase, with an eye that shows it while it is pressed down."""

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setProperty("extent", "main")
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setFixedWidth(theme().px(FORM_WIDTH))
        self.setTextMargins(0, 0, 36, 0)
        self._eye = QToolButton(self)
        self._eye.setObjectName(f"{name}_eye")
        self._eye.setAccessibleName(_("Show what is typed"))
        self._eye.setToolTip(_("Show what is typed"))
        self._eye.setCheckable(True)
        self._eye.setIcon(icons.icon("eye", "ink2", 18))
        self._eye.setCursor(Qt.CursorShape.ArrowCursor)
        self._eye.toggled.connect(self._show_typed)
        self._eye.move(self.width() - 36, theme().px(5))

    def _show_typed(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode
        self.setEchoMode(mode.Normal if shown else mode.Password)
        self._eye.setIcon(icons.icon("eye-off" if shown else "eye", "ink2", 18))
