"""Fields to type in: one line, many lines, numbers with unit, thousands and 大写."""

from decimal import Decimal

from PySide6.QtCore import QEvent, QRegularExpression, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QRegularExpressionValidator,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.amounts import grouped, in_capitals, parsed
from desktop.i18n import _
from desktop.tokens import theme
from desktop.widgets.editor import Editor
from desktop.widgets.state import show_state
from forms.enterprise.uscc import normalise
from forms.values import NodeView, Question

# How long the typing rests before it is journalled; leaving the field does it at once.
REST_MS = 350
LINE_HEIGHT, LINES = 18, 3
# What may stand in a number: digits of either width, signs, thousands.
NUMERALS = QRegularExpression(r"\s*[-+−]?[0-9０-９,，]*\.?[0-9０-９]*\s*")


def is_ours(event: QEvent) -> bool:
    """Whether a field must leave a key to the page: under X11 Ctrl+U would empty the field."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
    return control and event.key() == Qt.Key.Key_U


class PlainLine(QLineEdit):
    """A line edit that leaves the page's keys to the page."""

    def event(self, event: QEvent) -> bool:
        if is_ours(event):
            event.ignore()
            return False
        return super().event(event)


class Line(PlainLine):
    """A line edit whose Ctrl+Z belongs to the visit once nothing of its own is left to undo."""

    left = Signal()
    entered = Signal()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo = event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable()
            redo = event.matches(QKeySequence.StandardKey.Redo) and not self.isRedoAvailable()
            if undo or redo:
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        walks = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
        if event.key() in walks or event.modifiers() == Qt.KeyboardModifier.AltModifier:
            event.ignore()
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class Area(QPlainTextEdit):
    """Several lines; Ctrl+Enter and Alt+letter belong to the card around it."""

    left = Signal()

    def event(self, event: QEvent) -> bool:
        if is_ours(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if (enter and control) or event.modifiers() == Qt.KeyboardModifier.AltModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class _Typed(Editor):
    """What every field does: emit ``continued`` at rests, ``edited`` when it is left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told = ""
        self._fresh = True
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._tell)

    def stored(self) -> str:
        """Return what is typed as a stored text."""
        raise TypeError(type(self).__name__)

    def commit(self) -> None:
        self._tell()
        self._fresh = True

    def _typed(self) -> None:
        self._rest.start()

    def _tell(self) -> None:
        self._rest.stop()
        value = self.stored()
        if value != self._told:
            self._told = value
            signal = self.edited if self._fresh else self.continued
            self._fresh = False
            signal.emit(value)


class TextEditor(_Typed):
    """text in one line; barcode too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = Line()
        self.line.setObjectName("text_field")
        self.line.textEdited.connect(self._typed)
        self.line.left.connect(self.commit)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line)
        self.setFocusProxy(self.line)

    def set_question(self, question: Question, node: NodeView) -> None:
        self.line.setAccessibleName(node.label)
        self.line.setAccessibleDescription(node.hint)
        self._fresh = True

    def set_value(self, value: str) -> None:
        if self.line.hasFocus() and value == self._told:
            return
        self._told = value
        self.line.setText(value)
        self.line.setCursorPosition(len(value) if self.line.hasFocus() else 0)

    def stored(self) -> str:
        return self.line.text().strip()

    def set_state(self, state: str) -> None:
        show_state(self.line, state)

    def set_readonly(self, readonly: bool) -> None:
        self.line.setReadOnly(readonly)

    def start_typing(self) -> bool:
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.line.selectAll()
        return True

    def preferred_width(self, available: int) -> int:
        return min(available, theme().px(520))


class CodeEditor(TextEditor):
    """统一社会信用代码: full width, small letters, blanks and hyphens are put right."""

    def stored(self) -> str:
        return normalise(self.line.text())

    def commit(self) -> None:
        super().commit()
        if not self.line.hasFocus():
            self.line.setText(self.stored())


