"""Chinese line breaking: one breaker for text, tables, their measure and the preview.

The rules are plan/layout.md §2, 1 to 6: what may not start or end a line, what is unbreakable,
quarter spaces between Han and Latin, squeezing of marks, justification, no last line of one
character. Widths are points.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from desktop.report.fonts import KERN, QUARTER, settable, widths

CLOSING = "，。、；：！？）》〉】〕」』”’"
OPENING = "（《〈【〔「『“‘"
NO_START = CLOSING + "…—～·％%℃),.;:!?]}"
NO_END = OPENING + "￥([{"
_HAN = r"\u2e80-\u2fff\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LATIN = "A-Za-z0-9"
_AFTER_LATIN = "A-Za-z0-9%‰°)\\]"
_UNITS = ("万元|亿元|元|人天|人|个月|个|台套|台|年|月|日|季|分钟|分|秒|％|%|‰|℃|项|条|家|张|天|"
          "小时|页|题|道|级|次|套|处|份|件|核|千瓦时|字|kW|GB|TB|MB|Mbps|mm|号|批|张")
_GAP = f"[{QUARTER} ]?"
_TOKEN = re.compile(
    f"——+|……|[ \u3000]|{KERN}|{QUARTER}"
    rf"|[①-⑳㉑-㉟□✓△]{_GAP}[^\s]"
    rf"|〔\d+〕\d+{_GAP}号?"
    rf"|[+\-−＋±≤≥<>≈￥¥$]*\d[\d.,:/× ]*(?:[\-–−～—]\d[\d.,:/]*)*{_GAP}(?:{_UNITS})?(?![A-Za-z])"
    rf"|[{_LATIN}][{_LATIN}_.\-/+@&'#%=?~:]*|."
)
_SPACED = re.compile(
    f"(?<=[{_HAN}]) *(?=[{_LATIN}])|(?<=[{_AFTER_LATIN}]) *(?=[{_HAN}])"
)
_PAIR = re.compile(f"(?<=[{CLOSING}])(?=[{CLOSING}{OPENING}])|(?<=[{OPENING}])(?=[{OPENING}])")
_SPACE = (" ", "\u3000", QUARTER)
_SPLIT = re.compile(f"([{QUARTER}{KERN} ])")
_SPLIT_MARKS = re.compile(f"([{QUARTER}{KERN} ]|[{CLOSING}])")
_MAX_SPREAD = 0.08
_MARK_SQUEEZE, _SPACE_SQUEEZE = 0.25, 0.125


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one face, size and role; ``boxed`` is framed, ``whole`` never broken."""

    text: str
    face: str
    size: float
    role: str = "ink"
    boxed: bool = False
    fill: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that are drawn together, ``x`` points from the line's left end."""

    x: float
    text: str
    span: Span
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line ready to draw: pieces, extra space after every character, set width."""

    pieces: tuple[Piece, ...]
    spacing: float
    width: float

    @property
    def text(self) -> str:
        """The characters of the line, quarter spaces as they are."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(slots=True)
class _Atom:
    """What is never parted: fragments of text with their spans, and the width in points."""

    fragments: list[tuple[str, Span]]
    width: float
    space: bool = False

    @property
    def first(self) -> str:
        return self.fragments[0][0][0]

    @property
    def last(self) -> str:
        return self.fragments[-1][0][-1]


def break_lines(text: str, font: str, size: float, line_widths: Sequence[float], *,
                role: str = "ink", justify: bool = False) -> tuple[SetLine, ...]:
    """Break a plain text into lines.

    Args:
        text: May hold newlines; each starts a new line.
        font: A face of ``desktop.report.fonts``.
        size: In points.
        line_widths: Points; of the first line, the second … the last one is repeated.
        role: Colour role of the text.
        justify: Spread lines that are not the last of their paragraph.
    """
    return _break_plain(text, font, size, tuple(line_widths), role, justify)


@lru_cache(maxsize=8192)
def _break_plain(text: str, font: str, size: float, line_widths: tuple[float, ...], role: str,
                 justify: bool) -> tuple[SetLine, ...]:
    return break_spans((Span(text, font, size, role),), line_widths, justify=justify)


def break_spans(spans: Iterable[Span], line_widths: Sequence[float], *, justify: bool = False
                ) -> tuple[SetLine, ...]:
    """Break a text of several spans; arguments as in ``break_lines``."""
    lines: list[SetLine] = []
    for paragraph in _paragraphs(spans):
        if len(paragraph) == 1 and (line := _one_line(
                paragraph[0], _width_of(line_widths, len(lines)))):
            lines.append(line)
            continue
        atoms = _atoms(paragraph)
        rows = _fill(atoms, line_widths, len(lines))
        for number, row in enumerate(rows):
            room = _width_of(line_widths, len(lines))
            spread = justify and number < len(rows) - 1
            lines.append(_set(row, room, spread=spread))
    return tuple(lines)


