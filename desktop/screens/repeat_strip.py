"""A repeat between the cards of its section: its first rows and a way to the table."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.i18n import _, ngettext
from desktop.screens.repeat_table import answer_words, asked_columns
from desktop.tokens import BODY, NOTE, QUESTION, TABLE, theme
from desktop.visit import Visit
from desktop.widgets.card import BODY_LEFT, NUMBER_LEFT, RIGHT, TOP
from desktop.widgets.painted import draw_focus, draw_frame, draw_text

PREVIEW_ROWS, PREVIEW_COLUMNS, ROW_HEIGHT, HEAD_HEIGHT = 4, 5, 25, 20


class RepeatStrip(QWidget):
    """Looks like a card; Enter or a click opens the table."""

    opened = Signal(str)
    walked = Signal(int)

    def __init__(self, visit: Visit, repeat: str, title: str) -> None:
        super().__init__()
        self._visit, self._repeat = visit, repeat
        self._question = visit.entry.form.question(repeat)
        self.setObjectName(f"repeat_{self._question.name}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._title = title
        self.setAccessibleName(f"{self._question.number} {self._title} {self._count()}")
        self.setAccessibleDescription(_("Enter opens the table"))

    def sizeHint(self) -> QSize:
        rows = min(self._visit.entry.rows(self._repeat), PREVIEW_ROWS)
        of = theme()
        table = of.px(HEAD_HEIGHT) + rows * of.px(ROW_HEIGHT) + 10 if rows else 6
        return QSize(400, TOP + of.px(32) + table)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, of = QPainter(self), theme()
        left, width = of.px(BODY_LEFT), self.width()
        number = QRectF(NUMBER_LEFT, TOP, left - NUMBER_LEFT, of.px(24))
        draw_text(painter, number, self._question.number, "ink2", of.font(QUESTION, 600))
        title = QRectF(left, TOP, width - left - 200, of.px(24))
        draw_text(painter, title, f"{self._title}  ", "ink", of.font(QUESTION, 600))
        words = _("Open the table")
        button = QRectF(width - RIGHT - of.px(112), TOP, of.px(112), of.px(26))
        draw_frame(painter, button, "paper", "ctl")
        centre = Qt.AlignmentFlag.AlignHCenter
        draw_text(painter, button, words, "ink", of.font(TABLE, 600), centre)
        count = QRectF(width - RIGHT - of.px(240), TOP, of.px(118), of.px(26))
        draw_text(
            painter, count, self._count(), "ink2", of.font(TABLE), Qt.AlignmentFlag.AlignRight
        )
        self._paint_rows(painter, left, TOP + of.px(32))
        painter.fillRect(0, self.height() - 1, width, 1, of.color("line"))
        if self.hasFocus():
            draw_focus(painter, QRectF(self.rect()).adjusted(2, 1, -2, -2), 0)

    def _paint_rows(self, painter: QPainter, left: int, top: int) -> None:
        of, entry = theme(), self._visit.entry
        columns = asked_columns(entry, self._repeat)[:PREVIEW_COLUMNS]
        width = (self.width() - left - RIGHT) / max(1, len(columns))
        if entry.rows(self._repeat):
            for column, question in enumerate(columns):
                path = f"{self._repeat}[1]{question.path[len(self._repeat) :]}"
                words = f"{entry.node(path).label} {question.unit}"
                area = QRectF(left + column * width, top, width - 8, of.px(HEAD_HEIGHT))
                draw_text(painter, area, words, "ink3", of.font(NOTE))
            top += of.px(HEAD_HEIGHT)
        for place in range(min(entry.rows(self._repeat), PREVIEW_ROWS)):
            y = top + place * of.px(ROW_HEIGHT)
            painter.fillRect(QRectF(left, y, self.width() - left - RIGHT, 1), of.color("line"))
            for column, question in enumerate(columns):
                path = f"{self._repeat}[{place + 1}]{question.path[len(self._repeat) :]}"
                words = answer_words(entry.node(path), question.unit)
                area = QRectF(left + column * width, y, width - 8, of.px(ROW_HEIGHT))
                token = "ink" if column == 0 else "ink2"
                draw_text(painter, area, words, token, of.font(BODY))

    def _count(self) -> str:
        rows = self._visit.entry.rows(self._repeat)
        return ngettext("{rows} row", "{rows} rows", rows).format(rows=rows)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.opened.emit(self._repeat)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self._repeat)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.walked.emit(1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)
