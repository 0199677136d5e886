"""The peers' forms filled in at random: what must hold for every form holds for theirs too."""

from random import Random

import pytest

import forms
from tests.forms.entry.test_properties import recomputed, stored
from tests.forms.scenario import NOON, state
from tests.oracles.cases import FOLDER, present

_FORMS, _EDITS = 100, 10
_LARGEST = 250  # nodes; the others take long and have nothing more
_TEXTS = ("", "1", "2", "3", "a", "x y", "2026-01-05", "12.5", "0 0 0 0")
# What is not the same twice, is set again at every opening, or fails with a made-up method.
_FLEETING = (b"digest(", b"random", b"uuid()", b"once(", b"now(", b"odk-instance-load",
             b"xforms-ready")


def _names() -> list[str]:
    if not present():
        return ["none here"]
    names = sorted(path.name for path in (FOLDER / "forms").glob("*.xml"))
    return Random(1).sample(names, min(_FORMS, len(names)))


@pytest.mark.parametrize("name", _names())
def test_a_form_of_the_peers_keeps_what_must_hold(name: str) -> None:
    if not present():
        print("../shared/conformance is not here: nothing was filled in")  # noqa: T201 - said aloud
        return
    entry = _started(name)
    if entry is None:
        return
    draw = Random(name)
    for _ in range(_EDITS):
        before = stored(entry)
        changes = _edit(draw, entry)
        if changes is None:
            continue
        seen = list(state(entry))
        assert recomputed(entry) == seen
        for operation in changes.undo:
            entry.apply(operation)
        assert stored(entry) == before
        assert changes.done is not None
        entry.apply(changes.done)
    assert entry.form.resume(entry.xml(), now=lambda: NOON).xml() == entry.xml()


def _started(name: str) -> forms.Entry | None:
    data = (FOLDER / "forms" / name).read_bytes()
    if any(word in data for word in _FLEETING):
        return None
    try:
        form = forms.load(data)
    except forms.FormDefinitionError:
        return None
    return form.start(now=lambda: NOON) if len(form.definition.definitions) < _LARGEST else None


def _edit(draw: Random, entry: forms.Entry) -> forms.Changes | None:
    """Make an edit that the form allows; None when it allows none here."""
    repeats = [q.path for q in _all(entry.form.root) if q.kind == "repeat" and not q.fixed_rows]
    try:
        if repeats and draw.random() < 0.3:
            repeat = draw.choice(repeats)
            if draw.random() < 0.5 and entry.rows(repeat):
                return entry.remove_row(f"{repeat}[{draw.randint(1, entry.rows(repeat))}]")
            return entry.add_row(repeat)
        paths = [path for path in map(str, (row[0] for row in state(entry))) if _asks(entry, path)]
        if not paths:
            return None
        path = draw.choice(paths)
        offered = [choice.value for choice in entry.node(path).choices]
        return entry.answer(path, draw.choice(offered or _TEXTS))
    except forms.AnswerRejectedError:
        return None


def _asks(entry: forms.Entry, path: str) -> bool:
    """Whether the user answers it and no calculation overwrites him."""
    calculated = "calculate" in entry._find(path).definition.expressions
    return not calculated and not entry.node(path).readonly and not entry.paths(path)


def _all(question: forms.Question) -> list[forms.Question]:
    return [question, *(found for child in question.children for found in _all(child))]
