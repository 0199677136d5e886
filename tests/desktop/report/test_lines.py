from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.report.fonts import BOLD, KERN, QUARTER, SANS, SERIF, settable, widths
from desktop.report.lines import NO_END, NO_START, Span, break_lines, break_spans

PROSE = ("每个指标 0～100 分；维度分是所含指标的加权平均，总分 CMI 是全部有效指标的加权平均，"
         "保留一位小数。"
         "“不涉及”和未答的指标从分母剔除（见《方法》），未答另计完整度：80% 及以上出正式等级。")
CHARACTERS = st.sampled_from(
    "一二三四五六七八九十上云方案企业，。、；：！？（）《》“”…—～·％ Aa1b2 %M0123456789.x")


def texts(lines: tuple) -> list[str]:
    return [line.text for line in lines]


def test_no_line_starts_or_ends_with_a_forbidden_mark() -> None:
    for width in range(60, 460, 7):
        # given a paragraph, when it is set in any width
        lines = texts(break_lines(PROSE, SERIF, 10.5, (width,)))
        # then no line but the first starts with a closing mark, none ends with an opening one
        assert not [line for line in lines[1:] if line[0] in NO_START], width
        assert not [line for line in lines if line[-1] in NO_END], width


@settings(deadline=None, max_examples=150)
@given(st.text(CHARACTERS, min_size=1, max_size=120), st.integers(90, 400))
def test_every_text_is_kept_whole_and_inside_the_line(text: str, width: int) -> None:
    # given any text of Han, Latin, digits and marks, when it is broken
    lines = break_lines(text, SANS, 9, (width,))
    # then nothing is lost but spaces, and no line is wider than asked
    assert "".join(texts(lines)) == settable(text, SANS).replace(" ", "")
    assert all(line.width <= width + 0.05 for line in lines)


def test_numbers_stay_with_their_units_and_words_whole() -> None:
    text = "预算上限是 50 万元，迁移用 Replatform，文号为晋政办发〔2025〕36号，先做 ① 步骤。"
    for width in range(70, 300, 5):
        joined = texts(break_lines(text, SANS, 9, (width,)))
        for whole in ("50万元", "Replatform", "〔2025〕36号", "①步"):
            assert any(whole in line for line in joined), (whole, width, joined)


def test_a_dash_pair_is_never_parted() -> None:
    for width in range(60, 200, 3):
        lines = texts(break_lines("这是一个说明——后面还有……再说一句", SANS, 9, (width,)))
        assert any("——" in line for line in lines)
        assert any("……" in line for line in lines)


def test_a_word_longer_than_the_line_is_cut_inside() -> None:
    lines = break_lines("A" * 80, SANS, 9, (100,))
    assert len(lines) > 3
    assert "".join(texts(lines)) == "A" * 80


def test_han_and_latin_are_parted_by_a_quarter_space() -> None:
    # given the same words with and without typed spaces, when set
    spaced = break_lines("总分 CMI 是", SANS, 10, (500,))[0]
    tight = break_lines("总分CMI是", SANS, 10, (500,))[0]
    # then both are as wide: two quarter spaces of 2.5 points
    known = widths(SANS)
    bare = sum(known[c] for c in "总分CMI是") * 10
    assert abs(spaced.width - bare - 5.0) < 0.01
    assert abs(tight.width - spaced.width) < 0.01


def test_two_marks_beside_each_other_lose_half_an_em() -> None:
    line = break_lines("他说“好”，走（了）", SANS, 10, (500,))[0]
    known = widths(SANS)
    full = sum(known[c] for c in "他说“好”，走（了）") * 10
    # ”， lose one half; the closing mark at the line's end loses its blank half too
    assert abs(full - line.width - 10.0) < 0.01


def test_justified_lines_fill_the_width_and_the_last_does_not() -> None:
    lines = break_lines(PROSE, SERIF, 10.5, (300,), justify=True)
    assert all(abs(line.width - 300) < 0.5 for line in lines[:-1])
    assert lines[-1].spacing == 0
    assert all(line.spacing <= 0.08 * 10.5 + 0.001 for line in lines)


def test_a_last_line_never_holds_a_single_character() -> None:
    for count in range(10, 40):
        lines = texts(break_lines("字" * count, SERIF, 10.5, (105,)))
        assert len(lines) == 1 or len(lines[-1]) > 1


def test_the_first_line_may_be_narrower() -> None:
    lines = break_lines("字" * 30, SERIF, 10, (80, 100))
    assert [len(line.text) for line in lines] == [8, 10, 10, 2]


def test_what_reorders_or_hides_text_is_left_out() -> None:
    lines = break_lines("前\u202e后\u200f\u200b\x07\ufeff", SANS, 9, (500,))
    assert texts(lines) == ["前后"]


def test_a_rare_character_gets_a_visible_stand_in() -> None:
    # given a character that the font lacks, one that it has, and an emoji, when set
    line = break_lines("𠮷𬭎😀☐", SANS, 9, (500,))[0].text
    # then nothing becomes an empty box
    assert line == "〔U+20BB7〕𬭎〔U+1F600〕□"


def test_spans_keep_their_face_and_glue_marks_to_words() -> None:
    spans = (Span("上云只多", SANS, 9), Span("19.7 万元", BOLD, 9), Span("，才更省。", SANS, 9))
    for width in range(50, 140, 3):
        lines = break_spans(spans, (width,))
        assert not [line for line in texts(lines)[1:] if line[0] in NO_START]
    faces = {piece.span.face for line in break_spans(spans, (400,)) for piece in line.pieces}
    assert faces == {SANS, BOLD}


def test_marks_that_are_not_drawn_are_never_in_a_piece() -> None:
    lines = break_lines(PROSE, SANS, 9, (120,), justify=True)
    drawn = "".join(piece.text for line in lines for piece in line.pieces)
    assert QUARTER not in drawn
    assert KERN not in drawn


def test_columns_of_digits_are_equally_wide_in_both_sans_faces() -> None:
    for face in (SANS, BOLD):
        assert len({widths(face)[digit] for digit in "0123456789"}) == 1
