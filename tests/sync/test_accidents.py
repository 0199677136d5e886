"""The accident matrix: whatever the line does, every record arrives once or waits for a reason."""

import hashlib
import os
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, select

from sync.client.openrosa import OpenRosaTransport
from sync.engine import exchange
from sync.errors import StoreError
from sync.platform.database import reading
from sync.platform.server import RunningPlatform
from sync.platform.tables import BlobRow, SubmissionFileRow, SubmissionRow, SubmissionVersionRow
from sync.store import Store
from sync.values import ExchangeReport, ServerConfig
from tests.sync.accidents import Accident, Proxy, proxy_before
from tests.sync.builders import NOON, AForm, AnEntry, an_instance, load_a_form, ticking
from tests.sync.disks import small_disk
from tests.sync.wrong_tls import wrong_tls

STATUSES = (401, 403, 404, 408, 409, 413, 429, 500, 502, 503, 504)
# The requests of one exchange of a record with two photos.
LIST, HEAD, DATA, FIRST, SECOND = range(5)
PHOTOS = ("机房 a.jpg", "b.jpg")
PHOTO_BYTES = 1500

CUT_REQUESTS = [
    *(Accident("cut-request", HEAD, byte) for byte in range(1, 240, 40)),
    *(Accident("cut-request", DATA, byte) for byte in range(1, 1400, 14)),
    *(Accident("cut-request", FIRST, byte) for byte in range(1, 3000, 37)),
    *(Accident("cut-request", SECOND, byte) for byte in range(1, 3000, 101)),
]
CUT_ANSWERS = [
    Accident("cut-answer", request, byte)
    for request in (HEAD, DATA, FIRST, SECOND, LIST) for byte in range(0, 620, 22)
]
REPLACED = [
    *(Accident("status", request, status=status, reached=reached)
      for request in (HEAD, DATA, FIRST, SECOND, LIST) for status in STATUSES
      for reached in (False, True)),
    *(Accident(kind, request, reached=reached)
      for kind in ("html", "redirect") for request in (HEAD, DATA, FIRST, SECOND, LIST)
      for reached in (False, True)),
]
SLOW = [
    *(Accident("trickle", request) for request in range(5)),
    *(Accident("delay", request) for request in (HEAD, DATA, FIRST, SECOND)),
    *(Accident("reset", request) for request in (LIST, HEAD, DATA, FIRST, SECOND)),
]
MATRIX = (*CUT_REQUESTS, *CUT_ANSWERS, *REPLACED, *SLOW)


