"""What every database of ours shares: column types, constraint names, migrations."""

from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, inspect, text
from sqlalchemy.types import TypeDecorator

from sync.errors import StoreError

# Alembic on SQLite can only drop what has a name.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time has no place in the database")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def migrations_of(package: str) -> Path:
    """Return the ``migrations`` folder shipped in ``package``."""
    return Path(str(files(package) / "migrations"))


def revisions_in(migrations: Path) -> list[str]:
    """Return the revisions that this program knows, oldest first, by the names of their files.

    Alembic would load every one of them to say the same, and takes 18 MB for it: it is for the
    day on which a database is new or old.
    """
    return sorted(file.stem.split("_")[0] for file in (migrations / "versions").glob("*_*.py"))


def head_of(migrations: Path) -> str:
    """Return the newest revision that this program knows."""
    return revisions_in(migrations)[-1]


def revision_of(connection: Connection) -> str | None:
    """Return the revision that the database is at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def known_revision(connection: Connection, migrations: Path) -> str | None:
    """Return the revision that the database is at; None for an empty one.

    Raises:
        StoreError: ``newer`` with the revision, when a newer program wrote this database.
    """
    current = revision_of(connection)
    if current is not None and current not in revisions_in(migrations):
        raise StoreError("newer", revision=current)
    return current


def upgrade(connection: Connection, migrations: Path) -> None:
    """Bring the database of ``connection`` to the newest schema within the caller's transaction.

    Raises:
        StoreError: ``newer`` with the revision, when a newer program wrote this database.
    """
    if known_revision(connection, migrations) == head_of(migrations):
        return
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    command.upgrade(config, "head")


def differences(engine: Engine, metadata: MetaData) -> list[Any]:
    """Return what Alembic would still change to make the database equal to ``metadata``."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))
