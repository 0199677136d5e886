"""A diagnosis as values: what the screens, the plan and the auditor read; nothing here computes."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal


def rounded(value: float | Decimal | None, places: int = 1) -> Decimal | None:
    """Round half up in decimal (methodology.md §3): what is printed; None stays None."""
    if value is None:
        return None
    exact = value if isinstance(value, Decimal) else Decimal(repr(round(value, 9)))
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Basis:
    """One answer that a number came from; ``points`` None where the answer carries none."""

    path: str
    number: str
    question: str
    answer: str
    points: float | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """A scored indicator, I11 … I73.

    ``state``: ``scored`` · ``unanswered`` (visible, nothing to score yet) · ``na`` (不涉及: it
    leaves the denominator) · ``hidden`` (not on this path or industry). ``score``
    0–100, unrounded; ``weight`` for this industry; ``lost`` = weight × (100 − score) / 100;
    ``measures`` win points back;
    ``formula`` in words; ``status`` is the mark of the source (建议, 未核实, 存档); ``details``
    are the answers behind the computed terms that ``basis`` cites.
    """

    name: str
    label: str
    dimension: str
    weight: float
    score: float | None
    state: str
    formula: str
    basis: tuple[Basis, ...] = ()
    target: float | None = None
    gap: float | None = None
    lost: float | None = None
    measures: tuple[str, ...] = ()
    source: str = ""
    status: str = ""
    details: tuple[Basis, ...] = ()


@dataclass(frozen=True, slots=True)
class Dimension:
    """D1 … D7: weighted mean of its scored indicators; None when none is scored."""

    name: str
    label: str
    weight: float
    score: float | None
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """A step of the maturity ladder: L1 … L5."""

    name: str
    label: str
    min_score: float
    description: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition of a level; ``passed`` None when its indicator is not judged."""

    level: str
    label: str
    required: float
    value: float | None
    passed: bool | None


@dataclass(frozen=True, slots=True)
class RedLine:
    """R1 … R6. ``state``: ``hit`` · ``clear`` · ``unknown`` (待核实)."""

    name: str
    label: str
    state: str
    cap: str
    advice: str
    basis: tuple[Basis, ...] = ()
    source: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class PriorityPart:
    """A term of the priority P: its coefficient after rescaling, its value 0–100, the words."""

    label: str
    coefficient: float
    value: float | None


@dataclass(frozen=True, slots=True)
class CostItem:
    """A part of a measure's first year; ``amount_cny`` None = 询价, never 0."""

    label: str
    amount_cny: Decimal | None
    quantity: str = ""
    source: str = ""
    dated: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """A recommended measure with its reason and its place in time.

    ``phase``: ``now first second third reserve``; months count from the visit, 1-based and
    inclusive. ``first_year_cost_cny`` None and ``open_quotes`` > 0 mean 待询价; ``moved`` says why
    it left the phase of its priority. ``services`` are the codes B1 … Y7 of policy.md §2.

    ``avoided_cny`` is what the enterprise pays a year today, by its own answers, and stops paying;
    ``yearly_saving_cny`` is that less what the measure costs every year (below 0: dearer), None
    while one of the two is not known; ``once_cny`` falls due once, None while a quote is open.
    """

    name: str
    family: str
    label: str
    service_model: str
    phase: str
    start_month: int
    end_month: int
    steps: tuple[str, ...]
    benefit: str
    evidence: str
    owner: str
    prerequisites: tuple[str, ...] = ()
    priority: float | None = None
    priority_parts: tuple[PriorityPart, ...] = ()
    reason: str = ""
    basis: tuple[Basis, ...] = ()
    first_year_cost_cny: Decimal | None = None
    open_quotes: int = 0
    moved: str = ""
    indicator: str = ""
    services: tuple[str, ...] = ()
    source: str = ""
    status: str = ""
    avoided_cny: Decimal | None = None
    yearly_saving_cny: Decimal | None = None
    once_cny: Decimal | None = None
    forced: bool = False
    person_days: int = 0
    cost_items: tuple[CostItem, ...] = ()
    years_cny: tuple[Decimal, Decimal, Decimal] = (Decimal(0), Decimal(0), Decimal(0))

    @property
    def payback_months(self) -> int | None:
        """After how many months the one-off cost has come back; None when it does not or may not.

        One-off cost ÷ net saving a month, rounded up (methodology.md §8 compares the same way over
        three years); 0 when nothing falls due once.
        """
        once, saving = self.once_cny, self.yearly_saving_cny
        if once is None or saving is None or saving <= 0:
            return None
        return int((once * 12 / saving).to_integral_value(rounding=ROUND_CEILING))


