import json
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from desktop.item_messages import item_message, known_problems
from desktop.messages import message
from desktop.screens import sync_centre_model
from desktop.screens.submit import SubmitState, steps_of
from desktop.screens.sync_centre_detail import receipt_text
from desktop.screens.sync_centre_model import Stock, SyncModel, SyncState, banner, headline
from desktop.screens.sync_centre_returned import part_about, questions_named
from desktop.screens.sync_centre_rows import ARRIVED, BACK, PARKED, SENDING, WAITING
from forms.values import Choice, NodeView, Question
from sync import engine
from sync.values import (
    ExchangeReport,
    OutboxItem,
    Progress,
    Receipt,
    RecordFacts,
    RecordSummary,
    Review,
    ServerConfig,
)
from sync.verdict import OF_THE_FORM
from sync.verdict import PARKED as PARKED_ANSWERS
from tests.desktop.review.fakes import NOON, AtOnce, FakeStore

SERVER = json.dumps({"url": "https://platform.example/v1/key/x/projects/1"})


def an_item(uuid: str = "w1", state: str = "waiting", **changes: object) -> OutboxItem:
    item = OutboxItem(uuid, f"YZ-{uuid}", f"企业 {uuid}", f"uuid:{uuid}", state, 48_000,
                      (("1.jpg", True), ("2.jpg", False)), queued_at=NOON)
    return replace(item, **changes)


def a_summary(uuid: str, state: str) -> RecordSummary:
    return RecordSummary(uuid, f"YZ-{uuid}", state, RecordFacts(enterprise=f"企业 {uuid}"), False,
                         NOON, NOON, review_note="改 3.10")


def a_receipt(uuid: str = "a1") -> Receipt:
    digest = "9c1e" + "0" * 56 + "7f3a"
    return Receipt(uuid, "SX-1", "platform", "2026-11-20T17:02:31+08:00", digest, NOON,
                   "https://platform.example")


class Exchanges:
    """An exchange that says what it was told to say and writes down how it was called."""

    def __init__(self) -> None:
        self.calls: list[bool] = []
        self.metered: list[bool] = []
        self.report = ExchangeReport()
        self.progress: Progress | None = None

    def __call__(
        self, store: object, *, config: ServerConfig, only_now: bool, progress: object,
        metered: bool, **_rest: object,
    ) -> ExchangeReport:
        assert config.url
        self.calls.append(only_now)
        self.metered.append(metered)
        if self.progress is not None:
            progress(self.progress)  # type: ignore[operator]
        return self.report


@pytest.fixture
def exchanges(monkeypatch: pytest.MonkeyPatch) -> Exchanges:
    made = Exchanges()
    monkeypatch.setattr(engine, "exchange", made)
    return made


def a_model(store: FakeStore) -> SyncModel:
    model = SyncModel(store, AtOnce(), lambda: NOON)
    model.refresh()
    return model


def test_rows_stand_in_their_groups() -> None:
    store = FakeStore(
        summaries=[a_summary("r1", "returned"), a_summary("a1", "approved")],
        items=[an_item(), an_item("p1", "parked", problem="conflict", detail="409")],
        kept=[a_receipt()], settings={"server": SERVER})
    rows = a_model(store).state.rows
    assert [row.group for row in rows] == [WAITING, PARKED, BACK, ARRIVED]
    assert rows[-1].state == "通过"
    assert "9c1e…7f3a" in rows[-1].line


def test_progress_shows_the_file_and_its_bytes() -> None:
    model = a_model(FakeStore(items=[an_item()], settings={"server": SERVER}))
    model._show_progress(Progress("YZ-w1", "机房.jpg", 1_200_000, 2_400_000))
    row = model.state.rows[0]
    assert (row.group, row.share) == (SENDING, 0.5)
    assert "机房.jpg" in row.line


def test_it_exchanges_every_minute_while_something_waits(exchanges: Exchanges) -> None:
    model = a_model(FakeStore(items=[an_item()], settings={"server": SERVER}))
    model.tick()
    model.tick()
    assert exchanges.calls == [False, False]


def test_files_wait_while_the_line_is_paid_by_volume(exchanges: Exchanges) -> None:
    # given
    model = a_model(FakeStore(items=[an_item()], settings={"server": SERVER}))
    # when
    model.toggle_metered()
    model.tick()
    model.toggle_metered()
    model.tick()
    # then
    assert exchanges.metered == [True, False]


def test_with_nothing_waiting_it_asks_for_news_every_quarter_of_an_hour(
    exchanges: Exchanges,
) -> None:
    # given a model that has just asked
    times = [NOON]
    model = SyncModel(FakeStore(settings={"server": SERVER}), AtOnce(), lambda: times[-1])
    model.refresh()
    model.tick()
    assert exchanges.calls == [False]

    # when a minute passes, nothing happens; after fifteen it asks again
    times.append(NOON + timedelta(minutes=1))
    model.tick()
    assert exchanges.calls == [False]
    times.append(NOON + timedelta(minutes=15))
    model.tick()
    assert exchanges.calls == [False, False]


def test_a_pause_stops_it_and_retry_now_ends_the_pause(exchanges: Exchanges) -> None:
    model = a_model(FakeStore(items=[an_item()], settings={"server": SERVER}))
    model.toggle_pause()
    model.tick()
    assert exchanges.calls == []
    model.retry_now()
    assert exchanges.calls == [True]
    assert not model.state.paused


