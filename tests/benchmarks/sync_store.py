"""The store's rows of design §7: an answer on the disk, the home list and the search in it."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles

from sync.store import Store, records
from sync.values import RecordFilter
from tests.benchmarks.rows import Row, milliseconds
from tests.sync.builders import NOON, AForm, AnEntry, answered, some_facts

ANSWERS, RECORDS = 500, 10_000


def rows() -> Iterator[Row]:
    """Yield the rows of ``make bench``."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store.create(Path(folder) / "store", "p")
        try:
            yield Row("answer durable (encrypted, FULL), p95", _answer_p95(store), bar=5.0)
            _fill(store)
            yield Row(f"{RECORDS:,} records: list", milliseconds(store.records, 7), bar=200.0)
            for text in ("q", "qy9", "qy99", "没有这家"):
                wanted = RecordFilter(text=text, limit=100)
                took = milliseconds(lambda wanted=wanted: store.records(wanted))  # type: ignore[misc]
                yield Row(f"{RECORDS:,} records: search 「{text}」", took, bar=30.0)
        finally:
            store.close()


def _answer_p95(store: Store) -> float:
    uuid = store.create_record(AForm(), AnEntry("uuid:answers"))
    took = []
    for number in range(ANSWERS):
        operation = answered(str(number))
        before = time.perf_counter()
        store.append(uuid, [operation], facts=some_facts(answered=number), last_path="/data/x")
        took.append(time.perf_counter() - before)
    return quantiles(took, n=20)[-1] * 1000


def _fill(store: Store) -> None:
    """Write the records in one transaction: only reading them is measured."""
    with store._write() as session:
        for number in range(RECORDS):
            entry = AnEntry(f"uuid:{number}")
            records.create(session, AForm(), entry, practice=False, task="", at=NOON)
            facts = some_facts(
                enterprise=f"企业{number}有限公司", pinyin=f"qy{number}yxgs",
                uscc=f"9114070{number:011d}", contact="张经理", score=43.8, level="L2",
            )
            records.append(
                session, str(number), [], xml=b"<data>" + b"x" * 8000 + b"</data>", facts=facts,
                last_path="", at=NOON,
            )
