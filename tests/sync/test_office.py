"""Publishing everything to ODK Central, against a server that answers as recorded (§2)."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from openpyxl import Workbook

from desktop.cli import main
from desktop.publish import PASSWORD
from sync.client.office import OTHER, PUBLISHED, SAME, Row, connect_office
from sync.configuration import read_configuration, read_picture
from sync.errors import ServerRejectedError
from sync.office import PROPERTIES
from tests.sync.builders import AForm
from tests.sync.central_answers import Answer, rest
from tests.sync.scripted_server import scripted_server

NOT_FOUND = rest(404, "Could not find the resource you were looking for.", 404.1)
NO_RIGHTS = rest(403, "The authenticated actor does not have rights to perform that action.", 403.1)
CONFLICT = rest(409, "A resource already exists with acteeId value(s) of 1.", 409.3)
TAKEN = rest(409, "You tried to publish the form with a version that was published before.", 409.6)
SUCCESS = {"success": True}


def ok(data: object) -> Answer:
    return Answer(200, json.dumps(data), "application/json; charset=utf-8")


@dataclass
class FormThere:
    """A form at Central: published versions, a draft, and the draft's files by name."""

    versions: dict[str, bytes] = field(default_factory=dict)
    draft: bytes = b""
    files: dict[str, bytes | None] = field(default_factory=dict)


