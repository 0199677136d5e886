"""What came down or over: reviews, rivals, entity lists, settings; functions never commit."""

from collections.abc import Callable, Collection, Iterable, Sequence

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

import forms
from forms.values import Operation
from sync.entity_lists import read_entities, write_entities
from sync.store.outbox import ON_THE_WAY
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
    """Return the records whose data arrived, newest first: what reviewers may speak about."""
    query = (
        select(RecordRow.uuid, VersionRow.form_id, VersionRow.instance_id, RecordRow.state)
        .join(VersionRow, VersionRow.record_id == RecordRow.id)
        .where(or_(VersionRow.state == "received", VersionRow.data_arrived_at.is_not(None)))
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


def put_entities(
    session: Session, dataset: str, rows: Sequence[Entity], deleted: Collection[str]
) -> None:
    """Take an entity list as the server holds it now, beside what changed here and is newer."""
    merged = forms.merged_list(
        write_entities(entities(session, dataset)), write_entities(rows),
        unsent=_unsent(session), deleted=deleted,
    )
    session.execute(delete(EntityRow).where(EntityRow.dataset == dataset))
    session.add_all(map(_entity_row, read_entities(dataset, merged)))


def change_entities(
    session: Session, changes: Sequence[forms.EntityChange], new_uuid: Callable[[], str]
) -> None:
    """Apply what a finished record does to the lists, so that other forms see it at once."""
    for dataset in dict.fromkeys(one.dataset for one in changes):
        mine = [one for one in changes if one.dataset == dataset]
        known = [
            _entity(row) for one in mine
            if (row := session.get(EntityRow, (dataset, one.id))) is not None
        ]
        changed = forms.updated_list(write_entities(known), mine, new_uuid)
        for entity in read_entities(dataset, changed):
            session.merge(_entity_row(entity))


def datasets(session: Session) -> dict[str, int]:
    """Return how many rows each entity list has, by its name."""
    count = select(EntityRow.dataset, func.count()).group_by(EntityRow.dataset)
    return {name: int(rows) for name, rows in session.execute(count)}


def entities(session: Session, dataset: str) -> tuple[Entity, ...]:
    """Return an entity list, by label."""
    query = select(EntityRow).where(EntityRow.dataset == dataset).order_by(EntityRow.label)
    return tuple(map(_entity, session.scalars(query)))


def _unsent(session: Session) -> frozenset[str]:
    """Return the UUIDs that versions on their way create or change."""
    query = select(VersionRow.entities).where(VersionRow.state.in_(ON_THE_WAY))
    return frozenset(one for many in session.scalars(query) for one in many)


def _entity(row: EntityRow) -> Entity:
    return Entity(
        row.dataset, row.uuid, row.label, row.version, row.properties, row.trunk_version,
        row.branch_id,
    )


def _entity_row(one: Entity) -> EntityRow:
    return EntityRow(
        dataset=one.dataset, uuid=one.uuid, label=one.label, version=one.version,
        properties=dict(one.properties), trunk_version=one.trunk_version,
        branch_id=one.branch_id,
    )


def setting(session: Session, name: str) -> str:
    """Return a setting's text; empty when it was never set."""
    row = session.get(SettingRow, name)
    return "" if row is None else row.text


def set_setting(session: Session, name: str, text: str) -> None:
    """Keep a setting's text."""
    session.merge(SettingRow(name=name, text=text))
