"""Uploading 500 records with 2 photos on loopback, against a bare loop of the same POSTs."""

import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import requests

from sync.client.multipart import submission
from sync.engine import exchange
from sync.platform.server import RunningPlatform
from sync.store import Store
from sync.transport import Upload
from sync.values import ServerConfig
from tests.benchmarks.rows import Row
from tests.sync.builders import AForm, AnEntry, an_instance, load_a_form, ticking

RECORDS, PHOTOS, PHOTO_BYTES = 500, ("a.jpg", "b.jpg"), 100_000


def rows() -> Iterator[Row]:
    """Yield the rows of ``make bench``."""
    with tempfile.TemporaryDirectory() as folder:
        bare_s = _bare(Path(folder) / "bare")
        before = _peak_mb()
        ours_s = _ours(Path(folder) / "ours")
        yield Row(
            f"upload {RECORDS} records with {len(PHOTOS)} photos", ours_s, unit="s",
            bar=bare_s / 0.7, peers={"bare loop": bare_s},
            note=f"{bare_s / ours_s:.0%} of its throughput",
        )
        yield Row("memory grown over it", _peak_mb() - before, unit="MB", bar=50.0)


def _bare(folder: Path) -> float:
    with RunningPlatform(folder=folder) as platform, requests.Session() as http:
        platform.publish(AForm())
        http.headers["X-OpenRosa-Version"] = "1.0"
        url = f"{platform.app_user_url}/submission"
        before = time.perf_counter()
        for number in range(RECORDS):
            xml = an_instance(f"uuid:{number}", photos=PHOTOS)
            for name in (None, *PHOTOS):
                data, kind = submission(xml, Upload(name, _photo(number, name)) if name else None)
                answer = http.post(url, data=data, headers={"Content-Type": kind})
                assert answer.status_code == 201
        return time.perf_counter() - before


def _ours(folder: Path) -> float:
    with RunningPlatform(folder=folder) as platform:
        platform.publish(AForm())
        store = Store.create(folder / "store", "p", now=ticking())
        for number in range(RECORDS):
            instance_id = f"uuid:{number}"
            uuid = store.create_record(AForm(), AnEntry(instance_id))
            for name in PHOTOS:
                store.put_attachment(uuid, name, _photo(number, name))
            store.finish(uuid, an_instance(instance_id, photos=PHOTOS), PHOTOS)
        before = time.perf_counter()
        report = exchange(
            store, config=ServerConfig(url=platform.app_user_url), now=ticking(),
            progress=lambda _: None, cancelled=lambda: False, load=load_a_form,
        )
        took = time.perf_counter() - before
        assert (report.sent, report.waiting) == (RECORDS, 0)
        store.close()
        return took


def _photo(number: int, name: str) -> bytes:
    start = f"{number} {name} ".encode()
    return start + bytes(PHOTO_BYTES - len(start))


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
