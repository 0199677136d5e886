"""Counting the portfolio: one enterprise once, practice never, 个体 outside score and level."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from xml.etree import ElementTree

from sync.values import ACCEPTED, APPROVED, RETURNED, RecordSummary

MONTH, QUARTER, YEAR = "month", "quarter", "year"
KINDS = (MONTH, QUARTER, YEAR)
_MONTHS = {MONTH: 1, QUARTER: 3, YEAR: 12}
GETI = "geti"


@dataclass(frozen=True, slots=True)
class Period:
    """A month, quarter or year of the 考核: ``number`` 1–12, 1–4 or 1."""

    kind: str
    year: int
    number: int

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, (self.number - 1) * _MONTHS[self.kind] + 1, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return self.shifted(1).first - timedelta(days=1)

    def shifted(self, steps: int) -> "Period":
        """Return the period so many later, or earlier where negative."""
        many = 12 // _MONTHS[self.kind]
        place = self.year * many + self.number - 1 + steps
        return Period(self.kind, place // many, place % many + 1)

    def contains(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day <= self.last


def period_of(kind: str, day: date) -> Period:
    """Return the period of a kind in which a day lies."""
    return Period(kind, day.year, (day.month - 1) // _MONTHS[kind] + 1)


@dataclass(frozen=True, slots=True)
class Counted:
    """A visit as it is counted; ``contract_cny`` is the sum of its contracts."""

    enterprise: str
    visited_on: date
    city: str
    industry: str
    scale: str
    level: str
    score: float | None
    state: str
    person: str
    red_line: bool = False
    signed: bool = False
    contracts: int = 0
    contract_cny: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table; ``average`` None where nobody with a score is in it."""

    key: str
    total: int
    fresh: int
    accepted: int
    signed: int
    on_cloud: int
    red_lines: int
    average: float | None
    contract_cny: Decimal
    returned: int


def counted(summary: RecordSummary, xml: bytes) -> Counted:
    """Read what is counted of a record; a missing visit date counts as the day it was begun."""
    texts = _leaves(xml)
    facts = summary.facts
    amounts = [_amount(text) for text in texts.get("ct_amount", ())]
    return Counted(
        enterprise=facts.uscc or summary.uuid, visited_on=_day(texts, summary),
        city=facts.county[:4], industry=facts.industry, scale=facts.scale,
        level="" if facts.scale == GETI or facts.path == GETI else facts.level,
        score=None if GETI in (facts.scale, facts.path) else facts.score, state=summary.state,
        person=_first(texts, "surveyor_name"), red_line=bool(_first(texts, "red_lines").strip()),
        signed=bool(_first(texts, "sign_ent")), contracts=len([one for one in amounts if one]),
        contract_cny=sum(amounts, Decimal(0)),
    )


def latest(records: Iterable[Counted], until: date) -> tuple[Counted, ...]:
    """Return each enterprise's last visit up to a day: one enterprise counts once."""
    newest: dict[str, Counted] = {}
    for one in sorted(records, key=lambda one: one.visited_on):
        if one.visited_on <= until:
            newest[one.enterprise] = one
    return tuple(newest.values())


def lines(
    records: Iterable[Counted], period: Period, key: Callable[[Counted], str],
    keys: Sequence[str] = (),
) -> tuple[Line, ...]:
    """Count by a key, most first; ``keys`` are shown even when they are empty."""
    every = latest(records, period.last)
    names = dict.fromkeys(keys) | dict.fromkeys(key(one) for one in every)
    rows = [line(name, [one for one in every if key(one) == name], period) for name in names]
    order = {name: place for place, name in enumerate(names)}
    return tuple(sorted(rows, key=lambda row: (-row.total, order[row.key])))


def line(name: str, records: Sequence[Counted], period: Period) -> Line:
    """Count a group of enterprises."""
    scores = [one.score for one in records if one.score is not None]
    return Line(
        key=name, total=len(records),
        fresh=sum(1 for one in records if period.contains(one.visited_on)),
        accepted=sum(1 for one in records if one.state in (ACCEPTED, APPROVED)),
        signed=sum(1 for one in records if one.signed),
        on_cloud=sum(1 for one in records if one.contracts),
        red_lines=sum(1 for one in records if one.red_line),
        average=sum(scores) / len(scores) if scores else None,
        contract_cny=sum((one.contract_cny for one in records), Decimal(0)),
        returned=sum(1 for one in records if one.state == RETURNED),
    )


def by_month(records: Iterable[Counted], period: Period, months: int = 12) -> tuple[int, ...]:
    """Return how many enterprises were visited in each of the months up to the period's last."""
    every = tuple(records)
    last = period_of(MONTH, period.last)
    spans = [last.shifted(step) for step in range(1 - months, 1)]
    return tuple(
        len({one.enterprise for one in every if span.contains(one.visited_on)}) for span in spans)


def _leaves(xml: bytes) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for element in ElementTree.fromstring(xml).iter():  # noqa: S314 - our own store's bytes
        if len(element) == 0 and element.text:
            texts.setdefault(element.tag.rsplit("}", 1)[-1], []).append(element.text)
    return texts


def _first(texts: Mapping[str, list[str]], name: str) -> str:
    return texts.get(name, [""])[0]


def _day(texts: Mapping[str, list[str]], summary: RecordSummary) -> date:
    try:
        return date.fromisoformat(_first(texts, "visit_date"))
    except ValueError:
        return summary.created_at.astimezone().date()


def _amount(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal(0)
