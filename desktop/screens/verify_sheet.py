"""核对一份方案: is this file, or this paper, the one in the record; beside any page."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QGridLayout

from desktop.background import Lane, Task
from desktop.clipboard import picture_or_text
from desktop.figures import NONE, moment
from desktop.i18n import _
from desktop.messages import in_a_line, message_for
from desktop.page import Services
from desktop.report.errors import ReportError
from desktop.verifying import CHANGED, DRAFT, OLDER, OTHER, SAME, Verdict, verify
from desktop.widgets.gate import PassphraseField
from desktop.widgets.parts import IconLabel, button, empty, label, row, rule
from desktop.widgets.sheet import Sheet

KINDS = "*.pdf *.docx *.pptx *.zip *.png *.jpg *.jpeg *.webp"


@dataclass(frozen=True, slots=True)
class VerifyState:
    """``name`` is what is looked at; ``locked`` asks for its password."""

    name: str = ""
    busy: bool = False
    locked: bool = False
    verdict: Verdict | None = None
    problem: str = ""


class VerifyModel(QObject):
    """Reads a file, a picture or a text and asks the store about it."""

    changed = Signal(object)

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._read: Callable[[], bytes] = bytes
        self.state = VerifyState()

    def look_at(self, path: Path) -> None:
        """Verify a file."""
        self._start(path.name, path.read_bytes)

    def look_at_bytes(self, data: bytes, name: str) -> None:
        """Verify what lay on the clipboard: a picture, or the text of a QR code."""
        self._start(name, lambda: data)

    def unlock(self, password: str) -> None:
        """Try again with the password of a locked copy."""
        self._start(self.state.name, self._read, password)

    def _start(self, name: str, read: Callable[[], bytes], password: str = "") -> None:
        store, self._read = self._services.store, read
        self._set(VerifyState(name=name, busy=True, locked=bool(password)))

        def work(_task: Task) -> Verdict:
            return verify(store, read(), password)

        self._services.background.start(Lane.NETWORK, work, self._show, self._complain)

    def _show(self, verdict: object) -> None:
        if isinstance(verdict, Verdict):
            self._set(replace(self.state, busy=False, locked=False, verdict=verdict))

    def _complain(self, error: Exception) -> None:
        locked = isinstance(error, ReportError) and error.code == "locked"
        first = locked and not self.state.locked
        words = _("This copy is locked. Type its password.") if first else in_a_line(
            message_for(error))
        self._set(replace(self.state, busy=False, locked=locked, problem=words))

    def _set(self, state: VerifyState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit(state)


class VerifySheet(Sheet):
    """The fields and the answer."""

    def __init__(self, services: Services) -> None:
        super().__init__("verify_sheet", _("Verify a plan"))
        self.model = VerifyModel(services, self)
        self.setAcceptDrops(True)
        self._choose = button(_("Choose a file"), "file")
        self._choose.setObjectName("verify_choose")
        self._paste = button(_("From the clipboard"), "clipboard")
        self._paste.setObjectName("verify_paste")
        self._name = label("", "strong", wrap=True)
        self._password = PassphraseField("verify_password", _("Password of the copy"))
        self._password.setFixedWidth(self._password.width() * 2 // 3)
        self._unlock = button(_("Look again"))
        self._problem = label("", "error", wrap=True)
        self._problem.setObjectName("verify_problem")
        self._answer = QGridLayout()
        self._answer.setHorizontalSpacing(12)
        self._answer.setColumnStretch(1, 1)
        self._build()
        self.model.changed.connect(self._render)
        self._render(self.model.state)

    def _build(self) -> None:
        words = label(_(
            "A PDF, a Word file, a bundle, or a photo of the QR code on paper. The text in the QR "
            "code can be pasted too. Files can be dropped here."), "note", wrap=True)
        self.add(words, row(self._choose, self._paste, None), self._name,
                 row(self._password, self._unlock, None), self._problem, self._answer)
        self.body.addStretch(1)
        self._choose.clicked.connect(self._ask)
        self._paste.clicked.connect(self._take_clipboard)
        self._unlock.clicked.connect(lambda: self.model.unlock(self._password.text()))
        self._password.returnPressed.connect(lambda: self.model.unlock(self._password.text()))
        self.setFocusProxy(self._choose)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            self.model.look_at(Path(files[0]))

    def _ask(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(self, _("Verify a plan"), filter=KINDS)
        if name:
            self.model.look_at(Path(name))

    def _take_clipboard(self) -> None:
        found = picture_or_text()
        data = found if isinstance(found, bytes) else found.encode()
        self.model.look_at_bytes(data, _("what was pasted"))

    def _render(self, state: VerifyState) -> None:
        self._name.setText(state.name)
        self._name.setVisible(bool(state.name))
        for part in (self._password, self._unlock):
            part.setVisible(state.locked)
        if state.locked and not state.busy:
            self._password.selectAll()
            self._password.setFocus(Qt.FocusReason.OtherFocusReason)
        self._problem.setText(state.problem)
        self._problem.setVisible(bool(state.problem))
        empty(self._answer)
        if state.verdict is not None:
            self._show(state.verdict)

    def _show(self, verdict: Verdict) -> None:
        icon, color, title, words = verdict_words(verdict)
        self._answer.addWidget(rule(), 0, 0, 1, 2)
        self._answer.addWidget(IconLabel(icon, color, 20), 1, 0)
        head = label(title, "panel", wrap=True)
        head.setObjectName("verdict")
        self._answer.addWidget(head, 1, 1)
        self._answer.addWidget(label(words, "second", wrap=True), 2, 1)
        for name, text in _facts(verdict):
            place = self._answer.rowCount()
            title_of = label(name, "note")
            title_of.setAlignment(Qt.AlignmentFlag.AlignTop)
            self._answer.addWidget(title_of, place, 0)
            shown = label(text, wrap=True)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._answer.addWidget(shown, place, 1)


def verdict_words(verdict: Verdict) -> tuple[str, str, str, str]:
    """Return icon, colour, the answer and what it means."""
    good, warn, bad = ("circle-check", "grn"), ("alert-triangle", "amb"), ("alert-octagon", "red")
    if verdict.damaged:
        return *bad, _("The bundle was changed."), _("Not as its manifest says: {names}").format(
            names=", ".join(verdict.damaged))
    if verdict.kind == SAME and verdict.identical:
        return *good, _("It is the plan of the record."), _(
            "Byte for byte the file that was frozen when the visit was finished.")
    if verdict.kind == SAME:
        return *good, _("It belongs to the record."), _(
            "Number and hash are those of the finished record. Compare the pages themselves with "
            "the plan on the screen: the code on paper does not cover what is printed beside it."
        ) if verdict.seal.intact is None else _(
            "Number and hash are those of the finished record, and its pages are as they were set.")
    if verdict.kind == OLDER:
        return *warn, _("It is an older version."), _(
            "The record was revised after this plan was made.")
    if verdict.kind == CHANGED:
        return *bad, _("It was changed."), _(
            "What is drawn on its pages is no longer what was set.")
    if verdict.kind == DRAFT:
        return *warn, _("It is a draft."), _("It was made before the visit was finished.")
    if verdict.kind == OTHER:
        return *bad, _("It is not the plan of the record."), _(
            "The record with this number is here, but with another hash.")
    return *warn, _("The record is not on this computer."), _(
        "What the plan says of itself is below; ask the platform or the colleague who has it.")


def _facts(verdict: Verdict) -> tuple[tuple[str, str], ...]:
    seal, version = verdict.seal, verdict.version
    facts = [(_("Record"), seal.record_number or NONE), (_("Hash"), _grouped(seal.sha256))]
    if version is not None:
        facts += [(_("Enterprise"), version.enterprise or NONE),
                  (_("Finished"), moment(version.finished_at))]
    for fact in verdict.signatures:
        state = _("as it was signed") if fact.intact else _("changed since")
        when = moment(fact.signed_at) if fact.signed_at else NONE
        facts.append((_("Signature"), f"{fact.signer} • {when} • {state}"))
    return tuple(facts)


def _grouped(digest: str) -> str:
    return " ".join(digest[n:n + 8] for n in range(0, len(digest), 8)).upper() or NONE
