"""Finishing freezes a record with its plan, and a foreign form's record without one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import forms
from desktop.finishing import finish_visit
from desktop.plan_context import plan_context
from desktop.practice import fill, practice_visit
from desktop.questionnaires import shipped
from desktop.report import read_seal
from desktop.settings import Settings
from sync.store import Store
from sync.values import WAITING, RecordFacts

FOREIGN = """| survey |
| | type | name | label |
| | text | a | A |
| settings |
| | form_id | version | form_title |
| | other | 1 | Other |
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.create(tmp_path / "data", "passphrase")
    yield store
    store.close()


def kept(store: Store, entry: forms.Entry) -> str:
    uuid = store.create_record(entry.form, entry)
    store.append(uuid, (), xml=entry.xml(), facts=RecordFacts(), last_path="")
    return uuid


def test_the_plan_that_is_sent_carries_the_hash_of_the_record(store: Store) -> None:
    # given
    entry = shipped().start()
    fill(entry, practice_visit("noodle_shop"))
    uuid = kept(store, entry)
    # when
    context = plan_context(entry, "YZ", Settings(), store._now())
    finished = finish_visit(store, uuid, entry, context)
    # then
    assert store.record(uuid).state == WAITING
    assert read_seal(store.attachment(uuid, "plan.pdf")).sha256.lower() == finished.sha256


def test_a_foreign_form_is_frozen_without_a_plan(store: Store, tmp_path: Path) -> None:
    # given
    source = tmp_path / "other.md"
    source.write_text(FOREIGN, encoding="utf-8")
    entry = forms.load(source).start()
    entry.answer("/data/a", "x")
    uuid = kept(store, entry)
    # when
    context = plan_context(entry, "", Settings(), store._now())
    finished = finish_visit(store, uuid, entry, context)
    # then
    assert finished.pdf == b""
    assert store.record(uuid).state == WAITING
