"""The look of the program, once for all screens of the review."""

import pytest
from PySide6.QtWidgets import QApplication

from desktop import i18n, tokens


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> None:
    """Light theme, Chinese."""
    i18n.use_language(i18n.CHINESE)
    tokens.apply(qapp, tokens.Theme())
