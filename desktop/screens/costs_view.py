"""What the cost screen says, as values: ledger, difference, curves, shares, policies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from desktop.figures import NONE, percent, wan, yuan
from desktop.i18n import _, ngettext
from desktop.widgets.cost_chart import MONTHS, CostCurve
from desktop.widgets.share_bar import SharePart
from forms.diagnosis.model import Assumption, CostComparison, CostLine, PolicyResult, Share

LOCAL, KEEP, CLOUD = "local", "keep", "cloud"
NOMINAL, PRESENT = "nominal", "present"


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A row of the ledger: three years and their total as printed; ``head`` for an alternative."""

    key: str
    label: str
    cells: tuple[str, str, str, str]
    head: bool = False
    open_quote: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The difference as a key figure: 三年省下 30.0 万元 (21.0 %), or 三年多花."""

    caption: str
    figure: str
    share: str
    range_caption: str
    range_words: str
    honest: str
    dearer: bool


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A subsidy rule as it applies here; only a counted one has an amount."""

    name: str
    tone: str
    icon: str
    state: str
    title: str
    reason: str
    amount: str


def ledger_lines(costs: CostComparison, mode: str) -> tuple[LedgerLine, ...]:
    """Return alternative by alternative: its sums, then its lines."""
    lines: list[LedgerLine] = []
    for side in costs.sides:
        own = [line for line in costs.lines if line.side == side.side]
        if not own:
            continue
        years = [yuan(_year(own, year)) for year in range(3)]
        total = side.total if mode == NOMINAL else side.present_value
        lines.append(LedgerLine(
            side.side, side.label, (years[0], years[1], years[2], yuan(total)), head=True))
        lines += [_line(one, mode) for one in own]
    return tuple(lines)


def verdict(costs: CostComparison, mode: str) -> Verdict | None:
    """Return the difference to the new hardware, and to keeping the old; None if not comparable."""
    totals = {one.side: one.total if mode == NOMINAL else one.present_value for one in costs.sides}
    if not costs.comparable or LOCAL not in totals or CLOUD not in totals:
        return None
    saved = totals[LOCAL] - totals[CLOUD]
    dearer = saved < 0
    share = abs(saved) / totals[LOCAL] if totals[LOCAL] else Decimal(0)
    low, high = _range(costs)
    return Verdict(
        caption=_("Dearer over three years") if dearer else _("Saved over three years"),
        figure=wan(abs(saved)), share=percent(share),
        range_caption=_("If {what}").format(what=costs.sensitivity[0].label) if low else "",
        range_words=_range_words(low, high) if low is not None and high is not None else "",
        honest=_honest(totals), dearer=dearer,
    )


def curves(costs: CostComparison) -> tuple[CostCurve, ...]:
    """Return the three cumulative lines, with the band of the first sensitivity at the cloud's."""
    result = []
    for side in costs.sides:
        own = [line for line in costs.lines if line.side == side.side]
        if not own:
            continue
        spread = _spread(costs) if side.side == CLOUD else 0.0
        values = tuple(_cumulative(own, month) for month in range(MONTHS + 1))
        result.append(CostCurve(side.side, side.label, values, spread))
    return tuple(result)


def share_parts(shares: Iterable[Share]) -> tuple[SharePart, ...]:
    """Return the three shares; an unknown one has no amount but a reason."""
    every = tuple(shares)
    total = sum((one.amount_cny for one in every if one.amount_cny), Decimal(0))
    return tuple(_share(one, total) for one in every)


def policy_rows(policies: Iterable[PolicyResult]) -> tuple[PolicyRow, ...]:
    """Return counted rules first, then what is shown without an amount."""
    order = {"counted": 0, "incomplete": 1, "ineligible": 2, "elsewhere": 3, "expired": 4}
    ranked = sorted(policies, key=lambda one: order.get(one.state, 9))
    return tuple(_policy(one) for one in ranked)