def test_being_offline_is_said_quietly_and_counts_what_waits(exchanges: Exchanges) -> None:
    model = a_model(FakeStore(items=[an_item(), an_item("w2")], settings={"server": SERVER}))
    exchanges.report = ExchangeReport(waiting=2, problem="offline", detail="unreachable")
    model.retry_now()
    assert headline(model.state) == ("wifi-off", "离线 • 2 份待传")
    assert banner(model.state)[2] == "离线，2 份待传"


def test_a_pause_agreed_with_the_server_is_no_news_of_the_network(exchanges: Exchanges) -> None:
    model = a_model(FakeStore(items=[an_item()], settings={"server": SERVER}))
    exchanges.report = ExchangeReport(problem="paused")
    model.tick()
    assert model.state.online is None


def test_without_a_platform_everything_stays_here() -> None:
    model = a_model(FakeStore(items=[an_item()]))
    assert headline(model.state)[1] == "未接平台 • 1 份待传"


def test_an_unknown_key_asks_for_a_new_one(exchanges: Exchanges) -> None:
    model = a_model(FakeStore(items=[an_item()], settings={"server": SERVER}))
    exchanges.report = ExchangeReport(problem="auth-expired")
    model.retry_now()
    assert "配置码" in banner(model.state)[2]


def test_reviewers_words_lead_to_the_questions_they_name() -> None:
    # given a form with two numbered questions and a reviewer who names one of them
    question = Question("/data/backup", "select_one", "3.10")
    root = Question("/data", "group", children=(question, Question("/data/x", "text", "3.11")))
    node = NodeView("/data/backup", "select_one", "b2", True, False, False, None, "重要数据备份",
                    "", choices=(Choice("b2", "定期备到本地"),))
    entry = SimpleNamespace(form=SimpleNamespace(root=root), node=lambda _path: node)
    words = "合同不一致；【3.10】备份证据看不出日期。金额 3.5 万元"

    # when the record is read
    found = list(questions_named(entry, (Review("state", "rejected", words, "审核员", NOON),)))

    # then only that question is listed, with its answer and the clause about it
    assert [(one.number, one.path, one.now) for one in found] == [
        ("3.10", "/data/backup", "定期备到本地")]
    assert found[0].words == "【3.10】备份证据看不出日期。金额 3.5 万元"


def test_words_that_name_no_clause_are_quoted_whole() -> None:
    assert part_about("9.9", "请补材料") == "请补材料"


def test_a_receipt_as_text_holds_number_time_and_hash() -> None:
    text = receipt_text(a_receipt())
    assert text.splitlines()[0] == "平台回执 SX-1"
    assert a_receipt().sha256 in text
    assert "2026-11-20T17:02:31+08:00" in text


@pytest.mark.parametrize(("state", "done"), [
    ("draft", [False, False, False, False]),
    ("finished", [True, True, False, False]),
    ("waiting", [True, True, False, False]),
    ("approved", [True, True, True, True]),
])
def test_the_way_of_a_record_has_four_steps(state: str, done: list[bool]) -> None:
    receipts = (a_receipt(),) if state == "approved" else ()
    steps = steps_of(SubmitState(state=state, receipts=receipts))
    assert [step.done for step in steps] == done


def test_a_record_that_still_waits_has_not_gone_its_way() -> None:
    steps = steps_of(SubmitState("waiting", an_item(state="waiting")))
    assert [step.done for step in steps] == [True, False, False, False]


def test_the_receipt_shown_is_that_of_the_last_version() -> None:
    newest, oldest = replace(a_receipt(), number="SX-2"), a_receipt()
    steps = steps_of(SubmitState("accepted", receipts=(newest, oldest)))
    assert "SX-2" in steps[2].words


def test_a_parked_record_says_what_happened_and_stops_the_way() -> None:
    steps = steps_of(SubmitState("waiting", an_item(state="parked", problem="conflict")))
    assert steps[1].stuck
    assert steps[1].words


def test_every_verdict_of_a_server_has_a_sentence_and_an_advice() -> None:
    codes = {problem for _status, _words, problem in PARKED_ANSWERS} | {
        "refused", "server-error", "proxy", "damaged", "encrypted-form", "file-not-named",
        "form-unassigned", "form-forbidden", "unreachable", "held", "form-closed-to-us", "metered",
        "practice", "edited-there"} | OF_THE_FORM
    assert codes <= known_problems()
    for code in codes:
        title, advice = item_message(an_item(problem=code, detail="机房.jpg"))
        assert title.endswith("。")
        assert advice.endswith("。")
        assert "{" not in title + advice


def test_a_code_of_the_network_keeps_the_sentence_that_all_screens_use() -> None:
    assert item_message(an_item(problem="timeout")) == message("timeout", {})


def test_a_minute_is_what_lies_between_two_exchanges() -> None:
    assert timedelta(milliseconds=sync_centre_model.EVERY_MS) == timedelta(minutes=1)


@pytest.mark.parametrize(
    ("problem", "detail", "words"),
    [("wrong-domain", "localhost", "localhost"), ("rest-login", "401", "设置"),
     ("refused", "404 No such project", "No such project"),
     ("form-unusable", "strange 1: unknown-function", "strange 1")],
)
def test_what_only_a_person_can_mend_is_said_at_the_head(
    problem: str, detail: str, words: str
) -> None:
    state = SyncState(Stock(configured=True), online=True, problem=problem, detail=detail)
    assert words in " ".join(banner(state))
    assert "—" not in " ".join(banner(state))
