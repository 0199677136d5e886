"""The cards of one section, pooled: the first screenful at once, the rest in idle time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

from desktop.i18n import _
from desktop.widgets.card import Face, QuestionCard
from desktop.widgets.parts import label
from desktop.widgets.registry import editor_kind
from forms.values import Question

# Cards made or filled per idle turn: few enough that a key press never waits for them.
IDLE_CARDS = 3
# After a change of focus: until the click that made it is over.
FOCUS_MS = 20


@dataclass(frozen=True, slots=True)
class Slot:
    """A line of the column: a question, or the heading of a group or a repeat."""

    path: str
    question: Question
    heading: str = ""


class CardColumn(QScrollArea):
    """A scrolling column of question cards."""

    card_made = Signal(object)
    typed_in = Signal(str)
    filled = Signal()

    def __init__(
        self,
        face: Callable[[str], Face],
        strip: Callable[[str], QWidget],
        parent: QWidget | None = None,
    ) -> None:
        """``face`` gives what a card shows; ``strip`` makes the widget that stands for a repeat."""
        super().__init__(parent)
        self.setObjectName("card_column")
        self.setAccessibleName(_("Questions"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(False)
        self._face, self._strip = face, strip
        self._host = QWidget()
        self._host.setProperty("surface", "paper")
        self.setWidget(self._host)
        self._pool: dict[str, list[QuestionCard]] = {}
        self._slots: tuple[Slot, ...] = ()
        self._shown: list[QWidget] = []
        self._cards: dict[str, QuestionCard] = {}
        self._active = ""
        self._idle = QTimer(self, interval=0)
        self._idle.timeout.connect(self._fill_some)
        self._footer: QWidget | None = None
        self._focused = QTimer(self, singleShot=True, interval=FOCUS_MS)
        self._focused.timeout.connect(self._name_typed)
        if isinstance(app := QApplication.instance(), QApplication):
            app.focusChanged.connect(self._note_focus)

    def set_footer(self, footer: QWidget) -> None:
        """Put a widget below the last card."""
        footer.setParent(self._host)
        self._footer = footer

    def show_slots(self, slots: Sequence[Slot], first: str = "") -> None:
        """Show a section; everything down to ``first`` and a screenful below is there on return."""
        keep = {slot.path for slot in slots}
        same = [slot.path for slot in self._slots if slot.path in keep]
        self._idle.stop()
        self._release(keep if same else set())
        self._slots = tuple(slots)
        self._shown = []
        height, wanted = 0, self.viewport().height()
        seen = not first
        while len(self._shown) < len(self._slots):
            slot = self._slots[len(self._shown)]
            part = self._part(slot)
            self._shown.append(part)
            height += self._height(part)
            if slot.path == first:
                seen, wanted = True, height + self.viewport().height()
            if seen and height > wanted:
                break
        self.lay_out()
        if len(self._shown) < len(self._slots):
            self._idle.start()
        else:
            self._finish()

    def complete(self) -> None:
        """Fill what is left at once."""
        while len(self._shown) < len(self._slots):
            self._fill_some()

    def card(self, path: str) -> QuestionCard | None:
        """Return the card of a question, building it if it is still to come."""
        if path not in self._cards and any(slot.path == path for slot in self._slots):
            self.complete()
        return self._cards.get(path)

    def cards(self) -> tuple[QuestionCard, ...]:
        """Return the cards in order."""
        return tuple(part for part in self._shown if isinstance(part, QuestionCard))

    def refresh(self, paths: frozenset[str]) -> None:
        """Draw the cards of these paths again and move those below if one grew."""
        grew = False
        for path in paths:
            card = self._cards.get(path)
            if card is not None:
                before = card.height()
                card.refresh(self._face(path))
                grew = grew or card.height_for(card.width()) != before
        if grew:
            self.lay_out()

    def activate(self, path: str) -> QuestionCard | None:
        """Make a question the one in work and bring it into sight."""
        before = self._cards.get(self._active)
        card = self.card(path)
        if before is not None and before is not card:
            before.set_active(active=False)
        self._active = path
        if card is not None:
            card.set_active(active=True)
        self.lay_out()
        self._show_active()
        if card is None:
            self._focus_strip(path)
        return card

    def _note_focus(self, _old: QWidget | None, _new: QWidget | None) -> None:
        self._focused.start()

    def _name_typed(self) -> None:
        """Name the question in whose field one types: Enter and the marks are to go by it."""
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            # The card must not move below a pressed button.
            self._focused.start()
            return
        part = QApplication.focusWidget()
        if not isinstance(part, QLineEdit | QPlainTextEdit) or not self.isAncestorOf(part):
            return
        while part is not None and not isinstance(part, QuestionCard):
            part = part.parentWidget()
        if part is not None and part.path:
            self.typed_in.emit(part.path)

    def _focus_strip(self, path: str) -> None:
        """Stop at the way to a table: on the keyboard's walk it is like any question."""
        for slot, part in zip(self._slots, self._shown, strict=False):
            if slot.path == path and slot.question.kind == "repeat":
                part.setFocus(Qt.FocusReason.OtherFocusReason)
                self.ensureWidgetVisible(part, 0, 8)

    def _show_active(self) -> None:
        card = self._cards.get(self._active)
        if card is not None:
            self.ensureVisible(0, card.y() + card.height(), 0, 8)
            self.ensureVisible(0, card.y(), 0, 8)

    def lay_out(self) -> None:
        """Set every part in its place."""
        width = self.viewport().width()
        top = 0
        for part in self._shown:
            height = self._height(part)
            if part.geometry().getRect() != (0, top, width, height):
                part.setGeometry(0, top, width, height)
            elif isinstance(part, QuestionCard):
                part.replace()
            top += height
        if self._footer is not None and len(self._shown) == len(self._slots):
            height = self._footer.sizeHint().height()
            self._footer.setGeometry(0, top, width, height)
            self._footer.show()
            top += height
        self._host.resize(width, max(top, self.viewport().height()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        # F6 comes here; the question in work takes the keys.
        card = self._cards.get(self._active)
        if card is not None:
            card.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lay_out()
        self._show_active()

    def _height(self, part: QWidget) -> int:
        width = self.viewport().width()
        if isinstance(part, QuestionCard):
            return part.height_for(width)
        if part.hasHeightForWidth():
            return part.heightForWidth(width)
        return part.sizeHint().height()

    def _part(self, slot: Slot) -> QWidget:
        card = self._cards.get(slot.path)
        if card is not None:
            card.refresh(self._face(slot.path))
            return card
        if slot.question.kind == "repeat":
            strip = self._strip(slot.path)
            strip.setParent(self._host)
            strip.show()
            return strip
        if slot.question.kind == "group":
            return self._heading(slot.heading)
        face = self._face(slot.path)
        kind = editor_kind(slot.question, face.state.node)
        free = self._pool.get(kind)
        card = free.pop() if free else self._make(kind)
        card.show_question(slot.path, slot.question, face)
        self._cards[slot.path] = card
        card.show()
        return card

    def _make(self, kind: str) -> QuestionCard:
        card = QuestionCard(kind, self._host)
        card.grew.connect(self.lay_out)
        card.editor.grew.connect(self.lay_out)
        self.card_made.emit(card)
        return card

    def _heading(self, words: str) -> QWidget:
        heading = label(words, "strong")
        heading.setParent(self._host)
        heading.setContentsMargins(18, 12, 0, 6)
        heading.show()
        return heading

    def _release(self, keep: set[str]) -> None:
        for part in self._shown:
            if isinstance(part, QuestionCard):
                if part.path in keep:
                    continue
                part.editor.commit()
                part.set_active(active=False)
                part.hide()
                self._cards.pop(part.path, None)
                self._pool.setdefault(part.editor_kind, []).append(part)
            else:
                part.hide()
                part.deleteLater()
        if self._footer is not None:
            self._footer.hide()

    def _fill_some(self) -> None:
        for _turn in range(IDLE_CARDS):
            if len(self._shown) < len(self._slots):
                self._shown.append(self._part(self._slots[len(self._shown)]))
        self.lay_out()
        if len(self._shown) == len(self._slots):
            self._finish()

    def _finish(self) -> None:
        self._idle.stop()
        self.lay_out()
        self._order_tabs()
        self.filled.emit()

    def _order_tabs(self) -> None:
        before: QWidget | None = None
        for part in self._shown:
            if before is not None:
                QWidget.setTabOrder(before, part)
            before = part
