"""The list of the sync centre: group rows, and a row of two lines for each record."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.screens.sync_centre_rows import SyncRow
from desktop.tokens import BODY, TABLE, theme
from desktop.widgets.painted import chip_width, draw_chip, draw_text, text_width
from desktop.widgets.tones import TONES

_ROW, _HEAD = 55, 31
ROW = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex


class _Rows(QAbstractListModel):
    """Rows with a heading (a pair of group and count) before each group."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[SyncRow | tuple[str, str], ...] = ()

    def show_lines(self, lines: Sequence[SyncRow | tuple[str, str]]) -> None:
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if isinstance(line, tuple):
                return " ".join(line)
            return f"{line.title} {line.number} {line.state} {line.line}"
        return line if role == ROW else None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if isinstance(self.lines[index.row()], tuple):
            # The keyboard passes over headings.
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)


class SyncList(QListView):
    """↑ ↓ choose a record, Enter goes into it."""

    row_chosen = Signal(str)
    row_entered = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._rows = _Rows(self)
        self._quiet = False
        self.setModel(self._rows)
        self.setItemDelegate(_Delegate(self))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.selectionModel().currentChanged.connect(self._announce)

    def show_rows(
        self, rows: Sequence[SyncRow], title: Callable[[str], str], chosen: str
    ) -> None:
        """Show rows under their groups; the chosen one stays current."""
        lines: list[SyncRow | tuple[str, str]] = []
        for place, row in enumerate(rows):
            if not place or rows[place - 1].group != row.group:
                count = sum(1 for one in rows if one.group == row.group)
                lines.append((title(row.group), str(count)))
            lines.append(row)
        self._quiet = True
        if tuple(lines) != self._rows.lines:
            self._rows.show_lines(lines)
        for place, line in enumerate(lines):
            if isinstance(line, SyncRow) and line.key == chosen:
                self.setCurrentIndex(self._rows.index(place))
        self._quiet = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        line = self.currentIndex().data(ROW) if self.currentIndex().isValid() else None
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(line, SyncRow):
            self.row_entered.emit(line.key)
        elif event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _announce(self, current: QModelIndex, _previous: QModelIndex) -> None:
        line = current.data(ROW) if current.isValid() else None
        if isinstance(line, SyncRow) and not self._quiet:
            self.row_chosen.emit(line.key)


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        heading = isinstance(index.data(ROW), tuple | list)
        return QSize(200, theme().px(_HEAD if heading else _ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        view, line = self.parent(), index.data(ROW)
        area = QRectF(option.rect)
        painter.save()
        if isinstance(line, SyncRow) and isinstance(view, SyncList):
            chosen = view.selectionModel().isSelected(index)
            _paint_row(painter, area, line, chosen=chosen, focused=chosen and view.hasFocus())
        else:
            _paint_heading(painter, area, *line)
        painter.restore()


def _paint_heading(painter: QPainter, area: QRectF, title: str, count: str) -> None:
    of = theme()
    painter.fillRect(area, of.color("paper2"))
    painter.setPen(QPen(of.color("line2"), 1))
    painter.drawLine(QPointF(area.left(), area.bottom() - 1),
                     QPointF(area.right(), area.bottom() - 1))
    font = of.font(TABLE)
    draw_text(painter, area.adjusted(18, 0, 0, 0), title, "ink2", font)
    left = 18 + text_width(title, font) + 6
    draw_text(painter, area.adjusted(left, 0, 0, 0), count, "ink", of.font(TABLE, 600))


def _paint_row(
    painter: QPainter, area: QRectF, row: SyncRow, *, chosen: bool, focused: bool
) -> None:
    of = theme()
    painter.fillRect(area, of.color("accs" if chosen else "paper"))
    painter.setPen(QPen(of.color("line"), 1))
    painter.drawLine(QPointF(area.left(), area.bottom() - 1),
                     QPointF(area.right(), area.bottom() - 1))
    if chosen:
        painter.fillRect(QRectF(area.left(), area.top(), 3, area.height()), of.color("acc"))
    if focused:
        painter.setPen(QPen(of.color("acc"), 2))
        painter.drawRect(area.adjusted(1, 1, -1, -1))
    strong, small = of.font(BODY, 600), of.font(TABLE)
    half = area.height() / 2
    ink, fill = TONES[row.tone]
    wide = chip_width(row.state, row.icon)
    right = area.right() - 18
    draw_chip(painter, right - wide, area.top() + half * 0.55 + 2, row.state, ink, fill, row.icon)
    left = area.left() + 21
    title = text_width(row.title, strong)
    top = QRectF(left, area.top() + 5, right - wide - left - 10, half - 5)
    draw_text(painter, top, row.title, "ink", strong)
    number = top.adjusted(min(title + 8, top.width()), 0, 0, 0)
    draw_text(painter, number, row.number, "ink3", small)
    when = text_width(row.when, small)
    below = QRectF(left, area.top() + half - 2, right - when - left - 12, half - 4)
    draw_text(painter, below, row.line, "ink2", small)
    draw_text(painter, QRectF(right - when, below.top(), when + 2, below.height()), row.when,
              "ink2", small)
    if row.share is not None:
        bar = QRectF(left, area.bottom() - 6, right - wide - left - 10, 5)
        painter.fillRect(bar, of.color("mute"))
        painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * row.share, 5), of.color("acc"))
