"""A table from Excel: columns found by heading, units converted, what is left out is said."""

from dataclasses import replace
from datetime import date

import pytest

from desktop.paste import Target, read_table, split_table
from forms.values import Choice

TODAY = date(2026, 11, 23)
TARGETS = (
    Target("sys_name", "系统名称", "text"),
    Target(
        "sys_cat",
        "类别",
        "select_one",
        choices=(Choice("erp", "ERP"), Choice("qms", "质量"), Choice("crm", "客户与营销")),
    ),
    Target("sys_year", "上线年份", "integer", "年"),
    Target("sys_users", "使用人数", "integer", "人"),
    Target("sys_cost", "年费用（含维保与人工）", "decimal", "万元"),
)


def test_columns_are_found_by_heading_and_yuan_becomes_ten_thousands() -> None:
    # given
    text = "系统名称\t类别\t年度费用(元)\t备注\n能源计量\tERP\t18000\t新\n"
    # when
    pasted = read_table(text, TARGETS, TODAY)
    # then
    assert pasted.mapping == (0, 1, 4, -1)
    assert [cell.value for cell in pasted.rows[0]][:3] == ["能源计量", "erp", "1.8"]
    assert any("元" in note and "万元" in note for note in pasted.notes)
    assert any("备注" in note for note in pasted.notes)


def test_a_table_without_headings_is_taken_in_the_order_of_the_questions() -> None:
    # when
    pasted = read_table("质检台账\t质量\t2022\t18\t0.9\n", TARGETS, TODAY)
    # then
    assert len(pasted.rows) == 1
    assert [cell.value for cell in pasted.rows[0]] == ["质检台账", "qms", "2022", "18", "0.9"]


def test_what_is_not_recognised_is_named_with_its_row_and_not_taken() -> None:
    # when
    pasted = read_table("系统名称\t上线年份\n售后\t二〇二一\n", TARGETS, TODAY)
    # then
    assert pasted.rows[0][1].value == ""
    assert len(pasted.problems) == 1
    assert "二〇二一" in pasted.problems[0]
    assert "1" in pasted.problems[0]


def test_a_person_may_map_a_column_to_another_question() -> None:
    # given
    text = "甲\t乙\n能源\t12\n"
    # when
    pasted = read_table(text, TARGETS, TODAY, mapping=(0, 3))
    # then
    assert pasted.rows[-1][1].value == "12"


@pytest.mark.parametrize(
    ("written", "value"),
    [("1.8万", "1.8"), ("1.8 万元", "1.8"), ("6,000元", "0.6"), ("12千元", "1.2"), ("0.6", "0.6")],
)
def test_money_is_read_as_people_write_it_in_a_cell(written: str, value: str) -> None:
    pasted = read_table(f"系统名称\t年费用\n用友\t{written}\n", TARGETS, TODAY)
    assert pasted.rows[0][1].value == value
    assert not pasted.problems


def test_quoted_cells_keep_their_line_breaks() -> None:
    assert split_table('a\t"b\nc"\r\n\r\nd\te') == [["a", "b\nc"], ["d", "e"]]


def test_choices_are_recognised_by_their_initials_too() -> None:
    pasted = read_table("系统名称\t类别\nx\tkhyyx\n", TARGETS, TODAY)
    assert pasted.rows[0][1].value == "crm"


def test_a_column_that_is_not_asked_here_is_named_and_not_read() -> None:
    # given the year is not asked of this enterprise
    targets = tuple(replace(one, asked=one.name != "sys_year") for one in TARGETS)
    # when
    pasted = read_table("系统名称\t上线年份\t使用人数\n能源计量\t2020\t12\n", targets, TODAY)
    # then
    assert "sys_year" not in [target.name for target in pasted.targets]
    taken = {pasted.targets[pasted.mapping[at]].name: pasted.rows[0][at].value
             for at in pasted.used}
    assert taken == {"sys_name": "能源计量", "sys_users": "12"}
    assert [note for note in pasted.notes if "上线年份" in note]


def test_a_bare_amount_among_amounts_with_units_is_asked_about_and_not_taken() -> None:
    # given: 3万 above, and 30000, which is 3万 as well or 3 亿
    pasted = read_table("系统名称\t年费\n甲\t3万\n乙\t30000\n丙\t\n", TARGETS, TODAY)
    # then
    assert [row[1].value for row in pasted.rows] == ["3", "", ""]
    assert pasted.problems == (
        "第 2 行「年费用（含维保与人工）」：「30000」没写单位，别的行写了。写成 3万 或 30000元。",)


def test_a_money_column_without_any_unit_says_which_one_is_taken() -> None:
    pasted = read_table("系统名称\t年费\n甲\t3\n", TARGETS, TODAY)
    assert pasted.rows[0][1].value == "3"
    assert "「年费」没写单位，数字按万元算。" in pasted.notes
