"""A ledger table: hairlines, right-aligned figures, bars and links in cells; rows are values."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop import icons
from desktop.tokens import BODY, TABLE, theme
from desktop.widgets.dimension_bar import Bar, paint_bar
from desktop.widgets.painted import draw_chip
from desktop.widgets.tones import TONES

_Index = QModelIndex | QPersistentModelIndex
_PAD = 8
CELL, KEY = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``width`` in logical pixels, 0 takes the rest; figures stand right."""

    title: str
    width: int = 0
    right: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A piece of a cell's text that leads somewhere."""

    text: str
    target: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: an icon and words, links one after the other, a bar, or a chip.

    ``chip`` is a tone of ``TONES``; the cell's words and icon are then painted as a status chip.
    """

    text: str = ""
    color: str = "ink"
    bold: bool = False
    icon: str = ""
    links: tuple[Link, ...] = ()
    bar: Bar | None = None
    indent: int = 0
    chip: str = ""

    @property
    def words(self) -> str:
        """All text of the cell, as a screen reader and a copy say it."""
        return " ".join(part for part in (self.text, *(link.text for link in self.links)) if part)


@dataclass(frozen=True, slots=True)
class Row:
    """A row under its key; ``fill`` is a token (``paper2`` for sums, ``ambs`` for a warning)."""

    key: str
    cells: tuple[Cell, ...]
    fill: str = ""
    strong: bool = False


class LedgerModel(QAbstractTableModel):
    """The rows of a ledger; setting new ones keeps the row of the same key current."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: tuple[Row, ...] = ()

    def show_rows(self, rows: Sequence[Row], columns: Sequence[Column] | None = None) -> None:
        self.beginResetModel()
        self.columns = self.columns if columns is None else tuple(columns)
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        cell = row.cells[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return cell.words
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell.words or None
        return {CELL: cell, KEY: row.key}.get(role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return column.title if role == Qt.ItemDataRole.DisplayRole else None


class LedgerView(QTableView):
    """The table: ↑ ↓ choose a row, Enter or a click on a link follows it."""

    row_chosen = Signal(str)
    row_entered = Signal(str)
    link_followed = Signal(str)

    def __init__(
        self, name: str, columns: Sequence[Column], parent: QWidget | None = None, height: int = 30
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._model = LedgerModel(columns, self)
        self._row_height = height
        self._quiet = False
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)
        self.selectionModel().currentRowChanged.connect(self._announce)
        self._lay_out_columns()

    def show_rows(self, rows: Sequence[Row], columns: Sequence[Column] | None = None) -> None:
        """Show other rows; the chosen key stays chosen where it still exists."""
        if tuple(rows) == self._model.rows and columns is None:
            return
        chosen = self.current_key()
        self._quiet = True
        self._model.show_rows(rows, columns)
        self._lay_out_columns()
        if chosen:
            self.choose(chosen)
        self._quiet = False

    def choose(self, key: str) -> None:
        """Make the row of a key the current one."""
        for place, row in enumerate(self._model.rows):
            if row.key == key and self.currentIndex().row() != place:
                self.selectRow(place)

    def current_key(self) -> str:
        """The key of the current row; empty without one."""
        index = self.currentIndex()
        return str(index.data(KEY)) if index.isValid() else ""

    def sizeHintForRow(self, row: int) -> int:
        return theme().px(self._row_height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_key():
            self.row_entered.emit(self.current_key())
            return
        if event.text() and event.key() not in (Qt.Key.Key_Space,):
            event.ignore()  # bare letters and digits belong to the page
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        target = self._link_at(event.position().toPoint())
        if target:
            self.link_followed.emit(target)
        super().mouseReleaseEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._link_at(event.position().toPoint())
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        super().mouseMoveEvent(event)

    def _link_at(self, point: QPoint) -> str:
        index = self.indexAt(point)
        if not index.isValid():
            return ""
        cell: Cell = index.data(CELL)
        for link, box in link_boxes(cell, self.visualRect(index)):
            if box.contains(point):
                return link.target
        return ""

    def _announce(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid() and not self._quiet:
            self.row_chosen.emit(str(current.data(KEY)))

    def _lay_out_columns(self) -> None:
        header = self.horizontalHeader()
        header.setMinimumSectionSize(8)
        for place, column in enumerate(self._model.columns):
            stretch = column.width == 0
            header.setSectionResizeMode(
                place,
                QHeaderView.ResizeMode.Stretch if stretch else QHeaderView.ResizeMode.Fixed)
            if not stretch:
                header.resizeSection(place, theme().px(column.width))
        self.verticalHeader().setDefaultSectionSize(theme().px(self._row_height))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._lay_out_columns()
        super().changeEvent(event)


def link_boxes(cell: Cell, area: QRect) -> Iterator[tuple[Link, QRect]]:
    """Yield where each link of a cell is painted."""
    metrics = QFontMetrics(_font(cell, strong=False))
    x = area.left() + _PAD + theme().px(cell.indent)
    if cell.text:
        x += metrics.horizontalAdvance(cell.text) + 2 * _PAD
    for link in cell.links:
        width = metrics.horizontalAdvance(link.text)
        yield link, QRect(x, area.top(), min(width, area.right() - x), area.height())
        x += width + metrics.horizontalAdvance(" · ")


def _font(cell: Cell, *, strong: bool) -> QFont:
    return theme().font(TABLE if cell.links else BODY, 600 if cell.bold or strong else 400)


class _Delegate(QStyledItemDelegate):
    """Paints a cell."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        view, model = self.parent(), index.model()
        if not (isinstance(view, LedgerView) and isinstance(model, LedgerModel)):
            return
        row = model.rows[index.row()]
        cell, column = row.cells[index.column()], model.columns[index.column()]
        area: QRect = option.rect
        painter.save()
        painter.setClipRect(area)
        self._ground(painter, area, row, view, index)
        if cell.bar is not None:
            paint_bar(painter, QRectF(area).adjusted(_PAD, 0, -_PAD, 0), cell.bar, theme())
        elif cell.links:
            self._links(painter, area, cell)
        elif cell.chip:
            ink, fill = TONES[cell.chip]
            draw_chip(painter, area.left() + _PAD, QRectF(area).center().y(), cell.text, ink, fill,
                      cell.icon)
        else:
            self._text(painter, area, cell, right=column.right, strong=row.strong)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(40, theme().px(30))

    def _ground(
        self, painter: QPainter, area: QRect, row: Row, view: LedgerView, index: _Index
    ) -> None:
        of = theme()
        chosen = view.selectionModel().isRowSelected(index.row())
        painter.fillRect(area, of.color("accs" if chosen else row.fill or "paper"))
        painter.setPen(QPen(of.color("line"), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if chosen and index.column() == 0:
            painter.fillRect(QRect(area.left(), area.top(), 3, area.height()), of.color("acc"))
        if chosen and view.hasFocus():
            painter.fillRect(QRect(area.left(), area.top(), area.width(), 2), of.color("acc"))
            painter.fillRect(QRect(area.left(), area.bottom() - 1, area.width(), 2),
                             of.color("acc"))

    def _text(
        self, painter: QPainter, area: QRect, cell: Cell, *, right: bool, strong: bool
    ) -> None:
        of = theme()
        box = area.adjusted(_PAD + of.px(cell.indent), 0, -_PAD, 0)
        if cell.icon:
            size = of.px(16)
            icons.draw(painter, cell.icon, cell.color, box.left(),
                       box.center().y() - size / 2, size)
            box.setLeft(box.left() + size + of.px(6))
        font = _font(cell, strong=strong)
        painter.setFont(font)
        painter.setPen(of.color(cell.color))
        text = QFontMetrics(font).elidedText(cell.text, Qt.TextElideMode.ElideRight, box.width())
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, text)

    def _links(self, painter: QPainter, area: QRect, cell: Cell) -> None:
        of = theme()
        font = _font(cell, strong=False)
        painter.setFont(font)
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(of.color("ink2"))
        painter.drawText(area.adjusted(_PAD + of.px(cell.indent), 0, 0, 0), middle, cell.text)
        for place, (link, box) in enumerate(link_boxes(cell, area)):
            painter.setPen(of.color("ink2" if cell.color == "ink2" else "acc"))
            text = QFontMetrics(font).elidedText(
                link.text, Qt.TextElideMode.ElideRight, area.right() - box.left() - 4)
            painter.drawText(box.adjusted(0, 0, 4, 0), middle, text)
            painter.setPen(QPen(of.color("acc" if cell.color != "ink2" else "line2"), 1))
            line = box.center().y() + QFontMetrics(font).ascent() // 2 + 2
            painter.drawLine(box.left(), line, box.right(), line)
            if place + 1 < len(cell.links):
                painter.setPen(of.color("ink3"))
                painter.drawText(QRect(box.right() + 1, area.top(), 24, area.height()), middle,
                                 " · ")
