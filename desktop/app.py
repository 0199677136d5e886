"""The one place where objects are built and handed to each other; starts the window."""

import importlib
import logging
import sys
import uuid as uuids
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from desktop import i18n, tokens
from desktop.background import Background, Lane
from desktop.collector import Collector
from desktop.messages import in_a_line, message, message_for
from desktop.settings import Settings, SettingsBook, default_folder
from desktop.window import IdleLock, Window

if TYPE_CHECKING:
    from desktop.session import Session
    from sync.store import Store

# The gate that is needed is on the screen before the rest is loaded: what needs the database, the
# form engine or Excel is imported when the store opens, and fetched from the disk meanwhile.
BEHIND_THE_GATE = "desktop.session"
AFTER_FIRST_PAINT_MS = 150
# How long a lane may keep the interpreter before the window gets it back (Python's own: 5 ms).
SWITCH_S = 0.001

NAME, VERSION = "Yunzhen", "0.1"
# Given to Qt as it starts: setting it afterwards makes the system's own style first.
STYLE = "fusion"
LOG_BYTES, LOG_FILES = 1_000_000, 3
WIDTH, HEIGHT, TITLE_BAR = 1366, 768, 40
PRACTICE_FOLDER, DATABASE = "practice", "yunzhen.db"


def run(*, practice: bool = False, folder: Path | None = None) -> int:
    """Start the app; return its exit code.

    ``practice`` opens the practice enterprises against an embedded platform, with a passphrase of
    its own; ``folder`` holds settings and database, the user's own folder by default.
    """
    sys.setswitchinterval(SWITCH_S)
    app = make_application()
    base = folder or default_folder()
    with ExitStack() as stack:
        if practice:
            base = folder or base / PRACTICE_FOLDER
        program = Program(app, SettingsBook(base), practice=practice)
        try:
            start_log(base)
        except OSError:
            refuse_folder(base)
            return 1
        sys.excepthook = program.report_bug
        if practice:
            store = program.open_practice(stack)
            program.show()
            program.use_store(store)
        else:
            program.start()
        return app.exec()


def refuse_folder(folder: Path) -> None:
    """Say that nothing can be written there: a program without a console would just not come."""
    from PySide6.QtWidgets import QMessageBox

    title, advice = message("read-only", {})
    box = QMessageBox(QMessageBox.Icon.Critical, i18n._("Yunzhen"), title)
    box.setInformativeText(f"{folder}\n{advice}")
    box.exec()


def make_application() -> QApplication:
    """Return the application with the program's name and fonts: a process has one."""
    existing = QApplication.instance()
    return existing if isinstance(existing, QApplication) else _new_application()


