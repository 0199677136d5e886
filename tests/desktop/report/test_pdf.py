import io
import re
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest

from desktop.report import CancelledError, ReportError, page_count, remarks, render_pdf
from desktop.report.checks import bare
from desktop.report.photos import readable
from forms.plan import build
from forms.plan.model import Heading, Plan, Table, plain
from tests.desktop.report import archive_checks, layout_checker
from tests.desktop.report.plans import (
    ENTERPRISES,
    context,
    geti,
    group,
    medium,
    photo,
    signed_factory,
)
from tests.forms.plan.diagnoses import factory
from tests.forms.plan.visits import practice

_FILES: dict[str, tuple[Plan, bytes]] = {}


def file_of(name: str) -> tuple[Plan, bytes]:
    """Return an enterprise's plan and PDF, made once."""
    if name not in _FILES:
        plan = ENTERPRISES[name]()
        _FILES[name] = plan, render_pdf(plan)
    return _FILES[name]


def words_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return bare("".join(page.get_textpage().get_text_bounded() for page in document))


@pytest.mark.parametrize("name", ENTERPRISES)
def test_no_page_breaks_the_layout_rules(name: str) -> None:
    plan, pdf = file_of(name)
    assert layout_checker.faults(pdf, single_sided=plan.single_sided) == []


@pytest.mark.parametrize("name", ENTERPRISES)
def test_every_file_keeps_the_archival_rules(name: str) -> None:
    assert archive_checks.faults(file_of(name)[1]) == []


@pytest.mark.parametrize("name", ENTERPRISES)
def test_equal_plans_give_equal_bytes(name: str) -> None:
    _, pdf = file_of(name)
    assert render_pdf(ENTERPRISES[name]()) == pdf


@pytest.mark.parametrize("name", ["small", "medium", "dearer", "provisional"])
def test_a_reader_of_the_file_finds_every_heading_and_conclusion(name: str) -> None:
    plan, pdf = file_of(name)
    words = words_of(pdf)
    for chapter in plan.chapters:
        assert bare(chapter.conclusion) in words
        for block in chapter.blocks:
            if isinstance(block, Heading):
                assert bare(block.text) in words


def test_lengths_have_the_pages_they_promise() -> None:
    assert page_count(render_pdf(medium("onepage"))) == 1
    assert 18 <= page_count(file_of("medium")[1]) <= 24
    assert 30 <= page_count(render_pdf(medium("full"))) <= 60
    assert page_count(file_of("geti")[1]) == 1


def test_small_enterprises_see_systems_architecture_and_roadmap_on_one_page() -> None:
    _, pdf = file_of("small")
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [bare(page.get_textpage().get_text_bounded()) for page in document]
    assert sum("五～七系统、架构与路线" in words for words in pages[3:]) == 1
    assert any("（一）系统处置" in words and "（三）路线图" in words for words in pages)


@pytest.mark.parametrize("count", [0, 1, 2, 20])
def test_a_small_enterprise_with_any_number_of_systems_has_clean_pages(count: int) -> None:
    record = practice("factory")
    base = factory(record)
    systems = tuple(replace(base.systems[n % 11], path=f"/data/s[{n + 1}]",
                            name=f"系统 {n + 1:02d}") for n in range(count))
    plan = build(record, replace(base, path="lite", scale="small", systems=systems), context())
    assert layout_checker.faults(render_pdf(plan)) == []


def test_a_chapter_that_runs_over_by_a_few_rows_is_set_closer() -> None:
    # given a chapter of tables that needs some lines more than its page has
    plan = medium()
    systems = next(c for c in plan.chapters if c.key == "systems")
    table = next(block for block in systems.blocks if isinstance(block, Table))

    def pages_with(rows: int) -> int:
        longer = replace(table, density="normal", rows=(*table.rows, *table.rows[:1] * rows))
        chapter = replace(systems, blocks=(longer,))
        alone = replace(plan, cover=None, contents=None, chapters=(chapter,), required=())
        return page_count(render_pdf(alone))

    # then it still takes one page, and a long one is set with its usual padding on two
    assert [pages_with(n) for n in (11, 24)] == [1, 2]


def test_the_seal_of_the_footer_stands_on_every_page_but_the_cover() -> None:
    _, pdf = file_of("medium")
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    total = len(pages)
    for number, words in enumerate(pages[1:], start=2):
        assert f"第{number}页共{total}页" in bare(words)
        assert "校验8F3A21C7" in bare(words)


def test_bookmarks_labels_links_language_and_metadata_are_there() -> None:
    plan, pdf = file_of("medium")
    with pikepdf.open(io.BytesIO(pdf)) as document:
        with document.open_outline() as outline:
            titles = [item.title for item in outline.root]
            children = [item.title for top in outline.root for item in top.children]
        links = [note for page in document.pages for note in page.get("/Annots", [])]
        assert document.Root.Lang == "zh-CN"
        assert "/PageLabels" in document.Root
        assert str(document.docinfo["/Title"]) == plan.words.title
    assert titles[:3] == ["上云方案", "一页摘要", "目录"]
    assert [c.heading for c in plan.chapters if c.key != "summary"] == titles[3:]
    assert "（一）走访事实" in children
    # fourteen lines of the contents and the references in the text
    assert len(links) > 20


