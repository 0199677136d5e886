"""Publishing questionnaires: the compiled XForm with its media; old versions stay accepted."""

import hashlib
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from sync.down import PACKAGE
from sync.errors import SyncError
from sync.instance import InstanceError, local_name, parse
from sync.platform.submissions import put_blob
from sync.platform.tables import BlobRow, FormFileRow, FormRow, FormVersionRow


class PublishError(SyncError):
    """Not to be published. Codes: ``not-a-form``, ``version-exists``, ``no-version``."""


class Publishable(Protocol):
    """A ``forms.Form``: the compiled XForm, its media, and the whole questionnaire as one file."""

    @property
    def xform(self) -> bytes: ...
    @property
    def media(self) -> Mapping[str, bytes]: ...
    def package(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class OfferedForm:
    """The newest version of a form that laptops may fetch."""

    form_id: str
    version: str
    name: str
    md5: str
    has_media: bool


def publish(session: Session, new: Publishable, by: str, now: datetime) -> tuple[str, str]:
    """Publish a version and return (form id, version).

    Raises:
        PublishError: the same version was published before with other bytes.
    """
    form_id, version, title = identity_of(new.xform)
    form = session.scalar(select(FormRow).where(FormRow.form_id == form_id))
    if form is None:
        form = FormRow(form_id=form_id, name=title, state="open")
        session.add(form)
        session.flush()
    known = version_of(session, form_id, version)
    if known is not None:
        if known.xml == new.xform:
            return form_id, version
        raise PublishError("version-exists", form_id=form_id, version=version)
    form.name = title
    package = new.package()
    row = FormVersionRow(
        form_pk=form.id, version=version, xml=new.xform, package=package,
        md5=hashlib.md5(new.xform, usedforsecurity=False).hexdigest(), published_at=now,
        published_by=by,
    )
    session.add(row)
    session.flush()
    for name, data in {**new.media, PACKAGE: package}.items():
        session.add(FormFileRow(
            form_version_pk=row.id, name=name, blob_sha256=put_blob(session, data)
        ))
    return form_id, version


def identity_of(xform: bytes) -> tuple[str, str, str]:
    """Return (id, version, title) of a compiled XForm.

    Raises:
        PublishError: ``not-a-form``, ``no-version``.
    """
    try:
        root = parse(xform)
    except InstanceError as error:
        raise PublishError("not-a-form") from error
    instance = next((node for node in root.iter() if local_name(node) == "instance"), None)
    data: ET.Element | None = None if instance is None else next(iter(instance), None)
    if data is None or not data.get("id"):
        raise PublishError("not-a-form")
    if not data.get("version"):
        raise PublishError("no-version", form_id=data.get("id"))
    title = next((node.text or "" for node in root.iter() if local_name(node) == "title"), "")
    return data.get("id", ""), data.get("version", ""), title.strip() or data.get("id", "")


def offered(session: Session, forms: tuple[str, ...] | None) -> list[OfferedForm]:
    """Return the newest version of every open form that a sender may use."""
    newest: dict[str, OfferedForm] = {}
    query = (
        select(FormRow, FormVersionRow)
        .join(FormVersionRow, FormVersionRow.form_pk == FormRow.id)
        .where(FormRow.state == "open")
        .order_by(FormVersionRow.id)
    )
    for form, version in session.execute(query):
        if forms is None or form.form_id in forms:
            newest[form.form_id] = OfferedForm(
                form.form_id, version.version, form.name, version.md5,
                bool(media_of(session, version.id)),
            )
    return list(newest.values())


def newest_version(session: Session, form_id: str) -> FormVersionRow | None:
    """Return the version that laptops fetch now."""
    return session.scalar(
        select(FormVersionRow)
        .join(FormRow, FormRow.id == FormVersionRow.form_pk)
        .where(FormRow.form_id == form_id)
        .order_by(FormVersionRow.id.desc())
        .limit(1)
    )


def version_of(session: Session, form_id: str, version: str) -> FormVersionRow | None:
    """Return a published version."""
    return session.scalar(
        select(FormVersionRow)
        .join(FormRow, FormRow.id == FormVersionRow.form_pk)
        .where(FormRow.form_id == form_id, FormVersionRow.version == version)
    )


def media_of(session: Session, form_version_pk: int) -> list[tuple[str, str]]:
    """Return (name, md5) of a version's media files."""
    query = (
        select(FormFileRow.name, BlobRow.md5)
        .join(BlobRow, BlobRow.sha256 == FormFileRow.blob_sha256)
        .where(FormFileRow.form_version_pk == form_version_pk)
        .order_by(FormFileRow.name)
    )
    return [(name, md5) for name, md5 in session.execute(query)]


def media_file(session: Session, form_version_pk: int, name: str) -> tuple[bytes, str] | None:
    """Return (bytes, md5) of a media file."""
    query = (
        select(BlobRow.data, BlobRow.md5)
        .join(FormFileRow, FormFileRow.blob_sha256 == BlobRow.sha256)
        .where(FormFileRow.form_version_pk == form_version_pk, FormFileRow.name == name)
    )
    found = session.execute(query).first()
    return None if found is None else (found[0], found[1])
