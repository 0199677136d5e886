"""The words of the statistics: periods, groups, industries, sizes, states, rules of counting."""

from collections.abc import Mapping
from functools import cache

import resources
from desktop.facts import scale_labels
from desktop.i18n import _
from desktop.screens.statistics_counts import MONTH, QUARTER, Counted, Period
from desktop.screens.submit import state_words

CITY, INDUSTRY, SCALE, LEVEL, STATE = "city", "industry", "scale", "level", "state"
GROUPS = (CITY, INDUSTRY, SCALE, LEVEL, STATE)
LEVELS = ("L1", "L2", "L3", "L4", "L5")


def group_title(group: str) -> str:
    """Return the heading of the first column."""
    return {
        CITY: _("City"), INDUSTRY: _("Industry"), SCALE: _("Size"), LEVEL: _("Level"),
        STATE: _("State"),
    }[group]


def group_key(group: str, one: Counted) -> str:
    """Return what a record is grouped by."""
    return {
        CITY: one.city, INDUSTRY: one.industry, SCALE: one.scale, LEVEL: one.level,
        STATE: one.state,
    }[group]


def key_words(group: str, key: str) -> str:
    """Return the words of a group's key."""
    if group == CITY:
        return cities().get(key) or _("no county yet")
    if group == INDUSTRY:
        return industry_words(key)
    if group == SCALE:
        return scale_words(key)
    if group == STATE:
        return state_words(key)
    return level_words(key)


def industry_words(code: str) -> str:
    """Return the name of an industry module."""
    names = {
        "coal": _("Coal"), "power": _("Power"), "chemical": _("Chemicals"),
        "metallurgy": _("Metallurgy"), "equipment": _("Machinery"),
        "agriculture": _("Agriculture and food"), "culture_tourism": _("Culture and tourism"),
        "trade_retail": _("Trade and retail"), "general_mfg": _("Other manufacturing"),
        "general_service": _("Other services"),
    }
    return names.get(code) or code or _("no industry yet")


def scale_words(code: str) -> str:
    """Return the name of a size."""
    return scale_labels().get(code) or _("no size yet")


def level_words(level: str) -> str:
    """Return a level with its name; without one, that none is given."""
    names = {
        "L1": _("L1 beginning"), "L2": _("L2 basic"), "L3": _("L3 applied"),
        "L4": _("L4 integrated"), "L5": _("L5 leading"),
    }
    return names.get(level) or _("no level")


def period_words(period: Period) -> str:
    """Return 2026 年 11 月, 2026 年第 4 季度, 2026 年."""
    words = {MONTH: _("{year}-{number} month"), QUARTER: _("{year} quarter {number}")}
    return words.get(period.kind, _("year {year}")).format(year=period.year, number=period.number)


def table_title(period: Period) -> str:
    """Return the title of the table."""
    return _("Self-evaluation {period}").format(period=period_words(period))


def fresh_title(period: Period) -> str:
    """Return the heading of the period's own column."""
    return {MONTH: _("this month"), QUARTER: _("this quarter")}.get(period.kind, _("this year"))


def rules() -> str:
    """Return the rules of counting, as printed below the table."""
    return _("Counted by date of visit; an enterprise visited more than once counts once, by its "
             "last visit; the self-employed are in neither average score nor levels; practice "
             "enterprises are left out.")


@cache
def cities() -> Mapping[str, str]:
    """Return the province's cities by the first four digits of their codes."""
    rows = [line.split(",") for line in resources.read_text("tables/divisions.csv").splitlines()]
    head = rows[0]
    code, name, level = head.index("code"), head.index("name"), head.index("level")
    return {row[code][:4]: row[name] for row in rows[1:] if row[level] == "prefecture"}
