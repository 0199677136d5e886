"""Chapters 八 and 九: three years of money with every assumption, who pays, which rule applies."""

from datetime import date, timedelta
from decimal import Decimal

from forms.diagnosis.model import Assumption, PolicyResult, rounded
from forms.plan import figures, numbers
from forms.plan.figures import CostBar, CostBars, CostLines, DifferenceBar, SharePart, Shares
from forms.plan.front import money_values, subsidy
from forms.plan.ledger import LedgerLine, Side
from forms.plan.model import Block, Cell, Chapter, Column, Figure, Paragraph, Row, Run, Table
from forms.plan.visit import TIGHT_UNITS
from forms.plan.work import Work, cell, columns, simple_table, table_row

QUOTE_DAYS = 180
_MARKS = {"建议": "mark-blue", "未核实": "mark-grey"}


def costs_chapter(work: Work) -> Chapter:
    """Return 八 三年费用."""
    texts, ledger = work.texts, work.ledger
    conclusion = texts.line("costs", **money_values(work))
    blocks: list[Block] = []
    if not ledger.costs or not any(side.lines for side in ledger.sides.values()):
        blocks.append(work.prose("costs.none"))
        return Chapter("costs", "八", texts.title("costs"), conclusion, tuple(blocks))
    blocks += [work.prose("costs.lead"), _cost_table(work)]
    if ledger.comparable:
        blocks += [_bars(work), work.heading("costs.reading", 1), _reading(work), _lines(work)]
    order = 2 if ledger.comparable else 1
    if ledger.comparable and ledger.costs.sensitivity:
        blocks += [work.heading("costs.sensitivity", order), _sensitivity(work)]
        order += 1
    if ledger.costs.assumptions:
        blocks += [work.heading("costs.assumptions", order), _assumptions(work)]
    return Chapter("costs", "八", texts.title("costs"), conclusion, tuple(blocks))


def _cost_table(work: Work) -> Table:
    texts, ledger = work.texts, work.ledger
    names = work.mapping("costs.sides")
    rows: list[Row] = []
    for name in ("local", "cloud", "keep"):
        side = ledger.sides[name]
        if not side.lines:
            continue
        rows.append(Row((cell(names[name]),), "band"))
        rows += [_cost_row(work, line) for line in side.lines]
        rows.append(_subtotal(work, side))
        if name == "cloud" and ledger.comparable:
            rows.append(_difference(work))
    titles = texts.cells("costs.head")
    return Table(columns(titles, (42, 17, 17, 17, 19, 0), "lrrrrl"), tuple(rows),
                 texts.line("costs.table"), work.next_table(), density="dense")


def _cost_row(work: Work, line: LedgerLine) -> Row:
    quote = work.unit("quote")

    def amount(value: Decimal | None) -> Cell:
        if value is None:
            return cell(quote, "quote")
        return cell(numbers.wan_text(value) if value else numbers.BLANK)

    total = cell(quote, "quote") if line.open else cell(numbers.wan_text(line.total))
    # A line of the method itself carries the method's date, which says nothing of the price.
    dated = "" if line.line.status in _MARKS else line.line.dated
    source = "　".join(text for text in (line.line.note or line.line.source, dated) if text)
    return table_row(line.line.label, *(amount(year) for year in line.years), total,
                     cell(source, "grey"))


def _subtotal(work: Work, side: Side) -> Row:
    label = work.texts.line("costs.subtotal_known" if side.quotes else "costs.subtotal")
    # A year in which nothing is known has no sum: never a bare 0 beside open quotes.
    years = [numbers.wan_text(year) if any(line.years[n] is not None for line in side.lines)
             else numbers.BLANK for n, year in enumerate(side.years)]
    known = any(year != numbers.BLANK for year in years)
    total = numbers.wan_text(side.total) if known else numbers.BLANK
    return table_row(label, *years, total, work.open_quotes(side.quotes),
                     kind="total")


def _difference(work: Work) -> Row:
    local, cloud = work.ledger.sides["local"], work.ledger.sides["cloud"]
    years = [numbers.wan_text(a - b) for a, b in zip(local.years, cloud.years, strict=True)]
    note = work.texts.line("costs.difference_note", count=str(cloud.quotes))
    return table_row(work.texts.line("costs.difference"), *years,
                     numbers.wan_text(work.ledger.difference), note, kind="total")


