"""The second visit and the follow-up: what the last record gives to the next one.

A second visit starts from the last answers, each marked 待确认 until someone has looked at it; what
changed is told by ``forms.diagnosis.comparison``. A follow-up starts from the last diagnosis: a row
for each measure; when it is filled in, the form itself has reckoned 完成率, 有据率 and 见效率.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from forms.diagnosis.model import Diagnosis, rounded
from forms.entry.entry import Entry
from forms.entry.host import system_clock, system_uuid
from forms.errors import AnswerRejectedError
from forms.form import Form
from forms.values import CARRIED, Annotation, Question

Clock = Callable[[], datetime]
NewUuid = Callable[[], str]
FOLLOW_UP = "follow_up"
# Sections that belong to the day: consent, place and signatures are never taken over.
_OF_THE_DAY = {"visit", "confirm", "annotation", "result", "meta"}
_CONSENT = "/data/visit/consent_given"
_NOT_CARRIED = {"image", "audio", "video", "file", "geopoint", "geotrace", "geoshape", "note",
                "calculate", "hidden"}
_ROW = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one measure, as the follow-up found it; money in yuan, None = not said.

    ``path`` is its row; ``due`` an ISO date or empty.
    """

    path: str
    code: str
    label: str
    due: str
    state: str
    late: bool
    cost_cny: Decimal | None
    evidence: tuple[str, ...]
    effect: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Effects:
    """成效评估 of one follow-up: counts, percentages (None without a base), yuan, the rows."""

    period_kind: str
    period: str
    total: int
    done: int
    late: int
    done_pct: Decimal | None
    proven_pct: Decimal | None
    effective_pct: Decimal | None
    spent_cny: Decimal
    outcomes: tuple[Outcome, ...]


def is_follow_up(form: Form) -> bool:
    """Whether a form is the follow-up questionnaire."""
    return form.id == FOLLOW_UP


def carry_over(form: Form, before: Entry, *, now: Clock = system_clock,
               new_uuid: NewUuid = system_uuid) -> Entry:
    """Return a new visit that starts from the answers of the last one.

    Each answer taken over is marked 待确认 (reason ``carried``); ``confirm`` takes the mark off.
    Answers whose question or choice is gone from this version of the form are left out.
    """
    entry = form.start(now=now, new_uuid=new_uuid)
    entry.answer(_CONSENT, "yes")  # for the taking over only: what is hidden offers no choices
    for path, value in _answers(before, before.form.root, before.form.root.path):
        if _take_over(entry, path, value):
            entry.annotate(path, "todo", reason=CARRIED, text="沿用上次答案")
    for note in before.annotations(kind="na"):
        if _is_there(entry, note.path):
            entry.annotate(note.path, "na", reason=note.reason, text=note.text)
    entry.answer(_CONSENT, "")
    return entry


def carried(entry: Entry, path: str | None = None) -> tuple[Annotation, ...]:
    """Return the marks of answers taken over that nobody has looked at yet, last row first.

    ``path``: a question, or all of the record by default.
    """
    notes = (note for note in entry.annotations(path, "todo") if note.reason == CARRIED)
    return tuple(sorted(notes, key=lambda note: -note.row))


def confirm(entry: Entry, path: str) -> None:
    """Take off the mark of an answer taken over: someone has looked at it."""
    for note in carried(entry, path):
        entry.retract(note.row)


def begin_follow_up(form: Form, before: Entry, diagnosis: Diagnosis, *, number: str = "",
                    now: Clock = system_clock, new_uuid: NewUuid = system_uuid) -> Entry:
    """Return a record of the follow-up form with a row for each measure of the diagnosis.

    Args:
        form: The questionnaire ``follow_up``.
        before: The record that was diagnosed.
        diagnosis: Its diagnosis: measures, phases, score.
        number: Its record number, ``YZ…``.
        now: The clock; aware.
        new_uuid: Makes identifiers.
    """
    entry = form.start(now=now, new_uuid=new_uuid)
    visited = before.value("/data/visit/visit_date")
    level = diagnosis.level
    facts = {
        "ent_name": before.value("/data/enterprise/ent_name"),
        "uscc": before.value("/data/enterprise/uscc"),
        "reg_county": before.value("/data/enterprise/reg_county"),
        "base_number": number,
        "base_instance": before.instance_id,
        "base_date": visited,
        "base_cmi": str(rounded(diagnosis.cmi) or ""),
        "base_level": f"{level.name} {level.label}" if level else "",
    }
    for name, value in facts.items():
        entry.answer(f"/data/base/{name}", value)
    for position, measure in enumerate(diagnosis.measures, start=1):
        due = _months_after(visited, measure.end_month) if measure.phase != "reserve" else ""
        _fill_row(entry, "/data/actions/action_list", position, {
            "m_code": measure.name, "m_label": measure.label, "m_phase": measure.phase,
            "m_due": due,
        })
    return entry


