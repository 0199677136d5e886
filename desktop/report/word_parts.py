"""WordprocessingML that python-docx has no function for: fields, lists, borders, SVG."""

import re
from collections.abc import Sequence
from typing import Any

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

_SVG_NS = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
# What the schema puts after the borders of a paragraph, a table, a cell.
_AFTER_BORDERS = tuple(f"w:{name}" for name in (
    "shd", "tblLayout", "tblCellMar", "tblLook", "noWrap", "tcMar", "vAlign", "hideMark",
    "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct",
    "autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind",
    "contextualSpacing", "mirrorIndents", "suppressOverlap", "jc", "textDirection",
    "textAlignment", "textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr", "sectPr",
    "pPrChange"))
_CHINESE = "chineseCountingThousand"
_DIGIT_HYPHEN = re.compile(r"(?<=\d)-(?=\d)")


def xml_of(proxy: Any) -> Any:
    """Return the XML element of a python-docx object, which offers no public way to it."""
    names = ("_element", "_tbl", "_tr", "_tc", "_sectPr", "_inline")
    return next(getattr(proxy, name) for name in names if hasattr(proxy, name))


def style_ids(document: Document) -> dict[str, str]:
    """Return the identifiers of paragraph styles by name."""
    return {style.name: style.style_id for style in document.styles if style.name}


def use_style(paragraph: Any, identifier: str) -> None:
    """Give a paragraph its style; python-docx would search all styles for every paragraph."""
    xml_of(paragraph).get_or_add_pPr().get_or_add_pStyle().val = identifier


def add_field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """Add a field (PAGE, SEQ, TOC …) with the text that stands until Word updates it."""
    _field_character(paragraph, "begin")
    _instruction(paragraph, instruction)
    _field_character(paragraph, "separate")
    paragraph.add_run(shown)
    _field_character(paragraph, "end")


def contents(paragraphs: Sequence[Any], entries: Sequence[tuple[str, str]]) -> None:
    """Fill paragraphs with a TOC field of level 1: its entries, linked, until Word updates it.

    Args:
        paragraphs: One an entry.
        entries: The words of each heading and the bookmark at it.
    """
    for number, (paragraph, (words, anchor)) in enumerate(zip(paragraphs, entries, strict=True)):
        if number == 0:
            _field_character(paragraph, "begin")
            _instruction(paragraph, 'TOC \\o "1-1" \\h \\z \\u')
            _field_character(paragraph, "separate")
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), anchor)
        link.set(qn("w:history"), "1")
        first = len(xml_of(paragraph))
        paragraph.add_run(f"{words}\t")
        add_field(paragraph, f"PAGEREF {anchor} \\h", "")
        element = xml_of(paragraph)
        link.extend(list(element)[first:])
        element.append(link)
    if paragraphs:
        _field_character(paragraphs[-1], "end")


def _field_character(paragraph: Any, kind: str) -> None:
    element = OxmlElement("w:fldChar")
    element.set(qn("w:fldCharType"), kind)
    xml_of(paragraph.add_run()).append(element)


def _instruction(paragraph: Any, words: str) -> None:
    element = OxmlElement("w:instrText")
    element.set(qn("xml:space"), "preserve")
    element.text = f" {words} "
    xml_of(paragraph.add_run()).append(element)


def add_text(paragraph: Any, text: str) -> Any:
    """Add a run whose hyphens between digits (2027-05) do not end a line."""
    run = paragraph.add_run()
    for number, line in enumerate(text.split("\n")):
        if number:
            run.add_break()
        for position, part in enumerate(_DIGIT_HYPHEN.split(line)):
            if position:
                xml_of(run).append(OxmlElement("w:noBreakHyphen"))
            run.add_text(part)
    return run


def bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """Put a bookmark round a paragraph, so that REF fields can name it."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    start.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    end.set(qn("w:id"), str(number))
    properties = xml_of(paragraph).pPr
    xml_of(paragraph).insert(1 if properties is not None else 0, start)
    xml_of(paragraph).append(end)


def ensure_numbering(document: Document) -> None:
    """Give a document without lists the part that holds them: python-docx cannot make one."""
    kinds = {relation.reltype for relation in document.part.rels.values()}
    if RELATIONSHIP_TYPE.NUMBERING not in kinds:
        part = docx.Document().part.numbering_part
        document.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)


def add_numbering(document: Document) -> int:
    """Add the list 一 / （一） of the headings; return its abstract number."""
    numbering = document.part.numbering_part.element
    number = 90
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{_CHINESE}"/>'
        f'<w:pStyle w:val="Heading{level + 1}"/><w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
        for level, text in enumerate(("%1　", "（%2）")))
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>')
    first = numbering.find(qn("w:num"))
    if first is None:
        numbering.append(abstract)
    else:
        first.addprevious(abstract)
    return number


def add_list(document: Document, abstract: int, number: int, start: int) -> None:
    """Add a list that counts chapters from ``start``."""
    document.part.numbering_part.element.append(parse_xml(
        f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>'
        f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride></w:num>'))


def use_list(paragraph: Paragraph, number: int, level: int) -> None:
    """Number a paragraph by a list."""
    properties = xml_of(paragraph).get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = number


def set_borders(element: Any, tag: str, **sides: tuple[float, str]) -> None:
    """Set borders: side = (points, hex colour); ``tag`` is pBdr, tblBorders or tcBorders."""
    borders = OxmlElement(f"w:{tag}")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        if side in sides:
            width, colour = sides[side]
            line = OxmlElement(f"w:{side}")
            line.set(qn("w:val"), "single" if width else "nil")
            line.set(qn("w:sz"), str(max(2, round(width * 8))))
            line.set(qn("w:space"), "4" if tag == "pBdr" else "0")
            line.set(qn("w:color"), colour.removeprefix("#"))
            borders.append(line)
    element.insert_element_before(borders, *_AFTER_BORDERS)


def pad_cells(table: Any, side_mm: float) -> None:
    """Set the padding of a table's cells, and its left edge on the margin."""
    properties = xml_of(table).tblPr
    indent = parse_xml(f'<w:tblInd {nsdecls("w")} w:w="0" w:type="dxa"/>')
    properties.insert_element_before(indent, "w:tblBorders", *_AFTER_BORDERS)
    width = round(side_mm * 56.7)
    margins = parse_xml(
        f'<w:tblCellMar {nsdecls("w")}><w:left w:w="{width}" w:type="dxa"/>'
        f'<w:right w:w="{width}" w:type="dxa"/></w:tblCellMar>')
    properties.insert_element_before(margins, "w:tblLook")


