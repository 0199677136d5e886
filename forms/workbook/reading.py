"""Reading workbooks: a folder of CSV files, an .xlsx, a Markdown table; from disk or from bytes."""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from forms.workbook.faults import Fault, fault
from forms.workbook.sheets import (
    MEDIA_PREFIX,
    METHOD_SHEETS,
    XLSFORM_SHEETS,
    Sheet,
    Workbook,
)
from forms.workbook.writing import csv_bytes

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MAX_BYTES = 256 * 1024 * 1024
# Blank rows after which a sheet is taken to end; columns beyond the header that are looked at.
_BLANK_ROWS = 1000
_MARGIN = 5
_ZIP = b"PK\x03\x04"
_CELL_BREAK = re.compile(r"(?<!\\)\|")


class _Faults(list[Fault]):
    """The faults of one sheet while it is read."""

    def __init__(self, file: str, sheet: str) -> None:
        super().__init__()
        self.file = file
        self.sheet = sheet

    def add(self, code: str, row: int = 0, column: str = "", **values: object) -> None:
        self.append(fault(code, self.file, self.sheet, row, column, **values))


def read_workbook(source: Path | bytes, media: Path | Mapping[str, bytes] | None = None
                  ) -> Workbook:
    """Read a workbook; what cannot be read at all is in ``faults`` and leaves ``sheets`` empty.

    Args:
        source: A folder, an .xlsx or .md file, or the bytes of such a file.
        media: More media files: a folder or bytes by name; they win over the workbook's own.
    """
    name = source.name if isinstance(source, Path) else "workbook"
    if isinstance(source, Path) and not source.exists():
        return Workbook(name, {}, faults=(fault("workbook-missing", name),))
    if isinstance(source, Path) and source.is_dir():
        workbook = _read_folder(source)
    else:
        data = source if isinstance(source, bytes) else source.read_bytes()
        read = _read_xlsx if data.startswith(_ZIP) else _read_markdown
        workbook = read(name, data)
        if isinstance(source, Path):
            beside = files_of(source.with_name(f"{source.stem}-media"))
            workbook = _with_media(workbook, beside)
    return _with_media(workbook, files_of(media) if isinstance(media, Path) else media or {})


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the files of a media folder by name; nothing where there is no folder."""
    if not folder.is_dir():
        return {}
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def _with_media(workbook: Workbook, media: Mapping[str, bytes]) -> Workbook:
    return Workbook(
        workbook.name, workbook.sheets, {**workbook.media, **media}, workbook.faults
    )


def _read_folder(folder: Path) -> Workbook:
    sheets: dict[str, Sheet] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.csv")):
        found = _Faults(path.name, path.stem.lower())
        cells = _csv_cells(path.read_bytes(), found)
        sheets[found.sheet] = _sheet(found, cells)
        faults += found
    if not sheets:
        faults.append(fault("sheet-missing", folder.name, "survey", missing="survey"))
    return Workbook(folder.name, sheets, files_of(folder / "media"), tuple(faults))


def _csv_cells(data: bytes, found: _Faults) -> list[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        found.add("not-utf8")
        return []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    try:
        rows.extend(reader)
    except csv.Error:
        found.add("csv-broken", row=len(rows) + 1)
    return rows


def _read_xlsx(name: str, data: bytes) -> Workbook:
    try:
        tables = list(_xlsx_tables(data))
    except _TooLargeError:
        limit_mb = MAX_BYTES // 1024 // 1024
        return Workbook(name, {}, faults=(fault("workbook-too-large", name, limit_mb=limit_mb),))
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, TypeError, SyntaxError) as error:
        reason = str(error) or type(error).__name__
        return Workbook(name, {}, faults=(fault("workbook-unreadable", name, reason=reason),))
    return _from_tables(name, tables)


class _TooLargeError(Exception):
    """The archive would unfold to more than ``MAX_BYTES``."""


def _xlsx_tables(data: bytes) -> Iterator[tuple[str, list[list[str]]]]:
    import openpyxl  # takes 0.1 s, and a start from a package never needs it

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(item.file_size for item in archive.infolist()) > MAX_BYTES:
            raise _TooLargeError
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl remarks on styles that we do not read
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for worksheet in book.worksheets:
            yield worksheet.title, _cells(worksheet)
        book.close()


def _cells(worksheet: "Worksheet") -> list[list[str]]:
    """Return the cells under the header; a sheet may claim a million blank rows and columns."""
    header = next(worksheet.iter_rows(max_row=1, values_only=True), ())
    width = max((i + 1 for i, value in enumerate(header) if value is not None), default=0)
    rows: list[list[str]] = []
    blank = 0
    for values in worksheet.iter_rows(max_col=width + _MARGIN, values_only=True):
        row = [cell_text(value) for value in values]
        blank = 0 if any(row) else blank + 1
        if blank > _BLANK_ROWS:
            break
        rows.append(row if any(row) else [])
    return rows


def cell_text(value: object) -> str:
    """Return a cell's value as an author sees it: TRUE, 12 for 12.0, the day of a date."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).removesuffix(" 00:00:00").replace("\xa0", " ")