class Field:
    """A laptop and a platform with the proxy between them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.platform = RunningPlatform(folder=folder / "platform")
        self.platform.__enter__()
        self.platform.publish(AForm())
        self.path = self.platform.app_user_url.removeprefix(self.platform.url)
        self.store = Store.create(folder / "store", "p", now=ticking())
        self.records: dict[str, bytes] = {}
        self.now = ticking()
        self.patience_s = 10.0

    def close(self) -> None:
        self.store.close()
        self.platform.stop()

    def finish(self) -> str:
        number = len(self.records)
        instance_id = f"uuid:{number:08d}-1111-4111-8111-111111111111"
        uuid = self.store.create_record(AForm(), AnEntry(instance_id))
        for name in PHOTOS:
            self.store.put_attachment(uuid, name, photo(uuid, name))
        xml = an_instance(instance_id, photos=PHOTOS)
        self.store.finish(uuid, xml, PHOTOS)
        self.records[uuid] = xml
        return uuid

    def exchange(self, proxy: Proxy, now: datetime | None = None) -> ExchangeReport:
        return exchange(
            self.store, config=ServerConfig(url=proxy.url + self.path),
            now=self.now if now is None else lambda: now, progress=lambda _: None,
            cancelled=lambda: False, load=load_a_form, random=lambda: 0.5, only_now=True,
            connect=lambda config: OpenRosaTransport(config, read_timeout_s=self.patience_s),
        )

    def restart(self) -> None:
        port = self.platform.port
        self.platform.stop()
        self.platform = RunningPlatform(folder=self.folder / "platform", port=port)
        self.platform.__enter__()

    def check(self, uuid: str) -> None:
        """What the laptop calls received is there whole; what waits says why."""
        waiting = [one for one in self.store.outbox() if one.record_uuid == uuid]
        if waiting:
            assert waiting[0].problem or waiting[0].state == "waiting"
        else:
            assert self.store.record(uuid).state == "accepted"
            assert self.arrived(uuid) == expected(uuid)

    def arrived(self, uuid: str) -> dict[str, str]:
        with reading(self.platform.engine) as session:
            query = (
                select(SubmissionFileRow.name, BlobRow.data)
                .join(SubmissionVersionRow, SubmissionVersionRow.id == SubmissionFileRow.version_pk)
                .join(BlobRow, BlobRow.sha256 == SubmissionFileRow.blob_sha256)
                .where(SubmissionVersionRow.instance_id == f"uuid:{uuid}")
            )
            return {name: hashlib.sha256(data).hexdigest() for name, data in session.execute(query)}

    def settle(self, proxy: Proxy) -> None:
        """Let the line be good again and a person look at what was parked."""
        proxy.arm(None)
        for item in self.store.outbox():
            self.store.retry(item.record_uuid)
        report = self.exchange(proxy)
        assert (report.problem, report.waiting, report.parked) == ("", 0, 0)
        with reading(self.platform.engine) as session:
            rows = session.execute(select(SubmissionRow.instance_id, SubmissionVersionRow.xml).join(
                SubmissionVersionRow, SubmissionVersionRow.submission_pk == SubmissionRow.id)).all()
        assert sorted((one, xml) for one, xml in rows) == sorted(
            (f"uuid:{uuid}", xml) for uuid, xml in self.records.items())
        for uuid in self.records:
            assert self.arrived(uuid) == expected(uuid)
            assert len({one.number for one in self.store.receipts(uuid)}) == 1


def photo(uuid: str, name: str) -> bytes:
    return random.Random(uuid + name).randbytes(PHOTO_BYTES)


def expected(uuid: str) -> dict[str, str]:
    return {name: hashlib.sha256(photo(uuid, name)).hexdigest() for name in PHOTOS}


@pytest.fixture
def field(tmp_path: Path) -> Iterator[Field]:
    made = Field(tmp_path)
    yield made
    made.close()


def test_the_matrix_holds_at_least_five_hundred_accidents() -> None:
    assert len(MATRIX) >= 500


@pytest.mark.parametrize(
    "accidents", [CUT_REQUESTS, CUT_ANSWERS, REPLACED, SLOW],
    ids=["cut requests", "cut answers", "other answers", "slow lines"],
)
def test_every_record_arrives_once_or_waits_for_a_reason(
    field: Field, accidents: Sequence[Accident]
) -> None:
    with proxy_before(field.platform.port) as proxy:
        field.exchange(proxy)
        for accident in accidents:
            # given
            field.patience_s = 1.0 if accident.kind == "delay" else 10.0
            uuid = field.finish()
            proxy.arm(accident)
            # when
            field.exchange(proxy)
            # then
            field.check(uuid)
            proxy.arm(None)
            field.patience_s = 10.0
            field.store.retry(uuid)
            field.exchange(proxy)
        # then
        assert proxy.happened == len(accidents)
        field.settle(proxy)


def test_accidents_that_come_together_lose_nothing(field: Field) -> None:
    """Nothing is put right between the accidents: the queue grows and shrinks as it may."""
    chance = random.Random(20261123)
    with proxy_before(field.platform.port) as proxy:
        for _ in range(60):
            # given
            field.finish()
            proxy.arm(chance.choice(MATRIX))
            years = timedelta(days=chance.choice((0, 0, -3650, 3650)))
            # when
            field.exchange(proxy, NOON + years)
            # then
            for uuid in field.records:
                field.check(uuid)
        field.settle(proxy)


@pytest.mark.parametrize("request_number", [HEAD, DATA, FIRST, SECOND])
def test_a_platform_that_restarts_between_parts_ends_with_the_whole_record(
    field: Field, request_number: int
) -> None:
    with proxy_before(field.platform.port) as proxy:
        # given
        uuid = field.finish()
        proxy.before = field.restart
        proxy.arm(Accident("call", request_number))
        # when
        field.exchange(proxy)
        # then
        field.check(uuid)
        field.settle(proxy)


def test_a_platform_without_room_makes_the_record_wait(field: Field) -> None:
    with proxy_before(field.platform.port) as proxy:
        # given: the database file may not grow by a page
        uuid = field.finish()
        full = True

        def limit(connection: object, *_: object) -> None:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]  # type: ignore[attr-defined]
            most = pages if full else 2**30
            connection.execute(f"PRAGMA max_page_count = {most}")  # type: ignore[attr-defined]

        event.listen(field.platform.engine, "checkout", limit)
        # when
        field.exchange(proxy)
        # then
        assert field.store.outbox()[0].problem == "server-busy"
        field.check(uuid)
        # and when there is room again
        full = False
        field.settle(proxy)


def test_a_laptop_without_room_says_so_and_goes_on_later(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "4m") as disk:
        if disk is None:
            return
        # given
        field = Field(tmp_path)
        field.store.close()
        field.store = Store.create(disk / "store", "p", now=ticking())
        uuid = field.finish()
        with proxy_before(field.platform.port) as proxy:
            fill(disk)
            # when
            with pytest.raises(StoreError) as caught:
                field.exchange(proxy)
            # then
            assert caught.value.code == "disk-full"
            (disk / "filler").unlink()
            field.check(uuid)
            field.settle(proxy)
        field.close()


def fill(disk: Path) -> None:
    with (disk / "filler").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            return


LAPTOP = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from sync.engine import exchange
from sync.store import Store
from sync.values import ServerConfig
from tests.sync.builders import load_a_form
store = Store.open(Path(sys.argv[1]), "p")
print("ready", flush=True)
exchange(store, config=ServerConfig(url=sys.argv[2]), now=lambda: datetime.now(UTC),
         progress=lambda one: print(one.file, flush=True), cancelled=lambda: False,
         load=load_a_form, only_now=True)
"""