def _paragraphs(spans: Iterable[Span]) -> list[list[Span]]:
    """Split the spans at newlines; every text made settable and its spaces and pairs marked."""
    paragraphs: list[list[Span]] = [[]]
    for span in spans:
        for number, part in enumerate(settable(span.text, span.face).split("\n")):
            if number:
                paragraphs.append([])
            if part:
                marked = part if span.boxed else _PAIR.sub(KERN, _SPACED.sub(QUARTER, part))
                paragraphs[-1].append(Span(marked, span.face, span.size, span.role, span.boxed,
                                           span.fill, span.whole))
    return paragraphs


def _one_line(span: Span, room: float) -> SetLine | None:
    """Set a text that fits on one line as it is; None where it must be broken or squeezed."""
    text = span.text.strip(" ")
    if not text or span.boxed or text[0] in OPENING:
        return None
    known, size = widths(span.face), span.size
    hanging = 0.5 * size if text[-1] in CLOSING else 0.0
    whole = sum([known[c] for c in text]) * size
    width = whole - hanging
    if width > room:
        return None
    parts = _SPLIT.split(text)
    if len(parts) == 1:
        return SetLine((Piece(0.0, text, span, whole),), 0.0, width)
    pieces, x = [], 0.0
    for part in parts:
        step = sum([known[c] for c in part]) * size
        if part and part not in (QUARTER, KERN, " "):
            pieces.append(Piece(x, part, span, step))
        x += step
    return SetLine(tuple(pieces), 0.0, width)


def _atoms(spans: list[Span]) -> list[_Atom]:
    atoms: list[_Atom] = []
    glued = False
    for span in spans:
        known, size = widths(span.face), span.size
        tokens = [span.text] if span.boxed or span.whole else _TOKEN.findall(span.text)
        for token in tokens:
            width = sum([known[c] for c in token]) * size
            if span.boxed:
                width += 2 * BOX_PADDING
            space = token in _SPACE
            if atoms and not space and (glued or _sticks(atoms[-1], token, span)):
                _join(atoms[-1], token, span, width)
            else:
                atoms.append(_Atom([(token, span)], width, space))
            glued = token == KERN and (glued or atoms[-1].last in NO_END)
    return atoms


BOX_PADDING = 2.4


def _sticks(before: _Atom, token: str, span: Span) -> bool:
    """Return whether a token must stay with the atom before it."""
    if before.space or before.fragments[-1][1].boxed or span.boxed:
        return False
    if token == KERN or token[0] in NO_START or before.last in NO_END:
        return True
    if before.last == KERN:
        fragments = [text for text, _ in before.fragments if text != KERN]
        return bool(fragments) and fragments[-1][-1] in NO_END
    # Latin that changes its face in the middle of a word.
    crosses = before.fragments[-1][1] is not span
    return crosses and before.last.isascii() and token[0].isascii()


def _join(atom: _Atom, token: str, span: Span, width: float) -> None:
    text, last = atom.fragments[-1]
    if last is span:
        atom.fragments[-1] = (text + token, span)
    else:
        atom.fragments.append((token, span))
    atom.width += width


def _width_of(line_widths: Sequence[float], number: int) -> float:
    return line_widths[min(number, len(line_widths) - 1)]


def _fill(atoms: list[_Atom], line_widths: Sequence[float], before: int) -> list[list[_Atom]]:
    """Distribute atoms over lines, greedily, squeezing before a character is pushed down."""
    rows: list[list[_Atom]] = []
    row: list[_Atom] = []
    used = squeeze = 0.0
    queue = list(reversed(atoms))
    while queue:
        atom = queue.pop()
        room = _width_of(line_widths, before + len(rows))
        # A paragraph may begin with an ideographic space; a continued line may not.
        if not row and atom.space and (rows or atom.first != "\u3000"):
            continue
        start = _saved_at_start(atom) if not row else 0.0
        end = _saved_at_end(atom)
        if row and not atom.space and used + atom.width - end - squeeze > room + 0.01:
            rows.append(_trimmed(row))
            row, used, squeeze = [], 0.0, 0.0
            queue.append(atom)
            continue
        if not row and atom.width - start - end > room + 0.01 and _breakable(atom):
            head, tail = _cut(atom, room)
            rows.append([head])
            queue.append(tail)
            continue
        row.append(atom)
        used += atom.width - start
        squeeze += _squeezable(atom)
    rows.append(_trimmed(row))
    return _no_lone_character(rows, line_widths, before)


def _saved_at_start(atom: _Atom) -> float:
    return 0.5 * atom.fragments[0][1].size if atom.first in OPENING else 0.0


def _saved_at_end(atom: _Atom) -> float:
    return 0.5 * atom.fragments[-1][1].size if atom.last in CLOSING else 0.0


