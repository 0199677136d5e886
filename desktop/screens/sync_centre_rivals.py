"""Two versions of a record: what differs, question by question, and the version made of both.

Nothing is discarded: both stay where they are until a person has chosen, and the choice becomes a
new version (central-api.md §1: an edit replaces what the server holds now).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import forms
from desktop.facts import record_facts
from desktop.opening import lists_of
from desktop.screens.sync_centre_answers import shown_answer
from forms.values import Operation, Question
from sync.store import Store
from sync.values import DRAFT, Rival

OURS, THEIRS = "ours", "theirs"
_SKIPPED = frozenset({"calculate", "hidden", "note"})
_ROW = re.compile(r"^(.*)\[(\d+)\]$")


@dataclass(frozen=True, slots=True)
class Difference:
    """A question, or a whole row of a table, that the versions answer differently."""

    path: str
    number: str
    label: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Versions:
    """Another version beside ours; ``source`` as in ``Rival``."""

    rival_id: int
    source: str
    differences: tuple[Difference, ...]


def read_versions(store: Store, uuid: str) -> Versions | None:
    """Return the oldest rival with what differs; None where there is none."""
    rivals = store.rivals(uuid)
    if not rivals:
        return None
    ours, theirs = _entries(store, uuid, rivals[0])
    return Versions(rivals[0].rival_id, rivals[0].source, tuple(differences(ours, theirs)))


def differences(ours: forms.Entry, theirs: forms.Entry) -> Iterator[Difference]:
    """Yield what differs, in the order of the form."""
    mine, other = dict(_leaves(ours)), dict(_leaves(theirs))
    rows = _rows(ours) ^ _rows(theirs)
    for row in sorted(rows):
        yield Difference(row, *_words(ours if row in _rows(ours) else theirs, row),
                         _row_text(ours, row, mine), _row_text(theirs, row, other))
    for path in mine:
        if path in other and mine[path] != other[path]:
            yield Difference(path, *_words(ours, path), shown_answer(ours.node(path)),
                             shown_answer(theirs.node(path)))


def settle(store: Store, uuid: str, rival_id: int, choices: Mapping[str, str]) -> None:
    """Make the next version from both; ``choices`` are ``OURS`` or ``THEIRS`` by path.

    A version that the server holds is the one to be replaced, so the new one begins with it.
    """
    rival = next(one for one in store.rivals(uuid) if one.rival_id == rival_id)
    draft = store.record(uuid)
    form = forms.load(store.questionnaire(draft.questionnaire))
    ours, theirs = _entries(store, uuid, rival)
    server = rival.source == "server"
    revise = draft.state != DRAFT
    kept = theirs if server else ours
    base = form.resume(kept.xml(), revise=revise or server, entities=lists_of(store, form))
    wanted = OURS if server else THEIRS
    other = ours if server else theirs
    changed = [path for path, side in choices.items() if side == wanted]
    merge(base, other, changed)
    # The new version first: cut off after it, the choice is merely asked for again.
    if revise:
        store.revise(uuid, base.xml())
    else:
        facts = record_facts(base, forms.score(base))
        store.append(uuid, (), xml=base.xml(), facts=facts, last_path=draft.last_path)
    store.supersede(uuid)
    store.settle_rival(rival_id)


def merge(base: forms.Entry, other: forms.Entry, paths: list[str]) -> None:
    """Take answers and rows of another version over, rows that go from the last on."""
    for path in sorted(paths, reverse=True):
        found = _ROW.match(path)
        if found and path in _rows(base) - _rows(other):
            base.remove_row(path)
    for path in sorted(paths):
        found = _ROW.match(path)
        if found is None:
            base.answer(path, other.value(path))
        elif path in _rows(other):
            base.add_row(found[1])
            for leaf, value in _leaves(other, path):
                base.answer(f"{found[1]}[{base.rows(found[1])}]{leaf[len(path):]}", value)


def _entries(store: Store, uuid: str, rival: Rival) -> tuple[forms.Entry, forms.Entry]:
    draft = store.record(uuid)
    form = forms.load(store.questionnaire(draft.questionnaire))
    lists = lists_of(store, form)
    ours = _replayed(form.resume(draft.xml, entities=lists), draft.operations)
    return ours, _replayed(form.resume(rival.xml, entities=lists), rival.operations)


def _replayed(entry: forms.Entry, operations: Sequence[Operation]) -> forms.Entry:
    """Bring a snapshot to its end: what was journalled since comes on top of it."""
    for operation in operations:
        entry.apply(operation)
    return entry


def _leaves(entry: forms.Entry, container: str = "") -> Iterator[tuple[str, str]]:
    """Yield path and value of every question that takes an answer."""
    for path in entry.paths(container or entry.form.root.path):
        question = entry.form.question(path)
        if question.kind in ("group", "repeat"):
            yield from _leaves(entry, path)
        elif question.kind not in _SKIPPED:
            yield path, entry.value(path)


def _rows(entry: forms.Entry) -> set[str]:
    """Return the paths of all rows of the tables outside other tables."""
    return {
        f"{repeat.path}[{number}]" for repeat in _repeats(entry.form.root)
        for number in range(1, entry.rows(repeat.path) + 1)
    }


def _repeats(question: Question) -> Iterator[Question]:
    for child in question.children:
        if child.kind == "repeat" and child.name != "annotation":
            yield child
        elif child.kind == "group":
            yield from _repeats(child)


def _words(entry: forms.Entry, path: str) -> tuple[str, str]:
    question, node = entry.form.question(path), entry.node(path)
    found = _ROW.match(path)
    label = f"{node.label or question.name} {found[2]}" if found else node.label
    return question.number, label or question.name


def _row_text(entry: forms.Entry, row: str, leaves: Mapping[str, str]) -> str:
    if row not in _rows(entry):
        return ""
    values = [value for path, value in leaves.items() if path.startswith(row + "/") and value]
    return "、".join(values[:3])
