"""A question card: hanging number with its state, title, marks, the control, what is wrong."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from desktop import icons
from desktop.i18n import _
from desktop.outline import State
from desktop.tokens import ACTIVE, BODY, QUESTION, TABLE, theme
from desktop.widgets.inline import InlineMessage, NaBand
from desktop.widgets.marks import MARKS, MarkRow, mark_counts
from desktop.widgets.painted import draw_focus, draw_text, text_width
from desktop.widgets.registry import make_editor
from forms.values import Question

NUMBER_LEFT, BODY_LEFT, RIGHT, TOP, BOTTOM = 18, 81, 20, 8, 10
# From 1600 logical pixels lines of text stop here; options may run wider (ui.md §6).
WIDEST_LINE = 900
WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)

# Words and colour of a state under the number; the icons are those of ui.md §2.
_TOKENS = {
    "answered": "grn", "unanswered": "ink3", "check": "amb", "error": "red", "todo": "amb",
    "na": "ink3",
}  # fmt: skip


def state_words(name: str) -> str:
    """Return the word of a state."""
    return {
        "answered": _("Answered"),
        "unanswered": _("Unanswered"),
        "check": _("Check"),
        "error": _("Wrong"),
        "todo": _("To confirm"),
        "na": _("Not applicable"),
    }[name]


@dataclass(frozen=True, slots=True)
class Face:
    """What a card shows: the state, whether the answer is durable, what is wrong."""

    state: State
    message: str = ""
    saved: bool = True
    readonly: bool = False
    pinned: str = ""


class QuestionCard(QFrame):
    """One question; cards are pooled by the kind of their control and given other questions."""

    answered = Signal(str, str)
    continued = Signal(str, str)
    file_given = Signal(str, str, bytes)
    camera_asked = Signal(object)
    marked = Signal(str, str)
    insisted = Signal(str, str)
    na_chosen = Signal(str, str, str)
    na_dropped = Signal(str)
    touched = Signal(str)
    commanded = Signal(str)
    grew = Signal()

    def __init__(self, editor_kind: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.editor_kind = editor_kind
        self.path = ""
        self.question = Question("", "note")
        self._face: Face | None = None
        self._active = False
        self._opened = ""
        self._title = ""
        self._tabbed = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.marks = MarkRow(self)
        self.marks.pressed.connect(self._press_mark)
        self.editor = make_editor(editor_kind)
        self.editor.setParent(self)
        self.editor.edited.connect(lambda value: self.answered.emit(self.path, value))
        self.editor.continued.connect(lambda value: self.continued.emit(self.path, value))
        self.editor.file_chosen.connect(self._give_file)
        self.editor.camera_asked.connect(self.camera_asked)
        self._message: InlineMessage | None = None
        self._band: NaBand | None = None

    def show_question(self, path: str, question: Question, face: Face) -> None:
        """Take the place of another question."""
        self.editor.commit()
        self.path, self.question, self._face = path, question, None
        self.setObjectName(f"card_{question.name}")
        self._active, self._opened = False, ""
        self.refresh(face)

    def refresh(self, face: Face) -> None:
        """Show the same question as it is now."""
        before = self._face
        if face == before:
            return
        self._face = face
        node = face.state.node
        if (
            before is None
            or before.state.node.choices != node.choices
            or (before.state.node.label != node.label)
        ):
            self._title = node.label
            self._limit_choices()
            self.editor.set_question(self.question, node)
        self.editor.set_value(node.value)
        self.editor.set_readonly(face.readonly or node.readonly)
        self.editor.set_state({"error": "error", "check": "warn"}.get(face.state.name, ""))
        self._show_message(face)
        self._show_band(face)
        if before is None or mark_counts(before.state) != mark_counts(face.state):
            self._describe_marks()
        self._name_it(face)
        self.update()

    def set_active(self, *, active: bool) -> None:
        """Show as the question in work: edge, hint, labelled marks."""
        if active != self._active:
            self._active = active
            self._describe_marks()
            self.update()

    def set_opened(self, mark: str) -> None:
        """Show a mark's pane as open."""
        if mark != self._opened:
            self._opened = mark
            self._describe_marks()

    def start(self) -> None:
        """Take the focus: the field where there is one to type in, else the card."""
        if (
            (self._band is not None and self._band.isVisible())
            or not self.editor.isEnabled()
            or not self.editor.start_typing()
        ):
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- geometry ---

    def height_for(self, width: int) -> int:
        """Return the height at a width."""
        return self._place(width, move=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place(self.width(), move=True)

    def replace(self) -> None:
        """Set the parts in their places again after something inside grew."""
        self._place(self.width(), move=True)

    def _place(self, width: int, *, move: bool) -> int:
        of = theme()
        left, body = of.px(BODY_LEFT), width - of.px(BODY_LEFT) - RIGHT
        marks = self.marks.sizeHint()
        top = TOP + max(self._title_height(body - marks.width() - 12), of.px(23)) + 3
        if move:
            self.marks.setGeometry(
                QRect(width - RIGHT - marks.width(), TOP, marks.width(), marks.height())
            )
        hint = self._hint()
        if hint:
            top += self._text_height(hint, min(body, WIDEST_LINE), BODY) + 4
        if self._band is not None and self._band.isVisibleTo(self):
            height = self._band.height_for(body)
            if move:
                self._band.setGeometry(left, top, body, height)
            return top + height + BOTTOM
        wide = self.editor.preferred_width(body)
        height = self.editor.height_for(wide)
        if move:
            self.editor.setGeometry(left, top, wide, height)
        if self._message is not None and self._message.isVisibleTo(self):
            beside = body - wide - 10
            if beside >= of.px(330) and wide < body // 2:
                tall = self._message.height_for(beside)
                area = QRect(left + wide + 10, top, beside, max(tall, of.px(30)))
                height = max(height, area.height())
            else:
                tall = self._message.height_for(body)
                area = QRect(left, top + height + 4, body, tall)
                height += tall + 4
            if move:
                self._message.setGeometry(area)
        return top + height + BOTTOM

    def _title_height(self, width: int) -> int:
        return self._text_height(self._title, min(width, WIDEST_LINE), ACTIVE, 600)

    @staticmethod
    def _text_height(words: str, width: int, points: float, weight: int = 400) -> int:
        metrics = QFontMetrics(theme().font(points, weight))
        if metrics.horizontalAdvance(words) <= width and "\n" not in words:
            return metrics.height()
        return metrics.boundingRect(QRect(0, 0, max(width, 40), 10_000), WRAP, words).height()

    # --- painting ---

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._face is None:
            return
        of, painter = theme(), QPainter(self)
        width, height = self.width(), self.height()
        if self._active:
            painter.fillRect(self.rect(), of.color("paper2"))
            painter.fillRect(0, 0, 3, height, of.color("acc"))
        painter.fillRect(0, height - 1, width, 1, of.color("line"))
        self._paint_number(painter, self._face)
        left = of.px(BODY_LEFT)
        room = min(width - left - RIGHT - self.marks.sizeHint().width() - 12, WIDEST_LINE)
        points = ACTIVE if self._active else QUESTION
        font = of.font(points, 600)
        painter.setFont(font)
        painter.setPen(of.color("ink"))
        tall = max(self._title_height(room), of.px(23))
        align = WRAP if tall > of.px(24) else int(Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRect(left, TOP, room, tall), align, self._title)
        note = self._note()
        taken = text_width(self._title, font) + 10
        if note and taken < room:
            area = QRectF(left + taken, TOP, room - taken, of.px(23))
            draw_text(painter, area, note, "ink3", of.font(TABLE))
        hint = self._hint()
        if hint:
            painter.setFont(of.font(BODY))
            painter.setPen(of.color("ink2"))
            body = min(width - left - RIGHT, WIDEST_LINE)
            painter.drawText(QRect(left, TOP + tall + 1, body, 400), WRAP, hint)
        if self.hasFocus() and self._tabbed:
            draw_focus(painter, QRectF(self.rect()).adjusted(3, 0, 0, -1), 0)

    def _paint_number(self, painter: QPainter, face: Face) -> None:
        of = theme()
        area = QRectF(NUMBER_LEFT, TOP, of.px(BODY_LEFT) - NUMBER_LEFT, of.px(23))
        draw_text(painter, area, self.question.number, "ink2", of.font(QUESTION, 600))
        name = face.state.name
        if self.question.kind == "note":
            return
        if name == "answered" and not face.saved:
            name = "unanswered"
            if face.state.node.value:
                return
        token = _TOKENS[name]
        top = TOP + of.px(22)
        icons.draw(painter, icons.STATUS_ICONS[name], token, NUMBER_LEFT, top + 3, 14)
        words = QRectF(NUMBER_LEFT + 18, top, of.px(BODY_LEFT) - NUMBER_LEFT - 18, of.px(20))
        draw_text(painter, words, state_words(name), token, of.font(TABLE))

    def _note(self) -> str:
        face = self._face
        if face is None:
            return ""
        if face.state.todo is not None and not face.state.carried:
            owner, due = face.state.todo.owner, face.state.todo.due
            who = _("{owner} confirms").format(owner=owner) if owner else _("to be confirmed")
            return " • ".join(part for part in (who, due[5:]) if part)
        if face.state.insisted:
            return _("Reason written: {reason}").format(reason=face.state.insisted)
        if self.question.kind == "select_multiple":
            limit = getattr(self.editor, "limit", 0)
            full = limit and len(face.state.node.value.split()) >= limit
            if limit:
                words = _("{limit} at most") if full else _("choose up to {limit}")
                return words.format(limit=limit)
            return _("several possible")
        return ""

    def _hint(self) -> str:
        if self._face is None or not self._active:
            return ""
        return self._face.state.node.hint

    # --- parts that come when needed ---

    def _limit_choices(self) -> None:
        if hasattr(self.editor, "limit"):
            limit = self.question.parameters.get("max", "")
            self.editor.limit = int(limit) if limit.isdigit() else 0

    def _show_message(self, face: Face) -> None:
        name = face.state.name
        words = face.message if name in ("error", "check") else face.pinned
        if not words:
            if self._message is not None:
                self._message.hide()
            return
        if self._message is None:
            self._message = InlineMessage(self)
            self._message.insisted.connect(self._insist)
            self._message.grew.connect(self.grew)
        severity = "error" if name == "error" or face.pinned == words else "warn"
        can_insist = name == "check" and not face.readonly
        self._message.say(words, severity, can_insist=can_insist)
        self._message.show()

    def _insist(self, why: str) -> None:
        self.insisted.emit(self.path, why)
        # The field for the reason is gone: the keyboard stays at this question.
        self.start()

    def _show_band(self, face: Face) -> None:
        if face.state.name != "na":
            if self._band is not None:
                self._band.hide()
            self.editor.show()
            return
        if self._band is None:
            self._band = NaBand(self)
            self._band.chosen.connect(lambda why, text: self.na_chosen.emit(self.path, why, text))
            self._band.dropped.connect(lambda: self.na_dropped.emit(self.path))
        na = face.state.na
        self._band.fill(na.reason if na else "", na.text if na else "", readonly=face.readonly)
        self._band.show()
        self.editor.hide()

    def _describe_marks(self) -> None:
        if self._face is None:
            return
        counts = mark_counts(self._face.state)
        wide = self._active and self.width() >= theme().px(700)
        self.marks.describe(counts, wide=wide, opened=self._opened)
        self.marks.setVisible(self.question.kind != "note")
        size = self.marks.sizeHint()
        self.marks.setGeometry(
            self.width() - RIGHT - size.width(), TOP, size.width(), size.height()
        )

    def _name_it(self, face: Face) -> None:
        words = state_words(face.state.name) if self.question.kind != "note" else ""
        self.setAccessibleName(f"{self.question.number} {self._title} {words}".strip())
        self.setAccessibleDescription(f"{face.state.node.hint} {face.message}".strip())

    def _press_mark(self, name: str) -> None:
        self.touched.emit(self.path)
        self.marked.emit(self.path, name)

    def _give_file(self, suffix: str, data: bytes) -> None:
        self.touched.emit(self.path)
        self.file_given.emit(self.path, suffix, data)

    # --- keys ---

    def focusInEvent(self, event: QFocusEvent) -> None:
        # The edge and the ground show the question in work; the ring is for those who tab.
        self._tabbed = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        )
        super().focusInEvent(event)
        self.touched.emit(self.path)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.touched.emit(self.path)
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        command = key_command(event, typing=_typing())
        if command.isdigit():
            self._choose(int(command))
        elif command:
            # What is typed may ask for more: the next question is the next one after that.
            self.editor.commit()
            self.commanded.emit(command)
        else:
            super().keyPressEvent(event)

    def _choose(self, position: int) -> None:
        self.touched.emit(self.path)
        if self._band is not None and self._band.isVisible():
            self._band.choose(position)
        else:
            self.editor.choose(position)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)


