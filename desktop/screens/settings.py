"""设置: sections at the left, one of them in front, everything in force at once."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QWidget

from desktop import icons
from desktop.i18n import _
from desktop.page import Key, Page, Services, Tab
from desktop.screens.settings_access import AccessSection
from desktop.screens.settings_basic import ConsultantSection, DisplaySection
from desktop.screens.settings_data import DataSection
from desktop.screens.settings_forms import FormsSection
from desktop.screens.settings_look import LookSection
from desktop.screens.settings_model import SettingsModel, SettingsState
from desktop.screens.settings_parts import Section
from desktop.screens.settings_platform import PlatformSection
from desktop.tokens import theme

ICONS = {
    "consultant": "user", "look": "photo", "platform": "cloud-up", "display": "eye",
    "lock": "lock", "questionnaires": "clipboard", "data": "device-floppy",
}


def tab() -> Tab:
    """Return the tab 设置."""
    return Tab("settings", "settings", lambda: _("Settings"), SettingsScreen)


class SettingsScreen(Page):
    """Builds the sections and draws the state."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.setObjectName("settings")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "paper")
        self._services = services
        self.model = SettingsModel(services, self)
        self._look = LookSection(services, self.model)
        self._forms = FormsSection(services)
        self.sections: dict[str, Section] = {
            one.name: one for one in (
                ConsultantSection(self.model), self._look, PlatformSection(self.model),
                DisplaySection(self.model), AccessSection(self.model), self._forms,
                DataSection(self.model, services.settings),
            )
        }
        self.list = self._build_list()
        self._stack = QStackedWidget()
        for section in self.sections.values():
            self._stack.addWidget(section)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.list)
        whole.addWidget(self._stack, 1)
        self.list.currentRowChanged.connect(self._stack.setCurrentIndex)
        self.list.setCurrentRow(0)
        self.model.changed.connect(self._render)
        self._render(self.model.state)

    def keys(self) -> tuple[Key, ...]:
        return (Key("↑ ↓", _("Section")), Key("Tab", _("Next field")), Key("Esc", _("Back")))

    def activate(self) -> None:
        self.model.reload()
        self._look.refresh()
        self._forms.model.reload()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_to(self, path: str) -> None:
        """Bring a section to the front by its name."""
        names = list(self.sections)
        if path in names:
            self.list.setCurrentRow(names.index(path))

    def back(self) -> bool:
        self._services.navigator.go_home()
        return True

    def panes(self) -> tuple[QWidget, ...]:
        return (self.list, self._stack)

    def _build_list(self) -> QListWidget:
        names = QListWidget()
        names.setObjectName("settings_sections")
        names.setAccessibleName(_("Sections of the settings"))
        names.setProperty("surface", "paper2")
        names.setFixedWidth(theme().px(206))
        for section in self.sections.values():
            item = QListWidgetItem(
                icons.icon(ICONS[section.name], "ink2", 16, gap=4), section.accessibleName())
            item.setSizeHint(QSize(0, theme().px(33)))
            names.addItem(item)
        return names

    def _render(self, state: SettingsState) -> None:
        for name, section in self.sections.items():
            section.show_state(state)
            if section not in (self._look, self._forms):
                section.say(state.words[1] if state.words[0] == name else "",
                            state.problem[1] if state.problem[0] == name else "")
