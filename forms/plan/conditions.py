"""The names that ``when`` in the plan sheet may ask for, and which of them hold."""

from forms.plan import costs, front, onepage, systems
from forms.plan.work import Work


def conditions(work: Work) -> frozenset[str]:
    """Return the names that hold for this record, diagnosis and context."""
    holds = {**_record(work), **_method(work), **_money(work), **_systems(work)}
    return frozenset(name for name, value in holds.items() if value)


def _record(work: Work) -> dict[str, bool]:
    context, benchmark = work.context, work.context.benchmark
    diagnosis = work.diagnosis
    return {
        f"path_{diagnosis.path}": True,
        f"scale_{diagnosis.scale}": True,
        "small": diagnosis.scale in ("small", "micro"),
        "vendor": work.visit.value("vendor_interest") == "yes",
        "period": work.visit.value("period_kind") not in ("", "other"),
        "no_photos": work.visit.value("site_rule") in ("no_photo", "none"),
        "repeat": context.previous is not None,
        "frozen": bool(context.sha256) and not context.draft,
        "revised": context.revision > 0,
        "indicators": context.length == "full",
        "benchmark": benchmark is not None and benchmark.enough,
        "peers": benchmark is not None,
    }


def _method(work: Work) -> dict[str, bool]:
    diagnosis, standing, planned = work.diagnosis, work.standing(), work.planned
    target, cmi = diagnosis.target, diagnosis.cmi
    return {
        diagnosis.verdict: True,
        "gated": standing.blocking is not None,
        "capped": standing.capped,
        "has_next": standing.following is not None,
        "below_target": target is not None and cmi is not None and cmi < target,
        "redlines": bool(work.redlines),
        "gaps": bool(work.gaps),
        "risks": bool(diagnosis.risks),
        "measures": bool(planned),
        "now": bool(work.in_phase("now")),
        "today": any(onepage.is_today(measure) for measure in planned[:3]),
        "backup": any(measure.name == "M01" for measure in work.in_phase("now")),
        "movable": any(m.phase != "now" and m.start_month <= 12 for m in planned),
    }


def _money(work: Work) -> dict[str, bool]:
    ledger, cap = work.ledger, front.budget_cap(work)
    comparable, known = ledger.comparable, ledger.known(work.planned)
    amounts = {share.who: share.amount_cny for share in work.diagnosis.shares}
    cloud_quotes = ledger.sides["cloud"].quotes if comparable else 0
    return {
        "quotes": bool(ledger.quotes(work.planned) or cloud_quotes),
        "budget": cap is not None,
        "within_budget": cap is not None and known <= cap,
        "over_budget": cap is not None and known > cap,
        "cheaper": comparable and ledger.difference > 0,
        "dearer": comparable and ledger.difference <= 0,
        "known_costs": any(side.total for side in ledger.sides.values()),
        "keep": comparable and ledger.keeps,
        "rate": comparable and costs.discount(work) is not None,
        "break_even": bool(ledger.costs and ledger.costs.break_even_month),
        "priced": known > 0,
        "subsidy": front.subsidy(work) > 0,
        "known_shares": bool(amounts.get("enterprise")),
        "vendor_share": bool(amounts.get("vendor")),
    }


def _systems(work: Work) -> dict[str, bool]:
    staying = [system for system in work.diagnosis.systems if system.disposition != "Retire"]
    zones = {systems.zone_of(system) for system in staying}
    control = any(system.control for system in staying)
    return {
        "systems": bool(work.diagnosis.systems),
        "control": control,
        "private": systems.PRIVATE in zones,
        "public": systems.PUBLIC in zones,
        "edge": control or systems.EDGE in zones,
    }
