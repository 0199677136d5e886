"""What opens below a mark: 待确认, 备注, 证据, the history, and who answers a section."""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import _
from desktop.tokens import theme
from desktop.widgets.bars import ToolIcon
from desktop.widgets.flow import FlowLayout
from desktop.widgets.glyph import Glyph
from desktop.widgets.moment import DateField
from desktop.widgets.parts import button, label, link, row
from desktop.widgets.text import REST_MS, Line
from forms.values import Annotation

WIDTH = 388
# Evidence that can be looked at on the photo's table.
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".bmp")


class Popover(QFrame):
    """A small form below its mark: Esc cancels, Ctrl+Enter writes, Tab stays inside.

    ``keeps``: closed in any other way, by a click elsewhere, it writes what was typed.
    """

    written = Signal()
    keeps = False

    def __init__(self, title: str, icon: str, write: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("surface", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(title)
        self.setFixedWidth(theme().px(WIDTH))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(15, 12, 15, 12)
        self._column.setSpacing(6)
        picture = Glyph(icon, "ink", 18)
        close = ToolIcon("close_popover", "x", _("Close (Esc)"))
        close.clicked.connect(self._abandon)
        self._settled = False
        self._column.addLayout(row(picture, label(title, "panel"), None, close))
        self.note = label(role="note")
        self._write = button(write, kind="primary")
        self._write.setObjectName("write")
        self._write.setToolTip("Ctrl+Enter")
        self._write.clicked.connect(self._finish)
        self._cancel = button(_("Cancel"))
        self._cancel.clicked.connect(self._abandon)
        self._foot = row(self.note, None, self._cancel, self._write)

    def add(self, words: str, field: QWidget) -> None:
        """Add a field with its name above."""
        name = label(words, "note")
        name.setBuddy(field)
        field.setAccessibleName(words)
        self._column.addWidget(name)
        self._column.addWidget(field)

    def add_plain(self, widget: QWidget) -> None:
        """Add a widget without a name."""
        self._column.addWidget(widget)

    def open_below(self, mark: QWidget) -> None:
        """Open below the mark, above it if there is no room; never over it."""
        self._column.addLayout(self._foot)
        self.adjustSize()
        if self._column.hasHeightForWidth():
            self.resize(self.width(), self._column.heightForWidth(self.width()))
        screen = mark.screen().availableGeometry()
        window = mark.window().frameGeometry().intersected(screen)
        below = mark.mapToGlobal(QPoint(0, mark.height() + 4))
        left = min(max(below.x(), window.left() + 8), window.right() - self.width() - 8)
        top = below.y()
        if top + self.height() > window.bottom():
            top = mark.mapToGlobal(QPoint(0, 0)).y() - self.height() - 4
        self.move(left, max(top, window.top()))
        self.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._finish()
        elif event.key() == Qt.Key.Key_Escape:
            self._abandon()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.keeps and not self._settled and self.is_changed():
            self._settled = True
            self.written.emit()
        super().closeEvent(event)

    def is_changed(self) -> bool:
        """Say whether something stands there that is not written down."""
        return False

    def _finish(self) -> None:
        self._settled = True
        self.written.emit()
        self.close()

    def _abandon(self) -> None:
        """Leave things as they were when it opened."""
        self._settled = True
        self.close()


def text_area(words: str, lines: int = 2) -> QPlainTextEdit:
    """Return a field of some lines that Tab leaves."""
    area = QPlainTextEdit(words)
    area.setTabChangesFocus(True)
    area.setFixedHeight(theme().px(20) * lines + 14)
    return area


class TodoPopover(Popover):
    """Who settles an answer by when; the answer keeps its score."""

    keeps = True

    def __init__(
        self, now: Annotation | None, people: Sequence[str], today: date, parent: QWidget
    ) -> None:
        super().__init__(_("To confirm"), "clock-question", _("Write it down"), parent)
        self.owner = Line(now.owner if now else "")
        self.owner.setObjectName("todo_owner")
        self.add(_("Ask whom"), self.owner)
        if people:
            box = QWidget()
            flow = FlowLayout(box)
            for name in people:
                choice = button(name, size="small")
                choice.clicked.connect(lambda _on, chosen=name: self.owner.setText(chosen))
                flow.addWidget(choice)
            self.add_plain(box)
        self.due = DateField(today)
        self.due.line.setObjectName("todo_due")
        self.due.set_value(now.due if now and now.due else (today + timedelta(days=4)).isoformat())
        self.add(_("By which day"), self.due)
        self.due.line.setAccessibleName(_("By which day"))
        self.text = text_area(now.text if now else "")
        self.text.setObjectName("todo_text")
        self.add(_("What is to be confirmed"), self.text)
        self.note.setText(_("Scored by the chosen answer until then"))
        self._opened_with = self.values()
        self.owner.setFocus()

    def is_changed(self) -> bool:
        return self.values() != self._opened_with

    def values(self) -> tuple[str, str, str]:
        """Return text, owner and due day."""
        return self.text.toPlainText().strip(), self.owner.text().strip(), self.due.value()


class RemarkPopover(Popover):
    """A remark; it is printed in the plan's appendix. It is written at every rest in typing."""

    keeps = True

    def __init__(self, now: str, parent: QWidget) -> None:
        super().__init__(_("Remark"), "note", _("Write it down"), parent)
        self.text = text_area(now, lines=4)
        self.text.setObjectName("remark_text")
        self._opened_with = self._kept = now.strip()
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._keep)
        self.text.textChanged.connect(self._rest.start)
        self.add(_("What should be known about the answer"), self.text)
        self.note.setText(_("Printed in the appendix of the plan"))
        self.text.setFocus()

    def value(self) -> str:
        """Return the remark."""
        return self.text.toPlainText().strip()

    def is_changed(self) -> bool:
        return self.value() != self._kept

    def _keep(self) -> None:
        if self.is_changed():
            self._kept = self.value()
            self.written.emit()

    def _abandon(self) -> None:
        self.text.setPlainText(self._opened_with)
        self._keep()
        super()._abandon()


class LinePopover(Popover):
    """One line, such as who answers a section."""

    def __init__(self, title: str, words: str, now: str, parent: QWidget) -> None:
        super().__init__(title, "user", _("Write it down"), parent)
        self.line = Line(now)
        self.line.setObjectName("popover_line")
        self.add(words, self.line)
        self.line.setFocus()

    def value(self) -> str:
        """Return the line."""
        return self.line.text().strip()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish()
        else:
            super().keyPressEvent(event)


class EvidencePopover(Popover):
    """The evidence of an answer: what is there, and another file or what lies on the clipboard."""

    file_chosen = Signal(str, str)
    paste_asked = Signal(str)
    camera_asked = Signal(str)
    removed = Signal(int)
    seen = Signal(object)

    def __init__(
        self, now: Sequence[Annotation], parent: QWidget, *, camera: bool, note: str = ""
    ) -> None:
        """``camera``: whether one can be used; ``note``: what the site says about photos."""
        super().__init__(_("Evidence"), "paperclip", _("Close"), parent)
        self._cancel.hide()
        for annotation in now:
            name = label(annotation.text or annotation.file, wrap=True)
            drop = link(_("Take away"))
            drop.clicked.connect(lambda _on, at=annotation.row: self._remove(at))
            see = link(_("See"))
            see.setObjectName("see_evidence")
            see.setVisible(annotation.file.endswith(PICTURES))
            see.clicked.connect(lambda _on, one=annotation: self._see(one))
            for act in (see, drop):
                act.setAccessibleName(f"{act.text()} {name.text()}")
            line = QWidget()
            line.setLayout(row(name, None, see, drop))
            self.add_plain(line)
        if not now:
            self.add_plain(label(_("No evidence yet."), "note"))
        self.text = Line()
        self.text.setObjectName("evidence_text")
        self.add(_("What it shows"), self.text)
        self.note.setText(note)
        choose = button(_("Choose a file"), "upload", size="small")
        choose.setObjectName("evidence_file")
        choose.clicked.connect(self._ask)
        paste = button(_("Paste a screenshot"), "clipboard", size="small")
        paste.setObjectName("evidence_paste")
        paste.clicked.connect(self._paste)
        box = QWidget()
        line_of_buttons = QHBoxLayout(box)
        line_of_buttons.setContentsMargins(0, 4, 0, 4)
        if camera:
            take = button(_("Take a photo"), "camera", size="small")
            take.setObjectName("evidence_camera")
            take.clicked.connect(self._photograph)
            line_of_buttons.addWidget(take)
        line_of_buttons.addWidget(choose)
        line_of_buttons.addWidget(paste)
        line_of_buttons.addStretch(1)
        self.add_plain(box)
        self.text.setFocus()

    def _ask(self) -> None:
        text = self.text.text().strip()
        owner = self.parentWidget()
        self.close()
        name, _kind = QFileDialog.getOpenFileName(owner, _("Choose a file"))
        if name:
            self.file_chosen.emit(name, text)

    def _photograph(self) -> None:
        text = self.text.text().strip()
        self.close()
        self.camera_asked.emit(text)

    def _paste(self) -> None:
        self.paste_asked.emit(self.text.text().strip())
        self.close()

    def _see(self, annotation: Annotation) -> None:
        self.close()
        self.seen.emit(annotation)

    def _remove(self, at: int) -> None:
        self.removed.emit(at)
        self.close()


class HistoryPopover(Popover):
    """Who changed a question when, from what to what."""

    def __init__(self, title: str, lines: Sequence[tuple[str, str]], parent: QWidget) -> None:
        super().__init__(title, "history", _("Close"), parent)
        self._cancel.hide()
        for when, words in lines:
            line = QWidget()
            head = label(when, "note")
            head.setFixedWidth(theme().px(104))
            line.setLayout(row(head, label(words, wrap=True)))
            self.add_plain(line)
        if not lines:
            self.add_plain(label(_("Nothing has been changed yet."), "note"))
        self._write.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish()
        else:
            super().keyPressEvent(event)
