"""Settings with real widgets: the plan's look, signed files, a newer questionnaire, two people."""

import base64
import csv
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
import segno
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

import forms
import resources
from desktop.app import Program
from desktop.plan_context import plan_context
from desktop.questionnaires import shipped
from desktop.screens.settings import SettingsScreen
from desktop.screens.unlock import UnlockScreen
from desktop.screens.upgrade_sheet import UpgradeSheet
from desktop.server_settings import read_server
from desktop.settings import SettingsBook
from desktop.shell import Shell
from sync.signing import fingerprint, new_keys, sign
from sync.store import Store
from sync.updates import trust
from tests.desktop.builders import NOW, PASSPHRASE
from tests.desktop.report.plans import photo

LONG = 30_000
LEFT = Qt.MouseButton.LeftButton
PRIVATE, PUBLIC = new_keys()
SIGNER = "省中心"
TABLE = "name,label,__version,city\nu1,太原云厂,1,1401\n"


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Program]:
    book = SettingsBook(tmp_path / "program")
    book.change(replace(book.current, motion=False, theme="light"))
    program = Program(qapp, book, practice=True)
    qtbot.addWidget(program.window)
    with ExitStack() as stack:
        store = program.open_practice(stack)
        program.show()
        program.use_store(store)
        yield program
        program.window.close()


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> forms.Form:
    """The shipped questionnaire as the office would publish it next: a price, a question less."""
    folder = tmp_path_factory.mktemp("later") / "cloud_diagnosis"
    with resources.as_path("questionnaires/cloud_diagnosis") as source:
        shutil.copytree(source, folder)
    change(folder / "settings.csv", "version", "2026.1", version="2027.1")
    with (folder / "prices.csv").open(encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))
    change(folder / "prices.csv", "item", first["item"], source="省中心 2027 年核对")
    return forms.load(folder)


def change(path: Path, key: str, value: str, **new: str) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row[key] == value:
            row.update(new)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def shell_of(program: Program) -> Shell:
    assert program.window.shell is not None
    return program.window.shell


def open_section(program: Program, name: str) -> SettingsScreen:
    shell_of(program).go_home("settings")
    page = shell_of(program).page
    assert isinstance(page, SettingsScreen)
    page.go_to(name)
    return page


def part(host: QWidget, name: str) -> QWidget:
    found = [one for one in host.findChildren(QWidget, name) if not one.isHidden()]
    assert found, name
    return found[-1]


def press(qtbot: QtBot, host: QWidget, name: str) -> None:
    qtbot.waitUntil(
        lambda: any(not one.isHidden() for one in host.findChildren(QWidget, name)), timeout=LONG)
    qtbot.mouseClick(part(host, name), LEFT)


def write(qtbot: QtBot, host: QWidget, name: str, text: str) -> None:
    field = part(host, name)
    field.setFocus()
    field.setText(text)  # type: ignore[attr-defined] # a line
    qtbot.keyClick(field, Qt.Key.Key_Return)


def words(host: QWidget, name: str) -> str:
    found = host.findChild(QLabel, name)
    return found.text() if found is not None else ""


def give_file(monkeypatch: pytest.MonkeyPatch, path: Path, data: bytes | str) -> None:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args, **_more: (str(path), ""))


def signed(payload: bytes, kind: str, name: str = "x") -> bytes:
    return sign(payload, kind=kind, name=name, signer=SIGNER, private_key=PRIVATE)


