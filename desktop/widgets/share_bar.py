"""企业出、服务商让、财政补 in one bar; a share not known is an empty frame with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.tokens import ACTIVE, BODY, TABLE, theme
from desktop.widgets.painted import draw_text, text_width

_BAR, _WORDS = 40, 40
# What an unknown or empty share still needs so that its words find room.
_LEAST = 110


@dataclass(frozen=True, slots=True)
class SharePart:
    """A share: amount 0 and up, None = not known; ``words`` and ``figure`` stand below it.

    ``who`` is ``enterprise vendor`` or ``treasury``.
    """

    who: str
    amount: float | None
    words: str
    figure: str


class ShareBar(QWidget):
    """The bar with words, yuan and per cent below each part."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[SharePart, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_parts(self, parts: Sequence[SharePart]) -> None:
        """Show other parts, from left to right."""
        self._parts = tuple(parts)
        self.setAccessibleName("; ".join(f"{part.words} {part.figure}" for part in parts))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, theme().px(_BAR + _WORDS))

    def minimumSizeHint(self) -> QSize:
        return QSize(320, theme().px(_BAR + _WORDS))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        left = 0.0
        for part, width in zip(self._parts, self._widths(), strict=True):
            self._part(painter, part, QRectF(left, 0, width, theme().px(_BAR)))
            left += width
        painter.end()

    def _widths(self) -> list[float]:
        """Return widths by amount; a part too narrow for its words takes room from the widest."""
        total = sum(part.amount or 0.0 for part in self._parts)
        least = [self._least(part) for part in self._parts]
        wide = [
            self.width() * (part.amount or 0.0) / total if total else 0.0 for part in self._parts
        ]
        widths = [max(own, small) for own, small in zip(wide, least, strict=True)]
        if widths:
            place = widths.index(max(widths))
            widths[place] += self.width() - sum(widths)
        return widths

    def _least(self, part: SharePart) -> float:
        font = theme().font(TABLE)
        words = max(text_width(part.words, font), text_width(part.figure, font)) + 10
        return min(words, float(theme().px(_LEAST)) if part.amount else words)

    def _part(self, painter: QPainter, part: SharePart, area: QRectF) -> None:
        of = theme()
        if part.amount:
            fills = {"enterprise": ("btn", None), "vendor": ("c2", Qt.BrushStyle.BDiagPattern),
                     "treasury": ("c3", Qt.BrushStyle.Dense6Pattern)}
            color, pattern = fills.get(part.who, ("c2", None))
            painter.fillRect(area, of.color(color))
            if pattern is not None:
                painter.fillRect(area, QBrush(of.color("paper"), pattern))
            painter.setPen(QPen(of.color("paper"), 1))
            painter.drawLine(area.topRight(), area.bottomRight())
        else:
            pen = QPen(of.color("ctl"), 1)
            pen.setDashPattern([4, 3])
            painter.setPen(pen)
            painter.drawRect(area.adjusted(0, 0, -2, -1))
        if part.who == "enterprise" and part.amount:
            draw_text(painter, area.adjusted(12, 0, -4, 0), part.words, "btnt",
                      of.font(ACTIVE, 600))
        top = area.bottom() + 2
        half = of.px(_WORDS) / 2
        box = QRectF(area.left(), top, area.width() - 4, half)
        draw_text(painter, box, part.words, "ink", of.font(TABLE))
        strong = of.font(BODY, 600 if part.amount else 400)
        draw_text(painter, box.translated(0, half - 2), part.figure,
                  "ink" if part.amount else "amb", strong)
