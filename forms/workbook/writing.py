"""Writing workbooks: bytes by file name of a folder, or an .xlsx whose cells are all text."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from forms.workbook.faults import Fault, fault
from forms.workbook.sheets import MEDIA_PREFIX, XLSFORM_SHEETS, Sheet, Workbook

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_TITLE_LIMIT = 31
_CELL_LIMIT = 32767
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_WIDTHS = {"name": 20, "label": 36, "hint": 36, "type": 24}
_WRAP_FROM = 20
_EPOCH = datetime(2026, 1, 1)  # noqa: DTZ001 - a workbook's own time stamp carries no zone


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as this house writes CSV: UTF-8, line feeds, quotes only where needed."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8")


def folder_files(workbook: Workbook) -> dict[str, bytes]:
    """Return the files of the workbook's folder by relative path."""
    files = {f"{name}.csv": csv_bytes(_cells(sheet)) for name, sheet in workbook.sheets.items()}
    return files | {f"media/{name}": data for name, data in workbook.media.items()}


def beside_files(workbook: Workbook) -> dict[str, bytes]:
    """Return the media that an .xlsx cannot hold; they go into the folder ``<stem>-media``."""
    return {name: data for name, data in workbook.media.items() if not name.endswith(".csv")}


def xlsx_bytes(workbook: Workbook) -> bytes:
    """Return the workbook as .xlsx: sheets in XLSForm's order, then ours, then the media CSVs.

    Raises:
        FormDefinitionError: what Excel cannot hold (``xlsx_faults``).
    """
    for found in xlsx_faults(workbook):
        raise found.as_error()
    import openpyxl  # takes 0.1 s, and a start from a package never needs it

    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = _EPOCH
    book.remove(book.worksheets[0])
    for title, cells in _tables(workbook):
        _write(book.create_sheet(title), cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xlsx_faults(workbook: Workbook) -> list[Fault]:
    """Return every cell and name that Excel cannot hold."""
    found: list[Fault] = []
    for title, cells in _tables(workbook):
        if len(title) > _TITLE_LIMIT:
            limit = _TITLE_LIMIT - len(MEDIA_PREFIX) * title.startswith(MEDIA_PREFIX)
            found.append(fault("sheet-name-too-long", workbook.file_of(title), title,
                               name=title, limit=limit))
        header = cells[0] if cells else []
        for number, row in enumerate(cells, start=1):
            for column, text in zip(header, row, strict=False):
                place = (workbook.file_of(title), title, number, column)
                if len(text) > _CELL_LIMIT:
                    found.append(fault("cell-too-long", *place, length=len(text)))
                elif _ILLEGAL.search(text):
                    found.append(fault("cell-illegal-character", *place))
    return found


def _cells(sheet: Sheet) -> list[list[str]]:
    return [list(sheet.columns), *([row[c] for c in sheet.columns] for row in sheet.rows)]


def _tables(workbook: Workbook) -> list[tuple[str, list[list[str]]]]:
    first = [name for name in XLSFORM_SHEETS if name in workbook.sheets]
    rest = sorted(set(workbook.sheets) - set(first))
    tables = [(name, _cells(workbook.sheets[name])) for name in [*first, *rest]]
    for name, data in sorted(workbook.media.items()):
        if name.endswith(".csv"):
            rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
            tables.append((MEDIA_PREFIX + name.removesuffix(".csv"), list(rows)))
    return tables


def _write(worksheet: "Worksheet", cells: Sequence[Sequence[str]]) -> None:
    """Fill a sheet; Excel keeps every cell as text: ``3.10`` stays 3.10, ``=…`` is no formula."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    top, wrapped = Alignment(vertical="top"), Alignment(vertical="top", wrap_text=True)
    header, plain = Font(bold=True), Font()
    worksheet.freeze_panes = "A2"
    for index, column in enumerate(cells[0] if cells else [], start=1):
        letter = get_column_letter(index)
        worksheet.column_dimensions[letter].width = _WIDTHS.get(column, 18)
    for number, row in enumerate(cells, start=1):
        for index, text in enumerate(row, start=1):
            if text:
                cell = worksheet.cell(number, index)
                cell.value = text
                cell.data_type = "s"
                cell.number_format = "@"
                cell.alignment = top if len(text) <= _WRAP_FROM else wrapped
                cell.font = header if number == 1 else plain
