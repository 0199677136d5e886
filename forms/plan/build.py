"""Record and diagnosis become a plan: which facts hold, which chapters, in which length."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from forms.diagnosis.model import Diagnosis
from forms.errors import FormDefinitionError
from forms.plan import appendix, closing, costs, findings, front, onepage, scores, systems
from forms.plan.conditions import conditions
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
    work.facts = conditions(work)
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
    return _plan(work, enterprise, chapters, Look(blue, context.logo, context.template), warnings,
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
