"""The Word styles of a plan (plan/layout.md §12): all real, so that an office template can rule.

A template keeps its own definition of a style that bears one of these names; only what is missing
is added.
"""

import io
from dataclasses import dataclass
from typing import Any
from zipfile import BadZipFile, ZipFile

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.exceptions import OpcError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from desktop.report.shapes import ROLES
from desktop.report.word_parts import (
    document_settings,
    drop_thumbnail,
    ensure_numbering,
    set_borders,
)

SANS, SERIF = "Noto Sans SC", "Noto Serif SC"
# A template comes from a stranger: python-docx stumbles over a damaged one in all these ways.
_BROKEN = (OpcError, BadZipFile, ValueError, LookupError, OSError, SyntaxError, TypeError,
           AttributeError, NotImplementedError)
_TEMPLATE_TYPE = b"wordprocessingml.template.main+xml"
_DOCUMENT_TYPE = b"wordprocessingml.document.main+xml"
_FALLBACK = {SANS: "黑体", SERIF: "宋体"}


@dataclass(frozen=True, slots=True)
class WordStyle:
    """A paragraph style: type, size and leading in points, colour role, spacing in points.

    A leading of 0 grows with what stands in the line; ``tab`` is a right tab in mm.
    """

    name: str
    font: str
    size: float
    leading: float
    bold: bool = False
    role: str = "ink"
    before: float = 0.0
    after: float = 0.0
    keep_next: bool = False
    justify: bool = False
    indent_characters: int = 0
    outline: int = 0
    box: str = ""
    tab: float = 0.0


WIDTH = 160.0
TITLE, SUBTITLE = "方案标题", "方案企业"
H1, H2 = "Heading 1", "Heading 2"
CONCLUSION, PROSE, NOTE, CAPTION = "结论句", "正文缩进", "表注", "题注"
CELL, HEADER_CELL, SUMMARY, KICKER = "表文", "表头", "摘要文", "摘要栏目"
HEADLINE, RED_BOX, DISCLOSURE, DECISION = "摘要标题", "红线框", "披露框", "决定框"
ANSWER, PAGE_HEAD, PAGE_FOOT, CONTENTS = "答卷", "方案页眉", "方案页脚", "目录标题"
ENTRY, SPACER, COVER_NOTE = "toc 1", "版式间隔", "封面披露"
DENSE_CELL, SIGN, FIGURE = "表文紧", "签字行", "图片行"

STYLES = (
    WordStyle(TITLE, SANS, 40, 48, bold=True, before=180, after=24),
    WordStyle(SUBTITLE, SANS, 19, 27, bold=True, after=60),
    WordStyle(H1, SANS, 19, 24, bold=True, after=6, keep_next=True, outline=1),
    WordStyle(H2, SANS, 11.5, 16, bold=True, before=15, after=7, keep_next=True, outline=2),
    WordStyle(CONCLUSION, SANS, 12.5, 18.5, bold=True, role="blue", after=10, keep_next=True,
              box="under"),
    WordStyle(PROSE, SERIF, 10.5, 17, justify=True, indent_characters=200),
    WordStyle(NOTE, SANS, 7.5, 11.1, role="grey", before=3, after=4),
    WordStyle(CAPTION, SANS, 8, 12, before=4, after=2),
    WordStyle(CELL, SANS, 8.5, 12.1, before=2, after=2),
    WordStyle(DENSE_CELL, SANS, 8, 11.6, before=1.5, after=1.5),
    WordStyle(HEADER_CELL, SANS, 8, 11.6, bold=True, role="blue", before=2, after=2,
              keep_next=True),
    WordStyle(SUMMARY, SANS, 9.5, 13.9, after=2),
    WordStyle(KICKER, SANS, 8, 12, bold=True, role="blue", before=12, after=3, keep_next=True),
    WordStyle(HEADLINE, SANS, 17, 22, bold=True, after=8, keep_next=True),
    WordStyle(RED_BOX, SANS, 9, 13, role="ink", box="red"),
    WordStyle(DISCLOSURE, SERIF, 10.5, 17, justify=True, indent_characters=200, box="ink"),
    WordStyle(DECISION, SANS, 9.5, 13.9, box="pale"),
    WordStyle(ANSWER, SANS, 7.2, 10.4, before=1, after=1),
    WordStyle(FIGURE, SANS, 8, 0, before=6, after=2),
    WordStyle(SIGN, SANS, 9.5, 13.9, role="grey", before=14, after=4),
    WordStyle(PAGE_HEAD, SANS, 8, 11, role="grey", box="head", tab=WIDTH),
    WordStyle(PAGE_FOOT, SANS, 8, 11, role="grey", box="foot", tab=WIDTH),
    WordStyle(ENTRY, SANS, 10.5, 20, tab=WIDTH),
    WordStyle(SPACER, SANS, 1, 1.4),
    WordStyle(COVER_NOTE, SANS, 8.5, 13, before=60, after=8),
    WordStyle(CONTENTS, SANS, 19, 24, bold=True, after=10),
)


