"""Dates and times as people type them."""

from datetime import date

import pytest

from desktop.widgets.moment import distance_words, read_date, read_time

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-11-27",
        "20261127",
        "2026/11/27",
        "2026.11.27",
        "2026年11月27日",
        "11-27",
        "11月27日",
    ],
)
def test_dates_are_read_in_every_usual_form(typed: str) -> None:
    assert read_date(typed, TODAY) == date(2026, 11, 27)


@pytest.mark.parametrize("typed", ["", "2026-02-30", "13-01", "明天"])
def test_what_is_no_date_is_none(typed: str) -> None:
    assert read_date(typed, TODAY) is None


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("14:30", "14:30:00"),
        ("1430", "14:30:00"),
        ("9：05", "09:05:00"),
        ("25:00", ""),
        ("x", ""),
    ],
)
def test_times_are_read_and_impossible_ones_refused(typed: str, stored: str) -> None:
    assert read_time(typed) == stored


def test_a_day_says_how_far_it_is() -> None:
    assert distance_words(date(2026, 11, 27), TODAY) == "周五 • 还有 4 天"
