"""The Qt program: screens, widgets, report, command line."""

import ctypes
import sys

# PySide6 6.12 gives away a reference to None in every call that returns nothing (measured: one a
# QPainter.setPen). Before Python 3.12, where None became immortal, the interpreter dies of it
# ("deallocating None") after some minutes of repainting. The count is the object's first word.
if sys.version_info < (3, 12):
    ctypes.c_ssize_t.from_address(id(None)).value += 1 << 40
