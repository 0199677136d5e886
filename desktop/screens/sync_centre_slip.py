"""A receipt on paper: a slip of its own, never part of the frozen plan."""

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from desktop.tokens import SANS, SERIF

_TITLE, _LINE = 14, 10


def print_slip(title: str, lines: tuple[str, ...], printer_name: str, file: str = "") -> None:
    """Print a title and lines on a sheet of A5; ``file`` prints into a PDF instead."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if file:
        printer.setOutputFileName(file)
    else:
        printer.setPrinterName(printer_name)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A5))
    printer.setPageOrientation(QPageLayout.Orientation.Landscape)
    printer.setPageMargins(QMarginsF(15, 15, 15, 15), QPageLayout.Unit.Millimeter)
    painter = QPainter(printer)
    area = QRectF(painter.viewport())
    step = printer.resolution() / 72
    painter.setFont(QFont(SERIF, _TITLE, QFont.Weight.DemiBold))
    painter.drawText(area, title)
    painter.setFont(QFont(SANS, _LINE))
    top = 30 * step
    for line in lines:
        box = QRectF(area.left(), top, area.width(), 44 * step)
        used = painter.drawText(box, int(Qt.TextFlag.TextWrapAnywhere), line)
        top += used.height() + 6 * step
    painter.end()
