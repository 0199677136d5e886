"""What an exchange will do, decided before anything is done: ``plan_exchange`` is pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sync.outbox import Outgoing, held_by, is_due

OVERHEAD_BYTES = 2048


@dataclass(frozen=True, slots=True)
class Local:
    """The laptop's side. ``manual``: a person pressed 现在重试; ``metered``: data only."""

    outgoing: Sequence[Outgoing]
    now: datetime
    manual: bool = False
    metered: bool = False
    sends_practice: bool = False


@dataclass(frozen=True, slots=True)
class Remote:
    """The server's side: ``size_limit`` bytes a request, 0 when it did not say.

    ``encrypted`` are the forms whose records it wants encrypted.
    """

    size_limit: int = 0
    encrypted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Send:
    """Post the XML with each of ``parts`` in turn; None is the XML alone, and comes first."""

    item: Outgoing
    parts: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Park:
    """Set a version aside for a person; ``detail`` names the file where there is one."""

    item: Outgoing
    problem: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """Leave a version where it is; ``reason`` is why, for the report."""

    item: Outgoing
    reason: str


Action = Send | Park | Hold


def is_encrypted(version: str) -> bool:
    """Say whether Central made this version: its managed encryption is on (central-api.md §4)."""
    return "[encrypted:" in version


def plan_exchange(local: Local, remote: Remote) -> list[Action]:
    """Return what to do with each outgoing version, in finishing order.

    What must follow another version is still in the list after it: when that one has not arrived
    by then, the executor leaves it (``held_by`` over what is still on its way).
    """
    return [_action(item, local, remote) for item in local.outgoing]


def _action(item: Outgoing, local: Local, remote: Remote) -> Action:
    if item.state == "parked":
        return Hold(item, "parked")
    if item.practice and not local.sends_practice:
        return Hold(item, "practice")
    if item.form_id in remote.encrypted or is_encrypted(item.form_version):
        return Park(item, "encrypted-form")
    if not local.manual and not is_due(item, local.now):
        return Hold(item, "pause")
    too_large = _too_large(item, remote.size_limit)
    if too_large is not None:
        return Park(item, "too-large", too_large)
    parts = _parts(item, local.metered)
    return Send(item, parts) if parts else Hold(item, "metered")


def _parts(item: Outgoing, metered: bool) -> tuple[str | None, ...]:
    missing = tuple(one.name for one in item.files if not one.arrived)
    if not item.data_arrived:
        return (None,) if metered else (None, *missing)
    if missing:
        return () if metered else missing
    # Everything arrived, but the answer to the last part was lost: ask for the receipt again.
    return (None,)


def _too_large(item: Outgoing, limit: int) -> str | None:
    """Return which part cannot fit into one request; the empty name is the XML itself."""
    if not limit:
        return None
    room = limit - item.size_bytes - OVERHEAD_BYTES
    if room < 0:
        return ""
    return next((one.name for one in item.files if one.size_bytes > room), None)


def still_held(item: Outgoing, unresolved: Sequence[Outgoing]) -> bool:
    """Say whether an earlier version that has not arrived keeps ``item`` back."""
    earlier = [one for one in unresolved if one.version_id < item.version_id]
    return bool(held_by(item, earlier))
