"""Records for plan tests: the shipped questionnaire's questions with invented answers.

A question is relevant here when it is answered or named in ``unanswered``: what decides that in
the product is the engine's business and tested there.
"""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from forms.values import Annotation, Choice, NodeView, Question

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "resources/questionnaires/cloud_diagnosis"
_SHEETS: dict[str, list[dict[str, str]]] = {}


def sheet(name: str) -> list[dict[str, str]]:
    """Return the rows of a sheet of the shipped workbook, read once."""
    if name not in _SHEETS:
        with (FOLDER / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            _SHEETS[name] = list(csv.DictReader(file))
    return _SHEETS[name]


def plan_sheets() -> dict[str, list[dict[str, str]]]:
    return {name: sheet(name) for name in ("plan", "glossary")}


def _questions() -> Question:
    stack: list[tuple[dict[str, str], str, list[Question]]] = [({}, "/data", [])]
    for row in sheet("survey"):
        kind, _, _ = row["type"].strip().partition(" ")
        path = f"{stack[-1][1]}/{row['name']}"
        if kind in ("begin_group", "begin_repeat"):
            stack.append((row, path, []))
        elif kind in ("end_group", "end_repeat"):
            begun, own, children = stack.pop()
            repeat = begun["type"].startswith("begin_repeat")
            stack[-1][2].append(Question(own, "repeat" if repeat else "group",
                                         number=begun["number"], children=tuple(children)))
        elif kind and row["name"]:
            kind = {"select_one_from_file": "select_one", "signature": "image",
                    "csv-external": "hidden"}.get(kind, kind)
            stack[-1][2].append(Question(path, kind, number=row["number"], unit=row["unit"]))
    return Question("/data", "group", children=tuple(stack[0][2]))


_ROOT_QUESTION: list[Question] = []


def root() -> Question:
    if not _ROOT_QUESTION:
        _ROOT_QUESTION.append(_questions())
    return _ROOT_QUESTION[0]


def _choices(row: Mapping[str, str]) -> tuple[Choice, ...]:
    kind, _, name = row["type"].partition(" ")
    if kind == "select_one_from_file":
        media = FOLDER / "media" / name
        key = "division_code" if name == "industries.csv" else "code"
        with media.open(encoding="utf-8-sig", newline="") as file:
            return tuple(Choice(r[key], r["label"]) for r in csv.DictReader(file))
    return tuple(Choice(r["name"], r["label"]) for r in sheet("choices")
                 if r["list_name"] == name)


@dataclass(frozen=True, slots=True)
class FormStub:
    id: str = "cloud_diagnosis"
    version: str = "2026.1"

    @property
    def root(self) -> Question:
        return root()


@dataclass
class RecordStub:
    """Answers by question name, rows by repeat name."""

    answers: Mapping[str, str]
    repeats: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    notes: tuple[Annotation, ...] = ()
    unanswered: frozenset[str] = frozenset()
    form: FormStub = FormStub()

    def __post_init__(self) -> None:
        self._rows = {row["name"]: row for row in sheet("survey")
                      if row["name"] and not row["type"].startswith("end")}
        self._by_path: dict[str, Question] = {}
        self._index(root())
        self._choice_cache: dict[str, tuple[Choice, ...]] = {}

    def _index(self, question: Question) -> None:
        self._by_path[question.path] = question
        for child in question.children:
            self._index(child)

    def node(self, path: str) -> NodeView:
        plain, position = _plain(path)
        question = self._by_path[plain]
        row = self._rows.get(question.name, {})
        if question.name not in self._choice_cache:
            selects = row.get("type", "").startswith("select")
            self._choice_cache[question.name] = _choices(row) if selects else ()
        value = self._value(question.name, plain, position)
        return NodeView(
            path, question.kind, value, self._relevant(question, value, position), False, False,
            None, row.get("label", question.name), row.get("hint", ""),
            choices=self._choice_cache[question.name],
            not_applicable=any(n.path == path and n.kind == "na" for n in self.notes))

    def _relevant(self, question: Question, value: str, position: int | None) -> bool:
        if question.kind == "repeat":
            return bool(self.repeats.get(question.name))
        if question.children:
            return any(self._relevant(child, self.answers.get(child.name, ""), None)
                       for child in question.children)
        return bool(value) or question.name in self.unanswered

    def _value(self, name: str, plain: str, position: int | None) -> str:
        if position is None:
            return self.answers.get(name, "")
        repeat = plain.rsplit("/", 2)[1]
        return self.repeats[repeat][position - 1].get(name, "")

    def rows(self, path: str) -> int:
        return len(self.repeats.get(path.rsplit("/", 1)[1], ()))

    def annotations(self, path: str | None = None, kind: str | None = None
                    ) -> tuple[Annotation, ...]:
        return tuple(note for note in self.notes if path in (None, note.path)
                     and kind in (None, note.kind))


def _plain(path: str) -> tuple[str, int | None]:
    if "[" not in path:
        return path, None
    before, _, rest = path.partition("[")
    number, _, after = rest.partition("]")
    return before + after, int(number)


def path_of(name: str) -> str:
    """Return the path of a question outside repeats."""
    found = [path for path in RecordStub({})._by_path if path.rsplit("/", 1)[1] == name]
    return found[0]


def practice(name: str) -> RecordStub:
    """Return a shipped practice visit as a record."""
    data = json.loads((ROOT / f"resources/practice/{name}.json").read_text(encoding="utf-8"))
    notes = tuple(
        Annotation(path_of(note["question"]), note["kind"],
                   **{key: value for key, value in note.items()
                      if key not in ("question", "kind")})
        for note in data["annotations"])
    asked = frozenset(note["question"] for note in data["annotations"] if note["kind"] == "todo")
    return RecordStub(data["answers"], data["rows"], notes, asked)


def changed(record: RecordStub, **answers: str) -> RecordStub:
    return replace(record, answers={**record.answers, **answers})
