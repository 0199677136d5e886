"""The Qt program: screens, widgets, report, command line."""

import ctypes
import sys

# PySide6 6.12 gives away a reference to None in every call that returns nothing (measured: one a
# QPainter.setPen), and to True and False in some that return those. Before Python 3.12, where they
# became immortal, the interpreter dies of it ("deallocating None") after some minutes of
# repainting. The count is the object's first word.
if sys.version_info < (3, 12):
    for _immortal in (None, True, False):
        ctypes.c_ssize_t.from_address(id(_immortal)).value += 1 << 40
