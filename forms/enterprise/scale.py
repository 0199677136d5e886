"""划型: the size of an enterprise from the shipped table, 统计上大中小微型企业划分办法（2017）.

The form computes the same with ODK functions; this is its oracle and what screens explain with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

Row = Mapping[str, str]
TIERS = ("large", "medium", "small")
LABELS = {
    "large": "大型", "medium": "中型", "small": "小型", "micro": "微型", "geti": "个体工商户",
    "na": "不划型", "": "暂不能划型",
}
# 行业大类 whose 划型行业 depends on the 细分行业 answer; "" where that answer decides nothing.
_BY_SUB = {
    "59": {"s591": "transport", "s592": "storage"},
    "70": {"s7010": "real_estate_dev", "s7020": "property_mgmt", "s70x": "other", "none": "other"},
}


@dataclass(frozen=True, slots=True)
class Figures:
    """What the size depends on; None where the enterprise has not said. Money in 万元."""

    employees: int | None = None
    revenue: Decimal | None = None
    assets: Decimal | None = None

    def of(self, symbol: str) -> Decimal | None:
        """Return the figure of the table's symbol: X employees, Y revenue, Z assets."""
        if symbol == "X":
            return None if self.employees is None else Decimal(self.employees)
        return {"Y": self.revenue, "Z": self.assets}[symbol]


@dataclass(frozen=True, slots=True)
class Limit:
    """One indicator of a 划型行业 with the tier that the figure alone would give."""

    indicator: str
    unit: str
    figure: Decimal | None
    tier: str
    large_min: Decimal
    medium_min: Decimal
    small_min: Decimal


def scale_code(division: str, sub: str, industries: Sequence[Row]) -> str:
    """Return the 划型行业 of a 行业大类; ``""`` while undecided, ``na`` for 91–97."""
    if division in _BY_SUB:
        return _BY_SUB[division].get(sub, "")
    return next((r["scale_code"] for r in industries if r["division_code"] == division), "")


def is_analogy(division: str, sub: str, industries: Sequence[Row]) -> bool:
    """Whether the size is only a suggestion: the rule does not cover this industry."""
    if division == "70":
        return sub == "none"
    return any(
        r["scale_rule"] == "analogy" for r in industries if r["division_code"] == division
    )


def limits(code: str, figures: Figures, table: Sequence[Row]) -> tuple[Limit, ...]:
    """Return the indicators of a 划型行业, in the table's order."""
    return tuple(_limit(row, figures) for row in table if row["scale_code"] == code)


def scale(code: str, figures: Figures, table: Sequence[Row]) -> str:
    """Return ``large medium small micro``: the lowest tier over the indicators.

    ``""`` when the industry or a figure is missing: never a guess; ``na`` stays ``na``.
    """
    tiers = [limit.tier for limit in limits(code, figures, table)]
    if not tiers or "" in tiers:
        return "na" if code == "na" else ""
    return max(tiers, key=[*TIERS, "micro"].index)


def _limit(row: Row, figures: Figures) -> Limit:
    floors = {tier: Decimal(row[f"{tier}_min"]) for tier in TIERS}
    figure = figures.of(row["symbol"])
    tier = "" if figure is None else next((t for t in TIERS if figure >= floors[t]), "micro")
    return Limit(row["indicator"], row["unit"], figure, tier, *floors.values())
