import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PySide6.QtGui import QPageRanges
from PySide6.QtPrintSupport import QPrinter

from desktop.background import Task
from desktop.report.errors import ReportError
from desktop.report.trial import trial_sheet
from desktop.screens import plan_model
from desktop.screens.diagnosis_review import Review
from desktop.screens.plan_model import FULL, ONE_PAGE, STANDARD, PlanModel
from desktop.screens.plan_pages import page_image, page_sizes
from desktop.screens.plan_print import (
    PrintError,
    PrintJob,
    chosen_pages,
    parse_pages,
    print_pages,
    printer_for,
)
from desktop.screens.plan_work import Made, Order
from desktop.settings import Settings
from forms.plan import PlanContext
from tests.desktop.review.factory import a_diagnosis, a_noodle_shop
from tests.desktop.review.fakes import AtOnce, FakeStore, FakeVisit

A4_AT_72 = (595, 842)


def a_pdf(pages: int = 3) -> bytes:
    colours = ["white", "red", "blue", "green"]
    sheets = [Image.new("RGB", A4_AT_72, colours[n % 4]) for n in range(pages)]
    buffer = io.BytesIO()
    sheets[0].save(buffer, "PDF", save_all=True, append_images=sheets[1:], resolution=72)
    return buffer.getvalue()


def a_made(pages: int = 3) -> Made:
    pdf = a_pdf(pages)
    return Made(pdf, page_sizes(pdf), None, (("answers", 110),), (1, 2), 0.4)


def a_context(
    _entry: object, _number: str, settings_now: Settings, now: datetime, **rest: object
) -> PlanContext:
    return PlanContext(now=now, consultant=settings_now.consultant, **rest)  # type: ignore[arg-type]


class Maker:
    """Stands for setting the plan: writes down what was ordered."""

    def __init__(self) -> None:
        self.orders: list[Order] = []
        self.error: Exception | None = None

    def __call__(self, order: Order, _store: object, task: Task) -> Made:
        self.orders.append(order)
        task.progressed.emit((1, 3))
        if self.error is not None:
            raise self.error
        return a_made()


@pytest.fixture
def maker(monkeypatch: pytest.MonkeyPatch) -> Maker:
    made = Maker()
    monkeypatch.setattr(plan_model, "make", made)
    monkeypatch.setattr(plan_model, "plan_context", a_context)
    return made


def a_model(visit: FakeVisit, store: FakeStore | None = None) -> PlanModel:
    visit.entry.xml = lambda: b"<data/>"  # type: ignore[attr-defined]
    return PlanModel(Review(visit), store or FakeStore(), AtOnce(),
                     lambda: Settings(consultant="李工"),
                     lambda: datetime(2026, 11, 23, tzinfo=UTC), visit)


def test_a_plan_is_made_once_and_again_after_an_edit(maker: Maker) -> None:
    visit = FakeVisit(a_diagnosis())
    model = a_model(visit)
    model.activate()
    model.activate()
    assert len(maker.orders) == 1
    visit.annotate("/data", "remark", text="x")
    model.activate()
    assert len(maker.orders) == 2


def test_a_draft_is_marked_and_signed_by_the_settings(maker: Maker) -> None:
    model = a_model(FakeVisit(a_diagnosis()))
    model.activate()
    context = maker.orders[0].context
    assert context.draft
    assert (context.length, context.consultant) == (STANDARD, "李工")
    assert model.state.page_counts == {STANDARD: 3}


def test_another_length_makes_another_plan(maker: Maker) -> None:
    model = a_model(FakeVisit(a_diagnosis()))
    model.activate()
    model.set_length(FULL)
    assert [order.context.length for order in maker.orders] == [STANDARD, FULL]


def test_a_self_employed_gets_one_page(maker: Maker) -> None:
    model = a_model(FakeVisit(a_noodle_shop()))
    model.activate()
    assert maker.orders[0].context.length == ONE_PAGE
    assert model.state.single


def test_a_finished_record_shows_the_plan_that_was_frozen_with_it(maker: Maker) -> None:
    visit = FakeVisit(a_diagnosis())
    visit.state = "accepted"
    store = FakeStore()
    store.attachment = lambda _uuid, _name: a_pdf(2)  # type: ignore[attr-defined]
    model = a_model(visit, store)
    model.activate()
    assert maker.orders == []
    assert model.state.final
    assert model.state.made is not None
    assert len(model.state.made.sizes) == 2


