"""What else a diagnosis says: contradictions, open items, 不涉及, risks and rough sizes."""

from collections.abc import Iterator

from forms.diagnosis.answers import NA, NOT_APPLICABLE
from forms.diagnosis.evaluation import Evaluation
from forms.diagnosis.method import Rule
from forms.diagnosis.model import (
    Basis,
    Contradiction,
    NotApplicable,
    OpenItem,
    Risk,
    SizingLine,
    rounded,
)
from forms.diagnosis.questions import Item

TODO = "todo"


def contradictions(run: Evaluation) -> tuple[Contradiction, ...]:
    """Return the answers that do not go together; what is not answered contradicts nothing."""
    return tuple(
        Contradiction(rule.name, rule["message"], rule["severity"], _jumps(run, rule))
        for rule in run.method.checks
        if "when" in rule.formulas and rule.formulas["when"].truth(run.scope) is True
    )


def _jumps(run: Evaluation, rule: Rule) -> tuple[Basis, ...]:
    """Return the questions to look at again; of a repeat the repeat itself."""
    found = []
    for name in rule.words("questions"):
        item = run.method.items.get(name)
        if item is None:
            continue
        if item.kind == "repeat":
            found.append(Basis(item.path, item.number, item.label, ""))
        elif run.answers.text(name):
            found.append(run.answers.basis(name))
    return tuple(found)


def open_items(run: Evaluation) -> tuple[OpenItem, ...]:
    """Return the 待确认 marks of the record, in its order."""
    items = []
    for note in run.record.annotations(kind=TODO):
        item = _item_at(run, note.path)
        items.append(OpenItem(note.path, item.number if item else "", item.label if item else "",
                              note.text, note.owner, note.due, note.reason))
    return tuple(items)


def not_applicable(run: Evaluation) -> tuple[NotApplicable, ...]:
    """Return what is 不涉及, by the option or by a mark, with its reason where one was given."""
    notes = {note.path: note for note in run.record.annotations(kind=NA)}
    found = []
    for path, item in _asked(run):
        if path not in notes and run.answers.state(item.name, _row(path)) != NOT_APPLICABLE:
            continue
        note = notes.get(path)
        found.append(NotApplicable(path, item.number, item.label, note.reason if note else "",
                                   note.text if note else ""))
    return tuple(found)


def _asked(run: Evaluation) -> Iterator[tuple[str, Item]]:
    for name, item in run.method.items.items():
        if item.kind != "question":
            continue
        repeat = run.method.repeat_of(name)
        rows = range(1, (run.answers.rows(repeat) or 0) + 1) if repeat else (None,)
        for row in rows:
            yield item.at(row), item


def _row(path: str) -> int | None:
    _, bracket, rest = path.partition("[")
    return int(rest.split("]")[0]) if bracket else None


def _item_at(run: Evaluation, path: str) -> Item | None:
    head, bracket, rest = path.partition("[")
    plain = head + rest.partition("]")[2] if bracket else path
    return run.method.questions.by_path.get(plain)


def risks(run: Evaluation) -> tuple[Risk, ...]:
    """Return the risks that this enterprise has or named as a worry."""
    return tuple(
        Risk(rule.name, rule["label"], rule["chance"], rule["answer"], rule["owner"],
             rule["source"], rule["impact"])
        for rule in run.method.risks
        if "when" not in rule.formulas or rule.formulas["when"].truth(run.scope) is True
    )


def sizing(run: Evaluation) -> tuple[SizingLine, ...]:
    """Return the rough size of what to ask quotes for; a line without data is left out."""
    lines = []
    for rule in run.method.sizing:
        holds = "when" not in rule.formulas or rule.formulas["when"].truth(run.scope) is True
        value = rule.formulas["value"].number(run.scope) if holds else None
        if value is not None and value > 0:
            number = f"{rounded(value)}".removesuffix(".0")
            lines.append(SizingLine(rule["label"], f"{number} {rule['unit']}".strip(),
                                    rule["note"]))
    return tuple(lines)
