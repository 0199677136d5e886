"""A repeat as a table with the row in work below it and a paste preview beside that."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import _, ngettext
from desktop.page import Key, Services
from desktop.paste import Cell, Pasted, Target, read_table
from desktop.screens.interview_marks import MarkPanes
from desktop.screens.interview_model import InterviewModel
from desktop.screens.paste_pane import PastePane
from desktop.screens.repeat_detail import RepeatDetail
from desktop.screens.repeat_table import (
    FIRST,
    NUMBERS,
    STATE_COLUMN,
    RepeatDelegate,
    RepeatModel,
    asked_columns,
    column_view,
    columns_of,
)
from desktop.tokens import theme
from desktop.widgets.inline import InlineMessage
from desktop.widgets.parts import button, label
from forms.errors import AnswerRejectedError

# Columns of choices and numbers; the first one, a name, takes twice that.
COLUMN_WIDTH = 108


class RepeatTable(QTableView):
    """Keys of a table that Qt does not have: Ins, Ctrl+Del, Ctrl+D, Ctrl+V."""

    commanded = Signal(str)

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        super().scrollTo(index, hint)
        if index.column() <= FIRST:
            self.horizontalScrollBar().setValue(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key = event.key()
        if key == Qt.Key.Key_Insert:
            self.commanded.emit("add")
        elif key == Qt.Key.Key_Delete and control:
            self.commanded.emit("remove")
        elif key == Qt.Key.Key_D and control:
            self.commanded.emit("same")
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.commanded.emit("paste")
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.commanded.emit("detail")
        else:
            super().keyPressEvent(event)


class RepeatScreen(QWidget):
    """Inside the interview: everything goes through its model."""

    help_asked = Signal(str)

    def __init__(self, model: InterviewModel, services: Services, marks: MarkPanes) -> None:
        super().__init__()
        self.setObjectName("repeat_screen")
        self._model, self._services, self._marks = model, services, marks
        self._rows: RepeatModel | None = None
        self._repeat = ""
        self._field = ""
        self._build()
        self.detail.marked.connect(self._mark)
        self.detail.moved.connect(self._follow)
        self.detail.passed.connect(self._walk_rows)
        self.detail.camera_asked.connect(marks.photograph)
        self.table.commanded.connect(self._command)
        self.add.clicked.connect(lambda: self._command("add"))
        self.paste.clicked.connect(lambda: self._command("paste"))
        self.pane.accepted.connect(self._take_rows)
        self.pane.remapped.connect(self._remap)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._show_advice)

    @staticmethod
    def keys() -> tuple[Key, ...]:
        return (
            Key("Tab", _("Next cell")),
            Key("F2", _("Edit the cell")),
            Key("Ins", _("Add a row")),
            Key("Ctrl V", _("Paste a table")),
            Key("Ctrl D", _("Same as above")),
            Key("Alt ↓", _("Open the list")),
        )

    def show_repeat(self, repeat: str, path: str = "") -> None:
        """Show a repeat, at a cell if one is named."""
        if repeat != self._repeat or self._rows is None:
            self._repeat = repeat
            self._rows = RepeatModel(self._model, repeat)
            self.table.setModel(self._rows)
            self.table.selectionModel().currentChanged.connect(self._show_current)
            self._size_columns()
        else:
            self._rows.reload()
        place = self._rows.place(path)
        if not place.isValid() and self._rows.rowCount():
            place = self._rows.index(0, FIRST)
        seen = self._in_sight(place)
        self._field = "" if seen else self._rows.path(place.row(), place.column())
        if not seen:
            place = self._rows.index(place.row(), FIRST)
        self.table.setCurrentIndex(place)
        self._show_current(place)
        if not seen:
            self.table.horizontalScrollBar().setValue(0)
        self._describe()
        self.take_focus()
        for action in (self.add, self.paste):
            fixed = self._model.visit.entry.form.question(repeat).fixed_rows
            action.setEnabled(not fixed and not self._model.visit.readonly)

    def _in_sight(self, place: QModelIndex) -> bool:
        """Whether a cell's column is seen without scrolling the names away."""
        header = self.table.horizontalHeader()
        right = header.sectionPosition(place.column()) + header.sectionSize(place.column())
        return not place.isValid() or right <= self.table.viewport().width()

    def refresh(self, paths: frozenset[str]) -> None:
        """Draw what an edit altered."""
        if self._rows is not None and any(path.startswith(self._repeat) for path in paths):
            self._rows.refresh()
            self.detail.refresh()
            self._describe()

    def commit(self) -> None:
        """Write what is typed and not yet written."""
        self.detail.commit()

    def take_focus(self) -> None:
        """Put the focus into the table; into the panel for a question that it does not show."""
        if self._field:
            self.detail.focus_field(self._field)
        else:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- building ---

    def _build(self) -> None:
        self.table = RepeatTable()
        self.table.setObjectName("repeat_table")
        self.table.setAccessibleName(_("Rows"))
        self.table.setItemDelegate(RepeatDelegate(self.table))
        self.table.setShowGrid(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(theme().px(31))
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.horizontalHeader().setFixedHeight(theme().px(29))
        self.add = button(_("Add a row"), "plus", size="small")
        self.add.setObjectName("add_row")
        self.paste = button(_("Paste from Excel"), "clipboard", size="small")
        self.paste.setObjectName("paste_table")
        self.count = label(role="note")
        self.wrong = InlineMessage(self)
        self.wrong.hide()
        self.detail = RepeatDetail(self._model)
        self.pane = PastePane()
        self.pane.hide()
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(20, 7, 20, 7)
        head.setSpacing(10)
        head.addWidget(self.count, 1)
        head.addWidget(self.add)
        head.addWidget(self.paste)
        upper = QWidget()
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        box = QHBoxLayout()
        box.setContentsMargins(20, 0, 20, 4)
        box.addWidget(self.wrong)
        column.addLayout(box)
        lower = QFrame()
        lower.setProperty("surface", "paper")
        lower.setProperty("edge", "top")
        row = QHBoxLayout(lower)
        row.setContentsMargins(0, 1, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.detail, 1)
        row.addWidget(self.pane)
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(upper)
        self._splitter.addWidget(lower)
        self._splitter.setSizes([260, 400])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._splitter)

    def _size_columns(self) -> None:
        header, of = self.table.horizontalHeader(), theme()
        header.resizeSection(0, of.px(30))
        header.resizeSection(STATE_COLUMN, of.px(30))
        if self._rows is None:
            return
        for column in range(FIRST, self._rows.columnCount()):
            number = self._rows.columns[column - FIRST].kind in NUMBERS
            width = 180 if column == FIRST else 92 if number else COLUMN_WIDTH + 24
            header.resizeSection(column, of.px(width))
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(STATE_COLUMN, QHeaderView.ResizeMode.Fixed)

    # --- drawing ---

    def _describe(self) -> None:
        if self._rows is None:
            return
        rows = self._rows.rowCount()
        words = ngettext("{rows} row", "{rows} rows", rows).format(rows=rows)
        self.count.setText(words if rows else _("No row yet. Ins adds one; Ctrl+V takes a table."))
        for row in range(rows):
            for column in range(FIRST, self._rows.columnCount()):
                state = self._rows.state(row, column)
                if state.name in ("error", "check"):
                    message = self._model.outline.message(state.node.path)
                    text = _("Row {row}, “{label}” {value}: {message}").format(
                        row=row + 1,
                        label=state.node.label,
                        value=state.node.value,
                        message=message,
                    )
                    severity = "error" if state.name == "error" else "warn"
                    self.wrong.say(text, severity, can_insist=False)
                    self.wrong.show()
                    return
        self.wrong.hide()

    def _show_current(self, place: QModelIndex, _before: object = None) -> None:
        if self._rows is None or not place.isValid():
            self.detail.show_row(self._repeat, 0)
            return
        self.detail.show_row(self._repeat, place.row() + 1)
        if place.column() >= FIRST:
            path = self._rows.path(place.row(), place.column())
            self._model.visit.at(path)
        self._later.start()

    def _follow(self, path: str) -> None:
        self._model.visit.at(path)
        if self._rows is not None:
            place = self._rows.place(path)
            if place.isValid() and place.row() == self.table.currentIndex().row():
                self.table.scrollTo(place)

    def _walk_rows(self, step: int) -> None:
        """Go on in the next row, or the one before; at the ends the table takes the focus."""
        row = self.table.currentIndex().row() + step
        if self._rows is None or not 0 <= row < self._rows.rowCount():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.table.setCurrentIndex(self._rows.index(row, FIRST))
        if step > 0:
            self.detail.focus_field("")
        else:
            self.detail.focus_last()

    def _show_advice(self) -> None:
        """Say what would happen to this system; only where the method knows systems."""
        place = self.table.currentIndex()
        self.detail.advice.setText("")
        if self._rows is None or not place.isValid() or self._model.visit.entry.form.method is None:
            return
        if not self._repeat.endswith("/system_list"):
            return
        diagnosis = self._model.visit.diagnosis
        path = self._rows.row_path(place.row())
        for advice in diagnosis.systems if diagnosis is not None else ():
            if advice.path == path:
                self.detail.advice.setText(
                    _("Likely: {disposition} (rule {rule})").format(
                        disposition=advice.disposition_label, rule=advice.rule
                    )
                )

    # --- doing ---

    def _command(self, name: str) -> None:
        place = self.table.currentIndex()
        run = {"add": self._add, "paste": self._open_paste}.get(name)
        if run is not None:
            run()
        elif not place.isValid():
            return
        elif name == "remove":
            self._remove(place.row())
        elif name == "same":
            self._same(place)
        else:
            path = (
                ""
                if self._rows is None or place.column() < FIRST
                else self._rows.path(place.row(), place.column())
            )
            self.detail.focus_field(path)

    def _add(self) -> None:
        if not self.add.isEnabled():
            return
        try:
            self._model.visit.add_row(self._repeat)
        except AnswerRejectedError as error:
            self._services.navigator.complain(error)
            return
        if self._rows is not None:
            self._rows.refresh()
            self.table.setCurrentIndex(self._rows.index(self._rows.rowCount() - 1, FIRST))
            self.detail.focus_field("")

    def _remove(self, row: int) -> None:
        if not self.add.isEnabled() or self._rows is None:
            return
        name = self._rows.index(row, FIRST).data() or "—"
        self._model.visit.remove_row(self._rows.row_path(row))
        self._rows.refresh()
        self.table.setCurrentIndex(self._rows.index(min(row, self._rows.rowCount() - 1), FIRST))
        words = _("Row {row} “{name}” removed.").format(row=row + 1, name=name)
        self._offer_undo(words)

    def _offer_undo(self, words: str) -> None:
        """Say what was done; the link takes back that step and no other."""
        visit = self._model.visit
        step = visit.last_step

        def undo() -> None:
            if visit.last_step is step:
                visit.undo()
            else:
                self._services.navigator.toast(
                    _("Something else was changed since: Ctrl+Z goes back step by step."))

        self._services.navigator.toast(words, _("Undo"), undo)

    def _same(self, place: QModelIndex) -> None:
        """Take the answer of the row above."""
        if self._rows is None or place.row() == 0 or place.column() < FIRST:
            return
        above = self._rows.state(place.row() - 1, place.column()).node.value
        self._rows.setData(place, above)

    def _mark(self, path: str, name: str) -> None:
        if name == "help":
            self.help_asked.emit(path)
        else:
            self._marks.open_at(path, name, self.detail.marks.button(name))

    # --- paste ---

    def _targets(self) -> tuple[Target, ...]:
        """Return every question of a row; a column of one that this path leaves out is named."""
        entry = self._model.visit.entry
        asked = asked_columns(entry, self._repeat)
        found = []
        for question in columns_of(entry.form.question(self._repeat)):
            view = column_view(entry, self._repeat, question)
            found.append(
                Target(question.name, view.label, question.kind, question.unit, view.choices,
                       asked=question in asked))
        return tuple(found)

    def _open_paste(self) -> None:
        if not self.paste.isEnabled():
            return
        text = QGuiApplication.clipboard().text()
        if not text.strip():
            self._services.navigator.toast(
                _("The clipboard holds no table. Copy it in Excel first.")
            )
            return
        self._text = text
        self._remap(None)
        self.pane.show()
        self.pane.take_focus()

    def _remap(self, mapping: object) -> None:
        chosen = [int(place) for place in mapping] if isinstance(mapping, list | tuple) else None
        today = self._services.now().astimezone().date()
        self.pane.show_pasted(read_table(self._text, self._targets(), today, chosen))

    def _take_rows(self, pasted: Pasted) -> None:
        """Write the rows as one step: the blank ones that stand there first, then new ones."""
        visit = self._model.visit
        blank = self._rows.blank_rows() if self._rows is not None else []
        with visit.one_step():
            for cells in pasted.rows:
                if not blank:
                    visit.add_row(self._repeat)
                    blank = [visit.entry.rows(self._repeat)]
                self._take_row(f"{self._repeat}[{blank.pop(0)}]", pasted, cells)
        self.pane.hide()
        self.show_repeat(self._repeat)
        count = len(pasted.rows)
        words = ngettext("{count} row pasted.", "{count} rows pasted.", count).format(count=count)
        self._offer_undo(words)

    def _take_row(self, row: str, pasted: Pasted, cells: tuple[Cell, ...]) -> None:
        questions = columns_of(self._model.visit.entry.form.question(self._repeat))
        rest = {one.name: one.path[len(self._repeat) :] for one in questions}
        for place in pasted.used:
            name = pasted.targets[pasted.mapping[place]].name
            if cells[place].value:
                self._model.answer(f"{row}{rest[name]}", cells[place].value)
