"""The 交接包: records in one encrypted file, for a laptop or an office without a network between.

The first entry is the manifest: who hands over to whom, and each record as a parcel whose bytes
are the entries named by their sha256. Everything is checked before anything is taken in.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
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
    """A checked package. ``to`` is who owns the records from now on, empty for a mere copy.

    The files stay in it until they are taken in; ``texts`` are XML and questionnaires by hash.
    """

    by: str
    to: str
    made_at: datetime
    parcels: tuple[Parcel, ...]
    texts: Mapping[str, bytes]
    path: Path
    passphrase: str = field(repr=False)

    @property
    def files(self) -> frozenset[str]:
        return frozenset().union(*(one.files for one in self.parcels))


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

    The records change hands only when the file is whole on the disk. One file at a time is in
    memory.
    """
    texts: dict[str, bytes] = {}
    parcels = [store.pack(uuid, texts) for uuid in uuids]
    files = store.packed_sizes(frozenset().union(*(one.files for one in parcels)) - set(texts))
    manifest = json.dumps({
        "version": VERSION, "by": store.person, "to": to, "made_at": now.isoformat(),
        "records": [asdict(one) for one in parcels], "blobs": sorted([*texts, *files]),
    }, ensure_ascii=False).encode()
    items = [
        (Item(MANIFEST, lambda: manifest), len(manifest)),
        *((Item(name, partial(texts.__getitem__, name)), len(texts[name])) for name in texts),
        *((Item(name, partial(store.packed_file, name)), size) for name, size in files.items()),
    ]
    size = write_container(path, passphrase, _counted(items, progress))
    if to:
        for uuid in uuids:
            store.check_out(uuid, to)
    return size


def read_handover(
    path: Path, passphrase: str, progress: Callable[[Progress], None] = lambda _: None
) -> Handover:
    """Read a package and check all of it; its files are read and let go.

    Raises:
        ContainerError: ``not-a-package``, ``package-newer``, ``wrong-passphrase``,
            ``package-damaged``.
    """
    entries = read_container(path, passphrase)
    name, data = next(entries, ("", b""))
    if name != MANIFEST:
        raise ContainerError("package-damaged")
    manifest = _manifest(data)
    parcels = _parcels(manifest)
    wanted = frozenset().union(*(one.texts for one in parcels))
    texts: dict[str, bytes] = {}
    seen: set[str] = set()
    for name, data in _told(entries, path.stat().st_size, progress):
        if hashlib.sha256(data).hexdigest() != name:
            raise ContainerError("package-damaged", name=name)
        seen.add(name)
        if name in wanted:
            texts[name] = data
    return _handover(manifest, parcels, texts, seen, path, passphrase)


def take_in(
    store: Store, handover: Handover, progress: Callable[[Progress], None] = lambda _: None
) -> tuple[Taken, ...]:
    """Take all records of a checked package into the store in one transaction, or none.

    Raises:
        ContainerError: the file is not the one any more that was checked.
    """
    outcomes = store.unpack(handover.parcels, handover.texts, _files(handover, progress))
    return tuple(
        Taken(one.uuid, str(one.record["number"]), str(one.record["enterprise"]), outcome)
        for one, outcome in zip(handover.parcels, outcomes, strict=True)
    )


def _files(handover: Handover, progress: Callable[[Progress], None]) -> Iterator[bytes]:
    """Yield the files, read from the package once more: nothing else was kept of them."""
    missing = set(handover.files)
    entries = read_container(handover.path, handover.passphrase)
    for name, data in _told(entries, handover.path.stat().st_size, progress):
        if name in missing:
            if hashlib.sha256(data).hexdigest() != name:
                raise ContainerError("package-damaged", name=name)
            missing.remove(name)
            yield data
    if missing:
        raise ContainerError("package-damaged")


def _told(
    entries: Iterable[tuple[str, bytes]], whole: int, progress: Callable[[Progress], None]
) -> Iterator[tuple[str, bytes]]:
    """Yield entries and say how far it is."""
    done = 0
    for name, data in entries:
        yield name, data
        done += len(data)
        progress(Progress("", name, min(done, whole), whole))


def _counted(
    items: Sequence[tuple[Item, int]], progress: Callable[[Progress], None]
) -> Iterator[Item]:
    """Yield items and say how far it is, whenever the next one is asked for."""
    whole = sum(size for _, size in items)
    done = 0
    for item, size in items:
        yield item
        done += size
        progress(Progress("", item.name, done, whole))


def _manifest(data: bytes) -> dict[str, Any]:
    try:
        manifest = json.loads(data)
        version = int(manifest["version"])
    except (ValueError, KeyError, TypeError) as error:
        raise ContainerError("package-damaged") from error
    if version > VERSION:
        raise ContainerError("package-newer", version=version)
    return dict(manifest)


def _parcels(manifest: Mapping[str, Any]) -> tuple[Parcel, ...]:
    try:
        return tuple(_parcel(one) for one in manifest["records"])
    except (KeyError, TypeError) as error:
        raise ContainerError("package-damaged") from error


def _handover(
    manifest: Mapping[str, Any], parcels: tuple[Parcel, ...], texts: Mapping[str, bytes],
    seen: set[str], path: Path, passphrase: str,
) -> Handover:
    try:
        missing = {name for one in parcels for name in (*one.texts, *one.files)} - seen
        if missing or set(manifest["blobs"]) != seen:
            raise ContainerError("package-damaged")
        made_at = datetime.fromisoformat(manifest["made_at"])
        return Handover(
            str(manifest["by"]), str(manifest["to"]), made_at, parcels, texts, path, passphrase
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ContainerError("package-damaged") from error


def _parcel(data: Mapping[str, Any]) -> Parcel:
    return Parcel(
        record=data["record"], snapshot=data["snapshot"], snapshot_at=data["snapshot_at"],
        journal=tuple(data["journal"]), attachments=data["attachments"],
        versions=tuple(data["versions"]), questionnaire=data["questionnaire"],
    )
