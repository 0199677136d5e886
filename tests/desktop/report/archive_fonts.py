"""What ISO 19005-2, 6.2.11 asks of fonts, for the TrueType subsets that our writer makes."""

import io
import re
from collections import defaultdict
from collections.abc import Iterator

import pikepdf
from fontTools.ttLib import TTFont

_SUBSET = re.compile(r"/[A-Z]{6}\+.+")


def faults(document: pikepdf.Pdf) -> Iterator[str]:
    """Yield what is wrong with the fonts and with the characters that are shown in them."""
    shown: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    fonts: dict[tuple[int, int], pikepdf.Object] = {}
    for page in document.pages:
        _shown_on(page, fonts, shown)
    for key, font in fonts.items():
        yield from _font(font, shown[key])


def _shown_on(page: pikepdf.Page, fonts: dict[tuple[int, int], pikepdf.Object],
              shown: defaultdict[tuple[int, int], set[int]]) -> None:
    names = page.Resources.get("/Font", {})
    current: tuple[int, int] | None = None
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator == "Tf":
            font = names[str(instruction.operands[0])]
            current = font.objgen
            fonts[current] = font
        elif operator in ("Tj", "TJ", "'", '"'):
            assert current is not None, "text without a font"
            last = instruction.operands[-1]
            parts = last if isinstance(last, pikepdf.Array) else [last]
            shown[current].update(*(bytes(p) for p in parts if isinstance(p, pikepdf.String)))


def _font(font: pikepdf.Object, codes: set[int]) -> Iterator[str]:
    name = str(font.BaseFont)
    descriptor = font.get("/FontDescriptor")
    if font.get("/Type") != "/Font" or font.get("/Subtype") != "/TrueType":
        yield f"6.2.11.2 {name} is a {font.get('/Subtype')}"
        return
    if descriptor is None or "/FontFile2" not in descriptor:
        yield f"6.2.11.4 {name} not embedded"
        return
    if descriptor.FontName != font.BaseFont or not _SUBSET.match(name):
        yield f"6.2.11.2 {name} and its descriptor have two names"
    program = TTFont(io.BytesIO(descriptor.FontFile2.read_bytes()))
    if int(descriptor.FontFile2.Length1) != len(descriptor.FontFile2.read_bytes()):
        yield f"6.2.11.4 {name} has another length than it says"
    yield from _encoding(name, font, program)
    mapping = _mapping(program)
    order = {glyph: number for number, glyph in enumerate(program.getGlyphOrder())}
    first, widths = int(font.FirstChar), [float(w) for w in font.Widths]
    if int(font.LastChar) - first + 1 != len(widths):
        yield f"6.2.11.2 {name} has {len(widths)} widths"
    scale = 1000 / program["head"].unitsPerEm
    for code in sorted(codes):
        glyph = mapping.get(code)
        if glyph is None or order[glyph] == 0:
            yield f"6.2.11.8 {name} shows .notdef for {code}"
        elif not 0 <= code - first < len(widths) or abs(
                widths[code - first] - program["hmtx"].metrics[glyph][0] * scale) > 1:
            yield f"6.2.11.5 {name} width of {code}"
    yield from _unicode(name, font, codes)


def _encoding(name: str, font: pikepdf.Object, program: TTFont) -> Iterator[str]:
    symbolic = bool(int(font.FontDescriptor.Flags) & 4)
    if bool(int(font.FontDescriptor.Flags) & 32) == symbolic:
        yield f"6.2.11.6 {name} is neither or both symbolic and not"
    if symbolic and "/Encoding" in font:
        yield f"6.2.11.6 {name} symbolic with an encoding"
    tables = program["cmap"].tables
    pairs = {(table.platformID, table.platEncID) for table in tables}
    if symbolic and len(tables) != 1 and (3, 0) not in pairs:
        yield f"6.2.11.6 {name} symbolic with cmaps {pairs}"


def _mapping(program: TTFont) -> dict[int, str]:
    """Return the glyph of a code: from the (3, 0) cmap, whose high byte is dropped, else (1, 0)."""
    tables = {(t.platformID, t.platEncID): t.cmap for t in program["cmap"].tables}
    cmap = tables.get((3, 0), next(iter(tables.values())))
    return {code & 0xFF: glyph for code, glyph in cmap.items()}


def _unicode(name: str, font: pikepdf.Object, codes: set[int]) -> Iterator[str]:
    """Level U, which we also keep: every code that is shown has its character."""
    if "/ToUnicode" not in font:
        yield f"6.2.11.7 {name} without ToUnicode"
        return
    words = font.ToUnicode.read_bytes().decode("latin-1")
    mapped: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", words, re.DOTALL):
        mapped |= {int(code, 16): to for code, to in re.findall(r"<(\w+)>\s*<(\w+)>", block)}
    for block in re.findall(r"beginbfrange(.*?)endbfrange", words, re.DOTALL):
        for low, high, listed, start in re.findall(
                r"<(\w+)>\s*<(\w+)>\s*(?:\[(.*?)\]|<(\w+)>)", block, re.DOTALL):
            span = range(int(low, 16), int(high, 16) + 1)
            values = re.findall(r"<(\w+)>", listed) or [
                f"{int(start, 16) + n:04X}" for n in range(len(span))]
            mapped |= dict(zip(span, values, strict=False))
    for code in codes - mapped.keys():
        yield f"6.2.11.7 {name} has no character for {code}"
    for code in codes & mapped.keys():
        if mapped[code].upper() in ("0000", "FEFF", "FFFE", ""):
            yield f"6.2.11.7 {name} has no valid character for {code}"
