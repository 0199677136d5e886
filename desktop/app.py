"""The one place where objects are built and handed to each other; starts the window."""

import logging
import secrets
import sys
import tempfile
import uuid as uuids
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLibraryInfo, QObject, Qt, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QWidget

import forms
from desktop import i18n, tokens
from desktop.background import Background, Lane, Task
from desktop.messages import message_for
from desktop.opening import Opener
from desktop.page import Services, Stage, Tab
from desktop.practice_start import fill_practice_store
from desktop.questionnaires import shipped
from desktop.screens import (
    costs,
    diagnosis,
    first_run,
    home,
    interview,
    measures,
    plan,
    settings,
    statistics,
    submit,
    sync_centre,
    unlock,
)
from desktop.screens.sync_centre_model import SyncModel
from desktop.server_settings import write_server
from desktop.settings import Settings, SettingsBook, default_folder
from desktop.visit import Visit
from desktop.window import Hooks, IdleLock, Shell, Window
from sync.platform.server import RunningPlatform
from sync.store import Store
from sync.values import RecordDraft, ServerConfig

NAME, VERSION = "Yunzhen", "0.1"
LOG_BYTES, LOG_FILES = 1_000_000, 3
WIDTH, HEIGHT, TITLE_BAR = 1366, 768, 40
PRACTICE_FOLDER, PASSPHRASE_FILE = "practice", "passphrase.txt"


def run(*, practice: bool = False, folder: Path | None = None) -> int:
    """Start the app; return its exit code.

    ``practice`` opens the practice enterprises against an embedded platform, with a passphrase of
    its own; ``folder`` holds settings and database, the user's own folder by default.
    """
    app = make_application()
    base = folder or default_folder()
    with ExitStack() as stack:
        if practice:
            base = folder or base / PRACTICE_FOLDER
        program = Program(app, SettingsBook(base), practice=practice)
        start_log(base)
        sys.excepthook = program.report_bug
        if practice:
            store = program.open_practice(stack)
            program.show()
            program.use_store(store)
        else:
            program.start()
        return app.exec()


def make_application() -> QApplication:
    """Return the application with the program's name and fonts."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication([NAME])
    app.setApplicationName(NAME)
    app.setApplicationVersion(VERSION)
    app.setStyle("Fusion")
    tokens.load_fonts()
    return app


def start_log(folder: Path) -> None:
    """Write the log beside the settings; nothing about people or enterprises goes into it."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        folder / "yunzhen.log", maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])


def system_now() -> datetime:
    """Return the system's time, aware."""
    return datetime.now(UTC)


def new_uuid() -> str:
    """Return a random identifier."""
    return str(uuids.uuid4())


