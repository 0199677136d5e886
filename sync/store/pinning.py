"""A running visit and its questionnaire version: moved to a newer one, and back; no commits."""

import json
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sync.errors import StoreError
from sync.store.records import FormLike, put_questionnaire, put_snapshot, row_of
from sync.store.tables import QuestionnaireRow, RecordRow, SettingRow
from sync.values import DRAFT, PinnedVisit

# The setting that keeps a visit as it was before its upgrade.
_KEPT = "before_upgrade:"


def running(session: Session) -> tuple[PinnedVisit, ...]:
    """Return the visits that are not finished, the last changed first."""
    row, form = RecordRow, QuestionnaireRow
    query = (
        select(row.uuid, row.number, row.enterprise, form.form_id, form.sha256, SettingRow.text)
        .join(form, form.sha256 == row.questionnaire_sha256)
        .outerjoin(SettingRow, SettingRow.name == _KEPT + row.uuid)
        .where(row.state == DRAFT, row.owner == "")
        .order_by(row.updated_at.desc())
    )
    return tuple(
        PinnedVisit(uuid, number, enterprise, form_id, sha256,
                    str(json.loads(text)["questionnaire"]) if text else "")
        for uuid, number, enterprise, form_id, sha256, text in session.execute(query)
    )


def repin(
    session: Session, uuid: str, form: FormLike, before: bytes, xml: bytes, at: datetime
) -> None:
    """Go on with another version; ``xml`` is the visit in it, ``before`` what it was: it is kept.

    Raises:
        StoreError: ``frozen``, ``handed-over``.
    """
    row = _own_draft(session, uuid)
    put_questionnaire(session, form, "", at)
    kept = {"questionnaire": row.questionnaire_sha256, "xml": before.decode()}
    session.merge(SettingRow(name=_KEPT + uuid, text=json.dumps(kept, ensure_ascii=False)))
    _set(session, row, form.sha256, xml, at)


def go_back(session: Session, uuid: str, at: datetime) -> None:
    """Take the visit back to what it was before its upgrade; answers since then are dropped.

    Raises:
        StoreError: ``frozen``, ``handed-over``, ``no-upgrade``.
    """
    row = _own_draft(session, uuid)
    setting = session.get(SettingRow, _KEPT + uuid)
    if setting is None:
        raise StoreError("no-upgrade", uuid=uuid)
    kept = json.loads(setting.text)
    session.delete(setting)
    _set(session, row, kept["questionnaire"], kept["xml"].encode(), at)


def forget(session: Session, uuid: str) -> None:
    """Drop the kept copy, with the record it belongs to."""
    session.execute(delete(SettingRow).where(SettingRow.name == _KEPT + uuid))


def _set(session: Session, row: RecordRow, sha256: str, xml: bytes, at: datetime) -> None:
    row.questionnaire_sha256, row.updated_at = sha256, at
    put_snapshot(session, row.id, xml)


def _own_draft(session: Session, uuid: str) -> RecordRow:
    row = row_of(session, uuid)
    if row.state != DRAFT:
        raise StoreError("frozen", uuid=uuid, state=row.state)
    if row.owner:
        raise StoreError("handed-over", uuid=uuid, owner=row.owner)
    return row
