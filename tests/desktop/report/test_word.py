import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace

import docx
import docx.table
import pytest
from docx.oxml.ns import qn
from PIL import Image

from desktop.report import ReportError, remarks, render_docx
from desktop.report.fonts import clean
from desktop.report.word_styles import STYLES
from forms.plan import build
from forms.plan.model import Columns, Heading, Plan, Row, Table, plain
from forms.values import Annotation
from tests.desktop.report.plans import ENTERPRISES, context, medium, signed_factory
from tests.forms.plan.diagnoses import factory
from tests.forms.plan.visits import path_of, practice

_FILES: dict[str, tuple[Plan, docx.document.Document]] = {}
NUMBER = re.compile(r"[−＋]?\d[\d.]*")


def word_of(name: str) -> tuple[Plan, docx.document.Document]:
    if name not in _FILES:
        plan = ENTERPRISES[name]()
        _FILES[name] = plan, docx.Document(io.BytesIO(render_docx(plan)))
    return _FILES[name]


def tables_of(plan: Plan) -> list[Table]:
    found = []
    for chapter in plan.chapters:
        for block in chapter.blocks:
            stack = [*block.left, *block.right] if isinstance(block, Columns) else [block]
            found += [item for item in stack if isinstance(item, Table)]
    return found


def written_tables(holder: docx.document.Document | docx.table._Cell) -> list[docx.table.Table]:
    """Return all tables, those inside the cells of a layout table too."""
    found = []
    for table in holder.tables:
        found.append(table)
        for row in table.rows:
            for cell in row.cells:
                found += written_tables(cell)
    return found


def row_words(row: Row) -> list[str]:
    return [clean(" ".join(plain(line) for line in cell.lines)).replace("\n", " ")
            for cell in row.cells]


@pytest.mark.parametrize("name", ["medium", "small", "dearer", "geti", "empty", "hostile"])
def test_word_has_the_headings_of_the_pdf_in_their_order(name: str) -> None:
    plan, document = word_of(name)
    chapters = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    # Word's own list counts single chapters; a span and an appendix carry their number.
    assert chapters == [c.title if re.fullmatch("[一二三四五六七八九十]+", c.number)
                        else c.heading for c in plan.chapters]
    # Word's own list counts the sections of numbered chapters; an appendix carries its numbers.
    sections = [re.sub("^（.+?）", "", p.text) for p in document.paragraphs
                if p.style.name == "Heading 2"]
    assert sections == [block.text.partition("）")[2] for chapter in plan.chapters
                        for block in chapter.blocks if isinstance(block, Heading)]


@pytest.mark.parametrize("name", ["medium", "small", "dearer", "hostile"])
def test_word_has_every_table_row_and_number_of_the_pdf(name: str) -> None:
    # given the plan's tables, and Word's with as many columns and the same header
    plan, document = word_of(name)
    heads = {tuple(c.text for c in t.rows[0].cells): t for t in written_tables(document)}
    for table in tables_of(plan):
        written = heads[tuple(clean(column.title) for column in table.columns)]
        rows = list(written.rows)[1:]
        assert len(rows) == len(table.rows)
        # then each row has the same words, so the same numbers
        for row, target in zip(table.rows, rows, strict=True):
            cells = [target.cells[0]] if len(row.cells) == 1 else target.cells
            texts = [re.sub(r"[\[\]]", "", c.text.replace("\n", " ")) for c in cells]
            wanted = [re.sub(r"[\[\]]", "", words) for words in row_words(row)]
            assert [NUMBER.findall(t) for t in texts] == [NUMBER.findall(t) for t in wanted]
            assert [t.split() for t in texts] == [t.split() for t in wanted]


def test_word_has_every_conclusion_in_its_own_style() -> None:
    plan, document = word_of("medium")
    written = [p.text for p in document.paragraphs if p.style.name == "结论句"]
    assert written == [c.conclusion for c in plan.chapters if c.conclusion]


