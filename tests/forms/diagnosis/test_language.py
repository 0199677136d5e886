"""The language of the method's sheets, tried on a scope of plain values."""

from collections.abc import Mapping, Sequence

import pytest

from forms.diagnosis.language import compile_formula
from forms.diagnosis.truth import Scope, Value
from forms.errors import FormDefinitionError

POINTS = {"backup": {"b0": 0.0, "b2": 50.0}, "crit": {"k1": 1.0, "k4": 4.0}}
QUESTIONS = {"backup", "goals", "hidden", "open", "data", "staff", "crit"}


class Answers(Scope):
    """A record with one repeat ``systems``; None is unanswered, '' not asked."""

    def __init__(self, values: Mapping[str, Value],
                 rows: Sequence[Mapping[str, Value]] | None = ()) -> None:
        self.values, self.table = values, rows

    def answer(self, name: str) -> Value:
        return self.values.get(name)

    def points(self, name: str) -> float | None:
        return POINTS[name].get(str(self.values.get(name)))

    def is_na(self, name: str) -> bool:
        return self.values.get(name) == "na"

    def named(self, name: str) -> Value:
        return self.values.get(name)

    def rows(self, name: str) -> "list[Scope] | None":
        return None if self.table is None else [Answers(row) for row in self.table]


class Names:
    def kind(self, name: str) -> str:
        if name in QUESTIONS:
            return "question"
        return {"systems": "repeat", "I24": "value"}.get(name, "")

    def repeat_of(self, name: str) -> str:
        return "systems" if name == "crit" else ""


def value(source: str, rows: Sequence[Mapping[str, Value]] | None = (), **answers: Value) -> Value:
    return compile_formula(source, Names()).run(Answers(answers, rows))


@pytest.mark.parametrize(("source", "expected"), [
    ("${open} = 'x'", None), ("not(${open} = 'x')", None), ("${open} + 1", None),
    ("${open} = 'x' and false()", False), ("${open} = 'x' or true()", True),
    ("${open} = 'x' and true()", None), ("${open} = 'x' or false()", None),
    ("if(${open} = 'x', 1, 1)", 1.0), ("if(${open} = 'x', 1, 2)", None),
    ("coalesce(${open}, 7)", 7.0), ("coalesce(${open}, ${open})", None),
])
def test_unknown_spreads_and_follows_kleene(source: str, expected: Value) -> None:
    assert value(source, open=None) == expected


@pytest.mark.parametrize(("source", "expected"), [
    ("${hidden} = 'x'", False), ("${hidden} != 'x'", True), ("${hidden} = ''", True),
    ("${hidden} > 1", False), ("selected(${hidden}, 'x')", False),
    ("coalesce(${hidden}, 3)", 3.0), ("if(${hidden} = '', 0, 1)", 0.0),
])
def test_question_that_is_not_asked_compares_false(source: str, expected: Value) -> None:
    assert value(source, hidden="") == expected


@pytest.mark.parametrize(("source", "expected"), [
    ("${data} = 'important'", None), ("${data} = 'unknown'", True),
    ("selected(${data}, 'important')", None), ("selected(${data}, 'unknown')", True),
    ("selected('a b', ${data})", None), ("${data} != 'unknown'", False),
])
def test_do_not_know_decides_nothing_but_can_be_asked_for(source: str, expected: Value) -> None:
    assert value(source, data="unknown") == expected


def test_weighted_mean_leaves_out_what_is_empty_and_rescales() -> None:
    assert value("wmean(0.7, points(${backup}), 0.3, ${open})", backup="b2") == 50.0
    assert value("wmean(0.7, ${hidden}, 0.3, 20)", hidden="") == 20.0
    assert value("wmean(1, ${open})") is None


@pytest.mark.parametrize(
    ("x", "expected"), [(-5, 0), (0, 0), (5, 20), (10, 40), (30, 75), (99, 75)])
def test_interpolation_is_level_outside_of_its_points(x: int, expected: float) -> None:
    assert value(f"interpolate({x}, 0, 0, 10, 40, 30, 75)") == expected


def test_sum_over_rows_skips_unknown_and_any_over_keeps_it() -> None:
    rows = [{"crit": "k4"}, {"crit": None}]
    assert value("sum-over(${systems}, points(${crit}))", rows) == 4.0
    assert value("any-over(${systems}, ${crit} = 'k4')", rows) is True
    assert value("any-over(${systems}, ${crit} = 'k1')", rows) is None
    assert value("any-over(${systems}, ${crit} = 'k1')", [{"crit": "k4"}]) is False
    assert value("any-over(${systems}, true())", None) is None


def test_nothing_shared_by_nobody_has_no_value() -> None:
    quotient = value("${staff} div 0", staff="3")
    assert quotient != quotient
    assert value("wmean(1, ${staff} div 0, 1, 8)", staff="3") == 8.0


def test_not_applicable_has_no_points_and_no_count() -> None:
    assert value("is-na(${goals})", goals="na") is True
    count = value("count-selected(${goals})", goals="na")
    assert count != count


@pytest.mark.parametrize(("source", "code", "position"), [
    ("1 + ${nobody}", "name-unknown", 6), ("${crit} = 'k4'", "row-needed", 2),
    ("nonsense(1)", "function-unknown", 0), ("if(1, 2)", "function-arity", 0),
    ("points(${I24})", "name-unknown", 0), ("1 +", "expression-syntax", 3),
])
def test_faulty_formula_says_where(source: str, code: str, position: int) -> None:
    with pytest.raises(FormDefinitionError) as caught:
        compile_formula(source, Names())
    assert (caught.value.code, caught.value.values["position"]) == (code, position)


def test_formula_names_what_it_reads() -> None:
    formula = compile_formula(
        "if(${I24} < 50, points(${backup}), sum-over(${systems}, points(${crit})))", Names())
    assert (formula.questions, formula.values, formula.rows) == (
        ("backup", "crit"), ("I24",), ("systems",))
