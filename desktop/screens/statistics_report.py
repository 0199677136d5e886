"""The tables as values, before they become an Excel file."""

from dataclasses import dataclass

from desktop.i18n import _
from desktop.screens.statistics_counts import Line


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of the file: rows with their labels, and the sum."""

    name: str
    title: str
    first_column: str
    fresh_column: str
    rows: tuple[tuple[str, Line], ...]
    total: Line


@dataclass(frozen=True, slots=True)
class Report:
    """The whole file; ``months`` are pairs of a month's label and its count."""

    sheets: tuple[Sheet, ...]
    months: tuple[tuple[str, int], ...]
    organisation: str
    made_on: str
    rules: str


def headings(first_column: str, fresh_column: str) -> tuple[str, ...]:
    """Return the headings of the table, the same on screen and in the file."""
    return (
        first_column, _("Diagnosed in all"), fresh_column, _("Accepted"), _("Plans signed"),
        _("On the cloud"), _("Red lines open"), _("Average score"), _("Contracts, 万元"),
        _("Returned"),
    )
