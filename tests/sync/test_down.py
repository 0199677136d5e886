"""What comes down: questionnaires beside the old ones, tasks, reviews, reviewers' edits."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from forms.errors import FormDefinitionError
from sync.client import CentralRest
from sync.down import ASKED_IN_TURN, CARRIER, Down, fetch_forms, fetch_lists, fetch_reviews
from sync.engine import exchange
from sync.entity_lists import read_entities
from sync.errors import OfflineError, SyncError
from sync.mentions import about, named_questions
from sync.platform import accounts, entities, reviews
from sync.platform.accounts import Person
from sync.platform.database import writing
from sync.platform.server import RunningPlatform
from sync.platform.submissions import Sender, receive
from sync.store import Store
from sync.transport import Fetched, RemoteForm, RemoteMedia, RemoteRecord, Reply, Sent, Upload
from sync.values import ExchangeReport, ServerConfig
from tests.sync.builders import NOON, AForm, AnEntry, an_instance, load_a_form, ticking

ID = "uuid:11111111-1111-4111-8111-111111111111"
UUID = ID.removeprefix("uuid:")
LOGIN_WORDS = "correct horse battery"


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[RunningPlatform]:
    with RunningPlatform(folder=tmp_path / "platform") as running:
        running.publish(AForm())
        with writing(running.engine) as session:
            accounts.new_person(
                session, "sheng@x.cn", "省审核员", LOGIN_WORDS, "admin", "14", NOON
            )
        yield running


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.create(tmp_path / "store", "p", now=ticking())
    yield made
    made.close()


def run(store: Store, platform: RunningPlatform, words: str = LOGIN_WORDS) -> ExchangeReport:
    config = ServerConfig(
        url=platform.app_user_url, rest_url=f"{platform.url}/v1/projects/1",
        rest_email="sheng@x.cn", rest_password=words,
    )
    return exchange(store, config=config, now=ticking(), progress=lambda _: None,
                    cancelled=lambda: False, load=load_a_form)


def a_sent_record(store: Store, platform: RunningPlatform) -> str:
    uuid = store.create_record(AForm(), AnEntry(ID))
    store.finish(uuid, an_instance(ID), [])
    assert run(store, platform).problem == ""
    return uuid


def reviewer() -> Person:
    return Person(1, "sheng@x.cn", "省审核员", "admin", "14")


def give_back(platform: RunningPlatform, words: str) -> None:
    with writing(platform.engine) as session:
        row = reviews.find(session, reviewer(), "visit", ID)
        reviews.give_back(session, reviewer(), row, words, NOON)


def test_a_new_version_stands_beside_the_old_one(
    store: Store, platform: RunningPlatform
) -> None:
    # when
    first = run(store, platform)
    again = run(store, platform)
    platform.publish(AForm(version="2"))
    second = run(store, platform)
    # then
    assert [one.new_questionnaires for one in (first, again, second)] == [1, 0, 1]
    assert {one.version for one in store.questionnaires()} == {"1", "2"}


def test_assigned_enterprises_arrive_as_tasks(store: Store, platform: RunningPlatform) -> None:
    # given
    with writing(platform.engine) as session:
        entities.put(session, "assignments", "u1", "砚川, \"机械\"", {"county": "140702"}, NOON)
    # when
    report = run(store, platform)
    # then
    assert report.new_tasks == 1
    (task,) = store.entities("assignments")
    assert (task.label, task.properties) == ("砚川, \"机械\"", {"county": "140702"})
    assert run(store, platform).new_tasks == 0


def test_a_web_account_brings_lists_that_no_form_names(
    store: Store, platform: RunningPlatform
) -> None:
    # given: with ODK Central no form of ours names the task list
    with writing(platform.engine) as session:
        entities.put(session, "assignments", "u1", "砚川", {"county": "140702"}, NOON)
    config = ServerConfig(rest_url=f"{platform.url}/v1/projects/1", rest_email="sheng@x.cn",
                          rest_password=LOGIN_WORDS)
    source = CentralRest(config)
    # when
    counts = [fetch_lists(store, source) for _ in range(2)]
    source.close()
    # then
    assert counts == [1, 0]
    assert store.entities("assignments")[0].properties == {"county": "140702"}


def test_a_returned_record_comes_back_with_the_reviewers_words(
    store: Store, platform: RunningPlatform
) -> None:
    # given
    uuid = a_sent_record(store, platform)
    give_back(platform, about("3.10", "补一张带日期的备份任务截图"))
    # when
    report = run(store, platform)
    # then
    assert (report.problem, report.new_reviews) == ("", 1)
    (row,) = store.records()
    assert (row.state, row.review_note) == ("returned", "【3.10】补一张带日期的备份任务截图")
    (review,) = store.reviews(uuid)
    assert (review.kind, review.state, review.author) == ("state", "hasIssues", "省审核员")
    assert named_questions(review.text) == ("3.10",)
    assert run(store, platform).new_reviews == 0


def test_a_correction_of_a_returned_record_is_a_new_version_and_can_be_approved(
    store: Store, platform: RunningPlatform
) -> None:
    # given
    uuid = a_sent_record(store, platform)
    give_back(platform, "【3.10】补照片")
    run(store, platform)
    # when
    store.revise(uuid, b"<data/>")
    store.finish(uuid, an_instance("uuid:two", deprecated_id=ID), [])
    run(store, platform)
    with writing(platform.engine) as session:
        row = reviews.find(session, reviewer(), "visit", ID)
        assert (row.review_state, row.current_id) == ("edited", "uuid:two")
        reviews.approve(session, reviewer(), row, "", NOON)
    run(store, platform)
    # then
    assert store.records()[0].state == "approved"
    assert store.rivals(uuid) == ()


def test_a_stale_edit_keeps_both_versions_until_a_person_chooses(
    store: Store, platform: RunningPlatform
) -> None:
    # given: a reviewer edits on the server while the laptop corrects the same record
    uuid = a_sent_record(store, platform)
    theirs = an_instance("uuid:theirs", deprecated_id=ID, name="审核员改的")
    with writing(platform.engine) as session:
        receive(session, theirs, {}, Sender("省审核员"), NOON)
    store.revise(uuid, b"<data/>")
    store.finish(uuid, an_instance("uuid:ours", deprecated_id=ID, name="我们改的"), [])
    # when
    report = run(store, platform)
    # then
    assert report.parked == 1
    assert store.outbox()[0].problem == "conflict"
    (rival,) = store.rivals(uuid)
    assert (rival.xml, rival.source) == (theirs, "server")
    # and when the person has chosen and revises on top of the server's version
    store.settle_rival(rival.rival_id)
    store.supersede(uuid)
    store.revise(uuid, b"<data/>")
    store.finish(uuid, an_instance("uuid:merged", deprecated_id="uuid:theirs"), [])
    # then
    assert run(store, platform).parked == 0
    assert store.records()[0].state == "accepted"
    assert store.rivals(uuid) == ()


class AReviewOffice:
    """A review source where nothing happens but being asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def record(self, form_id: str, instance_id: str) -> RemoteRecord | None:
        self.asked.append(instance_id)
        return None

    def changed_since(self, form_id: str, since: str) -> tuple[frozenset[str], str]:
        return frozenset({"uuid:7"}), "2026-11-23"

    def entity_list(self, dataset: str) -> bytes | None:
        return None

    def current_xml(self, form_id: str, instance_id: str) -> bytes:
        return b""

    def close(self) -> None:
        """Nothing is open."""


