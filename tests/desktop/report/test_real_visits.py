"""The shipped questionnaire, filled by the engine and diagnosed by the method, as files."""

import io
from datetime import UTC, datetime

import docx
import pytest

import forms
from desktop.practice import fill, practice_visit
from desktop.questionnaires import shipped
from desktop.report import page_count, remarks, render_docx, render_pdf
from forms.plan import PlanContext, build, build_paper
from forms.plan.model import BlankQuestions, Plan
from forms.plan.texts import sheets_of
from tests.desktop.report import archive_checks, layout_checker
from tests.desktop.report.plans import NOW, SHA256

VISIT = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)


def plan_of(name: str, length: str = "standard") -> Plan:
    form = shipped()
    entry = form.start(now=lambda: VISIT)
    fill(entry, practice_visit(name))
    context = PlanContext(now=NOW, length=length, record_number="YZ140702-20261118-A1B2",
                          sha256=SHA256, sheets=sheets_of(form))
    return build(entry, forms.diagnose(entry), context)


@pytest.mark.parametrize(("name", "length", "least", "most"), [
    ("factory", "onepage", 1, 1), ("factory", "standard", 18, 25), ("factory", "full", 28, 60),
    ("noodle_shop", "standard", 1, 1),
])
def test_a_practice_visit_becomes_clean_pages(name: str, length: str, least: int, most: int
                                              ) -> None:
    # given a practice visit answered through the engine, when its plan is set
    plan = plan_of(name, length)
    pdf = render_pdf(plan)
    # then the pages keep every rule, and nothing had to be said
    assert layout_checker.faults(pdf, single_sided=plan.single_sided) == []
    assert archive_checks.faults(pdf) == []
    assert least <= page_count(pdf) <= most
    assert remarks(plan) == ()


def test_every_answer_of_the_practice_visit_is_promised() -> None:
    plan = plan_of("factory")
    answered = [name for name, _ in plan.required if name.startswith("/")]
    assert len(answered) > 250


def test_the_practice_visit_opens_in_word_with_the_same_chapters() -> None:
    plan = plan_of("factory")
    document = docx.Document(io.BytesIO(render_docx(plan)))
    written = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert [c.title in text for c, text in zip(plan.chapters, written, strict=True)].count(
        False) == 0


def test_the_blank_questionnaire_asks_every_numbered_question() -> None:
    # given a fresh entry of the shipped questionnaire
    form = shipped()
    plan = build_paper(form.start(now=lambda: VISIT), PlanContext(now=NOW,
                                                                  sheets=sheets_of(form)))
    questions = [question for chapter in plan.chapters for block in chapter.blocks
                 if isinstance(block, BlankQuestions) for question in block.questions]
    # then each number stands there once, those of repeats too, and the pages are clean
    numbers = [question.number for question in questions]
    assert len(numbers) == len(set(numbers))
    assert len(numbers) >= 165
    # a choice that hangs on the answer before it is written by hand
    assert all(len(question.choices) != 1 for question in questions)
    assert layout_checker.faults(render_pdf(plan)) == []
