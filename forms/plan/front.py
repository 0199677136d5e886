"""Before the chapters: cover, contents, the frame's words, the one page for the boss."""

from decimal import Decimal

from forms.diagnosis.model import Indicator, Measure
from forms.plan import numbers
from forms.plan.figures import Ladder, LadderStep
from forms.plan.ledger import first_year
from forms.plan.model import (
    Amounts,
    Block,
    Box,
    Chapter,
    Columns,
    Contents,
    Cover,
    Figure,
    Numbered,
    Paragraph,
    Row,
    Run,
    SignField,
    SignStrip,
    Table,
    Text,
    Words,
)
from forms.plan.unsettled import open_rows
from forms.plan.work import Work, columns, level_name, short_label, table_row

_SHORT_HASH = 8


def frame_words(work: Work, enterprise: str) -> Words:
    """Return the words that every page repeats."""
    texts, context = work.texts, work.context
    number = context.record_number
    short = context.sha256[:_SHORT_HASH].upper()
    return Words(
        header=texts.line("frame.header", enterprise=enterprise),
        page=texts.line("frame.page", page="{page}", pages="{pages}"),
        record=texts.line("frame.record", number=number, hash=f"{short[:4]} {short[4:]}"),
        continued=texts.line("frame.continued"),
        table=texts.line("frame.table", number="{number}"),
        figure=texts.line("frame.figure", number="{number}"),
        photo=texts.line("frame.photo", number="{number}"),
        draft=texts.line("frame.draft"),
        title=texts.line("frame.title", enterprise=enterprise),
        subject=texts.line("frame.subject", number=number),
        keywords=texts.line("frame.keywords", number=number),
        author=organisation(work),
        more=texts.line("frame.more", count="{count}", heading="{heading}"),
    )


def organisation(work: Work) -> str:
    """Return the diagnosing organisation as printed: the record's, whose interest is disclosed."""
    return work.visit.text("surveyor_org") or work.context.organisation or numbers.BLANK


def consultant(work: Work) -> str:
    """Return the consultant as printed: who the record says was there, not who prints."""
    return work.visit.text("surveyor_name") or work.context.consultant


def qr_payload(work: Work) -> str:
    """Return what the QR code carries: platform, record number, hash; nothing of the enterprise."""
    context = work.context
    facts = f"n={context.record_number}&h={context.sha256}"
    return f"{context.platform_url.rstrip('/')}/verify?{facts}" if context.platform_url else facts


def cover(work: Work, enterprise: str) -> Cover:
    """Return page 1."""
    texts, visit = work.texts, work.visit
    labels = texts.cells("cover.rows")
    when = texts.line("cover.repeat", date=work.visited_on.isoformat(),
                      previous=work.context.previous_on)
    values = (
        visit.value("uscc") or numbers.BLANK,
        place(work),
        f"{industry(work)}　{work.scale_text()}",
        when,
        f"{organisation(work)}　{consultant(work)}".strip(),
        f"{work.diagnosis.form_id} {work.diagnosis.form_version}　{path_text(work)}",
    )
    return Cover(
        title=texts.title("cover"), enterprise=enterprise, remark="",
        rows=tuple(zip(labels, values, strict=True)),
        record_label=texts.line("cover.record", number=work.context.record_number),
        disclosure_title=texts.line("cover.disclosure"), disclosure=texts.line("cover"),
        payload=qr_payload(work), qr_note=texts.line("cover.qr"), text=work.context.cover_text,
    )


def place(work: Work) -> str:
    """Return the county in words."""
    return work.visit.text("reg_county") or numbers.BLANK


def industry(work: Work) -> str:
    """Return the diagnosed industry with its division."""
    module, division = work.visit.text("key_industry"), work.visit.text("industry_division")
    if module and division:
        return f"{module}（{division}）"
    return module or division or numbers.BLANK


def path_text(work: Work) -> str:
    """Return the questionnaire path in words."""
    return work.mapping("visit.paths").get(work.diagnosis.path, work.diagnosis.path)


