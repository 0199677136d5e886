"""Patterns of ``regex()``: Python's engine where it is safe, else one that cannot run away.

A pattern like ``(a+)+c`` takes a backtracking engine exponential time on a text that does not
match, and a form may come from anywhere. Such patterns run as a set of states instead, in time
proportional to text times pattern; what that cannot express (look-around, back-references) is
refused there.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from forms.errors import FormDefinitionError

MAX_STATES = 5_000
# A few repetitions after one another are fine for a text of a form; many are polynomial traps.
_MAX_LOOPS = 3
_CLASSES = {"d": r"[0-9]", "D": r"[^0-9]", "w": r"[A-Za-z0-9_]", "W": r"[^A-Za-z0-9_]",
            "s": r"[ \t\n\r\f\v]", "S": r"[^ \t\n\r\f\v]"}
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f"}
_PROPERTIES = {"{L}": r"[^\W\d_]", "{N}": r"\d", "{Lu}": r"[A-Z]", "{Ll}": r"[a-z]"}

Matcher = Callable[[str], bool]


@lru_cache(maxsize=512)
def whole_match(source: str) -> Matcher:
    """Return a test whether a pattern matches a whole text.

    Raises:
        FormDefinitionError: ``pattern-invalid``, ``pattern-too-complex``.
    """
    plain = _plain(source)
    try:
        pattern = re.compile(plain)
    except (re.error, OverflowError, RecursionError) as error:
        raise FormDefinitionError("pattern-invalid", pattern=source, reason=str(error)) from error
    if not _is_risky(plain):
        return lambda text: pattern.fullmatch(text) is not None
    machine = _Reader(plain).machine()
    return machine.matches


def _plain(source: str) -> str:
    """Return the pattern in Python's dialect: Java's properties, POSIX-like classes in ASCII."""
    for name, replacement in _PROPERTIES.items():
        source = source.replace(rf"\p{name}", replacement)
    return re.sub(r"(?<!\\)((?:\\\\)*)\\d", r"\1[0-9]", source) if "[" not in source else source


def _is_risky(source: str) -> bool:
    """Whether a repetition holds another, or many follow one another."""
    open_loops: list[int] = [0]
    total = last = 0
    for token in _tokens(source):
        if token == "(":  # noqa: S105 - a bracket
            open_loops.append(0)
        elif token == ")":  # noqa: S105 - a bracket
            inside = open_loops.pop() if len(open_loops) > 1 else 0
            open_loops[-1] += inside
            last = inside
            continue
        elif _varies(token):
            if last:
                return True
            total += _is_long(token)
            open_loops[-1] += 1
        last = 0
    return total > _MAX_LOOPS


def _varies(token: str) -> bool:
    """Whether a quantifier leaves open how often."""
    if token in {"*", "+"}:
        return True
    return len(token) > 2 and token.startswith("{") and _span(token)[0] < _span(token)[1]


def _is_long(token: str) -> bool:
    return token in {"*", "+"} or _span(token)[1] > 20


def _span(token: str) -> tuple[int, int]:
    least, comma, most = token[1:-1].partition(",")
    low = int(least or 0)
    return low, (int(most) if most else MAX_STATES) if comma else low


def _tokens(source: str) -> Iterator[str]:
    """Yield escapes, classes, brackets, quantifiers and characters."""
    place = 0
    while place < len(source):
        match = _TOKEN.match(source, place)
        text = match.group() if match else source[place]
        yield text
        place += len(text)


_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d*,?\d*\}", re.DOTALL)


@dataclass(slots=True)
class _State:
    """A place in the machine: ``accepts`` a character and goes to ``next``, or forks for free."""

    accepts: Callable[[str], bool] | None = None
    next: int = -1
    forks: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Machine:
    """A set of states (Thompson); matching is breadth first."""

    states: list[_State]
    start: int
    end: int

    def matches(self, text: str) -> bool:
        """Whether the whole text matches."""
        here = self._reached({self.start})
        for character in text:
            step = set()
            for number in here:
                state = self.states[number]
                if state.accepts is not None and state.accepts(character):
                    step.add(state.next)
            here = self._reached(step)
            if not here:
                return False
        return self.end in here

    def _reached(self, numbers: set[int]) -> set[int]:
        found, waiting = set(numbers), list(numbers)
        while waiting:
            for fork in self.states[waiting.pop()].forks:
                if fork not in found:
                    found.add(fork)
                    waiting.append(fork)
        return found


Piece = Callable[["_Reader", int], int]  # builds states from a start and returns their end


class _Reader:
    """Reads a risky pattern and builds its machine."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._tokens = list(_tokens(source))
        self._place = 0
        self._states: list[_State] = []

    def machine(self) -> _Machine:
        piece = self._choice()
        if self._place < len(self._tokens):
            raise self._refused()
        start = self.state()
        return _Machine(self._states, start, piece(self, start))

    def state(self) -> int:
        if len(self._states) >= MAX_STATES:
            raise self._refused()
        self._states.append(_State())
        return len(self._states) - 1

    def fork(self, start: int, end: int) -> None:
        self._states[start].forks.append(end)

    def accept(self, start: int, test: Callable[[str], bool]) -> int:
        entry, end = self.state(), self.state()
        self.fork(start, entry)
        self._states[entry].accepts = test
        self._states[entry].next = end
        return end

    def _refused(self) -> FormDefinitionError:
        return FormDefinitionError("pattern-too-complex", pattern=self._source[:200])

    def _now(self) -> str:
        return self._tokens[self._place] if self._place < len(self._tokens) else ""

    def _choice(self) -> Piece:
        options = [self._sequence()]
        while self._now() == "|":
            self._place += 1
            options.append(self._sequence())
        return options[0] if len(options) == 1 else _either(options)

    def _sequence(self) -> Piece:
        pieces = []
        while self._now() not in {"", "|", ")"}:
            pieces.append(self._repeated())
        return _one_after_another(pieces)

    def _repeated(self) -> Piece:
        piece = self._atom()
        token = self._now()
        if token not in {"*", "+", "?"} and not (token.startswith("{") and len(token) > 1):
            return piece
        self._place += 1
        if self._now() in {"?", "+"}:  # lazy or possessive: the same set of texts or fewer
            self._place += 1
        spans = {"*": (0, -1), "+": (1, -1), "?": (0, 1)}
        low, high = spans.get(token) or _span(token)
        return _times(piece, low, -1 if high >= MAX_STATES else high)

    def _atom(self) -> Piece:
        token = self._now()
        self._place += 1
        if token == "(":  # noqa: S105 - a bracket
            return self._group()
        if token in {"^", "$"}:
            return _edge
        if token in {"*", "+", "?"}:
            raise self._refused()
        return _character(self._test(token))

    def _group(self) -> Piece:
        if self._now() == "?":
            self._place += 1
            if self._now() != ":":
                raise self._refused()
            self._place += 1
        inner = self._choice()
        if self._now() != ")":
            raise self._refused()
        self._place += 1
        return inner

    def _test(self, token: str) -> Callable[[str], bool]:
        if token == ".":  # noqa: S105 - a dot
            return lambda c: c != "\n"
        if token.startswith("["):
            return _in_class(token)
        if token.startswith("\\"):
            name = token[1:]
            if name in _CLASSES:
                return _in_class(_CLASSES[name])
            if name.isdigit() or (name.isalpha() and name not in _CONTROLS):
                raise self._refused()
            token = _CONTROLS.get(name, name)
        return lambda c: c == token