def test_a_laptop_killed_in_the_middle_goes_on_where_it_was(field: Field) -> None:
    """At random moments: after so many pieces have left, or between two of them."""
    chance = random.Random(20261128)
    with proxy_before(field.platform.port) as proxy:
        for _ in range(10):
            # given
            uuid = field.finish()
            field.store.close()
            child = subprocess.Popen(
                [sys.executable, "-c", LAPTOP, str(field.store.folder), proxy.url + field.path],
                stdout=subprocess.PIPE, cwd=Path(__file__).parents[2],
                env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
            )
            assert child.stdout is not None
            # when: it is killed after that many pieces have left
            for _ in range(chance.randint(1, 14)):
                child.stdout.readline()
            child.kill()
            child.stdout.close()
            child.wait()
            # then
            field.store = Store.open(field.store.folder, "p", now=ticking())
            field.check(uuid)
        field.settle(proxy)


@pytest.mark.parametrize("fault", ["plain text", "unknown signer", "expired", "other name"])
def test_a_line_whose_tls_is_wrong_is_no_network(field: Field, tmp_path: Path, fault: str) -> None:
    with proxy_before(field.platform.port) as proxy:
        # given
        uuid = field.finish()
        with wrong_tls(tmp_path, fault) as url:
            # when
            report = exchange(
                field.store, config=ServerConfig(url=url + field.path), now=field.now,
                progress=lambda _: None, cancelled=lambda: False, load=load_a_form, only_now=True,
            )
        # then
        assert (report.problem, report.detail) == ("offline", "tls")
        field.check(uuid)
        field.settle(proxy)
