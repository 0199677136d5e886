"""The log of who did what; only ever added to."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sync.platform.tables import AuditRow


def note(
    session: Session, at: datetime, actor: str, action: str, target: str, detail: str
) -> None:
    """Write a line in the transaction of the deed itself."""
    session.add(AuditRow(made_at=at, actor=actor, action=action, target=target, detail=detail))


def latest(session: Session, limit: int) -> Sequence[AuditRow]:
    """Return the last lines, newest first."""
    return session.scalars(select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)).all()
