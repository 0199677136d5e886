"""What holds for every form and every edit, tried on random ones."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

import forms
from tests.forms.scenario import (
    NOON,
    Part,
    calculate,
    choices,
    form,
    group,
    integer,
    repeat,
    scenario,
    select,
    state,
    text,
)

_LISTS = choices("c", "1:One:x", "2:Two:y", "3:Three:x")
_STEPS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 10**6)), min_size=1, max_size=14)


def random_form(seed: int) -> bytes:
    """Return a form whose questions read one another in all the ways there are, without circles."""
    draw = Random(seed)
    parts: list[Part] = [integer("n0"), text("t0"), select("s0", "instance('c')/root/item")]
    known = ["/data/n0", "/data/t0", "/data/s0"]
    for place in range(draw.randint(3, 9)):
        part, paths = _random_part(draw, place, known)
        parts.append(part)
        known += paths
    return form(*parts, model=_LISTS)


def _random_part(draw: Random, place: int, known: list[str]) -> tuple[Part, list[str]]:
    one, other = draw.choice(known), draw.choice(known)
    name = f"q{place}"
    match draw.randint(0, 6):
        case 0:
            return calculate(name, f"concat({one}, '-', {other})"), [f"/data/{name}"]
        case 1:
            return integer(name, relevant=f"string-length({one}) > {draw.randint(0, 2)}",
                           constraint=". < 50", required=f"{other} != ''"), [f"/data/{name}"]
        case 2:
            return select(name, f"instance('c')/root/item[group = {one} or {other} != 'x']",
                          tag="select"), [f"/data/{name}"]
        case 3:
            return group(name, integer("a", readonly=f"{one} = '1'"),
                         calculate("b", "count(/data/n0 | /data/t0) + ../a"),
                         relevant=f"{other} != '2'"), [f"/data/{name}/a", f"/data/{name}/b"]
        case 4:
            return calculate(name, f"if({one} = '', {other}, {one} > {other})"), [f"/data/{name}"]
        case 5:
            return _counted(name, one), [f"/data/{name}/x"]
        case _:
            return _rows(name, one, other), [f"/data/{name}/sum"]


def _counted(name: str, count: str) -> Part:
    return repeat(name, integer("x"), calculate("y", "position(..) * ../x"),
                  count=f"number({count}) mod 4")


def _rows(name: str, one: str, other: str) -> Part:
    row = repeat("row", integer("v", label=f"V <output value=\"{one}\"/>"),
                 text("w", relevant=f"../v > 1 or {one} = '1'"),
                 calculate("p", "position(..)"),
                 calculate("share", f"../v div sum(/data/{name}/row/v)"),
                 calculate("all", f"sum(../../row/v) + count({other})"),
                 calculate("before", f"indexed-repeat(/data/{name}/row/v, /data/{name}/row, "
                                     "position(..) - 1)"))
    return group(name, row, calculate("sum", f"sum(/data/{name}/row/v)"),
                 calculate("list", f"join(' ', /data/{name}/row[v > 1]/w)"))


def editable(entry: forms.Entry) -> list[str]:
    return [str(row[0]) for row in state(entry)
            if entry.node(str(row[0])).kind in {"integer", "text", "select_one", "select_multiple"}
            and not entry.node(str(row[0])).readonly]


def step(entry: forms.Entry, kind: int, seed: int) -> forms.Changes:
    """Make a random edit that the form allows."""
    draw = Random(seed)
    repeats = [q.path for q in _all(entry.form.root) if q.kind == "repeat" and not q.fixed_rows]
    repeats = [path for path in repeats if "[" not in path]
    if kind == 5 and repeats:
        return entry.add_row(draw.choice(repeats))
    if kind == 6 and repeats:
        path = draw.choice(repeats)
        if entry.rows(path):
            return entry.remove_row(f"{path}[{draw.randint(1, entry.rows(path))}]")
    return entry.answer(draw.choice(editable(entry)), draw.choice(["", "1", "2", "3", "7", "99"]))


def _all(question: forms.Question) -> list[forms.Question]:
    return [question] + [found for child in question.children for found in _all(child)]


def recomputed(entry: forms.Entry) -> list[tuple[object, ...]]:
    """Return the state after everything was computed again."""
    entry._recompute.mark_all(entry._root)
    entry._recompute.settle()
    entry._recompute.take_altered()
    return list(state(entry))


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**6), _STEPS)
def test_an_incremental_record_equals_a_full_recomputation(seed: int,
                                                           steps: list[tuple[int, int]]) -> None:
    entry = scenario(random_form(seed)).entry
    for kind, number in steps:
        step(entry, kind, number)
        seen = list(state(entry))
        assert recomputed(entry) == seen


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), _STEPS)
def test_reopening_a_draft_changes_nothing(seed: int, steps: list[tuple[int, int]]) -> None:
    s = scenario(random_form(seed))
    for kind, number in steps:
        step(s.entry, kind, number)
    again = s.reopened()
    assert again.entry.xml() == s.entry.xml()
    assert stored(again.entry) == stored(s.entry)


def stored(entry: forms.Entry) -> list[tuple[object, ...]]:
    """The state without what says that an empty field was refused or is still empty, and without
    what a calculation left in a hidden node: it is computed again when the node comes back."""
    return [row if row[1] and row[2] else (row[0], "", *row[2:5], None, *row[6:])
            for row in state(entry)]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), _STEPS)
def test_undoing_every_edit_in_reverse_leads_back(seed: int, steps: list[tuple[int, int]]) -> None:
    entry = scenario(random_form(seed)).entry
    before = [stored(entry)]
    undos = []
    for kind, number in steps:
        undos.append(step(entry, kind, number).undo)
        before.append(stored(entry))
    for undo in reversed(undos):
        before.pop()
        for operation in undo:
            entry.apply(operation)
        assert stored(entry) == before[-1]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), _STEPS)
def test_changes_name_every_node_that_looks_different(seed: int,
                                                      steps: list[tuple[int, int]]) -> None:
    entry = scenario(random_form(seed)).entry
    seen = {row[0]: row for row in state(entry)}
    for kind, number in steps:
        changes = step(entry, kind, number)
        now = {row[0]: row for row in state(entry)}
        moved = changes.rows
        for path, row in now.items():
            if path in seen and seen[path] != row and not any(
                    str(path).startswith(f"{repeat}[") for repeat in moved):
                assert path in changes.paths, (path, seen[path], row)
        seen = now


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), _STEPS)
def test_a_replayed_journal_gives_the_record(seed: int, steps: list[tuple[int, int]]) -> None:
    s = scenario(random_form(seed))
    blank, journal = s.entry.xml(), []
    for kind, number in steps:
        done = step(s.entry, kind, number).done
        assert done is not None
        journal.append(forms.Operation.from_dict(done.as_dict()))
    again = s.form.resume(blank, now=lambda: NOON)
    for operation in journal:
        again.apply(operation)
    assert again.xml() == s.entry.xml()
