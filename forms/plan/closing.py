"""Chapters 十 to 十二, the appendices and the sign page."""

from collections.abc import Sequence

from forms.diagnosis.decisions import is_decision
from forms.plan import numbers
from forms.plan.costs import value_text
from forms.plan.findings import basis_text, pictures
from forms.plan.front import organisation, qr_payload, signature
from forms.plan.model import (
    Block,
    Box,
    Chapter,
    Glossary,
    GlossaryEntry,
    Paragraph,
    Review,
    Run,
    SignBox,
    SignBoxes,
    SignField,
    Table,
    Verification,
)
from forms.plan.scores import last_score
from forms.plan.unsettled import open_rows
from forms.plan.work import PHASES, Work, columns, simple_table, table_row

_MONEY = "元"


def risks_chapter(work: Work) -> Chapter:
    """Return 十 风险与安全责任."""
    texts, risks = work.texts, work.diagnosis.risks
    blocks: list[Block] = []
    order = 1
    if risks:
        blocks += [work.heading("risks.list", 1), simple_table(
            texts.cells("risks.head"), (44, 12, 12, 0, 26),
            [(risk.label, risk.chance, risk.impact or numbers.BLANK, risk.answer, risk.owner)
             for risk in risks], "lccll")]
        order = 2
    blocks += [
        work.heading("risks.duties", order),
        simple_table(texts.cells("risks.duties_head"), (56, 26, 26, 26, 0),
                     texts.table("risks.duties_rows"), "lcccc"),
        work.heading("risks.law", order + 1),
        simple_table(texts.cells("risks.law_head"), (46, 0, 38), _law(work)),
        work.heading("risks.contract", order + 2), work.prose("risks.contract"),
    ]
    count = texts.line("risks.count", count=numbers.numeral(len(risks)))
    return Chapter("risks", "十", texts.title("risks"), texts.line("risks", count=count),
                   tuple(blocks))


def _law(work: Work) -> list[tuple[str, ...]]:
    values = {name: work.visit.text(question) or work.texts.cells("frame.answers")[0]
              for name, question in (("mlps", "mlps"), ("important", "important"),
                                     ("pii", "pii_vol"))}
    return list(work.texts.table("risks.law_rows", **values))


# -- 十一 ----------------------------------------------------------------------------------


def open_chapter(work: Work) -> Chapter:
    """Return 十一 待确认与披露."""
    texts = work.texts
    rows = open_rows(work)
    dated = sum(1 for row in rows if row[3] != numbers.BLANK)
    conclusion = texts.line("open", count=str(len(rows)), dated=str(dated),
                            interest=texts.line("open.interest"))
    blocks: list[Block] = [work.heading("open.list", 1)]
    if rows:
        numbered = [(str(n), *row) for n, row in enumerate(rows, start=1)]
        table = simple_table(texts.cells("open.head"), (9, 62, 0, 24, 24), numbered, "rllll")
        blocks.append(Table(table.columns, table.rows, note=texts.line("open.note")))
    else:
        blocks.append(work.prose("open.none"))
    role = work.visit.text("surveyor_role") or numbers.BLANK
    blocks += [work.heading("open.disclosure", 2), Box(
        "disclosure", texts.title("open.disclosure"),
        (texts.text("open.disclosure", organisation=organisation(work), role=role),))]
    blocks += [work.heading("open.opinions", 3), *_opinions(work)]
    if work.context.previous:
        blocks += [work.heading("open.previous", 4), *_previous(work)]
    return Chapter("open", "十一", texts.title("open"), conclusion, tuple(blocks))


def _opinions(work: Work) -> list[Block]:
    texts = work.texts
    blocks: list[Block] = []
    for note in work.visit.notes:
        if note.kind in ("remark", "flag") and note.text:
            question = work.visit.label_of(note.path)
            blocks.append(Paragraph((Run(texts.line("open.opinion", question=question,
                                                    text=note.text)),)))
            work.required.append((question, note.text))
    insisted = [texts.line("open.override", question=work.visit.label_of(note.path),
                           reason=note.reason or note.text)
                for note in work.visit.notes
                if note.kind == "override" and not is_decision(note)]
    if insisted:
        blocks.append(work.prose("open.overrides", items=work.sentences(insisted)))
    if summary := work.visit.text("summary"):
        blocks.append(work.prose("open.summary", text=summary))
    return blocks or [work.prose("open.opinions_none")]