class Program(QObject):
    """Gate, store, shell: what is there while the window is."""

    def __init__(
        self,
        app: QApplication,
        book: SettingsBook,
        *,
        practice: bool = False,
        now: Callable[[], datetime] = system_now,
        make_uuid: Callable[[], str] = new_uuid,
    ) -> None:
        super().__init__()
        self._app, self.book, self._practice = app, book, practice
        self._now, self._new_uuid = now, make_uuid
        self.background = Background(self)
        self.opener = Opener(now, make_uuid)
        self.store: Store | None = None
        self.services: Services | None = None
        self._translator = QTranslator(self)
        self.apply_settings(book.current)
        book.changed.connect(self.apply_settings)
        app.styleHints().colorSchemeChanged.connect(lambda: self.apply_settings(book.current))
        self.window = Window()
        self.window.closing.connect(self.close)
        self._idle = IdleLock(self.lock, self)

    # --- coming up ---

    def start(self) -> None:
        """Show first run or unlock."""
        if Store.exists(self.book.data_folder):
            self._show_unlock(locked=False)
        else:
            gate = first_run.FirstRunScreen(first_run.FirstRunModel(self.book, self.background))
            gate.model.opened.connect(self.use_store)
            gate.model.restored.connect(lambda: self._show_unlock(locked=False))
            self.window.show_gate(gate)
        self.show()

    def show(self) -> None:
        """Show the window at the target's size; on a smaller laptop it fills the screen."""
        screen = self._app.primaryScreen().availableGeometry()
        self.window.resize(min(WIDTH, screen.width()), min(HEIGHT, screen.height()))
        # The title bar is outside of the target's size: it needs room as well.
        if screen.width() <= WIDTH or screen.height() <= HEIGHT + TITLE_BAR:
            self.window.showMaximized()
        else:
            self.window.show()

    def open_practice(self, stack: ExitStack) -> Store:
        """Open the practice store and its platform; both are the program's own and invented."""
        folder = self.book.data_folder
        secret = folder.parent / PASSPHRASE_FILE
        fresh = not Store.exists(folder)
        if fresh:
            folder.parent.mkdir(parents=True, exist_ok=True)
            secret.write_text(secrets.token_urlsafe(24), encoding="utf-8")
        passphrase = secret.read_text(encoding="utf-8")
        opening = Store.create if fresh else Store.open
        store = opening(folder, passphrase, now=self._now)
        form = self.form()
        if fresh:
            fill_practice_store(store, form, self._now, self._new_uuid)
        here = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="yunzhen-platform-")))
        platform = stack.enter_context(RunningPlatform(folder=here))
        platform.publish(form)
        write_server(store, ServerConfig(url=platform.app_user_url, practice=True))
        return store

    def use_store(self, store: Store) -> None:
        """Build the services and show the shell."""
        self.store = store
        hooks = Hooks(self._open_visit, self.lock, self._present)
        sync = SyncModel(store, self.background, self._now)
        shell = Shell(tabs(self), stages(), hooks, sync)
        self.services = Services(
            store, self.background, self.book, sync, shell, self._now, self._new_uuid
        )
        self.window.show_shell(shell)
        shell.start(self.services)
        self._idle.set_minutes(self.book.current.lock_minutes)

    def form(self) -> forms.Form:
        """Return the shipped questionnaire, compiled once a version."""
        form = shipped(cache=self.book.folder / "cache")
        self.opener.keep(form)
        return form

    # --- while it runs ---

    def apply_settings(self, new: Settings) -> None:
        """Put language, theme and text size in force."""
        if i18n.language() != new.language:
            i18n.use_language(new.language)
            # Later: the change comes from a button of the shell that is built again.
            QTimer.singleShot(0, self.rebuild)
        self._load_qt_texts(new.language)
        dark = tokens.wants_dark(self._app, new.theme)
        wanted = tokens.Theme(dark, new.text_scale)
        if tokens.theme() != wanted or not self._app.styleSheet():
            tokens.apply(self._app, wanted)
        if self.services is not None:
            self._idle.set_minutes(new.lock_minutes)

    def rebuild(self) -> None:
        """Build the shell again: after another language was chosen."""
        if self.store is not None and self.window.shell is not None:
            self.window.shell.close_all()
            self.window.setWindowTitle(i18n._("Yunzhen"))
            self.use_store(self.store)

    def lock(self) -> None:
        """Hide everything behind the passphrase; the open visit is on the disk already."""
        if self.store is None or self.window.locked or self._practice:
            return
        if self.window.shell is not None:
            self.window.shell.close_all()
        self._show_unlock(locked=True)

    def close(self) -> None:
        """Write where the visit stands, end the lanes, close the store."""
        if self.window.shell is not None:
            self.window.shell.close_all()
        self.background.close()
        if self.store is not None:
            self.store.close()
            self.store = None

    def report_bug(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Log what nobody caught and say so once; the program goes on."""
        logging.getLogger(NAME).error("unhandled", exc_info=(kind, error, trace))
        if self.window.shell is not None and isinstance(error, Exception):
            self.window.shell.complain(error)
        else:
            sys.stderr.write(" ".join(message_for(error)) + "\n")

    # --- inside ---

    def _show_unlock(self, *, locked: bool) -> None:
        model = unlock.UnlockModel(self.book, self.background, locked=locked)
        gate = unlock.UnlockScreen(model)
        if locked:
            model.opened.connect(self._unlock)
        else:
            model.opened.connect(self.use_store)
        self.window.show_gate(gate)

    def _unlock(self, second: Store) -> None:
        second.close()
        self.window.show_shell()
        self._idle.set_minutes(self.book.current.lock_minutes)

    def _open_visit(self, uuid: str, show: Callable[[Visit, str], None]) -> None:
        store = self.store
        if store is None:
            return
        opening = _Opening(self, store, show)
        opener = self.opener

        def work(_task: Task) -> tuple[RecordDraft, forms.Entry]:
            return opener.open(store, uuid)

        self.background.start(Lane.DATABASE, work, opening.finish, opening.complain)

    def _load_qt_texts(self, language: str) -> None:
        self._app.removeTranslator(self._translator)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if language != i18n.ENGLISH and self._translator.load(f"qtbase_{language}", folder):
            self._app.installTranslator(self._translator)

    def _present(self, visit: Visit, parent: QWidget) -> None:
        from desktop.screens.presentation import open_presentation

        window = open_presentation(visit, parent)
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)


class _Opening(QObject):
    """A record on its way from the disk to the shell."""

    def __init__(self, program: Program, store: Store, show: Callable[[Visit, str], None]) -> None:
        super().__init__(program)
        self._program, self._store, self._show = program, store, show

    def finish(self, opened: object) -> None:
        if not isinstance(opened, tuple):
            return
        draft, entry = opened
        visit = Visit(
            draft.uuid,
            draft.number,
            entry,
            store=self._store,
            background=self._program.background,
            new_uuid=new_uuid,
            last_path=draft.last_path,
            state=draft.state,
            practice=draft.practice,
        )
        self._show(visit, "")
        self.deleteLater()

    def complain(self, error: Exception) -> None:
        if self._program.window.shell is not None:
            self._program.window.shell.complain(error)
        self.deleteLater()


def tabs(program: Program) -> tuple[Tab, ...]:
    """Return the tabs of the home screen."""
    return (
        home.tab(program.form, program.opener),
        sync_centre.tab(),
        statistics.tab(),
        settings.tab(),
    )


def stages() -> tuple[Stage, ...]:
    """Return the stages of a visit, in order."""
    return (
        interview.stage(),
        diagnosis.stage(),
        measures.stage(),
        costs.stage(),
        plan.stage(),
        submit.stage(),
    )
