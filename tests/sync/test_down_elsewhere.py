"""Downloads as ODK Central and KoboToolbox give them, where they differ from our own platform."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sync.addresses import normalised, same_server
from sync.client import OpenRosaTransport
from sync.configuration import read_configuration
from sync.down import fetch_forms
from sync.engine import exchange
from sync.errors import SyncError
from sync.store import Store
from sync.values import ExchangeReport, ServerConfig
from tests.sync.builders import AForm, load_a_form, ticking
from tests.sync.central_answers import Answer, page
from tests.sync.scripted_server import scripted_server

LIST = "http://openrosa.org/xforms/xformsList"
MANIFEST = "http://openrosa.org/xforms/xformsManifest"
XML, CSV = "text/xml; charset=utf-8", "text/csv; charset=utf-8"
TASKS = "name,label,__version,county\nu1,砚川,2,140702\n"


def md5(text: str) -> str:
    return "md5:" + hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


@dataclass
class OtherServer:
    """Offers forms with files; ``hashes`` promise others than the bytes', ``instead`` answers."""

    forms: tuple[AForm, ...] = (AForm(),)
    files: dict[str, str] = field(default_factory=dict)
    lists: frozenset[str] = frozenset()
    hashes: dict[str, str] = field(default_factory=dict)
    instead: dict[str, Answer] = field(default_factory=dict)
    media_at: str = ""
    seen: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def answer(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        self.seen.append((path, headers))
        base, name = f"http://{headers['Host']}", path.rsplit("/", 1)[-1]
        if name in self.instead:
            return self.instead[name]
        if name == "formList":
            return self._list(base)
        if name.endswith(".manifest"):
            return self._manifest(self.media_at or base)
        if name.endswith(".xml"):
            return Answer(200, self._form(name).xform.decode(), XML)
        return Answer(200, self.files[name], CSV)

    def _form(self, name: str) -> AForm:
        return next(one for one in self.forms if f"{one.id}.xml" == name)

    def _list(self, base: str) -> Answer:
        forms = "".join(
            f"<xform><formID>{one.id}</formID><name>f</name><version>{one.version}</version>"
            f"<hash>{md5(one.xform.decode())}</hash><downloadUrl>{base}/{one.id}.xml</downloadUrl>"
            f"<manifestUrl>{base}/{one.id}.manifest</manifestUrl></xform>" for one in self.forms)
        return Answer(200, f'<xforms xmlns="{LIST}">{forms}</xforms>', XML)

    def _manifest(self, base: str) -> Answer:
        kind = dict.fromkeys(self.lists, ' type="entityList"')
        files = "".join(
            f"<mediaFile{kind.get(name, '')}><filename>{name}</filename>"
            f"<hash>{self.hashes.get(name, md5(text))}</hash>"
            f"<downloadUrl>{base}/{name}</downloadUrl></mediaFile>"
            for name, text in self.files.items())
        return Answer(200, f'<manifest xmlns="{MANIFEST}">{files}</manifest>', XML)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.create(tmp_path / "store", "p", now=ticking())
    yield made
    made.close()


@contextmanager
def connected(server: OtherServer) -> Iterator[OpenRosaTransport]:
    with scripted_server(server.answer) as url:
        transport = OpenRosaTransport(ServerConfig(url=url))
        yield transport
        transport.close()


def run(store: Store, server: OtherServer) -> ExchangeReport:
    with scripted_server(server.answer) as url:
        return exchange(store, config=ServerConfig(url=url), now=ticking(),
                        progress=lambda _: None, cancelled=lambda: False, load=load_a_form)


def test_an_entity_list_comes_although_its_hash_is_of_the_last_change(store: Store) -> None:
    # given: Central gives the MD5 of a time
    server = OtherServer(files={"assignments.csv": TASKS}, lists=frozenset({"assignments.csv"}),
                         hashes={"assignments.csv": md5("2026-11-23T10:00:00.000Z")})
    # when
    first, again = run(store, server), run(store, server)
    # then it came once, with the questionnaire
    assert (first.problem, first.new_tasks, first.new_questionnaires) == ("", 1, 1)
    assert again.new_tasks == 0
    assert sum(path == "/assignments.csv" for path, _ in server.seen) == 1


@pytest.mark.parametrize(
    "answer", [Answer(404, '{"message": "Could not find", "code": 404.1}', "application/json"),
               Answer(403, "no", XML)])
def test_a_form_whose_file_does_not_come_keeps_no_other_back(
    store: Store, answer: Answer
) -> None:
    # given two forms, of which the first one's own XML is refused
    server = OtherServer(forms=(AForm(id="closed"), AForm()), instead={"closed.xml": answer})
    # when
    report = run(store, server)
    # then the other is here, and the first is named and asked for again
    assert report.problem == "form-unusable"
    assert report.detail.startswith("closed 1:")
    assert [one.form_id for one in store.questionnaires()] == ["visit"]
    server.instead.clear()
    assert run(store, server).new_questionnaires == 1


def test_a_file_in_a_store_beside_the_server_is_fetched_without_key_or_password(
    store: Store,
) -> None:
    # given: Central keeps files in S3 and sends whoever asks there
    text = "name,label\n1,榆次\n"
    elsewhere = OtherServer(files={"signed": text})
    with scripted_server(elsewhere.answer) as address:
        moved = page(307, "Moved", Location=f"{address.replace('127.0.0.1', 'localhost')}/signed")
        server = OtherServer(files={"divisions.csv": text}, instead={"divisions.csv": moved})
        # when
        report = run(store, server)
    # then
    assert (report.problem, report.new_questionnaires) == ("", 1)
    ((path, headers),) = elsewhere.seen
    assert path == "/signed"
    told = {name.lower() for name in headers}
    assert not {"authorization", "x-openrosa-version", "cookie"} & told


def test_a_login_page_instead_of_a_file_is_still_the_network(store: Store) -> None:
    portal = OtherServer(instead={"login": page(200, "请登录")})
    with scripted_server(portal.answer) as address:
        moved = page(302, "Moved", Location=f"{address.replace('127.0.0.1', 'localhost')}/login")
        server = OtherServer(files={"divisions.csv": "name\n1\n"}, instead={"divisions.csv": moved})
        report = run(store, server)
    assert (report.problem, report.detail) == ("offline", "captive-portal")
    assert store.questionnaires() == ()


def test_a_media_file_whose_hash_is_of_its_address_is_taken(store: Store) -> None:
    # given a file of KoboToolbox that lies elsewhere
    server = OtherServer(files={"a.csv": "name\n1\n"}, hashes={"a.csv": md5("https://kf/a.csv")})
    # then
    assert run(store, server).new_questionnaires == 1


def test_a_media_file_without_a_promise_is_taken(store: Store) -> None:
    server = OtherServer(files={"a.csv": "name\n1\n"}, hashes={"a.csv": "md5:"})
    assert run(store, server).new_questionnaires == 1


def test_a_media_file_that_is_another_each_time_is_not_taken(store: Store) -> None:
    # given
    server = OtherServer(files={"a.csv": "0"}, hashes={"a.csv": md5("other")})
    answer: Callable[..., Answer] = server.answer

    def changing(method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        server.files["a.csv"] += "1"
        return answer(method, path, body, headers)

    # when
    with scripted_server(changing) as url:
        transport = OpenRosaTransport(ServerConfig(url=url))
        offered = transport.form_list()
        down = fetch_forms(store, transport, load_a_form, offered)
        transport.close()
    # then
    assert "file-differs a.csv" in down.unusable
    assert store.questionnaires() == ()


def test_key_and_password_go_to_no_other_host() -> None:
    # given a server that wants a password, and an address on another host
    with connected(OtherServer()) as transport, pytest.raises(SyncError) as caught:
        transport.fetch("http://elsewhere.example/a.csv")
    assert (caught.value.code, caught.value.values["found"]) == (
        "wrong-domain", "elsewhere.example")


def test_no_cookie_of_the_network_is_sent_on() -> None:
    server = OtherServer()
    listed = server._list("http://127.0.0.1")
    server.instead["formList"] = Answer(200, listed.body, XML, (("Set-Cookie", "sid=1"),))
    with connected(server) as transport:
        transport.form_list()
        transport.form_list()
    assert all("Cookie" not in headers for _, headers in server.seen)


def test_a_server_that_wants_tls_is_told_from_a_portal() -> None:
    # given
    def answer(_m: str, path: str, _b: bytes, headers: Mapping[str, str]) -> Answer:
        return page(301, "Moved", Location=f"https://{headers['Host']}{path}")

    # then
    with scripted_server(answer) as url:
        transport = OpenRosaTransport(ServerConfig(url=url))
        with pytest.raises(SyncError) as caught:
            transport.form_list()
        transport.close()
    assert caught.value.code == "use-https"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://c.gov.cn/v1", "https://C.GOV.CN:443/x", True),
        ("http://localhost:80", "http://LOCALHOST", True),
        ("https://c.gov.cn", "http://c.gov.cn", False),
        ("https://c.gov.cn", "https://c.gov.cn:8443", False),
        ("https://[::1]:9", "https://[::1]:9/a", True), ("x", "x", False),
    ],
)
def test_addresses_are_compared_as_servers_mean_them(one: str, other: str, same: bool) -> None:
    assert same_server(one, other) is same


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("HTTPS://Central.Gov.CN:443/v1/key/K/projects/1/formList",
         "https://central.gov.cn/v1/key/K/projects/1"),
        ("https://c.gov.cn/v1/key/K/projects/1/forms/visit.xml", "https://c.gov.cn/v1/key/K/projects/1"),
        ("https://c.gov.cn/v1/test/T/projects/1/forms/visit/draft",
         "https://c.gov.cn/v1/test/T/projects/1/forms/visit/draft"),
        ("https://kc.kobotoolbox.org/forms_north", "https://kc.kobotoolbox.org/forms_north"),
        ("https://kc.kobotoolbox.org/li/submission", "https://kc.kobotoolbox.org/li"),
    ],
)
def test_a_pasted_address_loses_only_the_page_that_came_along(pasted: str, kept: str) -> None:
    assert read_configuration(pasted).url == kept
    assert normalised(kept) == kept


def test_the_code_of_an_app_user_brings_the_address_of_reviews_too() -> None:
    pasted = '{"general": {"server_url": "https://c.gov.cn/v1/key/K/projects/7"}, "admin": {}}'
    assert read_configuration(pasted).rest_url == "https://c.gov.cn/v1/projects/7"
