"""Beside the plan itself: the blank questionnaire on paper, locked and signed copies of a PDF."""

import getpass
from datetime import datetime
from pathlib import Path

import forms
from desktop.i18n import _
from desktop.plan_context import built_in_sheets
from desktop.questionnaires import shipped
from desktop.report import page_count, render_pdf
from desktop.report.protection import locked, signed
from forms.plan import PlanContext, build_paper
from forms.plan.texts import sheets_of


def write_paper(out: Path, questionnaire: Path | None = None) -> int:
    """Write the blank questionnaire as PDF; return its number of pages."""
    form = forms.load(questionnaire) if questionnaire else shipped()
    context = PlanContext(now=datetime.now().astimezone(), sheets=sheets_of(form),
                          fallback_sheets=built_in_sheets())
    pdf = render_pdf(build_paper(form.start(), context))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(pdf)
    return page_count(pdf)


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
