"""A plan as a Word document: real styles, headings, captions and contents that Word can update."""

import io
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document
from docx.oxml.ns import qn

from desktop.report import checks, word_parts, word_styles
from desktop.report.fonts import clean
from desktop.report.shapes import shortened
from desktop.report.word_blocks import WordBlocks
from forms.plan.model import Chapter, Contents, Cover, Plan

_CHINESE_ORDER = {numeral: n for n, numeral in enumerate(
    ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"], start=1)}


_HEADER_WIDTH = 100.0
_Side = Callable[[Any], None]


def render_docx(plan: Plan) -> bytes:
    """Return the plan as .docx with the words and numbers of the PDF.

    Args:
        plan: What to set. The styles of ``look.template`` come first; a broken one is replaced by
            the built-in look, and ``remarks`` says so.

    Raises:
        ReportError: ``incomplete``: an answer, remark, finding or picture is not in the file.
    """
    document, _broken = word_styles.new_document(plan.look.template, plan.look.blue)
    writer = _Writer(document, plan)
    writer.write()
    checks.refuse_incomplete(plan, [checks.bare(_words(document))], writer.shown)
    buffer = io.BytesIO()
    document.save(buffer)
    return _settled(buffer.getvalue())


def _words(document: Document) -> str:
    """Return all text of a document's body, as it was written."""
    text, hyphen = qn("w:t"), qn("w:noBreakHyphen")
    return "".join("-" if element.tag == hyphen else element.text or ""
                   for element in document.element.iter(text, hyphen))


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


def _anchor(chapter: Chapter) -> str:
    """Return the bookmark at a chapter's heading, as Word names those of contents."""
    return f"_Toc_{chapter.key}"


class _Writer:
    """Writes one plan into one document."""

    def __init__(self, document: Document, plan: Plan) -> None:
        self._document, self._plan = document, plan
        self._blocks = WordBlocks(document, plan)
        self._lists = 0
        self._counted = 0
        self._abstract = word_parts.add_numbering(document)
        self._list = 0

    @property
    def shown(self) -> Collection[str]:
        """Return the names of the pictures that were put in."""
        return self._blocks.shown

    def write(self) -> None:
        """Write cover, contents, chapters, header and footer."""
        plan = self._plan
        self._describe()
        if plan.cover:
            self._cover(plan.cover)
        chapters = list(plan.chapters)
        if chapters and chapters[0].key == "summary":
            self._chapter(chapters.pop(0), first=plan.cover is None)
        if plan.contents:
            self._contents(plan.contents)
        for number, chapter in enumerate(chapters):
            alone = number == 0 and plan.cover is None and len(plan.chapters) == 1
            self._chapter(chapter, first=alone)
        self._edges()

    def _describe(self) -> None:
        properties = self._document.core_properties
        words = self._plan.words
        properties.title, properties.subject = clean(words.title)[:255], clean(words.subject)[:255]
        properties.author = clean(words.author)[:255]
        properties.keywords = clean(words.keywords)[:255]
        properties.language = "zh-CN"
        properties.identifier = f"{self._plan.record_number} {self._plan.sha256}".strip()
        made = datetime.fromisoformat(self._plan.made_at).astimezone(UTC).replace(tzinfo=None)
        properties.created = properties.modified = made
        properties.last_modified_by, properties.comments = "", ""

    def _contents(self, contents: Contents) -> None:
        """Write the table of contents: every heading with its link; Word counts the pages."""
        title: Any = self._document.add_paragraph(clean(contents.title), word_styles.CONTENTS)
        title.paragraph_format.page_break_before = True
        entries = [(clean(chapter.heading), _anchor(chapter)) for chapter in self._plan.chapters]
        word_parts.contents([self._blocks.new(word_styles.ENTRY) for _ in entries], entries)
        self._blocks.legend_of_marks(contents)

    def _cover(self, cover: Cover) -> None:
        document = self._document
        if self._plan.look.logo:
            self._blocks.picture(self._plan.look.logo, 34, 11)
        document.add_paragraph(clean(cover.record_label), word_styles.NOTE)
        document.add_paragraph(clean(cover.title), word_styles.TITLE)
        document.add_paragraph(clean(cover.enterprise), word_styles.SUBTITLE)
        for text in (cover.remark, cover.text):
            if text:
                document.add_paragraph(clean(text), word_styles.SUMMARY)
        self._blocks.pairs(cover.rows)
        document.add_paragraph(clean(f"{cover.disclosure_title}　{cover.disclosure}"),
                               word_styles.COVER_NOTE)
        self._blocks.qr_code(cover.payload, 24)
        document.add_paragraph(clean(cover.qr_note), word_styles.NOTE)

    def _chapter(self, chapter: Chapter, *, first: bool) -> None:
        heading: Any = self._document.add_paragraph(style=word_styles.H1)
        heading.paragraph_format.page_break_before = not first
        self._number(heading, chapter)
        word_parts.bookmark(heading, _anchor(chapter), self._blocks.next_bookmark())
        if chapter.conclusion:
            self._document.add_paragraph(clean(chapter.conclusion), word_styles.CONCLUSION)
        self._blocks.write(chapter.blocks, self._list)

    def _number(self, heading: Any, chapter: Chapter) -> None:
        """Number a chapter by Word's own list; an appendix carries its name itself."""
        order = _CHINESE_ORDER.get(chapter.number)
        if order is None:
            heading.add_run(clean(chapter.heading))
            self._list = 0
            return
        self._counted += 1
        # A list of its own wherever the count jumps, and for each chapter so that （一） restarts.
        self._lists += 1
        self._list = 200 + self._lists
        word_parts.add_list(self._document, self._abstract, self._list, order)
        word_parts.use_list(heading, self._list, 0)
        heading.add_run(clean(chapter.title))

    def _edges(self) -> None:
        """Write header and footer: chapter and page number stand on the outer side."""
        section, *others = self._document.sections
        section.different_first_page_header_footer = self._plan.cover is not None
        for other in others:
            other.different_first_page_header_footer = False
        # (header, footer, whether the outer side is the left one)
        for header, footer, left in ((section.header, section.footer, False),
                                     (section.even_page_header, section.even_page_footer, True)):
            header.is_linked_to_previous = footer.is_linked_to_previous = False
            self._edge(header, word_styles.PAGE_HEAD, (self._chapter_name, self._enterprise), left)
            self._edge(footer, word_styles.PAGE_FOOT, (self._page_number, self._record), left)

    def _edge(self, part: Any, style: str, sides: tuple[_Side, _Side], left: bool) -> None:
        paragraph = part.paragraphs[0]
        paragraph.style = self._document.styles[style]
        first, second = sides if left else reversed(sides)
        first(paragraph)
        paragraph.add_run("\t")
        second(paragraph)

    def _chapter_name(self, paragraph: Any) -> None:
        # 1 is the built-in heading style, whatever Word's language calls it.
        word_parts.add_field(paragraph, "STYLEREF 1", "")

    def _enterprise(self, paragraph: Any) -> None:
        words = self._plan.words
        name = shortened(clean(words.header), _HEADER_WIDTH, 8)
        paragraph.add_run(name + (f"　{clean(words.draft)}" if self._plan.draft else ""))

    def _record(self, paragraph: Any) -> None:
        paragraph.add_run(clean(self._plan.words.record))

    def _page_number(self, paragraph: Any) -> None:
        before, middle, after = self._plan.words.page.replace("{page}", "\0").replace(
            "{pages}", "\0").split("\0")
        paragraph.add_run(before)
        word_parts.add_field(paragraph, "PAGE", "1")
        paragraph.add_run(middle)
        word_parts.add_field(paragraph, "NUMPAGES", "1")
        paragraph.add_run(after)