class ScriptedCentral:
    """The answers of Central's REST to a manager, with what was put there."""

    def __init__(self) -> None:
        self.projects: list[dict[str, Any]] = [{"id": 1, "name": "别的", "keyId": None}]
        self.forms: dict[str, FormThere] = {}
        self.lists: dict[str, set[str]] = {}
        self.rows: dict[str, dict[str, Any]] = {}
        self.keys: list[dict[str, Any]] = []
        self.assigned: set[str] = set()
        self.deleted: set[str] = set()
        self.rights = True

    def answer(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        where = unquote(urlsplit(path).path).removeprefix("/v1")
        if where == "/sessions":
            return ok({"token": "T", "csrf": "c"})
        assert headers.get("Authorization") == "Bearer T"
        if where == "/projects":
            return self._projects(method, body)
        if not self.rights:
            return NO_RIGHTS
        project, _, rest_of = where.removeprefix("/projects/").partition("/")
        assert project == "2"
        kind, _, inner = rest_of.partition("/")
        data = json.loads(body) if body[:1] in b"{[" and kind != "forms" and body else {}
        return {
            "forms": lambda: self._forms(method, inner, body),
            "datasets": lambda: self._datasets(method, inner, data),
            "app-users": lambda: self._app_users(method, data),
            "assignments": lambda: self._assign(inner),
        }[kind]()

    def _projects(self, method: str, body: bytes) -> Answer:
        if method == "GET":
            return ok(self.projects)
        self.projects.append({"id": 2, "name": json.loads(body)["name"], "keyId": None})
        return ok(self.projects[-1])

    def _forms(self, method: str, inner: str, body: bytes) -> Answer:
        if not inner:
            form_id = identity(body)[0]
            assert form_id not in self.forms
            self.forms[form_id] = FormThere()
            return self._draft(self.forms[form_id], body)
        name, _, more = inner.partition("/")
        form = self.forms.get(name)
        if form is None:
            return NOT_FOUND
        if not more:
            return ok({"xmlFormId": name, "version": next(iter(form.versions), None)})
        if more.startswith("versions/"):
            found = form.versions.get(more.removeprefix("versions/").removesuffix(".xml"))
            return NOT_FOUND if found is None else Answer(200, found.decode(), "application/xml")
        if more == "draft":
            return self._draft(form, body)
        if more == "draft/publish":
            return self._publish(form)
        if method == "GET":
            return ok([{"name": one, "exists": data is not None}
                       for one, data in form.files.items()])
        file = more.removeprefix("draft/attachments/")
        if file not in form.files:
            return NOT_FOUND
        form.files[file] = body
        return ok({"name": file, "exists": True})

    def _draft(self, form: FormThere, body: bytes) -> Answer:
        """Expect the files that the form's lists are read from; link those of a list here."""
        form.draft = body
        names = re.findall(r'jr://file-csv/([^"]+)"', body.decode())
        form.files = {
            one: form.files.get(one) or (b"list" if one[:-4] in self.lists else None)
            for one in names
        }
        return ok(SUCCESS)

    def _publish(self, form: FormThere) -> Answer:
        version = identity(form.draft)[1]
        if version in form.versions:
            return TAKEN
        form.versions[version] = form.draft
        return ok(SUCCESS)

    def _datasets(self, method: str, inner: str, data: Any) -> Answer:
        if not inner:
            self.lists[data["name"]] = set()
            return ok({"name": data["name"], "properties": []})
        name, _, more = inner.partition("/")
        if name not in self.lists:
            return NOT_FOUND
        if not more:
            return ok({"name": name, "properties": [{"name": one} for one in self.lists[name]]})
        if more == "properties":
            assert data["name"] not in self.lists[name]
            self.lists[name].add(data["name"])
            return ok(SUCCESS)
        return self._entities(method, more.partition("/")[2], data)

    def _entities(self, method: str, uuid: str, data: Any) -> Answer:
        if uuid.endswith("/restore"):
            self.deleted.remove(uuid.removesuffix("/restore"))
            return ok(SUCCESS)
        if method == "POST":
            gone = [one["uuid"] for one in data["entities"] if one["uuid"] in self.deleted]
            if gone:
                return rest(409, "The following UUID(s) cannot be used because they are "
                            f"associated with deleted Entities: ({', '.join(gone)}).", 409.19)
            assert data["source"]["name"]
            for one in data["entities"]:
                assert one["uuid"] not in self.rows
                self.rows[one["uuid"]] = one
            return ok(SUCCESS)
        if method == "PATCH":
            self.rows[uuid] = {**self.rows[uuid], **data}
        if not uuid:
            return ok([{"uuid": one} for one in self.rows if one not in self.deleted])
        found = self.rows[uuid]
        current = {"label": found["label"], "data": found["data"]}
        return ok({"uuid": uuid, "currentVersion": current})

    def _app_users(self, method: str, data: Any) -> Answer:
        if method == "GET":
            return ok(self.keys)
        number = len(self.keys) + 7
        self.keys.append({"id": number, "token": f"token{number}", **data})
        return ok(self.keys[-1])

    def _assign(self, inner: str) -> Answer:
        if inner in self.assigned:
            return CONFLICT
        self.assigned.add(inner)
        return ok(SUCCESS)


def identity(xform: bytes) -> tuple[str, str]:
    """Return id and version of a form, as Central reads them from its XML."""
    tag = re.search(rb"<instance>\s*<[^>]*>", xform)
    assert tag is not None
    found = {name: re.search(rf'\b{name}="([^"]*)"'.encode(), tag.group()) for name in (
        "id", "version")}
    return tuple(one.group(1).decode() if one else "" for one in found.values())  # type: ignore[return-value]


@pytest.fixture
def central() -> ScriptedCentral:
    return ScriptedCentral()


@pytest.fixture
def url(central: ScriptedCentral) -> Iterator[str]:
    with scripted_server(central.answer) as found:
        yield found


def a_sheet(path: Path, contact: str) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["企业名称", "统一社会信用代码", "县区", "联系人"])
    sheet.append(["山西砚川机械制造有限公司", "91140702MA0K12345X", "140702", contact])
    book.save(path)
    return path


