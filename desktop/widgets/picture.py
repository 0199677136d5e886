"""Photos and files: chosen, dropped, pasted or taken; photos are made small enough for the form."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QSize, Qt
from PySide6.QtGui import (
    QClipboard,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QImageReader,
    QPixmap,
)
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop import icons
from desktop.camera import cameras
from desktop.i18n import _
from desktop.tokens import theme
from desktop.widgets.editor import Editor
from desktop.widgets.photo_edit import prepare
from forms.values import NodeView, Question

JPEG_QUALITY = 85
DEFAULT_MAX_PIXELS = 2048
THUMBNAIL = QSize(168, 112)


def jpeg(image: QImage, max_pixels: int) -> bytes:
    """Return a photo as JPEG whose longer side is at most ``max_pixels``."""
    if max(image.width(), image.height()) > max_pixels:
        image = image.scaled(
            max_pixels,
            max_pixels,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    return _encoded(image, "JPEG", JPEG_QUALITY)


def png(image: QImage) -> bytes:
    """Return a picture as PNG."""
    return _encoded(image, "PNG", -1)


def _encoded(image: QImage, kind: str, quality: int) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind, quality)  # type: ignore[call-overload] # PySide's stub wants bytes
    return bytes(data.data())


def read_photo(file: Path) -> QImage:
    """Return the picture of a file, turned the way up that the camera noted; null if it is none."""
    reader = QImageReader(str(file))
    reader.setAutoTransform(True)
    return reader.read()


class _Dropping(Editor):
    """Takes dropped files and what lies on the clipboard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if self.take(event.mimeData()):
            event.acceptProposedAction()

    def paste(self) -> bool:
        """Take what lies on the clipboard; False when there is nothing that fits."""
        return self.take(QGuiApplication.clipboard().mimeData(QClipboard.Mode.Clipboard))

    def take(self, data: QMimeData) -> bool:
        """Take a dropped or pasted file."""
        raise TypeError(type(self).__name__)


class FileEditor(_Dropping):
    """file, audio, video: the value is the file's name; its bytes come by ``file_chosen``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = QLabel()
        self._name.setProperty("role", "strong")
        self._choose = QPushButton(_("Choose a file"))
        self._choose.setObjectName("choose_file")
        self._choose.setProperty("extent", "small")
        self._choose.setIcon(icons.icon("upload", "ink2", 16))
        self._choose.clicked.connect(self._ask)
        self._remove = QPushButton(_("Take away"))
        self._remove.setObjectName("remove_file")
        self._remove.setProperty("kind", "link")
        self._remove.clicked.connect(lambda: self.edited.emit(""))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self._name, self._choose, self._remove):
            row.addWidget(widget)
        row.addStretch(1)
        self.setFocusProxy(self._choose)

    def set_question(self, question: Question, node: NodeView) -> None:
        self._choose.setAccessibleName(f"{node.label} {_('Choose a file')}")

    def set_value(self, value: str) -> None:
        self._name.setText(value)
        self._name.setVisible(bool(value))
        self._remove.setVisible(bool(value))

    def take(self, data: QMimeData) -> bool:
        files = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
        if not files:
            return False
        self._read(Path(files[0]))
        return True

    def _ask(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(self, _("Choose a file"))
        if name:
            self._read(Path(name))

    def _read(self, file: Path) -> None:
        self.file_chosen.emit(file.suffix.lower(), file.read_bytes())


class ImageEditor(_Dropping):
    """image: by file, drop, clipboard or camera; turned, cut and blurred before it is stored.

    It is made smaller to ``max-pixels``; one that is there can be put on the table again.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._max_pixels = DEFAULT_MAX_PIXELS
        self._stored = QImage()
        self._thumbnail = QLabel()
        self._thumbnail.setObjectName("thumbnail")
        self._thumbnail.hide()
        self._name = QLabel()
        self._name.setProperty("role", "note")
        self._take = self._button("take_photo", "camera", _("Take a photo"))
        self._choose = self._button("choose_photo", "photo", _("Choose a photo"))
        self._paste = self._button("paste_photo", "clipboard", _("Paste"))
        self._edit = self._button("edit_photo", "crop", _("Cut, turn, blur"))
        self._take.clicked.connect(lambda: self.camera_asked.emit(self.take_picture))
        self._choose.clicked.connect(self._ask)
        self._paste.clicked.connect(self.paste)
        self._edit.clicked.connect(lambda: prepare(self._stored, self.window(), self.take_picture))
        self._remove = QPushButton(_("Take away"))
        self._remove.setObjectName("remove_file")
        self._remove.setProperty("kind", "link")
        self._remove.clicked.connect(lambda: self.edited.emit(""))
        self._lay_out()
        self.setFocusProxy(self._choose)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._thumbnail)
        column = QVBoxLayout()
        column.setSpacing(4)
        line = QHBoxLayout()
        line.setSpacing(6)
        for widget in (self._take, self._choose, self._paste, self._edit, self._remove):
            line.addWidget(widget)
        line.addStretch(1)
        column.addLayout(line)
        column.addWidget(self._name)
        column.addStretch(1)
        row.addLayout(column, 1)

    def _button(self, name: str, icon: str, words: str) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(name)
        button.setProperty("extent", "small")
        button.setIcon(icons.icon(icon, "ink2", 16))
        return button

    def set_question(self, question: Question, node: NodeView) -> None:
        limit = question.parameters.get("max-pixels", "")
        self._max_pixels = int(limit) if limit.isdigit() else DEFAULT_MAX_PIXELS
        for widget in (self._take, self._choose, self._paste, self._edit, self._remove):
            widget.setAccessibleName(f"{node.label} {widget.text()}")
        self._take.setVisible(bool(cameras()))

    def set_value(self, value: str) -> None:
        self._name.setText(value or _("Drop a photo here, or paste a screenshot"))
        self._remove.setVisible(bool(value))
        self._edit.setVisible(bool(value) and not self._stored.isNull())
        if not value:
            self._stored = QImage()
            self._thumbnail.hide()

    def show_picture(self, data: bytes) -> None:
        """Show the stored photo."""
        self._stored = QImage.fromData(data)
        self._edit.setVisible(not self._stored.isNull())
        if not self._stored.isNull():
            self._thumbnail.setPixmap(
                QPixmap.fromImage(self._stored).scaled(
                    THUMBNAIL,
                    Qt.AspectRatioMode.KeepAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                )
            )
            self._thumbnail.setAccessibleName(self._name.text())
            self._thumbnail.show()
            self.updateGeometry()

    def take(self, data: QMimeData) -> bool:
        image = QImage()
        files = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
        if files:
            image = read_photo(Path(files[0]))
        elif data.hasImage():
            image = QImage(data.imageData())
        if image.isNull():
            return False
        prepare(image, self.window(), self.take_picture)
        return True

    def height_for(self, width: int) -> int:
        shown = not self._thumbnail.isHidden()
        return THUMBNAIL.height() if shown else theme().px(54)

    def _ask(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(
            self, _("Choose a photo"), filter=_("Photos (*.jpg *.jpeg *.png *.webp *.bmp)")
        )
        image = read_photo(Path(name)) if name else QImage()
        if not image.isNull():
            prepare(image, self.window(), self.take_picture)

    def take_picture(self, image: QImage) -> None:
        """Give a prepared photo away to be stored."""
        data = jpeg(image, self._max_pixels)
        self.file_chosen.emit(".jpg", data)
        self.show_picture(data)
