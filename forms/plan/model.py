"""The plan as a document of values: what PDF, Word and the screen set, with the same words.

A plan holds chapters, a chapter holds blocks. Nothing here computes or lays out; widths are
millimetres of the 160 mm text area, texts are runs so that a number may be strong or a word marked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from forms.plan.figures import CellFigure, FigureData


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one style.

    ``style``: '' · ``strong`` · ``grey`` · ``red`` · ``blue`` · ``quote`` (询价) · ``small``; boxed
    marks (建议, 未核实 …): ``mark-blue`` · ``mark-grey`` · ``mark-ink`` · ``mark-red`` (white on
    red) · ``mark-redline`` (red on white).
    """

    text: str
    style: str = ""


Text = tuple[Run, ...]


def text_of(*parts: str | Run) -> Text:
    """Return a text from plain strings and runs; empty ones are left out."""
    runs = (part if isinstance(part, Run) else Run(part) for part in parts)
    return tuple(run for run in runs if run.text)


def plain(text: Text) -> str:
    """Return the words of a text without its styles."""
    return "".join(run.text for run in text)


@dataclass(frozen=True, slots=True)
class Heading:
    """A second-level heading, ``（一）走访事实``; ``anchor`` is unique in the plan."""

    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Prose.

    ``kind``: ``prose`` (serif, indented) · ``note`` (small, grey) · ``summary`` (sans) · ``lead``
    (grey line above a summary) · ``kicker`` (small blue heading of a summary part) · ``title``
    (the summary's headline) · ``foot`` (note at the foot of the page).
    """

    text: Text
    kind: str = "prose"


@dataclass(frozen=True, slots=True)
class Column:
    """A table column: ``width`` in mm, 0 takes what is left; ``align``: left · right · centre."""

    title: str
    width: float = 0.0
    align: str = "left"
    figure: CellFigure | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: paragraphs of text, or a small figure."""

    lines: tuple[Text, ...] = ()
    figure: CellFigure | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A table row.

    ``kind``: ``row`` · ``band`` (one cell over all columns, or one a column) · ``total`` ·
    ``pale`` (history).
    """

    cells: tuple[Cell, ...]
    kind: str = "row"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with three rules. ``number`` only where the text refers to it (表 1).

    ``density``: ``dense`` · ``normal`` · ``summary``.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: str = ""
    number: int | None = None
    note: str = ""
    density: str = "normal"


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its caption below; ``alt`` says in words what it shows."""

    data: FigureData
    alt: str
    caption: str = ""
    number: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A labelled sentence of a red-line box: 事实, 结论, 后果, 措施."""

    label: str
    text: Text


@dataclass(frozen=True, slots=True)
class RedLineBox:
    """A red line that is hit: mark, title, side note and its labelled sentences."""

    mark: str
    title: str
    side: str
    rows: tuple[Labelled, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A framed text.

    ``kind``: ``disclosure`` (framed prose) · ``short`` (framed sans) · ``decision`` (pale, blue
    edge, numbered items).
    """

    kind: str
    title: str
    items: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture with its two lines; ``name`` finds the bytes in ``Plan.pictures``."""

    name: str
    number: int
    caption: str
    source: str


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """Three pictures beside each other, or two ``large`` ones (six a page)."""

    photos: tuple[Photo, ...]
    large: bool = False


@dataclass(frozen=True, slots=True)
class Numbered:
    """The summary's findings: a large number, a strong sentence, a plain one."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Amounts:
    """Label and value lines parted by thin rules, as on the boss page."""

    rows: tuple[tuple[str, Text], ...]


@dataclass(frozen=True, slots=True)
class Legend:
    """Line samples with words. ``kind``: ``solid`` · ``dotted`` · ``dashed``."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """The 个体户 page's situations: one Han character, what was seen, what follows."""

    items: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class StartScore:
    """The 个体户 page's score beside its bar."""

    label: str
    score: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Columns:
    """Two stacks of blocks beside each other; ``widths`` in mm with ``gap`` between."""

    left: "tuple[Block, ...]"
    right: "tuple[Block, ...]"
    widths: tuple[float, float] = (76.0, 76.0)
    gap: float = 8.0


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A word and what it means; never split."""

    term: str
    text: str


@dataclass(frozen=True, slots=True)
class Glossary:
    """Entries in two columns, balanced."""

    entries: tuple[GlossaryEntry, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the appendix; ``points`` are words (``45``, ``·``, ``△``); ``path`` names it.

    ``details`` are the lines of the full length: hint, remark, owner, who and when.
    """

    path: str
    question: str
    answer: str
    points: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerSection:
    """A section of the questionnaire in the appendix."""

    title: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """All answers, two columns (standard) or one (full)."""

    sections: tuple[AnswerSection, ...]
    columns: int = 2


@dataclass(frozen=True, slots=True)
class BlankQuestion:
    """A question on paper: choices to tick, or ``lines`` to write on."""

    number: str
    label: str
    hint: str = ""
    choices: tuple[str, ...] = ()
    unit: str = ""
    lines: int = 1


@dataclass(frozen=True, slots=True)
class BlankQuestions:
    """Questions to be answered by hand, in order."""

    questions: tuple[BlankQuestion, ...]


@dataclass(frozen=True, slots=True)
class SignField:
    """A line to sign on; ``picture`` is a captured signature, never a typed name."""

    label: str
    picture: str = ""


@dataclass(frozen=True, slots=True)
class SignBox:
    """Who signs: title and lines; ``seal`` is the word where the stamp goes."""

    title: str
    fields: tuple[SignField, ...]
    seal: str


@dataclass(frozen=True, slots=True)
class SignBoxes:
    """The boxes of enterprise and consultant beside each other."""

    boxes: tuple[SignBox, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """The authority's opinion: empty, to be written by hand."""

    title: str
    fields: tuple[str, ...]
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verification:
    """The QR code beside how to check this paper, and the record's facts."""

    payload: str
    title: str
    steps: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SignStrip:
    """The foot of a one-page plan: two lines to sign on and the QR code."""

    fields: tuple[SignField, ...]
    date_label: str
    payload: str


Block = (
    Heading | Paragraph | Table | Figure | RedLineBox | Box | PhotoRow | Numbered | Amounts | Legend
    | Seen | StartScore | Columns | Glossary | Answers | BlankQuestions | SignBoxes | Review
    | Verification | SignStrip
)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: number (``四``, ``附录一``, empty for the summary), title, conclusion, blocks."""

    key: str
    number: str
    title: str
    conclusion: str
    blocks: tuple[Block, ...]

    @property
    def heading(self) -> str:
        """Return what stands above the chapter and in the header."""
        return f"{self.number}　{self.title}" if self.number else self.title


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page."""

    title: str
    enterprise: str
    remark: str
    rows: tuple[tuple[str, str], ...]
    record_label: str
    disclosure_title: str
    disclosure: str
    payload: str
    qr_note: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """The table of contents' title and its legend of marks."""

    title: str
    legend_title: str
    legend: tuple[tuple[Run, str], ...]


@dataclass(frozen=True, slots=True)
class Look:
    """An organisation's own look: the colour that replaces blue, logo and Word template."""

    blue: str = ""
    logo: bytes = b""
    template: bytes = b""


@dataclass(frozen=True, slots=True)
class Words:
    """The words that the frame repeats on every page; ``{…}`` are filled by the layout."""

    header: str
    page: str
    record: str
    continued: str
    table: str
    figure: str
    photo: str
    draft: str
    title: str
    subject: str
    keywords: str
    author: str
    # Of slides: how many rows only the plan has, and in which chapter.
    more: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole document.

    Attributes:
        length: ``onepage`` · ``standard`` · ``full``.
        single_sided: The one page of a 个体户: no mirrored margins, no cover.
        made_at: ISO time of generation, with offset: the file's date, so that bytes repeat.
        pictures: Bytes by name, for photos and signatures.
        required: Texts that must be in the file, by what they are: the count of the end.
        warnings: Codes with what they concern: characters without a glyph, a refused colour.
    """

    enterprise: str
    record_number: str
    sha256: str
    length: str
    draft: bool
    single_sided: bool
    made_at: str
    words: Words
    cover: Cover | None
    contents: Contents | None
    chapters: tuple[Chapter, ...]
    look: Look = Look()
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    required: tuple[tuple[str, str], ...] = ()
    warnings: tuple[tuple[str, str], ...] = ()