def _read_markdown(name: str, data: bytes) -> Workbook:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Workbook(name, {}, faults=(fault("not-utf8", name),))
    tables = _markdown_tables(text.splitlines())
    if not tables:
        reason = "里面没有表格"
        return Workbook(name, {}, faults=(fault("workbook-unreadable", name, reason=reason),))
    return _from_tables(name, tables)


def _markdown_tables(lines: Iterable[str]) -> list[tuple[str, list[list[str]]]]:
    """Read ``| survey | … |`` tables: the first cell of a line opens a sheet of that name."""
    tables: list[tuple[str, list[list[str]]]] = []
    for line in lines:
        stripped = line.strip()
        if not stripped.startswith("|") or re.fullmatch(r"[|\s:-]+", stripped):
            continue
        inner = stripped[1:-1] if stripped.endswith("|") else stripped[1:]
        first, *cells = [c.strip().replace(r"\|", "|") for c in _CELL_BREAK.split(inner)]
        if first:
            tables.append((first, []))
        if tables and any(cells):
            tables[-1][1].append(cells)
    return tables


def _from_tables(name: str, tables: Sequence[tuple[str, list[list[str]]]]) -> Workbook:
    sheets: dict[str, Sheet] = {}
    media: dict[str, bytes] = {}
    faults: list[Fault] = []
    for title, cells in tables:
        sheet = title.strip().lower()
        if len(tables) == 1 and sheet not in XLSFORM_SHEETS:
            sheet = "survey"  # as pyxform: the only sheet is the survey, whatever its name
        if sheet.startswith(MEDIA_PREFIX):
            media[f"{title.strip()[len(MEDIA_PREFIX):]}.csv"] = csv_bytes(_rectangle(cells))
            continue
        if not any(any(row) for row in cells) and sheet not in XLSFORM_SHEETS:
            continue  # the blank sheets that Excel begins with
        found = _Faults(name, sheet)
        sheets[sheet] = _sheet(found, cells)
        if sheet in (*XLSFORM_SHEETS, *METHOD_SHEETS):
            faults += found  # what else people keep in a workbook is theirs
    return Workbook(name, sheets, media, tuple(faults))


def _rectangle(cells: Sequence[Sequence[str]]) -> list[list[str]]:
    """Cut what lies right of the header and the blank rows at the end."""
    width = max((i + 1 for i, cell in enumerate(cells[0]) if cell), default=0) if cells else 0
    rows = [[*row[:width], *[""] * (width - len(row))] for row in cells]
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _sheet(found: _Faults, cells: Sequence[Sequence[str]]) -> Sheet:
    if not cells:
        if not found:
            found.add("sheet-empty")
        return Sheet(found.sheet, found.file, ())
    headers = [" ".join(cell.split()) for cell in cells[0]]
    columns: dict[str, int] = {}
    for index, header in enumerate(headers):
        if header in columns:
            found.add("duplicate-column", 1, header)
        elif header:
            columns[header] = index
    rows = [_row(found, number, columns, row) for number, row in enumerate(cells[1:], start=2)]
    while rows and not any(rows[-1].values()):
        rows.pop()
    blank = [number for number, row in enumerate(rows, start=2) if not any(row.values())]
    if found.sheet not in XLSFORM_SHEETS:
        for number in blank:
            found.add("blank-row", number)
    return Sheet(found.sheet, found.file, tuple(columns), tuple(rows))


def _row(found: _Faults, number: int, columns: Mapping[str, int], cells: Sequence[str]
         ) -> dict[str, str]:
    named = set(columns.values())
    if any(cell.strip() for i, cell in enumerate(cells) if i not in named):
        found.add("column-without-name", number)
    return {
        column: cells[index] if index < len(cells) else "" for column, index in columns.items()
    }