def _new_application() -> QApplication:
    app = QApplication([NAME, "-style", STYLE])
    app.setApplicationName(NAME)
    app.setApplicationVersion(VERSION)
    tokens.load_fonts()
    Collector(app)
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
        self.store: Store | None = None
        self._session: Session | None = None
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
        if (self.book.data_folder / DATABASE).is_file():
            self._show_unlock(locked=False)
        else:
            from desktop.screens import first_run

            gate = first_run.FirstRunScreen(first_run.FirstRunModel(self.book, self.background))
            gate.model.opened.connect(
                lambda store: self.use_fresh_store(store, practise=gate.model.practise))
            gate.model.restored.connect(lambda: self._show_unlock(locked=False))
            self.window.show_gate(gate)
        self.show()
        QTimer.singleShot(AFTER_FIRST_PAINT_MS, self._load_the_rest)

    def show(self) -> None:
        """Show the window at the target's size; on a smaller laptop it fills the screen."""
        screen = self._app.primaryScreen().availableGeometry()
        self.window.resize(min(WIDTH, screen.width()), min(HEIGHT, screen.height()))
        # The title bar is outside of the target's size: it needs room as well.
        if screen.width() <= WIDTH or screen.height() <= HEIGHT + TITLE_BAR:
            self.window.showMaximized()
        else:
            self.window.show()

    def open_practice(self, stack: ExitStack) -> "Store":
        """Open the practice store and its platform, which ends with ``stack``."""
        from desktop.practice_start import open_practice

        return open_practice(self.book, self._now, self._new_uuid, stack)

    def use_store(self, store: "Store") -> None:
        """Build the session on an open store and show its shell."""
        from desktop.session import Session

        self.store = store
        self.book.change(self.book.current.for_person(store.person))
        if self._session is not None:
            self._session.deleteLater()
        self._session = Session(
            store, self.background, self.book, self.lock, self._now, self._new_uuid, self
        )
        self.window.show_shell(self._session.shell)
        self._session.start()
        self._idle.set_minutes(self.book.current.lock_minutes)
        collector = self._app.findChild(Collector)
        if collector is not None:
            collector.keep()

    def use_fresh_store(self, store: "Store", *, practise: bool = False) -> None:
        """Open a store that first run has just made, and put the practice visits into it.

        ``practise`` opens the first of them as soon as it is there.
        """
        from desktop.practice_start import add_practice

        self.use_store(store)
        cache, now, new_uuid = self.book.folder / "cache", self._now, self._new_uuid
        self.background.start(
            Lane.DATABASE,
            lambda _task: add_practice(store, cache, now, new_uuid),
            self._open_practice_visit if practise else self._show_practice,
            self._note_fault,
        )

    def _open_practice_visit(self, uuid: object) -> None:
        shell = self.window.shell
        if shell is not None and shell.visit is None:
            shell.open_visit(str(uuid))

    def _show_practice(self, _uuid: object) -> None:
        shell = self.window.shell
        if shell is not None and shell.page is not None and shell.visit is None:
            shell.page.activate()

    # --- while it runs ---

    def apply_settings(self, new: Settings) -> None:
        """Put language, theme and text size in force."""
        if i18n.language() != new.language:
            i18n.use_language(new.language)
            # Later: the change comes from a button of the shell that is built again.
            QTimer.singleShot(0, self.rebuild)
        self._load_qt_texts(new.language)
        QLocale.setDefault(QLocale(new.language))
        dark = tokens.wants_dark(self._app, new.theme)
        wanted = tokens.Theme(dark, new.text_scale)
        if tokens.theme() != wanted or not self._app.styleSheet():
            tokens.apply(self._app, wanted)
        if self._session is not None:
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
            sys.stderr.write(in_a_line(message_for(error)) + "\n")

    # --- inside ---

    def _show_unlock(self, *, locked: bool) -> None:
        from desktop.screens import unlock

        model = unlock.UnlockModel(self.book, self.background, locked=locked)
        gate = unlock.UnlockScreen(model)
        if locked:
            model.opened.connect(self._unlock)
        else:
            model.opened.connect(self.use_store)
        self.window.show_gate(gate)

    def _unlock(self, second: "Store") -> None:
        if self.store is not None:
            # Another person may have come back to the laptop than the one who locked it.
            self.store.person = second.person
        self.book.change(self.book.current.for_person(second.person))
        second.close()
        self.window.show_shell()
        self._idle.set_minutes(self.book.current.lock_minutes)

    def _load_the_rest(self) -> None:
        self.background.start(
            Lane.DATABASE,
            lambda _task: importlib.import_module(BEHIND_THE_GATE),
            self._note_loaded,
            self._note_fault,
        )

    def _note_loaded(self, _module: object) -> None:
        logging.getLogger(NAME).info("loaded")

    def _note_fault(self, error: Exception) -> None:
        self.report_bug(type(error), error, error.__traceback__)

    def _load_qt_texts(self, language: str) -> None:
        self._app.removeTranslator(self._translator)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if language != i18n.ENGLISH and self._translator.load(f"qtbase_{language}", folder):
            self._app.installTranslator(self._translator)