def test_styles_are_real_and_name_an_east_asian_font() -> None:
    _, document = word_of("medium")
    for wanted in STYLES:
        style = document.styles[wanted.name]
        fonts = style.element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == wanted.font
    prose = document.styles["正文缩进"].element.pPr.find(qn("w:ind"))
    assert prose.get(qn("w:firstLineChars")) == "200"


def test_contents_captions_pages_and_numbers_are_fields() -> None:
    plan, _ = word_of("medium")
    with zipfile.ZipFile(io.BytesIO(render_docx(plan))) as package:
        body = package.read("word/document.xml").decode()
        footers = [package.read(n).decode() for n in package.namelist() if "footer" in n]
        settings = package.read("word/settings.xml").decode()
        fonts = package.read("word/fontTable.xml").decode()
    assert 'TOC \\o "1-1"' in body
    assert body.count("SEQ 表") == sum(1 for t in tables_of(plan) if t.number is not None)
    assert body.count("SEQ 图") >= 4
    assert any("PAGE" in f and "NUMPAGES" in f for f in footers)
    for name in ("mirrorMargins", "evenAndOddHeaders", "updateFields"):
        assert f"w:{name}" in settings
    assert "黑体" in fonts
    assert "宋体" in fonts


def test_a_table_that_the_text_names_is_referred_to_by_a_field() -> None:
    with zipfile.ZipFile(io.BytesIO(render_docx(medium("full")))) as package:
        body = package.read("word/document.xml").decode()
    assert "REF 表2 \\h" in body
    assert 'w:name="表2"' in body


# ECMA-376: what the schema fixes the order of, as far as we write it.
ORDER = {
    "tblPr": "tblStyle tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "tcPr": "tcW gridSpan vMerge tcBorders shd noWrap tcMar vAlign",
    "pPr": ("pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs snapToGrid "
            "spacing ind contextualSpacing jc outlineLvl rPr sectPr"),
    "sectPr": ("Reference type pgSz pgMar paperSrc pgBorders lnNumType "
               "pgNumType cols formProt vAlign noEndnote titlePg textDirection docGrid"),
    "rPr": "rStyle rFonts b bCs i iCs caps color spacing kern sz szCs u lang",
}


@pytest.mark.parametrize("name", ["medium", "geti", "hostile"])
@pytest.mark.parametrize("kind", ORDER)
def test_the_parts_of_the_document_stand_in_the_order_of_the_schema(name: str, kind: str) -> None:
    order = ORDER[kind].split()
    _, document = word_of(name)
    found = [*document.element.iter(qn(f"w:{kind}")),
             *(e for style in STYLES for e in document.styles[style.name].element.iter(
                 qn(f"w:{kind}")))]
    for element in found:
        # References to headers and footers stand first, in any order.
        names = [re.sub("^(header|footer)R", "R", child.tag.split("}")[1]) for child in element]
        assert names == sorted(names, key=order.index)


def test_every_table_cell_ends_with_a_paragraph() -> None:
    # Word calls a file damaged in which a cell ends with a table.
    for name in ("medium", "geti"):
        _, document = word_of(name)
        cells = list(document.element.iter(qn("w:tc")))
        assert cells
        assert all(cell[-1].tag == qn("w:p") for cell in cells)


def test_pictures_stand_in_lines_that_grow_with_them() -> None:
    # given every paragraph with a picture, in cells and out of them
    _, document = word_of("medium")
    holders = [p for p in document.element.iter(qn("w:p")) if p.find(f".//{qn('w:drawing')}")
               is not None and p.getparent().tag in (qn("w:body"), qn("w:tc"))]
    assert len(holders) > 15
    # then none is in a line of fixed height, which would cut it
    names = {style.style_id: style.name for style in document.styles}
    for paragraph in holders:
        own = paragraph.pPr.find(qn("w:spacing"))
        assert names[paragraph.style] == "图片行" or own.get(qn("w:lineRule")) == "auto"


