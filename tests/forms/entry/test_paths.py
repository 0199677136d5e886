"""A path finds the same node however many rows it goes through."""

import pytest

import forms
from tests.forms.scenario import form, integer, repeat, scenario, text


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("/staff", "1"),
        ("/site[2]/name", "b"),
        ("/site[2]/line[2]/speed", "7"),
        ("/site/name", "a"),
        ("/site[1]/line/speed", "5"),
    ],
)
def test_a_path_leads_through_rows_and_to_the_first_without_a_number(path: str, value: str) -> None:
    # given
    lines = repeat("line", integer("speed"), rows=2)
    s = scenario(form(integer("staff"), repeat("site", text("name"), lines, rows=2)))
    for place, given in (
        ("/staff", 1), ("/site[1]/name", "a"), ("/site[2]/name", "b"),
        ("/site[1]/line[1]/speed", 5), ("/site[2]/line[2]/speed", 7),
    ):  # fmt: skip
        s.answer(place, given)
    # then
    assert s.value(path) == value
    assert s.relevant(path)
    assert s.view(path).value == value


@pytest.mark.parametrize("path", ["/site[3]/name", "/site[0]/name", "/site[1]/no", "/site[x]/name"])
def test_a_path_to_nothing_is_refused(path: str) -> None:
    # given
    s = scenario(form(repeat("site", text("name"), rows=2)))
    # then
    assert s.value(path) == ""
    with pytest.raises(forms.AnswerRejectedError):
        s.relevant(path)


def test_a_hidden_row_is_not_relevant_and_its_answer_reads_as_empty() -> None:
    # given
    s = scenario(form(integer("staff"), repeat("site", text("name", relevant="/data/staff > 0"))))
    s.answer("/staff", 1).answer("/site[1]/name", "a")
    # when
    s.answer("/staff", 0)
    # then
    assert not s.relevant("/site[1]/name")
    assert s.value("/site[1]/name") == ""
