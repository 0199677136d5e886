"""Reading and reviewing submissions: who sees which, and the way 县 → 市 → 省."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from sync.platform.accounts import ADMIN, Person
from sync.platform.audit import note
from sync.platform.submissions import Refusal
from sync.platform.tables import (
    BlobRow,
    CommentRow,
    FormRow,
    FormVersionRow,
    PersonRow,
    ReviewRow,
    SubmissionFileRow,
    SubmissionRow,
    SubmissionVersionRow,
)

STAGES = ("county", "city", "province", "done")
APPROVED, RETURNED, REJECTED, EDITED = "approved", "hasIssues", "rejected", "edited"
STATES = (None, EDITED, RETURNED, REJECTED, APPROVED)


def visible(person: Person) -> ColumnElement[bool]:
    """Return the condition of what a person may see: the records of their region, undeleted.

    A record without a county is seen from the province: somebody has to.
    """
    inside = SubmissionRow.county.startswith(person.region)
    if person.level == "province":
        inside = inside | (SubmissionRow.county == "")
    return SubmissionRow.deleted_at.is_(None) & inside


def find(session: Session, person: Person, form_id: str, instance_id: str) -> SubmissionRow:
    """Return a submission by any of its versions' ids.

    Raises:
        Refusal: 404 when there is none or it is another region's.
    """
    row = session.scalar(
        select(SubmissionRow)
        .join(SubmissionVersionRow, SubmissionVersionRow.submission_pk == SubmissionRow.id)
        .join(FormRow, FormRow.id == SubmissionRow.form_pk)
        .where(
            SubmissionVersionRow.instance_id == instance_id, FormRow.form_id == form_id,
            visible(person),
        )
    )
    if row is None:
        raise Refusal(404, "Could not find the resource you were looking for.", 404.1)
    return row


def by_pk(session: Session, person: Person, pk: int) -> SubmissionRow:
    """Return a submission by its number in the database.

    Raises:
        Refusal: 404 when there is none or it is another region's.
    """
    row = session.scalar(select(SubmissionRow).where(SubmissionRow.id == pk, visible(person)))
    if row is None:
        raise Refusal(404, "Could not find the resource you were looking for.", 404.1)
    return row


def versions(session: Session, row: SubmissionRow) -> Sequence[SubmissionVersionRow]:
    """Return the versions, newest first."""
    return session.scalars(
        select(SubmissionVersionRow)
        .where(SubmissionVersionRow.submission_pk == row.id)
        .order_by(SubmissionVersionRow.id.desc())
    ).all()


def current(session: Session, row: SubmissionRow) -> SubmissionVersionRow:
    """Return the version that counts."""
    return session.scalars(
        select(SubmissionVersionRow).where(SubmissionVersionRow.instance_id == row.current_id)
    ).one()


def form_of(session: Session, version: SubmissionVersionRow) -> FormVersionRow:
    """Return the form version that a submission was made with."""
    return session.get_one(FormVersionRow, version.form_version_pk)


def files(session: Session, version_pk: int) -> list[tuple[str, bool]]:
    """Return (name, has arrived) of a version's files."""
    query = select(SubmissionFileRow.name, SubmissionFileRow.blob_sha256).where(
        SubmissionFileRow.version_pk == version_pk
    )
    return [(name, sha is not None) for name, sha in session.execute(query.order_by("name"))]


def file_data(session: Session, version_pk: int, name: str) -> bytes:
    """Return a file's bytes.

    Raises:
        Refusal: 404.
    """
    data = session.scalar(
        select(BlobRow.data)
        .join(SubmissionFileRow, SubmissionFileRow.blob_sha256 == BlobRow.sha256)
        .where(SubmissionFileRow.version_pk == version_pk, SubmissionFileRow.name == name)
    )
    if data is None:
        raise Refusal(404, "Could not find the resource you were looking for.", 404.1)
    return data


