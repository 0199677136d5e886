"""Receiving a submission with ODK Central's answers (central-api.md §1), a little stricter.

Stricter in two rows, where Central would store nonsense: XML that does not parse (row 20) and XML
without an instanceID (row 21) are refused with 400.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from sync.instance import Instance, InstanceError, local_name, parse, read_instance
from sync.platform.facts import read_facts
from sync.platform.multipart import Part
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


class Refusal(Exception):  # noqa: N818 - an answer, not a fault
    """An answer other than success, in Central's words."""

    def __init__(self, status: int, message: str, code: float = 0.0) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code


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
    instance = _identity(xml)
    version = _form_version(session, instance, sender)
    sha256 = hashlib.sha256(xml).hexdigest()
    known = _version(session, instance.instance_id)
    if known is None:
        stored = _store(session, instance, xml, sha256, version, sender, now)
    else:
        stored = _same(session, known, instance, sha256)
    _store_files(session, stored, files)
    return _received(session, stored)


def _identity(xml: bytes) -> Instance:
    try:
        instance = read_instance(xml)
    except InstanceError as error:
        message = "Required parameter form ID xml attribute missing."
        raise Refusal(400, message, 400.2) from error
    if not instance.instance_id:
        raise Refusal(400, "Required parameter instanceID missing.", 400.2)
    return instance


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
    session: Session, known: SubmissionVersionRow, instance: Instance, sha256: str
) -> SubmissionVersionRow:
    """Return the version that this submission repeats (rows 2, 3, 8)."""
    submission = session.get_one(SubmissionRow, known.submission_pk)
    if submission.deleted_at is not None:
        raise Refusal(409, "This submission has been deleted. You may not resubmit it.", 409.4)
    if known.sha256 == sha256:
        return known
    if instance.deprecated_id:
        raise Refusal(409, "A resource already exists with instanceID value(s) of "
                      f"{instance.instance_id}.", 409.3)
    raise Refusal(409, "A submission already exists with this ID, but with different XML. "
                  "Please create a new submission instead.", 409.10)


def _store(
    session: Session, instance: Instance, xml: bytes, sha256: str, version: FormVersionRow,
    sender: Sender, now: datetime,
) -> SubmissionVersionRow:
    """Store a new record or a new version of one."""
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
    for name, value in read_facts(xml).items():
        setattr(submission, name, value)
    session.flush()
    if submission.receipt is None:
        submission.receipt = f"SX-{now.astimezone():%Y%m%d}-{submission.id:06d}"
    stored = SubmissionVersionRow(
        submission_pk=submission.id, form_version_pk=version.id, instance_id=instance.instance_id,
        deprecated_id=instance.deprecated_id, xml=xml, sha256=sha256, created_at=now,
        submitter=sender.name,
    )
    session.add(stored)
    session.flush()
    if instance.deprecated_id:
        submission.review_state, submission.updated_at = "edited", now
    _expect_files(session, stored, version)
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
                      f"editing ({instance.deprecated_id}) is now out of date.", 409.9)
    return submission


def _expect_files(session: Session, stored: SubmissionVersionRow, version: FormVersionRow) -> None:
    """Note the files that the XML names; those that the version before had are carried over."""
    before = _version(session, stored.deprecated_id) if stored.deprecated_id else None
    query = select(SubmissionFileRow.name, SubmissionFileRow.blob_sha256).where(
        SubmissionFileRow.version_pk == (before.id if before else 0)
    )
    carried = dict(session.execute(query).all())
    for name in file_names(stored.xml, version.xml):
        session.add(SubmissionFileRow(
            version_pk=stored.id, name=name, blob_sha256=carried.get(name)
        ))
    session.flush()


def _store_files(
    session: Session, stored: SubmissionVersionRow, files: Mapping[str, bytes]
) -> None:
    """Store what the version names; anything else is dropped, as Central does (row 3b)."""
    for name, data in files.items():
        row = session.get(SubmissionFileRow, (stored.id, name))
        if row is not None:
            row.blob_sha256 = put_blob(session, data)


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
    query = select(SubmissionFileRow.name).where(
        SubmissionFileRow.version_pk == stored.id, SubmissionFileRow.blob_sha256.is_(None)
    )
    submission = session.get_one(SubmissionRow, stored.submission_pk)
    return Received(
        submission.receipt or "", stored.instance_id, len(session.scalars(query).all()),
        stored.sha256,
    )


def file_names(xml: bytes, form_xml: bytes) -> list[str]:
    """Return the names in the binary fields of an instance, each once, in document order."""
    wanted = binary_paths(form_xml)
    root = parse(xml)
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
