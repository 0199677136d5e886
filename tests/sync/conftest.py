"""Fixtures of sync: the databases that the platform has to work on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.platform.server import RunningPlatform
from tests.sync.builders import AForm
from tests.sync.postgres import cluster, new_database


@pytest.fixture(scope="session")
def postgres() -> Iterator[str | None]:
    """The maintenance URL of a running PostgreSQL; None where it is not installed."""
    with cluster() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """No URL (SQLite in a folder), then that of an empty database on PostgreSQL."""
    url = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    if url is None:
        yield None
        return
    with new_database(url) as fresh:
        yield fresh


@pytest.fixture
def platform(database_url: str | None, tmp_path: Path) -> Iterator[RunningPlatform]:
    """A running platform on each database, with the builder's form published."""
    with RunningPlatform(database_url, folder=tmp_path / "platform") as running:
        running.publish(AForm())
        yield running
