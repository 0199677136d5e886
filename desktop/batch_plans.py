"""The plans of many records on this computer in one go."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import forms
from desktop.finishing import PLAN_FILE, has_plan
from desktop.opening import Opener
from desktop.plan_context import plan_context, stored_pictures
from desktop.plan_making import document_of
from desktop.report.batch import Job, Outcome, make_all
from desktop.report.errors import ReportError
from desktop.settings import Settings
from forms.plan.model import Plan
from sync.errors import SyncError
from sync.store import Store
from sync.values import DRAFT

STANDARD, SOLE_TRADER = "standard", "geti"


@dataclass(frozen=True, slots=True)
class BatchOrder:
    """Which records' plans are wanted, how long, and where; the names stay on the screen."""

    records: Sequence[tuple[str, str]]
    length: str
    folder: Path


@dataclass(frozen=True, slots=True)
class BatchLine:
    """What became of a record: ``enterprise`` is for the screen, ``outcome`` for the disk."""

    enterprise: str
    outcome: Outcome


def make_batch(
    store: Store,
    opener: Opener,
    settings: Settings,
    now: Callable[[], datetime],
    order: BatchOrder,
    tell: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> tuple[BatchLine, ...]:
    """Write a PDF a record; one that cannot be made stops no other.

    A file is named by its record's number: nothing about an enterprise stands in a file's name.
    """

    def job(uuid: str) -> Job:
        return Job(_name(store, uuid), lambda: _plan(store, opener, settings, now(), uuid, order))

    jobs: Iterable[Job] = [job(uuid) for uuid, _enterprise in order.records]
    outcomes = make_all(jobs, order.folder, tell, cancelled)
    names = [enterprise for _uuid, enterprise in order.records]
    return tuple(map(BatchLine, names, outcomes))


def _name(store: Store, uuid: str) -> str:
    return store.record(uuid).number or f"draft-{uuid[:8]}"


def _plan(
    store: Store, opener: Opener, settings: Settings, now: datetime, uuid: str, order: BatchOrder
) -> Plan | bytes:
    """Return the plan that was frozen with the record where it is the one wanted, else a new one.

    Raises:
        ReportError: also for what the store cannot give, with the store's code.
    """
    try:
        draft, entry = opener.open(store, uuid)
        if not has_plan(entry):
            raise ReportError("no-method")
        diagnosis = None if entry.form.method is None else forms.diagnose(entry)
        single = diagnosis is None or diagnosis.path == SOLE_TRADER
        if draft.state != DRAFT and (single or order.length == STANDARD):
            return store.attachment(uuid, PLAN_FILE)
        length = STANDARD if diagnosis is None else order.length
        context = plan_context(
            entry, draft.number, settings, now, length=length, draft=draft.state == DRAFT)
        context = replace(context, pictures=stored_pictures(store, uuid, entry))
        return document_of(store, uuid, entry, diagnosis, context)
    except SyncError as error:
        raise ReportError(error.code, **error.values) from error
