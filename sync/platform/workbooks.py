"""The monthly, quarterly and yearly report as Excel."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from sync.platform import regions
from sync.platform.ledger import Line
from sync.platform.statistics import RULES, Cell, Counted, Overview

SUBSIDY_STATES = {
    "applied": "已申请", "approved": "已核定", "paid": "已支付", "refused": "不予补贴",
}
HEAD = PatternFill("solid", start_color="FAF9F6")
THIN = Side(style="thin", color="DDDAD2")


def report(
    overview: Overview, rows: Iterable[Counted], ledger: Iterable[Line], cells: Iterable[Cell],
    region: str, now: datetime,
) -> bytes:
    """Return the report of a period as an ``.xlsx``."""
    book = Workbook()
    book.remove(book.worksheets[0])
    title = f"{regions.label(region)} {overview.period.label}企业上云诊断统计"
    until = f"数据截至 {now.astimezone():%Y-%m-%d %H:%M}。{RULES}"
    _regions(book, overview, title, until)
    for name, bars in (
        ("按行业门类", overview.by_industry), ("按规模", overview.by_scale),
        ("按等级", overview.by_level), ("按月", overview.by_month),
    ):
        _sheet(book, name, title, until, (name[1:], "家数"), bars)
    inside = [one for one in rows if overview.period.holds(one.day)]
    _enterprises(book, inside, title, until)
    _ledger(book, ledger, title, until)
    _benchmark(book, cells, title, until)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _regions(book: Workbook, overview: Overview, title: str, until: str) -> None:
    head = ("地区", "累计诊断", "本期", "已通过", "退回待改", "有红线", "平均得分")
    lines = [
        (one.label, one.all, one.in_period, one.approved, one.returned, one.red_lines,
         _score(one.mean_score))
        for one in overview.by_region
    ]
    total = ("合计", overview.all, overview.in_period, overview.approved, overview.returned,
             sum(one.red_lines for one in overview.by_region), _score(overview.mean_score))
    _sheet(book, "按地区", title, until, head, [*lines, total])


def _enterprises(book: Workbook, rows: Sequence[Counted], title: str, until: str) -> None:
    head = ("企业", "统一社会信用代码", "县区", "行业", "规模", "得分", "等级", "走访日期", "审核")
    lines = [
        (one.enterprise, one.uscc, regions.label(one.county), regions.industry(one.industry),
         regions.SCALES.get(one.scale, ""), _score(one.score),
         "不定级" if one.is_geti else one.level, one.day, _review(one))
        for one in sorted(rows, key=lambda one: (one.county, one.day))
    ]
    _sheet(book, "本期企业", title, until, head, lines)


def _ledger(book: Workbook, ledger: Iterable[Line], title: str, until: str) -> None:
    head = ("企业", "县区", "发票号", "申请（元）", "核定（元）", "支付（元）", "状态", "申请日期")
    lines = [
        (one.submission.enterprise, regions.label(one.submission.county), one.subsidy.invoice,
         one.subsidy.applied_cny, one.subsidy.approved_cny, one.subsidy.paid_cny,
         SUBSIDY_STATES[one.subsidy.state], one.subsidy.applied_at.astimezone().date())
        for one in ledger
    ]
    _sheet(book, "补贴台账", title, until, head, lines)


def _benchmark(book: Workbook, cells: Iterable[Cell], title: str, until: str) -> None:
    head = ("行业门类", "规模", "指标", "家数", "下四分位", "中位数", "上四分位")
    lines = [
        (one.section, one.scale, "总分" if one.measure == "score" else one.measure.upper(),
         one.count, _score(one.lower), _score(one.median), _score(one.upper))
        for one in cells
    ]
    _sheet(book, "同行参照", title, f"{until}只含已通过的记录，少于 10 家的格不列。", head, lines)


def _sheet(
    book: Workbook, name: str, title: str, until: str, head: Sequence[str],
    lines: Iterable[Sequence[Any]],
) -> None:
    sheet = book.create_sheet(name)
    sheet.append([title])
    sheet.append([until])
    sheet.append(list(head))
    for line in lines:
        sheet.append([_safe(cell) for cell in line])
    sheet["A1"].font = Font(size=14, bold=True)
    sheet["A2"].font = Font(size=9, color="63686F")
    for cell in sheet[3]:
        cell.font, cell.fill = Font(bold=True), HEAD
    _dress(sheet, head)


def _dress(sheet: Worksheet, head: Sequence[str]) -> None:
    for row in sheet.iter_rows(min_row=3):
        for cell in row:
            cell.border = Border(bottom=THIN)
            cell.alignment = Alignment(vertical="center")
    for place, _ in enumerate(head, start=1):
        texts = [str(row[place - 1].value or "") for row in sheet.iter_rows(min_row=3)]
        width = max(sum(2 if ord(sign) > 255 else 1 for sign in text) for text in texts)
        sheet.column_dimensions[get_column_letter(place)].width = min(max(width + 2, 8), 48)
    sheet.freeze_panes = "A4"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _safe(value: Any) -> Any:
    """Keep Excel from reading somebody's text as a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@" and value else value


def _score(value: float | None) -> float | str:
    return "—" if value is None else round(value, 1)


def _review(one: Counted) -> str:
    if one.is_approved:
        return "通过"
    return {"hasIssues": "退回", "rejected": "退回"}.get(one.review_state or "", "待审")