def test_hundreds_that_wait_are_asked_about_in_turn_and_what_changed_at_once(
    store: Store
) -> None:
    # given
    for number in range(50):
        uuid = store.create_record(AForm(), AnEntry(f"uuid:{number}"))
        store.finish(uuid, an_instance(f"uuid:{number}"), [])
    for item in store.outgoing():
        store.mark_received(item.version_id, (item.instance_id, "transport", "", "s"))
    office = AReviewOffice()
    # when
    asked = []
    for _ in range(3):
        office.asked.clear()
        fetch_reviews(store, office)
        asked.append(set(office.asked))
    # then
    assert all(len(one) <= ASKED_IN_TURN + 1 and "uuid:7" in one for one in asked)
    assert set.union(*asked) == {f"uuid:{number}" for number in range(50)}


def test_a_decision_that_a_cut_left_unread_is_asked_for_again(store: Store) -> None:
    # given an approved record that a reviewer has given back since
    uuid = store.create_record(AForm(), AnEntry("uuid:7"))
    store.finish(uuid, an_instance("uuid:7"), [])
    (item,) = store.outgoing()
    store.mark_received(item.version_id, (item.instance_id, "transport", "", "s"))
    store.put_reviews(uuid, "approved", [])
    office = ADatedOffice()
    # when the line breaks after the feed
    office.cut = True
    with pytest.raises(OfflineError):
        fetch_reviews(store, office)
    office.cut = False
    fetch_reviews(store, office)
    # then the record was asked about, and is not when nothing is new
    assert office.asked == ["uuid:7", "uuid:7"]
    fetch_reviews(store, office)
    assert office.asked == ["uuid:7", "uuid:7"]


class ADatedOffice(AReviewOffice):
    """One change, named by the feed to whoever asks from before it."""

    cut = False

    def record(self, form_id: str, instance_id: str) -> RemoteRecord | None:
        super().record(form_id, instance_id)
        if self.cut:
            raise OfflineError("cut")
        return None

    def changed_since(self, form_id: str, since: str) -> tuple[frozenset[str], str]:
        return (frozenset() if since else frozenset({"uuid:7"})), "2026-11-23"


