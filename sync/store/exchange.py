"""What came down or over: reviews, rivals, entity lists, settings; functions never commit."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from forms.values import Operation
from sync.store.records import row_of
from sync.store.tables import (
    EntityRow,
    RecordRow,
    ReviewRow,
    RivalRow,
    SettingRow,
    TombstoneRow,
    VersionRow,
)
from sync.values import (
    ACCEPTED,
    APPROVED,
    RETURNED,
    Entity,
    Review,
    Rival,
    Watched,
)

# Central's review state -> ours; "edited" and null wait for the reviewer.
STATES = {"approved": APPROVED, "hasIssues": RETURNED, "rejected": RETURNED}


def put_reviews(
    session: Session, uuid: str, state: str, reviews: Iterable[tuple[str, Review]]
) -> int:
    """Keep reviews by their remote key and move the record; return how many are new.

    A record that is being revised keeps its state: the words are there, the work goes on.
    """
    row = row_of(session, uuid)
    query = select(ReviewRow.remote_key).where(ReviewRow.record_id == row.id)
    known = set(session.scalars(query))
    new = [(key, one) for key, one in reviews if key not in known]
    for key, one in new:
        session.add(ReviewRow(
            record_id=row.id, remote_key=key, kind=one.kind, state=one.state, text=one.text,
            author=one.author, made_at=one.made_at,
        ))
    said = [one for _, one in new if one.text]
    if said:
        row.review_note = max(said, key=lambda one: one.made_at).text
    if row.state in {ACCEPTED, APPROVED, RETURNED}:
        row.state = STATES.get(state, ACCEPTED)
    return len(new)


def reviews(session: Session, uuid: str) -> tuple[Review, ...]:
    """Return what the reviewers said of a record, newest first."""
    query = select(ReviewRow).where(ReviewRow.record_id == row_of(session, uuid).id)
    rows = session.scalars(query.order_by(ReviewRow.made_at.desc(), ReviewRow.id.desc()))
    return tuple(Review(one.kind, one.state, one.text, one.author, one.made_at) for one in rows)


def watched(session: Session) -> tuple[Watched, ...]:
    """Return the records that arrived, newest first: what reviewers may speak about."""
    query = (
        select(RecordRow.uuid, VersionRow.form_id, VersionRow.instance_id, RecordRow.state)
        .join(VersionRow, VersionRow.record_id == RecordRow.id)
        .where(VersionRow.state == "received")
        .order_by(VersionRow.id)
    )
    first: dict[str, Watched] = {}
    for one in session.execute(query):
        first.setdefault(one[0], Watched(*one))
    return tuple(reversed(first.values()))


def instance_ids(session: Session, uuid: str) -> tuple[str, ...]:
    """Return the instanceIDs of all finished versions of a record, oldest first."""
    query = select(VersionRow.instance_id).where(VersionRow.record_id == row_of(session, uuid).id)
    return tuple(session.scalars(query.order_by(VersionRow.id)))


def add_rival(session: Session, uuid: str, rival: Rival) -> None:
    """Keep another version of a record; one that is there already is not doubled."""
    row = row_of(session, uuid)
    query = select(RivalRow.id).where(
        RivalRow.record_id == row.id, RivalRow.instance_id == rival.instance_id,
        RivalRow.xml == rival.xml,
    )
    if session.scalar(query) is None:
        session.add(RivalRow(
            record_id=row.id, instance_id=rival.instance_id, source=rival.source, xml=rival.xml,
            operations=[one.as_dict() for one in rival.operations], found_at=rival.found_at,
        ))


def rivals(session: Session, uuid: str) -> tuple[Rival, ...]:
    """Return the versions that wait for a person's choice, oldest first."""
    query = select(RivalRow).where(RivalRow.record_id == row_of(session, uuid).id)
    return tuple(
        Rival(
            one.id, one.instance_id, one.source, one.xml, one.found_at,
            tuple(map(Operation.from_dict, one.operations)),
        )
        for one in session.scalars(query.order_by(RivalRow.id))
    )


def settle_rival(session: Session, rival_id: int) -> None:
    """Forget a rival: a person has chosen."""
    session.execute(delete(RivalRow).where(RivalRow.id == rival_id))


def is_deleted(session: Session, uuid: str) -> bool:
    """Say whether the record was deleted here."""
    return session.get(TombstoneRow, uuid) is not None


def put_entities(session: Session, dataset: str, rows: Sequence[Entity]) -> None:
    """Replace an entity list by what the server holds now."""
    session.execute(delete(EntityRow).where(EntityRow.dataset == dataset))
    session.add_all(
        EntityRow(
            dataset=dataset, uuid=one.uuid, label=one.label, version=one.version,
            properties=dict(one.properties),
        )
        for one in rows
    )


def entities(session: Session, dataset: str) -> tuple[Entity, ...]:
    """Return an entity list, by label."""
    query = select(EntityRow).where(EntityRow.dataset == dataset).order_by(EntityRow.label)
    return tuple(
        Entity(one.dataset, one.uuid, one.label, one.version, one.properties)
        for one in session.scalars(query)
    )


def setting(session: Session, name: str) -> str:
    """Return a setting's text; empty when it was never set."""
    row = session.get(SettingRow, name)
    return "" if row is None else row.text


def set_setting(session: Session, name: str, text: str) -> None:
    """Keep a setting's text."""
    session.merge(SettingRow(name=name, text=text))
