"""设置: one page of plain sections, in force at once; and where the data lies, in plain words."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.figures import NONE, file_size, moment
from desktop.i18n import CHINESE, ENGLISH, _, ngettext
from desktop.page import Key, Page, Services, Tab
from desktop.screens.settings_model import SettingsModel, SettingsState
from desktop.tokens import TEXT_SCALES, theme
from desktop.widgets.choice_box import ChoiceBox
from desktop.widgets.gate import PassphraseField
from desktop.widgets.parts import Segments, button, empty, label, row, rule
from desktop.widgets.text import Line

LOCK_MINUTES = (0, 5, 10, 30, 60)
ROLES = ("", "consultant", "iaas_vendor", "saas_vendor", "association", "gov")
FORM_WIDTH = 760


def tab() -> Tab:
    """Return the tab 设置."""
    return Tab("settings", "settings", lambda: _("Settings"), SettingsScreen)


def role_words(role: str) -> str:
    """Return the words of a consultant's role; it is disclosed in the plan."""
    return {
        "": _("asked at each visit"),
        "consultant": _("independent consultant"),
        "iaas_vendor": _("cloud platform provider"),
        "saas_vendor": _("cloud application provider"),
        "association": _("association or alliance"),
        "gov": _("authority"),
    }[role]


class SettingsScreen(Page):
    """Builds the sections and draws the state."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.setObjectName("settings")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "paper")
        self.model = SettingsModel(services, self)
        self._services = services
        self._notes: dict[str, QLabel] = {}
        host = QWidget()
        host.setProperty("surface", "paper")
        self._column = QVBoxLayout(host)
        self._column.setContentsMargins(32, 20, 32, 32)
        self._column.setSpacing(6)
        host.setMaximumWidth(theme().px(FORM_WIDTH + 64))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(host)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
        self._column.addWidget(label(_("Settings"), "title"))
        self._consultant()
        self._platform()
        self._display()
        self._lock()
        self._data()
        self._questionnaires()
        self._column.addStretch(1)
        self.model.changed.connect(self._render)
        self._render(self.model.state)

    def keys(self) -> tuple[Key, ...]:
        return (Key("Tab", _("Next field")), Key("Esc", _("Back")))

    def activate(self) -> None:
        self.model.reload()
        field = self.findChild(QLineEdit, "setting_consultant")
        if field is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    def back(self) -> bool:
        self._services.navigator.go_home()
        return True

    # --- sections ---

    def _section(self, name: str, title: str, words: str = "") -> QGridLayout:
        self._column.addSpacing(14)
        self._column.addWidget(label(title, "panel"))
        self._column.addWidget(rule("line2"))
        if words:
            self._column.addWidget(label(words, "note", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnMinimumWidth(0, theme().px(150))
        grid.setColumnStretch(1, 1)
        self._column.addLayout(grid)
        note = label(role="note", wrap=True)
        note.setObjectName(f"note_{name}")
        note.hide()
        self._notes[name] = note
        self._column.addWidget(note)
        return grid

    @staticmethod
    def _put(grid: QGridLayout, words: str, field: QWidget) -> None:
        name = label(words, "second")
        name.setBuddy(field)
        if not field.accessibleName():
            field.setAccessibleName(words)
        place = grid.rowCount()
        grid.addWidget(name, place, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(field, place, 1)

    def _consultant(self) -> None:
        grid = self._section(
            "consultant",
            _("Consultant"),
            _("Printed on the plan; the role is disclosed to the enterprise."),
        )
        settings = self.model.state.settings
        self._line(grid, "consultant", _("Name"), settings.consultant)
        self._line(grid, "organisation", _("Organisation"), settings.organisation)
        role = ChoiceBox()
        role.setObjectName("role")
        for code in ROLES:
            role.addItem(role_words(code), code)
        role.setCurrentIndex(ROLES.index(settings.role) if settings.role in ROLES else 0)
        role.activated.connect(lambda place: self.model.change(role=ROLES[place]))
        role.setMaximumWidth(theme().px(300))
        self._put(grid, _("Role"), role)
        self._logo = label(role="note")
        choose = button(_("Choose a picture"), "photo", size="small")
        choose.setObjectName("choose_logo")
        choose.clicked.connect(self._ask_logo)
        drop = button(_("Take away"), kind="link", size="small")
        drop.setObjectName("drop_logo")
        drop.clicked.connect(lambda: self.model.change(logo=""))
        box = QWidget()
        box.setLayout(row(self._logo, choose, drop, None))
        self._put(grid, _("Logo for the plan"), box)

    def _line(self, grid: QGridLayout, name: str, words: str, value: str) -> None:
        line = Line(value)
        line.setObjectName(f"setting_{name}")
        line.setMaximumWidth(theme().px(300))
        line.left.connect(lambda: self.model.change(**{name: line.text().strip()}))
        line.returnPressed.connect(lambda: self.model.change(**{name: line.text().strip()}))
        self._put(grid, words, line)

    def _platform(self) -> None:
        grid = self._section(
            "platform",
            _("Platform"),
            _(
                "Paste the configuration code of your organisation, or choose a "
                "picture of its QR code."
            ),
        )
        self._server = label()
        self._put(grid, _("Connected with"), self._server)
        code = Line()
        code.setObjectName("platform_code")
        code.setPlaceholderText("https://…/v1/key/…/projects/1")
        use = button(_("Connect"), size="small")
        use.setObjectName("use_code")
        scan = button(_("From a picture"), "photo", size="small")
        scan.setObjectName("use_picture")

        def connect() -> None:
            self.model.use_code(code.text())
            code.clear()

        use.clicked.connect(connect)
        code.returnPressed.connect(connect)
        scan.clicked.connect(self._ask_picture)
        code.setAccessibleName(_("Configuration code"))
        box = QWidget()
        line = row(code, use, scan)
        line.setStretch(0, 1)
        box.setLayout(line)
        box.setFocusProxy(code)
        self._put(grid, _("Configuration code"), box)
        self._put(grid, _("Review account"), self._account_line())

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
            self.model.use_account(name.text(), secret.text())
            secret.clear()

        keep.clicked.connect(take)
        secret.returnPressed.connect(take)
        box = QWidget()
        box.setLayout(row(name, secret, keep))
        box.setFocusProxy(name)
        return box

    def _display(self) -> None:
        grid = self._section("display", _("Display"))
        settings = self.model.state.settings
        languages = ((CHINESE, "中文"), (ENGLISH, "English"))
        self._segments(
            grid,
            _("Language"),
            languages,
            settings.language,
            lambda key: self.model.change(language=key),
        )
        themes = (("system", _("as the system")), ("light", _("light")), ("dark", _("dark")))
        self._segments(
            grid, _("Theme"), themes, settings.theme, lambda key: self.model.change(theme=key)
        )
        scales = tuple((str(scale), f"{round(scale * 100)}\u2009%") for scale in TEXT_SCALES)
        self._segments(
            grid,
            _("Text size"),
            scales,
            str(settings.text_scale),
            lambda key: self.model.change(text_scale=float(key)),
        )
        motion = QCheckBox(_("A changed score counts up"))
        motion.setObjectName("motion")
        motion.setChecked(settings.motion)
        motion.clicked.connect(lambda on: self.model.change(motion=on))
        self._put(grid, _("Motion"), motion)

    def _segments(
        self,
        grid: QGridLayout,
        words: str,
        items: Sequence[tuple[str, str]],
        now: str,
        choose: Callable[[str], None],
    ) -> None:
        segments = Segments(words, items)
        if now in dict(items):
            segments.choose(now)
        segments.chosen.connect(choose)
        box = QWidget()
        box.setLayout(row(segments, None))
        self._put(grid, words, box)

    def _lock(self) -> None:
        grid = self._section("lock", _("Lock and passphrases"))
        minutes = ChoiceBox()
        minutes.setObjectName("lock_minutes")
        for value in LOCK_MINUTES:
            words = ngettext("after {count} minute", "after {count} minutes", value)
            minutes.addItem(words.format(count=value) if value else _("never by itself"), value)
        now = self.model.state.settings.lock_minutes
        minutes.setCurrentIndex(LOCK_MINUTES.index(now) if now in LOCK_MINUTES else 2)
        minutes.activated.connect(lambda place: self.model.change(lock_minutes=LOCK_MINUTES[place]))
        minutes.setMaximumWidth(theme().px(200))
        self._put(grid, _("Lock"), minutes)
        old, new, again = (
            PassphraseField(name, words)
            for name, words in (
                ("old_passphrase", _("Present passphrase")),
                ("new_passphrase", _("New passphrase")),
                ("again_passphrase", _("Once more")),
            )
        )
        for field in (old, new, again):
            self._put(grid, field.accessibleName(), field)
        change = button(_("Change the passphrase"), size="small")
        change.setObjectName("change_passphrase")

        def submit() -> None:
            self.model.change_passphrase(old.text(), new.text(), again.text())
            for field in (old, new, again):
                field.clear()

        change.clicked.connect(submit)
        box = QWidget()
        box.setLayout(row(change, None))
        self._put(grid, "", box)
        self._person(grid)

    def _person(self, grid: QGridLayout) -> None:
        name = QLineEdit()
        name.setObjectName("person_name")
        name.setMaximumWidth(theme().px(300))
        self._put(grid, _("Another person"), name)
        secret = PassphraseField("person_passphrase", _("Their passphrase"))
        self._put(grid, _("Their passphrase"), secret)
        add = button(_("Let them open this computer's data"), size="small")
        add.setObjectName("add_person")

        def submit() -> None:
            self.model.add_person(name.text().strip(), secret.text())
            name.clear()
            secret.clear()

        add.clicked.connect(submit)
        box = QWidget()
        box.setLayout(row(add, None))
        self._put(grid, "", box)

    def _data(self) -> None:
        grid = self._section("data", _("Where the data lies"))
        self._facts = {name: label(wrap=True) for name in ("path", "size", "backup", "exchange")}
        for name, words in (
            ("path", _("Folder")),
            ("size", _("Size")),
            ("backup", _("Last backup")),
            ("exchange", _("Last exchange")),
        ):
            self._put(grid, words, self._facts[name])
        backup = button(_("Back up now"), "device-floppy", size="small")
        backup.setObjectName("backup")
        backup.clicked.connect(self._ask_backup)
        folder = button(_("Open the folder"), "folder", size="small")
        folder.setObjectName("open_folder")
        folder.clicked.connect(lambda: self._open(self._services.settings.data_folder))
        log = button(_("Open the log"), "file", size="small")
        log.setObjectName("open_log")
        log.clicked.connect(lambda: self._open(self._services.settings.folder / "yunzhen.log"))
        box = QWidget()
        box.setLayout(row(backup, folder, log, None))
        self._put(grid, "", box)

    def _questionnaires(self) -> None:
        self._section(
            "questionnaires",
            _("Questionnaires"),
            _("Each visit stays with the version that it was begun with."),
        )
        self._versions = QVBoxLayout()
        self._column.addLayout(self._versions)

    # --- drawing ---

    def _render(self, state: SettingsState) -> None:
        logo = Path(state.settings.logo).name if state.settings.logo else _("none")
        self._logo.setText(logo)
        self._server.setText(state.server or _("nothing yet; records wait on this computer"))
        if not self._account.hasFocus() and not self._account.text():
            self._account.setText(state.account)
        facts = state.facts
        if facts is not None:
            records = ngettext("{count} record", "{count} records", facts.records)
            self._facts["path"].setText(facts.path)
            self._facts["size"].setText(
                f"{file_size(facts.size_bytes)} • {records.format(count=facts.records)} • "
                + _("{free} free").format(free=file_size(facts.free_bytes))
            )
            self._facts["backup"].setText(
                moment(facts.last_backup_at) if facts.last_backup_at else _("never")
            )
            self._facts["exchange"].setText(
                moment(facts.last_exchange_at) if facts.last_exchange_at else NONE
            )
        for name, note in self._notes.items():
            words = state.words[1] if state.words[0] == name else ""
            problem = state.problem[1] if state.problem[0] == name else ""
            note.setText(problem or words)
            note.setProperty("role", "error" if problem else "good")
            note.style().polish(note)
            note.setVisible(bool(problem or words))
        empty(self._versions)
        for info in state.questionnaires:
            count = ngettext("{count} record", "{count} records", info.records)
            words = f"{info.version} • {moment(info.added_at)} • {count.format(count=info.records)}"
            self._versions.addLayout(row(label(info.title, "strong"), label(words, "note"), None))

    # --- asking ---

    def _ask_logo(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(
            self, _("Choose a picture"), filter="*.png *.jpg *.jpeg"
        )
        if name:
            self.model.change(logo=name)

    def _ask_picture(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(
            self, _("From a picture"), filter="*.png *.jpg *.jpeg *.webp"
        )
        if name:
            self.model.use_picture(Path(name))

    def _ask_backup(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Where the backup goes"))
        if folder:
            self.model.backup(Path(folder))

    @staticmethod
    def _open(path: Path) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
