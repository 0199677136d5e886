"""Pages of a finished PDF as pictures; PDFium is not made for two threads, so one lock rules it."""

import threading
from dataclasses import dataclass

from PySide6.QtGui import QImage

_lock = threading.Lock()
POINTS_PER_INCH = 72


@dataclass(frozen=True, slots=True)
class PageSize:
    """Width and height of a page in points."""

    width: float
    height: float


def page_sizes(pdf: bytes) -> tuple[PageSize, ...]:
    """Return the size of every page, in order."""
    import pypdfium2  # 3 MB that a visit without a plan does without

    with _lock:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return tuple(PageSize(*document.get_page_size(n)) for n in range(len(document)))
        finally:
            document.close()


def page_image(pdf: bytes, number: int, scale: float, *, grey: bool = False) -> QImage:
    """Return a page (from 0) at ``scale`` pixels a point."""
    import pypdfium2

    with _lock:
        document = pypdfium2.PdfDocument(pdf)
        try:
            bitmap = document[number].render(scale=scale, grayscale=grey, rev_byteorder=True)
            form = QImage.Format.Format_Grayscale8 if grey else _format(bitmap.n_channels)
            image = QImage(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, form)
            return image.copy()
        finally:
            document.close()


def _format(channels: int) -> QImage.Format:
    return QImage.Format.Format_RGB888 if channels == 3 else QImage.Format.Format_RGBX8888
