"""The practice enterprises: invented visits for training, the demo and the tests."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import forms
import resources
from forms.values import Question


@dataclass(frozen=True, slots=True)
class PracticeVisit:
    """Answers by question name, rows by repeat name, annotations by question name."""

    title: str
    answers: Mapping[str, str]
    rows: Mapping[str, list[Mapping[str, str]]]
    annotations: tuple[Mapping[str, str], ...]


def practice_visit(name: str = "factory") -> PracticeVisit:
    """Read a shipped one: ``factory`` (中型装备制造厂) or ``noodle_shop`` (个体面馆)."""
    data: dict[str, Any] = json.loads(resources.read_text(f"practice/{name}.json"))
    return PracticeVisit(
        data["title"], data["answers"], data["rows"], tuple(data["annotations"])
    )


def fill(entry: forms.Entry, visit: PracticeVisit) -> None:
    """Answer a fresh entry as the practice visit was answered, in the order of the form."""
    for question in _walk(entry.form.root):
        if question.kind == "repeat":
            _fill_rows(entry, question, visit.rows.get(question.name, []))
        elif question.name in visit.answers:
            entry.answer(question.path, visit.answers[question.name])
    paths = {question.name: question.path for question in _walk(entry.form.root)}
    for note in visit.annotations:
        fields = {key: value for key, value in note.items() if key not in ("question", "kind")}
        entry.annotate(paths[note["question"]], note["kind"], **fields)


def _walk(question: Question) -> Iterator[Question]:
    """Yield the questions outside repeats, and the repeats themselves, in form order."""
    yield question
    if question.kind != "repeat":
        for child in question.children:
            yield from _walk(child)


def _fill_rows(
    entry: forms.Entry, repeat: Question, rows: list[Mapping[str, str]]
) -> None:
    while entry.rows(repeat.path) < len(rows):
        entry.add_row(repeat.path)
    while entry.rows(repeat.path) > len(rows):
        entry.remove_row(f"{repeat.path}[{entry.rows(repeat.path)}]")
    for number, row in enumerate(rows, start=1):
        for question in repeat.children:
            if question.name in row:
                entry.answer(f"{repeat.path}[{number}]/{question.name}", row[question.name])
