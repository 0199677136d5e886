"""Copies of a finished PDF: with a password, or signed with the organisation's certificate."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.i18n import _
from desktop.widgets.parts import button, label, row
from desktop.widgets.popovers import Popover
from desktop.widgets.text import Line


class LockPopover(Popover):
    """The password of a copy, twice: nobody can find it out afterwards."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("Copy with a password"), "lock", _("Save the copy"), parent)
        self.first, self.second = _secret("copy_password"), _secret("copy_password_again")
        self.add(_("Password"), self.first)
        self.add(_("Once more"), self.second)
        self.add_plain(label(_("Tell it by telephone, not in the same message."), "note"))
        for line in (self.first, self.second):
            line.textChanged.connect(self._judge)
        self._judge()
        self.written.connect(lambda: self.chosen.emit(self.first.text()))
        self.first.setFocus()

    def _judge(self) -> None:
        same = self.first.text() == self.second.text()
        self._write.setEnabled(bool(self.first.text()) and same)
        self.note.setText("" if same or not self.second.text() else _("The two differ."))

    def _finish(self) -> None:
        if self._write.isEnabled():
            super()._finish()


class SignPopover(Popover):
    """The organisation's .p12 and its passphrase; which file it was is remembered."""

    chosen = Signal(str, str)
    certificate_asked = Signal()

    def __init__(self, certificate: str, parent: QWidget) -> None:
        super().__init__(_("Copy with a digital signature"), "signature", _("Save the copy"),
                         parent)
        self._certificate = certificate
        self.file = label(Path(certificate).name or _("none chosen yet"), "second")
        choose = button(_("Choose the certificate"), "file", size="small")
        choose.setObjectName("choose_certificate")
        choose.clicked.connect(self._ask)
        box = QWidget()
        box.setLayout(row(self.file, None, choose))
        box.setFocusProxy(choose)
        self.add(_("Certificate of the organisation (.p12 or .pfx)"), box)
        self.secret = _secret("certificate_passphrase")
        self.add(_("Passphrase of the certificate"), self.secret)
        self.add_plain(label(_(
            "The signature shows in a PDF reader who signed and whether the file was changed."),
            "note", wrap=True))
        self._write.setEnabled(bool(certificate))
        self.written.connect(lambda: self.chosen.emit(self._certificate, self.secret.text()))
        (self.secret if certificate else choose).setFocus()

    def _ask(self) -> None:
        # A popup is gone once a dialog comes: it is opened again with the file.
        self.close()
        self.certificate_asked.emit()

    def _finish(self) -> None:
        if self._write.isEnabled():
            super()._finish()


def ask_certificate(parent: QWidget) -> str:
    """Ask for the certificate's file; empty when none was chosen."""
    name, _kind = QFileDialog.getOpenFileName(
        parent, _("Choose the certificate"), filter="*.p12 *.pfx")
    return name


def _secret(name: str) -> Line:
    line = Line()
    line.setObjectName(name)
    line.setEchoMode(Line.EchoMode.Password)
    return line
