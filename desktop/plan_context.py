"""What a plan needs beside record and diagnosis, gathered from settings and store."""

import csv
import io
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

import forms
import resources
from desktop.look import office_look
from desktop.previous import read_previous
from desktop.settings import Settings
from forms.diagnosis import benchmark
from forms.diagnosis.comparison import BENCHMARKS
from forms.diagnosis.model import Diagnosis
from forms.plan import PlanContext
from forms.plan.texts import sheets_of
from sync.store import Store

USCC = "/data/enterprise/uscc"


def plan_context(
    entry: forms.Entry, number: str, settings: Settings, now: datetime, *,
    length: str = "standard", draft: bool = True, platform_url: str = "",
) -> PlanContext:
    """Return the context of a record's plan; pictures are added where the file is made."""
    look = office_look(settings)
    return PlanContext(
        now=now.astimezone(), length=length, draft=draft, organisation=settings.organisation,
        consultant=settings.consultant, logo=look.logo, blue=look.colour,
        cover_text=look.cover_text, template=look.template, record_number=number,
        platform_url=platform_url, sheets=sheets_of(entry.form),
        fallback_sheets=built_in_sheets(),
    )


@lru_cache(maxsize=1)
def built_in_sheets() -> dict[str, tuple[dict[str, str], ...]]:
    """Return the shipped wording of the plan: it stands in for a sheet that cannot be used."""
    folder = "questionnaires/cloud_diagnosis"
    return {name: tuple(csv.DictReader(io.StringIO(resources.read_text(f"{folder}/{name}.csv"))))
            for name in ("plan", "glossary")}


def with_comparisons(
    context: PlanContext, store: Store, uuid: str, entry: forms.Entry, diagnosis: Diagnosis
) -> PlanContext:
    """Return the context with the last visit's scores and the peers of the platform's table."""
    previous = read_previous(
        store, uuid, entry.value(USCC), practice=store.record(uuid).practice
    )
    table = [one.properties for one in store.entities(BENCHMARKS)]
    return replace(
        context, benchmark=benchmark(table, entry, diagnosis),
        previous=previous.diagnosis if previous else None,
        previous_on=previous.visited_on if previous else "",
    )


def stored_pictures(store: Store, uuid: str, entry: forms.Entry) -> dict[str, bytes]:
    """Return the record's photos and signatures by file name, as far as the laptop holds them."""
    stored = set(store.attachment_names(uuid))
    return {name: store.attachment(uuid, name) for name in entry.attachments() if name in stored}