def _squeezable(atom: _Atom) -> float:
    size = atom.fragments[0][1].size
    if atom.space:
        return _SPACE_SQUEEZE * size if atom.first == QUARTER else 0.0
    return _MARK_SQUEEZE * size if atom.last in CLOSING else 0.0


def _trimmed(row: list[_Atom]) -> list[_Atom]:
    while row and row[-1].space:
        row = row[:-1]
    return row


def _breakable(atom: _Atom) -> bool:
    return sum(len(text) for text, _ in atom.fragments) > 1 and not atom.fragments[0][1].boxed


def _cut(atom: _Atom, room: float) -> tuple[_Atom, _Atom]:
    """Cut an atom that is wider than the line; at least one character stays."""
    head: list[tuple[str, Span]] = []
    tail: list[tuple[str, Span]] = []
    used = 0.0
    for text, span in atom.fragments:
        known = widths(span.face)
        for character in text:
            width = known[character] * span.size
            fits = not tail and (not head or used + width <= room)
            (head if fits else tail).append((character, span))
            used += width
    if not tail:
        tail = [head.pop()]
    return _atom_of(head), _atom_of(tail)


def _atom_of(characters: list[tuple[str, Span]]) -> _Atom:
    atom = _Atom([characters[0]], widths(characters[0][1].face)[characters[0][0]]
                 * characters[0][1].size)
    for character, span in characters[1:]:
        _join(atom, character, span, widths(span.face)[character] * span.size)
    return atom


def _no_lone_character(rows: list[list[_Atom]], line_widths: Sequence[float], before: int
                       ) -> list[list[_Atom]]:
    """Pull one atom down where the last line would hold a single character."""
    if len(rows) < 2 or len(rows[-2]) < 3:
        return rows
    length = sum(len(text.strip(NO_START)) for atom in rows[-1] for text, _ in atom.fragments)
    pulled = rows[-2][-1]
    room = _width_of(line_widths, before + len(rows) - 1)
    if length > 1 or pulled.width + sum(atom.width for atom in rows[-1]) > room:
        return rows
    return [*rows[:-2], _trimmed(rows[-2][:-1]), [pulled, *rows[-1]]]


def _set(row: list[_Atom], room: float, *, spread: bool) -> SetLine:
    """Give every piece of a line its place: squeezed, natural or spread to the full width."""
    if not row:
        return SetLine((), 0.0, 0.0)
    start, end = _saved_at_start(row[0]), _saved_at_end(row[-1])
    natural = sum(atom.width for atom in row) - start - end
    size = row[0].fragments[0][1].size
    squeeze = spacing = gap = 0.0
    if natural > room + 0.01:
        capacity = sum(_squeezable(atom) for atom in row[:-1])
        squeeze = min(1.0, (natural - room) / capacity) if capacity else 0.0
        natural = max(room, natural - capacity)
    elif spread:
        characters = sum(_drawn(text) for atom in row for text, _ in atom.fragments)
        spacing = min(_MAX_SPREAD * size, (room - natural) / max(characters - 1, 1))
        rest = room - natural - spacing * (characters - 1)
        spaces = sum(1 for atom in row if atom.space)
        gap = min(0.25 * size, rest / spaces) if spaces and rest > 0.01 else 0.0
        natural += spacing * (characters - 1) + gap * spaces
    pieces = _pieces(row, -start, squeeze, spacing, gap)
    return SetLine(tuple(pieces), spacing, natural)


def _drawn(text: str) -> int:
    return len(text) - text.count(QUARTER) - text.count(KERN) - text.count(" ")


def _pieces(row: list[_Atom], x: float, squeeze: float, spacing: float, gap: float) -> list[Piece]:
    pieces: list[Piece] = []
    splitter = _SPLIT_MARKS if squeeze else _SPLIT
    text, begin, owner = "", x, row[0].fragments[0][1]

    def flush() -> None:
        nonlocal text
        if text:
            pieces.append(Piece(begin, text, owner, x - begin))
        text = ""

    last_atom = row[-1]
    for atom in row:
        for fragment, span in atom.fragments:
            if span is not owner:
                flush()
                begin, owner = x, span
            if span.boxed:
                flush()
                pieces.append(Piece(x, fragment, span, atom.width))
                x += atom.width
                begin = x
                continue
            known = widths(span.face)
            for part in splitter.split(fragment):
                if not part:
                    continue
                width = sum([known[c] for c in part]) * span.size
                if part in (QUARTER, KERN, " "):
                    flush()
                    x += width
                    if part != KERN:
                        x += gap - squeeze * _SPACE_SQUEEZE * span.size * (part == QUARTER)
                    begin = x
                    continue
                text += part
                x += width + spacing * len(part)
                if squeeze and atom is not last_atom and part == atom.last and part in CLOSING:
                    flush()
                    x -= squeeze * _MARK_SQUEEZE * span.size
                    begin = x
    flush()
    return pieces
