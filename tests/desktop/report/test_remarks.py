import re

from desktop.plan_remarks import remark_sentences
from desktop.report import remarks
from tests.desktop.report.plans import hostile, medium


def test_every_remark_becomes_a_sentence_without_open_slots() -> None:
    codes = ("character-missing", "picture-unreadable", "logo-unreadable", "template-unreadable",
             "colour-unreadable", "colour-too-light", "plan-sheet-replaced")
    for sentence in remark_sentences((code, "x.jpg") for code in codes):
        assert re.search(r"[\u4e00-\u9fff]", sentence)
        assert "{" not in sentence


def test_a_hostile_plan_says_which_characters_and_pictures_it_lacks() -> None:
    first, second = remark_sentences(remarks(hostile()))
    assert "𠮷" in first
    assert "broken.jpg" in second


def test_nothing_is_said_of_a_plain_plan() -> None:
    assert remark_sentences(remarks(medium())) == ()
