"""The 成效评估 on paper: what a follow-up found, measure by measure, with the rates."""

from collections.abc import Mapping
from decimal import Decimal

from forms.entry.entry import Entry
from forms.plan import numbers
from forms.plan.context import PlanContext
from forms.plan.model import (
    Block,
    Chapter,
    Heading,
    Look,
    Paragraph,
    Plan,
    SignBox,
    SignBoxes,
    SignField,
    Table,
    Words,
)
from forms.plan.texts import PlanTexts
from forms.plan.visit import Asked, Visit
from forms.plan.work import columns, simple_table, table_row
from forms.revisit import Effects, Outcome, effects

_OVERALL, _SUMMARY = "/data/effects", "summary"
_SHORT_HASH = 8


def build_effects(entry: Entry, context: PlanContext) -> Plan:
    """Return the document of a follow-up record; its wording is the form's own ``plan`` sheet.

    Raises:
        FormDefinitionError: ``plan-part-missing`` or ``plan-slot-unknown`` in that sheet.
    """
    found, visit = effects(entry), Visit(entry)
    facts = {name for name, holds in {
        "measures": found.total > 0, "period": found.period_kind not in ("", "other"),
        "frozen": bool(context.sha256) and not context.draft}.items() if holds}
    texts = PlanTexts(context.sheets.get("plan", ()), frozenset(facts))
    enterprise = visit.value("ent_name") or context.record_number
    values = _values(found)
    blocks: list[Block] = [
        _facts(visit, texts, context), Heading(texts.title("effects.rates"), "h1"),
        _rates(texts, values),
    ]
    if found.outcomes:
        blocks += [Heading(texts.title("effects.list"), "h2"), _measures(visit, texts, found)]
    blocks += _overall(visit, texts)
    blocks += [Heading(texts.title("effects.sign_text"), "h5"),
               Paragraph(texts.text("effects.sign_text")), _signs(visit, texts, context)]
    chapter = Chapter("effects", "", texts.title("effects"), texts.line("effects", **values),
                      tuple(blocks))
    return Plan(
        enterprise=enterprise, record_number=context.record_number, sha256=context.sha256,
        length="standard", draft=context.draft, single_sided=False,
        made_at=context.now.isoformat(), words=_words(texts, context, enterprise, visit),
        cover=None, contents=None, chapters=(chapter,), look=Look(logo=context.logo),
        pictures=dict(context.pictures),
        required=tuple((one.code, one.label) for one in found.outcomes))


def _values(found: Effects) -> dict[str, str]:
    rates = {"done_pct": found.done_pct, "proven_pct": found.proven_pct,
             "effective_pct": found.effective_pct}
    return {"total": str(found.total), "done": str(found.done), "late": str(found.late),
            "spent": numbers.signed_text(found.spent_cny),
            **{name: _percent(rate) for name, rate in rates.items()}}


def _percent(rate: Decimal | None) -> str:
    return numbers.BLANK if rate is None else f"{numbers.signed_text(rate)} %"


def _facts(visit: Visit, texts: PlanTexts, context: PlanContext) -> Table:
    organisation = visit.value("surveyor_org") or context.organisation
    name = visit.value("surveyor_name") or context.consultant
    base = visit.value("base_number")
    values = (
        visit.value("ent_name"), visit.value("uscc"), visit.value("visit_date"),
        visit.text("visit_way"),
        texts.line("effects.person", organisation=organisation, name=name).strip(),
        texts.line("effects.period", kind=visit.text("period_kind"), period=visit.value("period")),
        texts.line("effects.base", date=visit.value("base_date"), number=base) if base
        else visit.value("base_date"),
        texts.line("effects.base_score", score=visit.value("base_cmi"),
                   level=visit.value("base_level")).strip() if visit.value("base_cmi") else "",
    )
    pairs = list(zip(texts.cells("effects.facts_rows"), values, strict=True))
    rows = [[text or numbers.BLANK for text in (*pairs[n], *pairs[n + 1])]
            for n in range(0, len(pairs), 2)]
    return simple_table(texts.cells("effects.facts_head"), (26, 60, 26, 0), rows)


