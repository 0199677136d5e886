"""The cameras of this computer and their pictures; OpenCV is loaded when one is opened.

Asking whether there is a camera neither loads anything nor lights its lamp. A film file is opened
like a camera: that is how the tests have one.
"""

import ctypes
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtGui import QImage

if TYPE_CHECKING:
    import cv2

    from desktop.background import Task

Where = int | str
# Asked for; a camera gives the nearest it has. Enough to read the small print of a licence.
WIDTH, HEIGHT = 1920, 1080
# How long a picture waits to be fetched before the lane tells again, if it is still wanted.
WAIT_S = 0.1
_VIDEO_DEVICES = Path("/sys/class/video4linux")
# KSCATEGORY_VIDEO_CAMERA, and CM_GET_DEVICE_INTERFACE_LIST_PRESENT: only what is plugged in.
_WINDOWS_CAMERAS, _PRESENT = UUID("e5323777-f976-4f5b-9b55-b94699c46e44"), 0


class CameraError(Exception):
    """``camera-closed``: it gives no picture at all; ``camera-lost``: it stopped giving any."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.values: dict[str, object] = {}


def cameras() -> tuple[Where, ...]:
    """Return the cameras that are plugged in, the first one first."""
    if sys.platform == "win32":
        ask = ctypes.windll.cfgmgr32
        kind = (ctypes.c_byte * 16).from_buffer_copy(_WINDOWS_CAMERAS.bytes_le)
        length = ctypes.c_ulong(0)
        ask.CM_Get_Device_Interface_List_SizeW(
            ctypes.byref(length), ctypes.byref(kind), None, _PRESENT
        )
        names = ctypes.create_unicode_buffer(max(length.value, 1))
        ask.CM_Get_Device_Interface_ListW(ctypes.byref(kind), None, names, length.value, _PRESENT)
        return tuple(range(sum(bool(name) for name in names[:].split("\0"))))
    return _on_linux(_VIDEO_DEVICES)


def _on_linux(devices: Path) -> tuple[Where, ...]:
    """Return the numbers of devices that give pictures: the first node of each one."""
    if not devices.is_dir():
        return ()
    nodes = (node for node in devices.iterdir() if node.name.startswith("video"))
    first = (node for node in nodes if (node / "index").read_text().strip() == "0")
    return tuple(sorted(int(node.name.removeprefix("video")) for node in first))


def library_version() -> str:
    """Load OpenCV and return its version: the built program proves that it carries it."""
    import cv2

    return cv2.__version__


class Pictures:
    """One picture on its way from the lane to the window: the next waits until it is taken."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._picture: QImage | None = None

    def put(self, picture: QImage, wanted: Callable[[], bool], tell: Callable[[], None]) -> None:
        """Hand over a picture; return once it was taken or none is ``wanted`` any more.

        ``tell`` is called until then: who asked for the pictures may only just begin to listen.
        """
        with self._changed:
            self._picture = picture
            while self._is_there() and wanted():
                tell()
                self._changed.wait(WAIT_S)

    def _is_there(self) -> bool:
        return self._picture is not None

    def take(self) -> QImage | None:
        """Return the picture that is there, once."""
        with self._changed:
            picture, self._picture = self._picture, None
            self._changed.notify()
            return picture


def watch(where: Where, pictures: Pictures, task: "Task") -> None:
    """Hand over pictures until the task is cancelled; ``progressed`` tells of each one.

    Raises:
        CameraError: It cannot be opened, or gives no picture any more.
    """
    capture = _opened(where)
    try:
        code = "camera-closed"
        while not task.cancelled:
            there, pixels = capture.read()
            if not there:
                raise CameraError(code)
            code = "camera-lost"
            pictures.put(
                _image(pixels), lambda: not task.cancelled, lambda: task.progressed.emit(None)
            )
    finally:
        capture.release()


def _opened(where: Where) -> "cv2.VideoCapture":
    import cv2

    # What it has to say goes to nobody; that it did not open is said in words.
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    # The camera's own interface of the system: Windows' newer one takes ten seconds to open.
    system = cv2.CAP_DSHOW if sys.platform == "win32" else cv2.CAP_V4L2
    capture = cv2.VideoCapture(where, system) if isinstance(where, int) else cv2.VideoCapture(where)
    if not capture.isOpened():
        capture.release()
        raise CameraError("camera-closed")
    if isinstance(where, int):
        # Large pictures come fast enough only as MJPG.
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, WIDTH)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, HEIGHT)
    return capture


def _image(pixels: "cv2.typing.MatLike") -> QImage:
    height, width = pixels.shape[:2]
    stride = pixels.strides[0]
    return QImage(pixels.data, width, height, stride, QImage.Format.Format_BGR888).copy()