def test_an_incomplete_plan_is_refused_with_a_list(maker: Maker) -> None:
    maker.error = ReportError("incomplete", missing=("3.10", "照片 2"))
    model = a_model(FakeVisit(a_diagnosis()))
    model.activate()
    assert model.state.made is None
    assert model.state.missing == ("3.10", "照片 2")
    assert "2" in model.state.problem


@pytest.mark.usefixtures("maker")
def test_the_pdf_that_is_saved_is_the_one_that_is_shown(tmp_path: Path) -> None:
    model = a_model(FakeVisit(a_diagnosis()))
    model.activate()
    model.save(tmp_path / "plan.pdf")
    assert model.state.made is not None
    assert (tmp_path / "plan.pdf").read_bytes() == model.state.made.pdf
    assert "plan.pdf" in model.state.notice


@pytest.mark.usefixtures("maker")
def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    model = a_model(FakeVisit(a_diagnosis()))
    model.activate()
    model.save(tmp_path / "missing" / "plan.pdf")
    assert "写不进去" in model.state.problem


@pytest.mark.usefixtures("maker")
def test_unreadable_pages_are_said_before_anything_is_printed() -> None:
    model = a_model(FakeVisit(a_diagnosis()))
    model.activate()
    model.print_out(PrintJob("x"), "2-9")
    assert "2-9" in model.state.problem


def test_pages_are_printed_from_the_pdf(tmp_path: Path) -> None:
    # given three pages, of which two are wanted
    job = PrintJob("", colour=True, file=str(tmp_path / "out.pdf"))

    # when they are printed
    done = print_pages(a_pdf(), printer_for(job), (1, 3), Task())

    # then two sides come out, with the colours of pages 1 and 3
    printed = (tmp_path / "out.pdf").read_bytes()
    assert done == 2
    assert len(page_sizes(printed)) == 2
    middle = page_image(printed, 1, 0.2).pixelColor(50, 80)
    assert (middle.red(), middle.green()) < (60, 60)
    assert middle.blue() > 200


def test_a_printer_without_copies_of_its_own_gets_the_pages_as_often_as_asked(
    tmp_path: Path
) -> None:
    job = PrintJob("", copies=3, file=str(tmp_path / "out.pdf"))
    assert print_pages(a_pdf(2), printer_for(job), (), Task()) == 6
    assert len(page_sizes((tmp_path / "out.pdf").read_bytes())) == 6


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_takes_nothing_is_said(tmp_path: Path) -> None:
    job = PrintJob("", file=str(tmp_path / "missing" / "out.pdf"))
    with pytest.raises(PrintError):
        print_pages(a_pdf(1), printer_for(job), (), Task())


def test_the_dialog_s_ranges_and_order_are_what_is_printed() -> None:
    printer = printer_for(PrintJob(""))
    assert chosen_pages(printer, 4, 2) == (1, 2, 3, 4)
    printer.setPrintRange(QPrinter.PrintRange.CurrentPage)
    assert chosen_pages(printer, 4, 2) == (2,)
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setPageRanges(QPageRanges.fromString("1,3-9"))
    assert chosen_pages(printer, 4, 2) == (1, 3, 4)
    printer.setPageOrder(QPrinter.PageOrder.LastPageFirst)
    assert chosen_pages(printer, 4, 2) == (4, 3, 1)


def test_the_test_sheet_is_a_front_and_a_back() -> None:
    sheet = trial_sheet()
    assert len(page_sizes(sheet)) == 2
    page = page_image(sheet, 0, 72 / 25.4 / 2.8346)
    # The binding side is left in front: the frame begins at 28 mm.
    row = [page.pixelColor(x, 150).lightness() for x in range(page.width())]
    assert min(row[:27]) > 240


def test_a_page_is_as_large_as_asked() -> None:
    image = page_image(a_pdf(), 1, 0.5)
    assert (image.width(), image.height()) == (298, 421)
    assert image.pixelColor(10, 10).red() > 200


@pytest.mark.parametrize(("text", "pages"), [
    ("", ()), ("1-3, 7", (1, 2, 3, 7)), ("2，4", (2, 4)), (" 5 ", (5,)),
])
def test_pages_are_read_as_people_write_them(text: str, pages: tuple[int, ...]) -> None:
    assert parse_pages(text, 9) == pages


@settings(deadline=None, max_examples=80)
@given(st.text("0123456789-, x", max_size=8))
def test_pages_are_in_the_document_or_refused(text: str) -> None:
    try:
        pages = parse_pages(text, 5)
    except ValueError:
        return
    assert all(1 <= page <= 5 for page in pages)
