"""移交：records of the list go into one encrypted package, to another person or as a copy."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from desktop.background import Lane, Task
from desktop.figures import file_size
from desktop.i18n import _, ngettext
from desktop.page import Services
from desktop.widgets.parts import label
from desktop.widgets.popovers import Popover
from desktop.widgets.text import Line
from sync.values import Progress

SHORTEST = 8


class HandingPopover(Popover):
    """Who gets the records, and the passphrase that is told by mouth."""

    def __init__(self, count: int, parent: QWidget) -> None:
        words = ngettext("Hand over {count} record", "Hand over {count} records", count)
        super().__init__(words.format(count=count), "user", _("Save package"), parent)
        self.setObjectName("handing")
        self.owner, self.passphrase = Line(""), Line("")
        self.owner.setObjectName("handing_owner")
        self.passphrase.setObjectName("handing_passphrase")
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.add(_("To whom; empty: only a copy"), self.owner)
        self.add(_("Passphrase, told by mouth"), self.passphrase)
        words = _("Whoever gets it goes on; here it can only be read until it is back.")
        self.add_plain(label(words, "note", wrap=True))
        self.owner.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish()
        else:
            super().keyPressEvent(event)


class Handing(QObject):
    """Asks whom, where and with which passphrase, and writes the package off the UI thread."""

    handed = Signal()

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(parent)
        self._services, self._page = services, parent
        self._owner = ""

    def ask(self, uuids: Sequence[str], mark: QWidget) -> None:
        """Begin with the records of ``uuids``."""
        pane = HandingPopover(len(uuids), self._page)
        pane.written.connect(
            lambda: self._choose_file(uuids, pane.owner.text().strip(), pane.passphrase.text()))
        pane.open_below(mark)

    def _choose_file(self, uuids: Sequence[str], owner: str, passphrase: str) -> None:
        from sync.handover import SUFFIX

        if len(passphrase) < SHORTEST:
            self._services.navigator.toast(
                _("The passphrase has fewer than 8 characters. Agree on a longer one."))
            return
        name = str(Path.home() / (_("handover") + SUFFIX))
        chosen, _kind = QFileDialog.getSaveFileName(
            self._page, _("Save package"), name, f"{_('Package')} (*{SUFFIX})")
        if chosen:
            self.save(uuids, Path(chosen).with_suffix(SUFFIX), passphrase, owner)

    def save(self, uuids: Sequence[str], path: Path, passphrase: str, owner: str) -> None:
        """Write the package; with an ``owner`` the records change hands once it is whole."""
        store, now = self._services.store, self._services.now()

        def work(task: Task) -> int:
            from sync.handover import write_handover

            return write_handover(store, uuids, path, passphrase, to=owner, now=now,
                                  progress=task.progressed.emit)

        self._owner = owner
        task = self._services.background.start(
            Lane.DATABASE, work, self._show_saved, self._services.navigator.complain)
        self._counting = Counting(self._services.navigator.toast)
        task.progressed.connect(self._counting.show)

    def _show_saved(self, size: object) -> None:
        amount = file_size(size) if isinstance(size, int) else ""
        words = _("Handed over to {owner}, {size}.") if self._owner else _("Copied, {size}.")
        self._services.navigator.toast(words.format(owner=self._owner, size=amount))
        self.handed.emit()


class Counting:
    """Says how far a package is, ten steps and no more."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say, self._tenth = say, 0

    def show(self, progress: object) -> None:
        """Take in how many bytes are done."""
        if not isinstance(progress, Progress) or not progress.all_bytes:
            return
        tenth = progress.done_bytes * 10 // progress.all_bytes
        if tenth != self._tenth:
            self._tenth = tenth
            self._say(_("Package: {percent} %").format(percent=tenth * 10))
