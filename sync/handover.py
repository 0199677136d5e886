"""The 交接包: records in one encrypted file, for a laptop or an office without a network between.

The first entry is the manifest: who hands over to whom, and each record as a parcel whose bytes
are the entries named by their sha256. Everything is checked before anything is taken in.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sync.container import ContainerError, Item, read_container, write_container
from sync.store import Store
from sync.store.parcels import Parcel
from sync.values import Progress

VERSION = 1
MANIFEST = "manifest.json"
SUFFIX = ".yzj"


@dataclass(frozen=True, slots=True)
class Handover:
    """A checked package. ``to`` is who owns the records from now on, empty for a mere copy."""

    by: str
    to: str
    made_at: datetime
    parcels: tuple[Parcel, ...]
    blobs: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a record: ``added updated same kept-both``."""

    uuid: str
    number: str
    enterprise: str
    outcome: str


def write_handover(
    store: Store, uuids: Sequence[str], path: Path, passphrase: str, *, to: str = "",
    now: datetime, progress: Callable[[Progress], None],
) -> int:
    """Write records to ``path`` and, where ``to`` names somebody, check them out; return the size.

    The records change hands only when the file is whole on the disk.
    """
    blobs: dict[str, bytes] = {}
    parcels = [store.pack(uuid, blobs) for uuid in uuids]
    manifest = json.dumps({
        "version": VERSION, "by": store.person, "to": to, "made_at": now.isoformat(),
        "records": [asdict(one) for one in parcels], "blobs": sorted(blobs),
    }, ensure_ascii=False).encode()
    items = _items(manifest, blobs, progress)
    size = write_container(path, passphrase, items)
    if to:
        for uuid in uuids:
            store.check_out(uuid, to)
    return size


def read_handover(
    path: Path, passphrase: str, progress: Callable[[Progress], None] = lambda _: None
) -> Handover:
    """Read a package and check all of it.

    Raises:
        ContainerError: ``not-a-package``, ``package-newer``, ``wrong-passphrase``,
            ``package-damaged``.
    """
    entries = read_container(path, passphrase)
    name, data = next(entries, ("", b""))
    if name != MANIFEST:
        raise ContainerError("package-damaged")
    manifest = _manifest(data)
    blobs: dict[str, bytes] = {}
    whole = path.stat().st_size
    done = 0
    for name, data in entries:
        if hashlib.sha256(data).hexdigest() != name:
            raise ContainerError("package-damaged", name=name)
        blobs[name] = data
        done += len(data)
        progress(Progress("", name, min(done, whole), whole))
    return _handover(manifest, blobs)


def take_in(store: Store, handover: Handover) -> tuple[Taken, ...]:
    """Take all records of a checked package into the store in one transaction, or none."""
    outcomes = store.unpack(handover.parcels, handover.blobs)
    return tuple(
        Taken(one.uuid, str(one.record["number"]), str(one.record["enterprise"]), outcome)
        for one, outcome in zip(handover.parcels, outcomes, strict=True)
    )


def current_xml(handover: Handover, uuid: str) -> tuple[bytes, bytes]:
    """Return (record's last XML, questionnaire's package) of a record in a package."""
    for one in handover.parcels:
        if one.uuid == uuid:
            return handover.blobs[one.snapshot], handover.blobs[one.questionnaire["package"]]
    raise ContainerError("package-damaged", uuid=uuid)


def _items(
    manifest: bytes, blobs: Mapping[str, bytes], progress: Callable[[Progress], None]
) -> Iterator[Item]:
    whole = sum(map(len, blobs.values())) + len(manifest)
    done = len(manifest)
    yield Item(MANIFEST, lambda: manifest)
    for name in sorted(blobs):
        data = blobs[name]
        yield Item(name, lambda data=data: data)  # type: ignore[misc]
        done += len(data)
        progress(Progress("", name, done, whole))


def _manifest(data: bytes) -> dict[str, Any]:
    try:
        manifest = json.loads(data)
        version = int(manifest["version"])
    except (ValueError, KeyError, TypeError) as error:
        raise ContainerError("package-damaged") from error
    if version > VERSION:
        raise ContainerError("package-newer", version=version)
    return dict(manifest)


def _handover(manifest: Mapping[str, Any], blobs: Mapping[str, bytes]) -> Handover:
    try:
        parcels = tuple(_parcel(one) for one in manifest["records"])
        missing = {name for one in parcels for name in one.blobs} - set(blobs)
        if missing or set(manifest["blobs"]) != set(blobs):
            raise ContainerError("package-damaged")
        made_at = datetime.fromisoformat(manifest["made_at"])
        return Handover(str(manifest["by"]), str(manifest["to"]), made_at, parcels, blobs)
    except (KeyError, TypeError, ValueError) as error:
        raise ContainerError("package-damaged") from error


def _parcel(data: Mapping[str, Any]) -> Parcel:
    return Parcel(
        record=data["record"], snapshot=data["snapshot"], snapshot_at=data["snapshot_at"],
        journal=tuple(data["journal"]), attachments=data["attachments"],
        versions=tuple(data["versions"]), questionnaire=data["questionnaire"],
    )
