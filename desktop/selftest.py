"""``yunzhen selftest``: the built program proves that it carries everything that it needs."""

import tempfile
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from desktop.camera import library_version
from desktop.demo import run as run_demo
from desktop.i18n import _


def run() -> int:
    """Read every resource, then do the whole job in a folder that is thrown away."""
    names = sorted(resource_names())
    for name in names:
        files("resources").joinpath(name).read_bytes()
    print(_("{count} resources readable").format(count=len(names)))  # noqa: T201 - a command
    print(_("camera library {version}").format(version=library_version()))  # noqa: T201 - a command
    with tempfile.TemporaryDirectory() as folder:
        return run_demo(Path(folder))


def resource_names() -> Iterator[str]:
    """Yield the path of every shipped file below ``resources``."""
    return _below(files("resources"), "")


def _below(folder: Traversable, prefix: str) -> Iterator[str]:
    for item in folder.iterdir():
        if item.name.startswith("__"):
            continue
        if item.is_dir():
            yield from _below(item, f"{prefix}{item.name}/")
        else:
            yield f"{prefix}{item.name}"