def contents(work: Work) -> Contents:
    """Return the title and the legend of marks."""
    legend = []
    for style, word, meaning in work.texts.table("contents.marks"):
        legend.append((Run(word, "" if style == "plain" else style), meaning))
    return Contents(work.texts.title("contents"), work.texts.line("contents.legend"),
                    tuple(legend))


def summary(work: Work) -> Chapter:
    """Return the boss page: where we are, what hurts, what first, how much, what to decide."""
    texts = work.texts
    blocks: list[Block] = [Paragraph(texts.text("summary.kicker"), "kicker"),
                           Paragraph(texts.text("summary.title", **_title_values(work)), "title")]
    ladder = _ladder(work)
    if ladder is not None:
        blocks.append(ladder)
    else:
        blocks.append(Paragraph(texts.text(
            "summary.few", completeness=numbers.percent(work.diagnosis.completeness)), "summary"))
    blocks += [Paragraph(texts.text("summary.findings"), "kicker"),
               Numbered(tuple(_findings(work)))]
    if work.planned:
        blocks += [Paragraph(texts.text("summary.steps"), "kicker"), _steps(work)]
    blocks.append(Columns(tuple(_money(work)), tuple(_gains(work))))
    open_text = texts.line("summary.foot_open", count=str(open_count(work)))
    blocks.append(Paragraph(texts.text(
        "summary.foot", completeness=numbers.percent(work.diagnosis.completeness), open=open_text,
        interest=texts.line("summary.interest")), "foot"))
    if work.context.length == "onepage":
        blocks.append(sign_strip(work, "sign.strip"))
    return Chapter("summary", "", texts.title("summary"), "", tuple(blocks))


def open_count(work: Work) -> int:
    """Return how many things chapter 十一 lists."""
    return len(open_rows(work))


def sign_strip(work: Work, part: str) -> SignStrip:
    """Return the lines to sign on at the foot of a one-page plan."""
    first, second, date_label = work.texts.cells(part)
    return SignStrip((SignField(first, signature(work, "sign_ent")),
                      SignField(second, signature(work, "sign_surveyor"))), date_label,
                     qr_payload(work))


def signature(work: Work, name: str) -> str:
    """Return the file name of a captured signature; empty when there is none."""
    file = work.visit.value(name)
    return file if file in work.context.pictures else ""


def _title_values(work: Work) -> dict[str, str]:
    standing = work.standing()
    blank = numbers.BLANK
    return {
        "level": work.level_text(),
        "next": level_name(standing.following) if standing.following else blank,
        "gate": standing.blocking.label if standing.blocking else blank,
        "points": numbers.score(standing.points),
    }


def _ladder(work: Work) -> Figure | None:
    diagnosis, texts = work.diagnosis, work.texts
    if diagnosis.level is None or diagnosis.cmi is None:
        return None
    standing = work.standing()
    steps = []
    for level in diagnosis.levels:
        state = "plain"
        if level.name == diagnosis.level.name:
            state = "given"
        elif diagnosis.level.min_score < level.min_score <= (diagnosis.cmi or 0.0):
            state = "blocked"
        steps.append(LadderStep(level_name(level), level.min_score, state))
    sentence = ""
    if standing.blocking is not None:
        sentence = texts.line("summary.gate", gate=standing.blocking.label,
                              required=numbers.weight(standing.blocking.required),
                              value=numbers.score(standing.blocking.value))
    elif standing.capped:
        sentence = texts.line("summary.cap", cap=work.redlines[0].cap,
                              names=work.listed(line.name for line in work.redlines))
    last = work.context.previous.cmi if work.context.previous else None
    data = Ladder(
        tuple(steps), diagnosis.cmi, texts.line("summary.now", score=numbers.score(diagnosis.cmi)),
        last, texts.line("summary.last", score=numbers.score(last)), diagnosis.target,
        texts.line("summary.target", score=numbers.weight(diagnosis.target or 0),
                   scale=work.scale_word()) if diagnosis.target is not None else "",
        sentence)
    alt = texts.line("summary.ladder_alt", score=numbers.score(diagnosis.cmi),
                     level=work.level_text())
    return Figure(data, alt)


