"""What is there while the store is open: services, shell, and the records that are opened."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

import forms
from desktop.background import Background, Lane, Task
from desktop.i18n import _
from desktop.opening import Opener
from desktop.page import Services, Stage, Tab
from desktop.questionnaires import shipped
from desktop.screens import (
    costs,
    diagnosis,
    effects,
    home,
    interview,
    measures,
    plan,
    settings,
    statistics,
    submit,
    sync_centre,
)
from desktop.screens.presentation import open_presentation
from desktop.screens.sync_centre_model import SyncModel
from desktop.screens.upgrade_sheet import UpgradeSheet
from desktop.settings import SettingsBook
from desktop.shell import Hooks, Shell
from desktop.upgrading import newer_for, newest
from desktop.visit import Visit
from sync.store import Store
from sync.values import DRAFT, QuestionnaireInfo, RecordDraft


class Session(QObject):
    """One unlocked store with its shell; built anew when another language is chosen."""

    def __init__(
        self,
        store: Store,
        background: Background,
        book: SettingsBook,
        lock: Callable[[], None],
        now: Callable[[], datetime],
        new_uuid: Callable[[], str],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._store, self._background, self._book = store, background, book
        self._new_uuid = new_uuid
        self._opener = Opener(now, new_uuid)
        sync = SyncModel(store, background, now)
        self.shell = Shell(
            self._tabs(), _stages(), Hooks(self._open_visit, lock, self._present), sync
        )
        self._services = Services(store, background, book, sync, self.shell, now, new_uuid)

    def start(self) -> None:
        """Show the first tab; the shell is in the window already."""
        self.shell.start(self._services)

    def form(self) -> forms.Form:
        """Return the newest questionnaire, compiled once a version; not on the UI thread."""
        form = shipped(cache=self._book.folder / "cache")
        self._opener.keep(form)
        return newest(self._store, self._opener, form)

    def _tabs(self) -> tuple[Tab, ...]:
        return (
            home.tab(self.form, self._opener),
            sync_centre.tab(),
            statistics.tab(),
            settings.tab(),
        )

    def _open_visit(self, uuid: str, show: Callable[[Visit, str], None]) -> None:
        opener, store = self._opener, self._store
        opening = _Opening(self, show)

        def work(_task: Task) -> tuple[RecordDraft, forms.Entry, QuestionnaireInfo | None]:
            draft, entry = opener.open(store, uuid)
            newer = newer_for(store, entry.form) if draft.state == DRAFT else None
            return draft, entry, newer

        self._background.start(Lane.DATABASE, work, opening.finish, opening.complain)

    def visit_of(self, draft: RecordDraft, entry: forms.Entry) -> Visit:
        """Return the open record of what the store gave."""
        return Visit(
            draft.uuid,
            draft.number,
            entry,
            store=self._store,
            background=self._background,
            new_uuid=self._new_uuid,
            last_path=draft.last_path,
            state=draft.state,
            practice=draft.practice,
            who=lambda: self._book.current.consultant,
        )

    def tell_newer(self, uuid: str, newer: QuestionnaireInfo) -> None:
        """Say once, when a visit is opened, that there is a newer version of its questionnaire."""
        self.shell.toast(
            _("There is a newer questionnaire, {version}. This visit stays with its own.").format(
                version=newer.version),
            _("What would change"),
            lambda: self.shell.show_sheet(UpgradeSheet(self._services, uuid, newer.sha256)))

    @staticmethod
    def _present(visit: Visit, parent: QWidget) -> None:
        window = open_presentation(visit, parent)
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)


class _Opening(QObject):
    """A record on its way from the disk to the shell."""

    def __init__(self, session: Session, show: Callable[[Visit, str], None]) -> None:
        super().__init__(session)
        self._session, self._show = session, show

    def finish(self, opened: object) -> None:
        if isinstance(opened, tuple):
            draft, entry, newer = opened
            self._show(self._session.visit_of(draft, entry), "")
            if newer is not None:
                self._session.tell_newer(draft.uuid, newer)
        self.deleteLater()

    def complain(self, error: Exception) -> None:
        self._session.shell.complain(error)
        self.deleteLater()


def _stages() -> tuple[Stage, ...]:
    """Return the stages of a visit, in order."""
    return (
        interview.stage(),
        diagnosis.stage(),
        effects.stage(),
        measures.stage(),
        costs.stage(),
        plan.stage(),
        submit.stage(),
    )
