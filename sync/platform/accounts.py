"""Who may do what: laptops' keys, people with argon2 passwords, sessions, limits on guessing."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from sync.errors import SyncError
from sync.platform.tables import AppUserRow, AttemptRow, LoginRow, PersonRow

SESSION_LIFE = timedelta(hours=24)
GUESSES, GUESS_WINDOW = 5, timedelta(minutes=15)
KEY_PATTERN = re.compile(r"[A-Za-z0-9!$]{64}")
SHORTEST_PASSWORD = 10
ADMIN, REVIEWER, VIEWER = "admin", "reviewer", "viewer"
ROLES = (ADMIN, REVIEWER, VIEWER)
HASHER = PasswordHasher()
# Checked when nobody has that name, so that the time tells nothing.
NOBODY = HASHER.hash(secrets.token_hex(16))


class AccountError(SyncError):
    """Codes: ``too-many-tries``, ``weak-password``, ``name-taken``."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in. ``level`` by the region's length: ``province city county``."""

    pk: int
    email: str
    name: str
    role: str
    region: str
    csrf: str = ""

    @property
    def level(self) -> str:
        return {2: "province", 4: "city", 6: "county"}[len(self.region)]

    @property
    def may_review(self) -> bool:
        return self.role in {ADMIN, REVIEWER}


@dataclass(frozen=True, slots=True)
class Login:
    """A new session; the token is shown once and kept only as a hash."""

    token: str
    csrf: str
    created_at: datetime
    expires_at: datetime


def new_app_user(
    session: Session, name: str, now: datetime, forms: list[str] | None = None
) -> AppUserRow:
    """Return a laptop's new key."""
    row = AppUserRow(
        name=name, token=secrets.token_hex(32), forms=forms, created_at=now, revoked_at=None
    )
    session.add(row)
    session.flush()
    return row


def app_user(session: Session, token: str) -> AppUserRow | None:
    """Return whose key it is; None for an unknown or revoked one."""
    query = select(AppUserRow).where(AppUserRow.token == token, AppUserRow.revoked_at.is_(None))
    return session.scalar(query)


def new_person(
    session: Session, email: str, name: str, password: str, role: str, region: str, now: datetime
) -> PersonRow:
    """Make an account.

    Raises:
        AccountError: ``weak-password``, ``name-taken``.
    """
    if session.scalar(select(PersonRow.id).where(PersonRow.email == email.strip().lower())):
        raise AccountError("name-taken", email=email)
    if role not in ROLES or len(region) not in {2, 4, 6}:
        raise ValueError(f"{role} {region}")
    row = PersonRow(
        email=email.strip().lower(), name=name, password=hashed(password), role=role,
        region=region, active=True, created_at=now,
    )
    session.add(row)
    session.flush()
    return row


def hashed(password: str) -> str:
    """Return the argon2 hash of a password of at least ten characters."""
    if len(password) < SHORTEST_PASSWORD:
        raise AccountError("weak-password", shortest=SHORTEST_PASSWORD)
    return HASHER.hash(password)


def log_in(
    session: Session, email: str, password: str, address: str, now: datetime
) -> Login | None:
    """Return a session for the right password, None for a wrong one, which is counted.

    Raises:
        AccountError: ``too-many-tries`` after five within a quarter of an hour.
    """
    keys = (f"name:{email.strip().lower()}", f"address:{address}")
    since = now - GUESS_WINDOW
    session.execute(delete(AttemptRow).where(AttemptRow.made_at < since))
    for key, limit in zip(keys, (GUESSES, GUESSES * 4), strict=True):
        count = select(func.count()).where(AttemptRow.key == key, AttemptRow.made_at >= since)
        if (session.scalar(count) or 0) >= limit:
            raise AccountError("too-many-tries", minutes=int(GUESS_WINDOW.total_seconds() // 60))
    row = session.scalar(
        select(PersonRow).where(PersonRow.email == email.strip().lower(), PersonRow.active)
    )
    if not is_right(row.password if row else NOBODY, password) or row is None:
        session.add_all(AttemptRow(key=key, made_at=now) for key in keys)
        return None
    return _new_login(session, row, now)


def _new_login(session: Session, row: PersonRow, now: datetime) -> Login:
    login = Login(secrets.token_urlsafe(48), secrets.token_urlsafe(24), now, now + SESSION_LIFE)
    session.execute(delete(LoginRow).where(LoginRow.expires_at < now))
    session.add(LoginRow(
        token_sha256=_digest(login.token), person_pk=row.id, csrf=login.csrf,
        created_at=now, expires_at=login.expires_at,
    ))
    return login


def person_of(session: Session, token: str, now: datetime) -> Person | None:
    """Return who is signed in with ``token``; None when the session is over."""
    row = session.execute(
        select(PersonRow, LoginRow.csrf)
        .join(LoginRow, LoginRow.person_pk == PersonRow.id)
        .where(
            LoginRow.token_sha256 == _digest(token), LoginRow.expires_at > now, PersonRow.active
        )
    ).first()
    if row is None:
        return None
    person, csrf = row
    return Person(person.id, person.email, person.name, person.role, person.region, csrf)


def log_out(session: Session, token: str) -> None:
    """End a session."""
    session.execute(delete(LoginRow).where(LoginRow.token_sha256 == _digest(token)))


def log_out_everywhere(session: Session, person_pk: int) -> None:
    """End every session of a person: after a new password or when the account is closed."""
    session.execute(delete(LoginRow).where(LoginRow.person_pk == person_pk))


def has_people(session: Session) -> bool:
    """Say whether anybody can sign in: before that the first administrator is made."""
    return session.scalar(select(PersonRow.id).limit(1)) is not None


def is_right(stored: str, password: str) -> bool:
    """Say whether a password is the hashed one."""
    try:
        return HASHER.verify(stored, password)
    except VerificationError:
        return False


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
