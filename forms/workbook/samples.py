"""Answers to try: values that a form's own expressions make interesting.

A number is worth trying beside every number that the form compares with, a text when it is one of
the form's own literals or fits one of its patterns.
"""

import random
import string
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from forms.expression.tree import Call, Expression, Number, Text, walk
from forms.values import Question

_CLASSES = {
    "d": string.digits, "w": string.ascii_letters + string.digits + "_", "s": " ",
    "D": string.ascii_letters, "W": "-", "S": string.ascii_letters,
}
_FIXED = {
    "image": "a.jpg", "audio": "a.mp3", "video": "a.mp4", "file": "a.pdf", "acknowledge": "OK",
    "geopoint": "37.87 112.55 800 5", "geotrace": "37.87 112.55 0 0;37.88 112.56 0 0",
    "geoshape": "37.8 112.5 0 0;37.9 112.5 0 0;37.9 112.6 0 0;37.8 112.5 0 0",
}
_ANY = string.ascii_letters + string.digits + "云"


@dataclass(slots=True)
class Pool:
    """What the expressions of a form mention."""

    numbers: set[float] = field(default_factory=lambda: {0.0, 1.0, 7.0, 100.0, 1e6})
    texts: set[str] = field(default_factory=lambda: {"云", "abc 1"})
    patterns: set[str] = field(default_factory=set)

    def learn(self, trees: Iterable[Expression]) -> None:
        """Take in the literals of expressions; of ``regex`` the second argument as a pattern."""
        for tree in trees:
            for node in walk(tree):
                if isinstance(node, Number):
                    self.numbers |= {node.value - 1, node.value, node.value + 1}
                elif isinstance(node, Text):
                    self.texts.add(node.value)
                elif isinstance(node, Call) and node.name == "regex":
                    self.patterns |= {a.value for a in node.arguments[1:] if isinstance(a, Text)}

    def answer(self, question: Question, chance: random.Random, now: datetime) -> str:
        """Return a well-formed answer to a question without choices."""
        kind = question.kind
        if kind in _FIXED:
            return _FIXED[kind]
        if kind in ("integer", "decimal"):
            return self._number(chance, whole=kind == "integer")
        if kind == "range":
            return _on_scale(question, chance)
        if kind in ("date", "time", "datetime"):
            return _moment(kind, chance, now)
        return self._text(chance)

    def _number(self, chance: random.Random, *, whole: bool) -> str:
        value = chance.choice(sorted(self.numbers))
        if whole or (value.is_integer() and chance.random() < 0.7):
            return str(int(value))
        return f"{value + chance.random():.2f}"

    def _text(self, chance: random.Random) -> str:
        if self.patterns and chance.random() < 0.7:
            return matching(chance.choice(sorted(self.patterns)), chance)
        return chance.choice(sorted(self.texts)) or "云"


def _on_scale(question: Question, chance: random.Random) -> str:
    start, end, step = (
        float(question.parameters.get(name, default))
        for name, default in (("start", 1), ("end", 10), ("step", 1))
    )
    value = start + step * chance.randint(0, max(0, int((end - start) / step)))
    return str(int(value)) if value.is_integer() else str(value)


def _moment(kind: str, chance: random.Random, now: datetime) -> str:
    """Return a day within some years of now, often today, or a time, or both."""
    days = 0 if chance.random() < 0.3 else chance.randint(-1000, 400)
    day = (now.date() + timedelta(days=days)).isoformat()
    clock = f"{chance.randint(0, 23):02}:30:00.000+08:00"
    return {"date": day, "time": clock}.get(kind, f"{day}T{clock}")


def matching(pattern: str, chance: random.Random) -> str:
    """Return a text that fits a plain pattern: classes, groups, alternatives, counts.

    What goes beyond that (look-around, back references) is taken literally: the text then fits no
    pattern, which a form must bear too.
    """
    return _Sampler(pattern, chance).alternatives()


class _Sampler:
    """A recursive descent over a pattern that writes as it reads."""

    def __init__(self, pattern: str, chance: random.Random) -> None:
        self._pattern = pattern
        self._at = 0
        self._chance = chance

    def alternatives(self) -> str:
        found = [self._sequence()]
        while self._take("|"):
            found.append(self._sequence())
        return self._chance.choice(found)

    def _sequence(self) -> str:
        text = ""
        while self._at < len(self._pattern) and self._pattern[self._at] not in "|)":
            start = self._at
            piece = self._atom()
            stop = self._at
            least, most = self._count()
            after = self._at
            for _ in range(self._chance.randint(least, most)):
                text += piece
                self._at = start
                piece = self._atom()
            self._at = max(after, stop)
        return text

    def _take(self, character: str) -> bool:
        found = self._pattern[self._at:self._at + 1] == character
        self._at += found
        return found

    def _next(self) -> str:
        self._at += 1
        return self._pattern[self._at - 1:self._at]

    def _atom(self) -> str:
        character = self._next()
        if character in "^$":
            return ""
        if character == "(":
            if self._pattern.startswith("?:", self._at):
                self._at += 2
            text = self.alternatives()
            self._take(")")
            return text
        if character == "[":
            return self._chance.choice(self._members())
        if character == "\\":
            escaped = self._next()
            return self._chance.choice(_CLASSES.get(escaped, escaped))
        return self._chance.choice(_ANY) if character == "." else character

    def _members(self) -> str:
        negated = self._take("^")
        members = ""
        while self._at < len(self._pattern) and not self._take("]"):
            character = self._next()
            if character == "\\":
                members += _CLASSES.get(self._pattern[self._at], self._pattern[self._at])
                self._at += 1
            elif self._pattern[self._at:self._at + 1] == "-" and (
                    self._pattern[self._at + 1:self._at + 2] not in ("]", "")):
                self._at += 1
                members += "".join(map(chr, range(ord(character), ord(self._next()) + 1)))
            else:
                members += character
        if negated:
            members = "".join(sorted(set(_ANY) - set(members)))
        return members or "-"

    def _count(self) -> tuple[int, int]:
        if self._take("?"):
            return 0, 1
        if self._take("*"):
            return 0, 3
        if self._take("+"):
            return 1, 3
        if not self._take("{"):
            return 1, 1
        end = self._pattern.find("}", self._at)
        least, comma, most = self._pattern[self._at:end].partition(",")
        self._at = end + 1
        low = int(least or 0)
        return low, int(most) if most else low + 3 * len(comma)
