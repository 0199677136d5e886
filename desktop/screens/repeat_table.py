"""The rows of a repeat as a table model, and the delegate that paints and edits its cells."""

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    Qt,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

import forms
from desktop import icons
from desktop.amounts import grouped, parsed
from desktop.outline import Outline, State
from desktop.screens.interview_model import InterviewModel
from desktop.tokens import BODY, theme
from desktop.widgets.combo import SearchCombo
from desktop.widgets.moment import read_date
from desktop.widgets.painted import draw_frame, draw_text
from desktop.widgets.text import PlainLine
from forms.values import NodeView, Question

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
NUMBERS = frozenset({"integer", "decimal"})
# Kinds that fit into a cell; the others are edited in the panel below.
IN_PLACE = frozenset({"text", "integer", "decimal", "date", "select_one"})
NUMBER_COLUMN, STATE_COLUMN, FIRST = 0, 1, 2


def columns_of(repeat: Question) -> tuple[Question, ...]:
    """Return the questions of a row, groups flattened, those without a control left out."""
    found: list[Question] = []
    for child in repeat.children:
        if child.kind == "group":
            found.extend(columns_of(child))
        elif child.kind not in ("calculate", "hidden", "note", "repeat"):
            found.append(child)
    return tuple(found)


def asked_columns(entry: forms.Entry, repeat: str) -> tuple[Question, ...]:
    """Return the columns that the record's path asks: in the next row, or in one there is."""
    next_row, rows = entry.next_row(repeat), range(1, entry.rows(repeat) + 1)

    def asked(question: Question) -> bool:
        if question.path in next_row and next_row[question.path].relevant:
            return True
        rest = question.path[len(repeat) :]
        return any(entry.node(f"{repeat}[{row}]{rest}").relevant for row in rows)

    return tuple(one for one in columns_of(entry.form.question(repeat)) if asked(one))


def column_view(entry: forms.Entry, repeat: str, question: Question) -> NodeView:
    """Return what a question shows in the first row, or in the one that would be the first."""
    if entry.rows(repeat):
        return entry.node(f"{repeat}[1]{question.path[len(repeat) :]}")
    return entry.next_row(repeat)[question.path]


def answer_words(node: NodeView, unit: str) -> str:
    """Return what a cell shows of an answer; — for none; a year stays without thousands."""
    if not node.relevant or not node.value:
        return "—"
    if node.choices:
        labels = {choice.value: choice.label for choice in node.choices}
        return "、".join(labels.get(code, code) for code in node.value.split())
    return grouped(node.value) if node.kind in NUMBERS and unit not in ("", "年") else node.value


