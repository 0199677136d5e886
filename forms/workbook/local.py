"""A city's own sheet on top of the locked provincial core: it adds, it never alters.

A local workbook says in ``settings`` what it ``extends`` (the name of the core's folder or .xlsx,
beside it), the ``core_version`` it was written for, and the section it stands ``before``. Its
questions become one more section; its measures, prices and the like are added to the core's. Both
versions are on the record: ``version`` is ``core+local``, and the section carries each of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from forms.workbook.faults import Fault, fault
from forms.workbook.reading import read_workbook
from forms.workbook.sheets import Sheet, Workbook

# What a city may add to, and the column by which a row is known; the rest of the core is locked.
OPEN_SHEETS = {
    "survey": "name", "choices": "list_name", "help": "name", "measures": "name",
    "policies": "name", "prices": "item", "checks": "name", "risks": "name", "glossary": "term",
}
SECTION = "local"
NUMBER_PREFIX = "L"
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Composed:
    """Core and local as one workbook, and where each row of it was written."""

    workbook: Workbook
    origins: Mapping[str, Sequence[tuple[str, int]]]
    faults: tuple[Fault, ...] = ()

    def placed(self, found: Fault) -> Fault:
        """Return the fault with the file and row that its author knows."""
        rows = self.origins.get(found.sheet, ())
        if not 2 <= found.row < len(rows) + 2:
            return found
        file, row = rows[found.row - 2]
        return Fault(file, found.sheet, row, found.column, found.code, found.message, found.advice)


def extended(workbook: Workbook) -> str:
    """Return the name of the core that a workbook extends; ``""`` for a workbook of its own."""
    return _setting(workbook, "extends")


def read_composed(source: Path | bytes, media: Path | Mapping[str, bytes] | None = None
                  ) -> Composed:
    """Read a workbook; a local one together with the core beside it."""
    workbook = read_workbook(source, media)
    name = extended(workbook)
    if not name:
        return Composed(workbook, {}, workbook.faults)
    core = _core_beside(source, name)
    if core is None:
        missing = fault("core-missing", workbook.file_of("settings"), "settings", 2, "extends",
                        name=name)
        return Composed(workbook, {}, (*workbook.faults, missing))
    return compose(core, workbook)


def _core_beside(source: Path | bytes, name: str) -> Workbook | None:
    if isinstance(source, bytes) or Path(name).name != name:
        return None
    for path in (source.parent / name, source.parent / f"{name}.xlsx"):
        if path.exists():
            return read_workbook(path)
    return None


def compose(core: Workbook, local: Workbook) -> Composed:
    """Put a local workbook on top of its core; ``faults`` say what it may not do."""
    found = (*core.faults, *local.faults, *_alterations(core, local))
    builder = _Builder(core, local)
    sheets = {name: builder.sheet(name) for name in {*core.sheets, *local.sheets}}
    workbook = Workbook(local.name, sheets, {**local.media, **core.media})
    return Composed(workbook, builder.origins, found)


def _setting(workbook: Workbook, column: str) -> str:
    rows = workbook.sheets["settings"].numbered() if "settings" in workbook.sheets else []
    return rows[0][1].get(column, "").strip() if rows else ""


def _alterations(core: Workbook, local: Workbook) -> Iterator[Fault]:
    place = (local.file_of("settings"), "settings", 2)
    meant, there = _setting(local, "core_version"), _setting(core, "version")
    if meant != there:
        yield fault("core-version", *place, "core_version", meant=meant or "（空）", there=there)
    for name, sheet in local.sheets.items():
        if name == "settings":
            continue
        if name not in OPEN_SHEETS:
            yield fault("core-locked", sheet.file, name, 1, "", locked=name)
            continue
        yield from _altered_rows(core, sheet, OPEN_SHEETS[name])
    for name in local.media.keys() & core.media.keys():
        yield fault("core-altered", f"media/{name}", name=name)


def _altered_rows(core: Workbook, sheet: Sheet, key: str) -> Iterator[Fault]:
    theirs = core.sheets[sheet.name].rows if sheet.name in core.sheets else ()
    taken = {row.get(key, "").strip() for row in theirs} - {""}
    for at, row in sheet.numbered():
        name = row.get(key, "").strip()
        place = (sheet.file, sheet.name, at)
        if name in taken:
            yield fault("core-altered", *place, key, name=name)
        number = row.get("number", "").strip()
        if sheet.name == "survey" and number and not number.startswith(NUMBER_PREFIX):
            yield fault("local-number", *place, "number", number=number)


class _Builder:
    """Joins the sheets and remembers where each row came from."""

    def __init__(self, core: Workbook, local: Workbook) -> None:
        self._core = core
        self._local = local
        self.origins: dict[str, list[tuple[str, int]]] = {}

    def sheet(self, name: str) -> Sheet:
        if name == "settings":
            return self._settings()
        core, local = self._core.sheets.get(name), self._local.sheets.get(name)
        ours = _rows(core, f"{self._core.name}/")
        theirs = _rows(local) if name in OPEN_SHEETS else []
        if name == "survey":
            at = self._insertion()
            joined = [*ours[:at], *self._section(theirs), *ours[at:]]
        else:
            joined = [*ours, *theirs]
        written = [*(core.columns if core else ()), *(local.columns if local else ())]
        columns = tuple(dict.fromkeys([*written, *(c for _, row in joined for c in row)]))
        self.origins[name] = [origin for origin, _ in joined]
        file = core.file if core else self._local.file_of(name)
        rows = tuple({c: row.get(c, "") for c in columns} for _, row in joined)
        return Sheet(name, file, columns, rows)

    def _settings(self) -> Sheet:
        core, local = self._core.sheets["settings"], self._local.sheets["settings"]
        row = {**core.rows[0], **{c: t for c, t in local.rows[0].items() if t.strip()}}
        versions = (_setting(self._core, "version"), _setting(self._local, "version"))
        row["version"] = "+".join(versions)
        for column in ("extends", "core_version", "before"):
            row.pop(column, None)
        self.origins["settings"] = [(local.file, 2)]
        return Sheet("settings", local.file, tuple(row), (row,))

    def _insertion(self) -> int:
        """Return the index of the core's row that the section stands before."""
        before = _setting(self._local, "before")
        rows = self._core.sheets["survey"].rows
        for index, row in enumerate(rows):
            if row.get("name", "").strip() == before and row["type"].startswith("begin"):
                return index
        return len(rows)

    def _section(self, rows: list[tuple[tuple[str, int], Row]]
                 ) -> list[tuple[tuple[str, int], Row]]:
        """Wrap the local rows into a section that shows when the core's last section does."""
        here = (self._local.file_of("survey"), 1)
        groups = [r for r in self._core.sheets["survey"].rows if r["type"].startswith("begin_g")]
        relevant = groups[-1].get("relevant", "") if groups else ""
        label = _setting(self._local, "section_label") or _setting(self._local, "form_title")
        opening = {"type": "begin_group", "name": SECTION, "label": label,
                   "number": NUMBER_PREFIX, "relevant": relevant}
        versions = [
            {"type": "calculate", "name": f"{part}_version",
             "calculation": f"'{_setting(workbook, 'version')}'"}
            for part, workbook in (("core", self._core), ("local", self._local))
        ]
        closing = {"type": "end_group"}
        return [(here, opening), *((here, v) for v in versions), *rows, (here, closing)]


def _rows(sheet: Sheet | None, folder: str = "") -> list[tuple[tuple[str, int], Row]]:
    if sheet is None:
        return []
    return [((folder + sheet.file, number), row) for number, row in enumerate(sheet.rows, start=2)]
