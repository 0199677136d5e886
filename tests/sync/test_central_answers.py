"""What the laptop makes of every answer of ODK Central that it can meet."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from sync.client import connect
from sync.client.http import authentication
from sync.engine import exchange
from sync.plan import Hold, Local, Park, Remote, Send, plan_exchange
from sync.store import Store
from sync.transport import Reply, Upload
from sync.values import ExchangeReport, ServerConfig
from sync.verdict import judge
from tests.sync.builders import NOON, AForm, AnEntry, an_instance, load_a_form, ticking
from tests.sync.central_answers import (
    NO_CREDENTIALS,
    NO_RIGHTS,
    OK,
    ROWS,
    UNDEFINED,
    Answer,
    Row,
    page,
    said,
)
from tests.sync.scripted_server import Answering, scripted_server
from tests.sync.test_plan import an_outgoing

ID = "uuid:11111111-1111-4111-8111-111111111111"
EMPTY = Answer(200, '<xforms xmlns="http://openrosa.org/xforms/xformsList"></xforms>')
HEAD = Answer(204, "", headers=(("X-OpenRosa-Accept-Content-Length", "100000000"),))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.create(tmp_path / "store", "p", now=ticking())
    yield made
    made.close()


def run(store: Store, url: str, only_now: bool = False) -> ExchangeReport:
    return exchange(
        store, config=ServerConfig(url=f"{url}/v1/key/k/projects/1"), now=ticking(),
        progress=lambda _: None, cancelled=lambda: False, load=load_a_form, random=lambda: 0.5,
        only_now=only_now,
    )


def a_finished(store: Store) -> str:
    uuid = store.create_record(AForm(), AnEntry(ID))
    store.finish(uuid, an_instance(ID), [])
    return uuid


def outcome(store: Store) -> str:
    items = store.outbox()
    return f"{items[0].state}:{items[0].problem}" if items else "received"


def listing(host: str, form_id: str = "visit", version: str = "1") -> Answer:
    """What formList answers where one form is published and assigned."""
    form = AForm(form_id, version)
    md5 = hashlib.md5(form.xform, usedforsecurity=False).hexdigest()
    return Answer(200, (
        f'<xforms xmlns="http://openrosa.org/xforms/xformsList"><xform><formID>{form_id}</formID>'
        f"<name>v</name><version>{version}</version><hash>md5:{md5}</hash>"
        f"<downloadUrl>http://{host}/forms/{form_id}.xml</downloadUrl></xform></xforms>"
    ))


def answering(row: Row, posts: list[bytes], version: str = "1") -> Answering:
    def answer(method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        if method == "POST":
            posts.append(body)
            return row.replies[min(len(posts), len(row.replies)) - 1]
        if method == "HEAD":
            return HEAD
        if path.endswith(".xml"):
            return Answer(200, AForm("visit", version).xform.decode(), "application/xml")
        if posts and not row.key_works:
            return NO_RIGHTS
        return listing(headers["Host"], version=version) if row.listed else EMPTY

    return answer


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_row_of_the_table_has_its_outcome(store: Store, row: Row) -> None:
    # given
    a_finished(store)
    posts: list[bytes] = []
    # when
    with scripted_server(answering(row, posts)) as url:
        run(store, url)
    # then
    assert outcome(store) == row.outcome
    assert len(posts) == row.posts
    assert all(ID.encode() in body for body in posts)


@pytest.mark.parametrize("refusal", [NO_RIGHTS, NO_CREDENTIALS])
def test_a_key_that_is_refused_stops_the_queue_before_anything_is_sent(
    store: Store, refusal: Answer
) -> None:
    # given
    a_finished(store)
    methods: list[str] = []

    def answer(method: str, _path: str, _body: bytes, _headers: Mapping[str, str]) -> Answer:
        methods.append(method)
        return refusal

    # when
    with scripted_server(answer) as url:
        report = run(store, url)
    # then
    assert (report.problem, outcome(store)) == ("auth-expired", "waiting:auth-expired")
    assert methods == ["GET"]


UNPUBLISHED = (
    Row("15 not published", (said(404, "Could not find the resource you were looking for."), OK),
        "waiting:form-unlisted", listed=False),
    Row("14 only a draft", (said(
        404, "The form version specified in this submission '1' does not exist."), OK),
        "waiting:form-unlisted", listed=False),
    Row("15 not assigned", (NO_CREDENTIALS, OK), "waiting:form-unlisted", listed=False),
)


@pytest.mark.parametrize("row", UNPUBLISHED, ids=lambda row: row.name)
def test_a_form_that_is_not_offered_is_waited_for_and_goes_once_it_is(
    store: Store, row: Row
) -> None:
    # given: nobody has published or assigned the form
    a_finished(store)
    posts: list[bytes] = []
    with scripted_server(answering(row, posts)) as url:
        run(store, url)
        # then: it waits with the server's words and a pause
        assert (outcome(store), bool(store.outbox()[0].detail)) == (row.outcome, True)
        run(store, url)
        assert len(posts) == 1
    # and when it is offered
    with scripted_server(answering(replace(row, listed=True), posts)) as url:
        run(store, url)
    # then: at once, whatever pause there was
    assert outcome(store) == "received"


def test_a_form_that_is_closing_is_not_offered_and_still_taken(store: Store) -> None:
    # given
    uuid = a_finished(store)
    # when
    with scripted_server(answering(Row("", (OK,), "", listed=False), [])) as url:
        run(store, url)
    # then
    assert outcome(store) == "received"
    assert store.records()[0].problem == ""
    assert store.record(uuid).state == "accepted"


def test_a_version_that_was_not_published_goes_when_another_one_is(store: Store) -> None:
    # given
    a_finished(store)
    unknown = next(one for one in ROWS if one.name.startswith("13"))
    with scripted_server(answering(unknown, [])) as url:
        run(store, url)
        assert outcome(store) == "parked:form-unknown"
        run(store, url)
        assert outcome(store) == "parked:form-unknown"
    # when
    with scripted_server(answering(Row("", (OK,), ""), [], version="2")) as url:
        run(store, url)
    # then
    assert outcome(store) == "received"


def test_a_form_whose_records_are_to_be_encrypted_gets_none_in_plain(store: Store) -> None:
    # given: managed encryption was turned on after the visit; Central takes plain records (row 31)
    a_finished(store)
    posts: list[bytes] = []
    # when
    with scripted_server(answering(Row("", (OK,), ""), posts, "1[encrypted:AaIIP9Vj]")) as url:
        run(store, url)
    # then
    assert outcome(store) == "parked:encrypted-form"
    assert posts == []


def test_a_file_that_came_after_an_edit_is_not_taken_for_arrived(store: Store) -> None:
    # given: the data arrives, somebody edits the record there, then the photo comes
    uuid = store.create_record(AForm(), AnEntry(ID))
    store.put_attachment(uuid, "a.jpg", b"photo")
    store.finish(uuid, an_instance(ID, photos=("a.jpg",)), ["a.jpg"])
    # when
    with scripted_server(answering(Row("", (OK, UNDEFINED), ""), [])) as url:
        run(store, url)
    # then: the version there is asked for, so that a person can join the two
    assert outcome(store) == "parked:edited-there"
    assert store.outbox()[0].files == (("a.jpg", False),)
    assert [one.record_uuid for one in store.watched()] == [uuid]


def test_a_500_that_stays_is_parked_after_three_tries(store: Store) -> None:
    # given
    a_finished(store)
    row = next(one for one in ROWS if one.name.startswith("26"))
    # when
    with scripted_server(answering(row, [])) as url:
        outcomes = []
        for _ in range(3):
            run(store, url, only_now=True)
            outcomes.append(outcome(store))
    # then
    assert outcomes == ["waiting:server-error", "waiting:server-error", "parked:server-error"]


def test_a_parked_record_keeps_the_servers_words_and_can_be_tried_again(store: Store) -> None:
    # given
    uuid = a_finished(store)
    closed = said(409, "This form is not currently accepting submissions. &lt;Ask&gt; A &amp; B.")
    with scripted_server(answering(Row("", (closed,), ""), [])) as url:
        run(store, url)
    # then
    assert store.outbox()[0].detail == (
        "This form is not currently accepting submissions. <Ask> A & B.")
    # and when
    store.retry(uuid)
    with scripted_server(answering(Row("", (OK,), ""), [])) as url:
        run(store, url)
    # then
    assert outcome(store) == "received"
    assert store.receipts(uuid)[0].kind == "transport"
    assert store.receipts(uuid)[0].number == ID


def test_a_servers_pause_is_kept_and_a_person_may_end_it(store: Store) -> None:
    # given
    a_finished(store)
    posts: list[bytes] = []
    busy = Row("", (page(429, "Too Many Requests", Retry_After="600"), OK), "")
    with scripted_server(answering(busy, posts)) as url:
        # when
        reports = [run(store, url), run(store, url), run(store, url, only_now=True)]
    # then
    assert [one.problem for one in reports] == ["server-busy", "paused", ""]
    assert len(posts) == 2
    assert outcome(store) == "received"


def test_a_kind_of_server_that_is_not_known_is_said_and_nothing_is_lost(store: Store) -> None:
    # given
    a_finished(store)
    config = ServerConfig(kind="fax", url="https://x.example")
    # when
    report = exchange(store, config=config, now=ticking(), progress=lambda _: None,
                      cancelled=lambda: False)
    # then
    assert (report.problem, report.detail, report.waiting) == ("unknown-transport", "fax", 1)


def test_the_pause_of_one_server_is_none_of_another(store: Store) -> None:
    # given
    a_finished(store)
    busy = Row("", (page(429, "Too Many Requests", Retry_After="600"),), "")
    with scripted_server(answering(busy, [])) as url:
        run(store, url)
    store.retry(ID.removeprefix("uuid:"))
    # when
    with scripted_server(answering(Row("", (OK,), ""), [])) as other:
        report = run(store, other)
    # then
    assert (report.problem, report.sent) == ("", 1)


def test_a_file_that_a_proxy_refuses_for_its_size_is_named(store: Store) -> None:
    # given
    uuid = store.create_record(AForm(), AnEntry(ID))
    store.put_attachment(uuid, "机房.jpg", b"photo")
    store.finish(uuid, an_instance(ID, photos=("机房.jpg",)), ["机房.jpg"])
    too_large = page(413, "413 Request Entity Too Large")
    # when
    with scripted_server(answering(Row("", (OK, too_large), ""), [])) as url:
        run(store, url)
    # then
    assert (outcome(store), store.outbox()[0].detail) == ("parked:too-large", "机房.jpg")


@pytest.mark.parametrize(
    "portal",
    [page(200, "Welcome"), page(302, "Moved", Location="http://10.0.0.1/"),
     Answer(200, '{"error": "log in"}', "application/json"), page(511, "Network Login"),
     page(401, "Log in"), page(403, "Log in")],
)
def test_a_captive_portal_in_front_of_everything_is_no_network(
    store: Store, portal: Answer
) -> None:
    # given
    uuid = a_finished(store)
    # when
    with scripted_server(lambda *_: portal) as url:
        report = run(store, url)
    # then
    assert report.problem in {"offline", "refused"}
    assert store.record(uuid).state == "waiting"
    assert store.receipts() == ()


def test_the_key_is_in_no_log_and_no_problem(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    # given
    a_finished(store)
    caplog.set_level("DEBUG")
    # when
    report = run(store, "http://127.0.0.1:9/SECRET")
    # then
    assert report.problem == "offline"
    assert "SECRET" not in caplog.text + str(report) + str(store.outbox())


def test_files_go_one_by_one_with_the_identical_xml(store: Store) -> None:
    # given
    uuid = store.create_record(AForm(), AnEntry(ID))
    xml = an_instance(ID, photos=("a.jpg", "b.jpg"))
    for name in ("a.jpg", "b.jpg"):
        store.put_attachment(uuid, name, name.encode() * 100)
    store.finish(uuid, xml, ["a.jpg", "b.jpg"])
    posts: list[bytes] = []
    # when
    with scripted_server(answering(Row("", (OK,), ""), posts)) as url:
        run(store, url)
    # then
    assert len(posts) == 3
    assert all(xml in one for one in posts)
    assert [b'name="a.jpg"' in one for one in posts] == [False, True, False]
    assert [b'name="b.jpg"' in one for one in posts] == [False, False, True]


@pytest.mark.parametrize(
    ("offer", "start"),
    [('Digest realm="r", nonce="n", qop="auth"', "Digest "), ('Basic realm="r"', "Basic "),
     ('Token, Digest realm="r", nonce="n", qop="auth"', "Digest ")],
)
def test_digest_and_basic_are_answered_when_asked_for(offer: str, start: str) -> None:
    # given
    seen: list[str] = []

    def answer(method: str, _path: str, _body: bytes, headers: Mapping[str, str]) -> Answer:
        seen.append(headers.get("Authorization", ""))
        if not seen[-1]:
            return Answer(401, "", headers=(("WWW-Authenticate", offer),))
        return HEAD if method == "HEAD" else OK

    # when
    with scripted_server(answer) as url:
        config = ServerConfig(url=url, username="li", password="words")  # noqa: S106 - invented
        transport = connect(config)
        transport.size_limit()
        asked = len(seen)
        reply = transport.submit(an_instance(ID), Upload("a.jpg", b"photo"), lambda _: None)
        transport.close()
    # then
    assert reply.status == 201
    assert seen[-1].startswith(start)
    # The question before it has settled how to sign in: the photo goes over the line once.
    assert len(seen) == asked + 1


@pytest.mark.parametrize(
    ("url", "told"),
    [("https://kobo.example", True), ("http://kobo.example", False), ("http://127.0.0.1:9", True)],
)
def test_a_password_is_told_to_nobody_in_between(url: str, told: bool) -> None:
    assert (authentication(url, 'Basic realm="r"', "li", "words") is not None) == told
    assert authentication(url, 'Digest realm="r", nonce="n"', "li", "words") is not None


def test_judging_is_total() -> None:
    for status in range(100, 600):
        for message in ("", "has been deleted", "(undefined)", "is now out of date"):
            for html in (False, True):
                assert judge(Reply(status, message, is_html=html)).kind


def test_planning_sends_waits_and_parks_by_the_rules() -> None:
    # given
    items = (
        an_outgoing(1), an_outgoing(2, state="parked"), an_outgoing(3, practice=True),
        an_outgoing(4, form_version="1[encrypted:x]"), an_outgoing(5, size_bytes=99_999_999),
    )
    # when
    actions = plan_exchange(Local(items, NOON), Remote(100_000_000))
    # then
    assert [type(one) for one in actions] == [Send, Hold, Hold, Park, Park]
