"""Settings: in plain words where the data lies, how large, when last backed up and exchanged."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from desktop.figures import NONE, file_size, moment
from desktop.i18n import _, ngettext
from desktop.screens.settings_model import SettingsModel, SettingsState
from desktop.screens.settings_parts import Section, box, put
from desktop.settings import SettingsBook
from desktop.widgets.parts import button, label

LOG_FILE = "yunzhen.log"


class DataSection(Section):
    """数据与备份."""

    def __init__(self, model: SettingsModel, book: SettingsBook) -> None:
        super().__init__("data", _("Where the data lies"), _(
            "All records, photos and the queue are in one encrypted file on this computer. Nobody "
            "opens it without a passphrase. What was sent is on the platform as well."))
        self._model, self._book = model, book
        grid = self.grid()
        names = (
            ("path", _("Folder")), ("size", _("How large")), ("backup", _("Last backup")),
            ("exchange", _("Last exchange")), ("log", _("Log")),
        )
        self._facts = {name: label(wrap=True) for name, _words in names}
        for name, words in names:
            put(grid, words, self._facts[name])
        backup = button(_("Back up now"), "device-floppy", size="small")
        backup.setObjectName("backup")
        backup.clicked.connect(self._ask_backup)
        folder = button(_("Open the folder"), "folder", size="small")
        folder.setObjectName("open_folder")
        folder.clicked.connect(lambda: self._open(book.data_folder))
        log = button(_("Open the log"), "file", size="small")
        log.setObjectName("open_log")
        log.clicked.connect(lambda: self._open(book.folder / LOG_FILE))
        put(grid, "", box(backup, folder, log, None))
        self._files = label(role="note")
        choose = button(_("Choose a folder"), "folder", size="small")
        choose.setObjectName("files_folder")
        choose.clicked.connect(self._ask_files)
        put(grid, _("Plans are saved to"), box(choose, self._files, None))
        self.end()

    def show_state(self, state: SettingsState) -> None:
        facts = state.facts
        self._files.setText(state.settings.files_folder or _("your own folder"))
        self._facts["log"].setText(
            f"{self._book.folder / LOG_FILE}\n" + _("No enterprise and no answer is in it."))
        if facts is None:
            return
        records = ngettext("{count} record", "{count} records", facts.records)
        self._facts["path"].setText(facts.path)
        self._facts["size"].setText(
            f"{file_size(facts.size_bytes)} • {records.format(count=facts.records)} • "
            + _("{free} free").format(free=file_size(facts.free_bytes)))
        where = state.settings.backup_folder
        when = moment(facts.last_backup_at) if facts.last_backup_at else _("never")
        self._facts["backup"].setText(f"{when} • {where}" if where else when)
        self._facts["exchange"].setText(
            moment(facts.last_exchange_at) if facts.last_exchange_at else NONE)

    def _ask_backup(self) -> None:
        before = self._model.state.settings.backup_folder
        folder = QFileDialog.getExistingDirectory(self, _("Where the backup goes"), before)
        if folder:
            self._model.backup(Path(folder))

    def _ask_files(self) -> None:
        before = self._model.state.settings.files_folder
        folder = QFileDialog.getExistingDirectory(self, _("Plans are saved to"), before)
        if folder:
            self._model.change(files_folder=folder)

    @staticmethod
    def _open(path: Path) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