class LongTextEditor(_Typed):
    """text with appearance ``multiline``: three lines, Ctrl+Enter leaves it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.area = Area()
        self.area.setObjectName("text_area")
        self.area.setTabChangesFocus(True)
        self.area.left.connect(self.commit)
        self.area.textChanged.connect(self._typed)
        self.area.setFixedHeight(theme().px(LINE_HEIGHT) * LINES + 14)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.area)
        self.setFocusProxy(self.area)

    def set_question(self, question: Question, node: NodeView) -> None:
        self.area.setAccessibleName(node.label)
        self.area.setAccessibleDescription(node.hint)
        self._fresh = True

    def set_value(self, value: str) -> None:
        if value == self.stored():
            self._told = value
            return
        self._told = value
        self.area.blockSignals(True)
        self.area.setPlainText(value)
        self.area.blockSignals(False)

    def stored(self) -> str:
        return self.area.toPlainText().strip()

    def set_state(self, state: str) -> None:
        show_state(self.area, state)

    def set_readonly(self, readonly: bool) -> None:
        self.area.setReadOnly(readonly)

    def start_typing(self) -> bool:
        self.area.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def height_for(self, width: int) -> int:
        return self.area.height()

    def preferred_width(self, available: int) -> int:
        return min(available, theme().px(720))


class NumberEditor(_Typed):
    """integer and decimal: right-aligned, unit inside, thousands at rest, 大写 for 万元."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = Line()
        self.line.setObjectName("number_field")
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.line.setMaximumWidth(theme().px(150))
        # Letters cannot be typed: a number is not lost to a slip of the hand.
        self.line.setValidator(QRegularExpressionValidator(NUMERALS, self.line))
        self.line.inputRejected.connect(lambda: self._say(_("Digits only, such as 1860.")))
        self._whole = False
        self.line.textEdited.connect(self._typed)
        self.line.entered.connect(self._show_plain)
        self.line.left.connect(self._leave)
        self._unit = QLabel(self.line)
        self._unit.setProperty("role", "note")
        self._words = QLabel()
        self._words.setProperty("role", "note")
        self._words.setWordWrap(True)
        self._words.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.line)
        column.addWidget(self._words)
        self.setFocusProxy(self.line)
        self._in_ten_thousands = False
        self._thousands = True

    def set_question(self, question: Question, node: NodeView) -> None:
        self.line.setAccessibleName(f"{node.label} {question.unit}".strip())
        self.line.setAccessibleDescription(node.hint)
        self._unit.setText(question.unit)
        self._unit.adjustSize()
        room = self._unit.width() + 14 if question.unit else 6
        self.line.setTextMargins(0, 0, room - 8, 0)
        self._whole = question.kind == "integer"
        self._in_ten_thousands = question.unit == "万元"
        # A year is a name and not an amount.
        self._thousands = question.unit not in ("", "年") or "thousands-sep" in question.appearance
        self._fresh = True
        self._place_unit()

    def set_value(self, value: str) -> None:
        if self.line.hasFocus():
            if value != self._told:
                self.line.setText(value)
        else:
            self.line.setText(self._shown(value))
        self._told = value

    def stored(self) -> str:
        """Return the number; what is none here, such as a lone minus, leaves what stood there."""
        text = self.line.text()
        number = parsed(text)
        if number is None or (self._whole and number != number.to_integral_value()):
            return self._told if text else ""
        return format(number.to_integral_value() if self._whole else number, "f")

    def set_state(self, state: str) -> None:
        show_state(self.line, state)

    def set_readonly(self, readonly: bool) -> None:
        self.line.setReadOnly(readonly)

    def start_typing(self) -> bool:
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.line.selectAll()
        return True

    def height_for(self, width: int) -> int:
        line = self.line.sizeHint().height() + 2
        return line + (self._words.sizeHint().height() + 2 if self._words.isVisibleTo(self) else 0)

    def preferred_width(self, available: int) -> int:
        return min(available, theme().px(420 if self._in_ten_thousands else 150))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_unit()

    def _typed(self) -> None:
        super()._typed()
        self._show_words()
        number = parsed(self.line.text())
        if self._whole and number is not None and number != number.to_integral_value():
            self._say(_("A whole number, such as 1860."))

    def _show_plain(self) -> None:
        number = parsed(self.line.text())
        if number is not None:
            self.line.setText(format(number, "f"))
        self._show_words()

    def _leave(self) -> None:
        self.commit()
        self.line.setText(self._shown(self.stored()))
        if not self._words.isHidden():
            self._words.hide()
            self.grew.emit()

    def _say(self, words: str) -> None:
        hidden = self._words.isHidden()
        self._words.setText(words)
        self._words.show()
        if hidden:
            self.grew.emit()

    def _show_words(self) -> None:
        number = parsed(self.line.text()) if self._in_ten_thousands else None
        hidden = self._words.isHidden()
        self._words.setVisible(number is not None)
        if number is not None:
            self._words.setText(in_capitals(number * Decimal(10_000)))
        if hidden != self._words.isHidden():
            self.grew.emit()

    def _shown(self, value: str) -> str:
        return grouped(value) if self._thousands else value

    def _place_unit(self) -> None:
        height = self.line.sizeHint().height()
        self._unit.move(
            self.line.width() - self._unit.width() - 10, (height - self._unit.height()) // 2
        )
