"""The preview of a pasted table: nothing enters the record before 加入."""

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop import icons
from desktop.i18n import _, ngettext
from desktop.paste import Pasted
from desktop.tokens import theme
from desktop.widgets.bars import ToolIcon
from desktop.widgets.choice_box import ChoiceBox
from desktop.widgets.parts import button, empty, label, rule

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
PANE_WIDTH = 392


class PasteModel(QAbstractTableModel):
    """The columns that are read, and whether each row is whole."""

    def __init__(self, pasted: Pasted) -> None:
        super().__init__()
        self._pasted = pasted

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._pasted.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._pasted.used)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1)
        column = self._pasted.used[section]
        return self._pasted.targets[self._pasted.mapping[column]].label

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        column = self._pasted.used[index.column()]
        cell = self._pasted.rows[index.row()][column]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._shown(column, cell.value) if cell.value else cell.text or "—"
        if role == Qt.ItemDataRole.ForegroundRole and cell.problem:
            return QColor(theme().color("red"))
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell.problem or None
        if role == Qt.ItemDataRole.DecorationRole and cell.problem:
            return icons.icon("alert-octagon", "red", 14)
        return None

    def _shown(self, column: int, value: str) -> str:
        choices = self._pasted.targets[self._pasted.mapping[column]].choices
        labels = {choice.value: choice.label for choice in choices}
        return "、".join(labels.get(code, code) for code in value.split()) if labels else value


class PastePane(QFrame):
    """Beside the row in work; says in words what is converted and what is not read."""

    accepted = Signal(object)
    remapped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("paste_pane")
        self.setProperty("surface", "paper2")
        self.setProperty("edge", "left")
        self.setFixedWidth(theme().px(PANE_WIDTH))
        self._pasted: Pasted | None = None
        self._found = label(role="note")
        close = ToolIcon("close_paste", "x", _("Close (Esc)"))
        close.setFixedSize(QSize(28, 28))
        close.clicked.connect(self.hide)
        head = QHBoxLayout()
        head.addWidget(label(_("Paste preview"), "panel"))
        head.addWidget(self._found, 1)
        head.addWidget(close)
        self._table = QTableView()
        self._table.setAccessibleName(_("Paste preview"))
        self._table.setShowGrid(False)
        self._table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self._words = QVBoxLayout()
        self._words.setSpacing(4)
        self._columns = QWidget()
        self._columns_grid = QGridLayout(self._columns)
        self._columns_grid.setContentsMargins(0, 0, 0, 0)
        self._columns.hide()
        self._change = button(_("Change the columns"), size="small")
        self._change.setObjectName("change_columns")
        self._change.clicked.connect(self._toggle_columns)
        cancel = button(_("Cancel"), size="small")
        cancel.clicked.connect(self.hide)
        self.take = button(_("Add"), "check", "primary", "small")
        self.take.setObjectName("take_rows")
        self.take.clicked.connect(self._accept)
        foot = QHBoxLayout()
        foot.addWidget(self._change)
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self.take)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 10)
        column.addLayout(head)
        column.addWidget(self._table, 1)
        column.addLayout(self._words)
        column.addWidget(self._columns)
        column.addWidget(rule())
        column.addLayout(foot)

    def show_pasted(self, pasted: Pasted) -> None:
        """Show a table that was read."""
        self._pasted = pasted
        rows, columns = len(pasted.rows), len(pasted.used)
        self._found.setText(_("{rows} rows × {columns} columns").format(rows=rows, columns=columns))
        self._table.setModel(PasteModel(pasted))
        self._table.resizeColumnsToContents()
        empty(self._words)
        for text in pasted.problems[:4]:
            self._words.addWidget(label(text, "error", wrap=True))
        for text in pasted.notes[:4]:
            self._words.addWidget(label(text, "note", wrap=True))
        words = ngettext("Add {rows} row", "Add {rows} rows", rows).format(rows=rows)
        self.take.setText(words)
        self.take.setAccessibleName(words)
        self.take.setEnabled(bool(rows and columns))
        self._fill_columns(pasted)

    def take_focus(self) -> None:
        """Put the focus on 加入."""
        self.take.setFocus(Qt.FocusReason.OtherFocusReason)

    def _accept(self) -> None:
        if self._pasted is not None:
            self.accepted.emit(self._pasted)

    def _toggle_columns(self) -> None:
        self._columns.setVisible(not self._columns.isVisible())

    def _fill_columns(self, pasted: Pasted) -> None:
        empty(self._columns_grid)
        for place, target in enumerate(pasted.mapping):
            first = pasted.rows[0][place].text if pasted.rows else ""
            self._columns_grid.addWidget(label(f"{place + 1} {first[:12]}", "note"), place, 0)
            choice = ChoiceBox()
            choice.setAccessibleName(_("Column {number}").format(number=place + 1))
            choice.addItem(_("not read"))
            choice.addItems([item.label for item in pasted.targets])
            choice.setCurrentIndex(target + 1)
            choice.activated.connect(lambda chosen, at=place: self._remap(at, chosen - 1))
            self._columns_grid.addWidget(choice, place, 1)

    def _remap(self, place: int, target: int) -> None:
        if self._pasted is None:
            return
        mapping = [-1 if item == target else item for item in self._pasted.mapping]
        mapping[place] = target
        self.remapped.emit(mapping)