def _previous(work: Work) -> list[Block]:
    """Return what became of the last plan's measures; where it had none, of the scores."""
    if measures := _last_measures(work):
        return [simple_table(work.texts.cells("open.previous_measures"), (66, 30, 0), measures)]
    return [_last_scores(work)]


def _last_measures(work: Work) -> list[tuple[str, ...]]:
    texts, previous = work.texts, work.context.previous
    names = work.mapping("measures.phase_names")
    today = {measure.name: measure for measure in work.diagnosis.measures}
    rows: list[tuple[str, ...]] = []
    for measure in previous.measures if previous else ():
        if measure.phase not in ("now", "first"):
            continue
        still = today.get(measure.name)
        if still is None:
            cells = texts.cells("open.previous_done")
        elif still.phase in PHASES:
            cells = texts.cells("open.previous_open", phase=names[still.phase],
                                months=work.months(still.start_month, still.end_month))
        else:
            cells = texts.cells("open.previous_open", phase=names["reserve"],
                                months=numbers.BLANK)
        rows.append((f"{measure.name} {measure.label}", *cells))
    return rows


def _last_scores(work: Work) -> Table:
    rows = []
    for dimension in work.diagnosis.dimensions:
        last = last_score(work, dimension.name)
        rows.append((f"{dimension.name}　{dimension.label}", numbers.score(last),
                     numbers.score(dimension.score), numbers.change(dimension.score, last)))
    return simple_table(work.texts.cells("open.previous_head"), (60, 24, 24, 24), rows, "lrrr")


# -- 十二 ----------------------------------------------------------------------------------


def glossary_chapter(work: Work) -> Chapter:
    """Return 十二 术语."""
    rows = work.context.sheets.get("glossary") or work.context.fallback_sheets.get("glossary", ())
    entries = []
    for row in rows:
        values = list(row.values())
        term = row.get("term") or row.get("label") or row.get("name") or (values or [""])[0]
        text = (row.get("text") or row.get("meaning") or row.get("definition")
                or row.get("description") or [*values, "", ""][1])
        if english := row.get("english"):
            term = f"{english}　{term}"
        if term and text:
            entries.append(GlossaryEntry(term, text))
    return Chapter("glossary", "十二", work.texts.title("glossary"), work.texts.line("glossary"),
                   (Glossary(tuple(entries)),))


def sources_chapter(work: Work) -> Chapter:
    """Return 附录二 来源: policies, prices, attachments; the full length adds every rule."""
    texts, diagnosis = work.texts, work.diagnosis
    blocks: list[Block] = [work.heading("sources.policies", 1)]
    policies = [(str(n), f"{p.document}　{p.title}".strip("　"), p.source or numbers.BLANK,
                 p.checked_on or numbers.BLANK)
                for n, p in enumerate(diagnosis.policies, start=1)]
    if policies:
        blocks.append(simple_table(texts.cells("sources.policies_head"), (10, 74, 0, 24),
                                   policies, "rlll"))
    else:
        blocks.append(work.prose("sources.policies_none"))
    order = 2
    prices = _prices(work, len(policies))
    if prices:
        blocks += [work.heading("sources.prices", order), simple_table(
            texts.cells("sources.prices_head"), (10, 0, 36, 48, 24), prices, "rllll"),
            work.note("sources.prices_rest")]
        order += 1
    blocks += [work.heading("sources.attachments", order), *_attachments(work)]
    if work.context.length == "full":
        blocks += _rules(work, order + 1)
    return Chapter("sources", "附录二", texts.title("sources"), texts.line("sources"),
                   tuple(blocks))


def _prices(work: Work, after: int) -> list[tuple[str, ...]]:
    """Return what is priced in money; the other parameters stand in the chapter of the costs."""
    costs, rows = work.diagnosis.costs, list[tuple[str, ...]]()
    priced = [item for item in costs.assumptions if item.unit.startswith(_MONEY)] if costs else []
    priced += [item for item in work.diagnosis.quotes if item.value is not None]
    for n, item in enumerate(priced, start=after + 1):
        source = item.source or item.status or numbers.BLANK
        value = value_text(item)
        rows.append((str(n), item.label,
                     work.unit("quote") if value == numbers.BLANK else value,
                     source, item.dated or numbers.BLANK))
    return rows


