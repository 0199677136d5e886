"""The pages side by side, as large as one likes; paper stays white in the dark theme."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsScene,
    QGraphicsView,
    QStyleOptionGraphicsItem,
    QWidget,
)

from desktop.screens.plan_pages import PageSize
from desktop.tokens import theme

_GAP = 16.0
ZOOM_STEP, LEAST_ZOOM, MOST_ZOOM = 1.25, 0.3, 4.0
# Pictures are made a little larger than shown: pages lie on fractions of pixels.
_SHARPER = 1.5
# Pictures of pages so far from the visible ones are dropped; one takes some megabytes.
_KEPT = 6


class PagePreview(QGraphicsView):
    """Asks for pictures of the pages it shows; two beside each other where there is room."""

    wanted = Signal(int, float)
    page_shown = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setScene(QGraphicsScene(self))
        self.setFrameShape(QGraphicsView.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._items: list[_PageItem] = []
        self._zoom = 0.0
        self._fitted = True
        self._front = 0
        self._asked: dict[int, float] = {}
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._ask)
        self.verticalScrollBar().valueChanged.connect(self._look)

    def show_pages(self, sizes: Sequence[PageSize]) -> None:
        """Lay other pages out, white until their pictures come."""
        scene = self.scene()
        scene.clear()
        self._asked = {}
        self._items = [_PageItem(number, size) for number, size in enumerate(sizes)]
        for item in self._items:
            column, line = item.number % 2, item.number // 2
            item.setPos(column * (item.size.width + _GAP), line * (item.size.height + _GAP))
            scene.addItem(item)
        columns = min(2, len(self._items))
        if self._items:
            first = self._items[0].size
            lines = (len(self._items) + 1) // 2
            scene.setSceneRect(-_GAP, -_GAP, columns * (first.width + _GAP) + _GAP,
                               lines * (first.height + _GAP) + _GAP)
        self.fit()

    def show_picture(self, number: int, image: QImage) -> None:
        """Put a page's picture on it."""
        if number < len(self._items):
            self._items[number].show_picture(image)

    def fit(self) -> None:
        """Zoom so that a whole spread is seen."""
        if not self._items:
            return
        size = self._items[0].size
        columns = min(2, len(self._items))
        wide = self.viewport().width() / (columns * (size.width + _GAP) + _GAP)
        high = self.viewport().height() / (size.height + 2 * _GAP)
        # A bar that comes or goes by this must not begin it anew.
        self._fitted = False
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # A hair less: an exact fit would call the scroll bars.
        self._scale_to(0.995 * min(wide, high))
        self._fitted = True

    def zoom_to(self, zoom: float) -> None:
        """Show a point of the page as ``zoom`` logical pixels."""
        self._fitted = False
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._scale_to(zoom)

    def _scale_to(self, zoom: float) -> None:
        self._zoom = min(MOST_ZOOM, max(LEAST_ZOOM, zoom))
        self.resetTransform()
        self.scale(self._zoom, self._zoom)
        self._soon.start()

    def zoom_by(self, factor: float) -> None:
        """Zoom in or out."""
        self.zoom_to(self._zoom * factor)

    def turn(self, step: int) -> None:
        """Go a spread on or back."""
        target = self._front - self._front % 2 + 2 * step
        self.go_to(min(max(0, target), max(0, len(self._items) - 1)))

    def go_to(self, number: int) -> None:
        """Bring a page to the top."""
        if 0 <= number < len(self._items):
            self._scroll_to(number)
            self._soon.start()
            # The last spread cannot reach the top, and yet it is the one in front.
            self._front = number
            self.page_shown.emit(number)

    def _scroll_to(self, number: int) -> None:
        top = round((self._items[number].y() - _GAP / 2) * self._zoom)
        offset = round(self.sceneRect().top() * self._zoom)
        self.verticalScrollBar().setValue(max(offset, top))

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        painter.fillRect(rect, theme().color("line" if not theme().dark else "desk"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        front = self._front
        super().resizeEvent(event)
        if self._fitted and front < len(self._items):
            self.fit()
            # The page in front stays in front at any size.
            self._scroll_to(front)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(ZOOM_STEP if event.angleDelta().y() > 0 else 1 / ZOOM_STEP)
        else:
            super().wheelEvent(event)

    def _look(self) -> None:
        self._front = self._first_visible()
        self.page_shown.emit(self._front)
        self._soon.start()

    def _first_visible(self) -> int:
        visible = self._visible()
        return visible[0].number if visible else 0

    def _visible(self) -> list["_PageItem"]:
        area = self.mapToScene(self.viewport().rect()).boundingRect()
        # A sliver of the spread above does not count as shown.
        area.adjust(0, 2 * _GAP, 0, 0)
        return [item for item in self._items if item.sceneBoundingRect().intersects(area)]

    def _ask(self) -> None:
        sharp = self._zoom * self.devicePixelRatioF() * _SHARPER
        visible = self._visible()
        self._forget(visible)
        for item in visible:
            if self._asked.get(item.number, 0.0) != sharp:
                self._asked[item.number] = sharp
                self.wanted.emit(item.number, sharp)


    def _forget(self, visible: Sequence["_PageItem"]) -> None:
        if not visible:
            return
        first, last = visible[0].number - _KEPT, visible[-1].number + _KEPT
        for item in self._items:
            if not first <= item.number <= last and self._asked.pop(item.number, 0.0):
                item.show_picture(QImage())


class _PageItem(QGraphicsItem):
    """A white sheet with the page's picture."""

    def __init__(self, number: int, size: PageSize) -> None:
        super().__init__()
        self.number, self.size = number, size
        self._image = QImage()

    def show_picture(self, image: QImage) -> None:
        self._image = image
        self.update()

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self.size.width, self.size.height)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        painter.fillRect(self.boundingRect(), Qt.GlobalColor.white)
        if not self._image.isNull():
            painter.drawImage(self.boundingRect(), self._image)
        pen = QPen(theme().color("line2"), 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawRect(self.boundingRect())