def _rates(texts: PlanTexts, values: Mapping[str, str]) -> Table:
    rows = texts.table("effects.rates_rows", **values)
    return simple_table(texts.cells("effects.rates_head"), (26, 30, 0), rows, "lrl")


def _measures(visit: Visit, texts: PlanTexts, found: Effects) -> Table:
    asked = {one.view.path: one for one in visit.asked}
    rows = [
        table_row(one.code, one.label, one.due or numbers.BLANK, _state(visit, texts, asked, one),
                  numbers.signed_text(one.cost_cny) if one.cost_cny is not None else numbers.BLANK,
                  _words_of(visit, asked, f"{one.path}/m_evidence"),
                  _words_of(visit, asked, f"{one.path}/m_effect"))
        for one in found.outcomes
    ]
    heads = columns(texts.cells("effects.list_head"), (12, 0, 21, 21, 19, 33, 22), "llllrll")
    return Table(heads, tuple(rows), note=texts.line("effects.list_note"))


def _state(visit: Visit, texts: PlanTexts, asked: Mapping[str, Asked], one: Outcome) -> str:
    state = _words_of(visit, asked, f"{one.path}/m_state") if one.state else texts.line(
        "effects.unasked")
    return texts.line("effects.late", state=state) if one.late else state


def _words_of(visit: Visit, asked: Mapping[str, Asked], path: str) -> str:
    found = asked.get(path)
    return (visit.answer_text(found.view, found.question) if found else "") or numbers.BLANK


def _overall(visit: Visit, texts: PlanTexts) -> list[Block]:
    """What was answered of the whole: a row a question, then the consultant's own words."""
    rows = [(one.view.label, visit.answer_text(one.view, one.question)) for one in visit.asked
            if one.section == _OVERALL and one.view.value and one.question.name != _SUMMARY]
    blocks: list[Block] = []
    if rows:
        blocks += [Heading(texts.title("effects.overall"), "h3"),
                   simple_table(texts.cells("effects.overall_head"), (70, 0), rows)]
    if text := visit.value(_SUMMARY):
        blocks += [Heading(texts.title("effects.summary"), "h4"),
                   Paragraph(texts.text("effects.summary", text=text))]
    todo = [note for note in visit.notes if note.kind == "todo"]
    return blocks + [Paragraph(texts.text("effects.todo", text=f"{visit.label_of(one.path)} "
                                          f"{one.text}".strip()), "note") for one in todo]


def _signs(visit: Visit, texts: PlanTexts, context: PlanContext) -> SignBoxes:
    def box(part: str, question: str) -> SignBox:
        title, sign, second, third, seal = texts.cells(part)
        file = visit.value(question)
        picture = file if file in context.pictures else ""
        return SignBox(title, (SignField(sign, picture), SignField(second), SignField(third)), seal)

    return SignBoxes((box("effects.sign", "sign_ent"), box("effects.signs", "sign_surveyor")))


def _words(texts: PlanTexts, context: PlanContext, enterprise: str, visit: Visit) -> Words:
    number, short = context.record_number, context.sha256[:_SHORT_HASH].upper()
    return Words(
        header=texts.line("frame.header", enterprise=enterprise),
        page=texts.line("frame.page", page="{page}", pages="{pages}"),
        record=texts.line("frame.record", number=number, hash=f"{short[:4]} {short[4:]}"),
        continued=texts.line("frame.continued"),
        table=texts.line("frame.table", number="{number}"),
        figure=texts.line("frame.figure", number="{number}"),
        photo=texts.line("frame.photo", number="{number}"), draft=texts.line("frame.draft"),
        title=texts.line("frame.title", enterprise=enterprise),
        subject=texts.line("frame.subject", number=number),
        keywords=texts.line("frame.keywords", number=number),
        author=visit.value("surveyor_org") or context.organisation,
    )
