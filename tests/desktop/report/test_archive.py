"""The checks of PDF/A-2b can fail: each clause is broken once in a good file."""

import io
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from desktop.report import render_pdf
from forms.plan import build
from forms.values import Annotation
from tests.desktop.report import archive_checks, layout_checker
from tests.desktop.report.plans import context, medium
from tests.forms.plan.diagnoses import factory
from tests.forms.plan.visits import path_of, practice

Break = Callable[[pikepdf.Pdf], object]


@lru_cache(maxsize=1)
def good() -> bytes:
    return render_pdf(medium("onepage"))


def broken(change: Break) -> list[str]:
    with pikepdf.open(io.BytesIO(good())) as document:
        change(document)
        out = io.BytesIO()
        document.save(out, fix_metadata_version=False)
    return archive_checks.faults(out.getvalue())


def draw(words: bytes) -> Break:
    return lambda d: d.pages[0].contents_add(d.make_stream(words))


def rewrite_xmp(before: bytes, after: bytes) -> Break:
    def change(document: pikepdf.Pdf) -> None:
        data = document.Root.Metadata.read_bytes()
        assert before in data
        document.Root.Metadata.write(data.replace(before, after))
    return change


def with_font(change: Callable[[pikepdf.Object], object]) -> Break:
    return lambda d: change(next(iter(d.pages[0].Resources.Font.values())))


def widen(font: pikepdf.Object) -> None:
    font.Widths = Array([float(w) + 7 for w in font.Widths])


def show_nothing(document: pikepdf.Pdf) -> None:
    """Show a code for which the subset has no glyph."""
    fonts = document.pages[0].Resources.Font
    name, last = next((name, int(font.LastChar)) for name, font in fonts.items()
                      if int(font.LastChar) < 255)
    draw(f"BT {name} 9 Tf <{last + 1:02x}> Tj ET".encode())(document)


def image(**keys: object) -> Break:
    def change(document: pikepdf.Pdf) -> None:
        stream = document.make_stream(b"\0\0\0", Type=Name.XObject, Subtype=Name.Image, Width=1,
                                      Height=1, BitsPerComponent=8, ColorSpace=Name.DeviceRGB)
        for key, value in keys.items():
            stream[f"/{key}"] = value
        document.pages[0].Resources.XObject = Dictionary(Im=stream)
    return change


def annotate(**keys: object) -> Break:
    def change(document: pikepdf.Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], F=4)
        for key, value in keys.items():
            note[f"/{key}"] = value
        document.pages[0].Annots = Array([document.make_indirect(note)])
    return change


BROKEN: dict[str, Break] = {
    "6.2.3": lambda d: d.Root.__delitem__("/OutputIntents"),
    "6.2.2": draw(b"nonsense"),
    "6.2.4 DeviceCMYK": draw(b"0 0 0 1 k"),
    "6.2.4 colour space": image(ColorSpace=Name.DeviceCMYK),
    "6.1.13 graphics": draw(b"q " * 29 + b"Q " * 29),
    "6.1.13 string": lambda d: d.docinfo.__setitem__("/Title", String("x" * 40000)),
    "6.1.7.2": image(Filter=Name.UnknownDecode),
    "6.2.8": image(Interpolate=True),
    "6.2.5": lambda d: d.pages[0].Resources.__setitem__("/ExtGState", Dictionary(
        G=d.make_indirect(Dictionary(Type=Name.ExtGState, TR=Name.Identity)))),
    "6.2.10": lambda d: d.pages[0].Resources.__setitem__("/ExtGState", Dictionary(
        G=d.make_indirect(Dictionary(Type=Name.ExtGState, BM=Name.Glow)))),
    "6.2.11.4": with_font(lambda f: f.FontDescriptor.__delitem__("/FontFile2")),
    "6.2.11.5": with_font(widen),
    "6.2.11.6": with_font(lambda f: f.__setitem__("/Encoding", Name.WinAnsiEncoding)),
    "6.2.11.7": with_font(lambda f: f.__delitem__("/ToUnicode")),
    "6.2.11.8": show_nothing,
    "6.3.1": annotate(Subtype=Name.Movie),
    "6.3.2": annotate(F=2),
    "6.3.3": annotate(Subtype=Name.Square),
    "6.5.1": annotate(A=Dictionary(S=Name.Launch)),
    "6.5.1 /JavaScript": lambda d: d.Root.__setitem__("/Names", Dictionary(JavaScript=Array())),
    "6.5.2": lambda d: d.pages[0].__setitem__("/AA", Dictionary()),
    "6.6.2 no metadata": lambda d: d.Root.__delitem__("/Metadata"),
    "6.6.2.3": rewrite_xmp(b"<dc:format>application/pdf</dc:format>", b"<dc:mood>good</dc:mood>"),
    "6.6.3 /Title": lambda d: d.docinfo.__setitem__("/Title", String("anders")),
    "6.6.3 /CreationDate": lambda d: d.docinfo.__setitem__("/CreationDate", String("D:2020")),
    "6.6.4": rewrite_xmp(b"<pdfaid:part>2<", b"<pdfaid:part>1<"),
    "6.8": lambda d: d.Root.__setitem__("/Names", Dictionary(EmbeddedFiles=Dictionary())),
    "6.9": lambda d: d.Root.__setitem__("/OCProperties", Dictionary()),
    "6.11": lambda d: d.Root.__setitem__("/Requirements", Array()),
}


def test_the_file_that_is_broken_below_is_good() -> None:
    assert archive_checks.faults(good()) == []
    assert broken(lambda _: None) == []


@pytest.mark.parametrize("clause", BROKEN)
def test_a_broken_clause_is_found(clause: str) -> None:
    assert any(fault.startswith((clause, f"page 1: {clause}")) for fault in broken(BROKEN[clause]))


def test_a_damaged_frame_is_found() -> None:
    pdf = good()
    assert archive_checks.faults(pdf + b"more") == ["6.1.3 data after the end of file"]
    plain = pdf[:9] + b"%abcd" + pdf[14:]
    assert archive_checks.faults(plain) == ["6.1.2 header without binary comment"]
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="o", user="", R=4))
    assert "6.1.3 encrypted" in archive_checks.faults(out.getvalue())


def encoded(mode: str, kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (800, 600), (200, 30, 40)).convert(mode).save(out, kind)
    return out.getvalue()


def test_photos_of_any_kind_become_pictures_of_an_archive() -> None:
    # given what cameras, phones and scanners give: other colours, transparency, other formats
    pictures = {"cmyk.jpg": encoded("CMYK", "JPEG"), "grey.jpg": encoded("L", "JPEG"),
                "clear.png": encoded("RGBA", "PNG"), "palette.png": encoded("P", "PNG"),
                "bits.png": encoded("1", "PNG"), "web.webp": encoded("RGB", "WEBP"),
                "old.gif": encoded("P", "GIF"), "scan.tif": encoded("RGB", "TIFF"),
                "jpx.jp2": encoded("RGB", "JPEG2000")}
    notes = tuple(Annotation(path_of("backup"), "evidence", text=name, file=name,
                             at="2026-11-18T10:24:00+08:00") for name in pictures)
    record = practice("factory")
    record = replace(record, notes=(*record.notes, *notes))
    # when the full plan is set, then no rule of the archive or of the layout is broken
    pdf = render_pdf(build(record, factory(record), context(length="full", pictures=pictures)))
    assert archive_checks.faults(pdf) == []
    assert layout_checker.faults(pdf) == []
