"""Answers to try: they fit the patterns and stand near the numbers of the form."""

import random
import re
from datetime import UTC, datetime

import pytest

from forms.expression import parse
from forms.values import Question
from forms.workbook.samples import Pool, matching

NOW = datetime(2026, 6, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "pattern",
    ["^[0-9A-HJ-NPQRTUWXY]{18}$", "^(1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8})$",
     r"\d+\.\d{2,}", "a?b*c+", "[^abc]x", "(ab|cd){2}e", r"[\d.-]+", "^20[0-9]{2}Q[1-4]$"],
)
def test_a_made_text_fits_its_pattern(pattern: str) -> None:
    for seed in range(100):
        made = matching(pattern, random.Random(seed))
        assert re.fullmatch(pattern, made), made


def test_numbers_are_tried_beside_those_of_the_form() -> None:
    pool = Pool()
    pool.learn([parse("/data/a >= 300 and regex(/data/b, 'x{3}')")])
    chance = random.Random(1)
    numbers = {pool.answer(Question("/data/a", "integer"), chance, NOW) for _ in range(500)}
    texts = {pool.answer(Question("/data/b", "text"), chance, NOW) for _ in range(100)}
    assert {"299", "300", "301"} <= numbers
    assert "xxx" in texts


def test_a_range_keeps_to_its_steps() -> None:
    question = Question("/data/r", "range", parameters={"start": "0", "end": "1", "step": "0.25"})
    chance = random.Random(1)
    made = {Pool().answer(question, chance, NOW) for _ in range(100)}
    assert made == {"0", "0.25", "0.5", "0.75", "1"}
