"""``yunzhen demo``: the whole job without a window, on the practice enterprise."""

import tempfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import forms
from desktop.facts import record_facts
from desktop.finishing import FinishedVisit, finish_visit
from desktop.i18n import _
from desktop.practice import fill, practice_visit
from desktop.questionnaires import shipped
from desktop.report import page_count, render_docx, render_pptx
from forms.diagnosis.model import rounded
from forms.plan import PlanContext, build
from forms.plan.texts import sheets_of
from sync.engine import exchange
from sync.errors import SyncError
from sync.platform.server import RunningPlatform
from sync.store import Store
from sync.values import Receipt, ServerConfig


def run(out: Path) -> int:
    """Answers → diagnosis → plan → sync → receipt; print each; return the exit code."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        store = Store.create(Path(folder) / "laptop", "demo")
        try:
            with RunningPlatform(folder=Path(folder) / "platform") as platform:
                return _do(store, platform, out)
        finally:
            store.close()


def _do(store: Store, platform: RunningPlatform, out: Path) -> int:
    form = shipped()
    platform.publish(form)
    entry = form.start()
    fill(entry, practice_visit())
    uuid = _record(store, form, entry)
    number = store.record(uuid).number
    print(_("Record   {number}  {enterprise}").format(
        number=number, enterprise=entry.value("/data/enterprise/ent_name")))
    _print_diagnosis(entry)
    context = PlanContext(now=datetime.now().astimezone(), record_number=number,
                          platform_url=platform.url, sheets=sheets_of(form))
    finished = finish_visit(store, uuid, entry, context)
    _write_plans(out, entry, context, finished)
    receipt = _send(store, platform)
    print(_("Receipt  {number}  {time}  sha256 {sha256}").format(
        number=receipt.number, time=receipt.server_time, sha256=receipt.sha256))
    return 0


def _record(store: Store, form: forms.Form, entry: forms.Entry) -> str:
    """Keep the visit as the desktop does: a record, its journal, a snapshot."""
    store.put_questionnaire(form)
    uuid = store.create_record(form, entry, practice=True)
    facts = record_facts(entry, forms.score(entry))
    store.append(uuid, (), xml=entry.xml(), facts=facts, last_path="")
    return uuid


def _print_diagnosis(entry: forms.Entry) -> None:
    diagnosis = forms.diagnose(entry)
    level = diagnosis.level
    hits = "、".join(line.name for line in diagnosis.red_lines if line.state == "hit")
    print(_("CMI      {cmi}  {level}  red lines: {hits}").format(
        cmi=rounded(diagnosis.cmi), level=f"{level.name} {level.label}" if level else "—",
        hits=hits or "—"))


def _write_plans(
    out: Path, entry: forms.Entry, context: PlanContext, finished: FinishedVisit
) -> None:
    pdf, word, slides = out / "plan.pdf", out / "plan.docx", out / "plan.pptx"
    pdf.write_bytes(finished.pdf)
    plan = build(entry, forms.diagnose(entry), replace(context, sha256=finished.sha256))
    word.write_bytes(render_docx(plan))
    slides.write_bytes(render_pptx(plan))
    print(_("Plan     {pdf}  {pages} pages;  {word}  {slides}").format(
        pdf=pdf, pages=page_count(finished.pdf), word=word, slides=slides))


def _send(store: Store, platform: RunningPlatform) -> Receipt:
    """Exchange once; raise what kept the record from arriving."""
    report = exchange(
        store, config=ServerConfig(url=platform.app_user_url, practice=True),
        now=lambda: datetime.now().astimezone(), progress=lambda _progress: None,
        cancelled=lambda: False,
    )
    receipts = store.receipts()
    if not receipts:
        raise SyncError(report.problem or "not-received", detail=report.detail)
    return receipts[0]
