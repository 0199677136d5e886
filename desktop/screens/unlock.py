"""Unlock and lock: a passphrase, and nothing of any enterprise on the screen."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.background import Background, Lane, Task
from desktop.i18n import _
from desktop.messages import in_a_line, message_for
from desktop.settings import SettingsBook
from desktop.tokens import theme
from desktop.widgets.gate import Gate, PassphraseField, Step
from desktop.widgets.glyph import Glyph
from desktop.widgets.parts import button, label
from desktop.widgets.state import show_state
from sync.errors import StoreError

# After so many wrong passphrases in a row one waits a minute; it is said before it happens.
FREE_TRIES, WAIT = 3, timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class UnlockState:
    """``problem`` in words; ``waiting_until`` while no passphrase is taken."""

    people: tuple[str, ...] = ()
    person: str = ""
    busy: bool = False
    problem: str = ""
    wrong: int = 0
    waiting_until: datetime | None = None


class UnlockModel(QObject):
    """Opens the store on the DATABASE lane: unwrapping the key takes time by design."""

    changed = Signal(object)
    opened = Signal(object)

    def __init__(
        self,
        book: SettingsBook,
        background: Background,
        *,
        locked: bool,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.book, self._background, self._now = book, background, now
        self.locked = locked
        self.state = UnlockState()
        folder = book.data_folder

        def work(_task: Task) -> tuple[str, ...]:
            from sync.store import Store

            return Store.people(folder)

        background.start(Lane.DATABASE, work, self._show_people, self._complain)

    def choose(self, person: str) -> None:
        """Say who unlocks."""
        self._set(replace(self.state, person=person, problem=""))

    def unlock(self, passphrase: str) -> None:
        """Try a passphrase."""
        until = self.state.waiting_until
        if self.state.busy or not passphrase or (until is not None and self._now() < until):
            return
        folder, person = self.book.data_folder, self.state.person
        self._set(replace(self.state, busy=True, problem="", waiting_until=None))

        def work(_task: Task) -> object:
            from sync.store import Store

            return Store.open(folder, passphrase, person=person)

        self._background.start(Lane.DATABASE, work, self._take, self._complain)

    def wait_over(self) -> None:
        """Take passphrases again."""
        self._set(replace(self.state, waiting_until=None, problem=""))

    def _show_people(self, people: object) -> None:
        if isinstance(people, tuple):
            first = people[0] if people else ""
            self._set(replace(self.state, people=people, person=self.state.person or first))

    def _take(self, store: object) -> None:
        self._set(replace(self.state, busy=False, wrong=0))
        self.opened.emit(store)

    def _complain(self, error: Exception) -> None:
        title, advice = message_for(error)
        if not (isinstance(error, StoreError) and error.code == "wrong-passphrase"):
            self._set(replace(self.state, busy=False, problem=in_a_line((title, advice))))
            return
        wrong = self.state.wrong + 1
        left = FREE_TRIES - wrong
        if left > 0:
            words = _("{title} {advice} {left} more wrong ones mean a minute's wait.").format(
                title=title, advice=advice, left=left
            )
            self._set(replace(self.state, busy=False, problem=words, wrong=wrong))
        else:
            words = _("{title} Wait a minute.").format(title=title)
            until = self._now() + WAIT
            self._set(replace(self.state, busy=False, problem=words, wrong=0, waiting_until=until))

    def _set(self, state: UnlockState) -> None:
        self.state = state
        self.changed.emit(state)


class UnlockScreen(Gate):
    """The form."""

    def __init__(self, model: UnlockModel, parent: QWidget | None = None) -> None:
        super().__init__("device-floppy", _version(), parent)
        self.setObjectName("unlock_screen")
        self.model = model
        model.setParent(self)
        self._wait = QTimer(self, singleShot=True, interval=int(WAIT.total_seconds() * 1000))
        self._wait.timeout.connect(model.wait_over)
        self._build()
        model.changed.connect(self._render)
        self._render(model.state)

    def showEvent(self, event: QShowEvent) -> None:
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        locked = self.model.locked
        head = QHBoxLayout()
        head.addWidget(Glyph("lock", size=26))
        head.addWidget(label(_("Locked") if locked else _("Open Yunzhen"), "title"))
        head.addStretch(1)
        self.form.addLayout(head)
        words = (
            _("The visit in work is all on the disk.")
            if locked
            else _("The data on this computer is encrypted.")
        )
        self.form.addWidget(label(words, "second"))
        self.form.addSpacing(14)
        self._people = QVBoxLayout()
        self.form.addLayout(self._people)
        self._name = label(role="strong")
        self.form.addWidget(self._name)
        self.passphrase = PassphraseField("passphrase", _("Passphrase"))
        self._name.setBuddy(self.passphrase)
        self.form.addWidget(self.passphrase)
        self.problem = label(role="error", wrap=True)
        self.problem.setObjectName("problem")
        self.problem.setFixedWidth(theme().px(460))
        self.form.addWidget(self.problem)
        self.form.addSpacing(10)
        self.open = button(_("Unlock"), kind="primary", size="main")
        self.open.setObjectName("unlock")
        self.forgotten = button(_("Passphrase forgotten"), size="main")
        self.forgotten.setObjectName("forgotten")
        self.forgotten.setCheckable(True)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.open)
        row.addWidget(self.forgotten)
        row.addStretch(1)
        self.form.addLayout(row)
        self._advice = label(
            _(
                "Nobody can find it out. Another person of this computer can open with their own "
                "passphrase; otherwise restore a backup whose passphrase is known."
            ),
            "second",
            wrap=True,
        )
        self._advice.setFixedWidth(theme().px(460))
        self._advice.hide()
        self.form.addSpacing(8)
        self.form.addWidget(self._advice)
        self._offered: tuple[str, ...] = ()
        self.passphrase.returnPressed.connect(self._unlock)
        self.open.clicked.connect(self._unlock)
        self.forgotten.toggled.connect(self._advice.setVisible)
        self.foot.setText(_("Every answer was saved before the screen said so."))

    def _unlock(self) -> None:
        self.model.unlock(self.passphrase.text())

    def _offer(self, people: tuple[str, ...]) -> None:
        """Offer whoever has a passphrase of their own, where there is more than one."""
        if people == self._offered or len(people) < 2:
            return
        self._offered = people
        for number, person in enumerate(people):
            name = self.model.book.current.name_of(person)
            choice = button(name or _("First person"), "user", size="small")
            choice.setObjectName(f"person_{number}")
            choice.clicked.connect(lambda _on, who=person: self.model.choose(who))
            self._people.addWidget(choice, 0, Qt.AlignmentFlag.AlignLeft)

    def _render(self, state: UnlockState) -> None:
        self._offer(state.people)
        settings = self.model.book.current
        self.show_steps(
            [
                Step(
                    (settings.name_of(person) or "诊")[:1],
                    settings.name_of(person) or _("This computer's person"),
                    settings.organisation,
                    current=person == state.person,
                )
                for person in state.people
            ]
        )
        who = settings.name_of(state.person)
        self._name.setText(_("{name}'s passphrase").format(name=who) if who else _("Passphrase"))
        self.problem.setText(state.problem)
        self.problem.setVisible(bool(state.problem))
        show_state(self.passphrase, "error" if state.problem else "")
        self.passphrase.setAccessibleDescription(state.problem)
        waiting = state.waiting_until is not None
        self.passphrase.setDisabled(state.busy or waiting)
        self.open.setDisabled(state.busy or waiting)
        self.open.setText(_("Opening") if state.busy else _("Unlock"))
        if waiting and not self._wait.isActive():
            self._wait.start()
        if state.problem and not waiting:
            self.passphrase.setEnabled(True)
            self.passphrase.selectAll()
            self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)


def _version() -> str:
    return _("Version {version} • no administrator rights needed").format(version="0.1")
