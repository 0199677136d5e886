"""Files that must survive a power cut: written aside, flushed, put in place in one step."""

import errno
import os
import shutil
from pathlib import Path

from sync.errors import StoreError

# Below this a disk counts as full whatever the system called the failure.
FULL_BELOW_BYTES = 2**20


def write_durably(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` so that it is there whole or not at all.

    Raises:
        StoreError: ``disk-full``, ``read-only`` or ``disk-error``.
    """
    aside = path.with_name(f"{path.name}.new")
    try:
        with aside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
        flush_folder(path.parent)
    except OSError as error:
        raise disk_error(error, path.parent) from error


def flush_folder(folder: Path) -> None:
    """Make a rename in ``folder`` durable, where the system has a way to."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def disk_error(error: OSError, folder: Path) -> StoreError:
    """Return the failure of a file operation in ``folder`` as an error of ours."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG} or nearly_full(folder):
        return StoreError("disk-full", path=str(folder), free_bytes=free_bytes(folder))
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return StoreError("read-only", path=str(folder))
    return StoreError("disk-error", path=str(folder), reason=error.strerror)


def nearly_full(folder: Path) -> bool:
    """Say whether the disk of ``folder`` has no room to speak of."""
    return free_bytes(folder) < FULL_BELOW_BYTES


def free_bytes(folder: Path) -> int:
    """Return the free bytes of the disk that ``folder`` is on; 0 when it cannot be asked."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0
