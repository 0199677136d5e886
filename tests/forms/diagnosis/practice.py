"""The practice enterprises as visits."""

import json
from pathlib import Path

import forms
from tests.forms.diagnosis.visits import NOW, fill_rows, questionnaire, questions

FOLDER = Path(__file__).parents[3] / "resources/practice"


def practice(name: str) -> forms.Entry:
    """Return a practice enterprise as a filled record: ``factory`` or ``noodle_shop``."""
    data = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    form = questionnaire()
    entry = form.start(now=lambda: NOW)
    paths, inside = {}, set[str]()
    for question in questions(form):
        paths[question.name] = question.path
        if question.kind == "repeat":
            inside |= {child.path for child in question.children}
            fill_rows(entry, question, data["rows"].get(question.name, ()))
        elif question.name in data["answers"] and question.path not in inside:
            entry.answer(question.path, data["answers"][question.name])
    for note in data["annotations"]:
        fields = {key: text for key, text in note.items() if key not in {"question", "kind"}}
        entry.annotate(paths[note["question"]], note["kind"], **fields)
    return entry


def without_quotes(name: str) -> forms.Entry:
    """Return a practice enterprise as the workbook's own prices leave it: nothing quoted yet."""
    entry = practice(name)
    for quote in reversed(entry.annotations(kind="override")):
        entry.retract(quote.row)
    return entry
