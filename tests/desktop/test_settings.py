"""Settings: what is written there reaches the store."""

from pytestqt.qtbot import QtBot

from desktop.screens.settings_model import SettingsModel
from desktop.server_settings import read_server, write_server
from sync.values import ServerConfig
from tests.desktop.builders import Desk

KEY_URL = "https://yz.example.gov.cn/v1/key/abc/projects/3"


def test_a_review_account_is_kept_with_the_address_of_its_project(
    qtbot: QtBot, desk: Desk
) -> None:
    # given a laptop that can send but does not see what reviewers write
    write_server(desk.services.store, ServerConfig(url=KEY_URL))
    model = SettingsModel(desk.services)
    # when the account is written into the settings
    model.use_account(" zhou ", "a password")
    qtbot.waitUntil(lambda: model.state.account == "zhou")
    # then the exchange knows where to ask for reviews, and still where to send
    config = read_server(desk.services.store)
    assert (config.rest_url, config.rest_password) == (
        "https://yz.example.gov.cn/v1/projects/3", "a password",
    )
    assert config.url == KEY_URL
