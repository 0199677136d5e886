"""Settings: when the screen locks, the passphrase, and who else opens this computer's data."""

from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from desktop.i18n import _, ngettext
from desktop.screens.settings_model import SettingsModel, SettingsState
from desktop.screens.settings_parts import FIELD_WIDTH, Section, box, put
from desktop.tokens import theme
from desktop.widgets.choice_box import ChoiceBox
from desktop.widgets.gate import PassphraseField
from desktop.widgets.parts import IconLabel, button, empty, label, row

LOCK_MINUTES = (0, 5, 10, 30, 60)


class AccessSection(Section):
    """锁定与口令."""

    def __init__(self, model: SettingsModel) -> None:
        super().__init__("lock", _("Lock and passphrases"))
        self._model = model
        self._lock_time()
        self._passphrase()
        self.heading(_("Who opens this computer's data"))
        self.column.addWidget(label(_(
            "Everybody has a passphrase of their own, a name and a role of their own on the plan, "
            "and sees all records here."), "note", wrap=True))
        self._people = QVBoxLayout()
        self.column.addLayout(self._people)
        self._person()
        self.end()

    def show_state(self, state: SettingsState) -> None:
        empty(self._people)
        for person in state.people:
            mine = person == state.person
            name = state.settings.name_of(person) or _("First person")
            words = _("you, now") if mine else ""
            line = row(IconLabel("user", "acc" if mine else "ink2"), label(name, "strong"),
                       label(words, "note"), None)
            if not mine:
                drop = button(_("Take the passphrase away"), kind="link", size="small")
                drop.setObjectName(f"drop_{person}")
                drop.setAccessibleName(f"{drop.text()} {name}")
                drop.clicked.connect(lambda _on=False, who=person: self._model.drop_person(who))
                line.addWidget(drop)
            self._people.addLayout(line)

    def _lock_time(self) -> None:
        minutes = ChoiceBox()
        minutes.setObjectName("lock_minutes")
        for value in LOCK_MINUTES:
            words = ngettext("after {count} minute", "after {count} minutes", value)
            minutes.addItem(words.format(count=value) if value else _("never by itself"), value)
        now = self._model.state.settings.lock_minutes
        minutes.setCurrentIndex(LOCK_MINUTES.index(now) if now in LOCK_MINUTES else 2)
        minutes.activated.connect(
            lambda place: self._model.change(lock_minutes=LOCK_MINUTES[place]))
        minutes.setMaximumWidth(theme().px(200))
        put(self.grid(), _("Lock"), box(minutes, None))

    def _passphrase(self) -> None:
        self.heading(_("Your passphrase"))
        grid = self.grid()
        old, new, again = fields = tuple(
            PassphraseField(name, words)
            for name, words in (
                ("old_passphrase", _("Present passphrase")),
                ("new_passphrase", _("New passphrase")),
                ("again_passphrase", _("Once more")),
            )
        )
        for field in fields:
            put(grid, field.accessibleName(), field)
        change = button(_("Change the passphrase"), size="small")
        change.setObjectName("change_passphrase")

        def submit() -> None:
            self._model.change_passphrase(old.text(), new.text(), again.text())
            for field in fields:
                field.clear()

        change.clicked.connect(submit)
        put(grid, "", box(change, None))

    def _person(self) -> None:
        grid = self.grid()
        name = QLineEdit()
        name.setObjectName("person_name")
        name.setMaximumWidth(theme().px(FIELD_WIDTH))
        put(grid, _("Another person"), name)
        secret = PassphraseField("person_passphrase", _("Their passphrase"))
        put(grid, _("Their passphrase"), secret)
        add = button(_("Let them open this computer's data"), size="small")
        add.setObjectName("add_person")

        def submit() -> None:
            self._model.add_person(name.text().strip(), secret.text())
            name.clear()
            secret.clear()

        add.clicked.connect(submit)
        put(grid, "", box(add, None))
