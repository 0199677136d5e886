"""The tables as an Excel file that an office can file: title, rows, sums, rules, signatures."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from desktop.i18n import _
from desktop.screens.statistics_counts import Line
from desktop.screens.statistics_report import Report, Sheet, headings
from forms.diagnosis.model import rounded

_THIN = Side(style="thin", color="808080")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD = PatternFill("solid", fgColor="EDEDED")
_FONT, _TITLE = "宋体", "黑体"
_WIDTHS = (22, 11, 9, 9, 10, 9, 10, 10, 13, 8)


def write_report(report: Report, path: Path) -> None:
    """Write the file.

    Raises:
        OSError: the file cannot be written.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in report.sheets:
        _write_sheet(book.create_sheet(sheet.name), sheet, report)
    _write_months(book.create_sheet(_("By month")), report)
    book.save(path)


def _values(label: str, line: Line) -> tuple[str | int | float | Decimal | None, ...]:
    return (
        label, line.total, line.fresh, line.accepted, line.signed, line.on_cloud, line.red_lines,
        rounded(line.average), rounded(line.contract_cny / 10000), line.returned,
    )


def _write_sheet(page: Worksheet, sheet: Sheet, report: Report) -> None:
    titles = headings(sheet.first_column, sheet.fresh_column)
    _write_title(page, sheet.title, len(titles))
    page.append([_("Unit: {organisation}").format(organisation=report.organisation)])
    page.append(list(titles))
    for label, line in sheet.rows:
        page.append(list(_values(label, line)))
    page.append(list(_values(_("Sum"), sheet.total)))
    last = page.max_row
    _frame(page, range(3, last + 1), len(titles))
    for cell in (*page[3], *page[last]):
        cell.font = Font(name=_FONT, bold=True, size=11)
    for cell in page[3]:
        cell.fill = _HEAD
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for row in page.iter_rows(min_row=4, max_row=last, min_col=8, max_col=9):
        for cell in row:
            cell.number_format = "#,##0.0"
    _write_foot(page, report, len(titles))
    _set_page(page)


def _write_title(page: Worksheet, title: str, columns: int) -> None:
    page.append([title])
    page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=columns)
    page["A1"].font = Font(name=_TITLE, size=16)
    page["A1"].alignment = Alignment(horizontal="center", vertical="center")
    page.row_dimensions[1].height = 30


def _write_foot(page: Worksheet, report: Report, columns: int) -> None:
    page.append([report.rules])
    rules = page.max_row
    page.merge_cells(start_row=rules, start_column=1, end_row=rules, end_column=columns)
    page.cell(rules, 1).alignment = Alignment(wrap_text=True, vertical="top")
    page.row_dimensions[rules].height = 34
    page.append([_("Made by:"), "", "", _("Checked by:"), "", "", _("Made on: {day}").format(
        day=report.made_on)])


def _write_months(page: Worksheet, report: Report) -> None:
    page.append([_("Month"), _("Diagnosed")])
    for label, count in report.months:
        page.append([label, count])
    _frame(page, range(1, page.max_row + 1), 2)
    page.column_dimensions["A"].width = 14


def _frame(page: Worksheet, rows: Iterable[int], columns: int) -> None:
    for row in rows:
        for column in range(1, columns + 1):
            cell = page.cell(row, column)
            cell.border = _BOX
            cell.font = Font(name=_FONT, size=11)


def _set_page(page: Worksheet, widths: Sequence[int] = _WIDTHS) -> None:
    for place, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(place)].width = width
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToWidth = 1
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = "1:3"
    page.freeze_panes = "B4"
