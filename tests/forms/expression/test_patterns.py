"""Patterns match whole texts, and none can run away."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.errors import FormDefinitionError
from forms.expression.patterns import _is_risky, whole_match

_RISKY = ["(a+)+c", "(a|a)*(b+)*", "(a*)*", "(?:[a-z]+\\.)+[a-z]{2,}", "a*b*c*d*e*", "((ab)+c?)+",
          "(x+x+)+y", "^([a-z0-9_.-]+)@([\\da-z.-]+)\\.([a-z.]{2,6})+$"]


@pytest.mark.parametrize("pattern", _RISKY)
def test_nested_repetitions_are_seen(pattern: str) -> None:
    assert _is_risky(pattern)


@pytest.mark.parametrize("pattern", ["[0-9]{18}", "^a+b*$", "(ab)+", "(a|b)+", "1[3-9]\\d{9}",
                                     "[\\(\\)*+]+"])
def test_plain_patterns_go_the_fast_way(pattern: str) -> None:
    assert not _is_risky(pattern)


def test_a_pattern_that_runs_away_elsewhere_ends_at_once() -> None:
    assert whole_match("(a+)+c")("a" * 5000) is False
    assert whole_match("(a+)+c")("a" * 5000 + "c") is True


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(_RISKY), st.text("abcdexy.@_1", max_size=12))
def test_both_ways_agree(pattern: str, text: str) -> None:
    assert whole_match(pattern)(text) == (re.fullmatch(pattern, text) is not None)


@pytest.mark.parametrize("pattern", ["(a+)+(?=b)", "((a+)+)\\1", "(a{1,4000}){1,4000}+b*"])
def test_what_cannot_be_bounded_is_refused(pattern: str) -> None:
    with pytest.raises(FormDefinitionError):
        whole_match(pattern)


def test_a_broken_pattern_is_named() -> None:
    with pytest.raises(FormDefinitionError) as caught:
        whole_match("(")
    assert caught.value.code == "pattern-invalid"
