"""Records by USB: checked before anything is taken in, both kept when they went different ways."""

import random
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.container import (
    PIECE_BYTES,
    TAG_BYTES,
    ContainerError,
    Item,
    _plain,
    read_container,
    write_container,
)
from sync.errors import StoreError
from sync.handover import read_handover, take_in, write_handover
from sync.store import Store
from sync.values import Progress
from tests.sync.builders import NOON, AForm, AnEntry, an_instance, answered, some_facts, ticking

ID = "uuid:11111111-1111-4111-8111-111111111111"
UUID = ID.removeprefix("uuid:")


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    ours = Store.create(tmp_path / "ours", "p", person="李工", now=ticking())
    theirs = Store.create(tmp_path / "theirs", "p", person="王工", now=ticking())
    yield ours, theirs
    ours.close()
    theirs.close()


def a_record(store: Store) -> str:
    uuid = store.create_record(AForm(), AnEntry(ID))
    store.put_attachment(uuid, "a.jpg", b"photo" * 1000)
    store.append(uuid, [answered("a")], xml=b"<data>a</data>", facts=some_facts(), last_path="/x")
    store.append(uuid, [answered("b")], facts=some_facts(), last_path="/y")
    return uuid


def write(store: Store, path: Path, to: str = "", seen: list[Progress] | None = None) -> None:
    write_handover(store, [UUID], path, "words", to=to, now=NOON,
                   progress=(lambda _: None) if seen is None else seen.append)


def answers(store: Store) -> list[str]:
    return [line.operation.value for line in store.history(UUID)]


def test_a_record_moves_whole_and_has_one_owner(
    stores: tuple[Store, Store], tmp_path: Path
) -> None:
    # given
    ours, theirs = stores
    a_record(ours)
    seen: list[Progress] = []
    # when
    write(ours, tmp_path / "x.yzj", to="王工", seen=seen)
    handover = read_handover(tmp_path / "x.yzj", "words")
    (taken,) = take_in(theirs, handover)
    # then
    assert (handover.by, handover.to, taken.outcome) == ("李工", "王工", "added")
    assert seen[-1].done_bytes == seen[-1].all_bytes
    assert theirs.record(UUID) == ours.record(UUID)
    assert theirs.history(UUID) == ours.history(UUID)
    assert theirs.attachment(UUID, "a.jpg") == b"photo" * 1000
    assert theirs.questionnaire(AForm().sha256) == AForm().package()
    with pytest.raises(StoreError) as caught:
        ours.append(UUID, [answered("c")], facts=some_facts(), last_path="")
    assert (caught.value.code, caught.value.values["owner"]) == ("handed-over", "王工")
    # and when it comes back continued
    theirs.append(UUID, [answered("c")], facts=some_facts(), last_path="")
    write(theirs, tmp_path / "y.yzj", to="李工")
    (back,) = take_in(ours, read_handover(tmp_path / "y.yzj", "words"))
    # then
    assert back.outcome == "updated"
    assert answers(ours) == ["a", "b", "c"]
    ours.append(UUID, [answered("d")], facts=some_facts(), last_path="")


def test_the_same_package_twice_changes_nothing(
    stores: tuple[Store, Store], tmp_path: Path
) -> None:
    # given
    ours, theirs = stores
    a_record(ours)
    write(ours, tmp_path / "x.yzj")
    # when
    outcomes = [
        take_in(theirs, read_handover(tmp_path / "x.yzj", "words"))[0].outcome for _ in range(2)
    ]
    # then
    assert outcomes == ["added", "same"]
    ours.append(UUID, [answered("c")], facts=some_facts(), last_path="")
    assert take_in(ours, read_handover(tmp_path / "x.yzj", "words"))[0].outcome == "same"
    assert answers(ours) == ["a", "b", "c"]


def test_two_that_went_different_ways_are_both_kept(
    stores: tuple[Store, Store], tmp_path: Path
) -> None:
    # given
    ours, theirs = stores
    a_record(ours)
    write(ours, tmp_path / "x.yzj")
    take_in(theirs, read_handover(tmp_path / "x.yzj", "words"))
    ours.append(UUID, [answered("ours")], facts=some_facts(), last_path="")
    theirs.append(UUID, [answered("theirs")], facts=some_facts(), last_path="")
    write(theirs, tmp_path / "y.yzj")
    # when
    (taken,) = take_in(ours, read_handover(tmp_path / "y.yzj", "words"))
    # then
    assert taken.outcome == "kept-both"
    assert answers(ours) == ["a", "b", "ours"]
    (rival,) = ours.rivals(UUID)
    assert rival.xml == b"<data>a</data>"
    assert [one.value for one in rival.operations] == ["b", "theirs"]


