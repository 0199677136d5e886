import io
import re
import zipfile

import pptx
import pytest
from pptx.oxml.ns import qn
from pptx.util import Mm

from desktop.report import bundle, render_pdf, render_pptx
from desktop.report.bundling import damaged_files
from desktop.report.fonts import clean
from desktop.report.remarking import texts
from desktop.report.slide_parts import FONT
from forms.plan.model import Numbered, Plan, RedLineBox, Table, plain
from tests.desktop.report.plans import ENTERPRISES, medium

_FILES: dict[str, tuple[Plan, pptx.presentation.Presentation]] = {}
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def deck_of(name: str) -> tuple[Plan, pptx.presentation.Presentation]:
    if name not in _FILES:
        plan = ENTERPRISES[name]()
        _FILES[name] = plan, pptx.Presentation(io.BytesIO(render_pptx(plan)))
    return _FILES[name]


def words_of(shape: pptx.shapes.base.BaseShape) -> str:
    if shape.has_text_frame:
        return shape.text_frame.text
    if shape.has_table:
        return "\n".join(cell.text for row in shape.table.rows for cell in row.cells)
    return ""


@pytest.mark.parametrize("name", ["small", "medium", "dearer", "group", "hostile"])
def test_a_meeting_sees_eight_to_twelve_slides_whose_titles_are_the_plans_sentences(
        name: str) -> None:
    plan, deck = deck_of(name)
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert 8 <= len(titles) <= 12
    for key in ("scores", "findings", "measures", "costs", "subsidy", "open"):
        assert next(c.conclusion for c in plan.chapters if c.key == key) in titles
    # level first, what to decide last
    assert titles[1].startswith("现在是 L")
    assert titles[-1] == "请今天定三件事"


@pytest.mark.parametrize("name", ["small", "medium", "dearer"])
def test_findings_red_lines_and_measures_are_told_to_their_last_word(name: str) -> None:
    plan, deck = deck_of(name)
    words = "".join(words_of(s) for slide in deck.slides for s in slide.shapes)
    blocks = [block for chapter in plan.chapters for block in chapter.blocks]
    for block in blocks:
        if isinstance(block, Numbered):
            assert all(strong in words and text in words for strong, text in block.items)
        if isinstance(block, RedLineBox):
            assert all(plain(row.text) in words for row in block.rows)
    measures = next(c for c in plan.chapters if c.key == "measures")
    table = next(block for block in measures.blocks if isinstance(block, Table))
    assert all(plain(row.cells[1].lines[0]) in words for row in table.rows if len(row.cells) > 1)


def test_a_household_and_an_empty_visit_have_slides_too() -> None:
    for name, least in (("geti", 3), ("empty", 6)):
        assert len(deck_of(name)[1].slides) >= least


@pytest.mark.parametrize("name", ENTERPRISES)
def test_nothing_leaves_a_slide_or_lies_on_something_else(name: str) -> None:
    _, deck = deck_of(name)
    width, height = Mm(338.67), Mm(190.5)
    for slide in deck.slides:
        boxes = [(s.left, s.top, s.left + s.width, s.top + s.height, words_of(s)[:20])
                 for s in slide.shapes if words_of(s) or s.shape_type == 13]
        for left, top, right, bottom, _ in boxes:
            assert left >= 0
            assert top >= 0
            assert right <= width + 5
            assert bottom <= height
        for n, one in enumerate(boxes):
            for other in boxes[n + 1:]:
                across = min(one[2], other[2]) - max(one[0], other[0])
                down = min(one[3], other[3]) - max(one[1], other[1])
                assert across <= Mm(1) or down <= Mm(1), (one, other)


@pytest.mark.parametrize("name", ["medium", "dearer", "geti", "hostile"])
def test_every_number_of_the_slides_is_one_of_the_plan(name: str) -> None:
    plan, deck = deck_of(name)
    known = set(NUMBER.findall(clean(" ".join(texts(plan)))))
    for number, slide in enumerate(deck.slides, start=1):
        for shape in slide.shapes:
            words = re.sub(rf"^{number} / \d+$|另有 \d+ 项", "", words_of(shape))
            assert set(NUMBER.findall(words)) <= known | {"1", "2", "3", "100"}


def test_type_is_chinese_on_every_machine_and_charts_are_described() -> None:
    _, deck = deck_of("medium")
    runs = [r for slide in deck.slides for r in slide._element.iter(qn("a:rPr"))]
    assert len(runs) > 100
    for run in runs:
        assert {run.find(qn(f"a:{tag}")).get("typeface") for tag in ("latin", "ea")} == {FONT}
        assert run.get("lang") == "zh-CN"
    pictures = [s for slide in deck.slides for s in slide.shapes if s.shape_type == 13]
    assert len(pictures) >= 7
    assert all(s._element.nvPicPr.cNvPr.get("descr") for s in pictures)


def test_what_does_not_fit_is_named_and_left_to_the_plan() -> None:
    _, deck = deck_of("empty")
    words = "\n".join(words_of(s) for slide in deck.slides for s in slide.shapes)
    assert re.search("另有 \\d+ 项，见方案“十一　待确认与披露”。", words)


def test_equal_plans_give_equal_slides_which_go_into_the_bundle() -> None:
    plan = medium()
    slides = render_pptx(plan)
    assert slides == render_pptx(medium())
    data = bundle(render_pdf(plan), b"<data/>", slides=slides)
    assert damaged_files(data) == ()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.read("plan.pptx") == slides
