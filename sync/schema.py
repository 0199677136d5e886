"""What every database of ours shares: column types, constraint names, migrations."""

from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData
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


def migrations_of(package: str) -> Config:
    """Return Alembic's configuration for the ``migrations`` folder shipped in ``package``."""
    config = Config()
    folder = Path(str(files(package) / "migrations"))
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return config


def revision_of(connection: Connection) -> str | None:
    """Return the revision that the database is at; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def head_of(config: Config) -> str | None:
    """Return the newest revision that this program knows."""
    return ScriptDirectory.from_config(config).get_current_head()


def is_known(config: Config, revision: str) -> bool:
    """Say whether this program knows ``revision``: an unknown one is from a newer program."""
    try:
        return ScriptDirectory.from_config(config).get_revision(revision) is not None
    except CommandError:
        return False


def known_revision(connection: Connection, config: Config) -> str | None:
    """Return the revision that the database is at; None for an empty one.

    Raises:
        StoreError: ``newer`` with the revision, when a newer program wrote this database.
    """
    current = revision_of(connection)
    if current is not None and not is_known(config, current):
        raise StoreError("newer", revision=current)
    return current


def upgrade(connection: Connection, config: Config, revision: str = "head") -> None:
    """Bring the database of ``connection`` to ``revision`` within the caller's transaction.

    Raises:
        StoreError: ``newer`` with the revision, when a newer program wrote this database.
    """
    current = known_revision(connection, config)
    if current == head_of(config) and revision == "head":
        return
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def differences(engine: Engine, metadata: MetaData) -> list[Any]:
    """Return what Alembic would still change to make the database equal to ``metadata``."""
    from alembic.autogenerate import compare_metadata

    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))
