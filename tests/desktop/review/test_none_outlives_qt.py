import sys

from PySide6.QtGui import QImage, QPainter, QPen

import desktop


def test_none_survives_what_qt_takes_from_it() -> None:
    # given a painter of the version that drops a reference to None a call
    painter = QPainter(image := QImage(8, 8, QImage.Format.Format_RGB32))
    pen = QPen()

    # when it paints for a while
    for _turn in range(20_000):
        painter.setPen(pen)
    painter.end()

    # then there is plenty left
    assert desktop is not None
    assert sys.getrefcount(None) > 1 << 20
    assert not image.isNull()
