"""The document of a record: the plan of a diagnosis, the 成效评估 of a follow-up."""

import forms
from desktop.plan_context import with_comparisons
from forms.diagnosis.model import Diagnosis
from forms.plan import Plan, PlanContext, build, build_effects
from sync.store import Store


def document_of(
    store: Store,
    uuid: str,
    entry: forms.Entry,
    diagnosis: Diagnosis | None,
    context: PlanContext,
) -> Plan:
    """Return what is printed of a record; without a diagnosis it is a follow-up."""
    if diagnosis is None:
        return build_effects(entry, context)
    return build(entry, diagnosis, with_comparisons(context, store, uuid, entry, diagnosis))
