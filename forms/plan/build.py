"""Record and diagnosis become a plan: which facts hold, which chapters, in which length."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from forms.diagnosis.model import Diagnosis
from forms.errors import FormDefinitionError
from forms.plan import appendix, closing, costs, findings, front, onepage, scores, systems
from forms.plan.context import PlanContext
from forms.plan.ledger import Ledger
from forms.plan.look import accepted_blue
from forms.plan.model import Chapter, Contents, Cover, Look, Plan
from forms.plan.texts import PlanTexts
from forms.plan.unsettled import open_rows
from forms.plan.visit import Record, Visit
from forms.plan.work import Work

SHORT_PLAN_MEASURES = 5
_Maker = Callable[[Work], Chapter]


def build(entry: Record, diagnosis: Diagnosis, context: PlanContext) -> Plan:
    """Return the plan of a record.

    A ``plan`` sheet that cannot be filled is replaced by the built-in one and said so in
    ``Plan.warnings``.

    Raises:
        FormDefinitionError: ``plan-part-missing`` or ``plan-slot-unknown`` in the built-in sheet.
    """
    try:
        return _build(entry, diagnosis, context)
    except FormDefinitionError as error:
        if not context.fallback_sheets.get("plan"):
            raise
        part = str(error.values.get("part", ""))
        plan = _build(entry, diagnosis, replace(context, sheets=context.fallback_sheets,
                                                fallback_sheets={}))
        return replace(plan, warnings=(*plan.warnings, ("plan-sheet-replaced", part)))


def _build(entry: Record, diagnosis: Diagnosis, context: PlanContext) -> Plan:
    visit = Visit(entry)
    diagnosis = _shortened(diagnosis)
    rows = context.sheets.get("plan") or context.fallback_sheets.get("plan", ())
    work = Work(visit, diagnosis, context, PlanTexts(rows, frozenset()), frozenset(),
                Ledger(diagnosis), _visited_on(visit, context))
    work.facts = _facts(work)
    work.texts = PlanTexts(rows, work.facts)
    if open_rows(work):
        work.facts |= {"open_items"}
        work.texts = PlanTexts(rows, work.facts)
    enterprise = visit.value("ent_name") or context.record_number
    geti = diagnosis.verdict == "start"
    if geti:
        work.context = context = replace(context, length="onepage")
    chapters = tuple(make(work) for make in _chapters(work, geti=geti))
    whole = context.length != "onepage"
    blue, warnings = accepted_blue(context.blue)
    return _plan(work, enterprise, chapters, Look(blue, context.logo), warnings,
                 cover=front.cover(work, enterprise) if whole else None,
                 contents=front.contents(work) if whole else None)


def _plan(work: Work, enterprise: str, chapters: tuple[Chapter, ...], look: Look,
          warnings: tuple[tuple[str, str], ...], *, cover: Cover | None,
          contents: Contents | None) -> Plan:
    context = work.context
    return Plan(
        enterprise=enterprise, record_number=context.record_number, sha256=context.sha256,
        length=context.length, draft=context.draft,
        single_sided=work.diagnosis.verdict == "start", made_at=context.now.isoformat(),
        words=front.frame_words(work, enterprise), cover=cover, contents=contents,
        chapters=chapters, look=look, pictures=dict(context.pictures),
        required=tuple(dict.fromkeys(work.required)), warnings=warnings)


def _visited_on(visit: Visit, context: PlanContext) -> date:
    try:
        return date.fromisoformat(visit.value("visit_date"))
    except ValueError:
        return context.now.date()


def _shortened(diagnosis: Diagnosis) -> Diagnosis:
    """Keep five measures of twelve months for micro and small enterprises (methodology.md §5)."""
    if diagnosis.scale not in ("small", "micro") or diagnosis.verdict == "start":
        return diagnosis
    order = ("now", "first", "second", "third")
    planned = sorted((m for m in diagnosis.measures if m.phase in order),
                     key=lambda m: (order.index(m.phase), -(m.priority or 0.0)))
    kept = {m.name for m in planned[:SHORT_PLAN_MEASURES] if m.start_month <= 12}
    measures = tuple(m if m.name in kept or m.phase == "reserve"
                     else replace(m, phase="reserve") for m in diagnosis.measures)
    return replace(diagnosis, measures=measures)


def _facts(work: Work) -> frozenset[str]:
    """Return the names that ``when`` in the plan sheet may ask for."""
    diagnosis, context, ledger = work.diagnosis, work.context, work.ledger
    standing = work.standing()
    cap = front.budget_cap(work)
    known = ledger.known(work.planned)
    systems_in = [system for system in diagnosis.systems if system.disposition != "Retire"]
    zones = {systems.zone_of(system) for system in systems_in}
    benchmark = context.benchmark
    comparable = ledger.comparable
    amounts = {share.who: share.amount_cny for share in diagnosis.shares}
    holds = {
        diagnosis.verdict: True,
        "vendor": work.visit.value("vendor_interest") == "yes",
        "period": work.visit.value("period_kind") not in ("", "other"),
        "repeat": context.previous is not None,
        "frozen": bool(context.sha256) and not context.draft,
        "revised": context.revision > 0,
        "small": diagnosis.scale in ("small", "micro"),
        "gated": standing.blocking is not None,
        "capped": standing.capped,
        "has_next": standing.following is not None,
        "redlines": bool(work.redlines),
        "gaps": bool(work.gaps),
        "measures": bool(work.planned),
        "now": bool(work.in_phase("now")),
        "today": any(onepage.is_today(m) for m in work.planned[:3]),
        "backup": any(m.name == "M01" for m in work.in_phase("now")),
        "movable": any(m.phase != "now" and m.start_month <= 12 for m in work.planned),
        "quotes": bool(ledger.quotes(work.planned)
                       or (comparable and ledger.sides["cloud"].quotes)),
        "budget": cap is not None,
        "within_budget": cap is not None and known <= cap,
        "over_budget": cap is not None and known > cap,
        "cheaper": comparable and ledger.difference > 0,
        "dearer": comparable and ledger.difference <= 0,
        "known_costs": any(side.total for side in ledger.sides.values()),
        "keep": comparable and ledger.keeps,
        "rate": comparable and costs.discount(work) is not None,
        "break_even": bool(ledger.costs and ledger.costs.break_even_month),
        "subsidy": front.subsidy(work) > 0,
        "known_shares": bool(amounts.get("enterprise")),
        "vendor_share": bool(amounts.get("vendor")),
        "systems": bool(diagnosis.systems),
        "control": any(system.control for system in systems_in),
        "private": systems.PRIVATE in zones,
        "edge": systems.EDGE in zones or any(system.control for system in systems_in),
        "risks": bool(diagnosis.risks),
        "benchmark": benchmark is not None and benchmark.enough,
        "peers": benchmark is not None,
        "no_photos": work.visit.value("site_rule") in ("no_photo", "none"),
        "indicators": context.length == "full",
        "below_target": (diagnosis.target is not None and diagnosis.cmi is not None
                         and diagnosis.cmi < diagnosis.target),
        f"path_{diagnosis.path}": True, f"scale_{diagnosis.scale}": True,
    }
    return frozenset(name for name, value in holds.items() if value)


def _chapters(work: Work, *, geti: bool) -> list[_Maker]:
    """Return the makers of chapters in the order of print."""
    if geti:
        return [onepage.geti_chapter]
    if work.context.length == "onepage":
        return [front.summary]
    middle: list[_Maker] = [systems.systems_chapter, systems.architecture_chapter,
                            systems.roadmap_chapter]
    if "small" in work.facts:
        middle = [systems.compact_chapter]
    makers: list[_Maker] = [
        front.summary, scores.visit_chapter, scores.scores_chapter, findings.findings_chapter,
        findings.measures_chapter, *middle]
    if work.diagnosis.verdict != "problems_only":
        makers.append(costs.costs_chapter)
    makers += [costs.subsidy_chapter, closing.risks_chapter, closing.open_chapter,
               closing.glossary_chapter, appendix.answers_chapter, closing.sources_chapter]
    if work.context.length == "full" and findings.pictures(work):
        makers.append(appendix.photos_chapter)
    return [*makers, closing.sign_chapter]