def _typing() -> bool:
    return isinstance(QApplication.focusWidget(), QLineEdit | QPlainTextEdit)


_WALK = {
    Qt.Key.Key_Up: "previous", Qt.Key.Key_Down: "next", Qt.Key.Key_PageUp: "section_before",
    Qt.Key.Key_PageDown: "section_after",
}  # fmt: skip
CONFIRM_ALL = "confirm_section"
_LETTERS = {getattr(Qt.Key, f"Key_{mark.key}"): mark.name for mark in MARKS}


def key_command(event: QKeyEvent, *, typing: bool) -> str:
    """Return what a key means on a card: a 0-based option, a walk, ``mark:name``; else nothing.

    While a text field has the focus, digits and bare letters are text; Alt makes a letter a mark.
    """
    key, modifiers = Qt.Key(event.key()), event.modifiers()
    if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return "previous" if modifiers & Qt.KeyboardModifier.ShiftModifier else "next"
    if key in _WALK:
        return _WALK[key]
    if event.matches(QKeySequence.StandardKey.Paste) and not typing:
        return "paste"
    if modifiers & Qt.KeyboardModifier.ControlModifier:
        return "unanswered" if key == Qt.Key.Key_U else ""
    alt = bool(modifiers & Qt.KeyboardModifier.AltModifier)
    if typing != alt:
        return ""
    if key == Qt.Key.Key_Q and modifiers & Qt.KeyboardModifier.ShiftModifier:
        return CONFIRM_ALL
    if key in _LETTERS:
        return f"mark:{_LETTERS[key]}"
    if key == Qt.Key.Key_H:
        return "history"
    if not typing and Qt.Key.Key_0 <= key <= Qt.Key.Key_9:
        return str((int(key) - int(Qt.Key.Key_0) - 1) % 10)
    return ""
