"""``Store``: the laptop's encrypted database behind one object.

Every method opens its own session, is one transaction and returns values; what it wrote is on the
disk when it returns. It may be called from any thread.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine
from sqlalchemy.orm import Session

import forms
from forms.values import Operation
from sync.entity_lists import write_entities
from sync.errors import StoreError
from sync.files import disk_error, free_bytes
from sync.outbox import Outgoing
from sync.store import database, exchange, keyfile, outbox, parcels, pinning, records
from sync.store.tables import QuestionnaireRow
from sync.values import (
    Entity,
    FinishedVersion,
    JournalLine,
    OutboxItem,
    PinnedVisit,
    QuestionnaireInfo,
    Receipt,
    RecordDraft,
    RecordFacts,
    RecordFilter,
    RecordSummary,
    Review,
    Rival,
    StoreFacts,
    Watched,
)

DATABASE, KEYFILE, DEVICE = "yunzhen.db", "keyfile", "device_id"
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the system's time, aware."""
    return datetime.now(UTC)


class Store:
    """The records, questionnaires, files and outbox of one laptop."""

    def __init__(self, folder: Path, engine: Engine, key: bytes, person: str, now: Clock) -> None:
        self.folder = folder
        self.person = person
        self._engine = engine
        self._key = key
        self._now = now

    @staticmethod
    def exists(folder: Path) -> bool:
        """Say whether ``folder`` holds a store."""
        return (folder / DATABASE).is_file() and (folder / KEYFILE).is_file()

    @staticmethod
    def people(folder: Path) -> tuple[str, ...]:
        """Return the names of those who have a passphrase of their own."""
        return tuple(one.name for one in keyfile.read(folder / KEYFILE))

    @classmethod
    def create(
        cls, folder: Path, passphrase: str, *, person: str = "", now: Clock = utc_now
    ) -> "Store":
        """Make a new store.

        Raises:
            StoreError: ``exists``, ``read-only``, ``disk-full``.
        """
        if (folder / DATABASE).exists():
            raise StoreError("exists", path=str(folder))
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise disk_error(error, folder.parent) from error
        key = keyfile.new_key()
        keyfile.write(folder / KEYFILE, [keyfile.wrap(key, person, passphrase)])
        return cls._opened(folder, key, person, now)

    @classmethod
    def open(
        cls, folder: Path, passphrase: str, *, person: str | None = None, now: Clock = utc_now
    ) -> "Store":
        """Open a store and bring it to this program's schema, after a copy.

        Raises:
            StoreError: ``no-store``, ``wrong-passphrase``, ``damaged``, ``read-only``,
                ``disk-full``, ``newer``.
        """
        key, name = keyfile.unwrap(keyfile.read(folder / KEYFILE), passphrase, person)
        if not (folder / DATABASE).is_file():
            raise StoreError("no-store", path=str(folder))
        return cls._opened(folder, key, name, now)

    @classmethod
    def _opened(cls, folder: Path, key: bytes, person: str, now: Clock) -> "Store":
        engine = database.open_engine(folder / DATABASE, key)
        try:
            database.migrate(engine, folder / DATABASE)
            store = cls(folder, engine, key, person, now)
            # A folder that cannot be written is found here and not at the first answer.
            store.set_setting("opened_at", now().isoformat())
        except BaseException:
            engine.dispose()
            raise
        return store

    def close(self) -> None:
        """Let go of the file; the object is of no use afterwards."""
        self._engine.dispose()

    # Passphrases

    def change_passphrase(self, old: str, new: str) -> None:
        """Give the person who opened the store another passphrase; the data stays as it is.

        Raises:
            StoreError: ``wrong-passphrase``.
        """
        path = self.folder / KEYFILE
        wraps = keyfile.read(path)
        keyfile.unwrap(wraps, old, self.person)
        renewed = keyfile.wrap(self._key, self.person, new)
        keyfile.write(path, [renewed if one.name == self.person else one for one in wraps])

    def add_person(self, name: str, passphrase: str) -> None:
        """Let another person open this store with a passphrase of their own."""
        path = self.folder / KEYFILE
        others = [one for one in keyfile.read(path) if one.name != name]
        if name == self.person:
            raise StoreError("person-exists", name=name)
        keyfile.write(path, [*others, keyfile.wrap(self._key, name, passphrase)])

    def remove_person(self, name: str) -> None:
        """Take a person's passphrase away; the last one stays, or nobody could open the store."""
        path = self.folder / KEYFILE
        others = [one for one in keyfile.read(path) if one.name != name]
        if not others:
            raise StoreError("last-person", name=name)
        keyfile.write(path, others)

    # Care

    def backup(self, folder: Path) -> Path:
        """Write an encrypted, checked copy of everything into a new folder below ``folder``."""
        target = folder / f"yunzhen-{self._now().astimezone():%Y%m%d-%H%M%S}"
        try:
            target.mkdir(parents=True)
        except OSError as error:
            raise disk_error(error, folder) from error
        database.copy_database(self._engine, self._key, target / DATABASE)
        keyfile.write(target / KEYFILE, keyfile.read(self.folder / KEYFILE))
        self.set_setting("backed_up_at", self._now().isoformat())
        return target

    def facts(self) -> StoreFacts:
        """Return where the data lies, how much it is, and when it was last copied and exchanged."""
        size = sum(one.stat().st_size for one in self.folder.glob(f"{DATABASE}*"))
        return StoreFacts(
            path=str(self.folder), size_bytes=size, free_bytes=free_bytes(self.folder),
            records=self.counts()["all"], last_backup_at=self._time("backed_up_at"),
            last_exchange_at=self._time("exchanged_at"),
        )

    # Questionnaires

    def put_questionnaire(self, form: records.FormLike, *, signer: str = "") -> None:
        """Keep a questionnaire version beside the others."""
        with self._write() as session:
            records.put_questionnaire(session, form, signer, self._now())

    def questionnaire(self, sha256: str) -> bytes:
        """Return the package of a version, as ``forms.load`` takes it.

        Raises:
            StoreError: ``no-questionnaire``.
        """
        with self._read() as session:
            row = session.get(QuestionnaireRow, sha256)
            if row is None:
                raise StoreError("no-questionnaire", sha256=sha256)
            return row.package

    def questionnaires(self) -> tuple[QuestionnaireInfo, ...]:
        with self._read() as session:
            return records.questionnaires(session)

    def running_visits(self) -> tuple[PinnedVisit, ...]:
        """Return the visits that are not finished, with the versions they are pinned to."""
        with self._read() as session:
            return pinning.running(session)

    def upgrade_record(
        self, uuid: str, form: records.FormLike, before: bytes, xml: bytes
    ) -> None:
        """Go on with another version of the questionnaire; ``before`` is kept for going back."""
        with self._write() as session:
            pinning.repin(session, uuid, form, before, xml, self._now())

    def undo_upgrade(self, uuid: str) -> None:
        """Take a visit back to what it was before its upgrade.

        Raises:
            StoreError: ``no-upgrade``, ``frozen``, ``handed-over``.
        """
        with self._write() as session:
            pinning.go_back(session, uuid, self._now())

    # Records

    def create_record(
        self, form: records.FormLike, entry: records.EntryLike, *, practice: bool = False,
        task: str | None = None,
    ) -> str:
        """Begin a record and return its uuid; ``task`` is the UUID of the 待诊断企业."""
        with self._write() as session:
            return records.create(
                session, form, entry, practice=practice, task=task or "", at=self._now()
            )

    def append(
        self, uuid: str, operations: Sequence[Operation], *, xml: bytes | None = None,
        facts: RecordFacts, last_path: str, by: str = "",
    ) -> datetime:
        """Journal edits of a person (``by``); they are on the disk at the time that is returned.

        Raises:
            StoreError: ``frozen`` when the record is finished, ``handed-over``, ``disk-full`` …
        """
        with self._write() as session:
            records.append(
                session, uuid, operations, xml=xml, facts=facts, last_path=last_path,
                at=self._now(), by=by,
            )
        return self._now()

    def record(self, uuid: str) -> RecordDraft:
        with self._read() as session:
            return records.draft(session, uuid)

    def records(self, wanted: RecordFilter | None = None) -> list[RecordSummary]:
        with self._read() as session:
            return records.summaries(session, wanted or RecordFilter())

    def how_many(self, wanted: RecordFilter | None = None) -> int:
        with self._read() as session:
            return records.how_many(session, wanted or RecordFilter())

    def counts(self) -> Mapping[str, int]:
        with self._read() as session:
            return records.counts(session)

    def cities(self) -> Mapping[str, int]:
        with self._read() as session:
            return records.cities(session)

    def history(self, uuid: str, path: str | None = None) -> tuple[JournalLine, ...]:
        with self._read() as session:
            return records.history(session, uuid, path)

    def put_attachment(self, uuid: str, name: str, data: bytes) -> None:
        with self._write() as session:
            records.put_attachment(session, uuid, name, data)

    def attachment(self, uuid: str, name: str) -> bytes:
        with self._read() as session:
            return records.attachment(session, uuid, name)

    def attachment_names(self, uuid: str) -> tuple[str, ...]:
        with self._read() as session:
            return records.attachment_names(session, uuid)

    def delete_record(self, uuid: str) -> None:
        """Delete a record here and remember that it was: a late pull does not bring it back."""
        with self._write() as session:
            records.remove(session, uuid, self._now())
            pinning.forget(session, uuid)

    def is_deleted(self, uuid: str) -> bool:
        with self._read() as session:
            return exchange.is_deleted(session, uuid)

    # Finishing and the outbox

    def finish(
        self, uuid: str, xml: bytes, attachments: Sequence[str], *, outgoing: bytes | None = None,
        entities: Sequence[forms.EntityChange] = (),
        new_uuid: Callable[[], str] = lambda: str(uuid4()),
    ) -> str:
        """Freeze a version, queue it unless ``consent_sync`` is ``none``, and return its sha256.

        ``outgoing`` is the reduced instance where the enterprise allowed no more; ``attachments``
        are of the same scope. From here on these bytes are what is hashed, sent and edited.
        ``entities`` is what it does to the entity lists here, which other records see from now on.
        """
        with self._write() as session:
            frozen = outbox.finish(session, uuid, xml, attachments, outgoing, self._now())
            will_do = [one for one in entities if one.id in frozen.new_entities]
            exchange.change_entities(session, will_do, new_uuid)
            # What is frozen does not go back to another questionnaire.
            pinning.forget(session, uuid)
            return frozen.sha256

    def revise(self, uuid: str, xml: bytes) -> None:
        """Open a finished record again; ``xml`` is ``form.resume(old, revise=True)``'s."""
        with self._write() as session:
            outbox.revise(session, uuid, xml, self._now())

    def outbox(self) -> tuple[OutboxItem, ...]:
        with self._read() as session:
            return outbox.items(session)

    def receipts(self, uuid: str | None = None) -> tuple[Receipt, ...]:
        with self._read() as session:
            return outbox.receipts(session, uuid)

    def retry(self, uuid: str) -> None:
        """Let a parked record be tried again."""
        with self._write() as session:
            outbox.retry(session, uuid)

    def retry_forms(self, form_ids: Collection[str], problems: Collection[str]) -> None:
        """Let versions go whose questionnaire kept them back: the server offers it now."""
        with self._write() as session:
            outbox.retry_forms(session, form_ids, problems)

    def supersede(self, uuid: str) -> None:
        """Withdraw a record's parked versions, before it is revised on another basis."""
        with self._write() as session:
            outbox.supersede(session, uuid)

    def outgoing(self) -> tuple[Outgoing, ...]:
        with self._read() as session:
            return outbox.outgoing(session)

    def version_of(self, sha256: str) -> FinishedVersion | None:
        """Return the finished version with this hash; None if there is none here."""
        with self._read() as session:
            return outbox.version_of(session, sha256)

    def outgoing_xml(self, version_id: int) -> bytes:
        with self._read() as session:
            return outbox.xml_of(session, version_id)

    def outgoing_file(self, version_id: int, name: str) -> bytes:
        with self._read() as session:
            return outbox.file_of(session, version_id, name)

    def forget_arrivals_elsewhere(self, server: str) -> None:
        """What another server has does not help ``server``: it gets those versions whole."""
        with self._write() as session:
            outbox.forget_arrivals_elsewhere(session, server)

    def mark_arrived(self, version_id: int, server: str, names: Sequence[str]) -> None:
        with self._write() as session:
            outbox.mark_arrived(session, version_id, server, names, self._now())

    def mark_received(self, version_id: int, receipt: tuple[str, str, str, str]) -> None:
        with self._write() as session:
            outbox.mark_received(session, version_id, receipt, self._now())

    def mark_postponed(
        self, version_id: int, problem: str, detail: str, tries: int, next_at: datetime | None
    ) -> None:
        with self._write() as session:
            outbox.mark_postponed(session, version_id, problem, detail, tries, next_at)

    def mark_parked(self, version_id: int, problem: str, detail: str) -> None:
        with self._write() as session:
            outbox.mark_parked(session, version_id, problem, detail)

    # What comes down

    def put_reviews(self, uuid: str, state: str, reviews: Iterable[tuple[str, Review]]) -> int:
        """Keep what reviewers said; ``state`` is Central's. Return how many words are new."""
        with self._write() as session:
            return exchange.put_reviews(session, uuid, state, reviews)

    def reviews(self, uuid: str) -> tuple[Review, ...]:
        with self._read() as session:
            return exchange.reviews(session, uuid)

    def watched(self) -> tuple[Watched, ...]:
        with self._read() as session:
            return exchange.watched(session)

    def instance_ids(self, uuid: str) -> tuple[str, ...]:
        with self._read() as session:
            return exchange.instance_ids(session, uuid)

    def add_rival(self, uuid: str, instance_id: str, source: str, xml: bytes) -> None:
        """Keep another version of a record beside ours."""
        rival = Rival(0, instance_id, source, xml, self._now())
        with self._write() as session:
            exchange.add_rival(session, uuid, rival)

    def rivals(self, uuid: str) -> tuple[Rival, ...]:
        with self._read() as session:
            return exchange.rivals(session, uuid)

    def settle_rival(self, rival_id: int) -> None:
        with self._write() as session:
            exchange.settle_rival(session, rival_id)

    def put_entities(
        self, dataset: str, rows: Sequence[Entity], *, deleted: Collection[str] = ()
    ) -> None:
        """Take an entity list as the server has it; ``deleted`` is what its integrity call said."""
        with self._write() as session:
            exchange.put_entities(session, dataset, rows, deleted)

    def datasets(self) -> Mapping[str, int]:
        """Return how many rows each entity list on this laptop has, by its name."""
        with self._read() as session:
            return exchange.datasets(session)

    def entities(self, dataset: str) -> tuple[Entity, ...]:
        with self._read() as session:
            return exchange.entities(session, dataset)

    def entity_files(self, names: Iterable[str]) -> dict[str, bytes]:
        """Return the lists among the files of a form, as it reads them, by file name."""
        with self._read() as session:
            found = {name: exchange.entities(session, name.removesuffix(".csv")) for name in names}
        return {name: write_entities(rows) for name, rows in found.items() if rows}

    # Hand-over

    def pack(self, uuid: str, texts: dict[str, bytes]) -> parcels.Parcel:
        with self._read() as session:
            return parcels.pack(session, uuid, texts)

    def packed_sizes(self, names: Collection[str]) -> dict[str, int]:
        with self._read() as session:
            return parcels.sizes(session, names)

    def packed_file(self, sha256: str) -> bytes:
        with self._read() as session:
            return parcels.file_of(session, sha256)

    def unpack(
        self, many: Sequence[parcels.Parcel], texts: Mapping[str, bytes], files: Iterable[bytes]
    ) -> tuple[str, ...]:
        """Take records in, all or none; ``files`` are read one by one and what fails undoes all."""
        with self._write() as session:
            for data in files:
                records.put_blob(session, data)
            outcomes = [parcels.unpack(session, one, texts, self._now()) for one in many]
            session.flush()
            records.sweep_blobs(session)
            return tuple(outcomes)

    def check_out(self, uuid: str, owner: str) -> None:
        """Give a record to another person; it can be read here and comes back by a package."""
        with self._write() as session:
            parcels.check_out(session, uuid, owner)

    # Settings

    def device_id(self) -> str:
        """Return the random name of this installation, made at the first look; no hardware's."""
        with self._write() as session:
            known = exchange.setting(session, DEVICE)
            if not known:
                known = f"yunzhen:{uuid4()}"
                exchange.set_setting(session, DEVICE, known)
            return known

    def setting(self, name: str) -> str:
        with self._read() as session:
            return exchange.setting(session, name)

    def set_setting(self, name: str, text: str) -> None:
        with self._write() as session:
            exchange.set_setting(session, name, text)

    def _time(self, name: str) -> datetime | None:
        text = self.setting(name)
        return datetime.fromisoformat(text) if text else None

    def _read(self) -> AbstractContextManager[Session]:
        return database.reading(self._engine, self.folder)

    def _write(self) -> AbstractContextManager[Session]:
        return database.writing(self._engine, self.folder)
