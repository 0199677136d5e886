"""A laptop and the platform: what is finished arrives once, with its files and a receipt."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from sync.engine import exchange
from sync.platform.database import reading
from sync.platform.server import RunningPlatform
from sync.platform.tables import BlobRow, SubmissionFileRow, SubmissionRow, SubmissionVersionRow
from sync.store import Store
from sync.values import ExchangeReport, Progress, ServerConfig
from tests.sync.builders import AForm, AnEntry, an_instance, load_a_form, ticking

PHOTO = bytes(range(256)) * 400


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[RunningPlatform]:
    with RunningPlatform(folder=tmp_path / "platform") as running:
        running.publish(AForm())
        yield running


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.create(tmp_path / "store", "p", now=ticking())
    yield made
    made.close()


def finish(store: Store, number: int = 1, photos: tuple[str, ...] = (), **more: str) -> str:
    instance_id = f"uuid:{number:08d}-1111-4111-8111-111111111111"
    uuid = store.create_record(AForm(), AnEntry(instance_id))
    for name in photos:
        store.put_attachment(uuid, name, PHOTO + name.encode())
    store.finish(uuid, an_instance(instance_id, photos=photos, **more), list(photos))
    return uuid


def run(
    store: Store, url: str, *, seen: list[Progress] | None = None,
    cancelled: Callable[[], bool] = lambda: False, **named: bool,
) -> ExchangeReport:
    return exchange(
        store, config=ServerConfig(url=url), now=ticking(),
        progress=(lambda _: None) if seen is None else seen.append, cancelled=cancelled,
        load=load_a_form, **named,
    )


def stored(platform: RunningPlatform) -> list[tuple[str, bytes]]:
    with reading(platform.engine) as session:
        query = select(SubmissionVersionRow.instance_id, SubmissionVersionRow.xml)
        return [(one, xml) for one, xml in session.execute(query.order_by(
            SubmissionVersionRow.id))]


def stored_files(platform: RunningPlatform) -> dict[str, bytes | None]:
    with reading(platform.engine) as session:
        query = select(SubmissionFileRow.name, BlobRow.data).outerjoin(
            BlobRow, BlobRow.sha256 == SubmissionFileRow.blob_sha256)
        return dict(session.execute(query).all())


def test_a_finished_record_arrives_with_files_and_receipt(
    store: Store, platform: RunningPlatform
) -> None:
    # given
    uuid = finish(store, photos=("机房 a.jpg", "b\".jpg"))
    (item,) = store.outgoing()
    xml = store.outgoing_xml(item.version_id)
    seen: list[Progress] = []
    # when
    report = run(store, platform.app_user_url, seen=seen)
    # then
    assert (report.sent, report.waiting, report.parked, report.problem) == (1, 0, 0, "")
    assert stored(platform) == [(item.instance_id, xml)]
    assert stored_files(platform) == {
        "机房 a.jpg": PHOTO + "机房 a.jpg".encode(), "b\".jpg": PHOTO + b"b\".jpg"}
    (receipt,) = store.receipts(uuid)
    assert receipt.kind == "platform"
    assert receipt.number.startswith("SX-")
    assert receipt.sha256 == item.sha256
    assert receipt.server_time
    (row,) = store.records()
    assert (row.state, row.receipt_number, row.waiting_files) == ("accepted", receipt.number, 0)
    assert [one.done_bytes for one in seen] == sorted(one.done_bytes for one in seen)
    assert {one.file for one in seen} == {"", "机房 a.jpg", "b\".jpg"}


def test_a_platform_that_is_down_makes_the_record_wait_and_go_later(
    store: Store, tmp_path: Path
) -> None:
    # given
    folder = tmp_path / "platform"
    with RunningPlatform(folder=folder) as first:
        first.publish(AForm())
        url, port = first.app_user_url, first.port
    uuid = finish(store, photos=("a.jpg",))
    # when
    down = run(store, url)
    with RunningPlatform(folder=folder, port=port) as again:
        up = run(store, url)
        # then
        assert len(stored(again)) == 1
    assert (down.problem, down.detail, down.waiting) == ("offline", "unreachable", 1)
    assert (up.sent, up.waiting) == (1, 0)
    assert store.record(uuid).state == "accepted"


def test_a_cut_line_is_no_refusal_in_the_list_of_records(store: Store) -> None:
    # given
    finish(store)
    (item,) = store.outgoing()
    # when a try failed, and then the server refused
    store.mark_postponed(item.version_id, "cut", "", 1, None)
    cut = store.records()[0]
    store.mark_parked(item.version_id, "rejected", "words")
    refused = store.records()[0]
    # then
    assert (cut.state, cut.problem) == ("waiting", "")
    assert refused.problem == "rejected"


def test_sending_twice_makes_no_second_record(store: Store, platform: RunningPlatform) -> None:
    # given
    uuid = finish(store, photos=("a.jpg",))
    (item,) = store.outgoing()
    run(store, platform.app_user_url)
    # when: the laptop does not know that it has sent
    store.mark_postponed(item.version_id, "", "", 0, None)
    run(store, platform.app_user_url)
    # then
    with reading(platform.engine) as session:
        assert session.scalar(select(func.count(SubmissionRow.id))) == 1
    assert len({one.number for one in store.receipts(uuid)}) == 1


def test_a_metered_line_takes_the_data_and_leaves_the_files(
    store: Store, platform: RunningPlatform
) -> None:
    # given
    finish(store, photos=("a.jpg",))
    # when
    report = run(store, platform.app_user_url, metered=True)
    # then
    assert (report.sent, report.waiting) == (0, 1)
    assert stored_files(platform) == {"a.jpg": None}
    # and when
    report = run(store, platform.app_user_url)
    # then
    assert (report.sent, report.waiting) == (1, 0)
    assert stored_files(platform) == {"a.jpg": PHOTO + b"a.jpg"}


def test_cancelling_keeps_what_arrived_and_the_rest_waits(
    store: Store, platform: RunningPlatform
) -> None:
    # given
    finish(store, photos=("a.jpg", "b.jpg"))
    seen: list[Progress] = []
    # when
    report = run(store, platform.app_user_url, seen=seen,
                 cancelled=lambda: bool(seen) and seen[-1].file == "a.jpg")
    # then
    assert (report.problem, report.waiting) == ("cancelled", 1)
    assert len(stored(platform)) == 1
    assert run(store, platform.app_user_url).sent == 1


def test_one_refused_record_is_parked_and_the_others_go_on(
    store: Store, platform: RunningPlatform
) -> None:
    # given
    finish(store, 1, version="9")
    finish(store, 2)
    # when
    report = run(store, platform.app_user_url)
    # then
    assert (report.sent, report.parked) == (1, 1)
    (item,) = store.outbox()
    assert (item.state, item.problem) == ("parked", "form-unknown")
    assert "'9' does not exist" in item.detail


def test_a_revoked_key_stops_the_queue_and_parks_nothing(
    store: Store, platform: RunningPlatform
) -> None:
    # given
    finish(store, 1)
    finish(store, 2)
    # when
    report = run(store, f"{platform.url}/v1/key/{'0' * 64}/projects/1")
    # then
    assert (report.problem, report.waiting, report.parked) == ("auth-expired", 2, 0)


def test_a_form_that_this_key_may_not_use_is_waited_for_and_told(
    store: Store, platform: RunningPlatform
) -> None:
    # given
    finish(store, 1)
    finish(store, 2)
    # when
    report = run(store, platform.new_app_user("other", forms=["other"]))
    # then: both wait with the reason, the second without being tried
    assert (report.problem, report.parked, report.waiting) == ("", 0, 2)
    assert [(one.problem, one.tries) for one in store.outbox()] == [
        ("form-unlisted", 1), ("form-unlisted", 0)]
    # and when another key may
    assert run(store, platform.app_user_url).sent == 2


def test_an_edit_follows_its_original_and_waits_while_that_is_parked(
    store: Store, platform: RunningPlatform
) -> None:
    # given
    uuid = finish(store, 1, photos=("a.jpg",))
    first = store.outgoing()[0].instance_id
    store.revise(uuid, b"<data/>")
    store.finish(uuid, an_instance("uuid:second", deprecated_id=first), [])
    # when
    report = run(store, platform.app_user_url)
    # then
    assert report.sent == 2
    assert [one for one, _ in stored(platform)] == [first, "uuid:second"]
    # and given: an edit of a record that is parked
    uuid = finish(store, 2, version="9")
    parked = store.outgoing()[0].instance_id
    store.revise(uuid, b"<data/>")
    store.finish(uuid, an_instance("uuid:third", deprecated_id=parked), [])
    # when
    report = run(store, platform.app_user_url)
    # then
    assert (report.sent, report.parked, report.waiting) == (0, 1, 1)


def test_records_that_share_an_entity_go_in_finishing_order(
    store: Store, platform: RunningPlatform
) -> None:
    # given
    creates = '<meta2><entity id="e1" create="1" dataset="d"/></meta2>'
    updates = '<meta2><entity id="e1" update="1" dataset="d"/></meta2>'
    finish(store, 1, version="9", extra=creates)
    finish(store, 2, extra=updates)
    finish(store, 3)
    # when
    report = run(store, platform.app_user_url)
    # then
    assert (report.sent, report.parked, report.waiting) == (1, 1, 1)
    assert {one.problem for one in store.outbox()} == {"form-unknown", "held"}


def test_another_server_gets_the_whole_record(
    store: Store, platform: RunningPlatform, tmp_path: Path
) -> None:
    # given: the first server has the data and one of the files
    finish(store, photos=("a.jpg", "b.jpg"))
    seen: list[Progress] = []
    run(store, platform.app_user_url, seen=seen,
        cancelled=lambda: bool(seen) and seen[-1].file == "b.jpg")
    assert stored_files(platform)["a.jpg"] is not None
    # when
    with RunningPlatform(folder=tmp_path / "new") as other:
        other.publish(AForm())
        report = run(store, other.app_user_url, only_now=True)
        # then
        assert report.sent == 1
        assert set(stored_files(other).values()) == {PHOTO + b"a.jpg", PHOTO + b"b.jpg"}


@pytest.mark.parametrize(
    "change",
    ["UPDATE version SET xml = CAST('<data id=\"x\"/>' AS BLOB)",
     "UPDATE version SET xml = CAST(xml || char(10) AS BLOB)"],
)
def test_bytes_that_changed_on_disk_are_never_sent(
    store: Store, platform: RunningPlatform, change: str
) -> None:
    # given
    finish(store)
    with store._engine.execution_options(immediate=True).begin() as connection:
        connection.exec_driver_sql(change)
    # when
    report = run(store, platform.app_user_url)
    # then
    assert (report.sent, report.parked) == (0, 1)
    assert store.outbox()[0].problem == "damaged"
    assert stored(platform) == []


def test_practice_goes_only_to_a_server_for_practice(
    store: Store, platform: RunningPlatform
) -> None:
    # given
    uuid = store.create_record(AForm(), AnEntry("uuid:practice"), practice=True)
    store.finish(uuid, an_instance("uuid:practice"), [])
    # then
    assert run(store, platform.app_user_url).sent == 0
    config = ServerConfig(url=platform.app_user_url, practice=True)
    report = exchange(store, config=config, now=ticking(), progress=lambda _: None,
                      cancelled=lambda: False, load=load_a_form)
    assert report.sent == 1
