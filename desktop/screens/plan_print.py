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
    """What the print bar says; ``file`` prints into a PDF instead of on a printer."""

    printer: str
    copies: int = 1
    duplex: bool = True
    colour: bool = False
    file: str = ""


class PrintError(Exception):
    """Code ``printer``: the printer, or the file in its place, could not be begun or ended."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.code, self.values = "printer", {"name": name}


def printer_names() -> tuple[str, ...]:
    """Return the printers of this machine, the default one first."""
    default = QPrinterInfo.defaultPrinterName()
    names = QPrinterInfo.availablePrinterNames()
    return tuple(sorted(names, key=lambda name: (name != default, name)))


def printer_for(job: PrintJob) -> QPrinter:
    """Return a printer that is set as the job says; the system's dialog may change it."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if job.file:
        printer.setOutputFileName(job.file)
    elif job.printer:
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


def chosen_pages(printer: QPrinter, count: int, current: int) -> tuple[int, ...]:
    """Return the pages (from 1) that the system's dialog chose, in the order to print them."""
    pages = tuple(range(1, count + 1))
    ranges = printer.pageRanges()
    if printer.printRange() == QPrinter.PrintRange.CurrentPage:
        pages = (current,)
    elif printer.printRange() == QPrinter.PrintRange.PageRange and not ranges.isEmpty():
        pages = tuple(page for page in pages if ranges.contains(page))
    last_first = printer.pageOrder() == QPrinter.PageOrder.LastPageFirst
    return pages[::-1] if last_first else pages


def print_pages(pdf: bytes, printer: QPrinter, numbers: tuple[int, ...], task: Task) -> int:
    """Print pages (from 1; none named: all) and return how many sides were sent.

    A printer that cannot make copies by itself gets the pages as often as asked; a cancelled
    task stops at a page.

    Raises:
        PrintError: the printer, or the file that stands for it, takes nothing.
    """
    grey = printer.colorMode() == QPrinter.ColorMode.GrayScale
    scale = min(printer.resolution(), MOST_DPI) / POINTS_PER_INCH
    sides = _in_copies(numbers or tuple(range(1, len(page_sizes(pdf)) + 1)), printer)
    painter = QPainter()
    if not painter.begin(printer):
        raise PrintError(printer.printerName() or printer.outputFileName())
    done = 0
    for number in sides:
        if task.cancelled or (done and not printer.newPage()):
            break
        image = page_image(pdf, number - 1, scale, grey=grey)
        painter.drawImage(QRectF(printer.pageRect(QPrinter.Unit.DevicePixel)), image)
        done += 1
        task.progressed.emit((done, len(sides)))
    painter.end()
    if printer.printerState() == QPrinter.PrinterState.Error:
        raise PrintError(printer.printerName() or printer.outputFileName())
    return done


def _in_copies(pages: tuple[int, ...], printer: QPrinter) -> tuple[int, ...]:
    copies = 1 if printer.supportsMultipleCopies() else printer.copyCount()
    if printer.collateCopies():
        return pages * copies
    return tuple(page for page in pages for _copy in range(copies))


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
