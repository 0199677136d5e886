"""Beside the plan itself: the blank questionnaire on paper, locked and signed copies of a PDF."""

import getpass
import sys
from datetime import datetime
from pathlib import Path

import forms
from desktop.i18n import _
from desktop.plan_context import built_in_sheets
from desktop.questionnaires import shipped
from desktop.record_files import instance
from desktop.records import plan_of
from desktop.report import page_count, render_pdf
from desktop.report.batch import Job, Outcome, make_all
from desktop.report.protection import locked, signed
from forms.plan import PlanContext, build_paper
from forms.plan.texts import sheets_of


def write_paper(out: Path, form: forms.Form) -> int:
    """Write the blank questionnaire as PDF; return its number of pages."""
    context = PlanContext(now=datetime.now().astimezone(), sheets=sheets_of(form),
                          fallback_sheets=built_in_sheets())
    pdf = render_pdf(build_paper(form.start(), context))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(pdf)
    return page_count(pdf)


def write_plans(folder: Path, out: Path, length: str) -> tuple[Outcome, ...]:
    """Write the plan of every record (.xml) in a folder; tells how far it is on the terminal."""
    form = shipped()

    def job(record: Path) -> Job:
        return Job(record.stem, lambda: plan_of(instance(form, record), length))

    def tell(done: int, total: int) -> None:
        sys.stderr.write(f"\r{done} / {total}" + ("\n" if done == total else ""))

    return make_all([job(record) for record in sorted(folder.glob("*.xml"))], out, tell)


def protect(file: Path, *, certificate: Path | None, lock: bool) -> None:
    """Sign a PDF in place, or lock it; asks for the passphrases on the terminal.

    A locked file cannot be signed and a signed one not locked without breaking its signature, so
    a file that is to be both is locked under the name ``…-locked.pdf`` beside the signed one.

    Raises:
        ReportError: ``certificate``: the file or its passphrase is wrong.
    """
    plain = file.read_bytes()
    if certificate is not None:
        passphrase = getpass.getpass(_("Passphrase of the certificate: "))
        file.write_bytes(signed(plain, certificate.read_bytes(), passphrase))
    if lock:
        password = getpass.getpass(_("Password of the PDF: "))
        target = file.with_stem(f"{file.stem}-locked") if certificate else file
        target.write_bytes(locked(plain, password))
