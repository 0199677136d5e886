"""A disk that is small or read-only, as real as this machine allows."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path | None]:
    """Mount a memory disk of ``size`` on ``folder``; None where only an administrator may."""
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if sys.platform != "linux" or subprocess.run(command, capture_output=True).returncode != 0:
        sys.stdout.write("no right to mount a small disk here: tried without one\n")
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True, capture_output=True)


def make_read_only(folder: Path, mounted: bool) -> None:
    """Let nothing be written below ``folder`` any more."""
    if mounted:
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True, capture_output=True)
        return
    for path in [*folder.rglob("*"), folder]:
        path.chmod(0o500 if path.is_dir() else 0o400)