def test_a_finished_record_is_sent_by_whoever_has_a_network(
    stores: tuple[Store, Store], tmp_path: Path
) -> None:
    # given
    ours, office = stores
    a_record(ours)
    ours.finish(UUID, an_instance(ID, photos=("a.jpg",)), ["a.jpg"])
    # when
    write(ours, tmp_path / "x.yzj")
    take_in(office, read_handover(tmp_path / "x.yzj", "words"))
    # then
    (item,) = office.outgoing()
    (mine,) = ours.outgoing()
    assert item.sha256 == mine.sha256
    assert office.outgoing_file(item.version_id, "a.jpg") == b"photo" * 1000
    assert office.outgoing_xml(item.version_id) == ours.outgoing_xml(mine.version_id)


def test_a_large_package_is_written_and_read_in_little_memory(
    stores: tuple[Store, Store], tmp_path: Path
) -> None:
    # given
    ours, theirs = stores
    a_record(ours)
    photos = [random.Random(number).randbytes(1_000_000) for number in range(30)]
    for number, photo in enumerate(photos):
        ours.put_attachment(UUID, f"{number}.jpg", photo)
    photos.clear()
    seen: list[Progress] = []
    # when
    tracemalloc.start()
    write(ours, tmp_path / "x.yzj")
    take_in(theirs, read_handover(tmp_path / "x.yzj", "words"), seen.append)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # then
    assert peak < 12_000_000
    assert seen[-1].done_bytes >= 30_000_000
    assert theirs.attachment(UUID, "29.jpg") == random.Random(29).randbytes(1_000_000)


def test_a_package_that_changed_after_it_was_checked_changes_nothing(
    stores: tuple[Store, Store], tmp_path: Path
) -> None:
    # given
    ours, theirs = stores
    a_record(ours)
    path = tmp_path / "x.yzj"
    write(ours, path)
    checked = read_handover(path, "words")
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    # when
    with pytest.raises(ContainerError):
        take_in(theirs, checked)
    # then
    assert theirs.records() == []
    path.write_bytes(whole)
    assert take_in(theirs, checked)[0].outcome == "added"


def test_nothing_of_a_package_can_be_read_or_altered_unnoticed(
    stores: tuple[Store, Store], tmp_path: Path
) -> None:
    # given
    ours, theirs = stores
    a_record(ours)
    path = tmp_path / "x.yzj"
    write(ours, path)
    whole = path.read_bytes()
    assert "砚川".encode() not in whole
    # then
    assert refusal(path, "other words") == "wrong-passphrase"
    for position in range(14, len(whole), 397):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1:])
        assert refusal(path, "words") in {"package-damaged", "wrong-passphrase"}
    for size in (0, 5, 20, 200, len(whole) - 1):
        path.write_bytes(whole[:size])
        assert refusal(path, "words") in {
            "package-damaged", "not-a-package", "wrong-passphrase"}
    assert theirs.records() == []


def refusal(path: Path, passphrase: str) -> str:
    with pytest.raises(ContainerError) as caught:
        read_handover(path, passphrase)
    return caught.value.code


@settings(max_examples=15, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(max_size=700_000), max_size=4))
def test_a_container_gives_back_what_was_put_in(tmp_path: Path, contents: list[bytes]) -> None:
    # when
    path = tmp_path / "c"
    items = [Item(str(number), lambda data=data: data) for number, data in enumerate(contents)]
    write_container(path, "p", items)
    # then
    assert list(read_container(path, "p")) == [
        (str(number), data) for number, data in enumerate(contents)]


def test_entries_cannot_be_cut_off_at_the_end_of_a_piece(tmp_path: Path) -> None:
    # given: the first entry fills the first piece to the byte, the second is a piece of its own
    path = tmp_path / "c"
    head = len(b"".join(_plain([Item("a", lambda: bytes(200_000))]))) - 200_000
    first = bytes(PIECE_BYTES - head)
    write_container(path, "p", [Item("a", lambda: first), Item("b", lambda: b"second")])
    whole = path.read_bytes()
    assert [name for name, _ in read_container(path, "p")] == ["a", "b"]
    # when
    second = len(b"".join(_plain([Item("b", lambda: b"second")]))) + TAG_BYTES
    path.write_bytes(whole[:-second])
    # then
    with pytest.raises(ContainerError):
        list(read_container(path, "p"))
