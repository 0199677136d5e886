"""The visit before this one to the same enterprise, diagnosed by its own questionnaire version."""

from dataclasses import dataclass
from functools import lru_cache

import forms
from forms.diagnosis.model import Diagnosis
from forms.errors import FormsError
from forms.revisit import FOLLOW_UP
from sync.store import Store
from sync.values import DRAFT, RecordFilter, RecordSummary

_VISITED_ON = "/data/visit/visit_date"


@dataclass(frozen=True, slots=True)
class Previous:
    """The earlier visit; ``visited_on`` is an ISO date, of the record where the visit has none."""

    uuid: str
    number: str
    visited_on: str
    diagnosis: Diagnosis


def read_previous(store: Store, uuid: str, uscc: str, *, practice: bool) -> Previous | None:
    """Return the last finished visit to an enterprise before a record; None for a first visit.

    A record that its questionnaire no longer opens is passed over: the one before it counts.
    """
    known = _records(store, uscc, practice=practice)
    begun = next((one.created_at for one in known if one.uuid == uuid), None)
    for summary in finished_visits(store, uscc, practice=practice):
        earlier = begun is None or summary.created_at < begun
        if summary.uuid != uuid and earlier:
            previous = _diagnosed(store, summary)
            if previous is not None:
                return previous
    return None


def finished_visits(store: Store, uscc: str, *, practice: bool) -> list[RecordSummary]:
    """Return the finished visits to an enterprise, the latest first; follow-ups are none."""
    return [
        one
        for one in _records(store, uscc, practice=practice)
        if one.state != DRAFT and is_visit(one)
    ]


def is_visit(summary: RecordSummary) -> bool:
    """Whether a record is a diagnosis: only that has a path through the questionnaire."""
    return bool(summary.facts.path) and summary.form_id != FOLLOW_UP


def _records(store: Store, uscc: str, *, practice: bool) -> list[RecordSummary]:
    wanted = RecordFilter(text=uscc, practice=practice, sort="created_at")
    return [one for one in store.records(wanted) if one.facts.uscc == uscc] if uscc else []


def _diagnosed(store: Store, summary: RecordSummary) -> Previous | None:
    draft = store.record(summary.uuid)
    try:
        entry = _form(store.questionnaire(draft.questionnaire)).resume(draft.xml)
        diagnosis = forms.diagnose(entry)
    except FormsError:
        return None
    day = entry.value(_VISITED_ON) or f"{summary.created_at.astimezone():%Y-%m-%d}"
    return Previous(summary.uuid, summary.number, day, diagnosis)


@lru_cache(maxsize=2)
def _form(package: bytes) -> forms.Form:
    """Compile a version; the same bytes give the same form."""
    return forms.load(package)
