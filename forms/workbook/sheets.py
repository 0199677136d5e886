"""A workbook in memory: its sheets as text, its media files as bytes, where each cell stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from forms.workbook.faults import Fault

# The sheets that XLSForm itself defines; the order is that of a written .xlsx.
XLSFORM_SHEETS = ("survey", "choices", "settings", "entities", "external_choices", "osm")
# The sheets of the method (design §3).
METHOD_SHEETS = (
    "indicators", "scores", "levels", "red_lines", "measures", "dispositions", "costs",
    "policies", "prices", "parameters", "deployment", "sizing", "checks", "help", "risks",
    "glossary", "plan",
)
# What no other XLSForm has: one of these sheets, or this column of ``survey``, makes it ours.
_OUR_SHEETS = ("indicators", "scores", "red_lines", "measures", "dispositions")
_OUR_COLUMN = "severity"
MEDIA_PREFIX = "media_"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; ``rows[i]`` stands on spreadsheet row ``i + 2``, blank rows included.

    Attributes:
        name: Lower case, ``survey``.
        file: The file that an author opens to change it.
        columns: Headers in order, stripped.
        rows: Text by column; every column is present, ``""`` when the cell is empty.
    """

    name: str
    file: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...] = ()

    def numbered(self) -> list[tuple[int, Mapping[str, str]]]:
        """Return the rows that say something with their spreadsheet row numbers."""
        return [(i, row) for i, row in enumerate(self.rows, start=2) if any(row.values())]


@dataclass(frozen=True, slots=True)
class Workbook:
    """A questionnaire as its authors wrote it; ``faults`` are what reading already found."""

    name: str
    sheets: Mapping[str, Sheet]
    media: Mapping[str, bytes] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    @property
    def ours(self) -> bool:
        """Whether it is written for our method, so that the compiler adds design §4."""
        survey = self.sheets.get("survey")
        return any(name in self.sheets for name in _OUR_SHEETS) or (
            survey is not None and _OUR_COLUMN in survey.columns
        )

    def file_of(self, sheet: str) -> str:
        """Return the file in which that sheet stands or would stand."""
        return self.sheets[sheet].file if sheet in self.sheets else self.name
