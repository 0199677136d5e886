"""The examples of domain/uscc.md §4–§6, which were recomputed there from public codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.enterprise import uscc

VALID = [
    "914403001922038216", "91330106673959654P", "91110000802100433B", "91110108551385082Q",
    "9152000071430580XT", "91440300708461136T", "91140000701011888X", "11100000MB0143028R",
]
# Really issued, and yet their last character is not the standard's (§6): code → computed.
ISSUED_BUT_WRONG = {
    "91350100M0001TGQXM": "1", "91350211M0000XUF46": "R", "91350203M0001FUE2P": "J",
    "91350203M0001QAY9B": "9",
}
INVENTED_16 = st.text(uscc.ALPHABET, min_size=16, max_size=16)


@pytest.mark.parametrize("code", VALID)
def test_a_public_code_passes_both_checks(code: str) -> None:
    # given a code of a public enterprise or office
    # when it is read
    facts = uscc.facts(code)

    # then both check characters hold
    assert facts is not None
    assert facts.check_ok
    assert facts.organisation_ok


@pytest.mark.parametrize(("code", "computed"), ISSUED_BUT_WRONG.items())
def test_an_early_code_fails_the_last_check_only(code: str, computed: str) -> None:
    facts = uscc.facts(code)

    assert facts is not None
    assert not facts.check_ok
    assert facts.check_expected == computed
    assert facts.organisation_ok


@pytest.mark.parametrize(
    ("code", "kind", "position"),
    [
        ("91440300192203821", "length", 0),
        ("91440300192203821O", "character", 18),
        ("9I4403001922038216", "character", 2),
        ("110108012660422", "length", 0),
        ("", "length", 0),
    ],
)
def test_a_wrong_form_says_where(code: str, kind: str, position: int) -> None:
    problem = uscc.form_problem(code)

    assert problem is not None
    assert (problem.kind, problem.position) == (kind, position)
    assert uscc.facts(code) is None


def test_a_letter_that_looks_like_a_digit_is_hinted_at_and_not_changed() -> None:
    problem = uscc.form_problem(uscc.normalise("91440300192203821O"))

    assert problem is not None
    assert (problem.found, problem.instead) == ("O", "0")


@pytest.mark.parametrize("code", ["914403001922038217", "914403001922038261"])
def test_a_slip_of_the_pen_fails_the_check(code: str) -> None:
    facts = uscc.facts(code)

    assert facts is not None
    assert not facts.check_ok


def test_what_a_keyboard_adds_is_taken_off() -> None:
    assert uscc.normalise(" ９１３３0106 673959-654p ") == "91330106673959654P"


def test_the_code_says_who_registered_what_and_where() -> None:
    facts = uscc.facts("91140000701011888X")

    assert facts is not None
    assert (facts.department, facts.kind) == ("市场监管", "企业")
    assert facts.division_code == "140000"


@given(INVENTED_16)
def test_every_single_slip_and_swap_of_neighbours_is_caught(first: str) -> None:
    code = first + "0"
    code += uscc.check_character(code)
    for i in range(17):
        slipped = code[:i] + ("1" if code[i] != "1" else "2") + code[i + 1:]
        swapped = code[:i] + code[i + 1] + code[i] + code[i + 2:]
        for wrong in {slipped, swapped} - {code}:
            facts = uscc.facts(wrong)
            assert facts is not None
            assert not facts.check_ok, (code, wrong)


def test_another_form_has_no_check_character() -> None:
    with pytest.raises(ValueError, match="form"):
        uscc.check_character("9144")
