"""First run: passphrase, name and organisation, platform, a practice visit; two minutes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from desktop.background import Background, Lane, Task
from desktop.i18n import _
from desktop.messages import in_a_line, message, message_for
from desktop.settings import SettingsBook
from desktop.tokens import theme
from desktop.widgets.gate import FORM_WIDTH, Gate, PassphraseField, Step
from desktop.widgets.parts import button, empty, label, link, row
from desktop.widgets.state import show_state

if TYPE_CHECKING:
    from sync.store import Store

# What opens the database, Excel or a QR code is imported when it is used: the first screen of the
# program is there before all that is loaded.

SHORTEST = 8
PASSPHRASE, PERSON, PLATFORM, PRACTICE = range(4)


@dataclass(frozen=True, slots=True)
class FirstRunState:
    """Which step is in front, and what went wrong in it."""

    step: int = PASSPHRASE
    busy: bool = False
    problem: str = ""
    folder: str = ""


class FirstRunModel(QObject):
    """Creates the store at the first step; steps 2 and 3 may be left out."""

    changed = Signal(object)
    opened = Signal(object)
    restored = Signal()

    def __init__(
        self, book: SettingsBook, background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.book, self._background = book, background
        self._store: Store | None = None
        self.practise = False
        self.state = FirstRunState(folder=str(book.data_folder))

    def choose_folder(self, folder: str) -> None:
        """Put the data elsewhere."""
        self.book.change(replace(self.book.current, data_folder=folder))
        self._set(replace(self.state, folder=folder, problem=""))

    def set_passphrase(self, first: str, second: str) -> None:
        """Create the encrypted store."""
        if self.state.busy:
            return
        if len(first) < SHORTEST:
            self._refuse("too-short")
        elif first != second:
            self._refuse("not-same")
        else:
            folder = Path(self.state.folder)
            self._set(replace(self.state, busy=True, problem=""))

            def work(_task: Task) -> object:
                from sync.store import Store

                return Store.create(folder, first)

            self._background.start(Lane.DATABASE, work, self._take, self._complain)

    def restore(self, backup: Path) -> None:
        """Take over a backup folder instead of beginning anew; it is opened with its passphrase."""
        from sync.store import Store

        if not Store.exists(backup):
            self._refuse("no-backup")
            return
        self.choose_folder(str(backup))
        self.restored.emit()

    def set_person(self, name: str, organisation: str) -> None:
        """Note who diagnoses; it is printed on the plan."""
        self.book.change(
            replace(self.book.current, consultant=name.strip(), organisation=organisation.strip())
        )
        self.go(PLATFORM)

    def set_platform(self, code: str) -> None:
        """Take a configuration code."""
        from desktop.server_settings import write_server
        from sync.configuration import ConfigurationError, read_configuration

        store = self._store
        try:
            config = read_configuration(code)
        except ConfigurationError as error:
            self._refuse(error.code)
            return
        if store is not None:
            self._configure(lambda: write_server(store, config))

    def set_platform_picture(self, picture: Path) -> None:
        """Take the QR code in a picture."""
        from desktop.server_settings import write_server
        from sync.configuration import read_picture

        store = self._store
        if store is not None:
            self._configure(lambda: write_server(store, read_picture(picture.read_bytes())))

    def _configure(self, write: Callable[[], None]) -> None:
        self._set(replace(self.state, busy=True, problem=""))
        self._background.start(
            Lane.DATABASE, lambda _task: write(), self._show_configured, self._complain)

    def go(self, step: int) -> None:
        """Show a step."""
        self._set(replace(self.state, step=step, busy=False, problem=""))

    def finish(self, *, practise: bool = False) -> None:
        """Go to the home screen, or straight into a practice visit."""
        self.practise = practise
        self.book.change(replace(self.book.current, first_run_done=True))
        if self._store is not None:
            self.opened.emit(self._store)

    def _take(self, store: object) -> None:
        from sync.store import Store

        if isinstance(store, Store):
            self._store = store
            self.go(PERSON)

    def _show_configured(self, _done: object) -> None:
        self.go(PRACTICE)

    def forget_problem(self) -> None:
        """What was wrong may be so no more: somebody types."""
        if self.state.problem:
            self._set(replace(self.state, problem=""))

    def _refuse(self, code: str) -> None:
        self._set(replace(self.state, busy=False, problem=in_a_line(message(code, {}))))

    def _complain(self, error: Exception) -> None:
        self._set(replace(self.state, busy=False, problem=in_a_line(message_for(error))))

    def _set(self, state: FirstRunState) -> None:
        self.state = state
        self.changed.emit(state)


class FirstRunScreen(Gate):
    """The form of the step in front."""

    def __init__(self, model: FirstRunModel, parent: QWidget | None = None) -> None:
        version = _("Version {version} • no administrator rights needed").format(version="0.1")
        super().__init__("lock", version, parent)
        self.setObjectName("first_run")
        self.model = model
        model.setParent(self)
        self._step = -1
        self._first: QWidget | None = None
        self.problem = label(role="error", wrap=True)
        self._move = link(_("Another place"))
        self._move.setObjectName("other_place")
        self._move.clicked.connect(self._ask_folder)
        self.foot_row.addWidget(self._move)
        model.changed.connect(self._render)
        self._render(model.state)

    def showEvent(self, event: QShowEvent) -> None:
        self._focus_first()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press a button that has the focus, as the Space bar does."""
        button = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(button, QPushButton):
            button.click()
        else:
            super().keyPressEvent(event)

    def _focus_first(self) -> None:
        if self._first is not None and self.isVisible():
            self._first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _render(self, state: FirstRunState) -> None:
        if state.step != self._step:
            self._step = state.step
            empty(self.form)
            build = (self._passphrase, self._person, self._platform, self._practice)[state.step]
            build()
            self.show_steps(_steps(state.step))
            # Later: what the layout has just taken in is not shown yet and keeps no focus.
            QTimer.singleShot(0, self, self._focus_first)
        self.problem.setText(state.problem)
        self.problem.setVisible(bool(state.problem))
        words = _(
            "The data lies in “{folder}”, all encrypted. Deleting that folder removes all of it."
        )
        self.foot.setText(words.format(folder=state.folder))
        self._move.setVisible(state.step == PASSPHRASE)

    def _head(self, title: str, words: str) -> None:
        self.form.addWidget(label(title, "title"))
        self.form.addWidget(label(words, "second", wrap=True))
        self.form.addSpacing(14)

    def _add_problem(self) -> None:
        self.problem = label(role="error", wrap=True)
        self.problem.setObjectName("problem")
        self.problem.setFixedWidth(theme().px(FORM_WIDTH))
        self.problem.hide()
        self.form.addWidget(self.problem)
        self.form.addSpacing(12)

    def _passphrase(self) -> None:
        self._head(
            _("Set a passphrase"),
            _("You need it to open Yunzhen. At least 8 characters; a sentence is fine."),
        )
        first = PassphraseField("passphrase", _("Passphrase"))
        again = PassphraseField("passphrase_again", _("Once more"))
        strength = label(role="note")
        strength.setMinimumHeight(theme().px(20))
        for words, field in ((_("Passphrase"), first), (_("Once more"), again)):
            name = label(words, "strong")
            name.setBuddy(field)
            self.form.addWidget(name)
            self.form.addWidget(field)
            if field is first:
                self.form.addWidget(strength)
        self._add_problem()
        warning = QFrame()
        warning.setProperty("surface", "ambs")
        warning.setFixedWidth(theme().px(FORM_WIDTH))
        text = label(
            _("A forgotten passphrase cannot be recovered. Write it down and keep it safe."),
            "warn",
            wrap=True,
        )
        line = row(text)
        line.setContentsMargins(14, 8, 14, 8)
        warning.setLayout(line)
        self.form.addWidget(warning)
        self.form.addSpacing(18)
        go = button(_("Next step"), kind="primary", size="main")
        go.setObjectName("go_on")
        restore = button(_("Restore a backup"), size="main")
        restore.setObjectName("restore")
        restore.clicked.connect(self._ask_backup)
        self._add_buttons(go, restore)

        def describe(typed: str) -> None:
            enough = len(typed) >= SHORTEST
            strength.setText(
                ""
                if not typed
                else _("Strong enough")
                if enough
                else _("{count} characters are missing").format(count=SHORTEST - len(typed))
            )
            strength.setProperty("role", "good" if enough else "note")
            strength.style().polish(strength)
            show_state(first, "")

        def submit() -> None:
            self.model.set_passphrase(first.text(), again.text())

        first.textChanged.connect(describe)
        for field in (first, again):
            field.textChanged.connect(self.model.forget_problem)
        first.returnPressed.connect(again.setFocus)
        again.returnPressed.connect(submit)
        go.clicked.connect(submit)
        self._first = first

    def _person(self) -> None:
        self._head(_("Name and organisation"), _("Printed on the plan; can be filled in later."))
        name, organisation = _line("person_name", _("Name")), _line("person_org", _("Organisation"))
        settings = self.model.book.current
        name.setText(settings.consultant)
        organisation.setText(settings.organisation)
        for words, field in ((_("Name"), name), (_("Organisation"), organisation)):
            self.form.addWidget(label(words, "strong"))
            self.form.addWidget(field)
        self._add_problem()
        go = button(_("Next step"), kind="primary", size="main")
        go.setObjectName("go_on")
        skip = button(_("Later"), size="main")
        skip.setObjectName("skip")
        skip.clicked.connect(lambda: self.model.go(PLATFORM))
        self._add_buttons(go, skip)

        def submit() -> None:
            self.model.set_person(name.text(), organisation.text())

        name.returnPressed.connect(organisation.setFocus)
        organisation.returnPressed.connect(submit)
        go.clicked.connect(submit)
        self._first = name

    def _platform(self) -> None:
        self._head(
            _("Connect the provincial platform"),
            _(
                "Paste the configuration code that your organisation gave you. Without it all "
                "works; records wait on this computer."
            ),
        )
        code = QPlainTextEdit()
        code.setObjectName("platform_code")
        code.setAccessibleName(_("Configuration code"))
        code.setTabChangesFocus(True)
        code.setFixedSize(theme().px(FORM_WIDTH), theme().px(96))
        self.form.addWidget(label(_("Configuration code"), "strong"))
        self.form.addWidget(code)
        self._add_problem()
        go = button(_("Connect"), kind="primary", size="main")
        go.setObjectName("go_on")
        skip = button(_("Later"), size="main")
        skip.setObjectName("skip")
        skip.clicked.connect(lambda: self.model.go(PRACTICE))
        go.clicked.connect(lambda: self.model.set_platform(code.toPlainText()))
        scan = button(_("From a picture"), "photo", size="main")
        scan.setObjectName("use_picture")
        scan.clicked.connect(self._ask_picture)
        self._add_buttons(go, skip, scan)
        self._first = code

    def _practice(self) -> None:
        self._head(
            _("Ready"),
            _(
                "The practice enterprise is at the lower left of the list: change what you "
                "like, it enters no statistics and is not sent."
            ),
        )
        self._add_problem()
        go = button(_("Practise on the noodle shop"), kind="primary", size="main")
        go.setObjectName("go_on")
        go.clicked.connect(lambda: self.model.finish(practise=True))
        home = button(_("To the list of enterprises"), size="main")
        home.setObjectName("to_list")
        home.clicked.connect(lambda: self.model.finish())
        self._add_buttons(go, home)
        self._first = go

    def _add_buttons(self, *buttons: QWidget) -> None:
        line = QHBoxLayout()
        line.setSpacing(10)
        for item in buttons:
            line.addWidget(item)
        line.addStretch(1)
        self.form.addLayout(line)

    def _ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Where the data lies"))
        if folder:
            self.model.choose_folder(folder)

    def _ask_picture(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(
            self, _("From a picture"), filter="*.png *.jpg *.jpeg *.webp")
        if name:
            self.model.set_platform_picture(Path(name))

    def _ask_backup(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Folder of the backup"))
        if folder:
            self.model.restore(Path(folder))


def _line(name: str, words: str) -> QLineEdit:
    line = QLineEdit()
    line.setObjectName(name)
    line.setAccessibleName(words)
    line.setProperty("extent", "main")
    line.setFixedWidth(theme().px(FORM_WIDTH))
    return line


def _steps(current: int) -> list[Step]:
    texts = (
        (_("Set a passphrase"), _("only you can open the data")),
        (_("Name and organisation"), _("printed on the plan, can wait")),
        (_("Connect the platform"), _("paste the code, can be skipped")),
        (_("Practise"), _("an enterprise is prepared, two minutes")),
    )
    return [
        Step(str(place + 1), title, note, current=place == current)
        for place, (title, note) in enumerate(texts)
    ]