def may_decide(person: Person, row: SubmissionRow) -> bool:
    """Say whether it is this person's turn: at their own stage or one below."""
    return person.may_review and STAGES.index(row.stage) <= STAGES.index(person.level)


def may_take_back(person: Person, row: SubmissionRow) -> bool:
    """Say whether this person may return a record that the province has approved."""
    return row.stage == "done" and person.may_review and person.level == "province"


def approve(session: Session, person: Person, row: SubmissionRow, words: str, at: datetime) -> None:
    """Pass a record on; the province's word is the last.

    Raises:
        Refusal: 403 when it is not this person's turn.
    """
    if not may_decide(person, row):
        raise _not_your_turn()
    row.stage = STAGES[STAGES.index(person.level) + 1]
    if row.stage == "done":
        row.review_state = APPROVED
    _decided(session, person, row, f"review {row.stage}", words, at)


def give_back(
    session: Session, person: Person, row: SubmissionRow, words: str, at: datetime,
    state: str = RETURNED,
) -> None:
    """Return a record with what is to be changed; its correction starts at the county again.

    Raises:
        Refusal: 400 without words, 403 when it is not this person's turn.
    """
    if not words.strip():
        raise Refusal(400, "Please say what is to be changed.", 400.2)
    if not (may_decide(person, row) or may_take_back(person, row)):
        raise _not_your_turn()
    row.review_state, row.stage = state, "county"
    _decided(session, person, row, "review returned", words, at)


def put_state(
    session: Session, person: Person, row: SubmissionRow, state: str | None, words: str,
    at: datetime,
) -> None:
    """Set Central's review state over REST; the same rules as on the page."""
    if state == APPROVED:
        approve(session, person, row, words, at)
    elif state in {RETURNED, REJECTED}:
        give_back(session, person, row, words or "—", at, state or RETURNED)
    elif state in STATES:
        if person.role != ADMIN:
            raise _not_your_turn()
        row.review_state = state
        _decided(session, person, row, "review set", words, at)
    else:
        raise Refusal(400, f"Unexpected reviewState value {state}; Enum value.", 400.8)


def comment(
    session: Session, person: Person, row: SubmissionRow, body: str, at: datetime
) -> CommentRow:
    """Add a reviewer's words."""
    if not body.strip():
        raise Refusal(400, "Required parameter body missing.", 400.2)
    added = CommentRow(submission_pk=row.id, person_pk=person.pk, body=body.strip(), made_at=at)
    session.add(added)
    note(session, at, person.email, "comment", row.receipt or "", "")
    session.flush()
    return added


def comments(session: Session, row: SubmissionRow) -> list[tuple[CommentRow, PersonRow]]:
    """Return the words with who said them, newest first."""
    query = (
        select(CommentRow, PersonRow)
        .join(PersonRow, PersonRow.id == CommentRow.person_pk)
        .where(CommentRow.submission_pk == row.id)
        .order_by(CommentRow.id.desc())
    )
    return [(one, who) for one, who in session.execute(query)]


def decisions(session: Session, row: SubmissionRow) -> list[tuple[ReviewRow, PersonRow]]:
    """Return the decisions with who made them, newest first."""
    query = (
        select(ReviewRow, PersonRow)
        .join(PersonRow, PersonRow.id == ReviewRow.person_pk)
        .where(ReviewRow.submission_pk == row.id)
        .order_by(ReviewRow.id.desc())
    )
    return [(one, who) for one, who in session.execute(query)]


def _decided(
    session: Session, person: Person, row: SubmissionRow, action: str, words: str, at: datetime
) -> None:
    row.updated_at = at
    session.add(ReviewRow(
        submission_pk=row.id, person_pk=person.pk, state=row.review_state, stage=row.stage,
        note=words.strip(), made_at=at,
    ))
    note(session, at, person.email, action, row.receipt or "", words.strip()[:200])


def _not_your_turn() -> Refusal:
    return Refusal(
        403, "The authenticated actor does not have rights to perform that action.", 403.1
    )
