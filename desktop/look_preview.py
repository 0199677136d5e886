"""The organisation's look as it will be: the first two pages of the practice enterprise's plan."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import forms
from desktop import report
from desktop.plan_context import plan_context
from desktop.practice import fill, practice_visit
from desktop.questionnaires import shipped
from desktop.settings import Settings
from forms.plan import build


@dataclass(frozen=True, slots=True)
class LookPreview:
    """The pages as a PDF and what is to be said of the look, as codes with what they concern."""

    pdf: bytes
    remarks: tuple[tuple[str, str], ...]


def look_preview(settings: Settings, now: datetime, cache: Path) -> LookPreview:
    """Set the cover and the page for the boss as they would be printed with these settings."""
    entry = shipped(cache=cache).start()
    fill(entry, practice_visit())
    context = plan_context(entry, "YZ", settings, now, draft=True)
    plan = build(entry, forms.diagnose(entry), context)
    short = replace(plan, chapters=plan.chapters[:1], contents=None, required=())
    return LookPreview(report.render_pdf(short), report.remarks(short))
