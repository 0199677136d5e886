"""The platform's database: SQLite in a folder, or PostgreSQL by its URL; migrated at start."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from sync.schema import migrations_of, upgrade

MIGRATIONS = "sync.platform"
DATABASE = "platform.db"
POOL = 20
# One number that only our migrations lock, so that two servers starting at once take turns.
MIGRATION_LOCK = 727_190_403


def open_database(url: str | None, folder: Path) -> Engine:
    """Return an engine at the newest schema; without ``url`` on a SQLite file in ``folder``."""
    engine = create_engine(
        normal_url(url) if url else f"sqlite:///{folder / DATABASE}",
        poolclass=QueuePool, pool_size=POOL, max_overflow=POOL, pool_pre_ping=bool(url),
    )
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    with engine.execution_options(immediate=True).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
        upgrade(connection, migrations_of(MIGRATIONS))
    return engine


def normal_url(url: str) -> str:
    """Return ``url`` with the driver that we ship."""
    for start in ("postgresql://", "postgres://"):
        if url.startswith(start):
            return f"postgresql+psycopg://{url.removeprefix(start)}"
    return url


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that only asks."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session whose changes are durable when the block ends, all or none."""
    bind = engine.execution_options(immediate=True)
    with Session(bind, expire_on_commit=False) as session, session.begin():
        yield session


def is_out_of_space(error: OperationalError) -> bool:
    """Say whether the database could not grow."""
    text = str(error.orig).lower()
    return "disk is full" in text or "no space left" in text or "could not extend" in text


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