def _in_class(source: str) -> Callable[[str], bool]:
    pattern = re.compile(source)
    return lambda c: pattern.fullmatch(c) is not None


def _character(test: Callable[[str], bool]) -> Piece:
    return lambda reader, start: reader.accept(start, test)


def _edge(_reader: _Reader, start: int) -> int:
    """The whole text is matched anyway."""
    return start


def _one_after_another(pieces: list[Piece]) -> Piece:
    def build(reader: _Reader, start: int) -> int:
        for piece in pieces:
            start = piece(reader, start)
        return start
    return build


def _either(options: list[Piece]) -> Piece:
    def build(reader: _Reader, start: int) -> int:
        end = reader.state()
        for option in options:
            entry = reader.state()
            reader.fork(start, entry)
            reader.fork(option(reader, entry), end)
        return end
    return build


def _times(piece: Piece, low: int, high: int) -> Piece:
    """Repeat a piece; ``high`` -1 has no end."""
    def build(reader: _Reader, start: int) -> int:
        for _ in range(low):
            start = piece(reader, start)
        if high < 0:
            loop = reader.state()
            reader.fork(start, loop)
            reader.fork(piece(reader, loop), loop)
            return loop
        end = reader.state()
        reader.fork(start, end)
        for _ in range(high - low):
            start = piece(reader, start)
            reader.fork(start, end)
        return end
    return build
