"""A plan as a Word document: real styles, headings, captions and contents that Word can update."""

import io
from datetime import UTC, datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document
from docx.enum.text import WD_BREAK

from desktop.report import word_parts, word_styles
from desktop.report.word_blocks import WordBlocks
from forms.plan.model import Chapter, Cover, Plan

_CHINESE_ORDER = {numeral: n for n, numeral in enumerate(
    ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"], start=1)}


def render_docx(plan: Plan) -> bytes:
    """Return the plan as .docx with the words and numbers of the PDF.

    Args:
        plan: What to set. The styles of ``look.template`` come first; a broken one is replaced by
            the built-in look, and ``remarks`` says so.
    """
    document, _broken = word_styles.new_document(plan.look.template, plan.look.blue)
    _Writer(document, plan).write()
    buffer = io.BytesIO()
    document.save(buffer)
    return _settled(buffer.getvalue())


def template_is_usable(template: bytes) -> bool:
    """Return whether an office template can be opened."""
    return not word_styles.new_document(template, "")[1]


def _settled(data: bytes) -> bytes:
    """Write the package again with a fixed date on every part: equal plans give equal bytes."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "word/fontTable.xml":
                part = word_styles.font_table(part)
            target.writestr(ZipInfo(name, (2026, 1, 1, 0, 0, 0)), part, ZIP_DEFLATED)
    return out.getvalue()


class _Writer:
    """Writes one plan into one document."""

    def __init__(self, document: Document, plan: Plan) -> None:
        self._document, self._plan = document, plan
        self._blocks = WordBlocks(document, plan)
        self._lists = 0
        self._counted = 0
        self._abstract = word_parts.add_numbering(document)
        self._list = 0

    def write(self) -> None:
        plan = self._plan
        self._describe()
        if plan.cover:
            self._cover(plan.cover)
        chapters = list(plan.chapters)
        if chapters and chapters[0].key == "summary":
            self._chapter(chapters.pop(0), first=plan.cover is None)
        if plan.contents:
            self._break()
            self._document.add_paragraph(plan.contents.title, word_styles.CONTENTS)
            paragraph = self._document.add_paragraph(style=word_styles.CELL)
            word_parts.add_field(paragraph, 'TOC \\o "1-1" \\h \\z \\u',
                                 "　".join(c.title for c in chapters))
            self._blocks.legend_of_marks(plan.contents)
        for number, chapter in enumerate(chapters):
            alone = number == 0 and plan.cover is None and len(plan.chapters) == 1
            self._chapter(chapter, first=alone)
        self._edges()

    def _describe(self) -> None:
        properties = self._document.core_properties
        words = self._plan.words
        properties.title, properties.subject = words.title[:255], words.subject[:255]
        properties.author, properties.keywords = words.author[:255], words.keywords[:255]
        properties.language = "zh-CN"
        properties.identifier = f"{self._plan.record_number} {self._plan.sha256}".strip()
        made = datetime.fromisoformat(self._plan.made_at).astimezone(UTC).replace(tzinfo=None)
        properties.created = properties.modified = made
        properties.last_modified_by, properties.comments = "", ""

    def _break(self) -> None:
        self._document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _cover(self, cover: Cover) -> None:
        document = self._document
        if self._plan.look.logo:
            self._blocks.picture(self._plan.look.logo, 34, 11)
        document.add_paragraph(cover.record_label, word_styles.NOTE)
        document.add_paragraph(cover.title, word_styles.TITLE)
        document.add_paragraph(cover.enterprise, word_styles.SUBTITLE)
        for text in (cover.remark, cover.text):
            if text:
                document.add_paragraph(text, word_styles.SUMMARY)
        self._blocks.pairs(cover.rows)
        document.add_paragraph(f"{cover.disclosure_title}　{cover.disclosure}",
                               word_styles.SUMMARY)
        self._blocks.qr_code(cover.payload, 24)
        document.add_paragraph(cover.qr_note, word_styles.NOTE)

    def _chapter(self, chapter: Chapter, *, first: bool) -> None:
        heading: Any = self._document.add_paragraph(style=word_styles.H1)
        heading.paragraph_format.page_break_before = not first
        self._number(heading, chapter)
        if chapter.conclusion:
            self._document.add_paragraph(chapter.conclusion, word_styles.CONCLUSION)
        self._blocks.write(chapter.blocks, self._list)

    def _number(self, heading: Any, chapter: Chapter) -> None:
        """Number a chapter by Word's own list; an appendix carries its name itself."""
        order = _CHINESE_ORDER.get(chapter.number)
        if order is None:
            heading.add_run(chapter.heading)
            self._list = 0
            return
        self._counted += 1
        # A list of its own wherever the count jumps, and for each chapter so that （一） restarts.
        self._lists += 1
        self._list = 200 + self._lists
        word_parts.add_list(self._document, self._abstract, self._list, order)
        word_parts.use_list(heading, self._list, 0)
        heading.add_run(chapter.title)

    def _edges(self) -> None:
        """Write header and footer of odd and even pages with PAGE and NUMPAGES."""
        plan = self._plan
        for section in self._document.sections:
            section.header.is_linked_to_previous = section is not self._document.sections[0]
        section = self._document.sections[0]
        before, middle, after = plan.words.page.replace("{page}", "\0").replace(
            "{pages}", "\0").split("\0")
        for header, footer in ((section.header, section.footer),
                               (section.even_page_header, section.even_page_footer)):
            header.is_linked_to_previous = footer.is_linked_to_previous = False
            head = header.paragraphs[0]
            head.style = self._document.styles[word_styles.PAGE_EDGE]
            head.text = plan.words.header + (f"　{plan.words.draft}" if plan.draft else "")
            foot = footer.paragraphs[0]
            foot.style = self._document.styles[word_styles.PAGE_EDGE]
            foot.add_run(before)
            word_parts.add_field(foot, "PAGE", "1")
            foot.add_run(middle)
            word_parts.add_field(foot, "NUMPAGES", "1")
            foot.add_run(f"{after}　　{plan.words.record}")