class RepeatModel(QAbstractTableModel):
    """Number, state, then one column a question."""

    def __init__(self, model: InterviewModel, repeat: str) -> None:
        super().__init__()
        self._model, self.repeat = model, repeat
        self.columns = asked_columns(model.visit.entry, repeat)
        self._rows = model.visit.entry.rows(repeat)

    @property
    def outline(self) -> Outline:
        return self._model.outline

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns) + FIRST

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._title(section)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._align(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._align(column)
        if column == NUMBER_COLUMN:
            return str(row + 1) if role == Qt.ItemDataRole.DisplayRole else None
        if column == STATE_COLUMN:
            return self.row_state(row) if role == Qt.ItemDataRole.UserRole else None
        state = self.state(row, column)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return answer_words(state.node, self.columns[column - FIRST].unit)
        if role == Qt.ItemDataRole.EditRole:
            return state.node.value
        if role == Qt.ItemDataRole.UserRole:
            return state.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.outline.message(state.node.path) or None
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        path = self.path(index.row(), index.column())
        if value != self.state(index.row(), index.column()).node.value:
            self._model.answer(path, str(value))
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() < FIRST or self._model.visit.readonly:
            return flags
        node = self.state(index.row(), index.column()).node
        if node.relevant and not node.readonly and node.kind in IN_PLACE:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def path(self, row: int, column: int) -> str:
        """Return the path of a cell's question."""
        question = self.columns[column - FIRST]
        return f"{self.repeat}[{row + 1}]{question.path[len(self.repeat) :]}"

    def row_path(self, row: int) -> str:
        """Return the path of a row."""
        return f"{self.repeat}[{row + 1}]"

    def state(self, row: int, column: int) -> State:
        """Return the state of a cell's question."""
        return self.outline.state(self.path(row, column))

    def row_state(self, row: int) -> str:
        """Return what is worst in a row."""
        found = {
            self.state(row, column).name
            for column in range(FIRST, self.columnCount())
            if self.state(row, column).counts
        }
        order = ("error", "check", "todo")
        worst = next((name for name in order if name in found), "")
        return worst or ("unanswered" if "unanswered" in found else "answered")

    def blank_rows(self) -> list[int]:
        """Return the rows (from 1) in which nothing stands: neither an answer nor a mark."""
        return [number for number in range(1, self._rows + 1) if self._is_blank(number)]

    def _is_blank(self, number: int) -> bool:
        entry, row = self._model.visit.entry, f"{self.repeat}[{number}]"
        inside = f"{row}/"
        marked = any(note.path.startswith(inside) for note in entry.annotations())
        questions = columns_of(entry.form.question(self.repeat))
        answered = any(entry.value(f"{row}{one.path[len(self.repeat) :]}") for one in questions)
        return not marked and not answered

    def place(self, path: str) -> QModelIndex:
        """Return the cell of a question; an invalid index when it is not here."""
        if not path.startswith(f"{self.repeat}["):
            return QModelIndex()
        number, _bracket, rest = path[len(self.repeat) + 1 :].partition("]")
        names = [question.path[len(self.repeat) :] for question in self.columns]
        column = names.index(rest) + FIRST if rest in names else FIRST
        return self.index(int(number) - 1, column)

    def reload(self) -> None:
        """Look at the rows again after one came or went."""
        self.beginResetModel()
        self._rows = self._model.visit.entry.rows(self.repeat)
        self.columns = asked_columns(self._model.visit.entry, self.repeat)
        self.endResetModel()

    def refresh(self) -> None:
        """Draw every visible cell again."""
        entry = self._model.visit.entry
        columns = asked_columns(entry, self.repeat)
        if (self._rows, self.columns) != (entry.rows(self.repeat), columns):
            self.reload()
        elif self._rows:
            last = self.index(self._rows - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _title(self, section: int) -> str:
        if section == NUMBER_COLUMN:
            return "#"
        if section == STATE_COLUMN:
            return ""
        question = self.columns[section - FIRST]
        label = column_view(self._model.visit.entry, self.repeat, question).label
        return f"{label} {question.unit}".strip()


    def _align(self, section: int) -> Qt.AlignmentFlag:
        number = section >= FIRST and self.columns[section - FIRST].kind in NUMBERS
        side = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


class RepeatDelegate(QStyledItemDelegate):
    """Paints cells with their state; edits in place what fits."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        of, area = theme(), QRectF(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(area, of.color("accs"))
        name = str(index.data(Qt.ItemDataRole.UserRole) or "")
        if index.column() == STATE_COLUMN:
            tokens = {"answered": "grn", "error": "red", "check": "amb", "todo": "amb"}
            icon = icons.STATUS_ICONS.get(name, "circle")
            middle = area.center().y()
            icons.draw(painter, icon, tokens.get(name, "ink3"), area.left() + 6, middle - 8, 16)
        else:
            self._words(painter, area, index, name)
        painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), of.color("line"))
        if selected and index.column() == 0:
            painter.fillRect(QRectF(area.left(), area.top(), 3, area.height()), of.color("acc"))
        if option.state & QStyle.StateFlag.State_HasFocus:
            draw_frame(painter, area.adjusted(0, 0, -1, -1), "", "acc", 2, 0)
        painter.restore()

    @staticmethod
    def _words(painter: QPainter, area: QRectF, index: Index, name: str) -> None:
        of = theme()
        wrong = name in ("error", "check")
        token = {"error": "red", "check": "amb"}.get(name, "ink3" if index.column() == 0 else "ink")
        if wrong:
            draw_frame(painter, area.adjusted(0, 1, -2, -2), "", token, 1.5, 0)
        align = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole))
        side = (
            Qt.AlignmentFlag.AlignRight
            if align & Qt.AlignmentFlag.AlignRight
            else Qt.AlignmentFlag.AlignLeft
        )
        weight = 600 if wrong or index.column() == FIRST else 400
        words = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        inside = area.adjusted(8, 0, -8, 0)
        draw_text(painter, inside, words, token, of.font(BODY, weight), side)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        model = index.model()
        if not isinstance(model, RepeatModel):
            return super().createEditor(parent, option, index)
        node = model.state(index.row(), index.column()).node
        if node.kind == "select_one":
            combo = SearchCombo(parent)
            combo.set_choices(node.choices)
            combo.setAccessibleName(node.label)
            return combo
        line = PlainLine(parent)
        line.setAccessibleName(node.label)
        return line

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        value = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if isinstance(editor, SearchCombo):
            editor.show_value(value)
        elif isinstance(editor, QLineEdit):
            editor.setText(value)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, SearchCombo):
            # Tab ends the cell before the field has taken what is typed.
            editor.settle()
            model.setData(index, editor.value())
        elif isinstance(editor, QLineEdit) and isinstance(model, RepeatModel):
            kind = model.columns[index.column() - FIRST].kind
            model.setData(index, _stored(editor.text(), kind))


def _stored(text: str, kind: str) -> str:
    if kind in NUMBERS:
        number = parsed(text)
        return format(number, "f") if number is not None else text.strip()
    if kind == "date":
        from datetime import date

        day = read_date(text, date.today())  # noqa: DTZ011 - the day of this desk
        return day.isoformat() if day else text.strip()
    return text.strip()
