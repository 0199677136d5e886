"""Visits for the tests of the method: the shipped questionnaire answered by name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import forms
from forms.diagnosis.model import Diagnosis
from forms.values import Question

WORKBOOK = Path(__file__).parents[3] / "resources/questionnaires/cloud_diagnosis"
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
# Answers that give an enterprise its size and so its path.
BASE: Mapping[str, Mapping[str, str]] = {
    "geti": {"entity_type": "individual", "industry_division": "62", "employees": "3",
             "revenue": "30"},
    "micro": {"entity_type": "company", "industry_division": "34", "employees": "10",
              "revenue": "200"},
    "small": {"entity_type": "company", "industry_division": "34", "employees": "100",
              "revenue": "1900"},
    "medium": {"entity_type": "company", "industry_division": "34", "employees": "400",
               "revenue": "20000"},
    "large": {"entity_type": "company", "industry_division": "34", "employees": "1500",
              "revenue": "60000"},
}
COMMON = {"visit_date": "2026-11-18", "consent_given": "yes", "site_rule": "no_photo",
          "reg_county": "140702"}


@dataclass(frozen=True)
class Visit:
    """Answers by question name, rows by repeat name, 不涉及 and other marks by question name."""

    size: str
    answers: Mapping[str, str]
    rows: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    marks: Sequence[tuple[str, str]] = ()


@cache
def questionnaire() -> forms.Form:
    return forms.load(WORKBOOK)


def questions(form: forms.Form) -> Iterator[Question]:
    """Yield every question in the order of the form, repeats before their questions."""
    waiting = [form.root]
    while waiting:
        question = waiting.pop()
        yield question
        waiting.extend(reversed(question.children))


def answered(visit: Visit, form: forms.Form | None = None) -> forms.Entry:
    """Answer the questionnaire as the visit says, in the order of the form."""
    form = form or questionnaire()
    entry = form.start(now=lambda: NOW)
    answers = {**COMMON, **BASE[visit.size], **visit.answers}
    inside: set[str] = set()
    for question in questions(form):
        if question.kind == "repeat":
            inside |= {child.path for child in question.children}
            fill_rows(entry, question, visit.rows.get(question.name, ()))
        elif question.name in answers and question.path not in inside:
            entry.answer(question.path, answers[question.name])
    paths = {question.name: question.path for question in questions(form)}
    for name, kind in visit.marks:
        entry.annotate(paths[name], kind, reason="none")
    return entry


def fill_rows(entry: forms.Entry, repeat: Question, rows: Sequence[Mapping[str, str]]) -> None:
    if not entry.node(repeat.path).relevant:
        return
    while entry.rows(repeat.path) < len(rows):
        entry.add_row(repeat.path)
    while entry.rows(repeat.path) > len(rows):
        entry.remove_row(f"{repeat.path}[{entry.rows(repeat.path)}]")
    for number, row in enumerate(rows, start=1):
        for question in repeat.children:
            if question.name in row:
                entry.answer(f"{repeat.path}[{number}]/{question.name}", row[question.name])


def diagnosed(visit: Visit) -> Diagnosis:
    return forms.diagnose(answered(visit))


def scores(visit: Visit) -> Diagnosis:
    return forms.score(answered(visit))


def measure_names(diagnosis: Diagnosis) -> set[str]:
    return {one.name for one in diagnosis.measures}
