"""Counting: by city, industry, size, level and month; and the benchmark from approved records.

Rules, printed beside every table: a record counts on its visit's day; an enterprise that was
visited several times counts once, with its last visit; 个体 enter neither mean score nor level;
a follow-up (form ``follow_up``) is no diagnosis and does not count, nor does what came broken.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from statistics import mean, median, quantiles
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sync.platform import regions
from sync.platform.accounts import Person
from sync.platform.reviews import visible
from sync.platform.tables import FormRow, SubmissionRow

RULES = (
    "口径：按走访日期计；一家企业多次走访只计最近一次；个体不进平均得分和等级；"
    "没有填走访日期的按收到日期计；残缺的不计。"
)
# Fewer would let somebody guess whose score it is.
SMALLEST_CELL = 10
FOLLOW_UP = "follow_up"
LEVELS = ("L1 起步", "L2 基础", "L3 应用", "L4 集成", "L5 引领")
MEASURES = ("score", "d1", "d2", "d3", "d4", "d5", "d6", "d7")


@dataclass(frozen=True, slots=True)
class Counted:
    """One enterprise's last visit as it is counted."""

    pk: int
    enterprise: str
    uscc: str
    county: str
    industry: str
    scale: str
    level: str
    path: str
    score: float | None
    red_lines: str
    day: date
    review_state: str | None
    stage: str
    dimensions: Mapping[str, float]

    @property
    def is_geti(self) -> bool:
        return self.path == "geti" or self.scale == "geti"

    @property
    def is_approved(self) -> bool:
        return self.stage == "done"


