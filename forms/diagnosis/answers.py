"""A record seen by the method: answers with their states, cached for one diagnosis."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from forms.diagnosis.language import Formula
from forms.diagnosis.model import Basis
from forms.diagnosis.questions import Item
from forms.diagnosis.truth import Value
from forms.values import Annotation

ANSWERED, UNANSWERED, NOT_APPLICABLE, HIDDEN = "answered", "unanswered", "na", "hidden"
NA = "na"


class Record(Protocol):
    """What the method reads of an entry, and nothing more."""

    def value(self, path: str) -> str:
        """The stored text; '' when not relevant or absent."""
        ...

    def relevant(self, path: str) -> bool:
        """Whether a node is asked now."""
        ...

    def rows(self, path: str) -> int:
        """How many rows a repeat has now."""
        ...

    def annotations(self, path: str | None = None, kind: str | None = None) -> Sequence[Annotation]:
        """The rows of the ``annotation`` repeat."""
        ...


class Catalogue(Protocol):
    """What the method knows of the form and of its own points."""

    @property
    def items(self) -> Mapping[str, Item]:
        """Questions and repeats by name."""
        ...

    def points_of(self, list_name: str) -> Mapping[str, float]:
        """Points by code of a choice list."""
        ...

    def relevance(self, name: str) -> Sequence[Formula]:
        """The conditions of a node and of all groups above it."""
        ...


class Answers:
    """Answers by name; ``row`` is a 1-based row of the repeat ``repeat``, or None."""

    def __init__(self, record: Record, catalogue: Catalogue) -> None:
        self._record = record
        self._catalogue = catalogue
        self._items = catalogue.items
        self._states: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self._rows: dict[str, int] = {}
        self._undecided: dict[tuple[str, int | None], bool] = {}
        self._marked = {note.path for note in record.annotations(kind=NA)}

    def state(self, name: str, row: int | None = None) -> str:
        """Return ``answered unanswered na hidden``."""
        path = self._items[name].at(row)
        state = self._states.get(path)
        if state is None:
            state = self._states[path] = self._find_state(name, path)
        return state

    def _find_state(self, name: str, path: str) -> str:
        item = self._items[name]
        text = self._stored(path)
        if item.kind == "calculate":
            return ANSWERED
        if text:
            listed = NA in item.options and NA in text.split()
            return NOT_APPLICABLE if listed or path in self._marked else ANSWERED
        if not self._record.relevant(path):
            return HIDDEN
        return NOT_APPLICABLE if path in self._marked else UNANSWERED

    def text(self, name: str, row: int | None = None) -> str:
        """Return the stored text."""
        return self._stored(self._items[name].at(row))

    def _stored(self, path: str) -> str:
        text = self._texts.get(path)
        if text is None:
            text = self._texts[path] = self._record.value(path)
        return text

    def undecided(self, name: str, row: int | None = None) -> bool:
        """Whether a hidden node may still come: its condition hangs on an open answer."""
        key = (name, row)
        if key not in self._undecided:
            self._undecided[key] = False  # a condition that comes back to this node decides nothing
            repeat = self._items[name].repeat
            scope = Reading(self, (repeat, row) if row is not None else None, NoValues())
            truths = [rule.truth(scope) for rule in self._catalogue.relevance(name)]
            self._undecided[key] = None in truths and False not in truths
        return self._undecided[key]

    def rows(self, name: str) -> int | None:
        """How many rows a repeat has; None when it is not known whether it is asked."""
        if name not in self._rows:
            path = self._items[name].path
            count = self._record.rows(path)
            asked = bool(count) and self._record.relevant(f"{path}[1]")
            self._rows[name] = count if asked else 0
        return self._rows[name] or (None if self.undecided(name) else 0)

    def points(self, name: str, row: int | None = None) -> float | None:
        """Return the points of the chosen option."""
        if self.state(name, row) != ANSWERED:
            return None
        points = self._catalogue.points_of(self._items[name].list_name)
        return points.get(self.text(name, row))

    def basis(self, name: str, row: int | None = None) -> Basis:
        """Return the answer as a diagnosis cites it."""
        item = self._items[name]
        return Basis(
            path=item.at(row), number=item.number, question=item.label or name,
            answer=self.words(name, row), points=self.points(name, row),
        )

    def words(self, name: str, row: int | None = None) -> str:
        """Return the answer in words: labels of options, numbers with their unit."""
        item, text = self._items[name], self.text(name, row)
        if item.options:
            return "、".join(item.options.get(code, code) for code in text.split())
        return f"{text} {item.unit}".strip() if text else ""


class Reading:
    """A scope of the method's language over answers and the values computed so far."""

    def __init__(self, answers: Answers, row: tuple[str, int] | None,
                 values: "Values") -> None:
        self._answers = answers
        self._row = row
        self._values = values

    def _row_of(self, name: str) -> int | None:
        return self._row[1] if self._row is not None else None

    def answer(self, name: str) -> Value:
        row = self._row_of(name)
        state = self._answers.state(name, row)
        if state == ANSWERED:
            return self._answers.text(name, row)
        if state == HIDDEN:
            return None if self._answers.undecided(name, row) else ""
        return NA if state == NOT_APPLICABLE else None

    def points(self, name: str) -> float | None:
        return self._answers.points(name, self._row_of(name))

    def is_na(self, name: str) -> bool:
        return self._answers.state(name, self._row_of(name)) == NOT_APPLICABLE

    def named(self, name: str) -> Value:
        if self._row is not None and self._values.in_row(name):
            return self._values.row_value(name, self._row[1])
        return self._values[name]

    def rows(self, name: str) -> "list[Reading] | None":
        count = self._answers.rows(name)
        if count is None:
            return None
        return [self.at(name, index) for index in range(1, count + 1)]

    def at(self, repeat: str, index: int) -> "Reading":
        """Return the scope of one row."""
        return Reading(self._answers, (repeat, index), self._values)


class Values(Protocol):
    """Computed values by name, each computed when it is first asked for."""

    def __getitem__(self, name: str) -> Value: ...

    def in_row(self, name: str) -> bool:
        """Whether the value is one of a row."""
        ...

    def row_value(self, name: str, index: int) -> Value:
        """The value in a row."""
        ...


class NoValues:
    """The form's own conditions name no values."""

    def __getitem__(self, name: str) -> Value:
        return None

    def in_row(self, name: str) -> bool:
        return False

    def row_value(self, name: str, index: int) -> Value:
        return None

