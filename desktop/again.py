"""What comes after a finished visit: a second visit from its answers, and the follow-up."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QObject

import forms
from desktop.background import Lane, Task
from desktop.facts import leaf_paths, record_facts
from desktop.opening import Opener
from desktop.page import Services
from desktop.previous import finished_visits
from desktop.questionnaires import SHIPPED, shipped
from desktop.settings import Settings
from desktop.upgrading import newest
from forms import revisit
from sync.store import Store


def visit_facts(settings: Settings, now: datetime) -> dict[str, str]:
    """Return the answers that a visit of today begins with, by question name."""
    return {
        "visit_date": now.astimezone().date().isoformat(),
        "surveyor_name": settings.consultant,
        "surveyor_org": settings.organisation,
        "surveyor_role": settings.role,
    }


def latest_visit(store: Store, uscc: str, fallback: str, *, practice: bool) -> str:
    """Return the uuid of the last finished visit to an enterprise."""
    found = finished_visits(store, uscc, practice=practice)
    return found[0].uuid if found else fallback


def begin_second_visit(
    store: Store,
    opener: Opener,
    form: forms.Form,
    before_uuid: str,
    known: Mapping[str, str],
) -> str:
    """Keep a new record that starts from another one's answers; return its uuid."""
    draft, before = opener.open(store, before_uuid)
    entry = revisit.carry_over(form, before, now=opener.now, new_uuid=opener.new_uuid)
    return _keep(store, form, entry, known, practice=draft.practice)


def begin_follow_up(
    store: Store,
    opener: Opener,
    form: forms.Form,
    before_uuid: str,
    known: Mapping[str, str],
) -> str:
    """Keep a new record of the follow-up form with a row a measure; return its uuid."""
    draft, before = opener.open(store, before_uuid)
    entry = revisit.begin_follow_up(
        form,
        before,
        forms.diagnose(before),
        number=draft.number,
        now=opener.now,
        new_uuid=opener.new_uuid,
    )
    return _keep(store, form, entry, known, practice=draft.practice)


def _keep(
    store: Store, form: forms.Form, entry: forms.Entry, known: Mapping[str, str], *, practice: bool
) -> str:
    paths = leaf_paths(form)
    for name, value in known.items():
        if name in paths and value:
            entry.answer(paths[name], value)
    uuid = store.create_record(form, entry, practice=practice)
    store.append(uuid, (), xml=entry.xml(), facts=record_facts(entry, None), last_path="")
    return uuid


Begin = Callable[[Store, Opener, forms.Form, str, Mapping[str, str]], str]


class Again(QObject):
    """Begins what comes after a finished visit on the DATABASE lane and opens it."""

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._opener = Opener(services.now, services.new_uuid)
        self._busy = False

    def second_visit(self, uuid: str, uscc: str, *, practice: bool) -> None:
        """Begin a visit from the last finished one of an enterprise, of which ``uuid`` is one."""
        self._begin(begin_second_visit, SHIPPED, (uuid, uscc), practice=practice)

    def follow_up(self, uuid: str, uscc: str, *, practice: bool) -> None:
        """Begin the follow-up of the measures of the last finished visit."""
        self._begin(begin_follow_up, revisit.FOLLOW_UP, (uuid, uscc), practice=practice)

    def _begin(
        self, begin: Begin, questionnaire: str, chosen: tuple[str, str], *, practice: bool
    ) -> None:
        if self._busy:
            return
        self._busy = True
        (uuid, uscc), services, opener = chosen, self._services, self._opener
        cache = services.settings.folder / "cache"
        known = visit_facts(services.settings.current, services.now())

        def work(_task: Task) -> str:
            before = latest_visit(services.store, uscc, uuid, practice=practice)
            form = newest(services.store, opener, _questionnaire(questionnaire, cache))
            return begin(services.store, opener, form, before, known)

        services.background.start(Lane.DATABASE, work, self._show, self._complain)

    def _show(self, uuid: object) -> None:
        self._busy = False
        self._services.navigator.open_visit(str(uuid))

    def _complain(self, error: Exception) -> None:
        self._busy = False
        self._services.navigator.complain(error)


@lru_cache(maxsize=2)
def _questionnaire(name: str, cache: Path) -> forms.Form:
    return shipped(name, cache)
