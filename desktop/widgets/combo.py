"""Long lists: typing narrows them by any part of a name or its pinyin initials."""

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QWidget

from desktop import icons
from desktop.i18n import _
from desktop.initials import initials
from desktop.tokens import theme
from desktop.widgets.editor import Editor
from desktop.widgets.state import show_state
from desktop.widgets.text import PlainLine
from forms.values import Choice, NodeView, Question

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class ChoiceModel(QAbstractListModel):
    """Choices of a select; row 0 is "nothing chosen"."""

    def __init__(self, choices: tuple[Choice, ...]) -> None:
        super().__init__()
        self._choices = (Choice("", ""), *choices)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._choices)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._choices[index.row()].label
        if role == Qt.ItemDataRole.UserRole:
            return self._choices[index.row()].value
        return None

    def choice(self, row: int) -> Choice:
        """Return the choice of a row."""
        return self._choices[row]

    def row_of(self, value: str) -> int:
        """Return the row of a code; -1 when it is not offered."""
        return next((row for row, item in enumerate(self._choices) if item.value == value), -1)


class _Narrowed(QSortFilterProxyModel):
    """Rows whose label holds the typed text or whose initials begin with it."""

    def __init__(self, model: ChoiceModel) -> None:
        super().__init__()
        self._typed = ""
        self.setSourceModel(model)
        self._choices = model

    def narrow(self, typed: str) -> None:
        self.beginFilterChange()
        self._typed = typed.strip().lower()
        self.endFilterChange()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        choice = self._choices.choice(row)
        if not choice.value:
            return False
        return matches(choice.label, self._typed)


def matches(label: str, typed: str) -> bool:
    """Return whether a label holds the lower-case text, or its pinyin initials do."""
    if not typed:
        return True
    return typed in label.lower() or (typed.isascii() and typed in initials(label))


class SearchCombo(QComboBox):
    """An editable list without free text: leaving it restores the choice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setLineEdit(PlainLine())
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(14)
        self._choices: tuple[Choice, ...] | None = None
        self._model = ChoiceModel(())
        self._narrowed = _Narrowed(self._model)
        line = self.lineEdit()
        if line is not None:
            line.setProperty("kind", "inset")
            line.textEdited.connect(self._narrow)

    def set_choices(self, choices: tuple[Choice, ...]) -> None:
        if choices == self._choices:
            return
        self._choices = choices
        self._model = ChoiceModel(choices)
        self._narrowed = _Narrowed(self._model)
        self.setModel(self._model)
        completer = QCompleter(self._narrowed, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        popup = completer.popup()
        if popup is not None:
            popup.setObjectName("choices")
        completer.activated[QModelIndex].connect(self._take)  # type: ignore[index] # overloads
        self.setCompleter(completer)

    def show_value(self, value: str) -> None:
        row = self._model.row_of(value)
        self.setCurrentIndex(row)
        if row < 0:
            self.setEditText(value)
        line = self.lineEdit()
        if line is not None:
            line.setCursorPosition(0)

    def value(self) -> str:
        row = self.currentIndex()
        return self._model.choice(row).value if row >= 0 else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        icons.draw(painter, "chevron-down", "ink2", self.width() - 22, self.height() / 2 - 7, 14)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        down = event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if (down and not alt) or event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            event.ignore()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.settle()
            event.ignore()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        completer = self.completer()
        popup = completer.popup() if completer is not None else None
        if popup is None or not popup.isVisible():
            self.settle()

    def _narrow(self, typed: str) -> None:
        self._narrowed.narrow(typed)

    def _take(self, index: QModelIndex) -> None:
        code = index.data(Qt.ItemDataRole.UserRole)
        row = self._model.row_of(str(code))
        self.setCurrentIndex(row)
        self.activated.emit(row)

    def settle(self) -> None:
        """Take the only match of what is typed, else show the choice again."""
        typed = self.currentText().strip()
        row = self.currentIndex()
        if row >= 0 and typed == self._model.choice(row).label:
            return
        self._narrowed.narrow(typed)
        if not typed:
            self.setCurrentIndex(0)
            self.activated.emit(0)
        elif self._narrowed.rowCount() == 1:
            self._take(self._narrowed.index(0, 0))
        else:
            self.setEditText(self._model.choice(row).label if row >= 0 else "")


class ListEditor(Editor):
    """select_one from a long list or a file."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.combo = SearchCombo()
        self.combo.setObjectName("list_field")
        self.combo.activated.connect(self._read)
        line = self.combo.lineEdit()
        if line is not None:
            line.setPlaceholderText(_("Type a part of the name or its initials"))
        self._told = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.combo)
        self.setFocusProxy(self.combo)

    def set_question(self, question: Question, node: NodeView) -> None:
        self.combo.setAccessibleName(node.label)
        self.combo.setAccessibleDescription(node.hint)
        self.combo.set_choices(node.choices)

    def set_value(self, value: str) -> None:
        self._told = value
        self.combo.show_value(value)

    def set_state(self, state: str) -> None:
        show_state(self.combo, state)

    def start_typing(self) -> bool:
        self.combo.setFocus(Qt.FocusReason.OtherFocusReason)
        line = self.combo.lineEdit()
        if line is not None:
            line.selectAll()
        return True

    def preferred_width(self, available: int) -> int:
        return min(available, theme().px(380))

    def _read(self, _row: int) -> None:
        value = self.combo.value()
        if value != self._told:
            self._told = value
            self.edited.emit(value)