def test_a_wrong_web_password_is_said_and_what_was_sent_stays_sent(
    store: Store, platform: RunningPlatform
) -> None:
    # given
    uuid = store.create_record(AForm(), AnEntry(ID))
    store.finish(uuid, an_instance(ID), [])
    # when
    report = run(store, platform, words="wrong password")
    # then
    assert (report.sent, report.problem) == (1, "rest-login")


class AServer:
    """A transport whose answers a test writes."""

    server = "central.example"

    def __init__(
        self, form: RemoteForm, files: dict[str, bytes], media: tuple[RemoteMedia, ...] = ()
    ) -> None:
        self.form, self.files, self.media = form, files, media

    def form_list(self) -> tuple[RemoteForm, ...]:
        return (self.form,)

    def manifest(self, form: RemoteForm) -> tuple[RemoteMedia, ...]:
        return self.media

    def fetch(self, url: str, etag: str = "") -> Fetched:
        return Fetched(self.files[url])

    def size_limit(self) -> int:
        return 0

    def submit(self, xml: bytes, upload: Upload | None, sent: Sent) -> Reply:
        return Reply(201)

    def close(self) -> None:
        """Nothing is open."""


def test_a_form_that_was_cut_on_its_way_is_not_kept(store: Store) -> None:
    # given
    whole = AForm().xform
    md5 = hashlib.md5(whole, usedforsecurity=False).hexdigest()
    form = RemoteForm("visit", "1", "走访", f"md5:{md5}", "https://central.example/f.xml")
    # then
    with pytest.raises(OfflineError):
        fetch_forms(store, AServer(form, {form.download_url: whole[:-9]}), load_a_form, [form])
    assert store.questionnaires() == ()
    server = AServer(form, {form.download_url: whole})
    assert fetch_forms(store, server, load_a_form, [form]) == Down(1)


def test_a_laptop_without_a_web_account_gets_the_lists_through_a_form_that_is_none(
    store: Store
) -> None:
    # given: ODK Central gives an app user nothing but the files of its forms
    base = "https://central.example"
    form = RemoteForm(CARRIER, "1", "名单", "md5:0", f"{base}/f.xml", f"{base}/m")
    file = RemoteMedia("assignments.csv", "", f"{base}/a.csv", "entityList")
    csv = "name,label,__version,county\nu1,砚川,2,140702\n"
    server = AServer(form, {file.download_url: csv.encode()}, (file,))
    # when
    down = fetch_forms(store, server, load_a_form, [form])
    # then
    assert (down.questionnaires, down.tasks) == (0, 1)
    assert store.questionnaires() == ()
    assert store.entities("assignments")[0].properties == {"county": "140702"}


def test_a_form_that_cannot_be_used_keeps_nothing_else_back(
    store: Store, platform: RunningPlatform
) -> None:
    # given
    platform.publish(AForm(id="strange"))

    def load(data: bytes, media: Mapping[str, bytes]) -> AForm:
        form = load_a_form(data, media)
        if form.id == "strange":
            raise FormDefinitionError("unknown-function")
        return form

    # when
    report = exchange(store, config=ServerConfig(url=platform.app_user_url), now=ticking(),
                      progress=lambda _: None, cancelled=lambda: False, load=load)
    # then
    assert (report.problem, report.detail) == ("form-unusable", "strange 1: unknown-function")
    assert [one.form_id for one in store.questionnaires()] == ["visit"]


def test_a_server_whose_addresses_lead_elsewhere_is_named(store: Store) -> None:
    # given: Central behind another name than it was configured with
    form = RemoteForm("visit", "1", "走访", "md5:0", "https://localhost/f.xml")
    # then
    with pytest.raises(SyncError) as caught:
        fetch_forms(store, AServer(form, {}), load_a_form, [form])
    assert (caught.value.code, caught.value.values["found"]) == ("wrong-domain", "localhost")


def test_a_web_page_is_no_entity_list() -> None:
    with pytest.raises(OfflineError):
        read_entities("d", b"<html>log in</html>")


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("【3.10】补照片；【4】行 1 核对", ("3.10", "4")),
        ("3.10 补照片，8.10 附计划，3.10 同上", ("3.10", "8.10")),
        ("合同写 16.8 万元，请核对", ()),
        ("2026.11.25 前改好 8.10", ("8.10",)),
        ("改后重报即可", ()),
    ],
)
def test_questions_are_found_in_a_reviewers_words(words: str, numbers: tuple[str, ...]) -> None:
    assert named_questions(words) == numbers