@dataclass(frozen=True, slots=True)
class SystemAdvice:
    """What happens to one information system: the 7R rule that matched first and its consequences.

    ``disposition`` is ``Retain Retire Repurchase Replatform Relocate Rehost Refactor`` or
    ``unknown`` (待核实), then ``missing`` names the questions that decide. ``deployment``
    gives the points of methodology.md §7 by mode (``public private edge``).
    """

    path: str
    name: str
    category: str
    now: str
    rule: str
    disposition: str
    disposition_label: str
    destination: str
    risk: str
    reason: str
    downtime: str
    interfaces: str
    wave: int | None
    control: bool = False
    service_model: str = ""
    deployment: tuple[tuple[str, float], ...] = ()
    basis: tuple[Basis, ...] = ()
    missing: tuple[Basis, ...] = ()
    annual_cost_cny: Decimal | None = None
    zone: str = ""
    note: str = ""
    source: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two answers that do not go together: a sentence and the questions to jump to."""

    name: str
    message: str
    severity: str
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A 待确认: who settles which question by when; ``reason`` may be ``values.CARRIED``."""

    path: str
    number: str
    question: str
    text: str
    owner: str
    due: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """A 不涉及 with its reason; it leaves the denominator."""

    path: str
    number: str
    question: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Assumption:
    """A number that a calculation rests on; editable; printed with source and date."""

    name: str
    label: str
    value: Decimal | None
    unit: str
    source: str
    dated: str
    status: str = ""
    default: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CostLine:
    """A line of the 3-year comparison, yuan; ``years`` None = 待询价, never 0.

    ``side``: ``local`` (重购硬件), ``keep`` (硬件不更换), ``cloud``. Each cell is rounded before it
    is added, so that every total can be checked by hand.
    """

    side: str
    name: str
    label: str
    kind: str
    years: tuple[Decimal | None, Decimal | None, Decimal | None]
    note: str = ""
    source: str = ""
    dated: str = ""
    status: str = ""

    @property
    def total(self) -> Decimal | None:
        """The three years together; None while a year waits for a quote."""
        known = [year for year in self.years if year is not None]
        return sum(known, Decimal(0)) if len(known) == len(self.years) else None


@dataclass(frozen=True, slots=True)
class CostSide:
    """One of the alternatives: known total, present value, and how many lines wait for a quote."""

    side: str
    label: str
    total: Decimal
    present_value: Decimal
    open_quotes: int


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How the difference cloud − local moves when one assumption does."""

    label: str
    low_label: str
    low: Decimal
    high_label: str
    high: Decimal


@dataclass(frozen=True, slots=True)
class CostComparison:
    """Three alternatives side by side over three years, with everything they rest on.

    ``comparable`` False while a decisive line waits for a quote or a side has no known line;
    ``break_even_month`` is the first month from which the cloud has cost no more than new hardware
    up to month 36, None when there is none; ``reasons`` are those for the cloud that are not money,
    ``keep_risks`` what keeping the old hardware leaves standing.
    """

    lines: tuple[CostLine, ...]
    sides: tuple[CostSide, ...]
    assumptions: tuple[Assumption, ...]
    sensitivity: tuple[Sensitivity, ...]
    break_even_month: int | None
    comparable: bool
    conclusion: str
    reasons: tuple[str, ...] = ()
    keep_risks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyResult:
    """A subsidy rule applied to this enterprise.

    ``state``: ``counted`` (only then an amount) · ``expired`` · ``incomplete`` · ``elsewhere`` ·
    ``ineligible``. ``papers`` pairs each required paper with whether the record holds it;
    ``services`` are the codes of policy.md §2 that it pays for, empty = any cloud service.
    """

    name: str
    region: str
    document: str
    title: str
    valid_from: date | None
    valid_to: date | None
    state: str
    reason: str
    amount_cny: Decimal | None
    rule: str
    papers: tuple[tuple[str, bool], ...]
    source: str
    checked_on: str
    services: tuple[str, ...] = ()
    status: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of 企业出一点、服务商让一点、财政补一点; None = not known, with the reason."""

    who: str
    label: str
    amount_cny: Decimal | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SizingLine:
    """A rough size of the cloud resources to ask quotes for."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk with the duty that stays with the enterprise."""

    name: str
    label: str
    chance: str
    answer: str
    owner: str
    source: str = ""
    impact: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The whole diagnosis of one record by one workbook version.

    ``verdict``: ``formal`` (completeness ≥ 80 %) · ``provisional`` (60–80 %) · ``problems_only``
    (< 60 %: no level) · ``start`` (个体工商户: 上云起步分, never a level). ``completeness`` 0–1 by
    weight; ``cmi`` and every score 0–100 unrounded; ``level_by_score`` comes before gates and
    red lines. ``scale_basis``: ``rule``, or ``analogy`` where no rule covers the trade and the
    size is only a proposal (建议); empty for 个体 and while the size is not known.
    """

    form_id: str
    form_version: str
    method_version: str
    path: str
    scale: str
    industry: str
    verdict: str
    score_name: str
    cmi: float | None
    completeness: float
    target: float | None
    answered: int
    asked: int
    level: Level | None
    level_by_score: Level | None
    levels: tuple[Level, ...]
    gates: tuple[Gate, ...]
    dimensions: tuple[Dimension, ...]
    readiness: float | None
    red_lines: tuple[RedLine, ...]
    measures: tuple[Measure, ...]
    systems: tuple[SystemAdvice, ...]
    contradictions: tuple[Contradiction, ...]
    open_items: tuple[OpenItem, ...]
    not_applicable: tuple[NotApplicable, ...]
    costs: CostComparison | None
    policies: tuple[PolicyResult, ...]
    shares: tuple[Share, ...]
    sizing: tuple[SizingLine, ...]
    risks: tuple[Risk, ...]
    budget_cap_cny: Decimal | None = None
    quotes: tuple[Assumption, ...] = ()
    scale_basis: str = ""

    def indicator(self, name: str) -> Indicator | None:
        """Return the indicator of that name."""
        for dimension in self.dimensions:
            for indicator in dimension.indicators:
                if indicator.name == name:
                    return indicator
        return None
