"""The last visit and the peers: what can be laid beside this visit's scores."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import forms
from desktop.previous import Previous, read_previous
from forms.diagnosis import benchmark, compare
from forms.diagnosis.comparison import BENCHMARKS, TOTAL, VisitComparison
from forms.diagnosis.model import Diagnosis
from sync.store import Store


@dataclass(frozen=True, slots=True)
class Beside:
    """What the store holds to compare with: the earlier visit and the platform's table."""

    previous: Previous | None = None
    table: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Scores by dimension name; ``last_on`` (YYYY-MM) is empty without an earlier visit.

    ``peers`` are medians from the platform's table; empty below ten enterprises and without a
    table (``has_table``). ``changes`` is what differs from the last visit,
    ``measures`` the labels of its measures and of this visit's by code.
    """

    last: Mapping[str, float] = field(default_factory=dict)
    last_on: str = ""
    last_score: float | None = None
    changes: VisitComparison | None = None
    measures: Mapping[str, str] = field(default_factory=dict)
    peers: Mapping[str, float] = field(default_factory=dict)
    peer_count: int = 0
    has_table: bool = False

    @property
    def has_peers(self) -> bool:
        return bool(self.peers)


def read_beside(store: Store, uuid: str, uscc: str, *, practice: bool) -> Beside:
    """Read the last visit of the same enterprise and the platform's table of peers."""
    table = tuple(one.properties for one in store.entities(BENCHMARKS))
    return Beside(read_previous(store, uuid, uscc, practice=practice), table)


def compared(beside: Beside, entry: forms.Entry, diagnosis: Diagnosis) -> Comparison:
    """Lay both beside a diagnosis."""
    previous = beside.previous
    peers = benchmark(beside.table, entry, diagnosis)
    return Comparison(
        last=scores_of(previous.diagnosis) if previous else {},
        last_on=previous.visited_on[:7] if previous else "",
        last_score=previous.diagnosis.cmi if previous else None,
        changes=compare(previous.diagnosis, diagnosis) if previous else None,
        measures=_labels(previous.diagnosis) | _labels(diagnosis) if previous else {},
        peers={name: value for name, value in peers.medians.items() if name != TOTAL}
        if peers
        else {},
        peer_count=peers.count if peers else 0,
        has_table=peers is not None,
    )


def _labels(diagnosis: Diagnosis) -> dict[str, str]:
    return {one.name: one.label for one in diagnosis.measures}


def scores_of(diagnosis: Diagnosis) -> dict[str, float]:
    """Return the scores by dimension; what has none is left out."""
    return {one.name: one.score for one in diagnosis.dimensions if one.score is not None}
