"""Which questions a reviewer's words are about: 【3.10】 as our page writes it, or a bare 3.10."""

import re

MARKED = re.compile(r"【(\d{1,2}(?:\.\d{1,2}){0,2})(?:[^】]*)】")
# Not a part of a longer number or date, and not an amount.
BARE = re.compile(
    r"(?<![\d.-])(\d{1,2}(?:\.\d{1,2}){1,2})(?![\d.]|\s*(?:万|元|%|％|年|月|亿|倍|分))"
)


def named_questions(words: str) -> tuple[str, ...]:
    """Return the numbers of the questions that ``words`` name, each once, in their order."""
    found = MARKED.findall(words) or BARE.findall(words)
    return tuple(dict.fromkeys(found))


def about(number: str, words: str) -> str:
    """Return words about one question in the spelling that every server carries as plain text."""
    return f"【{number}】{words}"