def _bars(work: Work) -> Figure:
    texts, ledger = work.texts, work.ledger
    local, cloud = ledger.sides["local"], ledger.sides["cloud"]
    labels = texts.cells("costs.bars_labels")
    quotes = cloud.quotes
    difference = ledger.difference
    room = float(difference) if quotes and difference > 0 else 0.0
    total = numbers.wan_text(cloud.total) + (numbers.PLUS if quotes else "")
    if difference < 0:
        total += "　" + texts.line("costs.dearer_label",
                                  difference=numbers.wan_text(-difference))
    bars = (
        CostBar(labels[0], _parts(work, local), numbers.wan_text(local.total)),
        CostBar(labels[1], _parts(work, cloud), total, room,
                texts.line("costs.open_label", room=numbers.wan_text(difference))),
    )
    data = CostBars(texts.cells("costs.parts"), bars, work.unit("wan"))
    alt = texts.line("costs.bars_alt", local=numbers.wan_text(local.total),
                     cloud=numbers.wan_text(cloud.total))
    return Figure(data, alt, texts.line("costs.bars_caption"), work.next_figure())


def _parts(work: Work, side: Side) -> tuple[float, ...]:
    """Return a side's known costs in the five parts of the chart."""
    kinds = work.mapping("costs.part_kinds")
    parts = [Decimal(0)] * len(work.texts.cells("costs.parts"))
    for line in side.lines:
        parts[int(kinds.get(line.line.kind, "2"))] += numbers.total(line.years)
    return tuple(float(part) for part in parts)


def _reading(work: Work) -> Paragraph:
    texts, ledger = work.texts, work.ledger
    values = money_values(work)
    present = _present_difference(work)
    lower, higher = texts.cells("costs.lower_higher")
    sentences = [
        texts.line("costs.read_1", **values, rate=_rate(work),
                   value_word=higher if present is not None and present < 0 else lower,
                   value=numbers.wan_text(abs(present) if present is not None else None)),
        texts.line("costs.read_quotes", **values), texts.line("costs.read_keep", **values),
    ]
    costs = ledger.costs
    if costs and ledger.difference < 0 and costs.reasons:
        sentences.append(texts.line("costs.read_reasons", reasons=work.sentences(
            reason.rstrip("。") for reason in costs.reasons) + "。"))
    month = costs.break_even_month if costs else None
    sentences.append(texts.line("costs.read_break", month=str(month)))
    return Paragraph((Run("".join(sentences)),))


def _present_difference(work: Work) -> Decimal | None:
    sides = {side.side: side for side in work.ledger.costs.sides} if work.ledger.costs else {}
    if "local" not in sides or "cloud" not in sides:
        return None
    return numbers.wan(sides["local"].present_value) - numbers.wan(sides["cloud"].present_value)


def _rate(work: Work) -> str:
    found = discount(work)
    return value_text(found) if found else numbers.BLANK


def discount(work: Work) -> Assumption | None:
    """Return the assumption of the yearly discount rate."""
    assumptions = work.ledger.costs.assumptions if work.ledger.costs else ()
    return next((a for a in assumptions if "discount" in a.name), None)


def value_text(assumption: Assumption) -> str:
    """Return a value with its unit; a share of 1 without a unit stays a number."""
    if assumption.value is None:
        return numbers.BLANK
    value = assumption.value
    text = numbers.signed_text(value.normalize() + 0 if value == value.to_integral_value()
                               else value.normalize())
    tight = assumption.unit in TIGHT_UNITS
    return f"{text}{assumption.unit}" if tight else f"{text} {assumption.unit}".strip()


