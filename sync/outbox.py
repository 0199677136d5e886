"""The outbox as values: what waits, when it is tried again, and in which order it goes."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

FIRST_PAUSE_S, LONGEST_PAUSE_S = 30.0, 3600.0


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A file of a version on its way."""

    name: str
    size_bytes: int
    arrived: bool


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A finished version that the server has not wholly confirmed, without its bytes.

    ``state``: ``waiting sending parked``; ``entities`` are the UUIDs it creates or updates.
    """

    version_id: int
    record_uuid: str
    record_number: str
    practice: bool
    instance_id: str
    deprecated_id: str
    form_id: str
    form_version: str
    sha256: str
    size_bytes: int
    entities: tuple[str, ...]
    files: tuple[OutgoingFile, ...]
    data_arrived: bool
    state: str
    problem: str = ""
    tries: int = 0
    next_try_at: datetime | None = None


def pause_after(tries: int, random: Callable[[], float]) -> timedelta:
    """Return how long to wait after the ``tries``-th failure: doubling, the upper half random.

    ``random`` gives 0 to 1, so that 200 laptops of one office do not come back together.
    """
    whole = min(FIRST_PAUSE_S * 2 ** min(tries - 1, 20), LONGEST_PAUSE_S)
    return timedelta(seconds=whole * (0.5 + random() / 2))


def is_due(item: Outgoing, now: datetime) -> bool:
    """Say whether its pause is over; one longer than any we give comes from a clock set back."""
    if item.next_try_at is None or item.next_try_at <= now:
        return True
    return item.next_try_at - now > timedelta(seconds=LONGEST_PAUSE_S)


def held_by(item: Outgoing, earlier: Collection[Outgoing]) -> str:
    """Return the instanceID that must arrive before ``item``; empty when nothing holds it.

    An edit follows the version it edits, and whoever changes an entity follows in finishing order
    (central-api.md §3: updates that overtook their create made it fail).
    """
    for one in earlier:
        if one.record_uuid == item.record_uuid or set(one.entities) & set(item.entities):
            return one.instance_id
    return ""