def quote_words(costs: CostComparison | None, priced: Sequence[Assumption] = ()) -> str:
    """Return how many quotes are open; empty when none is."""
    lines = costs.lines if costs else ()
    count = len({(line.side, line.name) for line in lines if line.total is None})
    count += sum(one.value is None for one in priced)
    if not count:
        return ""
    return ngettext(
        "{count} quote is open and not in the sums. Enter amount and source once it is here.",
        "{count} quotes are open and not in the sums. Enter amount and source once they are here.",
        count).format(count=count)


def _line(line: CostLine, mode: str) -> LedgerLine:
    if line.total is None:
        words = _("quote open")
        return LedgerLine(line.name, line.label, (NONE, NONE, NONE, words), open_quote=True)
    years = [yuan(year) if year else NONE for year in line.years]
    total = yuan(line.total) if mode == NOMINAL else ""
    return LedgerLine(line.name, line.label, (years[0], years[1], years[2], total))


def _year(lines: list[CostLine], year: int) -> Decimal:
    return sum((line.years[year] or Decimal(0) for line in lines), Decimal(0))


def _cumulative(lines: list[CostLine], month: int) -> float:
    """万元 paid until a month: what is paid once is paid at the start, the rest month by month."""
    paid = Decimal(0)
    for line in lines:
        first, second, third = (year or Decimal(0) for year in line.years)
        if first and not second and not third:
            paid += first
            continue
        for place, year in enumerate((first, second, third)):
            paid += year * min(12, max(0, month - 12 * place)) / 12
    return float(paid / 10000)


def _range(costs: CostComparison) -> tuple[Decimal | None, Decimal | None]:
    """Return least and most saved by the first sensitivity; its values are cloud − local."""
    if not costs.sensitivity:
        return None, None
    ends = sorted((-costs.sensitivity[0].low, -costs.sensitivity[0].high))
    return ends[0], ends[1]


def _spread(costs: CostComparison) -> float:
    low, high = _range(costs)
    return float((high - low) / 20000) if low is not None and high is not None else 0.0


def _range_words(low: Decimal, high: Decimal) -> str:
    if low >= 0:
        return _("save {low} – {high} 万元").format(low=wan(low), high=wan(high))
    if high <= 0:
        return _("{low} – {high} 万元 dearer").format(low=wan(-high), high=wan(-low))
    return _("from {low} 万元 dearer to {high} 万元 saved").format(low=wan(-low), high=wan(high))


def _honest(totals: dict[str, Decimal]) -> str:
    if KEEP not in totals:
        return ""
    saved = totals[KEEP] - totals[CLOUD]
    words = (_("Against keeping the hardware: {amount} 万元 saved") if saved >= 0 else
             _("Against keeping the hardware: {amount} 万元 dearer"))
    return words.format(amount=wan(abs(saved)))


def _share(share: Share, total: Decimal) -> SharePart:
    if share.amount_cny is None:
        return SharePart(share.who, None, share.label, share.reason or _("not known"))
    part = percent(share.amount_cny / total) if total else percent(Decimal(0))
    return SharePart(share.who, float(share.amount_cny), f"{share.label} {part}",
                     _("{amount} yuan").format(amount=yuan(share.amount_cny)))


def _policy(policy: PolicyResult) -> PolicyRow:
    tone, icon, words = {
        "counted": ("grn", "circle-check", _("in force")),
        "expired": ("plain", "history", _("expired")),
        "elsewhere": ("plain", "ban", _("elsewhere")),
        "ineligible": ("plain", "ban", _("not eligible")),
        "incomplete": ("amb", "hourglass", _("rate unknown")),
    }[policy.state]
    checked = _("checked {day}").format(day=policy.checked_on) if policy.checked_on else ""
    counted = policy.state == "counted"
    return PolicyRow(
        policy.name, tone, icon, words, policy.title,
        " · ".join(part for part in (policy.reason, checked if counted else "") if part),
        yuan(policy.amount_cny) if counted else _("no amount"),
    )
