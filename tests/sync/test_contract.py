"""The platform's contract, the same on SQLite and PostgreSQL: Central's statuses and bodies."""

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from uuid import UUID

import pytest
import requests
from sqlalchemy import func, select

from sync.platform import accounts
from sync.platform.database import reading, writing
from sync.platform.server import RunningPlatform
from sync.platform.tables import Base, FormRow, SubmissionRow
from sync.schema import differences
from tests.sync.builders import NOON, AForm, an_instance

ONE, TWO = "uuid:one", "uuid:two"
WORDS = "correct horse battery"
HEADERS = {"X-OpenRosa-Version": "1.0"}
DIFFERENT = "A submission already exists with this ID, but with different XML"


@pytest.fixture
def http() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.headers.update(HEADERS)
        yield session


@pytest.fixture
def token(platform: RunningPlatform, http: requests.Session) -> str:
    with writing(platform.engine) as session:
        accounts.new_person(session, "Sheng@x.cn", "省", WORDS, "admin", "14", NOON)
    answer = http.post(f"{platform.url}/v1/sessions",
                       json={"email": "sheng@x.cn", "password": WORDS})
    assert answer.status_code == 200
    assert set(answer.json()) == {"token", "csrf", "expiresAt", "createdAt"}
    return str(answer.json()["token"])


def post(
    http: requests.Session, platform: RunningPlatform, xml: bytes,
    files: Mapping[str, bytes] | None = None, url: str = "",
) -> requests.Response:
    parts = {"xml_submission_file": ("a.xml", xml, "text/xml")}
    parts |= {name: (name, data, "image/jpeg") for name, data in (files or {}).items()}
    return http.post(f"{url or platform.app_user_url}/submission", files=parts)


def ask(
    http: requests.Session, platform: RunningPlatform, token: str, path: str, method: str = "GET",
    **named: object,
) -> requests.Response:
    headers = {"Authorization": f"Bearer {token}", **named.pop("headers", {})}  # type: ignore[dict-item]
    url = f"{platform.url}/v1/projects/1/forms/visit{path}"
    return http.request(method, url, headers=headers, **named)  # type: ignore[arg-type]


def count(platform: RunningPlatform) -> int:
    with reading(platform.engine) as session:
        return session.scalar(select(func.count(SubmissionRow.id))) or 0


def test_tables_are_what_the_migrations_make(platform: RunningPlatform) -> None:
    assert differences(platform.engine, Base.metadata) == []


def test_answers_are_not_held_back_by_the_network(platform: RunningPlatform) -> None:
    # asyncio sends small answers at once only on sockets that say they are TCP.
    assert platform._socket.proto == socket.IPPROTO_TCP


def test_every_answer_tells_version_and_size(
    platform: RunningPlatform, http: requests.Session
) -> None:
    # when
    head = http.head(f"{platform.app_user_url}/submission")
    # then
    assert head.status_code == 204
    assert head.headers["X-OpenRosa-Version"] == "1.0"
    assert head.headers["X-OpenRosa-Accept-Content-Length"] == "100000000"
    assert head.headers["Date"].endswith("GMT")
    assert requests.Session().head(f"{platform.app_user_url}/submission").status_code == 400


