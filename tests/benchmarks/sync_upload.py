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

# In turns, so that whatever else this machine does slows both down alike.
ROUNDS, RECORDS = 10, 50
PHOTOS, PHOTO_BYTES = ("a.jpg", "b.jpg"), 100_000


def rows() -> Iterator[Row]:
    """Yield the rows of ``make bench``."""
    with tempfile.TemporaryDirectory() as name, RunningPlatform(folder=Path(name)) as platform:
        platform.publish(AForm())
        store = Store.create(Path(name) / "store", "p", now=ticking())
        bare_s = ours_s = 0.0
        peaks = []
        for number in range(ROUNDS):
            bare_s += _bare(platform.app_user_url, f"bare-{number}")
            ours_s += _ours(platform.app_user_url, store, f"ours-{number}")
            peaks.append(_peak_mb())
        store.close()
    yield Row(
        f"upload {ROUNDS * RECORDS} records with {len(PHOTOS)} photos", ours_s, unit="s",
        bar=bare_s / 0.7, peers={"bare loop": bare_s},
        note=f"{bare_s / ours_s:.0%} of its throughput",
    )
    yield Row("memory grown after the first tenth", peaks[-1] - peaks[0], unit="MB", bar=20.0)


def _bare(base: str, start: str) -> float:
    with requests.Session() as http:
        http.headers["X-OpenRosa-Version"] = "1.0"
        before = time.perf_counter()
        for number in range(RECORDS):
            xml = an_instance(f"uuid:{start}-{number}", photos=PHOTOS)
            for name in (None, *PHOTOS):
                upload = Upload(name, _photo(start, number, name)) if name else None
                data, kind = submission(xml, upload)
                answer = http.post(f"{base}/submission", data=data, headers={"Content-Type": kind})
                assert answer.status_code == 201
        return time.perf_counter() - before


def _ours(base: str, store: Store, start: str) -> float:
    for number in range(RECORDS):
        instance_id = f"uuid:{start}-{number}"
        uuid = store.create_record(AForm(), AnEntry(instance_id))
        for name in PHOTOS:
            store.put_attachment(uuid, name, _photo(start, number, name))
        store.finish(uuid, an_instance(instance_id, photos=PHOTOS), PHOTOS)
    before = time.perf_counter()
    report = exchange(
        store, config=ServerConfig(url=base), now=ticking(), progress=lambda _: None,
        cancelled=lambda: False, load=load_a_form,
    )
    took = time.perf_counter() - before
    assert (report.sent, report.waiting) == (RECORDS, 0)
    return took


def _photo(start: str, number: int, name: str) -> bytes:
    head = f"{start} {number} {name} ".encode()
    return head + bytes(PHOTO_BYTES - len(head))


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
