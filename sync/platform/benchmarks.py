"""The benchmark for the laptops: an entity list in codes, a row a cell (docs/decisions/0003)."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from sync.platform import entities, regions
from sync.platform.statistics import Cell

DATASET = "benchmarks"
# What stands for the total in the office's table, and its name in a record (group ``result``).
_TOTAL = {"score": "cmi"}
_ALL = "all"


def publish(session: Session, cells: Iterable[Cell], now: datetime) -> None:
    """Make the list what the cells say; a cell that is gone leaves the list."""
    day = f"{now.astimezone():%Y-%m-%d}"
    wanted = {_key(cell): cell for cell in cells}
    for key, cell in wanted.items():
        section, scale, measure = key.split("/")
        label = f"{cell.section} {cell.scale} {measure}"
        entities.put(session, DATASET, entities.uuid_for(DATASET, key), label, {
            "section": section, "scale": scale, "measure": measure, "count": str(cell.count),
            "lower": f"{cell.lower:.1f}", "median": f"{cell.median:.1f}",
            "upper": f"{cell.upper:.1f}", "computed_on": day,
        }, now)
    kept = {entities.uuid_for(DATASET, key) for key in wanted}
    for row in entities.rows_of(session, DATASET):
        if row.uuid not in kept:
            row.deleted_at = now


def _key(cell: Cell) -> str:
    """Return section letter, scale code and measure; ``all`` where a cell takes all of them."""
    scale = regions.scale_code(cell.scale) or _ALL
    section = regions.section_code(cell.section) or _ALL
    return f"{section}/{scale}/{_TOTAL.get(cell.measure, cell.measure)}"
