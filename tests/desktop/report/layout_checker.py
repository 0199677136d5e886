"""What is wrong with the pages of a finished PDF, found in the file itself.

Margins, overlapping texts, headings alone at the foot of a page, empty pages, fonts that are not
embedded, pictures under 150 dpi. Every fault is a sentence with its page.
"""

import ctypes
import io
from dataclasses import dataclass

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

MM = 72 / 25.4
HEIGHT = 297.0
TEXT_TOP, TEXT_BOTTOM = 27.0, 273.6
EDGE_TOP, EDGE_BOTTOM = 12.0, 287.0
BINDING, OUTER = 28.0, 22.0
# The left bearing of an opening mark, whose blank half hangs in the margin.
TOLERANCE = 2.6
HEADING_SIZES = (11.5, 19.0)
LEAST_DPI = 149.0


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float
    text: str
    size: float

    def overlaps(self, other: "Box") -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        lowest = min(self.bottom - self.top, other.bottom - other.top)
        return across > 1.0 and down > 0.5 * lowest


def faults(pdf: bytes, *, single_sided: bool = False) -> list[str]:
    found = _fonts(pdf) + _links(pdf)
    with pypdfium2.PdfDocument(pdf) as document:
        for number, page in enumerate(document, start=1):
            boxes = text_boxes(page)
            odd = single_sided or number % 2 == 1
            found += [f"page {number}: {fault}" for fault in (
                *_outside(boxes, BINDING if odd else OUTER), *_overlapping(boxes),
                *_orphan(boxes), *_empty(boxes), *_pictures(page))]
    return found


def text_boxes(page: pypdfium2.PdfPage) -> list[Box]:
    """Return pieces of lines: characters of one size that follow each other on a base line."""
    text = page.get_textpage()
    boxes: list[Box] = []
    current: list[tuple[float, float, float, float, str]] = []
    size = 0.0

    def flush() -> None:
        if current:
            boxes.append(Box(min(c[0] for c in current), min(c[1] for c in current),
                             max(c[2] for c in current), max(c[3] for c in current),
                             "".join(c[4] for c in current), size))
        current.clear()

    for index in range(text.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(text, index))
        if pdfium.FPDFText_IsGenerated(text, index) == 1 or not character.strip():
            continue
        left, bottom, right, top = text.get_charbox(index)
        rectangle = (left / MM, HEIGHT - top / MM, right / MM, HEIGHT - bottom / MM, character)
        own = pdfium.FPDFText_GetFontSize(text, index)
        if current:
            last = current[-1]
            same_line = abs(rectangle[3] - last[3]) < 2.2 and abs(own - size) < 0.1
            follows = -0.6 < rectangle[0] - last[2] < 0.5 * own / MM
            if not (same_line and follows):
                flush()
        size = own
        current.append(rectangle)
    flush()
    return boxes


def _outside(boxes: list[Box], left: float) -> list[str]:
    wrong = []
    for box in boxes:
        inside = (box.left > left - TOLERANCE and box.right < left + 160 + TOLERANCE
                  and box.top > EDGE_TOP and box.bottom < EDGE_BOTTOM)
        if not inside:
            wrong.append(f"outside the margins: {box.text[:20]!r} at {box.left:.1f}-"
                         f"{box.right:.1f}, {box.top:.1f}-{box.bottom:.1f}")
    return wrong


def _overlapping(boxes: list[Box]) -> list[str]:
    ordered = sorted(boxes, key=lambda box: box.top)
    wrong = []
    for n, box in enumerate(ordered):
        for other in ordered[n + 1:]:
            if other.top > box.bottom:
                break
            if box.overlaps(other):
                wrong.append(f"overlap: {box.text[:20]!r} and {other.text[:20]!r}")
    return wrong


def _body(boxes: list[Box]) -> list[Box]:
    return [box for box in boxes if box.top > TEXT_TOP - 1 and box.bottom < TEXT_BOTTOM + 1.5]


def _orphan(boxes: list[Box]) -> list[str]:
    body = _body(boxes)
    if not body:
        return []
    last = max(body, key=lambda box: box.bottom)
    orphan = any(abs(last.size - size) < 0.05 for size in HEADING_SIZES)
    return [f"heading at the foot: {last.text[:20]!r}"] if orphan and len(body) > 1 else []


def _empty(boxes: list[Box]) -> list[str]:
    return [] if _body(boxes) else ["nothing between header and footer"]


def _pictures(page: pypdfium2.PdfPage) -> list[str]:
    wrong = []
    for image in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]):
        width, height = ctypes.c_uint(), ctypes.c_uint()
        pdfium.FPDFImageObj_GetImagePixelSize(image, width, height)
        left, _, right, _ = image.get_bounds()
        dpi = width.value / ((right - left) / 72)
        if dpi < LEAST_DPI:
            wrong.append(f"picture at {dpi:.0f} dpi")
    return wrong


def _fonts(pdf: bytes) -> list[str]:
    wrong = []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for item in document.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font":
                descriptor = item.get("/FontDescriptor")
                if descriptor is None or "/FontFile2" not in descriptor:
                    wrong.append(f"font not embedded: {item.get('/BaseFont')}")
    return wrong


def _links(pdf: bytes) -> list[str]:
    wrong = []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for number, page in enumerate(document.pages, start=1):
            for note in page.get("/Annots", pikepdf.Array()):
                if "/Dest" not in note and "/A" not in note:
                    wrong.append(f"page {number}: link without a target")
    return wrong
