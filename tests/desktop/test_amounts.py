"""Numbers as people type and read them."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.amounts import grouped, in_capitals, parsed
from desktop.figures import THIN, file_size


@pytest.mark.parametrize(
    ("yuan", "words"),
    [
        ("186000", "壹拾捌万陆仟元整"),
        ("0", "零元整"),
        ("10001", "壹万零壹元整"),
        ("1000500", "壹佰万零伍佰元整"),
        ("100000000", "壹亿元整"),
        ("12.30", "壹拾贰元叁角整"),
        ("10.05", "壹拾元零伍分"),
        ("0.05", "伍分"),
        ("-3", "负叁元整"),
    ],
)
def test_amounts_are_written_as_on_a_contract(yuan: str, words: str) -> None:
    assert in_capitals(Decimal(yuan)) == words


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1,860", "1860"),
        ("1，860", "1860"),
        ("\u22123", "-3"),
        (" 4.50 ", "4.50"),
    ],
)
def test_thousands_and_a_real_minus_are_read(typed: str, value: str) -> None:
    assert parsed(typed) == Decimal(value)


@pytest.mark.parametrize("typed", ["", "abc", "1.2.3", "NaN", "Infinity"])
def test_what_is_no_number_is_none(typed: str) -> None:
    assert parsed(typed) is None


@settings(deadline=None)
@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_a_grouped_number_reads_back_as_itself(number: Decimal) -> None:
    assert parsed(grouped(format(number, "f"))) == number


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=10**15))
def test_capitals_never_hold_two_zeros_in_a_row(yuan: int) -> None:
    assert "零零" not in in_capitals(Decimal(yuan))


def test_a_size_is_said_in_the_unit_that_people_use() -> None:
    sizes = [file_size(count).replace(THIN, " ") for count in (0, 300, 48_000, 5_100_000)]
    assert sizes == ["0 kB", "1 kB", "48 kB", "5.1 MB"]
    assert file_size(82_551_000_000).replace(THIN, " ") == "82.6 GB"
