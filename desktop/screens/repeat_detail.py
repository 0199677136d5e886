"""The panel below the table: every question of one row with its own control, and its marks."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.i18n import _, ngettext
from desktop.outline import Outline
from desktop.screens.interview_model import InterviewModel
from desktop.tokens import theme
from desktop.widgets.card import CONFIRM_ALL, key_command
from desktop.widgets.editor import Editor
from desktop.widgets.marks import MarkRow, mark_counts
from desktop.widgets.parts import Chip, label, row
from desktop.widgets.registry import editor_kind, make_editor
from desktop.widgets.text import NumberEditor
from forms.values import Question

GRID_COLUMNS = 4
# A choice this short stays as buttons; longer ones are lists, so that a row fits the screen.
MOST_BUTTONS = 3
QWIDGETSIZE_MAX = 16_777_215
WIDE_KINDS = frozenset({"many", "image", "signature", "geopoint", "long_text", "rank"})


@dataclass(slots=True)
class _Field:
    """A question of the row: its name, control and what is wrong."""

    question: Question
    box: QWidget
    editor: Editor
    kind: str
    name: QLabel
    problem: QLabel
    path: str = ""


class RepeatDetail(QFrame):
    """Filled once a repeat, then only given other rows; ``passed`` beyond its last or first."""

    moved = Signal(str)
    passed = Signal(int)
    marked = Signal(str, str)
    camera_asked = Signal(object)

    def __init__(self, model: InterviewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("row_detail")
        self.setProperty("surface", "paper")
        self._model = model
        self._repeat = ""
        self._fields: list[_Field] = []
        self._row = 0
        self._shown_columns = 0
        self.active = ""
        self.title = label(role="panel")
        self.chip = Chip()
        self.advice = label(role="second")
        self.marks = MarkRow(self)
        self.marks.pressed.connect(self._mark)
        self._grid_host = QWidget()
        self._grid_host.setProperty("surface", "paper")
        self._grid = QGridLayout(self._grid_host)
        self._grid.setContentsMargins(0, 0, 12, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._grid_host)
        self._area = area
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 10, 8, 8)
        column.setSpacing(6)
        column.addLayout(row(self.title, self.chip, None, self.advice, 12))
        column.addWidget(area, 1)
        column.addWidget(self.marks)

    def show_row(self, repeat: str, number: int) -> None:
        """Show a row; 0 shows that there is none."""
        if repeat != self._repeat:
            self._build(repeat)
        if self._row <= self._model.visit.entry.rows(repeat):
            self.commit()
        if number != self._row:
            self.active = ""
        self._row = number
        self.setVisible(number > 0)
        if number:
            self._place()
            self.refresh()

    def refresh(self) -> None:
        """Show the same row as it is now; a row that is gone shows nothing."""
        if self._row > self._model.visit.entry.rows(self._repeat):
            self._row = 0
            self.hide()
        if not self._row:
            return
        visible = {field.path: field.box.isVisibleTo(self) for field in self._fields}
        outline = self._model.outline
        for field in self._fields:
            state = outline.state(field.path)
            if state.node.relevant != visible[field.path]:
                self._place()
                break
        missing = 0
        for field in self._fields:
            self._fill(field, outline)
            missing += outline.state(field.path).counts and (
                outline.state(field.path).name == "unanswered"
            )
        self._describe(missing)
        self._describe_marks()

    def commit(self) -> None:
        """Write what is typed and not yet written."""
        for field in self._fields:
            field.editor.commit()

    def focus_field(self, path: str) -> None:
        """Put the cursor into a question's control."""
        field = next((field for field in self._fields if field.path == path), None)
        field = field or next((f for f in self._fields if f.box.isVisibleTo(self)), None)
        self._focus(field)

    def focus_last(self) -> None:
        """Put the cursor into the last question's control."""
        shown = [field for field in self._fields if field.box.isVisibleTo(self)]
        self._focus(shown[-1] if shown else None)

    def _focus(self, field: _Field | None) -> None:
        if field is not None:
            self._area.ensureWidgetVisible(field.box)
            if not field.editor.start_typing():
                stop = _first_stop(field.editor)
                if stop is not None:
                    stop.setFocus(Qt.FocusReason.OtherFocusReason)
            self._activate(field)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            for field in self._fields:
                if field.box.isAncestorOf(watched):
                    self._activate(field)
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        field = next((field for field in self._fields if field.path == self.active), None)
        typing = field is None or field.kind not in ("one", "many", "acknowledge")
        command = key_command(event, typing=typing)
        if command.isdigit() and field is not None:
            field.editor.choose(int(command))
        elif command.startswith("mark:"):
            self._mark(command.removeprefix("mark:"))
        elif command in ("next", "previous"):
            self._step(1 if command == "next" else -1)
        elif command == CONFIRM_ALL:
            self._model.confirm_section()
        else:
            super().keyPressEvent(event)

    # --- inside ---

    def _build(self, repeat: str) -> None:
        from desktop.screens.repeat_table import columns_of

        for field in self._fields:
            field.box.deleteLater()
        self._repeat = repeat
        entry = self._model.visit.entry
        self._fields = []
        if not entry.rows(repeat):
            self._repeat = ""
            return
        for question in columns_of(entry.form.question(repeat)):
            path = f"{repeat}[1]{question.path[len(repeat) :]}"
            kind = editor_kind(question, entry.node(path))
            if kind == "one" and len(entry.node(path).choices) > MOST_BUTTONS:
                kind = "list"
            self._fields.append(self._make_field(question, kind))

    def _make_field(self, question: Question, kind: str) -> _Field:
        box = QWidget(self._grid_host)
        editor = make_editor(kind)
        if isinstance(editor, NumberEditor):
            editor.line.setMaximumWidth(QWIDGETSIZE_MAX)
        problem = label(role="error", wrap=True)
        problem.hide()
        name = label(role="note")
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(name)
        column.addWidget(editor)
        column.addWidget(problem)
        column.addStretch(1)
        field = _Field(question, box, editor, kind, name, problem)
        editor.setObjectName(f"field_{question.name}")
        editor.edited.connect(lambda value: self._model.answer(field.path, value))
        editor.continued.connect(
            lambda value: self._model.answer(field.path, value, continued=True)
        )
        editor.file_chosen.connect(
            lambda suffix, data: self._model.attach(field.path, suffix, data)
        )
        editor.camera_asked.connect(self.camera_asked)
        for child in (editor, *editor.findChildren(QWidget)):
            child.installEventFilter(self)
        return field

    def _place(self) -> None:
        for field in self._fields:
            self._grid.removeWidget(field.box)
            field.path = f"{self._repeat}[{self._row}]{field.question.path[len(self._repeat) :]}"
        place, columns = 0, self._columns()
        for field in self._fields:
            relevant = self._model.outline.state(field.path).node.relevant
            field.box.setVisible(relevant)
            if not relevant:
                continue
            span = 2 if field.kind in WIDE_KINDS or place == 0 else 1
            if place % columns + span > columns:
                place += columns - place % columns
            self._grid.addWidget(field.box, place // columns, place % columns, 1, span)
            place += span
        for column in range(GRID_COLUMNS):
            self._grid.setColumnStretch(column, int(column < columns))

    def _columns(self) -> int:
        """Return how many fields stand side by side at this width."""
        return max(2, min(GRID_COLUMNS, self.width() // theme().px(190)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._row and self._columns() != self._shown_columns:
            self._shown_columns = self._columns()
            self._place()

    def _fill(self, field: _Field, outline: Outline) -> None:
        state = outline.state(field.path)
        node = state.node
        field.name.setText(node.label)
        field.editor.set_question(field.question, node)
        field.editor.set_value(node.value)
        field.editor.set_readonly(self._model.visit.readonly or node.readonly)
        field.editor.set_state({"error": "error", "check": "warn"}.get(state.name, ""))
        message = outline.message(field.path) if state.name in ("error", "check") else ""
        field.problem.setText(message)
        field.problem.setVisible(bool(message))

    def _describe(self, missing: int) -> None:
        first = self._model.outline.state(self._fields[0].path).node.value if self._fields else ""
        words = _("Row {row} • {name}").format(row=self._row, name=first or "—")
        self.title.setText(words)
        if missing:
            text = ngettext("{count} missing", "{count} missing", missing).format(count=missing)
            self.chip.show_state("plain", "circle", text)
        else:
            self.chip.show_state("grn", "circle-check", _("all filled in"))

    def _describe_marks(self) -> None:
        if not self.active:
            self.marks.hide()
            return
        self.marks.show()
        self.marks.describe(mark_counts(self._model.outline.state(self.active)), wide=True)
        self.marks.setFixedHeight(theme().px(24))

    def _activate(self, field: _Field) -> None:
        self.active = field.path
        self._describe_marks()
        self.moved.emit(field.path)

    def _step(self, by: int) -> None:
        self.commit()
        shown = [field for field in self._fields if field.box.isVisibleTo(self)]
        here = next((i for i, field in enumerate(shown) if field.path == self.active), -1)
        there = here + by
        if 0 <= there < len(shown):
            self.focus_field(shown[there].path)
        else:
            self.passed.emit(by)

    def _mark(self, name: str) -> None:
        if self.active:
            self.marked.emit(self.active, name)


def _first_stop(editor: Editor) -> QWidget | None:
    """Return the first part of a control that takes the focus, such as its first option."""
    parts = editor.findChildren(QWidget)
    stops = (part for part in parts if part.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return next((part for part in stops if part.isVisibleTo(editor) and part.isEnabled()), None)
