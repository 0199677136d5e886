"""Making a plan on a lane: a function of the record's bytes, the diagnosis and the context."""

import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import forms
from desktop import report
from desktop.background import Task
from desktop.finishing import PLAN_FILE
from desktop.plan_context import stored_pictures
from desktop.plan_making import document_of
from desktop.screens.plan_pages import PageSize, page_sizes
from desktop.server_settings import platform_address
from forms.diagnosis.model import Diagnosis
from forms.plan import PlanContext
from forms.plan.model import Plan, SignBoxes, SignField, SignStrip
from sync.store import Store

STANDARD = "standard"
# What the count of the end counts: answers with their remarks, findings and measures, pictures.
ANSWERS, FINDINGS, PICTURES = "answers", "findings", "pictures"
KINDS = (ANSWERS, FINDINGS, PICTURES)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made: the record as it is now, and what the plan needs beside it."""

    form: forms.Form
    xml: bytes
    uuid: str
    diagnosis: Diagnosis | None
    context: PlanContext


@dataclass(frozen=True, slots=True)
class Made:
    """A finished file.

    ``counted`` are what the end count found, by kind, all of them in the file; ``signed`` are
    captured signatures of all lines to sign on; ``remarks`` are what is to be said of it.
    """

    pdf: bytes
    sizes: tuple[PageSize, ...]
    plan: Plan | None
    counted: tuple[tuple[str, int], ...]
    signed: tuple[int, int]
    seconds: float
    remarks: tuple[tuple[str, str], ...] = ()


def make(order: Order, store: Store, task: Task) -> Made:
    """Build, set and count; ``task.progressed`` carries (pages done, pages all).

    Raises:
        ReportError: ``incomplete``: the file would lack something of the record.
        CancelledError: the task was cancelled.
    """
    began = time.monotonic()
    entry = order.form.resume(order.xml)
    pictures = stored_pictures(store, order.uuid, entry)
    context = replace(order.context, pictures=pictures)
    plan = document_of(store, order.uuid, entry, order.diagnosis, context)

    def tell(done: int, total: int) -> None:
        task.progressed.emit((done, total))

    pdf = report.render_pdf(plan, tell, lambda: task.cancelled)
    return Made(pdf, page_sizes(pdf), plan, _counted(plan), _signed(plan),
                time.monotonic() - began, report.remarks(plan))


def final_plan(store: Store, uuid: str) -> Made:
    """Read the plan that was frozen with a finished record."""
    pdf = store.attachment(uuid, PLAN_FILE)
    return Made(pdf, page_sizes(pdf), None, (), (0, 0), 0.0)


def with_plan(made: Made, order: Order, store: Store) -> Made:
    """Return a frozen plan with the document that it was set from.

    What is made of it then has the words and numbers that were frozen: set again with the time of
    the file, it has to come out byte for byte.

    Raises:
        ReportError: ``not-as-frozen``: settings, peers or program are others than at the finish.
    """
    if made.plan is not None:
        return made
    entry = order.form.resume(order.xml)
    context = replace(
        order.context, now=report.made_at(made.pdf), length=STANDARD, draft=False,
        sha256=report.read_seal(made.pdf).sha256,
        pictures=stored_pictures(store, order.uuid, entry))
    # The QR code led to the platform of that day, or there was none yet.
    for address in (platform_address(store), ""):
        there = replace(context, platform_url=address)
        plan = document_of(store, order.uuid, entry, order.diagnosis, there)
        if report.render_pdf(plan) == made.pdf:
            return replace(made, plan=plan)
    raise report.ReportError("not-as-frozen")


def write_pdf(made: Made, path: Path) -> None:
    """Save the PDF."""
    path.write_bytes(made.pdf)


def write_word(made: Made, path: Path) -> None:
    """Set the same plan as Word and save it."""
    if made.plan is not None:
        path.write_bytes(report.render_docx(made.plan))


def write_slides(made: Made, path: Path) -> None:
    """Set the same plan as slides for the management meeting and save them."""
    if made.plan is not None:
        path.write_bytes(report.render_pptx(made.plan))


def write_bundle(made: Made, order: Order, store: Store, path: Path) -> None:
    """Save PDF, Word, slides, evidence and the record together, with a manifest of hashes."""
    plan = made.plan
    evidence = stored_pictures(store, order.uuid, order.form.resume(order.xml))
    path.write_bytes(report.bundle(
        made.pdf, order.xml, word=report.render_docx(plan) if plan else b"",
        slides=report.render_pptx(plan) if plan else b"", evidence=evidence))


# pyHanko behind these two takes half a second to load: when a copy is wanted, not with the screen.


def write_locked(made: Made, password: str, path: Path) -> None:
    """Save a copy that asks for a password."""
    from desktop.report.protection import locked

    path.write_bytes(locked(made.pdf, password))


def write_signed(made: Made, certificate: Path, passphrase: str, path: Path) -> None:
    """Save a copy with a digital signature.

    Raises:
        ReportError: ``certificate``: the file or its passphrase is wrong.
    """
    from desktop.report.protection import signed

    path.write_bytes(signed(made.pdf, certificate.read_bytes(), passphrase))


def _counted(plan: Plan) -> tuple[tuple[str, int], ...]:
    kinds = Counter(_kind(name, text) for name, text in plan.required)
    return tuple((kind, kinds[kind]) for kind in KINDS if kinds[kind])


def _kind(name: str, text: str) -> str:
    if text.startswith("picture:"):
        return PICTURES
    return ANSWERS if name.startswith("/") else FINDINGS


def _signed(plan: Plan) -> tuple[int, int]:
    fields = [
        field for chapter in plan.chapters for block in chapter.blocks
        for field in _fields(block)
    ]
    return sum(1 for field in fields if field.picture), len(fields)


def _fields(block: object) -> tuple[SignField, ...]:
    """Return the lines that somebody signs on: the first of each box, all of a strip."""
    if isinstance(block, SignBoxes):
        return tuple(field for box in block.boxes for field in box.fields[:1])
    return block.fields if isinstance(block, SignStrip) else ()