def test_forms_are_listed_and_served_with_their_hashes(
    platform: RunningPlatform, http: requests.Session
) -> None:
    # when
    listed = http.get(f"{platform.app_user_url}/formList")
    form = http.get(f"{platform.app_user_url}/forms/visit.xml")
    manifest = http.get(f"{platform.app_user_url}/forms/visit/manifest")
    package = http.get(f"{platform.app_user_url}/forms/visit/attachments/questionnaire.yzq")
    # then
    assert f"<downloadUrl>{platform.app_user_url}/forms/visit.xml</downloadUrl>" in listed.text
    assert form.content == AForm().xform
    assert "questionnaire.yzq" in manifest.text
    assert package.content == AForm().package()
    for answer in (listed, form, package):
        again = http.get(answer.url, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    missing = http.get(f"{platform.app_user_url}/forms/visit/attachments/no.csv")
    assert (missing.status_code, missing.json()["code"]) == (404, 404.1)


@pytest.mark.parametrize(
    ("key", "project", "status"),
    [("zzz", "1", 401), ("0" * 64, "1", 403), ("", "2", 404), ("", "1", 200)],
)
def test_keys_and_projects_are_answered_like_central(
    platform: RunningPlatform, http: requests.Session, key: str, project: str, status: int
) -> None:
    # when
    key = key or platform.app_user_url.split("/")[5]
    answer = http.get(f"{platform.url}/v1/key/{key}/projects/{project}/formList")
    # then
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("text/xml")


def test_a_key_that_may_use_no_form_gets_an_empty_list_and_is_refused(
    platform: RunningPlatform, http: requests.Session
) -> None:
    # given
    url = platform.new_app_user("other", forms=["another"])
    # then
    assert "<xform>" not in http.get(f"{url}/formList").text
    assert http.get(f"{url}/forms/visit.xml").status_code == 403
    assert post(http, platform, an_instance(ONE), url=url).status_code == 401


def test_first_repeated_and_completed_submissions_are_201(
    platform: RunningPlatform, http: requests.Session
) -> None:
    # given
    xml = an_instance(ONE, photos=("a.jpg", "fôto é.jpg"))
    # when
    answers = [
        post(http, platform, xml), post(http, platform, xml),
        post(http, platform, xml, {"a.jpg": b"1"}),
        post(http, platform, xml, {"a.jpg": b"2", "stray.jpg": b"x"}),
        post(http, platform, xml, {"fôto é.jpg": b"3"}),
    ]
    # then
    assert [one.status_code for one in answers] == [201] * 5
    assert "full submission upload was successful!" in answers[0].text
    assert len({one.headers["X-Yunzhen-Receipt"] for one in answers}) == 1
    assert [one.headers["X-Yunzhen-Missing"] for one in answers] == ["2", "2", "1", "1", "0"]
    assert count(platform) == 1


def test_the_refusals_of_the_table(platform: RunningPlatform, http: requests.Session) -> None:
    # given
    post(http, platform, an_instance(ONE))
    cases: list[tuple[bytes, int, str]] = [
        (an_instance(ONE) + b"\n", 409, DIFFERENT),
        (an_instance("uuid:e", deprecated_id="uuid:none"), 404, "find that submission to update"),
        (an_instance("uuid:v", version="9"), 404, "'9' does not exist"),
        (an_instance("uuid:f", form_id="other"), 404, "Could not find"),
        (b"no xml", 400, "form ID"), (b"<data/>", 400, "form ID"), (b"<!-- <data", 400, "form ID"),
        (an_instance("uuid:x").replace(b' version="1"', b""), 404, "'' does not exist"),
    ]
    # then
    for xml, status, words in cases:
        answer = post(http, platform, xml)
        assert (answer.status_code, words in answer.text) == (status, True), (xml, answer.text)
        assert '<message nature="error">' in answer.text
    assert count(platform) == 1


def test_an_edit_replaces_carries_files_over_and_may_be_repeated(
    platform: RunningPlatform, http: requests.Session, token: str
) -> None:
    # given
    first = an_instance(ONE, photos=("a.jpg", "b.jpg"))
    post(http, platform, first, {"a.jpg": b"1", "b.jpg": b"2"})
    edit = an_instance(TWO, deprecated_id=ONE, photos=("a.jpg", "c.jpg"))
    # when
    assert [post(http, platform, edit).status_code for _ in range(2)] == [201, 201]
    # then
    names = ask(http, platform, token, f"/submissions/{ONE}/attachments").json()
    assert names == [{"name": "a.jpg", "exists": True}, {"name": "c.jpg", "exists": False}]
    found = ask(http, platform, token, f"/submissions/{ONE}").json()
    assert (found["instanceId"], found["reviewState"]) == (ONE, "edited")
    assert found["currentVersion"]["instanceId"] == TWO
    assert ask(http, platform, token, f"/submissions/{ONE}.xml").content == edit
    moved = ask(http, platform, token, f"/submissions/{TWO}", allow_redirects=False)
    assert (moved.status_code, moved.headers["Location"]) == (
        301, f"../submissions/{ONE}/versions/{TWO}")
    # and a stale edit is refused, the late original is not
    stale = post(http, platform, an_instance("uuid:3", deprecated_id=ONE))
    assert (stale.status_code, f"({ONE}) is now out of date" in stale.text) == (409, True)
    reused = post(http, platform, an_instance(ONE, deprecated_id=TWO))
    assert (reused.status_code, "already exists with instanceID" in reused.text) == (409, True)
    late = post(http, platform, first)
    assert (late.status_code, "(undefined) is now out of date" in late.text) == (409, True)
    assert late.headers["X-Yunzhen-Receipt"].startswith("SX-")
    assert count(platform) == 1
    # and the version's own address is there
    there = f"/submissions/{ONE}/versions/{TWO}"
    assert ask(http, platform, token, there).json()["current"] is True
    assert ask(http, platform, token, f"{there}.xml").content == edit


def test_a_file_that_comes_after_an_edit_reaches_the_edit_too(
    platform: RunningPlatform, http: requests.Session, token: str
) -> None:
    # given: an edit was made while a photo was on its way
    first = an_instance(ONE, photos=("a.jpg",))
    post(http, platform, first)
    post(http, platform, an_instance(TWO, deprecated_id=ONE, photos=("a.jpg",)))
    # when
    answers = [post(http, platform, first, {"a.jpg": b"1"}) for _ in range(2)]
    # then
    assert [one.status_code for one in answers] == [201, 409]
    found = ask(http, platform, token, f"/submissions/{ONE}/attachments/a.jpg")
    assert found.content == b"1"


@pytest.mark.parametrize(
    ("cut", "fault"),
    [(lambda xml: xml[:-20], "not-whole"), (lambda xml: xml[:120], "not-whole"),
     (lambda xml: b"<!DOCTYPE data [<!ENTITY a 'b'>]>" + xml, "not-whole"),
     (lambda xml: xml.replace(b"</consent_sync>", b"</other>"), "not-whole"),
     (lambda xml: xml.replace(ONE.encode(), b""), "no-id")],
)
def test_what_is_broken_is_stored_as_it_is_and_marked(
    platform: RunningPlatform, http: requests.Session, token: str,
    cut: Callable[[bytes], bytes], fault: str,
) -> None:
    # given
    xml = cut(an_instance(ONE))
    # when
    assert post(http, platform, xml).status_code == 201
    # then
    with reading(platform.engine) as session:
        (row,) = session.scalars(select(SubmissionRow)).all()
        assert (row.fault, row.enterprise) == (fault, "山西砚川机械制造有限公司")
    assert ask(http, platform, token, f"/submissions/{row.instance_id}.xml").content == xml
    entry = ask(http, platform, token, ".svc/Submissions").json()["value"][0]
    assert entry["ent_name"].startswith("山西砚川")


def test_without_an_id_each_retry_is_another_record(
    platform: RunningPlatform, http: requests.Session
) -> None:
    xml = an_instance("")
    assert [post(http, platform, xml).status_code for _ in range(2)] == [201, 201]
    assert count(platform) == 2
    with reading(platform.engine) as session:
        for row in session.scalars(select(SubmissionRow)):
            assert UUID(row.instance_id)


@pytest.mark.parametrize("harm", [b"\xff", b"\0"])
def test_bytes_that_are_no_text_are_an_internal_error_in_json(
    platform: RunningPlatform, http: requests.Session, harm: bytes
) -> None:
    xml = an_instance(ONE).replace(b"<consent_sync>", b"<consent_sync>" + harm)
    answer = post(http, platform, xml)
    assert (answer.status_code, answer.json()["code"]) == (500, 500.1)
    assert count(platform) == 0


def test_an_encrypted_record_is_kept_with_the_files_that_it_lists(
    platform: RunningPlatform, http: requests.Session, token: str
) -> None:
    # given
    xml = (b'<data xmlns="http://opendatakit.org/submissions" encrypted="yes" id="visit" '
           b'version="1"><base64EncryptedKey>k</base64EncryptedKey><meta '
           b'xmlns="http://openrosa.org/xforms"><instanceID>uuid:one</instanceID></meta>'
           b"<media><file>a.jpg.enc</file></media>"
           b"<encryptedXmlFile>submission.xml.enc</encryptedXmlFile></data>")
    # when
    answer = post(http, platform, xml, {"submission.xml.enc": b"1", "a.jpg.enc": b"2"})
    # then
    assert (answer.status_code, answer.headers["X-Yunzhen-Missing"]) == (201, "0")
    entry = ask(http, platform, token, ".svc/Submissions").json()["value"][0]
    assert entry["__system"]["status"] == "notDecrypted"


def test_a_viewer_sends_nothing(platform: RunningPlatform, http: requests.Session) -> None:
    # given
    with writing(platform.engine) as session:
        accounts.new_person(session, "kan@x.cn", "看", WORDS, "viewer", "14", NOON)
    login = {"email": "kan@x.cn", "password": WORDS}
    own = http.post(f"{platform.url}/v1/sessions", json=login).json()["token"]
    http.headers["Authorization"] = f"Bearer {own}"
    project = f"{platform.url}/v1/projects/1"
    # then: on this one endpoint a lack of rights is a 401 (row 33)
    assert http.get(f"{project}/formList").status_code == 200
    assert post(http, platform, an_instance(ONE), url=project).status_code == 401
    assert count(platform) == 0


def test_identical_submissions_at_once_are_one_record(platform: RunningPlatform) -> None:
    # given
    url, xml, statuses = platform.app_user_url, an_instance(ONE, photos=("a.jpg",)), []
    barrier = threading.Barrier(6)

    def send() -> None:
        with requests.Session() as own:
            own.headers.update(HEADERS)
            barrier.wait()
            statuses.append(post(own, platform, xml, {"a.jpg": b"same"}, url).status_code)

    threads = [threading.Thread(target=send) for _ in range(6)]
    # when
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    # then
    assert statuses == [201] * 6
    assert count(platform) == 1


def test_a_closed_form_takes_nothing_and_old_versions_stay_accepted(
    platform: RunningPlatform, http: requests.Session
) -> None:
    # given
    platform.publish(AForm(version="2"))
    assert post(http, platform, an_instance(ONE, version="1")).status_code == 201
    with writing(platform.engine) as session:
        form = session.scalars(select(FormRow)).one()
        form.state = "closed"
    # when
    answer = post(http, platform, an_instance(TWO))
    # then
    assert (answer.status_code, "not currently accepting" in answer.text) == (409, True)
    assert "<xform>" not in http.get(f"{platform.app_user_url}/formList").text


def test_broken_bodies_are_told_apart(platform: RunningPlatform, http: requests.Session) -> None:
    # given
    url = f"{platform.app_user_url}/submission"
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    part = b'--b\r\nContent-Disposition: form-data; name="xml_submission_file"'
    whole = part + b'; filename="a"\r\n\r\n' + an_instance(ONE) + b"\r\n--b--\r\n"
    unnamed = part + b"\r\n\r\n" + an_instance(ONE) + b"\r\n--b--\r\n"
    # then
    plain = http.post(url, data=b"x", headers={"Content-Type": "text/plain"})
    assert (plain.status_code, "xml_submission_file missing" in plain.text) == (400, True)
    assert http.post(url, data=unnamed, headers=kind).status_code == 400
    cut = http.post(url, data=whole[:-20], headers=kind)
    assert (cut.status_code, cut.json()["code"]) == (400, 400.39)
    assert count(platform) == 0
    assert http.post(url, data=whole, headers=kind).status_code == 201


def test_reviewing_over_rest(
    platform: RunningPlatform, http: requests.Session, token: str
) -> None:
    # given
    post(http, platform, an_instance(ONE))
    path = f"/submissions/{ONE}"
    # when
    state = ask(http, platform, token, path, "PATCH", json={"reviewState": "hasIssues"},
                headers={"X-Action-Notes": "fix%20age"})
    said = ask(http, platform, token, f"{path}/comments", "POST", json={"body": "看 3.10"})
    wrong = ask(http, platform, token, path, "PATCH", json={"reviewState": "received"})
    # then
    assert (state.status_code, state.json()["reviewState"]) == (200, "hasIssues")
    assert (said.status_code, wrong.json()["code"]) == (200, 400.8)
    comments = ask(http, platform, token, f"{path}/comments").json()
    assert [one["body"] for one in comments] == ["看 3.10"]
    audits = ask(http, platform, token, f"{path}/audits").json()
    assert (audits[0]["notes"], audits[0]["details"]) == ("fix age", {"reviewState": "hasIssues"})
    versions = ask(http, platform, token, f"{path}/versions").json()
    assert [one["current"] for one in versions] == [True]


def test_odata_pages_counts_and_feeds_changes(
    platform: RunningPlatform, http: requests.Session, token: str
) -> None:
    # given
    for number in range(5):
        post(http, platform, an_instance(f"uuid:{number}", photos=("a.jpg",)))
    # when
    page = ask(http, platform, token, ".svc/Submissions?$top=2&$count=true").json()
    rest = http.get(page["@odata.nextLink"], headers={"Authorization": f"Bearer {token}"}).json()
    feed = ".svc/Submissions?$top=2&$filter=__system/submissionDate ge "
    none = ask(http, platform, token, f"{feed}2127-01-01T00:00:00Z").json()
    some = ask(http, platform, token, f"{feed}2026-01-01T00:00:00.000Z").json()
    wrong = ask(http, platform, token, f"{feed}yesterday")
    # then
    assert page["@odata.count"] == 5
    assert [one["__id"] for one in page["value"]] == ["uuid:4", "uuid:3"]
    assert [one["__id"] for one in rest["value"]] == ["uuid:2", "uuid:1"]
    assert page["value"][0]["ent_name"] == "山西砚川机械制造有限公司"
    assert page["value"][0]["__system"]["attachmentsExpected"] == 1
    assert none["value"] == []
    # and the next page is of the same question
    assert "submissionDate" in some["@odata.nextLink"]
    assert wrong.status_code == 400


def test_rest_refuses_keys_strangers_and_other_regions(
    platform: RunningPlatform, http: requests.Session, token: str
) -> None:
    # given
    post(http, platform, an_instance(ONE, extra="<reg_county>140702</reg_county>"))
    with writing(platform.engine) as session:
        for email, region in (("taiyuan@x.cn", "1401"), ("jinzhong@x.cn", "1407")):
            accounts.new_person(session, email, "审", WORDS, "reviewer", region, NOON)
    key = platform.app_user_url
    path = f"/forms/visit/submissions/{ONE}"

    def status_as(email: str) -> int:
        account = {"email": email, "password": WORDS}
        own = http.post(f"{platform.url}/v1/sessions", json=account).json()["token"]
        return ask(http, platform, own, f"/submissions/{ONE}").status_code

    # then
    assert http.get(f"{key}{path}").status_code == 403
    assert http.get(f"{platform.url}/v1/projects/1{path}").json()["code"] == 401.2
    assert [status_as("taiyuan@x.cn"), status_as("jinzhong@x.cn")] == [404, 200]
    out = http.delete(f"{platform.url}/v1/sessions/current",
                      headers={"Authorization": f"Bearer {token}"})
    assert out.status_code == 200
    assert ask(http, platform, token, f"/submissions/{ONE}").status_code == 401


def test_guessing_passwords_is_stopped(platform: RunningPlatform, http: requests.Session) -> None:
    # given
    with writing(platform.engine) as session:
        accounts.new_person(session, "a@x.cn", "a", WORDS, "viewer", "14", NOON)

    def status(password: str) -> int:
        account = {"email": "a@x.cn", "password": password}
        return http.post(f"{platform.url}/v1/sessions", json=account).status_code

    # then
    assert [status(f"wrong {n}") for n in range(6)] == [401] * 5 + [429]
    assert status(WORDS) == 429


def test_too_large_a_body_is_413(platform: RunningPlatform, http: requests.Session) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(101):
            yield b"x" * 1_000_000

    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = http.post(f"{platform.app_user_url}/submission", data=endless(), headers=kind)
    assert answer.status_code == 413
