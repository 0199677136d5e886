"""What the command line does with a record in a file: diagnose it, set its plan, verify a plan."""

import json
from datetime import datetime
from pathlib import Path

import forms
from desktop.i18n import _
from desktop.plan_context import built_in_sheets
from desktop.plan_remarks import remark_sentences
from desktop.questionnaires import shipped
from desktop.report import (
    page_count,
    read_seal,
    remarks,
    render_docx,
    render_pdf,
    render_pptx,
)
from forms.diagnosis import as_json
from forms.diagnosis.model import rounded
from forms.errors import RecordError
from forms.plan import Plan, PlanContext, build
from forms.plan.texts import sheets_of
from sync.store.records import number_of


def open_record(record: Path, questionnaire: Path | None = None) -> forms.Entry:
    """Continue a record from an instance .xml with its questionnaire, the shipped one by default.

    Raises:
        RecordError: ``other-form`` when the record belongs to another questionnaire.
    """
    form = forms.load(questionnaire) if questionnaire else shipped()
    return form.resume(record.read_bytes())


def diagnosis_json(entry: forms.Entry) -> str:
    """Return the whole explanation, down to the answers."""
    return json.dumps(as_json(forms.diagnose(entry)), ensure_ascii=False, indent=2)


def diagnosis_text(entry: forms.Entry) -> str:
    """Return score, level, dimensions and red lines, a line each."""
    diagnosis = forms.diagnose(entry)
    level = diagnosis.level
    lines = [
        f"{diagnosis.score_name} {rounded(diagnosis.cmi)}"
        + (f"  {level.name} {level.label}" if level else ""),
        *(f"{one.name} {one.label} {_dash(one.score)}" for one in diagnosis.dimensions),
        *(f"{one.name} {one.label} {one.state}" for one in diagnosis.red_lines),
    ]
    return "\n".join(lines)


def _dash(score: float | None) -> str:
    return "—" if score is None else str(rounded(score))


def plan_of(entry: forms.Entry, length: str, beside: Path | None = None) -> Plan:
    """Return the plan of a record; its photos are looked for in the folder ``beside``."""
    now = datetime.now().astimezone()
    pictures = {name: (beside / name).read_bytes() for name in entry.attachments()
                if (beside / name).is_file()} if beside else {}
    context = PlanContext(
        now=now, length=length, draft=True, record_number=_number(entry, now),
        pictures=pictures, sheets=sheets_of(entry.form), fallback_sheets=built_in_sheets(),
    )
    return build(entry, forms.diagnose(entry), context)


def write_plan(entry: forms.Entry, out: Path, length: str, beside: Path | None = None
               ) -> tuple[int, tuple[str, ...]]:
    """Write the plan as .pdf, .docx or .pptx (slides) by its name.

    Returns:
        The PDF's number of pages, and what is to be said about the plan.
    """
    plan = plan_of(entry, length, beside)
    pdf = render_pdf(plan)
    out.parent.mkdir(parents=True, exist_ok=True)
    writers = {".docx": render_docx, ".pptx": render_pptx}
    write = writers.get(out.suffix.lower())
    out.write_bytes(write(plan) if write else pdf)
    return page_count(pdf), remark_sentences(remarks(plan))


def _number(entry: forms.Entry, now: datetime) -> str:
    """Return the record's number as the laptop gives it, by the day of the visit where known."""
    visited = entry.value("/data/visit/visit_date")
    day = datetime.fromisoformat(visited).astimezone() if visited else now
    return number_of(entry.value("/data/enterprise/reg_county"), day,
                     entry.instance_id.removeprefix("uuid:"))


def verify(file: Path, record: Path | None) -> tuple[bool, str]:
    """Say whether a plan is the one of a record: by the number and hash that the plan carries."""
    seal = read_seal(file.read_bytes())
    if seal.intact is False:
        return False, _("The pages of this plan were changed after it was made.")
    if record is None:
        return True, _("Record {number}, hash {sha256}").format(
            number=seal.record_number, sha256=seal.sha256)
    try:
        same = seal.matches(record.read_bytes())
    except RecordError:
        same = False
    return same, _("The plan belongs to this record.") if same else _(
        "The plan is not the one of this record.")
