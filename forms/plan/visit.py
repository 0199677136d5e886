"""What the plan reads from a record: values and labels by question name, rows, answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Protocol

from forms.plan.numbers import signed_text
from forms.values import Annotation, NodeView, Question

CONTROLS = frozenset({
    "text", "integer", "decimal", "date", "time", "datetime", "select_one", "select_multiple",
    "rank", "range", "acknowledge", "image", "audio", "video", "file", "barcode", "geopoint",
    "geotrace", "geoshape",
})
# Set without a space: 60%.
TIGHT_UNITS = ("%", "‰", "℃")
FILES = frozenset({"image", "audio", "video", "file"})


class FormLike(Protocol):
    """What the plan needs of a form."""

    @property
    def id(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def root(self) -> Question: ...


class Record(Protocol):
    """What the plan needs of an entry."""

    @property
    def form(self) -> FormLike: ...
    def node(self, path: str) -> NodeView: ...
    def rows(self, path: str) -> int: ...
    def annotations(self, path: str | None = None, kind: str | None = None
                    ) -> Sequence[Annotation]: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """A relevant question with its view and where it stands: ``section`` is its top group."""

    question: Question
    view: NodeView
    section: str

    @property
    def answered(self) -> bool:
        """Whether there is an answer, 不涉及 included."""
        return bool(self.view.value) or self.view.not_applicable


class Visit:
    """A record read once: every relevant question in form order."""

    def __init__(self, record: Record) -> None:
        """Walk the record's form; hidden questions are left out."""
        self.record = record
        self._names = {question.name: question.path for question in _walk(record.form.root)}
        self._questions = {question.path: question for question in _walk(record.form.root)}
        self.asked = tuple(self._read())
        self.notes = tuple(record.annotations())

    def _read(self) -> Iterator[Asked]:
        root = self.record.form.root
        for group in root.children:
            yield from self._relevant(group, group.path, group.path)

    def _relevant(self, question: Question, path: str, section: str) -> Iterator[Asked]:
        if question.name in ("annotation", "result", "meta"):
            return
        if question.kind == "repeat":
            # A repeat without rows has no node of its own to ask.
            for row in range(1, self.record.rows(path) + 1):
                for child in question.children:
                    yield from self._relevant(child, f"{path}[{row}]/{child.name}", section)
            return
        view = self.record.node(path)
        if not view.relevant:
            return
        if question.children:
            for child in question.children:
                yield from self._relevant(child, f"{path}/{child.name}", section)
        elif question.kind in CONTROLS and not (view.readonly and not view.value):
            yield Asked(question, view, section)

    def label_of(self, path: str) -> str:
        """Return the label of a group or question."""
        return self.record.node(path).label

    def value(self, name: str) -> str:
        """Return a question's stored value; empty if absent, hidden or unanswered."""
        path = self._names.get(name)
        if path is None:
            return ""
        view = self.record.node(path)
        return view.value if view.relevant else ""

    def text(self, name: str) -> str:
        """Return a question's answer in words."""
        path = self._names.get(name)
        if path is None:
            return ""
        view = self.record.node(path)
        return self.answer_text(view, self._questions[path]) if view.relevant else ""

    def number(self, name: str) -> Decimal | None:
        """Return a question's answer as a number."""
        try:
            return Decimal(self.value(name))
        except InvalidOperation:
            return None

    def answer_text(self, view: NodeView, question: Question) -> str:
        """Return an answer as it is printed: labels of choices, numbers with their unit."""
        if question.kind in ("select_one", "select_multiple", "rank"):
            labels = {choice.value: choice.label for choice in view.choices}
            chosen = ([view.value] if question.kind == "select_one" else view.value.split())
            return "；".join(labels.get(value, value) for value in chosen if value)
        if question.kind in ("integer", "decimal", "range") and view.value:
            return self._number_text(view.value, question.unit)
        return view.value

    @staticmethod
    def _number_text(value: str, unit: str) -> str:
        try:
            text = signed_text(Decimal(value))
        except InvalidOperation:
            text = value
        return f"{text}{unit}" if unit in TIGHT_UNITS else f"{text} {unit}".strip()


def _walk(question: Question) -> Iterator[Question]:
    yield question
    for child in question.children:
        yield from _walk(child)