def test_margins_are_mirrored_for_duplex_printing() -> None:
    _, pdf = file_of("medium")
    with pypdfium2.PdfDocument(pdf) as document:
        lefts = [min(box.left for box in layout_checker.text_boxes(document[n]))
                 for n in (3, 4)]
    assert lefts[0] == pytest.approx(22, abs=0.8)
    assert lefts[1] == pytest.approx(28, abs=0.8)


def test_a_table_that_runs_over_repeats_its_header_and_its_band() -> None:
    _, pdf = file_of("group")
    words = words_of(pdf)
    head = bare("系统现状处置去向命中公 / 私 / 边")
    assert words.count(head) >= 3


def test_a_missing_answer_or_picture_is_refused_by_name() -> None:
    # given a plan that promises more than its chapters hold
    plan = medium()
    more = (*plan.required, ("/data/x", "从来没有写进去的一句话"),
            ("photo9.jpg", "picture:photo9.jpg"))
    # when it is rendered, then it is refused and both are named
    with pytest.raises(ReportError) as refused:
        render_pdf(replace(plan, required=more))
    assert refused.value.code == "incomplete"
    assert refused.value.values["missing"] == ("/data/x", "photo9.jpg")


def test_every_photo_of_the_full_length_is_in_the_file() -> None:
    plan = group("full")
    pdf = render_pdf(plan)
    promised = [name for name, text in plan.required if text.startswith("picture:")]
    assert len(set(promised)) == 200
    with pikepdf.open(io.BytesIO(pdf)) as document:
        images = [x for page in document.pages for x in page.get_images()]
    assert len(images) >= 200
    assert layout_checker.faults(pdf) == []


def test_progress_is_told_and_a_cancelled_plan_leaves_nothing() -> None:
    told: list[tuple[int, int]] = []
    with pytest.raises(CancelledError):
        render_pdf(medium(), lambda done, total: told.append((done, total)),
                   lambda: len(told) == 3)
    total = page_count(file_of("medium")[1])
    assert told == [(1, total), (2, total), (3, total)]


def test_a_draft_says_so_on_every_page_and_carries_no_hash() -> None:
    plan, pdf = file_of("empty")
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [bare(page.get_textpage().get_text_bounded()) for page in document]
    assert plan.draft
    assert all("草稿" in words for words in pages[1:])
    assert "8F3A" not in "".join(pages)


def test_rare_characters_and_broken_pictures_are_told() -> None:
    plan, _ = file_of("hostile")
    found = dict(remarks(plan))
    assert "𠮷" in found["character-missing"]
    assert "𬭎" not in found["character-missing"]
    assert found["picture-unreadable"] == "broken.jpg"


def test_an_own_colour_and_logo_are_used_and_a_pale_colour_is_refused() -> None:
    # given an organisation's dark green and its logo
    plan = medium(blue="#0B4F3C", logo=photo(7))
    # then both are in the file
    pdf = render_pdf(plan)
    assert remarks(plan) == ()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        first = document.pages[0]
        assert len(first.get_images()) == 1
        assert re.search(rb"0\.0431 0\.3098 0\.2353 rg", first.Contents.read_bytes())
    # a pale colour is refused and said so; a broken logo does no harm
    pale = medium(blue="#9FC5E8", logo=b"no picture")
    assert set(remarks(pale)) == {("colour-too-light", "#9FC5E8"), ("logo-unreadable", "")}
    assert page_count(render_pdf(pale)) == page_count(file_of("medium")[1])
    assert not readable(b"no picture")


def test_captured_signatures_are_set_and_missing_ones_leave_a_line() -> None:
    pdf = render_pdf(signed_factory())
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages[-1].get_images()) == 1


def test_the_qr_code_carries_number_hash_and_platform_alone() -> None:
    plan = geti()
    payload = plan.chapters[0].blocks[-1].payload
    assert payload.startswith("https://platform.example/verify?n=YZ140702-20261118-0318&h=8f3a")
    assert plan.enterprise not in payload


def test_totals_can_be_added_up_by_hand() -> None:
    # given the three-year table as printed
    plan, _ = file_of("medium")
    table = next(block for chapter in plan.chapters if chapter.key == "costs"
                 for block in chapter.blocks if isinstance(block, Table))
    column = [[plain(line) for line in row.cells[4].lines] for row in table.rows
              if len(row.cells) > 1]
    kinds = [row.kind for row in table.rows if len(row.cells) > 1]
    # when the rows above a total are added, then it is the total
    total, totals = 0.0, 0
    for kind, texts in zip(kinds, column, strict=True):
        value = float(texts[0].replace("−", "-")) if re.fullmatch(r"−?[\d.]+", texts[0]) else 0.0
        if kind == "total" and total:
            assert value == pytest.approx(total, abs=0.001)
            total, totals = 0.0, totals + 1
        elif kind == "row":
            total += value
    assert totals == 3
