"""The right side of the sync centre: words of the reviewer, of the server, or the receipt."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop.figures import moment
from desktop.i18n import _, ngettext
from desktop.item_messages import item_message
from desktop.screens.plan_print import printer_names
from desktop.screens.sync_centre_returned import NamedQuestion, Returned
from desktop.screens.sync_centre_rivals import OURS, THEIRS, Difference, Versions
from desktop.screens.sync_centre_rows import BACK, PARKED, SyncRow
from desktop.tokens import TITLE, theme
from desktop.widgets.parts import (
    Chip,
    IconLabel,
    Segments,
    Tinted,
    button,
    column,
    empty,
    label,
    link,
    row,
    rule,
    surface,
)
from sync.values import OutboxItem, Receipt, Review


class SyncDetail(QWidget):
    """One record: what was said, what to do, and what happened so far."""

    question_asked = Signal(str)
    revision_asked = Signal()
    retry_asked = Signal()
    record_asked = Signal()
    print_asked = Signal(object)
    side_chosen = Signal(str, str)
    settle_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sync_detail")
        self._shown: tuple[object, ...] = ()
        self._body = QVBoxLayout()
        self._body.setSpacing(8)
        self._body.setContentsMargins(24, 12, 24, 12)
        inner = surface("paper")
        inner.setLayout(self._body)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        self._foot = surface("paper2", "top")
        self._foot_row = row(spacing=10)
        self._foot_row.setContentsMargins(24, 10, 24, 10)
        self._foot.setLayout(self._foot_row)
        layout = column(spacing=0)
        layout.addWidget(scroll, 1)
        layout.addWidget(self._foot)
        self.setLayout(layout)

    def show_record(
        self, chosen: SyncRow | None, item: OutboxItem | None, returned: Returned | None,
        receipts: Sequence[Receipt],
    ) -> None:
        """Show the chosen row with what is known of it."""
        shown = (chosen, item, returned, tuple(receipts))
        if shown == self._shown:
            return
        self._shown = shown
        empty(self._body)
        empty(self._foot_row)
        self._foot.setVisible(False)
        if chosen is None:
            self._body.addWidget(label(_("Choose a record at the left."), "second"))
            self._body.addStretch(1)
            return
        self._head(chosen)
        if chosen.group == PARKED and item is not None:
            self._stuck(item)
        elif chosen.group == BACK and returned is not None:
            self._returned(returned)
        elif item is not None:
            self._files(item)
        if returned is not None and returned.versions is not None:
            self._versions(returned.versions)
        self._history(receipts, returned.reviews if returned else ())
        self._body.addStretch(1)

    # --- parts ---

    def _head(self, chosen: SyncRow) -> None:
        title = Tinted(TITLE, serif=True)
        title.setText(chosen.title)
        chip = Chip()
        chip.show_state(chosen.tone, chosen.icon, chosen.state)
        self._body.addLayout(row(title, 4, chip, None))
        self._body.addWidget(label(chosen.number, "second"))

    def _quote(self, icon: str, source: str, words: str) -> None:
        box = QFrame()
        box.setProperty("surface", "reds")
        text = label(words, wrap=True)
        text.setFont(theme().font(11))
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        text.setAccessibleName(words)
        layout = column(row(IconLabel(icon, "red"), label(source, "second"), None), text, spacing=4)
        layout.setContentsMargins(18, 10, 16, 10)
        box.setLayout(layout)
        self._body.addWidget(box)

    def _stuck(self, item: OutboxItem) -> None:
        title, advice = item_message(item)
        self._quote("alert-octagon", _("The server says"), item.detail or title)
        self._body.addWidget(label(title, "panel", wrap=True))
        self._body.addWidget(label(advice, wrap=True))
        self._files(item)
        again = button(_("Send again"), "refresh", "primary")
        again.clicked.connect(self.retry_asked)
        look = button(_("Open the record"))
        look.clicked.connect(self.record_asked)
        self._show_foot(_("The others go on meanwhile."), look, again)

    def _files(self, item: OutboxItem) -> None:
        if not item.files:
            return
        words = ngettext("{count} file goes along", "{count} files go along", len(item.files))
        self._body.addWidget(label(words.format(count=len(item.files)), "panel"))
        for name, there in item.files:
            icon, color, state = (("circle-check", "grn", _("arrived")) if there else
                                  ("hourglass", "ink3", _("waits")))
            line = row(IconLabel(icon, color), label(name), None, label(state, "note"))
            self._body.addLayout(line)
            self._body.addWidget(rule())

    def _returned(self, returned: Returned) -> None:
        for review in reversed(returned.reviews):
            if review.text:
                source = f"{review.author} · {moment(review.made_at)}"
                self._quote("note", source, f"“{review.text}”")
        if returned.questions:
            words = ngettext("{count} question to change", "{count} questions to change",
                             len(returned.questions))
            self._body.addWidget(label(words.format(count=len(returned.questions)), "panel"))
        for question in returned.questions:
            self._question(question)
        start = button(self._start_words(returned.questions), "writing", "primary")
        start.clicked.connect(self.revision_asked)
        look = button(_("Look at the frozen version"))
        look.clicked.connect(self.record_asked)
        self._show_foot(_("The frozen version stays as it is; changes go into the next one."),
                        look, start)

    def _versions(self, versions: Versions) -> None:
        count = len(versions.differences)
        words = ngettext("Another version differs in {count} place",
                         "Another version differs in {count} places", count)
        self._body.addWidget(label(words.format(count=count), "panel"))
        self._body.addWidget(label(
            _("Both are kept. Choose one by one; the next version is made of what you choose."),
            "second", wrap=True))
        for one in versions.differences:
            self._difference(one)
        go = button(_("Revise as chosen"), "writing", "primary")
        go.clicked.connect(self.settle_asked)
        empty(self._foot_row)
        self._show_foot(_("Nothing is discarded before that."), go)

    def _difference(self, one: Difference) -> None:
        number = label(one.number, "second")
        number.setFixedWidth(theme().px(56))
        sides = Segments(f"{one.number} {one.label}", (
            (OURS, one.ours or _("empty")), (THEIRS, one.theirs or _("empty"))))
        sides.chosen.connect(lambda side, path=one.path: self.side_chosen.emit(path, side))
        words = label(one.label, "strong", wrap=True)
        line = row(number)
        line.addWidget(words, 1)
        line.addWidget(sides)
        self._body.addLayout(line)
        self._body.addWidget(rule())

    @staticmethod
    def _start_words(questions: Sequence[NamedQuestion]) -> str:
        if not questions:
            return _("Start the revision")
        return _("Start the revision at {number}").format(number=questions[0].number)

    def _question(self, question: NamedQuestion) -> None:
        number = label(question.number, "second")
        number.setFixedWidth(theme().px(56))
        go = link(_("Change"))
        go.setAccessibleName(_("Change {number}").format(number=question.number))
        go.clicked.connect(lambda: self.question_asked.emit(question.path))
        now = _("now: {answer}").format(answer=question.now or _("not answered"))
        head = row(number, label(question.label, "strong"), label(now, "second"), None, go)
        words = row(spacing=6)
        words.addSpacing(theme().px(64))
        words.addWidget(IconLabel("note", "red", 14))
        words.addWidget(label(question.words, "error", wrap=True), 1)
        self._body.addLayout(column(head, words, spacing=2))
        self._body.addWidget(rule())

    def _history(self, receipts: Sequence[Receipt], reviews: Sequence[Review]) -> None:
        events = [(one.received_at, "receipt", self._receipt_words(one)) for one in receipts]
        events += [(one.made_at, "arrow-back-up" if one.state == "rejected" else "circle-check",
                    one.author) for one in reviews if one.kind == "state"]
        if not events:
            return
        self._body.addWidget(label(_("So far"), "panel"))
        for at, icon, words in sorted(events, key=lambda event: event[0]):
            when = label(moment(at), "second")
            when.setFixedWidth(theme().px(96))
            line = row(when, IconLabel(icon, "ink2"))
            line.addWidget(label(words, wrap=True), 1)
            self._body.addLayout(line)
        for receipt in receipts:
            copy = button(_("Copy receipt"), "copy", size="small")
            copy.clicked.connect(lambda _on=False, one=receipt: copy_receipt(one))
            digest = label(receipt.sha256, "note")
            digest.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            digest.setToolTip(receipt.sha256)
            slip = button(_("Print slip"), size="small")
            slip.setEnabled(bool(printer_names()))
            slip.setToolTip("" if slip.isEnabled() else _("No printer on this computer"))
            slip.clicked.connect(lambda _on=False, one=receipt: self.print_asked.emit(one))
            line = row(copy, slip)
            line.addWidget(digest, 1)
            self._body.addLayout(line)

    @staticmethod
    def _receipt_words(receipt: Receipt) -> str:
        words = (_("The platform accepted it, receipt {number}") if receipt.kind == "platform" else
                 _("The server has it as {number}"))
        return words.format(number=receipt.number)

    def _show_foot(self, note: str, *buttons: QWidget) -> None:
        words = label(note, "second", wrap=True)
        self._foot_row.addWidget(IconLabel("lock", "ink2"))
        self._foot_row.addWidget(words, 1)
        for one in buttons:
            self._foot_row.addWidget(one)
        self._foot.setVisible(True)


def receipt_text(receipt: Receipt) -> str:
    """Return a receipt as text: number, the server's time and the hash."""
    kind = _("Platform receipt") if receipt.kind == "platform" else _("Proof of transport")
    return "\n".join((
        f"{kind} {receipt.number}", f"{_('Server time')} {receipt.server_time}",
        f"sha256 {receipt.sha256}", f"{_('Server')} {receipt.server}",
    ))


def copy_receipt(receipt: Receipt) -> None:
    """Put a receipt on the clipboard."""
    QGuiApplication.clipboard().setText(receipt_text(receipt))
