"""Finishing a visit: freeze, set the plan that carries the hash, put both in the outbox.

The order is design §4's: frozen bytes, their sha256, the final plan with that hash, the plan among
the submission's files under a fixed name. Nothing is queued before the plan exists.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

import forms
from desktop import report
from desktop.plan_context import stored_pictures
from desktop.plan_making import document_of
from forms.plan import PlanContext
from sync.store import Store

PLAN_NODE, PLAN_FILE = "/data/plan_pdf", "plan.pdf"
# What the enterprise allowed to leave (question consent_sync) → the reduced instance's scope.
REDUCED = ("no_contact", "summary")


@dataclass(frozen=True, slots=True)
class FinishedVisit:
    """A frozen version: the hash of what is sent, and the final plan (empty: a foreign form)."""

    sha256: str
    pdf: bytes


def finish_visit(
    store: Store,
    uuid: str,
    entry: forms.Entry,
    context: PlanContext,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> FinishedVisit:
    """Freeze the record and its plan; the outbox has them when this returns.

    Raises:
        RecordError: ``not-finishable`` with the hard violations; the draft stays as it is.
        ReportError: the plan lacks something; the draft stays as it is.
        StoreError: the disk; the draft stays as it is.
    """
    if not has_plan(entry):
        frozen = entry.finish()
        names = entry.form.resume(frozen).attachments()
        return FinishedVisit(store.finish(uuid, frozen, names, entities=entry.entities()), b"")
    entry.answer(PLAN_NODE, PLAN_FILE)
    frozen = entry.finish()
    scope = entry.value("/data/visit/consent_sync")
    outgoing = entry.finish(scope=scope) if scope in REDUCED else None
    sha256 = hashlib.sha256(outgoing or frozen).hexdigest()
    pictures = stored_pictures(store, uuid, entry)
    final = replace(context, sha256=sha256, draft=False, pictures=pictures)
    diagnosis = None if entry.form.method is None else forms.diagnose(entry)
    plan = document_of(store, uuid, entry, diagnosis, final)
    pdf = report.render_pdf(plan, progress, cancelled)
    store.put_attachment(uuid, PLAN_FILE, pdf)
    names = entry.form.resume(outgoing or frozen).attachments()
    store.finish(uuid, frozen, names, outgoing=outgoing, entities=entry.entities())
    return FinishedVisit(sha256, pdf)


def has_plan(entry: forms.Entry) -> bool:
    """Return whether the record has a place for a plan; a foreign form has none."""
    try:
        entry.node(PLAN_NODE)
    except forms.AnswerRejectedError:
        return False
    return True