def _lines(work: Work) -> Figure:
    texts, ledger = work.texts, work.ledger
    lines = []
    for name, marker in (("local", "square"), ("cloud", "disc"), ("keep", "open")):
        side = ledger.sides[name]
        if not side.lines:
            continue
        labels = dict(pair.split("=", 1) for pair in texts.cells(
            "costs.lines_labels", total=numbers.wan_text(side.total)))
        label = labels[name]
        if name == "cloud" and side.quotes:
            label += texts.line("costs.lines_quotes", count=str(side.quotes))
        lines.append(figures.CostLine(label, tuple(float(x) for x in side.cumulative), marker))
    data = CostLines(tuple(lines), texts.cells("costs.years"))
    alt = texts.line("costs.lines_alt", lines=work.listed(line.label for line in lines))
    return Figure(data, alt, texts.line("costs.lines_caption"), work.next_figure())


def _sensitivity(work: Work) -> Table:
    texts, ledger = work.texts, work.ledger
    costs = ledger.costs
    cases: list[tuple[str, Decimal]] = [(texts.line("costs.sensitivity_base"), ledger.difference)]
    for item in costs.sensitivity if costs else ():
        for label, value in ((item.low_label, item.low), (item.high_label, item.high)):
            name = _case_name(work, item.label, label)
            # The method gives cloud − local in yuan; the plan prints local − cloud.
            cases.append((name.strip(), -numbers.wan(value)))
    if ledger.keeps:
        cases.append((work.mapping("costs.sides")["keep"].split("　")[-1],
                      ledger.sides["keep"].total - ledger.sides["cloud"].total))
    low = min(float(value) for _, value in cases)
    high = max(float(value) for _, value in cases)
    titles = texts.cells("costs.sensitivity_head")
    rows = [table_row(name, cell(numbers.wan_text(value), "red" if value < 0 else "strong"),
                      Cell(figure=DifferenceBar(float(value), low, high)))
            for name, value in cases]
    return Table((Column(titles[0], 66), Column(titles[1], 24, "right"), Column(titles[2])),
                 tuple(rows), note=texts.line("costs.sensitivity_note"), density="measures")


def _case_name(work: Work, assumption: str, case: str) -> str:
    """Name a case of an assumption, and what both say only once: 云费 −20%, 剩余运维人工不减."""
    if case.startswith(assumption[:2]):
        return case
    if assumption.endswith(case[:2]):
        return assumption + case[2:]
    return work.texts.line("costs.sensitivity_item", label=assumption, case=case)


def _assumptions(work: Work) -> Table:
    texts, costs = work.texts, work.ledger.costs
    rows = []
    dates = []
    for number, item in enumerate(costs.assumptions if costs else (), start=1):
        source = Cell(((Run(item.source), Run(" "), Run(item.status, _MARKS[item.status])),)) \
            if item.status in _MARKS else cell(item.source or numbers.BLANK)
        dated = item.dated or numbers.BLANK
        if _expired(item, work.visited_on):
            dated = f"{dated}\n{texts.line('costs.expired')}"
        dates.append(item.dated)
        rows.append(table_row(str(number), item.label, value_text(item), source, dated))
    first = min((d for d in dates if _date(d)), default=work.visited_on.isoformat())
    until = (_date(first) or work.visited_on) + timedelta(days=QUOTE_DAYS)
    return Table(columns(texts.cells("costs.assumptions_head"), (9, 0, 26, 54, 24), "rllll"),
                 tuple(rows), texts.title("costs.assumptions") and texts.line(
                     "costs.assumptions", date=max(until, work.visited_on).isoformat()),
                 work.next_table(), density="dense")


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _expired(item: Assumption, on: date) -> bool:
    """Return whether a dated price is older than 180 days; the method's own defaults do not age."""
    dated = _date(item.dated)
    return bool(dated and item.unit.startswith("元") and on - dated > timedelta(days=QUOTE_DAYS))


# -- 九 ------------------------------------------------------------------------------------


def subsidy_chapter(work: Work) -> Chapter:
    """Return 九 分担与补贴."""
    texts = work.texts
    shares = {share.who: share.amount_cny for share in work.diagnosis.shares}
    values = {who: numbers.wan_text(None if amount is None else numbers.wan(amount))
              for who, amount in shares.items()}
    conclusion = texts.line("subsidy", enterprise=values.get("enterprise", numbers.BLANK),
                            vendor=values.get("vendor", numbers.BLANK),
                            state=numbers.wan_text(subsidy(work)))
    blocks: list[Block] = [work.heading("subsidy.shares", 1), *_shares(work),
                           work.heading("subsidy.rules", 2)]
    if work.diagnosis.policies:
        blocks.append(_policies(work))
    else:
        blocks.append(work.prose("subsidy.no_rules"))
    blocks += [work.prose("subsidy.text"), work.heading("subsidy.papers", 3), _papers(work)]
    return Chapter("subsidy", "九", texts.title("subsidy"), conclusion, tuple(blocks))


