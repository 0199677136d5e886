"""What lies on the clipboard, as the core takes it."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QGuiApplication


def picture_or_text() -> bytes | str:
    """Return a picture as PNG, else the text; empty text where there is neither."""
    clipboard = QGuiApplication.clipboard()
    picture = clipboard.image()
    if picture.isNull():
        return clipboard.text()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload] # the stub wants bytes
    return bytes(data.data())
