"""Every question widget: shows what is stored, emits what is typed, nothing while it is filled."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QRectF, Qt, QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.widgets.editor import Editor
from desktop.widgets.options import ManyEditor, OptionsEditor
from desktop.widgets.photo_edit import blurred
from desktop.widgets.picture import ImageEditor, jpeg
from desktop.widgets.registry import editor_kind, make_editor
from desktop.widgets.signature import SignatureEditor
from forms.values import Choice, NodeView, Question

LETTERS = tuple(
    Choice(code, label)
    for code, label in (("jz", "晋中市 榆次区"), ("ty", "太原市 古交市"), ("cz", "长治市 潞州区"))
)


def a_question(kind: str, **more: object) -> Question:
    return Question("/data/q", kind, **more)  # type: ignore[arg-type] # by name


def a_node(kind: str, value: str = "", choices: tuple[Choice, ...] = ()) -> NodeView:
    return NodeView(
        "/data/q", kind, value, True, False, False, None, "题目", "提示", choices=choices
    )


def an_editor(
    qtbot: QtBot, question: Question, value: str = "", choices: tuple[Choice, ...] = ()
) -> tuple[Editor, list[str]]:
    node = a_node(question.kind, value, choices)
    editor = make_editor(editor_kind(question, node))
    said: list[str] = []
    editor.edited.connect(said.append)
    editor.continued.connect(said.append)
    qtbot.addWidget(editor)
    editor.set_question(question, node)
    editor.set_value(value)
    editor.resize(600, 200)
    editor.show()
    return editor, said


def field(editor: QWidget) -> QWidget:
    target = editor.focusProxy() or editor
    while target.focusProxy() is not None:
        target = target.focusProxy()
    return target


@pytest.mark.parametrize(
    ("kind", "more", "typed", "stored"),
    [
        ("text", {}, "abc", "abc"),
        ("integer", {"unit": "台"}, "1860", "1860"),
        ("integer", {"unit": "台"}, "1,860", "1860"),
        ("decimal", {"unit": "万元"}, "18.60", "18.60"),
        ("integer", {}, "x1", "1"),

        ("date", {}, "20261127", "2026-11-27"),
        ("time", {}, "930", "09:30:00"),
        ("barcode", {}, "690123", "690123"),
    ],
)
def test_what_is_typed_is_stored_when_the_field_is_left(
    qtbot: QtBot, kind: str, more: dict[str, str], typed: str, stored: str
) -> None:
    # given
    editor, said = an_editor(qtbot, a_question(kind, **more))
    # when
    QTest.keyClicks(field(editor), typed)
    editor.commit()
    # then
    assert said == [stored]


@pytest.mark.parametrize(
    ("kind", "typed", "said_in"), [("integer", "3.5", "填整数"), ("decimal", "-", ""),
                                   ("integer", "long ago", "只填数字")])
def test_what_is_no_number_leaves_the_answer_that_stood_there(
    qtbot: QtBot, kind: str, typed: str, said_in: str
) -> None:
    # given an answer
    editor, said = an_editor(qtbot, a_question(kind))
    editor.set_value("2012")
    # when something else is typed over it
    field(editor).selectAll()
    QTest.keyClicks(field(editor), typed)
    words = " ".join(one.text() for one in editor.findChildren(QLabel))
    editor.commit()
    # then nothing was said to the record, and the reason stands below while one types
    assert said == []
    assert said_in in words


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", "甲"),
        ("integer", "1860"),
        ("decimal", "1.5"),
        ("date", "2026-11-27"),
        ("time", "09:30:00"),
        ("dateTime", "2026-11-27T09:30:00.000+08:00"),
        ("range", "3"),
        ("geopoint", "37.7 112.7 0 0"),
        ("geotrace", "37.7 112.7 0 0;37.8 112.8 0 0"),
        ("note", "x"),
        ("image", "a.jpg"),
        ("file", "a.pdf"),
        ("select_one", "jz"),
        ("select_multiple", "jz ty"),
        ("rank", "ty jz cz"),
        ("acknowledge", "OK"),
    ],
)
def test_filling_a_widget_is_no_edit(qtbot: QtBot, kind: str, value: str) -> None:
    # when
    editor, said = an_editor(qtbot, a_question(kind), value, LETTERS)
    editor.commit()
    # then
    assert said == []


def test_a_long_list_is_narrowed_by_a_part_or_by_initials(qtbot: QtBot) -> None:
    # given
    question = a_question("select_one", appearance=("minimal", "autocomplete"))
    editor, said = an_editor(qtbot, question, "", LETTERS)
    # when
    QTest.keyClicks(field(editor), "tys")
    QTest.keyClick(field(editor), Qt.Key.Key_Return)
    # then
    assert said == ["ty"]


def test_what_fits_no_choice_is_not_taken(qtbot: QtBot) -> None:
    # given
    question = a_question("select_one", appearance=("minimal",))
    editor, said = an_editor(qtbot, question, "jz", LETTERS)
    # when
    QTest.keyClicks(field(editor), "zzz")
    QTest.keyClick(field(editor), Qt.Key.Key_Return)
    # then
    assert said == []


@pytest.mark.parametrize("kind", ["select_one", "select_multiple"])
def test_a_chosen_option_grows_by_its_check_mark(qtbot: QtBot, kind: str) -> None:
    # given
    offered = (Choice("y", "是"), Choice("n", "否"))
    editor, said = an_editor(qtbot, a_question(kind), choices=offered)
    assert isinstance(editor, OptionsEditor)
    yes = editor.buttons[0]
    before = yes.width()
    # when
    editor.choose(0)
    # then nothing of its word is cut off
    qtbot.waitUntil(lambda: yes.width() == yes.sizeHint().width())
    assert yes.width() > before
    assert said == ["y"]


def test_a_limit_closes_the_other_options(qtbot: QtBot) -> None:
    # given
    editor, said = an_editor(qtbot, a_question("select_multiple"), "jz", LETTERS)
    assert isinstance(editor, ManyEditor)
    editor.limit = 2
    # when
    editor.choose(1)
    editor.choose(2)
    # then
    assert said == ["jz ty"]
    assert [button.isEnabled() for button in editor.buttons] == [True, True, False]
    editor.choose(0)
    assert said[-1] == "ty"


def test_a_rank_moves_by_keyboard(qtbot: QtBot) -> None:
    # given
    editor, said = an_editor(qtbot, a_question("rank"), "jz ty cz", LETTERS)
    row = editor.findChild(QWidget, "rank_cz")
    # when
    QTest.keyClick(row, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    # then
    assert said == ["jz cz ty"]


def test_a_range_is_typed_or_slid(qtbot: QtBot) -> None:
    # given
    limits = {"start": "0", "end": "10", "step": "2"}
    editor, said = an_editor(qtbot, a_question("range", parameters=limits))
    # when
    editor.findChild(QWidget, "range_slider").setValue(3)
    # then
    assert said == ["6"]


def test_a_point_is_typed_as_numbers(qtbot: QtBot) -> None:
    # given
    editor, said = an_editor(qtbot, a_question("geopoint"))
    # when
    for number, text in enumerate(("37.7", "112.7")):
        QTest.keyClicks(editor.findChild(QWidget, f"geopoint_{number}"), text)
    editor.commit()
    # then
    assert said[-1] == "37.7 112.7 0 0"


def test_points_are_a_line_each(qtbot: QtBot) -> None:
    # given
    editor, said = an_editor(qtbot, a_question("geotrace"))
    # when
    editor.findChild(QPlainTextEdit).setPlainText("37.7 112.7\n37.8 112.8")
    editor.commit()
    # then
    assert said == ["37.7 112.7 0 0;37.8 112.8 0 0"]


def test_a_dropped_photo_is_made_small_enough(qtbot: QtBot, tmp_path: Path) -> None:
    # given
    picture = QImage(1600, 800, QImage.Format.Format_RGB32)
    picture.fill(QColor("#336699"))
    picture.save(str(tmp_path / "机房.png"))
    editor, _said = an_editor(qtbot, a_question("image", parameters={"max-pixels": "400"}))
    assert isinstance(editor, ImageEditor)
    given: list[tuple[str, bytes]] = []
    editor.file_chosen.connect(lambda suffix, data: given.append((suffix, data)))
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(tmp_path / "机房.png"))])
    # when
    assert editor.take(dropped)
    use = editor.window().findChild(QPushButton, "use_photo")
    assert use is not None
    QTest.keyClick(use, Qt.Key.Key_Return)
    # then
    stored = QImage.fromData(given[0][1])
    assert (given[0][0], stored.width(), stored.height()) == (".jpg", 400, 200)


def test_a_blurred_area_keeps_no_detail(qapp: object) -> None:  # noqa: ARG001 - images need it
    # given: a black and white chess board
    picture = QImage(64, 64, QImage.Format.Format_RGB32)
    for x in range(64):
        for y in range(64):
            picture.setPixelColor(x, y, QColor("white" if (x + y) % 2 else "black"))
    # when
    hidden = blurred(picture, QRectF(0, 0, 32, 32))
    # then
    inside = {hidden.pixelColor(x, y).lightness() for x in range(32) for y in range(32)}
    assert max(inside) - min(inside) < 60
    assert hidden.pixelColor(40, 40) == picture.pixelColor(40, 40)
    assert jpeg(hidden, 64)


def test_a_signature_is_drawn_and_can_be_made_again(qtbot: QtBot) -> None:
    # given
    editor, said = an_editor(qtbot, a_question("image", appearance=("signature",)))
    assert isinstance(editor, SignatureEditor)
    given: list[bytes] = []
    editor.file_chosen.connect(lambda _suffix, data: given.append(data))
    # when
    QTest.mousePress(editor.pad, Qt.MouseButton.LeftButton, pos=QPoint(40, 40))
    QTest.mouseMove(editor.pad, QPoint(120, 70))
    QTest.mouseRelease(editor.pad, Qt.MouseButton.LeftButton, pos=QPoint(120, 70))
    # then
    stored = QImage.fromData(given[-1])
    assert stored.width() == 3 * editor.pad.width()
    assert not editor.pad.empty
    editor._start_again()
    assert said == [""]
    assert editor.pad.empty