def gap_after(cell: Any, width_mm: float) -> None:
    """Keep a cell's content off the next cell."""
    xml_of(cell).get_or_add_tcPr().append(parse_xml(
        f'<w:tcMar {nsdecls("w")}><w:right w:w="{round(width_mm * 56.7)}" w:type="dxa"/>'
        "</w:tcMar>"))


def shade(element: Any, colour: str) -> None:
    """Fill a cell's or a paragraph's background; ``element`` is its properties."""
    element.append(parse_xml(
        f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" '
        f'w:fill="{colour.removeprefix("#")}"/>'))


def repeat_header(row: Any) -> None:
    """Make Word repeat a table row on every page."""
    xml_of(row).get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def keep_whole(row: Any) -> None:
    """Forbid a page break inside a table row."""
    xml_of(row).get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def keep_with_next(row: Any) -> None:
    """Keep a table row on the page of the next one."""
    for cell in row.cells:
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True


def describe_picture(picture: Any, words: str) -> None:
    """Give a picture its text for those who do not see it, and no margin beside it."""
    xml_of(picture).set("distL", "0")
    xml_of(picture).set("distR", "0")
    xml_of(picture).docPr.set("descr", words)


def add_svg(document: Document, picture: Any, data: bytes, number: int) -> None:
    """Put an SVG beside a PNG: Word from 2016 on shows it, older ones the PNG."""
    part = Part(PackURI(f"/word/media/chart{number}.svg"), "image/svg+xml", data,
                document.part.package)
    relation = document.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    blip = xml_of(picture).graphic.graphicData.pic.blipFill.blip
    blip.append(parse_xml(
        f'<a:extLst {nsdecls("a")}><a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}">'
        f'<asvg:svgBlip xmlns:asvg="{_SVG_NS}" {nsdecls("r")} r:embed="{relation}"/>'
        "</a:ext></a:extLst>"))


_AFTER_COLUMNS = tuple(f"w:{name}" for name in (
    "formProt", "vAlign", "noEndnote", "titlePg", "textDirection", "bidi", "rtlGutter", "docGrid",
    "printerSettings", "sectPrChange"))


def two_columns(section: Any, gap_mm: float) -> None:
    """Set a section in two columns."""
    columns = xml_of(section).find(qn("w:cols"))
    if columns is None:
        columns = OxmlElement("w:cols")
        xml_of(section).insert_element_before(columns, *_AFTER_COLUMNS)
    columns.set(qn("w:num"), "2")
    columns.set(qn("w:space"), str(round(gap_mm * 56.7)))


def one_column(section: Any) -> None:
    """Set a section in one column: a new section inherits the one before."""
    columns = xml_of(section).find(qn("w:cols"))
    if columns is not None:
        columns.set(qn("w:num"), "1")


_BEFORE_MIRROR = ("writeProtection", "view", "zoom", "removePersonalInformation",
                  "embedTrueTypeFonts", "embedSystemFonts", "saveSubsetFonts", "saveFormsData")
_AFTER_UPDATE = ("hdrShapeDefaults", "footnotePr", "endnotePr", "compat", "docVars", "rsids",
                 "mathPr", "themeFontLang", "clrSchemeMapping", "shapeDefaults", "decimalSymbol",
                 "listSeparator")


def document_settings(document: Document) -> None:
    """Mirror the margins, use even and odd headers, update fields when the file is opened.

    The schema fixes the order of settings; Word repairs (and complains about) any other.
    Lines break by the Chinese rules only where the language of the text is Chinese.
    """
    _speak_chinese(document)
    document.settings.odd_and_even_pages_header_footer = True
    settings = document.settings.element
    place = 0
    for position, element in enumerate(settings):
        if element.tag in {qn(f"w:{name}") for name in _BEFORE_MIRROR}:
            place = position + 1
    if settings.find(qn("w:mirrorMargins")) is None:
        settings.insert(place, OxmlElement("w:mirrorMargins"))
    if settings.find(qn("w:updateFields")) is None:
        update = OxmlElement("w:updateFields")
        update.set(qn("w:val"), "true")
        later = {qn(f"w:{name}") for name in _AFTER_UPDATE}
        after = next((element for element in settings
                      if element.tag in later or element.tag.endswith("}mathPr")), None)
        if after is None:
            settings.append(update)
        else:
            after.addprevious(update)


def _speak_chinese(document: Document) -> None:
    for language in (*document.settings.element.iter(qn("w:themeFontLang")),
                     *document.styles.element.iter(qn("w:lang"))):
        language.set(qn("w:eastAsia"), "zh-CN")
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            # Word 2013 and later: tables begin on the margin, and no "compatibility mode".
            setting.set(qn("w:val"), "15")


def drop_thumbnail(document: Document) -> None:
    """Forget the picture of the empty file that this document began as."""
    relations = document.part.package.rels
    for key in [key for key, relation in relations.items()
                if relation.reltype.endswith("/thumbnail")]:
        del relations[key]
