"""The subsidy ledger: applied, approved, paid; one invoice counts once in the whole province."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from sqlalchemy import select
from sqlalchemy.orm import Session

from sync.errors import SyncError
from sync.platform.accounts import Person
from sync.platform.audit import note
from sync.platform.reviews import visible
from sync.platform.tables import SubmissionRow, SubsidyRow

APPLIED, APPROVED, PAID, REFUSED = "applied", "approved", "paid", "refused"


class LedgerError(SyncError):
    """An entry that is not allowed.

    Codes: ``no-invoice``, ``no-amount``, ``invoice-used``, ``not-your-turn``, ``wrong-state``,
    ``too-much``, ``record-not-approved``.
    """


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger with its enterprise."""

    subsidy: SubsidyRow
    submission: SubmissionRow


@dataclass(frozen=True, slots=True)
class Sums:
    """Yuan applied, approved and paid."""

    applied: Decimal
    approved: Decimal
    paid: Decimal


def lines(session: Session, person: Person, submission_pk: int | None = None) -> list[Line]:
    """Return what a person may see of the ledger, newest first."""
    query = (
        select(SubsidyRow, SubmissionRow)
        .join(SubmissionRow, SubmissionRow.id == SubsidyRow.submission_pk)
        .where(visible(person))
        .order_by(SubsidyRow.id.desc())
    )
    if submission_pk is not None:
        query = query.where(SubmissionRow.id == submission_pk)
    return [Line(subsidy, submission) for subsidy, submission in session.execute(query)]


def sums(found: Sequence[Line]) -> Sums:
    """Return the totals; what was refused counts nowhere."""
    rows = [one.subsidy for one in found if one.subsidy.state != REFUSED]
    zero = Decimal(0)
    return Sums(
        sum((one.applied_cny for one in rows), zero),
        sum((one.approved_cny or zero for one in rows), zero),
        sum((one.paid_cny or zero for one in rows), zero),
    )


def apply(
    session: Session, person: Person, submission: SubmissionRow, invoice: str, amount: str,
    at: datetime,
) -> SubsidyRow:
    """Enter an application.

    Raises:
        LedgerError: ``invoice-used`` with the enterprise that has it, and the other codes.
    """
    number = "".join(invoice.split()).upper()
    if not number:
        raise LedgerError("no-invoice")
    _check_turn(person.may_review)
    used = session.execute(
        select(SubmissionRow.enterprise)
        .join(SubsidyRow, SubsidyRow.submission_pk == SubmissionRow.id)
        .where(SubsidyRow.invoice == number)
    ).first()
    if used is not None:
        raise LedgerError("invoice-used", invoice=number, enterprise=used[0])
    row = SubsidyRow(
        submission_pk=submission.id, invoice=number, applied_cny=_amount(amount),
        approved_cny=None, paid_cny=None, state=APPLIED, note="", applied_at=at,
        approved_at=None, paid_at=None,
    )
    session.add(row)
    target = submission.receipt or ""
    note(session, at, person.email, "subsidy applied", target, f"{number} {amount}")
    session.flush()
    return row


def approve(session: Session, person: Person, pk: int, amount: str, at: datetime) -> None:
    """Approve an amount, at most what was applied for; the record must have passed."""
    line = _line(session, person, pk)
    _check_settles(person)
    _check_state(line.subsidy, APPLIED)
    if line.submission.stage != "done":
        raise LedgerError("record-not-approved", enterprise=line.submission.enterprise)
    approved = _amount(amount)
    if approved > line.subsidy.applied_cny:
        raise LedgerError("too-much", most=line.subsidy.applied_cny)
    line.subsidy.approved_cny, line.subsidy.state = approved, APPROVED
    line.subsidy.approved_at = at
    _noted(session, person, line, "approved", str(approved), at)


def refuse(session: Session, person: Person, pk: int, words: str, at: datetime) -> None:
    """Refuse an application; its invoice stays taken, so that it cannot be tried elsewhere."""
    line = _line(session, person, pk)
    _check_settles(person)
    _check_state(line.subsidy, APPLIED)
    line.subsidy.state, line.subsidy.note = REFUSED, words.strip()
    _noted(session, person, line, "refused", words.strip()[:200], at)


def pay(session: Session, person: Person, pk: int, at: datetime) -> None:
    """Note that the approved amount was paid."""
    line = _line(session, person, pk)
    _check_settles(person)
    _check_state(line.subsidy, APPROVED)
    line.subsidy.paid_cny, line.subsidy.state = line.subsidy.approved_cny, PAID
    line.subsidy.paid_at = at
    _noted(session, person, line, "paid", str(line.subsidy.paid_cny), at)


def _line(session: Session, person: Person, pk: int) -> Line:
    found = session.execute(
        select(SubsidyRow, SubmissionRow)
        .join(SubmissionRow, SubmissionRow.id == SubsidyRow.submission_pk)
        .where(SubsidyRow.id == pk, visible(person))
        .with_for_update()
    ).first()
    if found is None:
        raise LedgerError("wrong-state")
    return Line(*found)


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text.replace(",", "").strip()).quantize(Decimal("0.01"))
    except InvalidOperation as error:
        raise LedgerError("no-amount", text=text) from error
    if not amount.is_finite() or not Decimal(0) < amount < Decimal(10) ** 11:
        raise LedgerError("no-amount", text=text)
    return amount


def _check_turn(may: bool) -> None:
    if not may:
        raise LedgerError("not-your-turn")


def _check_settles(person: Person) -> None:
    """Approving and paying is for cities and the province."""
    _check_turn(person.may_review and person.level in {"city", "province"})


def _check_state(row: SubsidyRow, wanted: str) -> None:
    if row.state != wanted:
        raise LedgerError("wrong-state", state=row.state)


def _noted(
    session: Session, person: Person, line: Line, what: str, detail: str, at: datetime
) -> None:
    note(session, at, person.email, f"subsidy {what}", line.submission.receipt or "",
         f"{line.subsidy.invoice} {detail}")