def _shares(work: Work) -> list[Block]:
    texts = work.texts
    known = [s for s in work.diagnosis.shares if s.amount_cny]
    if not known:
        return [work.prose("subsidy.shares_none")]
    total = sum((s.amount_cny or Decimal(0) for s in known), Decimal(0))
    parts = []
    for share in work.diagnosis.shares:
        if share.amount_cny:
            part = rounded(share.amount_cny / total * 100)
            text = texts.line("subsidy.share", label=share.label, percent=f"{part}%",
                              amount=numbers.wan_text(numbers.wan(share.amount_cny)))
            parts.append(SharePart(float(share.amount_cny), text))
        else:
            parts.append(SharePart(0.0, texts.line("subsidy.share_none", label=share.label)))
    alt = texts.line("subsidy.shares_alt", parts=work.listed(part.text for part in parts))
    blocks: list[Block] = [Figure(Shares(tuple(parts)), alt)]
    reasons = work.sentences(f"{s.label}：{s.reason.rstrip('。')}" for s in work.diagnosis.shares
                             if s.reason)
    if reasons:
        blocks.append(work.note("subsidy.share_note", notes=reasons + "。"))
    return blocks


def _policies(work: Work) -> Table:
    texts = work.texts
    policies = sorted(work.diagnosis.policies, key=lambda p: p.state == "expired")
    states = work.mapping("subsidy.states")
    rows = []
    for policy in policies:
        work.required.append((policy.document or policy.title, policy.title))
        kind = "pale" if policy.state == "expired" else "row"
        title = f"{policy.title}\n{policy.document}".strip()
        rows.append(table_row(title, states[policy.state], _period(work, policy),
                              _for_enterprise(work, policy), kind=kind))
    checked = max((p.checked_on for p in policies), default="") or numbers.BLANK
    return Table(columns(texts.cells("subsidy.rules_head"), (69, 20, 25, 0)), tuple(rows),
                 texts.line("subsidy.rules", date=checked), work.next_table(), density="measures")


def _period(work: Work, policy: PolicyResult) -> str:
    if policy.valid_from is None and policy.valid_to is None:
        return work.texts.line("subsidy.no_period")
    start = policy.valid_from.isoformat() if policy.valid_from else numbers.BLANK
    if policy.valid_to is None:
        return work.texts.line("subsidy.from_on", start=start)
    return work.texts.line("subsidy.until", start=start, end=policy.valid_to.isoformat())


def _for_enterprise(work: Work, policy: PolicyResult) -> str:
    texts = work.texts
    if policy.state == "counted" and policy.amount_cny is not None:
        return texts.line("subsidy.amount", reason=policy.reason,
                          amount=numbers.wan_text(numbers.wan(policy.amount_cny)))
    if policy.state == "expired":
        return texts.line("subsidy.expired")
    if not policy.reason:
        return texts.line("subsidy.incomplete")
    heading = texts.line("subsidy.elsewhere", reason="")
    if policy.state in ("elsewhere", "ineligible") and not policy.reason.startswith(heading[:3]):
        return texts.line("subsidy.elsewhere", reason=policy.reason)
    return policy.reason


def _papers(work: Work) -> Table:
    texts = work.texts
    held = {paper: has for policy in work.diagnosis.policies for paper, has in policy.papers}
    yes, no = texts.cells("subsidy.papers_state")
    rows = []
    for number, (name, need, who) in enumerate(texts.table("subsidy.papers_rows"), start=1):
        has = any(has and (paper in name or name in paper) for paper, has in held.items())
        rows.append((str(number), name, need, yes if has else no, who))
    table = simple_table(texts.cells("subsidy.papers_head"), (12, 34, 0, 24, 30), rows, "cllcl")
    return Table(table.columns, table.rows, note=texts.line("subsidy.papers_note"))
