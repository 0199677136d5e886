"""The load run: 200 laptops at once against the platform on PostgreSQL.

20 records each, as in docs/platform.md; ``YUNZHEN_LOAD_RECORDS`` says another number for a shorter
look.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

from sqlalchemy import func, select

from sync.client import connect
from sync.errors import SyncError
from sync.platform import accounts, publishing
from sync.platform.database import open_database, reading, writing
from sync.platform.tables import BlobRow, SubmissionFileRow, SubmissionRow
from sync.transport import Upload
from sync.values import ServerConfig
from tests.benchmarks.rows import Row
from tests.sync.builders import NOON, AForm, an_instance
from tests.sync.postgres import cluster, new_database

LAPTOPS = 200
RECORDS = int(os.environ.get("YUNZHEN_LOAD_RECORDS", "20"))
PHOTOS, PHOTO_BYTES = ("a.jpg", "b.jpg", "c.jpg"), 300_000
NOISE = random.Random(1).randbytes(PHOTO_BYTES)
SERVER = """
import sys
from pathlib import Path
from sync.platform.server import main
main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
"""


@dataclass(slots=True)
class Tally:
    """What all laptops saw."""

    times_s: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def rows() -> Iterator[Row]:
    """Yield the rows of ``make bench``."""
    with cluster(durable=True) as server:
        if server is None:
            return
        with new_database(server) as url, tempfile.TemporaryDirectory() as folder:
            yield from _measured(url, Path(folder))


def _measured(url: str, folder: Path) -> Iterator[Row]:
    keys = _prepare(url, folder)
    process, base = _start(url, folder)
    try:
        tally, took = _run(base, keys)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()
    posts = LAPTOPS * RECORDS * (1 + len(PHOTOS))
    megabytes = LAPTOPS * RECORDS * len(PHOTOS) * PHOTO_BYTES / 1e6
    p95 = quantiles(tally.times_s, n=20)[-1] if len(tally.times_s) > 1 else 0.0
    note = f"{posts / took:.0f} POST/s, {megabytes / took:.1f} MB/s, {LAPTOPS * RECORDS} records"
    yield Row(f"{LAPTOPS} laptops × {RECORDS} records × 3 photos of 300 kB", took, "s", note=note)
    yield Row("the same, p95 of a POST", p95 * 1000)
    yield Row("the same, errors", len(tally.errors), "", bar=0.0, note=" ".join(tally.errors[:2]))
    yield Row("the same, lost", _lost(url, folder), "", bar=0.0)


def _prepare(url: str, folder: Path) -> list[str]:
    engine = open_database(url, folder)
    with writing(engine) as session:
        publishing.publish(session, AForm(), "", NOON)
        keys = [accounts.new_app_user(session, str(n), NOON).token for n in range(LAPTOPS)]
    engine.dispose()
    return keys


def _start(url: str, folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER, url, "0", str(folder)], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    return process, process.stdout.readline().decode().strip()


def _run(base: str, keys: list[str]) -> tuple[Tally, float]:
    tally = Tally()
    threads = [
        threading.Thread(target=_laptop, args=(base, number, key, tally))
        for number, key in enumerate(keys)
    ]
    before = time.perf_counter()
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return tally, time.perf_counter() - before


def _laptop(base: str, number: int, key: str, tally: Tally) -> None:
    """Send this laptop's records part by part, as the engine does."""
    transport = connect(ServerConfig(url=f"{base}/v1/key/{key}/projects/1"))
    for record in range(RECORDS):
        xml = an_instance(f"uuid:{number}-{record}", photos=PHOTOS)
        for name in (None, *PHOTOS):
            upload = Upload(name, _photo(number, record, name)) if name else None
            before = time.perf_counter()
            try:
                reply = transport.submit(xml, upload, lambda _: None)
            except SyncError as error:
                tally.errors.append(error.code)
                continue
            tally.times_s.append(time.perf_counter() - before)
            if reply.status != 201:
                tally.errors.append(f"{reply.status} {reply.message}")
    transport.close()


def _photo(number: int, record: int, name: str) -> bytes:
    start = f"{number} {record} {name} ".encode()
    return start + NOISE[len(start):]


def _lost(url: str, folder: Path) -> int:
    """Return how many records and files are not there whole."""
    engine = open_database(url, folder)
    with reading(engine) as session:
        records = session.scalar(select(func.count(SubmissionRow.id))) or 0
        files = session.scalar(
            select(func.count())
            .select_from(SubmissionFileRow)
            .join(BlobRow, BlobRow.sha256 == SubmissionFileRow.blob_sha256)
            .where(BlobRow.size_bytes == PHOTO_BYTES)
        ) or 0
    engine.dispose()
    return LAPTOPS * RECORDS * (1 + len(PHOTOS)) - records - files
