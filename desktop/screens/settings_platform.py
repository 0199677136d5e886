"""Settings: the platform that records go to, and the account that reads what reviewers write."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.clipboard import picture_or_text
from desktop.i18n import _
from desktop.screens.settings_model import SettingsModel, SettingsState
from desktop.screens.settings_parts import Section, box, put
from desktop.widgets.parts import button, label
from desktop.widgets.text import Line


class PlatformSection(Section):
    """平台."""

    def __init__(self, model: SettingsModel) -> None:
        super().__init__("platform", _("Platform"), _(
            "Paste the configuration code of your organisation, or choose a picture of its QR "
            "code. A screenshot of the code can be taken from the clipboard."))
        self._model = model
        self._server = label()
        self._server.setWordWrap(True)
        grid = self.grid()
        put(grid, _("Connected with"), self._server)
        put(grid, _("Configuration code"), self._code_line())
        put(grid, "", self._picture_line())
        put(grid, _("Review account"), self._account_line())
        self.end()

    def show_state(self, state: SettingsState) -> None:
        self._server.setText(state.server or _("nothing yet; records wait on this computer"))
        if not self._account.hasFocus() and not self._account.text():
            self._account.setText(state.account)

    def _code_line(self) -> QWidget:
        code = Line()
        code.setObjectName("platform_code")
        code.setPlaceholderText("https://…/v1/key/…/projects/1")
        code.setAccessibleName(_("Configuration code"))
        use = button(_("Connect"), size="small")
        use.setObjectName("use_code")

        def connect() -> None:
            self._model.use_code(code.text())
            code.clear()

        use.clicked.connect(connect)
        code.returnPressed.connect(connect)
        return box(code, use)

    def _picture_line(self) -> QWidget:
        scan = button(_("From a picture"), "photo", size="small")
        scan.setObjectName("use_picture")
        scan.clicked.connect(self._ask_picture)
        paste = button(_("From the clipboard"), "clipboard", size="small")
        paste.setObjectName("use_clipboard")
        paste.clicked.connect(self._take_clipboard)
        return box(scan, paste, None)

    def _account_line(self) -> QWidget:
        """Make the fields of the web account that reads what reviewers write."""
        self._account = name = Line()
        name.setObjectName("review_account")
        name.setAccessibleName(_("Login name of the review account"))
        name.setPlaceholderText(_("login name"))
        secret = Line()
        secret.setObjectName("review_password")
        secret.setAccessibleName(_("Password of the review account"))
        secret.setPlaceholderText(_("password"))
        secret.setEchoMode(Line.EchoMode.Password)
        keep = button(_("Keep"), size="small")
        keep.setObjectName("keep_account")
        keep.setToolTip(_("With it returned records come back to this computer."))

        def take() -> None:
            self._model.use_account(name.text(), secret.text())
            secret.clear()

        keep.clicked.connect(take)
        secret.returnPressed.connect(take)
        return box(name, secret, keep)

    def _ask_picture(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(
            self, _("From a picture"), filter="*.png *.jpg *.jpeg *.webp")
        if name:
            self._model.use_picture(Path(name))

    def _take_clipboard(self) -> None:
        found = picture_or_text()
        if isinstance(found, bytes):
            self._model.use_picture_data(found)
        else:
            self._model.use_code(found)
