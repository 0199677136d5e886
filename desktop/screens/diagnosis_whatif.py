"""假设分析: another answer tried on a copy of the record; the record itself is not touched."""

from dataclasses import dataclass

import forms
from forms.diagnosis.model import Basis, Diagnosis
from forms.values import Choice

# So many questions are offered: those whose indicators lost most.
MOST = 8


@dataclass(frozen=True, slots=True)
class Trial:
    """A question that can be tried: its choices and what is chosen on the copy."""

    path: str
    number: str
    question: str
    choices: tuple[Choice, ...]
    value: str
    original: str


class WhatIf:
    """A copy of a record on which answers are tried."""

    def __init__(self, entry: forms.Entry) -> None:
        self._form, self._xml = entry.form, entry.xml()
        self._copy = self._form.resume(self._xml)
        self._start = forms.score(self._copy)
        # What a score rests on may also be a calculation or a table: only choices can be tried.
        self._paths = [
            one for one in worst_answers(self._start)
            if (node := self._copy.node(one.path)).kind == "select_one" and node.choices
        ][:MOST]
        self._originals = {one.path: self._copy.value(one.path) for one in self._paths}

    @property
    def before(self) -> Diagnosis:
        """The scores without any trial."""
        return self._start

    def trials(self) -> tuple[Trial, ...]:
        """The questions offered, worst first, with what is chosen now."""
        return tuple(
            Trial(one.path, one.number, one.question, self._copy.node(one.path).choices,
                  self._copy.value(one.path), self._originals[one.path])
            for one in self._paths
        )

    def attempt(self, path: str, value: str) -> Diagnosis:
        """Answer on the copy and return the scores that would be."""
        self._copy.answer(path, value)
        return forms.score(self._copy)

    def reset(self) -> Diagnosis:
        """Take every trial back."""
        self._copy = self._form.resume(self._xml)
        return forms.score(self._copy)


def worst_answers(diagnosis: Diagnosis) -> list[Basis]:
    """Return the answers with points below 100 of the indicators that lost most, each once."""
    scored = [
        one for dimension in diagnosis.dimensions for one in dimension.indicators
        if one.state == "scored"
    ]
    found: dict[str, Basis] = {}
    for indicator in sorted(scored, key=lambda one: -(one.lost or 0.0)):
        for basis in indicator.basis:
            if basis.points is not None and basis.points < 100:
                found.setdefault(basis.path, basis)
    return list(found.values())