def test_the_look_is_judged_at_once_and_reaches_the_plan(
    qtbot: QtBot, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, book = open_section(program, "look"), program.book
    # a colour that prints too light is refused with its figures, and a darker one is offered
    write(qtbot, page, "setting_colour", "4c9f70")
    assert "49 %" in words(page, "colour_verdict")
    assert book.current.colour == ""
    press(qtbot, page, "better_colour")
    assert book.current.colour == page._look.model.state.colour != "#4C9F70"
    write(qtbot, page, "setting_colour", "blau")
    assert "blau" in words(page, "colour_verdict")
    # a picture is kept, a broken one and a broken template are refused in words
    give_file(monkeypatch, tmp_path / "logo.jpg", photo(3))
    press(qtbot, page, "choose_logo")
    qtbot.waitUntil(lambda: book.current.logo != "", timeout=LONG)
    give_file(monkeypatch, tmp_path / "broken.png", b"no picture")
    press(qtbot, page, "choose_logo")
    qtbot.waitUntil(lambda: "图片读不出" in words(page, "note_look"), timeout=LONG)
    give_file(monkeypatch, tmp_path / "broken.docx", b"no template")
    press(qtbot, page, "choose_template")
    qtbot.waitUntil(lambda: "内置样式" in words(page, "note_look"), timeout=LONG)
    write(qtbot, page, "setting_cover_text", "诊断服务 100%")
    # then the plan has colour, logo and words, and the preview shows them
    context = plan_context(shipped().start(), "YZ", book.current, NOW)
    assert (context.blue, context.cover_text) == (book.current.colour, "诊断服务 100%")
    assert context.logo == photo(3)
    assert context.template == b""
    qtbot.waitUntil(lambda: len(page._look.model.state.pages) == 2, timeout=LONG)


def test_a_signed_questionnaire_is_looked_at_taken_and_used(
    qtbot: QtBot, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    later: forms.Form,
) -> None:
    page = open_section(program, "questionnaires")
    model, shell = page._forms.model, shell_of(program)
    store = program.store
    assert store is not None
    qtbot.waitUntil(lambda: model.state.shelf is not None, timeout=LONG)
    # given a file of a signer who is not known here: refused, with the way to go on
    give_file(monkeypatch, tmp_path / "later.yzs", signed(later.package(), "questionnaire"))
    press(qtbot, page, "update_from_file")
    qtbot.waitUntil(lambda: SIGNER in words(page, "note_questionnaires"), timeout=LONG)
    # when the office's key is added after its fingerprint was compared
    part(page, "signer_name").setText(SIGNER)  # type: ignore[attr-defined] # a line
    part(page, "signer_key").setText(base64.b64encode(PUBLIC).decode())  # type: ignore[attr-defined] # a line
    press(qtbot, page, "look_at_key")
    assert model.state.key == fingerprint(PUBLIC)
    press(qtbot, page, "trust_signer")
    qtbot.waitUntil(lambda: bool(model.state.shelf and model.state.shelf.signers), timeout=LONG)
    # then the file is shown with signer and changes before anything is kept
    press(qtbot, page, "update_from_file")
    qtbot.waitUntil(lambda: model.state.offer is not None, timeout=LONG)
    said = " ".join(one.text() for one in part(page, "offer").findChildren(QLabel))
    assert SIGNER in said
    assert "2027.1" in said
    assert "价格：改 1 项" in said.replace(" ：", "：")
    assert later.sha256 not in {one.sha256 for one in store.questionnaires()}
    # and when it is taken, new visits begin with it and the running ones are offered it
    press(qtbot, page, "take_offer")
    qtbot.waitUntil(
        lambda: bool(model.state.shelf and len(model.state.shelf.behind) == 2), timeout=LONG)
    assert "已采用" in words(page, "note_questionnaires")
    shell.go_home()
    qtbot.keyClick(shell, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: shell.visit is not None, timeout=LONG)
    assert shell.visit is not None
    assert shell.visit.entry.form.version == "2027.1"


def test_a_running_visit_goes_over_and_back_by_hand(
    qtbot: QtBot, program: Program, later: forms.Form
) -> None:
    # given a running visit and a newer questionnaire
    shell, store = shell_of(program), program.store
    assert store is not None
    store.put_questionnaire(later)
    uuid = store.running_visits()[0].uuid
    # when it is opened, that is said; what would change is looked at
    shell.open_visit(uuid)
    qtbot.waitUntil(lambda: shell.visit is not None, timeout=LONG)
    toast = part(shell, "toast")
    assert "2027.1" in toast.accessibleName()
    toast._action.click()  # type: ignore[attr-defined] # the toast's button
    sheet = shell.findChild(UpgradeSheet)
    assert sheet is not None
    qtbot.waitUntil(lambda: part(sheet, "go_over").isEnabled(), timeout=LONG)
    press(qtbot, sheet, "go_over")
    # then the visit is open again with the new version
    qtbot.waitUntil(lambda: shell.visit is not None
                    and shell.visit.entry.form.version == "2027.1", timeout=LONG)
    # and goes back from the same pane
    press(qtbot, sheet, "go_back")
    qtbot.waitUntil(lambda: shell.visit is not None
                    and shell.visit.entry.form.version == "2026.1", timeout=LONG)
    # or, after going over again, from the settings
    sheet.finish()
    page = open_section(program, "questionnaires")
    model = page._forms.model
    qtbot.waitUntil(lambda: bool(model.state.shelf and model.state.shelf.behind), timeout=LONG)
    press(qtbot, page, f"upgrade_{uuid}")
    sheet = next(one for one in shell.findChildren(UpgradeSheet) if one.isVisible())
    qtbot.waitUntil(lambda: part(sheet, "go_over").isEnabled(), timeout=LONG)
    press(qtbot, sheet, "go_over")
    qtbot.waitUntil(lambda: shell.visit is not None, timeout=LONG)
    sheet.finish()
    open_section(program, "questionnaires")
    qtbot.waitUntil(lambda: bool(model.state.shelf and model.state.shelf.upgraded), timeout=LONG)
    press(qtbot, page, f"go_back_{uuid}")
    part(shell, "toast")._action.click()  # type: ignore[attr-defined] # the toast's button
    qtbot.waitUntil(
        lambda: bool(model.state.shelf and not model.state.shelf.upgraded), timeout=LONG)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda data: data.replace("太原云厂".encode(), "太原雲厂".encode()), "签名以后被改过"),
        (lambda _data: TABLE.encode(), "没有签名"),
    ],
)
def test_a_file_that_is_altered_or_unsigned_is_refused(
    qtbot: QtBot, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    spoil: object, said: str,
) -> None:
    # given a trusted signer's table on which somebody laid hands
    store = program.store
    assert store is not None
    trust(store, SIGNER, PUBLIC)
    page = open_section(program, "questionnaires")
    data = signed(TABLE.encode(), "table", "providers")
    # when it is chosen
    give_file(monkeypatch, tmp_path / "providers.yzs", spoil(data))  # type: ignore[operator] # above
    press(qtbot, page, "update_from_file")
    # then it is refused in words, and nothing is here
    qtbot.waitUntil(lambda: said in words(page, "note_questionnaires"), timeout=LONG)
    assert store.entities("providers") == ()
    # and the right one is taken
    give_file(monkeypatch, tmp_path / "providers.yzs", data)
    press(qtbot, page, "update_from_file")
    qtbot.waitUntil(lambda: page._forms.model.state.offer is not None, timeout=LONG)
    press(qtbot, page, "take_offer")
    qtbot.waitUntil(lambda: [one.label for one in store.entities("providers")] == ["太原云厂"],
                    timeout=LONG)


