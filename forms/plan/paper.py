"""The blank questionnaire on paper, for visits without a laptop: every question, ready to tick."""

from collections.abc import Iterator

from forms.errors import FormsError
from forms.plan.context import PlanContext
from forms.plan.model import BlankQuestion, BlankQuestions, Block, Chapter, Heading, Plan, Words
from forms.plan.texts import PlanTexts
from forms.plan.visit import CONTROLS, FILES, Record
from forms.values import NodeView, Question

# More choices than this are written, not ticked: counties, industries. So is what a filter leaves
# of a list on empty paper: where the answer before decides, one choice would be all there is.
LEAST_CHOICES, MOST_CHOICES = 2, 24


def build_paper(entry: Record, context: PlanContext) -> Plan:
    """Return the questionnaire of a fresh entry as a plan of one chapter a section."""
    rows = context.sheets.get("plan") or context.fallback_sheets.get("plan", ())
    texts = PlanTexts(rows, frozenset())
    chapters = []
    for position, group in enumerate(entry.form.root.children):
        questions = tuple(_questions(entry, group, group.path))
        if questions:
            label = entry.node(group.path).label
            title = texts.line("paper.sections", number=group.number or str(position),
                               label=label)
            blocks: list[Block] = [Heading(title, f"s{position}"), BlankQuestions(questions)]
            chapters.append((title, blocks))
    merged = tuple(block for _, blocks in chapters for block in blocks)
    title = texts.title("paper")
    version = f"{entry.form.id} {entry.form.version}"
    words = Words(
        header=texts.line("paper.header", version=version),
        page=texts.line("frame.page", page="{page}", pages="{pages}"),
        record=texts.line("paper.record"), continued=texts.line("frame.continued"),
        table=texts.line("frame.table", number="{number}"),
        figure=texts.line("frame.figure", number="{number}"),
        photo=texts.line("frame.photo", number="{number}"), draft="",
        title=texts.line("paper.title"), subject=version, keywords=version,
        author=context.organisation)
    chapter = Chapter("paper", "", title, texts.line("paper"), merged)
    return Plan(
        enterprise="", record_number="", sha256="", length="standard", draft=False,
        single_sided=False, made_at=context.now.isoformat(), words=words, cover=None,
        contents=None, chapters=(chapter,))


def _questions(entry: Record, group: Question, path: str) -> Iterator[BlankQuestion]:
    """Yield the questions of a group; of a repeat, those of its first row."""
    for question in group.children:
        own = f"{path}/{question.name}"
        if question.kind == "repeat":
            yield from _questions(entry, question, f"{own}[1]")
        elif question.children:
            yield from _questions(entry, question, own)
        elif question.kind in CONTROLS and question.number:
            view = _view(entry, own)
            if view is not None and not view.readonly:
                yield _blank(question, view)


def _view(entry: Record, path: str) -> NodeView | None:
    """Return the node; None where a repeat has no row to ask."""
    try:
        return entry.node(path)
    except (FormsError, LookupError):
        return None


def _blank(question: Question, view: NodeView) -> BlankQuestion:
    choices = tuple(choice.label for choice in view.choices)
    ticked = choices if LEAST_CHOICES <= len(choices) <= MOST_CHOICES else ()
    long_text = question.kind == "text" and "multiline" in question.appearance
    lines = 1 if question.kind in FILES or not long_text else 4
    return BlankQuestion(question.number, view.label, view.hint, ticked, question.unit, lines)
