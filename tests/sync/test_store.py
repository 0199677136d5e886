"""The store: what is acknowledged is on the disk, and every failure has its code."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.errors import StoreError
from sync.store import Store
from sync.store.facade import DATABASE, KEYFILE
from sync.values import RecordFilter
from tests.sync.builders import AForm, AnEntry, an_instance, answered, some_facts, ticking

ID = "uuid:11111111-1111-4111-8111-111111111111"
UUID = ID.removeprefix("uuid:")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.create(tmp_path / "store", "口令 one", person="李工", now=ticking())
    yield made
    made.close()


@pytest.fixture
def uuid(store: Store) -> str:
    return store.create_record(AForm(), AnEntry(ID))


def code_of(action: object, *arguments: object, **named: object) -> str:
    with pytest.raises(StoreError) as caught:
        action(*arguments, **named)  # type: ignore[operator]
    return caught.value.code


def test_what_was_answered_is_there_after_reopening(store: Store, uuid: str) -> None:
    # given
    store.append(uuid, [answered("a"), answered("b")], facts=some_facts(), last_path="/data/x")
    store.close()
    # when
    again = Store.open(store.folder, "口令 one")
    found = again.record(uuid)
    again.close()
    # then
    assert [one.value for one in found.operations] == ["a", "b"]
    assert found.operations[0] == answered("a")
    assert (found.last_path, found.xml, found.state) == ("/data/x", AnEntry().xml(), "draft")


def test_snapshot_takes_in_the_journal_so_far_and_history_keeps_it(store: Store, uuid: str) -> None:
    # when
    store.append(uuid, [answered("a")], xml=b"<data>a</data>", facts=some_facts(), last_path="")
    store.append(uuid, [answered("b")], facts=some_facts(), last_path="")
    # then
    assert store.record(uuid).xml == b"<data>a</data>"
    assert [one.value for one in store.record(uuid).operations] == ["b"]
    assert [line.operation.value for line in store.history(uuid, "/data/ent_name")] == ["a", "b"]
    assert store.history(uuid, "/data/other") == ()


def test_history_tells_who_made_each_edit(store: Store, uuid: str) -> None:
    # when two people of one laptop work on a record
    store.append(uuid, [answered("a")], facts=some_facts(), last_path="", by="李工")
    store.append(uuid, [answered("b")], facts=some_facts(), last_path="", by="王工")
    # then
    told = [(line.operation.value, line.made_by) for line in store.history(uuid)]
    assert told == [("a", "李工"), ("b", "王工")]


def test_number_comes_with_the_county_and_stays(store: Store, uuid: str) -> None:
    # when
    store.append(uuid, [], facts=some_facts(county=""), last_path="")
    before = store.record(uuid).number
    store.append(uuid, [], facts=some_facts(), last_path="")
    store.append(uuid, [], facts=some_facts(county="140105"), last_path="")
    # then
    assert before == ""
    assert store.record(uuid).number == "YZ140702-20261123-1111"


def test_home_list_is_searched_filtered_and_sorted_in_sql(store: Store) -> None:
    # given
    for number, (name, county, score) in enumerate(
        [("砚川机械", "140702", 43.8), ("澄谷煤业", "140181", 60.2), ("云坪装备", "140403", None)]
    ):
        one = store.create_record(AForm(), AnEntry(f"uuid:{number}"), practice=number == 2)
        facts = some_facts(enterprise=name, county=county, score=score, pinyin="ycjx"[: number + 2])
        store.append(one, [], facts=facts, last_path="")
    # then
    assert [r.facts.enterprise for r in store.records(RecordFilter(text="YC"))] == [
        "云坪装备", "澄谷煤业", "砚川机械"]
    assert [r.facts.enterprise for r in store.records(RecordFilter(text="煤 ycj"))] == ["澄谷煤业"]
    assert [r.facts.enterprise for r in store.records(RecordFilter(regions=("1407",)))] == [
        "砚川机械"]
    by_score = store.records(RecordFilter(sort="score", practice=False))
    assert [r.facts.score for r in by_score] == [60.2, 43.8]
    assert store.how_many(RecordFilter(practice=True)) == 1
    assert store.records(RecordFilter(text="%")) == []
    assert store.counts() == {"draft": 2, "all": 2, "open_items": 0, "practice": 1}
    assert store.cities() == {"1401": 1, "1407": 1}


def test_finished_bytes_never_change_and_are_queued(store: Store, uuid: str) -> None:
    # given
    xml = an_instance(ID, photos=("a.jpg",))
    store.put_attachment(uuid, "a.jpg", b"first")
    # when
    sha256 = store.finish(uuid, xml, ["a.jpg"])
    store.put_attachment(uuid, "a.jpg", b"second")
    # then
    (item,) = store.outgoing()
    assert item.sha256 == sha256
    assert store.outgoing_xml(item.version_id) == xml
    assert store.outgoing_file(item.version_id, "a.jpg") == b"first"
    assert store.attachment(uuid, "a.jpg") == b"second"
    assert store.record(uuid).state == "waiting"
    assert code_of(store.append, uuid, [], facts=some_facts(), last_path="") == "frozen"
    assert code_of(store.finish, uuid, xml, []) == "frozen"


def test_a_record_without_consent_is_never_queued(store: Store, uuid: str) -> None:
    # when
    store.finish(uuid, an_instance(ID, consent="none"), [])
    # then
    assert store.outgoing() == store.outbox() == ()
    assert store.record(uuid).state == "finished"


def test_the_reduced_instance_is_what_is_hashed_and_sent(store: Store, uuid: str) -> None:
    # given
    reduced = an_instance(ID, consent="summary", name="")
    # when
    store.finish(uuid, an_instance(ID, consent="summary"), [], outgoing=reduced)
    # then
    (item,) = store.outgoing()
    assert store.outgoing_xml(item.version_id) == reduced
    assert "砚川".encode() in store.record(uuid).xml


def test_finishing_with_a_missing_file_changes_nothing(store: Store, uuid: str) -> None:
    # when
    code = code_of(store.finish, uuid, an_instance(ID, photos=("a.jpg",)), ["a.jpg"])
    # then
    assert code == "no-attachment"
    assert store.record(uuid).state == "draft"
    assert store.outgoing() == ()


def test_the_method_joins_a_form_that_came_alone_and_never_leaves(store: Store) -> None:
    # given: a server gave out the XForm, the office a signed file with the method
    bare, whole = AForm(), AForm(sheets={"indicators": ()})
    # when
    for form, signer in ((bare, ""), (whole, "省中心"), (bare, "")):
        store.put_questionnaire(form, signer=signer)
    # then
    assert store.questionnaire(bare.sha256) == whole.package()
    assert [one.signer for one in store.questionnaires()] == ["省中心"]


def test_deleting_leaves_a_tombstone_and_no_bytes(store: Store, uuid: str) -> None:
    # given
    store.put_attachment(uuid, "a.jpg", b"x" * 100)
    # when
    store.delete_record(uuid)
    # then
    assert store.is_deleted(uuid)
    assert store.records() == []
    assert code_of(store.record, uuid) == "no-record"


def test_each_person_opens_with_a_passphrase_of_their_own(store: Store, uuid: str) -> None:
    # given
    store.add_person("王工", "two")
    store.change_passphrase("口令 one", "three")
    store.close()
    # then
    assert Store.people(store.folder) == ("李工", "王工")
    assert code_of(Store.open, store.folder, "口令 one") == "wrong-passphrase"
    assert code_of(Store.open, store.folder, "three", person="王工") == "wrong-passphrase"
    for passphrase, name in (("two", "王工"), ("three", "李工")):
        opened = Store.open(store.folder, passphrase)
        assert (opened.person, opened.record(uuid).uuid) == (name, uuid)
        opened.close()


def test_the_last_person_cannot_be_removed(store: Store) -> None:
    assert code_of(store.remove_person, "李工") == "last-person"


def test_every_connection_flushes_each_commit_to_the_disk(store: Store) -> None:
    with store._engine.connect() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    # 2 is FULL (https://www.sqlite.org/pragma.html#pragma_synchronous)
    assert found == ["wal", 2, 1]


def test_the_file_shows_nothing_of_what_is_in_it(store: Store, uuid: str) -> None:
    # when
    store.append(uuid, [answered("秘密秘密")], facts=some_facts(), last_path="")
    store.close()
    # then
    data = b"".join(path.read_bytes() for path in store.folder.iterdir())
    assert "秘密".encode() not in data
    assert b"SQLite format" not in data


def test_wrong_passphrase_damage_and_absence_have_their_codes(store: Store) -> None:
    # given
    store.close()
    database, keys = store.folder / DATABASE, store.folder / KEYFILE
    whole, wraps = database.read_bytes(), keys.read_bytes()
    # then
    assert code_of(Store.open, store.folder, "wrong") == "wrong-passphrase"
    assert code_of(Store.create, store.folder, "x") == "exists"
    database.write_bytes(b"\0" * 64 + whole[64:])
    assert code_of(Store.open, store.folder, "口令 one") == "damaged"
    database.write_bytes(whole)
    keys.write_bytes(wraps[: len(wraps) // 2])
    assert code_of(Store.open, store.folder, "口令 one") == "damaged"
    keys.write_bytes(b'{"version": 9, "wraps": []}')
    assert code_of(Store.open, store.folder, "口令 one") == "newer"
    keys.unlink()
    assert code_of(Store.open, store.folder, "口令 one") == "no-store"
    assert not Store.exists(store.folder)


def test_a_damaged_page_is_reported_and_not_read_as_something_else(store: Store) -> None:
    # given
    for number in range(50):
        one = store.create_record(AForm(), AnEntry(f"uuid:{number}"))
        store.put_attachment(one, "a.jpg", os.urandom(5000))
    store.close()
    path = store.folder / DATABASE
    data = bytearray(path.read_bytes())
    for position in range(4096 * 2 + 50, len(data), 4096):
        data[position] ^= 1
    path.write_bytes(data)
    # then
    assert code_of(Store.open, store.folder, "口令 one") == "damaged"


def test_backup_opens_with_the_same_passphrase(store: Store, uuid: str, tmp_path: Path) -> None:
    # given
    store.append(uuid, [answered("a")], facts=some_facts(), last_path="")
    # when
    copy = store.backup(tmp_path / "backups")
    # then
    opened = Store.open(copy, "口令 one")
    assert [one.value for one in opened.record(uuid).operations] == ["a"]
    opened.close()
    assert store.facts().last_backup_at is not None


WRITER = """
import sys
from pathlib import Path
from sync.store import Store
from tests.sync.builders import AForm, AnEntry, answered, some_facts
store = Store.open(Path(sys.argv[1]), "p")
uuid = store.records()[0].uuid
number = int(sys.argv[2])
while True:
    xml = b"<data>%d</data>" % number if number % 7 == 0 else None
    store.append(uuid, [answered(str(number))], xml=xml, facts=some_facts(), last_path="")
    sys.stdout.write(f"{number}\\n"); sys.stdout.flush()
    number += 1
"""


def test_killing_the_program_at_any_moment_loses_no_acknowledged_answer(tmp_path: Path) -> None:
    # given
    folder = tmp_path / "store"
    store = Store.create(folder, "p")
    uuid = store.create_record(AForm(), AnEntry(ID))
    store.close()
    acknowledged = -1
    for round_number in range(6):
        # when: it is killed after a number of answers that differs from round to round
        child = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder), str(acknowledged + 1)],
            stdout=subprocess.PIPE, cwd=Path(__file__).parents[2],
        )
        assert child.stdout is not None
        for _ in range(3 + 11 * round_number):
            child.stdout.readline()
        child.kill()
        rest = child.stdout.read().split()
        child.stdout.close()
        child.wait()
        # then
        store = Store.open(folder, "p")
        values = [int(line.operation.value) for line in store.history(uuid)]
        store.close()
        assert values == list(range(len(values)))
        if rest and rest[-1].isdigit():
            assert values[-1] >= int(rest[-1])
        assert len(values) >= acknowledged + 1 + 3 + 11 * round_number
        acknowledged = values[-1]