def effects(entry: Entry) -> Effects:
    """Return the 成效评估 that a follow-up yields."""
    base = "/data/actions"
    rows = range(1, entry.rows(f"{base}/action_list") + 1)
    visited = entry.value("/data/visit/visit_date")
    return Effects(
        period_kind=entry.value("/data/visit/period_kind"),
        period=entry.value("/data/visit/period"),
        total=int(entry.value(f"{base}/actions_total") or 0),
        done=int(entry.value(f"{base}/actions_done") or 0),
        late=int(entry.value(f"{base}/actions_late") or 0),
        done_pct=_number(entry.value(f"{base}/done_pct")),
        proven_pct=_number(entry.value(f"{base}/proven_pct")),
        effective_pct=_number(entry.value(f"{base}/effective_pct")),
        spent_cny=_number(entry.value(f"{base}/spent_total")) or Decimal(0),
        outcomes=tuple(_outcome(entry, f"{base}/action_list[{row}]", visited) for row in rows),
    )


def _outcome(entry: Entry, row: str, visited: str) -> Outcome:
    def value(name: str) -> str:
        return entry.value(f"{row}/{name}")

    state, due = value("m_state"), value("m_due")
    return Outcome(
        path=row,
        code=value("m_code"),
        label=value("m_label"),
        due=due,
        state=state,
        late=bool(due) and due < visited and state not in ("done", "dropped"),
        cost_cny=_number(value("m_cost")),
        evidence=tuple(v for v in value("m_evidence").split() if v != "none"),
        effect=tuple(v for v in value("m_effect").split() if v != "none"),
    )


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _months_after(day: str, months: int) -> str:
    """Return the ISO date ``months`` after an ISO date, the last day of a shorter month."""
    if not day:
        return ""
    start = date.fromisoformat(day)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last)).isoformat()


def _fill_row(entry: Entry, repeat: str, position: int, cells: Mapping[str, str]) -> None:
    while entry.rows(repeat) < position:
        entry.add_row(repeat)
    for name, value in cells.items():
        entry.answer(f"{repeat}[{position}]/{name}", value)


def _answers(entry: Entry, question: Question, path: str) -> Iterator[tuple[str, str]]:
    """Yield path and value of every visible answer that can be asked again."""
    for child in question.children:
        at = f"{path}/{child.name}"
        if path.count("/") == 1 and child.name in _OF_THE_DAY:
            continue
        if child.kind == "repeat":
            for row in range(1, entry.rows(at) + 1):
                yield from _answers(entry, child, f"{at}[{row}]")
        elif child.kind == "group":
            yield from _answers(entry, child, at)
        elif child.kind not in _NOT_CARRIED and entry.value(at):
            yield at, entry.value(at)


def _take_over(entry: Entry, path: str, value: str) -> bool:
    """Answer as last time; False when this form has no such question or choice any more."""
    try:
        for step in _ROW.finditer(path):
            while entry.rows(path[:step.start()]) < int(step[1]):
                entry.add_row(path[:step.start()])
        entry.answer(path, value)
    except AnswerRejectedError:
        return False
    choices = {choice.value for choice in entry.node(path).choices}
    if choices and not set(value.split()) <= choices:
        entry.answer(path, "")
        return False
    return True


def _is_there(entry: Entry, path: str) -> bool:
    try:
        entry.node(path)
    except AnswerRejectedError:
        return False
    return True
