"""The last visit and the peers: dimension scores read from the results of other records."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from xml.etree import ElementTree

from sync.store import Store
from sync.values import ACCEPTED, APPROVED, DRAFT, RecordFacts, RecordFilter, RecordSummary

# Below this many peers a number would betray single enterprises (methodology.md §12).
FEWEST_PEERS = 10
_DIMENSIONS = tuple(f"D{n}" for n in range(1, 8))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Scores by dimension name; ``last_on`` is empty without an earlier visit."""

    last: Mapping[str, float] = field(default_factory=dict)
    last_on: str = ""
    peers: Mapping[str, float] = field(default_factory=dict)
    peer_count: int = 0

    @property
    def has_peers(self) -> bool:
        return self.peer_count >= FEWEST_PEERS


def read_comparison(store: Store, uuid: str, facts: RecordFacts) -> Comparison:
    """Read the last visit of the same enterprise and the accepted records of its trade and size."""
    last, last_on = _last_visit(store, uuid, facts)
    scores = _peer_scores(store, uuid, facts)
    return Comparison(last, last_on, medians(scores), len(scores))


def result_scores(xml: bytes) -> dict[str, float]:
    """Return the dimension scores written into a finished record; what is empty is left out."""
    scores: dict[str, float] = {}
    for element in ElementTree.fromstring(xml).iter():  # noqa: S314 - our own store's bytes
        if element.tag.rsplit("}", 1)[-1] == "result":
            for child in element:
                name = child.tag.rsplit("}", 1)[-1].upper()
                if name in _DIMENSIONS and child.text:
                    scores[name] = float(child.text)
    return scores


def medians(records: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """Return the median of each dimension; empty below ten records."""
    every = list(records)
    if len(every) < FEWEST_PEERS:
        return {}
    columns = {name: [one[name] for one in every if name in one] for name in _DIMENSIONS}
    return {name: median(values) for name, values in columns.items() if values}


def _last_visit(store: Store, uuid: str, facts: RecordFacts) -> tuple[dict[str, float], str]:
    if not facts.uscc:
        return {}, ""
    others = [
        one for one in store.records(RecordFilter(text=facts.uscc, practice=None))
        if one.uuid != uuid and one.facts.uscc == facts.uscc and one.state != DRAFT
    ]
    for summary in sorted(others, key=lambda one: one.created_at, reverse=True):
        scores = result_scores(store.record(summary.uuid).xml)
        if scores:
            return scores, summary.created_at.astimezone().strftime("%Y-%m")
    return {}, ""


def _peer_scores(store: Store, uuid: str, facts: RecordFacts) -> list[dict[str, float]]:
    if not (facts.industry and facts.scale):
        return []
    wanted = RecordFilter(states=(ACCEPTED, APPROVED), industries=(facts.industry,),
                          scales=(facts.scale,), practice=False)
    return [
        scores for summary in _one_an_enterprise(store.records(wanted), uuid, facts.uscc)
        if (scores := result_scores(store.record(summary.uuid).xml))
    ]


def _one_an_enterprise(
    records: Iterable[RecordSummary], uuid: str, uscc: str
) -> Iterable[RecordSummary]:
    newest: dict[str, RecordSummary] = {}
    for one in sorted(records, key=lambda one: one.created_at):
        if one.uuid != uuid and one.facts.uscc != uscc:
            newest[one.facts.uscc or one.uuid] = one
    return newest.values()