def new_document(template: bytes, blue: str) -> tuple[Document, bool]:
    """Open the office's template or an empty document, and give it every style.

    Returns:
        The document, and whether a template was given that cannot be used.
    """
    if template:
        try:
            return _dressed(_emptied(template), blue, template=True), False
        except _BROKEN:
            pass
    return _dressed(docx.Document(), blue, template=False), bool(template)


def _dressed(document: Document, blue: str, *, template: bool) -> Document:
    own = {style.name for style in document.styles} if template else set()
    for style in STYLES:
        if style.name not in own:
            _define(document, style, blue)
    document_settings(document)
    ensure_numbering(document)
    drop_thumbnail(document)
    _page(document)
    return document


def _emptied(template: bytes) -> Document:
    """Open a template (.docx, or .dotx as Word saves templates) without its sample text."""
    document = docx.Document(io.BytesIO(_as_document(template)))
    body = document.element.body
    for element in list(body):
        if element.tag != qn("w:sectPr"):
            body.remove(element)
    return document


def _as_document(template: bytes) -> bytes:
    """Return a package whose main part is a document: python-docx opens no template."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(template)) as source, ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "[Content_Types].xml":
                part = part.replace(_TEMPLATE_TYPE, _DOCUMENT_TYPE)
            target.writestr(name, part)
    return out.getvalue()


def _define(document: Document, wanted: WordStyle, blue: str) -> None:
    names = {style.name for style in document.styles}
    style: Any = (document.styles[wanted.name] if wanted.name in names
                  else document.styles.add_style(wanted.name, WD_STYLE_TYPE.PARAGRAPH))
    style.base_style = document.styles["Normal"]
    style.hidden, style.quick_style = False, True
    _type(style, wanted, blue)
    form = style.paragraph_format
    form.space_before, form.space_after = Pt(wanted.before), Pt(wanted.after)
    form.line_spacing = Pt(wanted.leading) if wanted.leading else 1.0
    form.keep_with_next = wanted.keep_next
    form.widow_control = True
    if wanted.justify:
        form.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    if wanted.tab:
        form.tab_stops.add_tab_stop(Mm(wanted.tab), WD_TAB_ALIGNMENT.RIGHT)
    properties = style.element.get_or_add_pPr()
    if wanted.indent_characters:
        indent = properties.get_or_add_ind()
        indent.set(qn("w:firstLineChars"), str(wanted.indent_characters))
        indent.set(qn("w:firstLine"), str(round(wanted.size * 2 * 20)))
    if wanted.outline and properties.find(qn("w:outlineLvl")) is None:
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(wanted.outline - 1))
        properties.append(level)
    _boxed(properties, wanted, blue)


def _type(style: Any, wanted: WordStyle, blue: str) -> None:
    style.font.name, style.font.size = wanted.font, Pt(wanted.size)
    style.font.bold, style.font.italic = wanted.bold, False
    colour = (blue or ROLES["blue"]) if wanted.role == "blue" else ROLES[wanted.role]
    style.font.color.rgb = RGBColor.from_string(colour.removeprefix("#"))
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        if attribute.endswith("Theme"):
            del fonts.attrib[attribute]
    for slot in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{slot}"), wanted.font)


def _boxed(properties: Any, wanted: WordStyle, blue: str) -> None:
    ink, accent = ROLES["ink"], blue or ROLES["blue"]
    if wanted.box == "under":
        set_borders(properties, "pBdr", bottom=(0.75, accent))
    elif wanted.box == "red":
        red = ROLES["red"]
        set_borders(properties, "pBdr", top=(0.5, red), left=(3, red), bottom=(0.5, red),
                    right=(0.5, red))
    elif wanted.box == "ink":
        set_borders(properties, "pBdr", **dict.fromkeys(
            ("top", "left", "bottom", "right"), (0.75, ink)))
    elif wanted.box == "head":
        set_borders(properties, "pBdr", bottom=(0.3, ROLES["rule"]))
    elif wanted.box == "foot":
        set_borders(properties, "pBdr", top=(0.3, ROLES["rule"]))
    elif wanted.box == "pale":
        set_borders(properties, "pBdr", left=(2.25, accent))
        border = properties.find(qn("w:pBdr"))
        shading = OxmlElement("w:shd")
        border.addnext(shading)
        shading.set(qn("w:val"), "clear")
        shading.set(qn("w:color"), "auto")
        shading.set(qn("w:fill"), ROLES["pale"].removeprefix("#"))


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(28), Mm(22)
    section.top_margin, section.bottom_margin = Mm(27), Mm(24)
    section.header_distance, section.footer_distance = Mm(12), Mm(11)
    section.gutter = Mm(0)
    section.different_first_page_header_footer = True


def font_table(xml: bytes) -> bytes:
    """Name 黑体 and 宋体 in Word's font table as what stands in where Noto is not installed."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{instead}"/><w:charset w:val="86"/></w:font>'
        for name, instead in _FALLBACK.items())
    return xml.replace(b"</w:fonts>", fonts.encode() + b"</w:fonts>")