def test_a_configuration_code_comes_from_the_clipboard(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    # given a screenshot of a code
    page, store = open_section(program, "platform"), program.store
    assert store is not None
    code = tmp_path / "code.png"
    segno.make("https://yz.example.gov.cn/v1/key/abc/projects/3").save(str(code), scale=6, border=4)
    QGuiApplication.clipboard().setImage(QImage(str(code)))
    # when it is taken from the clipboard
    press(qtbot, page, "use_clipboard")
    # then records go there
    qtbot.waitUntil(lambda: "已连接" in words(page, "note_platform"), timeout=LONG)
    assert read_server(store).url == "https://yz.example.gov.cn/v1/key/abc/projects/3"
    # and a text that is no code is refused
    QGuiApplication.clipboard().setText("hello")
    press(qtbot, page, "use_clipboard")
    assert "不是配置码" in words(page, "note_platform")


def test_two_people_share_a_laptop_with_names_of_their_own(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    # given a laptop of 李工
    book = SettingsBook(tmp_path)
    book.change(replace(book.current, motion=False, theme="light", consultant="李工",
                        role="consultant", first_run_done=True))
    Store.create(book.data_folder, PASSPHRASE).close()
    program = Program(qapp, book)
    qtbot.addWidget(program.window)
    program.start()
    unlock(qtbot, program, "", PASSPHRASE)
    # when another person is let in, the screen is locked, and that person opens it
    page = open_section(program, "lock")
    part(page, "person_name").setText("王工")  # type: ignore[attr-defined] # a line
    part(page, "person_passphrase").setText("andere parole")  # type: ignore[attr-defined] # a line
    press(qtbot, page, "add_person")
    qtbot.waitUntil(lambda: page.model.state.people == ("", "王工"), timeout=LONG)
    program.lock()
    unlock(qtbot, program, "王工", "andere parole")
    # then plans bear that name, without the other's role
    assert (book.current.consultant, book.current.role) == ("王工", "")
    # and 李工 gets theirs back, and takes the passphrase away
    program.lock()
    unlock(qtbot, program, "", PASSPHRASE)
    assert (book.current.consultant, book.current.role) == ("李工", "consultant")
    page = open_section(program, "lock")
    qtbot.waitUntil(lambda: page.model.state.person == "", timeout=LONG)
    press(qtbot, page, "drop_王工")
    qtbot.waitUntil(lambda: page.model.state.people == ("",), timeout=LONG)
    assert book.current.others == ()
    program.window.close()


def unlock(qtbot: QtBot, program: Program, person: str, passphrase: str) -> None:
    # The gate in front: an earlier one may not be deleted yet.
    gate = program.window._gate
    assert isinstance(gate, UnlockScreen)
    qtbot.waitUntil(lambda: bool(gate.model.state.people), timeout=LONG)
    gate.model.choose(person)
    gate.passphrase.setText(passphrase)
    press(qtbot, gate, "unlock")
    qtbot.waitUntil(lambda: not program.window.locked and program.window.shell is not None,
                    timeout=LONG)
