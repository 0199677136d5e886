"""Receiving a submission with ODK Central's answers (central-api.md §1).

What is not whole or has no instanceID is stored as it is, as Central does (rows 20, 21), and
marked; docs/decisions/0007-broken-submissions.md says why.
"""

import hashlib
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from sync.instance import Instance, InstanceError, instance_of, local_name, parse
from sync.platform.facts import read_facts
from sync.platform.multipart import Part
from sync.platform.salvage import document_of
from sync.platform.tables import (
    AppUserRow,
    BlobRow,
    FormRow,
    FormVersionRow,
    SubmissionFileRow,
    SubmissionRow,
    SubmissionVersionRow,
)

XFORMS = "{http://www.w3.org/2002/xforms}"
FIELD = "xml_submission_file"
# Central meets these bytes in its database (row 26).
NO_UTF8 = 'Completely unhandled exception: invalid byte sequence for encoding "UTF8"'


class Refusal(Exception):  # noqa: N818 - an answer, not a fault
    """An answer other than success, in Central's words."""

    def __init__(
        self, status: int, message: str, code: float = 0.0, *, receipt: str = "",
        details: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.receipt = receipt
        self.details = details


@dataclass(frozen=True, slots=True)
class Received:
    """A submission that is stored; ``missing`` files are named by it and have not arrived."""

    receipt: str
    instance_id: str
    missing: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: a laptop's key or a person; ``forms`` None may send all."""

    name: str
    app_user_pk: int | None = None
    forms: tuple[str, ...] | None = None
    device_id: str = ""
    may_send: bool = True

    @classmethod
    def of(cls, row: AppUserRow, device_id: str) -> "Sender":
        forms = None if row.forms is None else tuple(row.forms)
        return cls(row.name, row.id, forms, device_id)


def xml_of(parts: Sequence[Part]) -> bytes:
    """Return the XML among the parts."""
    for part in parts:
        if part.name == FIELD and part.filename is not None:
            return part.data
    raise Refusal(400, "Required multipart POST field xml_submission_file missing.", 400.2)


def receive(
    session: Session, xml: bytes, files: Mapping[str, bytes], sender: Sender, now: datetime
) -> Received:
    """Store a submission or what is new of it.

    Raises:
        Refusal: with Central's status and text.
    """
    posted = _posted(xml)
    version = _form_version(session, posted.instance, sender)
    known = _version(session, posted.instance.instance_id)
    if known is None:
        stored = _store(session, posted, version, sender, now)
    else:
        stored = _same(session, known, posted, files)
    _store_files(session, stored, files)
    return _received(session, stored)


@dataclass(frozen=True, slots=True)
class Posted:
    """A submission's XML as it was read; ``fault`` as in ``SubmissionRow``."""

    xml: bytes
    sha256: str
    root: ET.Element
    instance: Instance
    fault: str


def _posted(xml: bytes) -> Posted:
    try:
        if b"\0" in xml:
            raise Refusal(500, NO_UTF8, 500.1)
        xml.decode()
    except UnicodeDecodeError as error:
        raise Refusal(500, NO_UTF8, 500.1) from error
    try:
        root, whole = document_of(xml)
        instance = instance_of(root)
    except InstanceError as error:
        message = "Required parameter form ID xml attribute missing."
        raise Refusal(400, message, 400.2) from error
    fault = "" if whole else "not-whole"
    if not instance.instance_id:
        # A bare UUID, as Central invents one: each retry makes another record.
        instance = replace(instance, instance_id=str(uuid4()))
        fault = fault or "no-id"
    if root.get("encrypted") == "yes":
        fault = fault or "encrypted"
    return Posted(xml, hashlib.sha256(xml).hexdigest(), root, instance, fault)


def _form_version(session: Session, instance: Instance, sender: Sender) -> FormVersionRow:
    """Return the version that the submission names, if its sender may use it."""
    form = session.scalar(select(FormRow).where(FormRow.form_id == instance.form_id))
    if form is None:
        raise Refusal(404, "Could not find the resource you were looking for.", 404.1)
    if sender.forms is not None and form.form_id not in sender.forms:
        raise Refusal(
            401, "Could not authenticate with the provided credentials.", 401.2
        )
    if form.state == "closed":
        raise Refusal(
            409, "This form is not currently accepting submissions. Please talk to the person who "
            "asked you to collect data if this is unexpected.", 409.2,
        )
    version = session.scalar(select(FormVersionRow).where(
        FormVersionRow.form_pk == form.id, FormVersionRow.version == instance.version
    ))
    if version is None:
        raise Refusal(404, "The form version specified in this submission "
                      f"'{instance.version}' does not exist.", 404.6)
    return version


def _version(session: Session, instance_id: str) -> SubmissionVersionRow | None:
    return session.scalar(
        select(SubmissionVersionRow).where(SubmissionVersionRow.instance_id == instance_id)
    )


def _same(
    session: Session, known: SubmissionVersionRow, posted: Posted, files: Mapping[str, bytes]
) -> SubmissionVersionRow:
    """Return the version that this submission repeats (rows 2, 3, 8).

    The original that comes after its edit is refused as by Central (row 12), unless it brings a
    file that has not arrived: Central would lose it.
    """
    submission = session.get_one(SubmissionRow, known.submission_pk)
    if submission.deleted_at is not None:
        raise Refusal(409, "This submission has been deleted. You may not resubmit it.", 409.4)
    if known.sha256 == posted.sha256:
        late = not known.deprecated_id and submission.current_id != known.instance_id
        if late and not set(files) & set(_missing(session, known.id)):
            raise Refusal(
                409, "The submission you sent is an edit, but the copy you were editing "
                "(undefined) is now out of date.", 409.9, receipt=submission.receipt or "",
            )
        return known
    if posted.instance.deprecated_id:
        raise Refusal(409, "A resource already exists with instanceID value(s) of "
                      f"{posted.instance.instance_id}.", 409.3)
    raise Refusal(409, "A submission already exists with this ID, but with different XML. "
                  "Please create a new submission instead.", 409.10)


def _store(
    session: Session, posted: Posted, version: FormVersionRow, sender: Sender, now: datetime
) -> SubmissionVersionRow:
    """Store a new record or a new version of one."""
    instance = posted.instance
    if instance.deprecated_id:
        submission = _edited(session, instance)
    else:
        submission = SubmissionRow(
            form_pk=version.form_pk, instance_id=instance.instance_id, receipt=None,
            app_user_pk=sender.app_user_pk, device_id=sender.device_id, created_at=now,
            review_state=None,
        )
        session.add(submission)
    submission.current_id, submission.stage = instance.instance_id, "county"
    submission.fault = posted.fault
    for name, value in read_facts(posted.root).items():
        setattr(submission, name, value)
    session.flush()
    if submission.receipt is None:
        submission.receipt = f"SX-{now.astimezone():%Y%m%d}-{submission.id:06d}"
    stored = SubmissionVersionRow(
        submission_pk=submission.id, form_version_pk=version.id, instance_id=instance.instance_id,
        deprecated_id=instance.deprecated_id, xml=posted.xml, sha256=posted.sha256,
        created_at=now, submitter=sender.name,
    )
    session.add(stored)
    session.flush()
    if instance.deprecated_id:
        submission.review_state, submission.updated_at = "edited", now
    _expect_files(session, stored, file_names(posted.root, version.xml))
    return stored


def _edited(session: Session, instance: Instance) -> SubmissionRow:
    """Return the record that an edit changes (rows 7 to 10, 15b)."""
    old = _version(session, instance.deprecated_id)
    submission = None if old is None else session.scalar(
        select(SubmissionRow).where(SubmissionRow.id == old.submission_pk).with_for_update()
    )
    if submission is None or submission.deleted_at is not None:
        raise Refusal(404, "The form submission you are editing was not found: we can't find that "
                      f"submission to update ({instance.deprecated_id}).", 404.1)
    if submission.current_id != instance.deprecated_id:
        raise Refusal(409, "The submission has been edited since you started: the copy you were "
                      f"editing ({instance.deprecated_id}) is now out of date.", 409.9,
                      details={"deprecatedId": instance.deprecated_id})
    return submission


def _expect_files(
    session: Session, stored: SubmissionVersionRow, names: Sequence[str]
) -> None:
    """Note the files that the XML names; those that the version before had are carried over."""
    before = _version(session, stored.deprecated_id) if stored.deprecated_id else None
    query = select(SubmissionFileRow.name, SubmissionFileRow.blob_sha256).where(
        SubmissionFileRow.version_pk == (before.id if before else 0)
    )
    carried = dict(session.execute(query).all())
    for name in names:
        session.add(SubmissionFileRow(
            version_pk=stored.id, name=name, blob_sha256=carried.get(name)
        ))
    session.flush()


def _store_files(
    session: Session, stored: SubmissionVersionRow, files: Mapping[str, bytes]
) -> None:
    """Store what the version names; anything else is dropped, as Central does (row 3b).

    Later versions that carried the name over while the file was on its way get it too.
    """
    later = select(SubmissionVersionRow.id).where(
        SubmissionVersionRow.submission_pk == stored.submission_pk,
        SubmissionVersionRow.id > stored.id,
    )
    for name, data in files.items():
        row = session.get(SubmissionFileRow, (stored.id, name))
        if row is not None:
            row.blob_sha256 = put_blob(session, data)
            session.execute(
                update(SubmissionFileRow)
                .where(
                    SubmissionFileRow.version_pk.in_(later), SubmissionFileRow.name == name,
                    SubmissionFileRow.blob_sha256.is_(None),
                )
                .values(blob_sha256=row.blob_sha256)
            )


def _missing(session: Session, version_pk: int) -> Sequence[str]:
    """Return the files of a version that have not arrived."""
    return session.scalars(select(SubmissionFileRow.name).where(
        SubmissionFileRow.version_pk == version_pk, SubmissionFileRow.blob_sha256.is_(None)
    )).all()


def put_blob(session: Session, data: bytes) -> str:
    """Keep ``data`` once, whoever else is storing the same, and return its sha256."""
    sha256 = hashlib.sha256(data).hexdigest()
    known = session.scalar(select(BlobRow.sha256).where(BlobRow.sha256 == sha256))
    if known is None:
        md5 = hashlib.md5(data, usedforsecurity=False).hexdigest()
        on_sqlite = session.get_bind().dialect.name == "sqlite"
        insert = (sqlite if on_sqlite else postgresql).insert(BlobRow)
        session.execute(insert.on_conflict_do_nothing().values(
            sha256=sha256, md5=md5, size_bytes=len(data), data=data
        ))
    return sha256


def _received(session: Session, stored: SubmissionVersionRow) -> Received:
    session.flush()
    submission = session.get_one(SubmissionRow, stored.submission_pk)
    return Received(
        submission.receipt or "", stored.instance_id, len(_missing(session, stored.id)),
        stored.sha256,
    )


def file_names(root: ET.Element, form_xml: bytes) -> list[str]:
    """Return the names of an instance's files, each once, in document order.

    They stand in its binary fields; an encrypted one lists them itself (odk.md §12).
    """
    if root.get("encrypted") == "yes":
        listed = ((node.text or "").strip() for node in root.iter()
                  if local_name(node) in {"file", "encryptedXmlFile"})
        return list(dict.fromkeys(filter(None, listed)))
    wanted = binary_paths(form_xml)
    found: dict[str, None] = {}
    stack = [(root, f"/{local_name(root)}")]
    while stack:
        node, path = stack.pop()
        text = (node.text or "").strip()
        if path in wanted and text:
            found[text] = None
        stack += [(child, f"{path}/{local_name(child)}") for child in reversed(node)]
    return list(found)


@lru_cache(maxsize=64)
def binary_paths(form_xml: bytes) -> frozenset[str]:
    """Return the paths of the form's binary fields, without prefixes of names."""
    binds = parse(form_xml).iter(f"{XFORMS}bind")
    return frozenset(
        "/" + "/".join(step.split(":")[-1] for step in bind.get("nodeset", "").split("/")[1:])
        for bind in binds
        if bind.get("type") == "binary"
    )
