"""What a plan needs beside record and diagnosis, gathered from settings and store."""

from datetime import datetime
from pathlib import Path

import forms
from desktop.settings import Settings
from forms.plan import PlanContext
from forms.plan.texts import sheets_of
from sync.store import Store


def plan_context(
    entry: forms.Entry, number: str, settings: Settings, now: datetime, *,
    length: str = "standard", draft: bool = True, platform_url: str = "",
) -> PlanContext:
    """Return the context of a record's plan; pictures are added where the file is made."""
    return PlanContext(
        now=now.astimezone(), length=length, draft=draft, organisation=settings.organisation,
        consultant=settings.consultant, logo=_logo(settings.logo), record_number=number,
        platform_url=platform_url, sheets=sheets_of(entry.form),
    )


def stored_pictures(store: Store, uuid: str, entry: forms.Entry) -> dict[str, bytes]:
    """Return the record's photos and signatures by file name, as far as the laptop holds them."""
    stored = set(store.attachment_names(uuid))
    return {name: store.attachment(uuid, name) for name in entry.attachments() if name in stored}


def _logo(path: str) -> bytes:
    return Path(path).read_bytes() if path and Path(path).is_file() else b""
