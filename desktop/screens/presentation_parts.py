"""The large parts of the projector's screen; every size grows with the height of the screen."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from desktop import icons
from desktop.tokens import theme
from desktop.widgets.painted import draw_frame, draw_text
from forms.values import Choice

# The screen for which the sizes of ui.md §2 are given.
HEIGHT = 1080
_DOTS = 96 / 72


def font(points: float, scale: float, *, strong: bool = False, serif: bool = False) -> QFont:
    """Return a face of the presentation: ``points`` on a screen of 1080 lines."""
    copy = QFont(theme().font(10, 600 if strong else 400, serif=serif))
    copy.setPixelSize(max(8, round(points * _DOTS * scale)))
    return copy


class BigOption(QAbstractButton):
    """An option: number in a key cap, words of 28 points, a tick when it is chosen."""

    def __init__(self, place: int, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = place
        self._scale = 1.0
        self.setText(words)
        self.setAccessibleName(f"{place} {words}")
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_scale(self, scale: float, height: float) -> None:
        """Grow with the screen; ``height`` of the option at scale 1."""
        self._scale = scale
        self.setFixedHeight(round(height * scale))

    def sizeHint(self) -> QSize:
        return QSize(400, self.minimumHeight())

    def paintEvent(self, event: QPaintEvent) -> None:
        of, s, chosen = theme(), self._scale, self.isChecked()
        painter = QPainter(self)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        draw_frame(painter, area, "accs" if chosen else "paper", "acc" if chosen else "ctl",
                   (4 if chosen else 2) * max(0.6, s), 5)
        if self.hasFocus() and not chosen:
            painter.setPen(QPen(of.color("acc"), 3))
            painter.drawRoundedRect(area.adjusted(2, 2, -2, -2), 4, 4)
        size = min(48 * s, area.height() - 16 * s)
        cap = QRectF(32 * s, area.center().y() - size / 2, size, size)
        draw_frame(painter, cap, "paper" if chosen else "paper2", "acc" if chosen else "line2",
                   max(1.0, 2 * s), 4)
        color = "acc" if chosen else "ink"
        draw_text(painter, cap, str(self._place), color, font(20, s),
                  Qt.AlignmentFlag.AlignHCenter)
        words = QRectF(cap.right() + 26 * s, 0, area.width() - cap.right() - 110 * s, self.height())
        draw_text(painter, words, self.text(), color,
                  font(28 if area.height() > 70 * s else 22, s, strong=True))
        if chosen:
            tick = round(36 * s)
            icons.draw(painter, "check", "acc", area.right() - 70 * s,
                       area.center().y() - tick / 2, tick)
        painter.end()


class Options(QWidget):
    """The options of a question below each other, as high as there is room for."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Choice, ...] = ()
        self._buttons: list[BigOption] = []
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.addStretch(1)

    def show_options(self, choices: Sequence[Choice], value: str, scale: float, room: int) -> None:
        """Show options with what is chosen; ``room`` is the height for all of them."""
        if tuple(choices) != self._shown:
            self._build(choices)
        gap = round(16 * scale)
        height = 98.0
        if choices:
            height = min(98.0, max(34.0, (room / len(choices) - gap) / scale))
        self._body.setSpacing(gap if height > 60 else gap // 2)
        chosen = set(value.split())
        for button, choice in zip(self._buttons, choices, strict=True):
            button.set_scale(scale, height)
            button.setChecked(choice.value in chosen)
            button.update()

    def _build(self, choices: Sequence[Choice]) -> None:
        self._shown = tuple(choices)
        for button in self._buttons:
            self._body.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []
        for place, choice in enumerate(choices, start=1):
            button = BigOption(place, choice.label)
            button.clicked.connect(lambda _on=False, wanted=place: self.chosen.emit(wanted))
            self._body.insertWidget(place - 1, button)
            self._buttons.append(button)
