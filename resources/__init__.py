"""Shipped data: questionnaires, tables, fonts, icons and locale, and the two ways to read them."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

_ROOT = resources.files("resources")


def read_text(name: str) -> str:
    """Return a shipped text file, for example ``tables/divisions_extra.csv``."""
    return _ROOT.joinpath(name).read_text(encoding="utf-8-sig")


@contextmanager
def as_path(name: str) -> Iterator[Path]:
    """Yield a real path of a shipped file or folder, valid inside the block."""
    with resources.as_file(_ROOT.joinpath(name)) as path:
        yield path
