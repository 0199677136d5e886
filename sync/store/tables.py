"""The tables of the laptop's database. Files are kept once, by the sha256 of their bytes."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, ForeignKey, LargeBinary, MetaData, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from sync.schema import NAMES, UtcDateTime


class Base(DeclarativeBase):
    """What every table of the laptop shares."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar = {
        datetime: UtcDateTime,
        bytes: LargeBinary,
        dict[str, Any]: JSON,
        list[Any]: JSON,
        dict[str, str]: JSON,
    }


class QuestionnaireRow(Base):
    """A questionnaire version; records stay pinned to theirs. ``signer`` empty: not signed."""

    __tablename__ = "questionnaire"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    form_id: Mapped[str]
    version: Mapped[str]
    title: Mapped[str]
    package: Mapped[bytes]
    has_method: Mapped[bool]
    signer: Mapped[str]
    added_at: Mapped[datetime]


class RecordRow(Base):
    """A visit's record with what the home list shows; ``uuid`` is that of its first instanceID.

    ``search`` is everything that can be searched, in lower case; ``owner`` is whom the record was
    handed over to, empty while it is ours.
    """

    __tablename__ = "record"
    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    number: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    practice: Mapped[bool]
    questionnaire_sha256: Mapped[str] = mapped_column(ForeignKey("questionnaire.sha256"))
    task: Mapped[str]
    owner: Mapped[str]
    last_path: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime] = mapped_column(index=True)
    enterprise: Mapped[str]
    uscc: Mapped[str] = mapped_column(index=True)
    county: Mapped[str]
    county_label: Mapped[str]
    industry: Mapped[str]
    scale: Mapped[str]
    path: Mapped[str]
    contact: Mapped[str]
    answered: Mapped[int]
    asked: Mapped[int]
    completeness: Mapped[float]
    score: Mapped[float | None]
    level: Mapped[str]
    open_items: Mapped[int]
    follow_up_on: Mapped[str]
    pinyin: Mapped[str]
    search: Mapped[str]
    waiting_files: Mapped[int]
    receipt_number: Mapped[str]
    problem: Mapped[str]
    review_note: Mapped[str]


class SnapshotRow(Base):
    """The record's last whole XML; journal lines after ``journal_id`` come on top of it."""

    __tablename__ = "snapshot"
    record_id: Mapped[int] = mapped_column(
        ForeignKey("record.id", ondelete="CASCADE"), primary_key=True
    )
    xml: Mapped[bytes]
    journal_id: Mapped[int]


class JournalRow(Base):
    """One edit, durable before the screen says saved; never changed.

    ``made_at`` is ISO text with its offset: a replay asks it for the day, which UTC may not know;
    ``made_by`` is the name of who made it, empty in lines of before 2026-11-28.
    """

    __tablename__ = "journal"
    __table_args__ = ({"sqlite_autoincrement": True},)
    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    path: Mapped[str]
    value: Mapped[str]
    fields: Mapped[dict[str, str]]
    made_at: Mapped[str]
    made_by: Mapped[str] = mapped_column(default="", server_default="")
    saved_at: Mapped[datetime]


class BlobRow(Base):
    """The bytes of a file, once, however many records and versions name it."""

    __tablename__ = "blob"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size_bytes: Mapped[int]
    data: Mapped[bytes]


class AttachmentRow(Base):
    """A file of a record as it is being worked on."""

    __tablename__ = "attachment"
    record_id: Mapped[int] = mapped_column(
        ForeignKey("record.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(primary_key=True)
    blob_sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"), index=True)


class VersionRow(Base):
    """A finished version: frozen bytes, and how far they are on their way.

    ``state``: ``withheld`` (no consent to leave the laptop) ``waiting sending received parked``
    ``superseded`` (withdrawn for another one). ``server`` is where its data arrived; ``xml`` is
    what is sent, ``full_xml`` the whole record where the consent reduced it.
    """

    __tablename__ = "version"
    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id", ondelete="CASCADE"), index=True)
    instance_id: Mapped[str] = mapped_column(unique=True)
    deprecated_id: Mapped[str]
    form_id: Mapped[str]
    form_version: Mapped[str]
    xml: Mapped[bytes]
    full_xml: Mapped[bytes | None]
    sha256: Mapped[str] = mapped_column(String(64))
    entities: Mapped[list[Any]]
    state: Mapped[str] = mapped_column(index=True)
    problem: Mapped[str]
    detail: Mapped[str]
    tries: Mapped[int]
    next_try_at: Mapped[datetime | None]
    finished_at: Mapped[datetime]
    data_arrived_at: Mapped[datetime | None]
    server: Mapped[str]


class VersionFileRow(Base):
    """A file of a finished version; ``arrived_at`` None until the server has confirmed it."""

    __tablename__ = "version_file"
    version_id: Mapped[int] = mapped_column(
        ForeignKey("version.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(primary_key=True)
    blob_sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"), index=True)
    size_bytes: Mapped[int]
    arrived_at: Mapped[datetime | None]


class ReceiptRow(Base):
    """Proof that a version arrived; kept for ever."""

    __tablename__ = "receipt"
    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id", ondelete="CASCADE"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id", ondelete="CASCADE"))
    number: Mapped[str]
    kind: Mapped[str]
    server_time: Mapped[str]
    sha256: Mapped[str]
    received_at: Mapped[datetime]
    server: Mapped[str]


class ReviewRow(Base):
    """A reviewer's word or decision that came down; ``remote_key`` tells one from another."""

    __tablename__ = "review"
    __table_args__ = (UniqueConstraint("record_id", "remote_key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id", ondelete="CASCADE"))
    remote_key: Mapped[str]
    kind: Mapped[str]
    state: Mapped[str]
    text: Mapped[str]
    author: Mapped[str]
    made_at: Mapped[datetime]


class RivalRow(Base):
    """Another version of a record until a person chooses; ``operations`` come after ``xml``."""

    __tablename__ = "rival"
    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id", ondelete="CASCADE"), index=True)
    instance_id: Mapped[str]
    source: Mapped[str]
    xml: Mapped[bytes]
    operations: Mapped[list[Any]]
    found_at: Mapped[datetime]


class EntityRow(Base):
    """A row of an entity list: a task, a service provider, a benchmark.

    ``branch_id`` is set while finished records of this laptop have changed it since
    ``trunk_version``, the last one that the server gave; that is empty for a row made here.
    """

    __tablename__ = "entity"
    dataset: Mapped[str] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    version: Mapped[int]
    properties: Mapped[dict[str, str]]
    trunk_version: Mapped[str]
    branch_id: Mapped[str]


class SettingRow(Base):
    """A JSON text by name: server configuration, what was fetched last."""

    __tablename__ = "setting"
    name: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]


class TombstoneRow(Base):
    """A record deleted here, so that a late pull does not bring it back."""

    __tablename__ = "tombstone"
    uuid: Mapped[str] = mapped_column(primary_key=True)
    deleted_at: Mapped[datetime]
