"""PDF/A-2b written out as checks (ISO 19005-2): no free validator runs without Java here."""

import io
import re

import pikepdf
from fontTools.ttLib import TTFont

FORBIDDEN_ACTIONS = {"/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/JavaScript",
                     "/Hide", "/SetOCGState", "/Rendition", "/Trans", "/GoTo3DView"}
FILTERS = {"/FlateDecode", "/DCTDecode", "/ASCII85Decode", "/RunLengthDecode"}


def faults(pdf: bytes) -> list[str]:
    found = []
    if not re.match(rb"%PDF-1\.[4-7]\s+%[\x80-\xff]{4}", pdf):
        found.append("6.1.2 header without binary comment")
    with pikepdf.open(io.BytesIO(pdf)) as document:
        found += _catalogue(document)
        for item in document.objects:
            found += _item(item)
        for page in document.pages:
            for note in page.get("/Annots", pikepdf.Array()):
                if int(note.get("/F", 0)) & 4 == 0:
                    found.append("6.3.2 annotation without print flag")
    return found


def _catalogue(document: pikepdf.Pdf) -> list[str]:
    found = []
    root = document.Root
    if document.is_encrypted:
        found.append("6.1.3 encrypted")
    if "/ID" not in document.trailer:
        found.append("6.1.3 no file identifier")
    xmp = root.Metadata.read_bytes().decode()
    if "<pdfaid:part>2</pdfaid:part>" not in xmp or "conformance>B<" not in xmp:
        found.append("6.6.4 not declared as PDF/A-2b")
    title = str(document.docinfo["/Title"])
    if title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") not in xmp:
        found.append("6.6.3 title of XMP and Info differ")
    intents = root.get("/OutputIntents", pikepdf.Array())
    if not any(i.S == "/GTS_PDFA1" and i.DestOutputProfile.read_bytes()[36:40] == b"acsp"
               for i in intents):
        found.append("6.2.3 no output intent with a profile")
    for forbidden in ("/AA", "/OCProperties", "/NeedsRendering"):
        if forbidden in root:
            found.append(f"catalogue holds {forbidden}")
    if "/JavaScript" in root.get("/Names", {}) or "/EmbeddedFiles" in root.get("/Names", {}):
        found.append("6.1.11 scripts or files embedded")
    return found


def _item(item: pikepdf.Object) -> list[str]:
    found = []
    if isinstance(item, pikepdf.Stream):
        filters = item.get("/Filter", pikepdf.Array())
        names = [filters] if isinstance(filters, pikepdf.Name) else list(filters)
        found += [f"6.1.7 filter {name}" for name in names if str(name) not in FILTERS]
        if item.get("/Subtype") == "/Image" and item.get("/Interpolate"):
            found.append("6.2.8 interpolated image")
    if not isinstance(item, pikepdf.Dictionary):
        return found
    if item.get("/S") in FORBIDDEN_ACTIONS:
        found.append(f"6.5.1 action {item.S}")
    if item.get("/Type") == "/Font":
        found += _font(item)
    return found


def _font(font: pikepdf.Dictionary) -> list[str]:
    found = []
    name = str(font.BaseFont)
    descriptor = font.get("/FontDescriptor")
    if descriptor is None or "/FontFile2" not in descriptor:
        return [f"6.2.11.4 {name} not embedded"]
    program = TTFont(io.BytesIO(descriptor.FontFile2.read_bytes()))
    tables = program["cmap"].tables
    if int(descriptor.Flags) & 4:
        if "/Encoding" in font:
            found.append(f"6.2.11.6 {name} symbolic with an encoding")
        if len(tables) != 1:
            found.append(f"6.2.11.6 {name} symbolic with {len(tables)} cmaps")
    if "/ToUnicode" not in font:
        found.append(f"6.2.11.7 {name} without ToUnicode")
    scale = 1000 / program["head"].unitsPerEm
    mapping, metrics = tables[0].cmap, program["hmtx"].metrics
    for code, width in enumerate(font.Widths, start=int(font.FirstChar)):
        glyph = mapping.get(code)
        if glyph and abs(float(width) - metrics[glyph][0] * scale) > 1:
            found.append(f"6.2.11.5 {name} width of {code}")
    return found
