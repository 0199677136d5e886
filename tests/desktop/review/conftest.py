"""The look of the program, once for all screens of the review."""

import pytest
from PySide6.QtWidgets import QApplication

from desktop import i18n, tokens


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> None:
    """Bundled fonts, light theme, Chinese."""
    qapp.setStyle("Fusion")
    tokens.load_fonts()
    i18n.use_language(i18n.CHINESE)
    tokens.apply(qapp, tokens.Theme())
