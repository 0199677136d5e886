"""Opening the encrypted file: key, pragmas, migrations, and failures as codes of ours."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from sync.errors import StoreError
from sync.files import nearly_full
from sync.schema import head_of, known_revision, migrations_of, revision_of, upgrade

MIGRATIONS = "sync.store"
PRAGMAS = (
    "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000",
    "cache_size=-16000", "temp_store=MEMORY",
)
# Primary result codes of SQLite (https://www.sqlite.org/rescode.html).
CODES = {
    5: "busy", 6: "busy", 8: "read-only", 10: "disk-error", 11: "damaged", 13: "disk-full",
    14: "read-only", 26: "damaged",
}
# An unknown column, a constraint: what a program meets whose tables were changed under it.
REFUSED = frozenset({1, 19})


def open_engine(path: Path, key: bytes) -> Engine:
    """Return an engine on the encrypted file at ``path``; writers take the lock at their begin."""
    url = URL.create("sqlite+pysqlcipher", password=raw_key(key), database=str(path))
    engine = create_engine(url, module=dbapi2, poolclass=QueuePool)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def raw_key(key: bytes) -> str:
    """Return SQLCipher's spelling of a raw key, which needs no stretching."""
    return f"x'{key.hex()}'"


@contextmanager
def reading(engine: Engine, folder: Path) -> Iterator[Session]:
    """A session that sees one moment of the database."""
    with translated(folder, engine), Session(engine) as session, session.begin():
        yield session


@contextmanager
def writing(engine: Engine, folder: Path) -> Iterator[Session]:
    """A session whose changes are durable when the block ends, all or none.

    It takes the write lock at once: a reader that becomes a writer could not wait its turn.
    """
    bind = engine.execution_options(immediate=True)
    with (
        translated(folder, engine), Session(bind, expire_on_commit=False) as session,
        session.begin(),
    ):
        yield session


@contextmanager
def translated(folder: Path, engine: Engine | None = None) -> Iterator[None]:
    """Turn a failure of the database in ``folder`` into a ``StoreError``; bugs stay bugs.

    A row that the tables refuse is no bug where a newer program has migrated the file since this
    one opened it: the error says so then.
    """
    try:
        yield
    except DBAPIError as error:
        if engine is not None and _code(error) in REFUSED:
            _check_schema(engine)
        raise _store_error(error, folder) from error


def _check_schema(engine: Engine) -> None:
    """Raise ``newer`` when the file has another schema than this program made it."""
    with engine.connect() as connection:
        now = revision_of(connection)
    if now != head_of(migrations_of(MIGRATIONS)):
        raise StoreError("newer", revision=now)


def migrate(engine: Engine, path: Path) -> None:
    """Bring the file to the newest schema; one that holds data is copied aside first.

    Raises:
        StoreError: ``newer``, and what ``translated`` finds.
    """
    migrations = migrations_of(MIGRATIONS)
    with translated(path.parent), engine.connect() as connection:
        before = known_revision(connection, migrations)
        connection.rollback()
        if before == head_of(migrations):
            return
        if before is not None:
            _pragma(connection, "wal_checkpoint(TRUNCATE)")
            shutil.copy2(path, path.with_name(f"{path.name}.before-{before}"))
        # A table that batch mode rebuilds must not take its children with it.
        _pragma(connection, "foreign_keys=OFF")
        with connection.execution_options(immediate=True).begin():
            upgrade(connection, migrations)
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise StoreError("damaged", path=str(path))
        connection.invalidate()


def copy_database(engine: Engine, key: bytes, target: Path) -> None:
    """Write an encrypted copy of one moment to ``target`` and check that it can be read."""
    with translated(target.parent), engine.connect() as connection:
        source: Any = connection.connection.driver_connection
        copy = dbapi2.connect(str(target))
        try:
            copy.execute(f'PRAGMA key="{raw_key(key)}"')
            source.backup(copy)
            if copy.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise StoreError("damaged", path=str(target))
        finally:
            copy.close()


def _pragma(connection: Connection, text: str) -> None:
    """Run a pragma outside of any transaction: inside one it would be ignored."""
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA {text}").fetchall()


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _code(error: DBAPIError) -> int:
    return int(getattr(error.orig, "sqlite_errorcode", 0)) & 0xFF


def _store_error(error: DBAPIError, folder: Path) -> StoreError:
    code = CODES.get(_code(error))
    if code is None:
        raise error
    if code == "disk-error" and nearly_full(folder):
        code = "disk-full"
    return StoreError(code, path=str(folder))
