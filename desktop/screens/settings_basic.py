"""Settings: who diagnoses, and how the program looks."""

from PySide6.QtWidgets import QCheckBox

from desktop.i18n import CHINESE, ENGLISH, _
from desktop.screens.settings_model import SettingsModel, SettingsState
from desktop.screens.settings_parts import FIELD_WIDTH, Section, put, put_segments, text_line
from desktop.tokens import TEXT_SCALES, theme
from desktop.widgets.choice_box import ChoiceBox
from desktop.widgets.parts import label

ROLES = ("", "consultant", "iaas_vendor", "saas_vendor", "association", "gov")
VENDORS = ("iaas_vendor", "saas_vendor")


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


class ConsultantSection(Section):
    """诊断员: name and role of the person in work, and the organisation."""

    def __init__(self, model: SettingsModel) -> None:
        super().__init__("consultant", _("Consultant"), _(
            "Printed on the plan; the role is disclosed to the enterprise."))
        settings = model.state.settings
        grid = self.grid()
        self._name = text_line(
            "consultant", settings.consultant, lambda text: model.change(consultant=text))
        put(grid, _("Name"), self._name)
        put(grid, _("Organisation"), text_line(
            "organisation", settings.organisation, lambda text: model.change(organisation=text)))
        self._role = role = ChoiceBox()
        role.setObjectName("role")
        for code in ROLES:
            role.addItem(role_words(code), code)
        role.activated.connect(lambda place: model.change(role=ROLES[place]))
        role.setMaximumWidth(theme().px(FIELD_WIDTH))
        put(grid, _("Role"), role)
        self._disclosed = label(_("Every plan of yours says that you sell such services."), "warn",
                                wrap=True)
        self.column.addWidget(self._disclosed)
        self.end()

    def show_state(self, state: SettingsState) -> None:
        role = state.settings.role
        self._role.setCurrentIndex(ROLES.index(role) if role in ROLES else 0)
        self._disclosed.setVisible(role in VENDORS)
        if not self._name.hasFocus():
            self._name.setText(state.settings.consultant)


class DisplaySection(Section):
    """显示: language, theme, size of the text, motion; in force at once."""

    def __init__(self, model: SettingsModel) -> None:
        super().__init__("display", _("Display"))
        settings = model.state.settings
        grid = self.grid()
        put_segments(grid, _("Language"), ((CHINESE, "中文"), (ENGLISH, "English")),
                     settings.language, lambda key: model.change(language=key))
        themes = (("system", _("as the system")), ("light", _("light")), ("dark", _("dark")))
        put_segments(grid, _("Theme"), themes, settings.theme,
                     lambda key: model.change(theme=key))
        scales = tuple((str(scale), f"{round(scale * 100)}\u2009%") for scale in TEXT_SCALES)
        put_segments(grid, _("Text size"), scales, str(settings.text_scale),
                     lambda key: model.change(text_scale=float(key)))
        motion = QCheckBox(_("A changed score counts up"))
        motion.setObjectName("motion")
        motion.setChecked(settings.motion)
        motion.clicked.connect(lambda on: model.change(motion=on))
        put(grid, _("Motion"), motion)
        self.end()
