"""The section tree at the left: icon, number, name, how far, and what is wrong in words."""

from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop import icons
from desktop.i18n import _, ngettext
from desktop.outline import Counts, Outline, Section
from desktop.tokens import BODY, TABLE, theme
from desktop.widgets.painted import draw_focus, draw_text

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
ITEM_HEIGHT, RAIL_WIDTH = 33, 44
_RIGHT = Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class SectionRow:
    """What a section item shows."""

    section: Section
    counts: Counts
    open: bool
    is_table: bool

    @property
    def state(self) -> str:
        """Return the state of the section: what is worst in it."""
        if self.counts.errors:
            return "error"
        if self.counts.checks:
            return "check"
        if self.counts.todos:
            return "todo"
        complete = self.counts.asked and not self.counts.unanswered
        return "answered" if complete else "unanswered"

    def progress(self) -> str:
        """Return 11/14, or 7 行 for a section that is mostly a table."""
        rows, counts = self.counts.rows, self.counts
        if rows and self.is_table:
            return ngettext("{rows} row", "{rows} rows", rows).format(rows=rows)
        return f"{counts.answered}/{counts.asked}" if self.open else "—"

    def trouble(self) -> tuple[str, str]:
        """Return the second line and its colour."""
        counts = self.counts
        if counts.errors:
            return _("{count} wrong").format(count=counts.errors), "red"
        if counts.checks:
            return _("{count} to check").format(count=counts.checks), "amb"
        if counts.todos:
            return _("{count} to confirm").format(count=counts.todos), "amb"
        return "", "ink3"


class SectionModel(QAbstractListModel):
    """The sections of an outline."""

    def __init__(self, outline: Outline, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outline = outline
        self._rows: list[SectionRow] = []
        self.reload()

    def reload(self) -> None:
        """Read every section again."""
        self.beginResetModel()
        self._rows = [self._read(section) for section in self._outline.sections]
        self.endResetModel()

    def refresh(self, touched: frozenset[str] | None = None) -> None:
        """Read again, all or only the touched sections, and announce only what differs."""
        for place, section in enumerate(self._outline.sections):
            if touched is not None and section.path not in touched:
                continue
            row = self._read(section)
            if row != self._rows[place]:
                self._rows[place] = row
                index = self.index(place)
                self.dataChanged.emit(index, index)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            words = f"{row.section.number} {row.section.title}"
            return f"{words} {row.progress()} {row.trouble()[0]}".strip()
        if role == Qt.ItemDataRole.ToolTipRole and not row.open:
            return _("Opens when its conditions are met; first comes the consent.")
        return row.section.title if role == Qt.ItemDataRole.ToolTipRole else None

    def row_of(self, path: str) -> int:
        """Return the row of a section."""
        return next((i for i, row in enumerate(self._rows) if row.section.path == path), 0)

    def section(self, row: int) -> SectionRow:
        """Return what a row shows."""
        return self._rows[row]

    def _read(self, section: Section) -> SectionRow:
        path = section.path
        outline = self._outline
        return SectionRow(
            section, outline.counts(path), outline.relevant(path), bool(outline.main_table(path))
        )


class SectionDelegate(QStyledItemDelegate):
    """Paints a section item."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, theme().px(ITEM_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(row, SectionRow):
            return
        painter.save()
        area, of = QRectF(option.rect), theme()
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        if current:
            painter.fillRect(area, of.color("accs"))
            painter.fillRect(QRectF(area.left(), area.top(), 3, area.height()), of.color("acc"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, of.color("mute"))
        state = row.state
        token = {"answered": "grn", "error": "red", "check": "amb", "todo": "amb"}.get(
            state, "ink3"
        )
        middle = area.center().y()
        icons.draw(painter, icons.STATUS_ICONS[state], token, area.left() + 12, middle - 8, 16)
        if area.width() > theme().px(RAIL_WIDTH) + 10:
            self._words(painter, area, row, current=current)
        if current and option.state & QStyle.StateFlag.State_HasFocus:
            draw_focus(painter, area, 0)
        painter.restore()

    @staticmethod
    def _words(painter: QPainter, area: QRectF, row: SectionRow, *, current: bool) -> None:
        of = theme()
        ink = "acc" if current else "ink" if row.open else "ink3"
        start = 36 + of.px(20)
        number = QRectF(area.left() + 36, area.top(), of.px(20), area.height())
        draw_text(
            painter, number, row.section.number, "ink2" if row.open else "ink3", of.font(BODY)
        )
        trouble, token = row.trouble()
        name = QRectF(area.left() + start, area.top(), area.width() - start - 58, area.height())
        font = of.font(BODY, 600 if current else 400)
        draw_text(painter, name, row.section.title, ink, font)
        half = area.height() / 2 if trouble else area.height()
        right = QRectF(area.right() - 76, area.top() + (1 if trouble else 0), 66, half)
        draw_text(painter, right, row.progress(), "ink2", of.font(TABLE), _RIGHT)
        if trouble:
            below = QRectF(area.right() - 76, area.center().y() - 1, 66, half)
            draw_text(painter, below, trouble, token, of.font(9), _RIGHT)


class SectionList(QListView):
    """The list itself; ↑ ↓ move, Enter goes into the section."""

    def __init__(self, model: SectionModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sections")
        self.setAccessibleName(_("Sections"))
        self.setProperty("surface", "paper2")
        self.setMouseTracking(True)
        self.setModel(model)
        self.setItemDelegate(SectionDelegate(self))
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def sizeHint(self) -> QSize:
        rows = self.model().rowCount()
        return QSize(theme().px(222), rows * theme().px(ITEM_HEIGHT) + 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.activated.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)