def test_contents_link_to_every_chapter_before_word_has_updated_them() -> None:
    plan, document = word_of("medium")
    entries = [p for p in document.paragraphs if p.style.name == "toc 1"]
    assert [p.text.split("\t")[0] for p in entries] == [c.heading for c in plan.chapters]
    anchors = [e.get(qn("w:anchor")) for e in document.element.iter(qn("w:hyperlink"))]
    marks = {e.get(qn("w:name")) for e in document.element.iter(qn("w:bookmarkStart"))}
    assert len(anchors) == len(plan.chapters)
    assert set(anchors) <= marks
    numbers = [e.get(qn("w:id")) for e in document.element.iter(qn("w:bookmarkStart"))]
    assert len(numbers) == len(set(numbers))


def test_the_outer_side_of_a_page_names_chapter_and_page() -> None:
    _, document = word_of("medium")
    section = document.sections[0]
    odd, even = (part.paragraphs[0] for part in (section.header, section.even_page_header))
    enterprise = "晋中砺衡机械制造有限公司　上云方案"
    assert odd.text.split("\t")[0] == even.text.split("\t")[1] == enterprise
    assert "STYLEREF 1" in odd._p.xml.split("<w:tab/>")[1]
    assert "STYLEREF 1" in even._p.xml.split("<w:tab/>")[0]
    feet = (part.paragraphs[0] for part in (section.footer, section.even_page_footer))
    assert [foot.text.split("\t").index("记录 YZ140702-20261118-0318　校验 8F3A 21C7")
            for foot in feet] == [0, 1]


def test_word_takes_the_text_for_chinese_and_the_file_for_a_new_one() -> None:
    _, document = word_of("medium")
    languages = [*document.styles.element.iter(qn("w:lang")),
                 *document.settings.element.iter(qn("w:themeFontLang"))]
    assert {element.get(qn("w:eastAsia")) for element in languages} == {"zh-CN"}
    modes = {e.get(qn("w:name")): e.get(qn("w:val"))
             for e in document.settings.element.iter(qn("w:compatSetting"))}
    assert modes["compatibilityMode"] == "15"
    assert not any("thumbnail" in r.reltype for r in document.part.package.rels.values())


def test_a_month_is_not_broken_at_its_hyphen() -> None:
    _, document = word_of("medium")
    assert len(list(document.element.iter(qn("w:noBreakHyphen")))) > 20
    for text in document.element.iter(qn("w:t")):
        if text.getparent().getparent().getparent().tag == qn("w:tc"):
            assert not re.search(r"\d{4}-\d\d", text.text or "")


def test_header_rows_repeat_and_no_row_is_cut() -> None:
    plan, document = word_of("medium")
    heads = {tuple(c.title for c in t.columns) for t in tables_of(plan)}
    for table in written_tables(document):
        first = table.rows[0]
        if tuple(cell.text for cell in first.cells) in heads:
            assert first._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_charts_are_png_of_300_dpi_with_svg_and_words_for_the_blind() -> None:
    _, document = word_of("medium")
    described = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert sum(1 for words in described if words and "总分" in words) >= 1
    names = [str(part.partname) for part in document.part.package.iter_parts()]
    assert sum(1 for name in names if name.endswith(".svg")) >= 8


def test_an_office_template_rules_and_a_broken_one_falls_back() -> None:
    # given an office template whose conclusion is set in its own size
    template = docx.Document()
    style = template.styles.add_style("结论句", 1)
    style.font.size = docx.shared.Pt(20)
    template.add_paragraph("样例文字，不该出现")
    buffer = io.BytesIO()
    template.save(buffer)
    # when the plan is set with it, then its style stays and its sample text goes
    own = docx.Document(io.BytesIO(render_docx(medium(template=buffer.getvalue()))))
    assert own.styles["结论句"].font.size == docx.shared.Pt(20)
    assert "样例文字，不该出现" not in [p.text for p in own.paragraphs]
    # a broken template is told and replaced by the built-in look
    assert remarks(medium(template=buffer.getvalue())) == ()
    assert remarks(medium(template=b"PK broken")) == (("template-unreadable", ""),)
    assert render_docx(medium(template=b"PK broken")) == render_docx(medium())