def _findings(work: Work) -> list[tuple[str, str]]:
    found = []
    for line in work.redlines:
        consequence = work.texts.line("summary.finding_red_consequence", cap=line.cap,
                                      advice=line.advice)
        found.append(work.texts.cells("summary.finding_red", label=line.label, name=line.name,
                                      consequence=consequence))
    for indicator in work.gaps:
        measures = measure_labels(work, indicator)[:2]
        part = "summary.finding_gap" if measures else "summary.finding_gap_alone"
        found.append(work.texts.cells(
            part, label=indicator.label, score=numbers.score(indicator.score),
            fact=fact_text(work, indicator, 2), effect=effect_text(work, indicator),
            gap=numbers.score(indicator.gap),
            measures=work.listed(measures)))
    if not found:
        found.append(work.texts.cells("summary.finding_none"))
    return [(cells[0], cells[1]) for cells in found[:3]]


def fact_text(work: Work, indicator: Indicator, most: int) -> str:
    """Return the answers that an indicator's score came from, the lowest points first."""
    answered = [basis for basis in indicator.basis if basis.answer]
    lowest = sorted(answered, key=lambda basis: 101.0 if basis.points is None else basis.points)
    kept = [basis for basis in answered if basis in lowest[:most]]
    return work.texts.cells("frame.list")[2].join(
        work.texts.line("findings.fact", question=basis.question,
                        answer=basis.answer.replace(" %", "%"))
        for basis in kept)


def effect_text(work: Work, indicator: Indicator) -> str:
    """Return what a low score of an indicator means for the enterprise."""
    return work.mapping("findings.effects").get(indicator.name, numbers.BLANK)


def measure_labels(work: Work, indicator: Indicator) -> list[str]:
    """Return the labels of the measures that win an indicator's points back."""
    wanted = set(indicator.measures)
    return [short_label(measure) for measure in work.planned
            if measure.name in wanted or measure.indicator == indicator.name]


def _steps(work: Work) -> Table:
    titles = work.texts.cells("summary.steps_head")
    rows: list[Row] = []
    for phase, last in (("now", 1), ("first", 6), ("second", 18), ("third", 36)):
        measures = work.in_phase(phase)
        if not measures or len(rows) == 3:
            continue
        when = work.texts.line(f"summary.step_{phase}", date=work.month(last))
        head, _, tail = when.partition("　")
        shown = measures[:4]
        what = work.listed(short_label(measure) for measure in shown)
        if len(measures) > len(shown):
            what = work.texts.line("summary.step_more", what=what, count=str(len(measures)))
        owner = max((m.owner for m in measures), key=[m.owner for m in measures].count)
        rows.append(table_row((Run(head, "strong"), Run(f"　{tail}")), what, owner,
                              cost_text(work, measures)))
    return Table(columns(titles, (35, 0, 26, 30), "lllr"), tuple(rows), density="summary")


def cost_text(work: Work, measures: list[Measure]) -> str:
    """Return ``3.0 ＋询价 1 项``: known first-year cost and what is open, never a bare sum."""
    quotes = work.open_quotes(work.ledger.quotes(measures))
    known = work.ledger.known(measures)
    priced = any(first_year(measure) for measure in measures)
    if not priced and quotes:
        return quotes.removeprefix(numbers.PLUS)
    if not priced:
        return work.unit("internal")
    return f"{numbers.wan_text(known)} {quotes}".strip()


