"""The 个体户 page: at most three things, one sentence each, money, disclosure, two signatures."""

from forms.diagnosis.model import Indicator, Measure
from forms.plan import numbers
from forms.plan.figures import StartBar
from forms.plan.front import fact_text, qr_payload, signature, subsidy
from forms.plan.model import (
    Block,
    Box,
    Cell,
    Chapter,
    Columns,
    Figure,
    Paragraph,
    Row,
    Run,
    Seen,
    SignField,
    SignStrip,
    StartScore,
    Table,
    Text,
)
from forms.plan.unsettled import count_carried, own_items
from forms.plan.work import Work, cell, columns, table_row

_MOST = 3


def geti_chapter(work: Work) -> Chapter:
    """Return the whole page."""
    texts, visit = work.texts, work.visit
    measures = work.planned[:_MOST]
    work.required += [(measure.name, measure.label) for measure in measures]
    counts = texts.cells("geti.counts")
    today = sum(1 for measure in measures if is_today(measure))
    blocks: list[Block] = [
        Paragraph(texts.text("geti.lead", date=work.visited_on.isoformat(),
                             uscc=visit.value("uscc") or numbers.BLANK,
                             employees=visit.value("employees") or numbers.BLANK,
                             industry=visit.text("industry_division")), "lead"),
        Paragraph(texts.text("geti.title", count=counts[len(measures)], today=counts[today]),
                  "title"),
        _score(work),
        Paragraph(texts.text("geti.seen"), "kicker"), _seen(work),
    ]
    blocks += [Paragraph((Run(texts.line("geti.red", name=line.name, label=line.label,
                                         advice=line.advice), "red"),), "summary")
               for line in work.redlines]
    blocks.append(Paragraph(texts.text("geti.things", count=counts[len(measures)]), "kicker"))
    if measures:
        blocks.append(_things(work, measures))
    else:
        blocks.append(Paragraph(texts.text("geti.nothing"), "summary"))
    later = [*work.planned[_MOST:], *work.reserve]
    if later and measures:
        items = work.listed(f"{m.label}（{m.name}）" for m in later)
        blocks.append(Paragraph(texts.text("geti.later", items=items,
                                           count=counts[len(measures)]), "lead"))
    blocks.append(Columns(_money(work), _open(work)))
    blocks += _foot(work)
    return Chapter("geti", "", texts.title("geti"), "", tuple(blocks))


def is_today(measure: Measure) -> bool:
    """Return whether a thing costs nothing and is due at once: it can be done today."""
    free = not measure.open_quotes and not measure.first_year_cost_cny
    return free and measure.start_month <= 1


def _score(work: Work) -> StartScore:
    texts, diagnosis = work.texts, work.diagnosis
    target = numbers.weight(diagnosis.target) if diagnosis.target is not None else numbers.BLANK
    left, right = texts.cells("geti.bar", target=target)
    score = numbers.score(diagnosis.cmi)
    figure = Figure(StartBar(diagnosis.cmi, diagnosis.target, left, right),
                    texts.line("geti.bar_alt", score=score, target=target))
    return StartScore(texts.line("geti.score"), score, figure)


def _seen(work: Work) -> Seen:
    heads = work.mapping("geti.seen_heads")
    effects = work.mapping("geti.seen_effects")
    gaps: list[Indicator] = [item for item in work.gaps if item.name in heads][:_MOST]
    return Seen(tuple((heads[item.name], f"{fact_text(work, item, 1)}。",
                       effects.get(item.name, numbers.BLANK)) for item in gaps))


def _things(work: Work, measures: list[Measure]) -> Table:
    texts = work.texts
    rows: list[Row] = []
    for number, measure in enumerate(measures, start=1):
        name: tuple[Text, ...] = ((Run(measure.label, "strong"),), (Run(measure.name, "grey"),))
        how = "；".join(measure.steps[:2]) or measure.benefit
        when = texts.line("geti.today") if is_today(measure) else texts.line(
            "geti.by", month=work.month(measure.end_month))
        rows.append(table_row(cell(str(number), "blue"), Cell(name), how, when,
                              _yearly(work, measure)))
    return Table(columns(texts.cells("geti.head"), (11, 36, 0, 26, 32), "clllr"), tuple(rows),
                 density="summary")


def _yearly(work: Work, measure: Measure) -> str:
    if measure.first_year_cost_cny:
        text = numbers.money(measure.first_year_cost_cny, work.unit("wan"), work.unit("yuan"))
        return f"{text} {work.open_quotes(measure.open_quotes)}".strip()
    return work.texts.line("geti.quote" if measure.open_quotes else "geti.free")


def _money(work: Work) -> tuple[Block, ...]:
    texts = work.texts
    amount = numbers.signed_text(subsidy(work) * 10000)
    return (Paragraph((Run(texts.title("geti.money")),), "kicker"),
            Paragraph(texts.text("geti.money", amount=amount), "summary"))


def _open(work: Work) -> tuple[Block, ...]:
    texts = work.texts
    items = [texts.line("geti.open_item", question=item.question, text=item.text)
             for item in own_items(work.diagnosis)][:_MOST]
    if carried := count_carried(work.diagnosis):
        items.append(texts.line("geti.open_carried", count=str(carried)))
    part = "geti.open" if items else "geti.open_none"
    return (Paragraph((Run(texts.title(part)),), "kicker"),
            Paragraph(texts.text(part, items="".join(items)), "summary"))


def _foot(work: Work) -> list[Block]:
    texts, diagnosis = work.texts, work.diagnosis
    disclosure: Text = (Run(texts.line("cover.disclosure"), "strong"), Run("　"),
                        *texts.text("geti.disclosure",
                                    scope=work.visit.text("consent_sync") or numbers.BLANK))
    counted = sum(1 for d in diagnosis.dimensions for i in d.indicators if i.state == "scored")
    first, second, date_label = texts.cells("geti.strip")
    return [
        Box("short", "", (disclosure,)),
        Paragraph(texts.text("geti.foot", completeness=numbers.percent(diagnosis.completeness),
                             count=str(counted),
                             version=f"{diagnosis.form_id} {diagnosis.form_version}"), "foot"),
        SignStrip((SignField(first, signature(work, "sign_ent")),
                   SignField(second, signature(work, "sign_surveyor"))), date_label,
                  qr_payload(work)),
    ]
