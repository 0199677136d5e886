"""What the command line does with a record in a file: diagnose it, set its plan, verify a plan."""

import getpass
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import forms
from desktop.i18n import _
from desktop.plan_context import built_in_sheets
from desktop.plan_remarks import remark_sentences
from desktop.record_files import RecordFile
from desktop.report import (
    ReportError,
    bundle,
    page_count,
    remarks,
    render_docx,
    render_pdf,
    render_pptx,
)
from desktop.verifying import Look, look_at
from forms.diagnosis import as_json
from forms.diagnosis.model import rounded
from forms.plan import Plan, PlanContext, build
from forms.plan.texts import sheets_of


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


def plan_of(record: RecordFile, length: str) -> Plan:
    """Return the plan of a record; of a finished one the final plan, which carries its hash."""
    entry = record.entry
    context = PlanContext(
        now=datetime.now().astimezone(), length=length, draft=not record.sha256,
        sha256=record.sha256, record_number=record.number, pictures=record.pictures,
        sheets=sheets_of(entry.form), fallback_sheets=built_in_sheets(),
    )
    return build(entry, forms.diagnose(entry), context)


def write_plan(record: RecordFile, out: Path, length: str) -> tuple[str, tuple[str, ...]]:
    """Write the plan as .pdf, .docx, .pptx (slides) or, for .zip, everything together.

    Returns:
        What was written, and what is to be said about the plan.

    Raises:
        ReportError: ``file-kind``; ``incomplete``.
    """
    kind = out.suffix.lower()
    if kind not in KINDS:
        raise ReportError("file-kind", kinds="、".join(KINDS))
    plan = plan_of(record, length)
    data = _WRITERS[kind](plan, record)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(data)
    written = str(out)
    if kind == ".pdf":
        written = _("{file}, {pages} pages").format(file=out, pages=page_count(data))
    return written, remark_sentences(remarks(plan))


def _bundle(plan: Plan, record: RecordFile) -> bytes:
    return bundle(render_pdf(plan), record.xml, word=render_docx(plan), slides=render_pptx(plan),
                  evidence=record.pictures)


_WRITERS: dict[str, Callable[[Plan, RecordFile], bytes]] = {
    ".pdf": lambda plan, _record: render_pdf(plan),
    ".docx": lambda plan, _record: render_docx(plan),
    ".pptx": lambda plan, _record: render_pptx(plan),
    ".zip": _bundle,
}
KINDS = tuple(_WRITERS)


def verify(file: Path, record: Path | None) -> tuple[bool, str]:
    """Say whether a plan is the one of a record: by the number and hash that the plan carries.

    The file may be all that ``desktop.verifying`` reads; a locked PDF's password is asked for.
    """
    data = file.read_bytes()
    try:
        look = look_at(data)
    except ReportError as error:
        if error.code != "locked":
            raise
        look = look_at(data, getpass.getpass(_("Password of the PDF: ")))
    good, sentence = _verdict(look, record)
    signed = [_("Signed by {signer}; unchanged since.") if fact.intact
              else _("Signed by {signer}; changed since.") for fact in look.signatures]
    said = [sentence, *(words.format(signer=fact.signer)
                        for words, fact in zip(signed, look.signatures, strict=True))]
    return good and all(fact.intact for fact in look.signatures), "\n".join(said)


def _verdict(look: Look, record: Path | None) -> tuple[bool, str]:
    seal = look.seal
    if look.damaged:
        return False, _("Changed since the bundle was made: {names}").format(
            names="、".join(look.damaged))
    if seal.intact is False:
        return False, _("The pages of this plan were changed after it was made.")
    if record is None and not seal.sha256:
        return True, _("Record {number}, a draft without a hash").format(
            number=seal.record_number)
    if record is None:
        return True, _("Record {number}, hash {sha256}").format(
            number=seal.record_number, sha256=seal.sha256)
    same = seal.matches(record.read_bytes())
    return same, _("The plan belongs to this record.") if same else _(
        "The plan is not the one of this record.")