def test_one_command_publishes_all_that_laptops_need_and_may_be_repeated(
    central: ScriptedCentral, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    # given
    monkeypatch.setenv(PASSWORD, "correct horse battery")
    out = tmp_path / "codes"

    def publish(contact: str) -> str:
        sheet = a_sheet(tmp_path / "任务.xlsx", contact)
        code = main(["publish", url, "--email", "a@x.cn", "--tasks", str(sheet),
                     "--laptop", "晋中 李工", "--out", str(out)])
        assert code == 0
        return capsys.readouterr().out

    # when
    first, second = publish("王工"), publish("赵工")
    # then: every form is published with its files, and the lists are linked
    assert set(central.forms) == {"cloud_diagnosis", "follow_up", "yunzhen_lists"}
    for form in central.forms.values():
        assert len(form.versions) == 1
        assert all(form.files.values())
    assert {name: set(properties) for name, properties in PROPERTIES.items()} == central.lists
    # and the enterprises are there once, as the last sheet has them
    ((_, row),) = central.rows.items()
    assert (row["label"], row["data"]["contact"], row["data"]["county"]) == (
        "山西砚川机械制造有限公司", "赵工", "140702")
    assert ("新增 1 家，修改 0 家" in first, "新增 0 家，修改 1 家" in second) == (True, True)
    assert second.count("已有，没有改动") == 3
    # and the laptop's one key configures it by picture and by file
    assert [one["displayName"] for one in central.keys] == ["晋中 李工"]
    assert central.assigned == {"app-user/7"}
    address = f"{url}/v1/key/token7/projects/2"
    assert read_picture((out / "晋中 李工.png").read_bytes()).url == address
    config = read_configuration((out / "晋中 李工.json").read_text())
    assert (config.url, config.rest_url) == (address, f"{url}/v1/projects/2")


def test_a_version_is_never_published_with_other_content(
    central: ScriptedCentral, url: str
) -> None:
    # given
    office = connect_office(url, "a@x.cn", "p")
    office.open_project("上云")
    first, next_one = AForm(), AForm(version="2")
    # when
    outcomes = [
        office.publish(xml, "visit", version, {})
        for xml, version in ((first.xform, "1"), (first.xform, "1"), (first.xform + b"\n", "1"),
                             (next_one.xform, "2"))
    ]
    office.close()
    # then
    assert outcomes == [PUBLISHED, SAME, OTHER, PUBLISHED]
    assert list(central.forms["visit"].versions) == ["1", "2"]


def test_an_encrypted_project_and_an_account_without_rights_are_refused_by_name(
    central: ScriptedCentral, url: str
) -> None:
    # given
    central.projects.append({"id": 2, "name": "密", "keyId": 5})
    office = connect_office(url, "a@x.cn", "p")
    # then
    with pytest.raises(ServerRejectedError) as caught:
        office.open_project("密")
    assert caught.value.code == "encrypted-project"
    # and given
    central.projects[-1]["keyId"] = None
    office.open_project("2")
    central.rights = False
    # then
    with pytest.raises(ServerRejectedError) as caught:
        office.put_list("assignments", ["uscc"])
    assert caught.value.code == "no-rights"
    office.close()


def test_a_sheet_with_faults_publishes_nothing(
    central: ScriptedCentral, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # given
    book = Workbook()
    book.active.append(["企业名称"])  # type: ignore[union-attr]
    book.save(tmp_path / "x.xlsx")
    # when
    code = main(["publish", url, "--email", "a@x.cn", "--tasks", str(tmp_path / "x.xlsx")])
    # then
    assert code == 1
    assert "统一社会信用代码" in capsys.readouterr().out
    assert central.forms == {}


def test_an_enterprise_that_was_deleted_comes_back_and_one_named_twice_comes_once(
    central: ScriptedCentral, url: str
) -> None:
    # given an enterprise that somebody deleted at the server
    office = connect_office(url, "a@x.cn", "p")
    office.open_project("上云")
    office.put_list("assignments", ["county"])
    office.put_rows("assignments", [Row("u1", "甲厂", {"county": "140702"})], "a.xlsx")
    central.deleted.add("u1")
    # when the next sheet has it again, and another one twice
    again = [Row("u1", "甲厂", {"county": "140703"}), Row("u2", "乙厂"), Row("u2", "乙厂（改）")]
    office.put_rows("assignments", again, "b.xlsx")
    office.close()
    # then
    assert central.deleted == set()
    assert central.rows["u1"]["data"] == {"county": "140703"}
    assert central.rows["u2"]["label"] == "乙厂（改）"