def repacked(edit: Callable[[str, bytes], bytes | None]) -> bytes:
    """Return an empty Word file with its parts edited, or left out."""
    empty, out = io.BytesIO(), io.BytesIO()
    docx.Document().save(empty)
    with zipfile.ZipFile(empty) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            if (part := edit(name, source.read(name))) is not None:
                target.writestr(name, part)
    return out.getvalue()


def without_lists(name: str, part: bytes) -> bytes | None:
    if name == "word/numbering.xml":
        return None
    return re.sub(rb"<(Relationship|Override) [^>]*numbering[^>]*/>", b"", part)


def saved_as_template(_name: str, part: bytes) -> bytes:
    return part.replace(b"wordprocessingml.document.main", b"wordprocessingml.template.main")


def cut_off(name: str, part: bytes) -> bytes:
    return part[:500] if name == "word/styles.xml" else part


@pytest.mark.parametrize("edit", [without_lists, saved_as_template])
def test_templates_as_offices_have_them_are_taken(edit: Callable[[str, bytes], bytes]) -> None:
    plan = medium("onepage", template=repacked(edit))
    assert remarks(plan) == ()
    document = docx.Document(io.BytesIO(render_docx(plan)))
    assert document.styles["结论句"].font.size == docx.shared.Pt(12.5)


def test_a_template_with_a_damaged_part_is_told_and_replaced() -> None:
    plan = medium("onepage", template=repacked(cut_off))
    assert remarks(plan) == (("template-unreadable", ""),)
    assert render_docx(plan) == render_docx(medium("onepage"))


def test_photos_and_signatures_are_in_word_too() -> None:
    plan = signed_factory()
    document = docx.Document(io.BytesIO(render_docx(plan)))
    pictures = [Image.open(io.BytesIO(part.blob)) for part in document.part.package.iter_parts()
                if part.content_type in ("image/jpeg", "image/png")]
    assert any(picture.size == (300, 100) for picture in pictures)


def test_a_plan_that_lacks_something_in_word_is_refused_by_name() -> None:
    plan = medium()
    more = (*plan.required, ("/data/x", "从来没有写进去的一句话"),
            ("photo9.jpg", "picture:photo9.jpg"))
    with pytest.raises(ReportError) as refused:
        render_docx(replace(plan, required=more))
    assert refused.value.values["missing"] == ("/data/x", "photo9.jpg")


def test_a_photo_of_any_kind_stands_upright_in_word() -> None:
    # given a WebP photo, and a JPEG that a telephone took on its side
    upright = Image.new("RGB", (800, 600), "red")
    webp, turned = io.BytesIO(), io.BytesIO()
    upright.save(webp, "WEBP")
    exif = Image.Exif()
    exif[0x0112] = 6
    upright.save(turned, "JPEG", exif=exif)
    pictures = {"a.webp": webp.getvalue(), "b.jpg": turned.getvalue()}
    notes = tuple(Annotation(path_of("backup"), "evidence", text=name, file=name,
                             at="2026-11-18T10:24:00+08:00") for name in pictures)
    record = practice("factory")
    record = replace(record, notes=(*record.notes, *notes))
    # when the plan is set, then both are in the file, the second one turned
    document = docx.Document(io.BytesIO(render_docx(build(
        record, factory(record), context(pictures=pictures)))))
    sizes = {Image.open(io.BytesIO(part.blob)).size
             for part in document.part.package.iter_parts()
             if part.content_type in ("image/jpeg", "image/png")}
    assert {(800, 600), (600, 800)} <= sizes
