"""Jobs beside the open plan: the blank questionnaire, a file to verify, many plans in one go."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from desktop.background import Lane, Task
from desktop.i18n import _, ngettext
from desktop.opening import Opener
from desktop.page import Services
from desktop.questionnaires import shipped
from desktop.screens.batch_sheet import BatchSheet
from desktop.screens.verify_sheet import VerifySheet
from desktop.upgrading import newest
from sync.values import RecordFilter


class PlanJobs(QObject):
    """What home and the plan's stage offer alike."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(parent)
        self._services, self._page = services, parent
        self._saved = Path()

    def put_into(self, menu: QMenu) -> None:
        """Add the jobs that concern no open record."""
        _put(menu, "verify_plan", _("Verify a plan"), self.verify)
        _put(menu, "blank_questionnaire", _("Blank questionnaire on paper"), self.save_paper)

    def verify(self) -> None:
        """Open 核对一份方案."""
        self._services.navigator.show_sheet(VerifySheet(self._services))

    def batch(self, wanted: RecordFilter, rows: Sequence[int] = ()) -> None:
        """Open 批量出方案 for these rows of a list, for all of it where none is named."""
        sheet = BatchSheet(self._services)
        sheet.model.take(wanted, rows)
        self._services.navigator.show_sheet(sheet)

    def save_paper(self) -> None:
        """Ask where the blank questionnaire goes and write it."""
        name = _("blank questionnaire").replace(" ", "-") + ".pdf"
        chosen, _kind = QFileDialog.getSaveFileName(
            self._page, _("Blank questionnaire on paper"),
            self._services.settings.current.suggested(name), "PDF (*.pdf)")
        if not chosen:
            return
        path, services = Path(chosen).with_suffix(".pdf"), self._services
        opener = Opener(services.now, services.new_uuid)
        cache = services.settings.folder / "cache"

        def work(_task: Task) -> tuple[Path, int]:
            from desktop.copies import write_paper

            return path, write_paper(path, newest(services.store, opener, shipped(cache=cache)))

        self._services.background.start(
            Lane.NETWORK, work, self._show_paper, self._services.navigator.complain)

    def _show_paper(self, made: object) -> None:
        if isinstance(made, tuple):
            path, pages = made
            words = ngettext("{file}: {count} page.", "{file}: {count} pages.", pages)
            self._saved = path
            self._services.navigator.toast(
                words.format(file=path.name, count=pages), _("Open"), self._open)

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._saved)))


def _put(menu: QMenu, name: str, words: str, run: Callable[[], None]) -> None:
    action = menu.addAction(words, run)
    action.setObjectName(name)