@dataclass(frozen=True, slots=True)
class RegionLine:
    """A row of the table by region; ``mean_score`` None when nobody has a score."""

    code: str
    label: str
    all: int
    in_period: int
    approved: int
    returned: int
    red_lines: int
    mean_score: float | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the benchmark: median and quartiles of at least ten approved records."""

    section: str
    scale: str
    measure: str
    count: int
    lower: float
    median: float
    upper: float


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything of the statistics page; bars are (label, count), most first or in their order."""

    period: "Period"
    all: int
    in_period: int
    approved: int
    returned: int
    mean_score: float | None
    by_region: tuple[RegionLine, ...]
    by_industry: tuple[tuple[str, int], ...]
    by_scale: tuple[tuple[str, int], ...]
    by_level: tuple[tuple[str, int], ...]
    by_month: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Period:
    """A month, quarter or year: ``2026-11``, ``2026-Q4``, ``2026``; both days are in it."""

    name: str
    first: date
    last: date

    @classmethod
    def parse(cls, name: str, today: date) -> "Period":
        """Read a period's name; anything else is the current month."""
        try:
            year = int(name[:4])
            if name[4:6] == "-Q":
                return cls._of(name, year, int(name[6:]) * 3 - 2, 3)
            if name[4:5] == "-":
                return cls._of(name, year, int(name[5:]), 1)
            return cls._of(str(year), year, 1, 12)
        except ValueError:
            return cls._of(f"{today:%Y-%m}", today.year, today.month, 1)

    @classmethod
    def _of(cls, name: str, year: int, month: int, months: int) -> "Period":
        after = date(year + (month + months - 1) // 12, (month + months - 1) % 12 + 1, 1)
        return cls(name, date(year, month, 1), date.fromordinal(after.toordinal() - 1))

    @property
    def label(self) -> str:
        if "Q" in self.name:
            return f"{self.name[:4]} 年第 {self.name[-1]} 季度"
        if "-" in self.name:
            return f"{self.name[:4]} 年 {int(self.name[5:])} 月"
        return f"{self.name} 年"

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def counted(session: Session, person: Person) -> list[Counted]:
    """Return what counts in a person's region: one line an enterprise, its last visit."""
    row = SubmissionRow
    query = select(
        row.id, row.enterprise, row.uscc, row.county, row.industry, row.scale, row.level, row.path,
        row.score, row.red_lines, row.visit_on, row.review_state, row.stage, row.dimensions,
        row.created_at, row.instance_id,
    ).join(FormRow, FormRow.id == row.form_pk).where(
        visible(person), FormRow.form_id != FOLLOW_UP, row.fault == ""
    )
    last: dict[str, Counted] = {}
    for one in session.execute(query.order_by(row.id)):
        values: list[Any] = list(one)
        front, (visit_on, state, stage, dimensions, created_at, instance_id) = (
            values[:10], values[10:]
        )
        day = visit_on or created_at.date()
        key = one.uscc or instance_id
        if key not in last or last[key].day <= day:
            last[key] = _counted([*front, day, state, stage, dimensions])
    return list(last.values())


def _counted(values: list[Any]) -> Counted:
    return Counted(**dict(zip((one.name for one in fields(Counted)), values, strict=True)))


def overview(session: Session, person: Person, period: Period) -> Overview:
    """Return the statistics of a person's region up to the end of a period."""
    rows = [one for one in counted(session, person) if one.day <= period.last]
    levelled = [one for one in rows if not one.is_geti]
    return Overview(
        period=period, all=len(rows), in_period=sum(period.holds(one.day) for one in rows),
        approved=sum(one.is_approved for one in rows),
        returned=sum(one.review_state == "hasIssues" for one in rows),
        mean_score=mean_score(rows), by_region=tuple(_by_region(rows, person.region, period)),
        by_industry=_most(rows, lambda one: regions.section(one.industry)),
        by_scale=_most(rows, lambda one: regions.SCALES.get(one.scale, "未划型")),
        by_level=(
            *((label, sum(one.level[:2] == label[:2] for one in levelled)) for label in LEVELS),
            ("不定级（个体）", len(rows) - len(levelled)),
        ),
        by_month=_by_month(rows, period.last),
    )


def mean_score(rows: Iterable[Counted]) -> float | None:
    """Return the mean score without 个体; None when there is none."""
    scores = [one.score for one in rows if one.score is not None and not one.is_geti]
    return mean(scores) if scores else None


def benchmark(session: Session, person: Person) -> list[Cell]:
    """Return the cells with at least ten approved records: all, by size, by 门类 and size."""
    rows = [one for one in counted(session, person) if one.is_approved and not one.is_geti]
    groups: dict[tuple[str, str], list[Counted]] = {}
    for one in rows:
        scale = regions.SCALES.get(one.scale, "未划型")
        for key in (("全部", "全部"), ("全部", scale), (regions.section(one.industry), scale)):
            groups.setdefault(key, []).append(one)
    cells = []
    for (section, scale), members in sorted(groups.items()):
        for measure in MEASURES:
            values = [value for one in members if (value := _measure(one, measure)) is not None]
            if len(values) >= SMALLEST_CELL:
                lower, _, upper = quantiles(values, n=4, method="inclusive")
                cells.append(Cell(
                    section, scale, measure, len(values), lower, median(values), upper
                ))
    return cells


def _measure(one: Counted, name: str) -> float | None:
    return one.score if name == "score" else one.dimensions.get(name)


def _by_region(rows: Sequence[Counted], region: str, period: Period) -> Iterable[RegionLine]:
    codes = [*regions.below(region)]
    if len(region) == 2:
        codes.append("")
    for code in codes:
        inside = [one for one in rows if (one.county.startswith(code) if code else not one.county)]
        if code or inside:
            yield RegionLine(
                code, regions.short_label(code), len(inside),
                sum(period.holds(one.day) for one in inside),
                sum(one.is_approved for one in inside),
                sum(one.review_state == "hasIssues" for one in inside),
                sum(bool(one.red_lines) for one in inside), mean_score(inside),
            )


def _most(
    rows: Sequence[Counted], key: Callable[[Counted], str]
) -> tuple[tuple[str, int], ...]:
    return tuple(Counter(key(one) for one in rows).most_common())


def _by_month(rows: Sequence[Counted], until: date) -> tuple[tuple[str, int], ...]:
    """Return the last twelve months up to ``until``, oldest first."""
    found = Counter(f"{one.day:%Y-%m}" for one in rows)
    months = [until.year * 12 + until.month - 1 - back for back in range(11, -1, -1)]
    names = [f"{month // 12}-{month % 12 + 1:02d}" for month in months]
    return tuple((name, found[name]) for name in names)
