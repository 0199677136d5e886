"""Ranking and ranges."""

from decimal import Decimal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSlider, QVBoxLayout, QWidget

from desktop import icons
from desktop.amounts import parsed
from desktop.i18n import _
from desktop.tokens import BODY, NOTE, theme
from desktop.widgets.editor import Editor
from desktop.widgets.painted import draw_focus, draw_frame, draw_text
from desktop.widgets.text import NumberEditor
from forms.values import Choice, NodeView, Question


class RankRow(QPushButton):
    """One item of a ranking; Ctrl+↑ and Ctrl+↓ move it, so does a click on its arrows."""

    def __init__(self, editor: "RankEditor") -> None:
        super().__init__(editor)
        self.setProperty("kind", "plain")
        self._editor = editor
        self.place = 0
        self.choice = Choice("", "")

    def sizeHint(self) -> QSize:
        return QSize(theme().px(360), theme().px(31))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(self.rect()).adjusted(0, 0, 0, -2)
        draw_frame(painter, area, "paper", "ctl")
        cap = QRectF(6, (area.height() - 18) / 2, 22, 18)
        draw_frame(painter, cap, "accs", "", radius=3)
        centre = Qt.AlignmentFlag.AlignHCenter
        draw_text(painter, cap, str(self.place + 1), "acc", theme().font(NOTE, 600), centre)
        words = area.adjusted(36, 0, -60, 0)
        draw_text(painter, words, self.choice.label, "ink", theme().font(BODY))
        icons.draw(painter, "arrow-up", "ink2", area.width() - 52, area.height() / 2 - 8, 16)
        icons.draw(painter, "arrow-down", "ink2", area.width() - 26, area.height() / 2 - 8, 16)
        if self.hasFocus():
            draw_focus(painter, area)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._editor.move_item(self.place, step)
        else:
            event.ignore()


class RankEditor(Editor):
    """rank: all choices, best first; nothing is stored until the first move or 记下这个顺序."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._rows: list[RankRow] = []
        self._order: list[Choice] = []
        self._choices: tuple[Choice, ...] = ()

    def set_question(self, question: Question, node: NodeView) -> None:
        self._choices = node.choices
        while len(self._rows) < len(self._choices):
            row = RankRow(self)
            row.clicked.connect(self._click)
            self._rows.append(row)
            self._column.addWidget(row)
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(self._choices))
        self.set_value(node.value)

    def set_value(self, value: str) -> None:
        by_code = {choice.value: choice for choice in self._choices}
        first = [by_code[code] for code in value.split() if code in by_code]
        self._order = first + [choice for choice in self._choices if choice not in first]
        self._draw()

    def move_item(self, place: int, step: int) -> None:
        """Move an item up (-1) or down (1)."""
        other = place + step
        if 0 <= other < len(self._order):
            self._order[place], self._order[other] = self._order[other], self._order[place]
            self._draw()
            self._rows[other].setFocus()
        self.edited.emit(" ".join(choice.value for choice in self._order))

    def choose(self, position: int) -> bool:
        if not 0 <= position < len(self._order):
            return False
        self._order.insert(0, self._order.pop(position))
        self.move_item(0, 0)
        return True

    def height_for(self, width: int) -> int:
        return len(self._choices) * (theme().px(31) + 2)

    def preferred_width(self, available: int) -> int:
        return min(available, theme().px(420))

    def _draw(self) -> None:
        for place, (row, choice) in enumerate(zip(self._rows, self._order, strict=False)):
            row.place, row.choice = place, choice
            row.setObjectName(f"rank_{choice.value}")
            row.setAccessibleName(f"{place + 1}. {choice.label}")
            row.setAccessibleDescription(_("Ctrl+Up and Ctrl+Down move it"))
            row.update()

    def _click(self) -> None:
        row = self.sender()
        if isinstance(row, RankRow):
            at = row.mapFromGlobal(row.cursor().pos()).x()
            if at > row.width() - 60:
                self.move_item(row.place, -1 if at < row.width() - 30 else 1)


class RangeEditor(Editor):
    """range: a slider with its number; nothing is chosen until it is moved."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("range_slider")
        self._number = NumberEditor()
        self._number.setFixedWidth(theme().px(110))
        self._slider.valueChanged.connect(self._slide)
        self._number.edited.connect(self._type)
        self._start, self._step = Decimal(0), Decimal(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._slider, 1)
        row.addWidget(self._number)
        self.setFocusProxy(self._number)

    def set_question(self, question: Question, node: NodeView) -> None:
        limits = question.parameters
        self._start = parsed(limits.get("start", "")) or Decimal(0)
        end = parsed(limits.get("end", "")) or Decimal(10)
        self._step = parsed(limits.get("step", "")) or Decimal(1)
        self._slider.blockSignals(True)
        self._slider.setRange(0, int(abs((end - self._start) / self._step)))
        self._slider.blockSignals(False)
        self._step = abs(self._step) if end >= self._start else -abs(self._step)
        self._slider.setAccessibleName(node.label)
        self._number.set_question(question, node)

    def set_value(self, value: str) -> None:
        number = parsed(value)
        self._slider.blockSignals(True)
        self._slider.setValue(int((number - self._start) / self._step) if number is not None else 0)
        self._slider.blockSignals(False)
        self._number.set_value(value)

    def set_state(self, state: str) -> None:
        self._number.set_state(state)

    def start_typing(self) -> bool:
        return self._number.start_typing()

    def commit(self) -> None:
        self._number.commit()

    def preferred_width(self, available: int) -> int:
        return min(available, theme().px(420))

    def _slide(self, steps: int) -> None:
        value = format((self._start + steps * self._step).normalize(), "f")
        self._number.set_value(value)
        self.edited.emit(value)

    def _type(self, value: str) -> None:
        self.set_value(value)
        self.edited.emit(value)
