import re

import pytest

from forms.errors import FormDefinitionError
from forms.plan.texts import PlanTexts
from tests.forms.plan.visits import sheet

ROWS = (
    {"order": "20", "part": "a", "when": "", "title": "题", "text": "其余 {n}"},
    {"order": "10", "part": "a", "when": "cheap and not(first)", "title": "", "text": "省 {n}"},
    {"order": "30", "part": "b", "when": "cheap", "title": "", "text": "只在便宜时"},
    {"order": "40", "part": "c", "when": "", "title": "", "text": "前 **{n} 万元** [[建议]]"},
    {"order": "50", "part": "", "when": "", "title": "", "text": "作者的话"},
)
FORBIDDEN = ("赋能", "抓手", "闭环", "助力", "全面提升", "一站式", "显著", "领先", "较为", "进一步",
             "首先", "其次", "最后")


def test_the_first_row_whose_condition_holds_is_used() -> None:
    assert PlanTexts(ROWS, frozenset({"cheap"})).line("a", n="3") == "省 3"
    assert PlanTexts(ROWS, frozenset({"cheap", "first"})).line("a", n="3") == "其余 3"
    assert PlanTexts(ROWS, frozenset()).line("a", n="3") == "其余 3"


def test_a_part_whose_condition_does_not_hold_is_left_out() -> None:
    assert PlanTexts(ROWS, frozenset({"cheap"})).has("b")
    assert not PlanTexts(ROWS, frozenset()).has("b")


def test_markup_is_read_in_the_template_and_never_in_a_value() -> None:
    runs = PlanTexts(ROWS, frozenset()).text("c", n="**[[{x}]]**")
    assert [(run.text, run.style) for run in runs] == [
        ("前 ", ""), ("**[[{x}]]** 万元", "strong"), (" ", ""), ("建议", "mark-blue")]


def test_a_broken_sheet_names_its_part() -> None:
    texts = PlanTexts(ROWS, frozenset())
    with pytest.raises(FormDefinitionError) as missing:
        texts.line("nowhere")
    assert missing.value.code == "plan-part-missing"
    with pytest.raises(FormDefinitionError) as unknown:
        texts.line("a")
    assert (unknown.value.code, unknown.value.values["slot"]) == ("plan-slot-unknown", "n")


def test_the_shipped_wording_is_plain() -> None:
    for row in sheet("plan"):
        for word in FORBIDDEN:
            assert word not in row["text"] + row["title"], row
        # 您 stands only on the boss page and the 个体户 page
        if "您" in row["text"] + row["title"]:
            assert row["part"].split(".")[0] in ("summary", "geti"), row
        assert not re.search(r"[!！]", row["text"])


def test_every_part_has_a_row_without_condition_or_is_asked_for_by_name() -> None:
    # given the parts of the shipped sheet
    parts: dict[str, list[str]] = {}
    for row in sheet("plan"):
        parts.setdefault(row["part"], []).append(row["when"])
    # then the last row of each says what is printed where nothing else holds
    open_ended = {part for part, whens in parts.items() if whens[-1]}
    assert open_ended == {"measures.table_short", "summary.cap", "summary.few", "costs.read_1"}