def _money(work: Work) -> list[Block]:
    texts, ledger = work.texts, work.ledger
    wan = work.unit("wan")
    labels = texts.cells("summary.money_rows", cap=numbers.weight(float(budget_cap(work) or 0)))
    rows: list[tuple[str, Text]] = []

    def amount(value: Decimal, quotes: int) -> Text:
        extra = work.open_quotes(quotes)
        if not value and extra:
            return (Run(extra.removeprefix(numbers.PLUS), "strong"),)
        return (Run(f"{numbers.wan_text(value)} {wan}"), Run(f" {extra}" if extra else "",
                                                             "strong"))

    if ledger.comparable:
        rows.append((labels[0], amount(ledger.sides["local"].total,
                                       ledger.sides["local"].quotes)))
        rows.append((labels[1], amount(ledger.sides["cloud"].total,
                                       ledger.sides["cloud"].quotes)))
    if work.planned:
        label = labels[3] if "budget" in work.facts else labels[2]
        rows.append((label, amount(ledger.known(work.planned), ledger.quotes(work.planned))))
    rows.append((labels[4], (Run(texts.line("summary.subsidy",
                                            amount=numbers.wan_text(subsidy(work)))),)))
    return [Paragraph(texts.text("summary.money"), "kicker"), Amounts(tuple(rows)),
            Paragraph(texts.text("summary.money_text", **money_values(work)), "summary")]


def subsidy(work: Work) -> Decimal:
    """Return the subsidy that counts, 万元."""
    return numbers.total(numbers.wan(policy.amount_cny) for policy in work.diagnosis.policies
                         if policy.state == "counted" and policy.amount_cny is not None)


def budget_cap(work: Work) -> Decimal | None:
    """Return the upper limit of the coming year's budget, 万元; None when not answered.

    The choices of ``budget`` are named after their limit: b10 is up to 10 万元 (questionnaire.md).
    """
    value = work.visit.value("budget")
    if not value.startswith("b") or not value[1:].isdigit() or value == "b200":
        return None
    return Decimal(value[1:])


def money_values(work: Work) -> dict[str, str]:
    """Return the values of sentences about the three-year comparison."""
    ledger = work.ledger
    if not ledger.comparable:
        count = sum(side.quotes for name, side in ledger.sides.items() if name != "keep")
        return {"count": str(count), "difference": "", "keep": "", "keep_word": ""}
    keep = ledger.sides["keep"].total
    cheaper, dearer, same = work.texts.cells("summary.cheaper_word")
    cloud = ledger.sides["cloud"].total
    word = cheaper if keep < cloud else dearer if keep > cloud else same
    return {"count": str(ledger.sides["cloud"].quotes),
            "difference": numbers.wan_text(abs(ledger.difference)),
            "keep": numbers.wan_text(keep), "keep_word": word}


def _gains(work: Work) -> list[Block]:
    texts = work.texts
    benefits = [measure.benefit for measure in work.planned if measure.benefit]
    lines = [f"{mark} {text}" for mark, text in
             zip("①②③", dict.fromkeys(benefits), strict=False)]
    blocks: list[Block] = []
    if lines:
        blocks.append(Paragraph(texts.text("summary.gains"), "kicker"))
        blocks.append(Paragraph((Run("\n".join(lines)),), "summary"))
    blocks.append(Box("decision", texts.line("summary.decide"),
                      tuple((Run(line),) for line in _decisions(work))))
    return blocks


def _decisions(work: Work) -> list[str]:
    """Return three things that can be decided today, the most urgent first."""
    texts, planned = work.texts, work.planned
    now, later = work.in_phase("now"), [m for m in planned if m.phase != "now"]
    found = []
    if planned:
        found.append(texts.line("summary.decide_owner", measure=short_label(planned[0])))
    if len(now) > 1:
        found.append(texts.line("summary.decide_now", date=work.deadline(1),
                                measure=short_label(now[1])))
    if quotes := work.ledger.quotes(planned):
        found.append(texts.line("summary.decide_quotes", count=str(quotes),
                                date=work.quotes_due()))
    if later and len(found) < 3:
        found.append(texts.line("summary.decide_first", measure=short_label(later[0]),
                                date=work.month(later[0].start_month)))
    if "open_items" in work.facts and len(found) < 3:
        found.append(texts.line("summary.decide_open", count=str(open_count(work)),
                                date=work.quotes_due()))
    found.append(texts.line("summary.decide_review"))
    return found[:3]
