"""What stands in a card when an answer needs a word: what is wrong and why one insists; 不涉及."""

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.tokens import theme
from desktop.widgets.flow import FlowLayout
from desktop.widgets.glyph import Glyph
from desktop.widgets.options import DIGITS, RadioOption
from desktop.widgets.text import Line


class InlineMessage(QWidget):
    """Icon, 发生了什么 and 怎么办; a soft rule can be insisted on with a reason."""

    insisted = Signal(str)
    grew = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = Glyph("alert-triangle", "amb")
        self._words = QLabel()
        self._words.setObjectName("message")
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._open = QPushButton(_("Insist and write why"))
        self._open.setObjectName("insist")
        self._open.setProperty("kind", "link")
        self._open.clicked.connect(self.ask)
        self._why = Line()
        self._why.setObjectName("insist_reason")
        self._why.setAccessibleName(_("Why the answer stands"))
        self._why.setPlaceholderText(_("Why the answer stands; Enter writes it"))
        self._why.returnPressed.connect(self._write)
        self._lay_out()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words)
        row.addWidget(self._open, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        self._row = row
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._why)
        column.addStretch(1)

    def say(self, words: str, severity: str, *, can_insist: bool) -> None:
        """Show a sentence; ``severity`` is ``warn`` or ``error``."""
        token = "red" if severity == "error" else "amb"
        name = "alert-octagon" if severity == "error" else "alert-triangle"
        self._icon.show_icon(name, token)
        self._words.setText(words)
        if self._words.property("role") != severity:
            self._words.setProperty("role", severity)
            self._words.style().polish(self._words)
        self._open.setVisible(can_insist)
        self._why.hide()
        self._why.clear()

    def ask(self) -> None:
        """Open the field for the reason."""
        self._why.show()
        self._why.setFocus(Qt.FocusReason.OtherFocusReason)
        self.grew.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.height_for(self.width())

    def height_for(self, width: int) -> int:
        side = 22 + (self._open.sizeHint().width() + 6 if self._open.isVisibleTo(self) else 0)
        one_line = self._words.fontMetrics().horizontalAdvance(self._words.text()) + 4
        # A label that wraps asks for less width than its line: it is told what there is.
        self._words.setMinimumWidth(min(one_line, max(width - side, 80)))
        words = self._words.heightForWidth(max(width - side, 80))
        first = max(words, self._open.sizeHint().height() if self._open.isVisibleTo(self) else 0)
        why = self._why.sizeHint().height() + 4 if self._why.isVisibleTo(self) else 0
        return first + why + 4

    def _write(self) -> None:
        why = self._why.text().strip()
        if why:
            self.insisted.emit(why)


# Stored reasons of 不涉及, in the order of their digits.
NA_REASONS = ("none", "group", "outsourced", "law")


def na_reason_words(reason: str) -> str:
    """Return the words of a reason; free texts of other tools as they are."""
    return {
        "none": _("No such business"),
        "group": _("Done by the group"),
        "outsourced": _("Outsourced"),
        "law": _("Not allowed by law"),
    }.get(reason, reason)


class NaBand(QWidget):
    """不涉及 in place of the options: a reason from a short list, a text, and what it does."""

    chosen = Signal(str, str)
    dropped = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._reason = ""
        self._text = Line()
        self._text.setObjectName("na_text")
        self._text.setAccessibleName(_("More about the reason"))
        self._text.setPlaceholderText(_("More about the reason"))
        self._text.left.connect(self._tell)
        self._text.setMinimumWidth(theme().px(140))
        head = QLabel(_("Why not applicable"))
        head.setProperty("role", "strong")
        self._row = QWidget()
        self._flow = FlowLayout(self._row)
        self._flow.addWidget(head)
        self._options: list[RadioOption] = []
        for place, reason in enumerate(NA_REASONS):
            option = RadioOption(self._row)
            option.setText(na_reason_words(reason))
            option.setAccessibleName(na_reason_words(reason))
            option.setObjectName(f"na_{reason}")
            option.cap = DIGITS[place]
            option.clicked.connect(lambda _on, code=reason: self._choose(code))
            self._flow.addWidget(option)
            self._options.append(option)
        self._effect = QLabel(_("Not 0 points: the question leaves the denominator."))
        self._effect.setProperty("role", "note")
        self._drop = QPushButton(_("Applicable after all"))
        self._drop.setObjectName("na_drop")
        self._drop.setProperty("kind", "link")
        self._drop.clicked.connect(self.dropped)
        self._lay_out()

    def _lay_out(self) -> None:
        below = QHBoxLayout()
        below.setSpacing(10)
        below.addWidget(self._text, 1)
        below.addWidget(self._effect)
        below.addWidget(self._drop)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 10, 8)
        column.setSpacing(6)
        column.addWidget(self._row)
        column.addLayout(below)

    def fill(self, reason: str, text: str, *, readonly: bool) -> None:
        """Show a stored reason."""
        self._reason = reason
        for option, code in zip(self._options, NA_REASONS, strict=True):
            option.setChecked(code == reason)
            option.updateGeometry()
            option.setEnabled(not readonly)
        if not self._text.hasFocus():
            self._text.setText(text)
        self._text.setReadOnly(readonly)
        self._drop.setVisible(not readonly)
        self._flow.invalidate()

    def choose(self, position: int) -> None:
        """Choose the reason at a 0-based position, as a digit key does."""
        if 0 <= position < len(NA_REASONS):
            self._choose(NA_REASONS[position])

    def height_for(self, width: int) -> int:
        return self._flow.heightForWidth(width - 24) + self._text.sizeHint().height() + 24

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("paper2"))
        painter.fillRect(QRectF(0, 0, 3, self.height()), theme().color("ctl"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._effect.setVisible(self.width() >= theme().px(600))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    def _choose(self, reason: str) -> None:
        self._reason = reason
        self.chosen.emit(reason, self._text.text().strip())

    def _tell(self) -> None:
        self.chosen.emit(self._reason, self._text.text().strip())
