"""A finished visit goes to a real platform by itself, and its receipt is on the screen."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.background import Background
from desktop.facts import record_facts
from desktop.finishing import finish_visit
from desktop.practice import fill, practice_visit
from desktop.questionnaires import shipped
from desktop.screens.plan_pages import page_sizes
from desktop.screens.sync_centre import ReturnedModel, SyncPage
from desktop.screens.sync_centre_handover import HandoverModel
from desktop.screens.sync_centre_model import SyncModel, headline
from desktop.screens.sync_centre_returned import open_entry, start_revision
from desktop.screens.sync_centre_slip import print_slip
from desktop.server_settings import read_server, write_server
from forms import score
from forms.plan import PlanContext
from forms.plan.texts import sheets_of
from sync.handover import read_handover
from sync.platform.server import RunningPlatform
from sync.store import Store
from sync.values import DRAFT, ServerConfig
from tests.desktop.review.fakes import FakeNavigator

MORNING = datetime(2026, 11, 23, 1, tzinfo=UTC)


def now() -> datetime:
    return MORNING


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.create(tmp_path / "laptop", "correct horse", now=now)
    yield made
    made.close()


@pytest.fixture
def uuid(store: Store) -> str:
    """A finished visit of the noodle shop, with its plan, in the outbox."""
    form = shipped()
    entry = form.start(now=now)
    fill(entry, practice_visit("noodle_shop"))
    store.put_questionnaire(form)
    made = store.create_record(form, entry, practice=True)
    store.append(made, (), xml=entry.xml(), facts=record_facts(entry, score(entry)), last_path="")
    finish_visit(store, made, entry, PlanContext(
        now=MORNING, record_number=store.record(made).number, sheets=sheets_of(form)))
    return made


@pytest.fixture
def background() -> Iterator[Background]:
    made = Background()
    yield made
    made.close()


def test_a_server_is_kept_as_it_was_written(store: Store) -> None:
    config = ServerConfig(url="https://x.example/v1/key/k/projects/1", practice=True)
    write_server(store, config)
    assert read_server(store) == config


def test_what_waits_goes_by_itself_and_its_receipt_is_shown(
    qtbot: QtBot, store: Store, uuid: str, background: Background, tmp_path: Path
) -> None:
    # given a sync centre while the platform is down
    sync = SyncModel(store, background, now)
    page = SyncPage(sync, ReturnedModel(store, background),
                    HandoverModel(store, background, sync), FakeNavigator())
    qtbot.addWidget(page)
    write_server(store, ServerConfig(url="http://127.0.0.1:9/v1/key/k/projects/1", practice=True))
    sync.refresh()
    qtbot.waitUntil(lambda: sync.state.waiting == 1)
    sync.retry_now()
    qtbot.waitUntil(lambda: sync.state.online is False)
    assert headline(sync.state) == ("wifi-off", "离线 • 1 份待传")

    # when the platform is there and the minute has passed
    with RunningPlatform(folder=tmp_path / "platform") as platform:
        platform.publish(shipped())
        write_server(store, ServerConfig(url=platform.app_user_url, practice=True))
        sync.retry_now()
        qtbot.waitUntil(lambda: bool(sync.state.stock.receipts), timeout=20_000)

    # then nothing waits, and the receipt stands in the list with number and hash
    assert sync.state.waiting == 0
    receipt = store.receipts(uuid)[0]
    row = next(one for one in sync.state.rows if one.group == "receipts")
    assert receipt.number in row.line
    assert receipt.sha256[:4] in row.line


def test_a_revision_is_a_draft_with_the_same_answers(store: Store, uuid: str) -> None:
    before = open_entry(store, uuid).value("/data/enterprise/ent_name")
    start_revision(store, uuid)
    assert store.record(uuid).state == DRAFT
    again = open_entry(store, uuid)
    assert again.value("/data/enterprise/ent_name") == before
    again.answer("/data/enterprise/ent_name", "改名后的面馆")


def test_what_waits_can_be_carried_away_in_an_encrypted_file(
    qtbot: QtBot, store: Store, uuid: str, background: Background, tmp_path: Path
) -> None:
    # given a finished visit and no network
    sync = SyncModel(store, background, now)
    sync.refresh()
    qtbot.waitUntil(lambda: sync.state.waiting == 1)
    model = HandoverModel(store, background, sync)

    # when it is packed
    model.save(tmp_path / "x.yzj", "told by mouth")
    qtbot.waitUntil(lambda: bool(model.state.notice), timeout=20_000)

    # then the file holds the record for who knows the passphrase, and it still waits here
    handover = read_handover(tmp_path / "x.yzj", "told by mouth")
    assert [parcel.uuid for parcel in handover.parcels] == [uuid]
    assert sync.state.waiting == 1


def test_a_short_passphrase_is_refused_before_a_file_is_chosen(
    store: Store, background: Background
) -> None:
    model = HandoverModel(store, background, SyncModel(store, background, now))
    assert not model.fits("short")
    assert "8" in model.state.problem


def test_a_slip_is_a_page_with_number_and_hash(tmp_path: Path) -> None:
    print_slip("平台回执 SX-1", ("sha256 9c1e",), "", str(tmp_path / "slip.pdf"))
    assert len(page_sizes((tmp_path / "slip.pdf").read_bytes())) == 1
