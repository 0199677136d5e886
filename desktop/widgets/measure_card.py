"""A column of measure cards: drag and drop between phases, ← → as the same with keys."""

from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QMimeData,
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
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop import icons
from desktop.tokens import BODY, NOTE, TABLE, theme
from desktop.widgets.painted import draw_frame, draw_text, text_width

MIME = "application/x-yunzhen-measure"
CARD = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex


class CardLike(Protocol):
    """What a card shows; ``notes`` are pairs of icon and words."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def priority(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def money(self) -> str: ...
    @property
    def notes(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def red(self) -> bool: ...
    @property
    def fixed(self) -> bool: ...


class _Cards(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cards: tuple[CardLike, ...] = ()

    def show_cards(self, cards: Sequence[CardLike]) -> None:
        self.beginResetModel()
        self.cards = tuple(cards)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.cards)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        card = self.cards[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{card.key} {card.title} {card.priority} {card.money}"
        return card if role == CARD else None


class CardColumn(QListView):
    """The cards of one phase."""

    card_chosen = Signal(str)
    card_entered = Signal(str)
    card_held = Signal(str)
    card_released = Signal()
    card_dropped = Signal(str)
    card_pushed = Signal(str, int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setProperty("surface", "desk")
        self._cards = _Cards(self)
        self._refusal = ("", "")
        self._quiet = False
        self.setModel(self._cards)
        self.setItemDelegate(_CardDelegate(self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.viewport().setAcceptDrops(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.selectionModel().currentChanged.connect(self._announce)
        self.doubleClicked.connect(lambda index: self.card_entered.emit(index.data(CARD).key))

    def show_cards(self, cards: Sequence[CardLike], chosen: str) -> None:
        """Show cards; the chosen one is current if it is here."""
        self._quiet = True
        if tuple(cards) != self._cards.cards:
            self._cards.show_cards(cards)
        place = next((n for n, card in enumerate(cards) if card.key == chosen), -1)
        if place >= 0:
            self.setCurrentIndex(self._cards.index(place))
        else:
            self.clearSelection()
        self._quiet = False

    def refuse(self, title: str, reason: str) -> None:
        """Turn red and say why a held card may not lie here; two empty texts: welcome."""
        self._refusal = (title, reason)
        self.viewport().update()

    def current(self) -> CardLike | None:
        """The current card."""
        index = self.currentIndex()
        return self._cards.cards[index.row()] if index.isValid() else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        card = self.current()
        pushes = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in pushes and card is not None:
            self.card_pushed.emit(card.key, pushes[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and card is not None:
            self.card_entered.emit(card.key)
        elif event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def startDrag(self, actions: Qt.DropAction) -> None:
        card = self.current()
        if card is None or card.fixed:
            return
        self.card_held.emit(card.key)
        drag = QDrag(self)
        data = QMimeData()
        data.setData(MIME, QByteArray(card.key.encode()))
        drag.setMimeData(data)
        drag.setPixmap(_picture(card))
        drag.setHotSpot(QPoint(24, 16))
        drag.exec(Qt.DropAction.MoveAction)
        self.card_released.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.dragMoveEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if event.mimeData().hasFormat(MIME) and not self._refusal[1]:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        if event.mimeData().hasFormat(MIME) and not self._refusal[1]:
            event.acceptProposedAction()
            self.card_dropped.emit(bytes(event.mimeData().data(MIME).data()).decode())

    def paintEvent(self, event: QPaintEvent) -> None:
        of, title = theme(), self._refusal[0]
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), of.color("reds" if title else "desk"))
        painter.end()
        super().paintEvent(event)
        if title:
            self._paint_refusal()

    def _paint_refusal(self) -> None:
        of = theme()
        last = self._cards.index(len(self._cards.cards) - 1)
        top = self.visualRect(last).bottom() + 2 if last.isValid() else 0
        area = QRectF(9, min(top, self.viewport().height() - of.px(84)),
                      self.viewport().width() - 18, of.px(80))
        painter = QPainter(self.viewport())
        painter.fillRect(area, of.color("reds"))
        pen = QPen(of.color("red"), 1)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawRect(area)
        icons.draw(painter, "ban", "red", area.left() + 10, area.top() + 10, of.px(16))
        text = area.adjusted(of.px(34), of.px(8), -8, -6)
        draw_text(painter, QRectF(text.left(), text.top(), text.width(), of.px(20)),
                  self._refusal[0], "red", of.font(BODY, 600))
        painter.setFont(of.font(TABLE))
        painter.setPen(of.color("red"))
        painter.drawText(text.adjusted(0, of.px(20), 0, 0), int(Qt.TextFlag.TextWordWrap),
                         self._refusal[1])
        painter.end()

    def _announce(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid() and not self._quiet:
            self.card_chosen.emit(current.data(CARD).key)


class _CardDelegate(QStyledItemDelegate):
    """Paints a card: code and name, kind and money, then a line a note."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(120, _height(index.data(CARD)) + theme().px(7))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        view = self.parent()
        if not isinstance(view, CardColumn):
            return
        area = QRectF(option.rect).adjusted(9, 0, -9, -theme().px(7))
        chosen = view.selectionModel().isSelected(index)
        paint_card(painter, area, index.data(CARD), chosen=chosen,
                   focused=chosen and view.hasFocus())


