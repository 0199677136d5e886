"""The REST side against ODK Central's recorded answers (central-api.md §0 and §2)."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import pytest

from sync.client import CentralRest, connect
from sync.errors import (
    AuthExpiredError,
    OfflineError,
    ServerBusyError,
    ServerRejectedError,
    SyncError,
)
from sync.values import ServerConfig
from tests.sync.central_answers import NO_CREDENTIALS, NO_RIGHTS, Answer, page, rest, said
from tests.sync.scripted_server import scripted_server

ROOT = "/v1/projects/1/forms/visit"
ONE = f"{ROOT}/submissions/uuid%3A1"
SUBMISSION = {"instanceId": "uuid:1", "reviewState": "hasIssues", "updatedAt": "x",
              "currentVersion": {"instanceId": "uuid:2", "current": True}}
COMMENT = {"body": "看 3.10", "actorId": 5, "createdAt": "2026-11-23T01:02:03.004Z",
           "actor": {"displayName": "审核员"}}
AUDIT = {"action": "submission.update", "actorId": 5, "notes": "补照片",
         "details": {"reviewState": "hasIssues"}, "loggedAt": "2026-11-23T01:02:04.000Z",
         "actor": {"displayName": "审核员"}}
OTHER_AUDIT = {"action": "submission.create", "actorId": 5, "details": {}, "loggedAt": "x"}
WRONG = rest(401, "Could not authenticate with the provided credentials.", 401.2)
TOKEN = {"token": "T1", "csrf": "c", "expiresAt": "x", "createdAt": "x"}
XMLNS = "http://openrosa.org/xforms/xformsList"


def ok(data: object) -> Answer:
    return Answer(200, json.dumps(data), "application/json; charset=utf-8")


@contextmanager
def central(
    answers: Mapping[str, Answer], seen: list[tuple[str, str, str]] | None = None,
    before: Callable[[str, str, str], Answer | None] = lambda *_: None,
) -> Iterator[CentralRest]:
    """A client of a server that answers by path; ``seen`` are method, path, authorization."""

    def answer(method: str, path: str, _body: bytes, headers: Mapping[str, str]) -> Answer:
        token = headers.get("Authorization", "")
        if seen is not None:
            seen.append((method, path, token))
        early = before(method, path, token)
        if early is not None:
            return early
        if path == "/v1/sessions":
            return ok(TOKEN)
        if path.endswith("/comments") and "X-Extended-Metadata" not in headers:
            # Only the extended answer names who it was.
            return ok([{**COMMENT, "actor": None}])
        return answers.get(path, rest(404, "Could not find the resource.", 404.1))

    with scripted_server(answer) as url:
        client = CentralRest(ServerConfig(
            rest_url=f"{url}/v1/projects/1", rest_email="a@x.cn", rest_password="p"))  # noqa: S106
        yield client
        client.close()


def test_states_comments_and_notes_become_reviews() -> None:
    # given
    seen: list[tuple[str, str, str]] = []
    answers = {ONE: ok(SUBMISSION), f"{ONE}/comments": ok([COMMENT]),
               f"{ONE}/audits": ok([AUDIT, OTHER_AUDIT])}
    # when
    with central(answers, seen) as client:
        found = client.record("visit", "uuid:1")
    # then
    assert found is not None
    assert (found.state, found.current_id) == ("hasIssues", "uuid:2")
    assert [(key.split(":")[0], one.text, one.author) for key, one in found.reviews] == [
        ("comment", "看 3.10", "审核员"), ("state", "补照片", "审核员")]
    assert seen[0] == ("POST", "/v1/sessions", "")
    assert {token for _, path, token in seen if path != "/v1/sessions"} == {"Bearer T1"}
    assert seen[-1][:2] == ("DELETE", "/v1/sessions/current")


def test_an_account_that_may_not_read_the_log_still_gets_the_comments() -> None:
    answers = {ONE: ok(SUBMISSION), f"{ONE}/comments": ok([COMMENT]),
               f"{ONE}/audits": rest(403, "No rights.", 403.1)}
    with central(answers) as client:
        found = client.record("visit", "uuid:1")
    assert found is not None
    assert len(found.reviews) == 1


def test_a_record_that_is_not_there_is_none() -> None:
    with central({}) as client:
        assert client.record("visit", "uuid:1") is None


def test_a_later_versions_id_leads_to_the_record() -> None:
    # given: what this laptop knows first is an edit of what the server had before
    later = f"{ROOT}/submissions/uuid%3A2"
    moved = Answer(301, "", "text/plain", (
        ("Location", "../submissions/uuid:1/versions/uuid:2"),))
    answers = {later: moved, ONE: ok(SUBMISSION), f"{ONE}/comments": ok([COMMENT]),
               f"{ONE}/audits": ok([]), f"{ONE}.xml": Answer(200, "<data/>", "application/xml")}
    # when
    with central(answers) as client:
        found = client.record("visit", "uuid:2")
        xml = client.current_xml("visit", "uuid:2")
    # then
    assert found is not None
    assert (found.state, len(found.reviews), xml) == ("hasIssues", 1, b"<data/>")


def test_a_session_that_ended_is_renewed_once() -> None:
    # given
    seen: list[tuple[str, str, str]] = []

    def expired(_method: str, path: str, _token: str) -> Answer | None:
        first = sum(one[1] == ONE for one in seen) == 1
        return WRONG if path == ONE and first else None

    # when
    with central({ONE: ok(SUBMISSION)}, seen, expired) as client:
        found = client.record("visit", "uuid:1")
    # then
    assert found is not None
    assert sum(path == "/v1/sessions" for _, path, _ in seen) == 2


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (WRONG, AuthExpiredError), (page(200, "Welcome"), OfflineError), (ok({}), OfflineError),
        (page(401, "Log in"), OfflineError),
        (page(302, "Moved", Location="http://10.0.0.1/"), OfflineError),
        (page(503, "Unavailable"), ServerBusyError), (Answer(0), OfflineError),
        (rest(401, "only available over HTTPS", 401.3), AuthExpiredError),
    ],
)
def test_signing_in_fails_by_name(answer: Answer, error: type[Exception]) -> None:
    with (
        central({}, before=lambda _method, path, _token: answer if "sess" in path else None) as c,
        pytest.raises(error),
    ):
        c.record("visit", "uuid:1")


def test_the_change_feed_is_read_to_its_end() -> None:
    # given
    first = f"{ROOT}.svc/Submissions?$select=__id,__system"
    entry = {"__id": "uuid:1", "__system": {"submissionDate": "2026-01-01", "updatedAt": None}}
    later = {"__id": "uuid:2", "__system": {"submissionDate": "2026-01-01",
                                            "updatedAt": "2026-02-02"}}
    pages: dict[str, Answer] = {}

    def answer(_method: str, path: str, _token: str) -> Answer | None:
        if path == first:
            return ok({"value": [entry], "@odata.nextLink": f"{base[0]}{ROOT}.svc/next"})
        return ok({"value": [later]}) if path.endswith("/next") else None

    base: list[str] = []
    # when
    with central(pages, before=answer) as client:
        base.append(f"http://{client.server}")
        found = client.changed_since("visit", "")
    # then
    assert found == (frozenset({"uuid:1", "uuid:2"}), "2026-02-02")


@pytest.mark.parametrize("status", [403, 404])
def test_an_account_that_may_not_read_the_project_is_told_so(status: int) -> None:
    feed = f"{ROOT}.svc/Submissions?$select=__id,__system"
    refused = rest(status, "The authenticated actor does not have rights.", status + 0.1)
    with central({feed: refused}) as client, pytest.raises(SyncError) as caught:
        client.changed_since("visit", "")
    assert (caught.value.code, caught.value.values["found"]) == ("no-review-rights", str(status))


def test_the_token_goes_to_no_other_server() -> None:
    page_one = ok({"value": [], "@odata.nextLink": "http://elsewhere.example/v1/next"})
    feed = f"{ROOT}.svc/Submissions?$select=__id,__system"
    with central({feed: page_one}) as client, pytest.raises(SyncError) as caught:
        client.changed_since("visit", "")
    assert caught.value.code == "wrong-domain"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (NO_CREDENTIALS, AuthExpiredError), (NO_RIGHTS, AuthExpiredError),
        (said(404, "Could not find the resource you were looking for."), ServerRejectedError),
        (said(400, "An expected header field (X-OpenRosa-Version) did not match."),
         ServerRejectedError),
        (rest(404, "Expected /v1", 404.2), ServerRejectedError),
        (page(502, "Bad Gateway"), ServerBusyError), (page(200, "Welcome"), OfflineError),
        (page(401, "Log in to the network"), OfflineError), (page(403, "Log in"), OfflineError),
        (Answer(200, "<other/>"), OfflineError), (Answer(200, ""), OfflineError),
    ],
)
def test_the_form_list_fails_by_name(answer: Answer, error: type[Exception]) -> None:
    with scripted_server(lambda *_: answer) as url:
        transport = connect(ServerConfig(url=url))
        with pytest.raises(error):
            transport.form_list()
        transport.close()


def test_a_form_list_tells_forms_with_and_without_files_and_may_be_empty() -> None:
    # given
    item = ("<xform><formID>a</formID><name>A &amp; B</name><version>1</version>"
            "<hash>md5:x</hash><downloadUrl>u</downloadUrl>{}</xform>")
    body = (f'<xforms xmlns="{XMLNS}">{item.format("<manifestUrl>m</manifestUrl>")}'
            f"{item.format('')}</xforms>")
    # when
    with scripted_server(lambda *_: Answer(200, body)) as url:
        transport = connect(ServerConfig(url=url))
        with_files, without = transport.form_list()
        nothing = transport.manifest(without)
        transport.close()
    # then
    assert (with_files.name, with_files.manifest_url, without.manifest_url) == ("A & B", "m", "")
    assert nothing == ()


def test_an_unchanged_file_is_not_sent_again() -> None:
    def answer(_m: str, _p: str, _b: bytes, headers: Mapping[str, str]) -> Answer:
        known = headers.get("If-None-Match") == '"e"'
        return Answer(304 if known else 200, "" if known else "x", "text/csv", (("ETag", '"e"'),))

    with scripted_server(answer) as url:
        transport = connect(ServerConfig(url=url))
        first = transport.fetch(f"{url}/a.csv")
        again = transport.fetch(f"{url}/a.csv", first.etag)
        transport.close()
    assert (first.data, again.data, again.etag) == (b"x", None, '"e"')
