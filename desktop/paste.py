"""A table from Excel read for a repeat: which column is which question, what each cell becomes."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from desktop.amounts import parsed
from desktop.i18n import _
from desktop.widgets.combo import matches
from desktop.widgets.moment import read_date
from forms.values import Choice

_MONEY = re.compile(r"(万元|万|千元|元)$")
_UNIT = re.compile(r"[（(]([^（）()]+)[）)]\s*$")
# Factors between the units in which people keep their lists.
_FACTORS = {
    ("元", "万元"): Decimal("0.0001"),
    ("万元", "元"): Decimal(10_000),
    ("千元", "万元"): Decimal("0.1"),
    ("千元", "元"): Decimal(1000),
    ("GB", "TB"): Decimal("0.001"),
}
MONEY = frozenset({"元", "万元"})
NUMBERS = frozenset({"integer", "decimal"})


@dataclass(frozen=True, slots=True)
class Target:
    """A question that a column may become; one that is not ``asked`` here only gives its name."""

    name: str
    label: str
    kind: str
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """What a pasted cell becomes; ``problem`` says why it becomes nothing."""

    text: str
    value: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Pasted:
    """A pasted table, read; nothing has entered the record.

    ``mapping`` gives the target's position by column, -1 for a column that is not read; ``notes``
    say in words what was converted and what was left out.
    """

    targets: tuple[Target, ...]
    mapping: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def used(self) -> tuple[int, ...]:
        """The columns that are read."""
        return tuple(place for place, target in enumerate(self.mapping) if target >= 0)


def split_table(text: str) -> list[list[str]]:
    """Return rows of cells of a text as Excel puts it on the clipboard; quotes keep line breaks."""
    import csv
    import io

    rows = list(csv.reader(io.StringIO(text.replace("\r\n", "\n")), delimiter="\t"))
    return [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]


def read_table(
    text: str, targets: Sequence[Target], today: date, mapping: Sequence[int] | None = None
) -> Pasted:
    """Read a pasted table; ``mapping`` replaces the one that is guessed from the first row."""
    table = split_table(text)
    head = table[0] if table else []
    meant = [_guess(cell, targets) for cell in head]
    has_head = sum(place >= 0 for place in meant) * 2 >= len(head) > 0
    unasked = {cell for cell, place in zip(head, meant, strict=True)
               if place >= 0 and not targets[place].asked}
    guessed = _among_asked(meant, targets)
    targets = [target for target in targets if target.asked]
    body = table[1:] if has_head else table
    width = max((len(row) for row in table), default=0)
    if mapping is None:
        in_order = tuple(place if place < len(targets) else -1 for place in range(width))
        mapping = _once(guessed + (-1,) * (width - len(guessed))) if has_head else in_order
    units = [_unit(head[place]) if has_head and place < len(head) else "" for place in range(width)]
    rows, problems = [], []
    for number, row in enumerate(body, 1):
        cells = []
        for place in range(width):
            cell = row[place] if place < len(row) else ""
            target = targets[mapping[place]] if mapping[place] >= 0 else None
            read = _cell(cell, target, units[place], today) if target else Cell(cell, "")
            if read.problem and target:
                problems.append(
                    _("Row {row}, {label}: {problem}").format(
                        row=number, label=target.label, problem=read.problem
                    )
                )
            cells.append(read)
        rows.append(tuple(cells))
    for line, place in _bare_amounts(rows, mapping, targets, units):
        bare = rows[line][place].text
        problem = _("“{text}” has no unit, other rows have one. Write 3万 or 30000元.").format(
            text=bare)
        problems.append(_("Row {row}, {label}: {problem}").format(
            row=line + 1, label=targets[mapping[place]].label, problem=problem))
        rows[line] = (*rows[line][:place], Cell(bare, "", problem), *rows[line][place + 1:])
    notes = tuple(_notes(head if has_head else [], mapping, units, targets, unasked))
    return Pasted(tuple(targets), tuple(mapping), tuple(rows), notes, tuple(problems))


def _plain(text: str) -> str:
    return re.sub(r"[\s（）()]", "", _UNIT.sub("", text)).lower()


def _unit(head: str) -> str:
    found = _UNIT.search(head)
    return found.group(1).strip() if found else ""


def _guess(head: str, targets: Sequence[Target]) -> int:
    """Return the target whose label a heading is, holds or is held by; -1 for none."""
    words = _plain(head)
    if not words:
        return -1
    labels = [_plain(target.label) for target in targets]
    if words in labels:
        return labels.index(words)
    close = [place for place, label in enumerate(labels) if words in label or label in words]
    if close:
        return close[0]
    shared = [
        (len(set(words) & set(label)) / len(set(words)), -place)
        for place, label in enumerate(labels)
    ]
    best, place = max(shared, default=(0.0, 0))
    return -place if best >= 0.6 else -1


def _among_asked(meant: Sequence[int], targets: Sequence[Target]) -> tuple[int, ...]:
    """Return the same targets by their place among those that are asked; -1 for the others."""
    places = {target.name: place for place, target in enumerate(t for t in targets if t.asked)}
    return tuple(places.get(targets[place].name, -1) if place >= 0 else -1 for place in meant)


def _once(mapping: tuple[int, ...]) -> tuple[int, ...]:
    """Let each target be taken by one column, the first."""
    seen: set[int] = set()
    result = []
    for place in mapping:
        result.append(-1 if place in seen else place)
        seen.add(place)
    return tuple(result)


def _cell(text: str, target: Target, unit: str, today: date) -> Cell:
    if not text or text in ("—", "-", "/"):
        return Cell(text, "")
    if target.kind in NUMBERS:
        return _number(text, target, unit)
    if target.kind == "date":
        day = read_date(text, today)
        return Cell(text, day.isoformat()) if day else Cell(text, "", _not_read(text))
    if target.choices:
        return _choices(text, target)
    return Cell(text, text)


def _number(text: str, target: Target, unit: str) -> Cell:
    written = _MONEY.search(text) if target.unit in MONEY else None
    if written is not None:
        # What stands in the cell goes before what stands in the heading: 1.8万 below 年费用.
        unit = written[0] if written[0].endswith("元") else f"{written[0]}元"
        number = parsed(text[: written.start()])
    else:
        number = parsed(re.sub(rf"{re.escape(target.unit)}$", "", text))
    if number is None:
        return Cell(text, "", _not_read(text))
    number *= _FACTORS.get((unit, target.unit), Decimal(1))
    if target.kind == "integer" and number == number.to_integral_value():
        number = number.to_integral_value()
    return Cell(text, format(number.normalize(), "f"))


def _bare_amounts(
    rows: Sequence[Sequence[Cell]], mapping: Sequence[int], targets: Sequence[Target],
    units: Sequence[str],
) -> list[tuple[int, int]]:
    """Return row and column of amounts without a unit in columns where others carry theirs.

    30000 below 3万 is ten thousand times too much or right; only who wrote it knows.
    """
    found = []
    for place, target in enumerate(mapping):
        if target < 0 or targets[target].unit not in MONEY or units[place]:
            continue
        marked = [bool(_MONEY.search(row[place].text)) for row in rows]
        if any(marked):
            found += [(n, place) for n, row in enumerate(rows)
                      if not marked[n] and row[place].value]
    return found


def _choices(text: str, target: Target) -> Cell:
    parts = re.split(r"[、,，;；/]\s*", text) if target.kind == "select_multiple" else [text]
    codes = []
    for part in parts:
        found = [c for c in target.choices if part in (c.label, c.value)]
        found = found or [c for c in target.choices if matches(c.label, part.lower())]
        found = found or [c for c in target.choices if c.label.lower() in part.lower()]
        if len(found) != 1:
            return Cell(text, "", _not_read(part))
        codes.append(found[0].value)
    return Cell(text, " ".join(codes))


def _not_read(text: str) -> str:
    return _(
        "“{text}” is not recognised. Change it, or leave it empty and fill it in later."
    ).format(text=text)


def _notes(
    head: Sequence[str],
    mapping: Sequence[int],
    units: Sequence[str],
    targets: Sequence[Target],
    unasked: Collection[str],
) -> list[str]:
    notes = []
    for place, title in enumerate(head):
        if mapping[place] < 0 and title in unasked:
            notes.append(
                _("“{title}” is not asked of this enterprise and is not read.").format(title=title)
            )
            continue
        if mapping[place] < 0:
            notes.append(
                _("Column “{title}” fits no question and is not read.").format(title=title)
            )
            continue
        target = targets[mapping[place]]
        factor = _FACTORS.get((units[place], target.unit))
        if target.unit in MONEY and not units[place]:
            notes.append(_("“{title}” names no unit: numbers without one are {target}.").format(
                title=title, target=target.unit))
        if factor is not None:
            notes.append(
                _("“{title}” is converted from {source} to {target}.").format(
                    title=title, source=units[place], target=target.unit
                )
            )
    return notes
