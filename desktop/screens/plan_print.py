"""Printing the finished PDF: each page as a picture at the printer's resolution, on a lane."""

from dataclasses import dataclass

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from desktop.background import Task
from desktop.screens.plan_pages import POINTS_PER_INCH, page_image, page_sizes

# More than this tells no difference on paper and takes four times the memory.
MOST_DPI = 300


@dataclass(frozen=True, slots=True)
class PrintJob:
    """What the print bar says; ``pages`` are 1-based, empty = all; ``file`` prints into a PDF."""

    printer: str
    pages: tuple[int, ...] = ()
    copies: int = 1
    duplex: bool = True
    colour: bool = False
    file: str = ""


def printer_names() -> tuple[str, ...]:
    """Return the printers of this machine, the default one first."""
    default = QPrinterInfo.defaultPrinterName()
    names = QPrinterInfo.availablePrinterNames()
    return tuple(sorted(names, key=lambda name: (name != default, name)))


def print_pages(pdf: bytes, job: PrintJob, task: Task) -> int:
    """Print and return how many sheets' sides were sent; stops at a page when cancelled."""
    printer = _printer(job)
    numbers = job.pages or tuple(range(1, len(page_sizes(pdf)) + 1))
    scale = min(printer.resolution(), MOST_DPI) / POINTS_PER_INCH
    painter = QPainter(printer)
    done = 0
    for number in numbers:
        if task.cancelled:
            break
        if done:
            printer.newPage()
        image = page_image(pdf, number - 1, scale, grey=not job.colour)
        painter.drawImage(QRectF(printer.pageRect(QPrinter.Unit.DevicePixel)), image)
        done += 1
        task.progressed.emit((done, len(numbers)))
    painter.end()
    return done


def parse_pages(text: str, count: int) -> tuple[int, ...]:
    """Read ``1-3, 7``; empty means all.

    Raises:
        ValueError: not a list of pages between 1 and ``count``.
    """
    pages: list[int] = []
    for part in text.replace("，", ",").replace("－", "-").split(","):
        if not part.strip():
            continue
        first, _dash, last = part.partition("-")
        start, end = int(first), int(last or first)
        if not 1 <= start <= end <= count:
            raise ValueError(text)
        pages.extend(range(start, end + 1))
    return tuple(pages)


def _printer(job: PrintJob) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if job.file:
        printer.setOutputFileName(job.file)
    else:
        printer.setPrinterName(job.printer)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    printer.setFullPage(True)
    printer.setResolution(MOST_DPI)
    printer.setCopyCount(job.copies)
    printer.setCollateCopies(True)
    modes = QPrinter.DuplexMode
    printer.setDuplex(modes.DuplexLongSide if job.duplex else modes.DuplexNone)
    colours = QPrinter.ColorMode
    printer.setColorMode(colours.Color if job.colour else colours.GrayScale)
    return printer
