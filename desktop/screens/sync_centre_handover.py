"""存交接包: what waits goes into one encrypted file, for where there is no network at all."""

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from desktop.background import Background, Lane, Task
from desktop.figures import file_size
from desktop.i18n import _, ngettext
from desktop.messages import in_a_line, message_for
from desktop.screens.sync_centre_model import SyncModel
from desktop.widgets.parts import button, column, label, row, surface
from sync.handover import SUFFIX, write_handover
from sync.store import Store

SHORTEST = 8


@dataclass(frozen=True, slots=True)
class HandoverState:
    """Whether the form is open and what became of the last file."""

    open: bool = False
    busy: bool = False
    problem: str = ""
    notice: str = ""


class HandoverModel(QObject):
    """Packs every record that has not arrived yet."""

    changed = Signal(object)

    def __init__(
        self, store: Store, background: Background, sync: SyncModel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store, self._background, self._sync = store, background, sync
        self.state = HandoverState()

    @property
    def records(self) -> tuple[str, ...]:
        """The records that wait or are stuck, each once."""
        items = self._sync.state.stock.items
        return tuple(dict.fromkeys(
            one.record_uuid for one in items if one.state != "received"))

    def toggle(self) -> None:
        """Open or close the form."""
        self._set(HandoverState(open=not self.state.open))

    def fits(self, passphrase: str) -> bool:
        """Say what is wrong with a passphrase before a file is chosen."""
        if len(passphrase) >= SHORTEST:
            return True
        self._set(replace(self.state, problem=_(
            "The passphrase has fewer than 8 characters. Agree on a longer one.")))
        return False

    def save(self, path: Path, passphrase: str) -> None:
        """Write the file; the records stay here and still go by themselves."""
        store, uuids, now = self._store, self.records, self._sync.now()

        def work(task: Task) -> int:
            return write_handover(
                store, uuids, path, passphrase, now=now, progress=task.progressed.emit)

        self._set(replace(self.state, busy=True, problem="", notice=""))
        self._background.start(Lane.DATABASE, work, self._show_saved, self._complain)

    def _show_saved(self, size: object) -> None:
        count = len(self.records)
        words = ngettext("{count} record packed, {size}", "{count} records packed, {size}", count)
        amount = file_size(size) if isinstance(size, int) else ""
        self._set(HandoverState(open=True, notice=words.format(count=count, size=amount)))

    def _complain(self, error: Exception) -> None:
        if isinstance(error, OSError):
            words = _("The file could not be written. Choose another folder.")
        else:
            words = in_a_line(message_for(error))
        self._set(replace(self.state, busy=False, problem=words))

    def _set(self, state: HandoverState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit(state)


class HandoverForm(QWidget):
    """Passphrase and file, below the head of the sync centre; no dialog of our own."""

    def __init__(self, model: HandoverModel) -> None:
        super().__init__()
        self.setObjectName("handover")
        self._model = model
        self._passphrase = QLineEdit()
        self._passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self._passphrase.setAccessibleName(_("Passphrase of the package"))
        self._passphrase.setPlaceholderText(_("Passphrase, told by mouth"))
        self._save, close = button(_("Save package"), kind="primary"), button(_("Close"))
        self._words = label("", "second", wrap=True)
        self._problem = label("", "error", wrap=True)
        body = surface("paper2", "bottom")
        fields = row(self._passphrase, self._save, close)
        layout = column(self._words, fields, self._problem, spacing=6)
        layout.setContentsMargins(20, 8, 18, 8)
        body.setLayout(layout)
        self.setLayout(column(body, spacing=0))
        model.changed.connect(self._render)
        self._save.clicked.connect(self._choose_file)
        self._passphrase.returnPressed.connect(self._choose_file)
        close.clicked.connect(model.toggle)
        self._render(model.state)

    def _render(self, state: HandoverState) -> None:
        if state.open and not self.isVisible():
            self._passphrase.setFocus()
        self.setVisible(state.open)
        if not state.open:
            self._passphrase.clear()
        self._words.setText(state.notice or _(
            "The package is encrypted. Whoever gets it needs the passphrase; the records stay "
            "here too."))
        self._problem.setText(state.problem)
        self._problem.setVisible(bool(state.problem))
        self._save.setDisabled(state.busy)

    def _choose_file(self) -> None:
        passphrase = self._passphrase.text()
        if not self._model.fits(passphrase):
            return
        name = str(Path.home() / (_("handover") + SUFFIX))
        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("Save package"), name, f"{_('Package')} (*{SUFFIX})")
        if chosen:
            self._model.save(Path(chosen).with_suffix(SUFFIX), passphrase)
