"""Garbage is collected on the UI thread alone.

Python runs its cycle collector in whatever thread allocates; in a lane it would destroy widgets of
the UI thread, and the process dies of it (seen: a segmentation fault while a lane read XML). So
automatic collection is off and a timer of the UI thread does the same by Python's own thresholds.
"""

import gc
import linecache

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 500


class Collector(QObject):
    """Lives as long as the application, its parent."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        gc.disable()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def keep(self) -> None:
        """Look no more at what is there now: modules and tables stay, and take 0.2 s to search.

        PySide has read the source of every module that was loaded; 10 MB nobody asks for again.
        """
        linecache.clearcache()
        gc.collect()
        gc.freeze()

    def collect(self) -> None:
        """Collect the oldest generation whose count has passed its threshold."""
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > self._thresholds[generation]:
                gc.collect(generation)
                return