def paint_card(
    painter: QPainter, area: QRectF, card: CardLike, *, chosen: bool = False, focused: bool = False
) -> None:
    """Paint a card into an area of its height."""
    of = theme()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.fillRect(area, of.color("accs" if chosen else "paper"))
    painter.setPen(QPen(of.color("acc" if chosen else "line"), 1))
    painter.drawRect(area)
    painter.fillRect(QRectF(area.left(), area.top(), 3, area.height()),
                     of.color("red" if card.red else "acc"))
    if focused:
        painter.setPen(QPen(of.color("acc"), 2))
        painter.drawRect(area.adjusted(1, 1, -1, -1))
    if not card.fixed:
        _grip(painter, area)
    _head(painter, area, card)
    _money(painter, area, card)
    for place, (icon, words) in enumerate(card.notes):
        top = area.top() + of.px(46) + place * of.px(17)
        color = "red" if card.red else "ink2"
        icons.draw(painter, icon, color, area.left() + of.px(29), top + of.px(1), of.px(13))
        box = QRectF(area.left() + of.px(47), top, area.width() - of.px(55), of.px(16))
        draw_text(painter, box, words, color, of.font(NOTE))
    painter.restore()


def _height(card: CardLike) -> int:
    return theme().px(49 + 17 * len(card.notes))


def _grip(painter: QPainter, area: QRectF) -> None:
    of = theme()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(of.color("ink3"))
    for column in range(2):
        for line in range(3):
            left, top = area.left() + 12 + column * 5, area.top() + 11 + line * 5
            painter.drawEllipse(QRectF(left, top, 2, 2))


def _head(painter: QPainter, area: QRectF, card: CardLike) -> None:
    of = theme()
    font, chip = of.font(BODY, 600), of.font(TABLE, 600)
    wide = text_width(card.priority, chip) + 12
    box = QRectF(area.right() - wide - 8, area.top() + of.px(6), wide, of.px(18))
    draw_frame(painter, box, "", "line2", 1, 3)
    draw_text(painter, box, card.priority, "ink2", chip, Qt.AlignmentFlag.AlignHCenter)
    left, top = area.left() + of.px(29), area.top() + of.px(5)
    code = text_width(card.key, font)
    draw_text(painter, QRectF(left, top, code + 2, of.px(20)), card.key,
              "red" if card.red else "acc", font)
    start = left + code + 8
    draw_text(painter, QRectF(start, top, box.left() - start - 6, of.px(20)), card.title, "ink",
              font)


def _money(painter: QPainter, area: QRectF, card: CardLike) -> None:
    of = theme()
    font = of.font(NOTE)
    top, height = area.top() + of.px(26), of.px(18)
    right = area.right() - 8
    if card.money:
        wide = text_width(card.money, font)
        draw_text(painter, QRectF(right - wide, top, wide + 2, height), card.money, "ink", font)
        right -= wide + 10
    left = area.left() + of.px(29)
    draw_text(painter, QRectF(left, top, max(10.0, right - left), height), card.kind, "ink2", font)


def _picture(card: CardLike) -> QPixmap:
    of = theme()
    size = QRect(0, 0, of.px(316), of.px(33))
    pixmap = QPixmap(size.size())
    pixmap.fill(of.color("paper"))
    painter = QPainter(pixmap)
    painter.setPen(QPen(of.color("acc"), 1))
    painter.drawRect(size.adjusted(0, 0, -1, -1))
    _grip(painter, QRectF(size))
    _head(painter, QRectF(size), card)
    painter.end()
    return pixmap
