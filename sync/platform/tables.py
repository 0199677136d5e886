"""The tables of the receiving end; the same on SQLite and PostgreSQL."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from sync.schema import NAMES, UtcDateTime


class Base(DeclarativeBase):
    """What every table of the platform shares."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar = {
        datetime: UtcDateTime,
        bytes: LargeBinary,
        dict[str, Any]: JSON,
        dict[str, str]: JSON,
        list[Any]: JSON,
    }


class BlobRow(Base):
    """The bytes of a file, once."""

    __tablename__ = "blob"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    md5: Mapped[str] = mapped_column(String(32))
    size_bytes: Mapped[int]
    data: Mapped[bytes]


class FormRow(Base):
    """A questionnaire. ``state``: Central's ``open closing closed``."""

    __tablename__ = "form"
    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    state: Mapped[str]


class FormVersionRow(Base):
    """A published version; submissions of every published version are taken."""

    __tablename__ = "form_version"
    __table_args__ = (UniqueConstraint("form_pk", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    form_pk: Mapped[int] = mapped_column(ForeignKey("form.id"))
    version: Mapped[str]
    xml: Mapped[bytes]
    md5: Mapped[str] = mapped_column(String(32))
    package: Mapped[bytes | None]
    published_at: Mapped[datetime]
    published_by: Mapped[str]


class FormFileRow(Base):
    """A media file of a form version."""

    __tablename__ = "form_file"
    form_version_pk: Mapped[int] = mapped_column(ForeignKey("form_version.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    blob_sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"))


class AppUserRow(Base):
    """A laptop's key. ``forms``: the form ids it may use, None for all."""

    __tablename__ = "app_user"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    token: Mapped[str] = mapped_column(String(64), unique=True)
    forms: Mapped[list[Any] | None]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class PersonRow(Base):
    """Somebody who signs in. ``role``: ``admin reviewer viewer``; ``region``: code prefix.

    The region's length is the reviewer's level: 2 digits the province, 4 a city, 6 a county.
    """

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password: Mapped[str]
    role: Mapped[str]
    region: Mapped[str]
    active: Mapped[bool]
    created_at: Mapped[datetime]


class LoginRow(Base):
    """A session. ``token_sha256``: the token itself is only with the person."""

    __tablename__ = "login"
    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_pk: Mapped[int] = mapped_column(ForeignKey("person.id"))
    csrf: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class AttemptRow(Base):
    """A failed sign-in, by name and by address, for the limit on guessing."""

    __tablename__ = "attempt"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(index=True)
    made_at: Mapped[datetime]


class SubmissionRow(Base):
    """A record as it arrived; ``instance_id`` is the first one's, stable over edits.

    ``review_state`` is Central's (None, ``edited hasIssues rejected approved``); ``stage`` who is
    next: ``county city province done``. ``fault`` says what is wrong with the current version's
    XML (``not-whole no-id encrypted``, empty for nothing); the rest is read from it.
    """

    __tablename__ = "submission"
    __table_args__ = (Index("ix_submission_county_visit_on", "county", "visit_on"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    form_pk: Mapped[int] = mapped_column(ForeignKey("form.id"), index=True)
    instance_id: Mapped[str] = mapped_column(unique=True)
    current_id: Mapped[str]
    receipt: Mapped[str | None] = mapped_column(unique=True)
    app_user_pk: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    device_id: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(index=True)
    updated_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    review_state: Mapped[str | None]
    stage: Mapped[str]
    fault: Mapped[str]
    number: Mapped[str]
    enterprise: Mapped[str]
    uscc: Mapped[str] = mapped_column(index=True)
    county: Mapped[str]
    industry: Mapped[str]
    scale: Mapped[str]
    path: Mapped[str]
    level: Mapped[str]
    score: Mapped[float | None]
    completeness: Mapped[float | None]
    red_lines: Mapped[str]
    dimensions: Mapped[dict[str, Any]]
    visit_on: Mapped[date | None]


class SubmissionVersionRow(Base):
    """One version's bytes as they were posted."""

    __tablename__ = "submission_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_pk: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    form_version_pk: Mapped[int] = mapped_column(ForeignKey("form_version.id"))
    instance_id: Mapped[str] = mapped_column(unique=True)
    deprecated_id: Mapped[str]
    xml: Mapped[bytes]
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    submitter: Mapped[str]


class SubmissionFileRow(Base):
    """A file that a version names; ``blob_sha256`` None until it has arrived."""

    __tablename__ = "submission_file"
    version_pk: Mapped[int] = mapped_column(ForeignKey("submission_version.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    blob_sha256: Mapped[str | None] = mapped_column(ForeignKey("blob.sha256"))


class CommentRow(Base):
    """A reviewer's words; question numbers in them are links."""

    __tablename__ = "comment"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_pk: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    person_pk: Mapped[int] = mapped_column(ForeignKey("person.id"))
    body: Mapped[str]
    made_at: Mapped[datetime]


class ReviewRow(Base):
    """A decision: who moved which record to which state and stage, and why."""

    __tablename__ = "review"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_pk: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    person_pk: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str | None]
    stage: Mapped[str]
    note: Mapped[str]
    made_at: Mapped[datetime]


class EntityRow(Base):
    """A row of an entity list: 待诊断企业, service providers, benchmarks."""

    __tablename__ = "entity"
    dataset: Mapped[str] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    version: Mapped[int]
    properties: Mapped[dict[str, str]]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class SubsidyRow(Base):
    """A subsidy: one invoice counts once in the whole province.

    ``state``: ``applied approved paid refused``; amounts in yuan.
    """

    __tablename__ = "subsidy"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_pk: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    invoice: Mapped[str] = mapped_column(unique=True)
    applied_cny: Mapped[Any] = mapped_column(Numeric(14, 2))
    approved_cny: Mapped[Any | None] = mapped_column(Numeric(14, 2))
    paid_cny: Mapped[Any | None] = mapped_column(Numeric(14, 2))
    state: Mapped[str]
    note: Mapped[str]
    applied_at: Mapped[datetime]
    approved_at: Mapped[datetime | None]
    paid_at: Mapped[datetime | None]


class SettingRow(Base):
    """A text by name: the platform's signing key and the like."""

    __tablename__ = "setting"
    name: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]


class AuditRow(Base):
    """Who did what to what, when; only ever added to."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str]
    action: Mapped[str]
    target: Mapped[str]
    detail: Mapped[str]