def _attachments(work: Work) -> list[Block]:
    texts = work.texts
    rows = []
    for item in pictures(work):
        number = work.photo_numbers.get(item.name)
        label = texts.line("frame.photo", number=str(number)) if number else numbers.BLANK
        where = "sources.attachments_photo" if number else "sources.attachments_record"
        if work.context.length == "full":
            where = "sources.attachments_full"
        rows.append((label, item.caption, texts.line(where)))
    if not rows:
        return [work.prose("sources.attachments_none")]
    return [simple_table(texts.cells("sources.attachments_head"), (28, 0, 50), rows)]


def _rules(work: Work, order: int) -> list[Block]:
    """Return every formula, weight, rule hit and priority: what the full length adds."""
    texts, diagnosis = work.texts, work.diagnosis
    formulas = [(f"{item.name} {item.label}", numbers.weight(item.weight),
                 item.formula or numbers.BLANK, item.source or numbers.BLANK)
                for d in diagnosis.dimensions for item in d.indicators if item.state != "hidden"]
    states = work.mapping("sources.hit_states")
    hits = [(f"{line.name} {line.label}", states[line.state],
             basis_text(work, line.basis))
            for line in diagnosis.red_lines]
    priorities = [(m.name, m.label, work.sentences(
        f"{part.label} {numbers.score(part.coefficient, 2)}×{numbers.score(part.value)}"
        for part in m.priority_parts) or numbers.BLANK, numbers.score(m.priority))
        for m in diagnosis.measures]
    return [
        work.heading("sources.rules", order),
        _dense(texts.cells("sources.rules_head"), (38, 12, 0, 44), formulas, "lrll"),
        work.heading("sources.hits", order + 1),
        _dense(texts.cells("sources.hits_head"), (60, 18, 0), hits, "lll"),
        work.heading("sources.priority", order + 2),
        _dense(texts.cells("sources.priority_head"), (12, 44, 0, 14), priorities, "lllr"),
    ]


def _dense(titles: tuple[str, ...], widths: tuple[float, ...], rows: Sequence[Sequence[str]],
           aligns: str) -> Table:
    return Table(columns(titles, widths, aligns), tuple(table_row(*row) for row in rows),
                 density="dense")


# -- sign page -----------------------------------------------------------------------------


def sign_chapter(work: Work) -> Chapter:
    """Return the sign page: agreed to have seen it, how to check the paper."""
    texts = work.texts
    enterprise, surveyor = texts.cells("sign.enterprise"), texts.cells("sign.surveyor")
    review = texts.cells("sign.review")
    blocks: list[Block] = [
        work.prose("sign.text"),
        SignBoxes((
            SignBox(enterprise[0], (SignField(enterprise[1], signature(work, "sign_ent")),
                                    SignField(enterprise[2]), SignField(enterprise[3])),
                    enterprise[4]),
            SignBox(surveyor[0], (SignField(surveyor[1], signature(work, "sign_surveyor")),
                                  SignField(surveyor[2]), SignField(surveyor[3])),
                    surveyor[4]))),
        Review(review[0], review[1:3], review[3:5]),
        Verification(qr_payload(work), texts.line("sign.check"), texts.lines("sign.steps"),
                     _record_facts(work)),
        Paragraph(texts.text("sign.foot"), "foot"),
    ]
    return Chapter("sign", texts.line("sign.number"), texts.title("sign"), texts.line("sign"),
                   tuple(blocks))


def _record_facts(work: Work) -> tuple[tuple[str, str], ...]:
    texts, context = work.texts, work.context
    labels = texts.cells("sign.facts")
    digest = context.sha256.upper()
    groups = [digest[n:n + 4] for n in range(0, len(digest), 4)]
    hashed = "\n".join(" ".join(groups[n:n + 8]) for n in range(0, len(groups), 8))
    edition = texts.line(
        "sign.edition", length=work.mapping("sign.lengths")[context.length],
        draft=texts.line("sign.draft"),
        revision=texts.line("sign.revision", count=str(context.revision)))
    values = (context.record_number or numbers.BLANK, hashed or texts.line("sign.no_hash"),
              f"{work.diagnosis.form_id} {work.diagnosis.form_version}",
              context.now.strftime("%Y-%m-%d %H:%M"), edition)
    return tuple(zip(labels, values, strict=True))

