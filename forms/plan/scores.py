"""Chapters 一 and 二: the visit, the method, how complete, how far, why this level."""

from decimal import Decimal

from forms.diagnosis.comparison import TOTAL
from forms.diagnosis.model import Dimension, Indicator, rounded
from forms.plan import numbers
from forms.plan.figures import (
    Completeness,
    CompletenessRow,
    Radar,
    RadarAxis,
    ScoreAxis,
    ScoreBar,
)
from forms.plan.front import consultant, organisation, path_text, place
from forms.plan.model import (
    Block,
    Cell,
    Chapter,
    Column,
    Columns,
    Figure,
    Legend,
    Paragraph,
    Row,
    Run,
    Table,
    Text,
)
from forms.plan.work import Work, cell, columns, level_name, simple_table, table_row


def visit_chapter(work: Work) -> Chapter:
    """Return 一 走访与方法."""
    texts, diagnosis = work.texts, work.diagnosis
    share = numbers.percent(diagnosis.completeness)
    answered, expected = _weights(work)
    blocks: list[Block] = [
        work.prose("visit.lead"), work.heading("visit.facts", 1), _facts(work),
        work.heading("visit.method", 2), work.prose("visit.method"),
        work.heading("visit.completeness", 3),
        Figure(_completeness(work), texts.line("visit.completeness_alt", completeness=share)),
        work.note("visit.completeness", answered=numbers.weight(answered),
                  expected=numbers.weight(expected), completeness=share),
        work.heading("visit.sources", 4),
        Table(columns(texts.cells("visit.sources_head"), (86, 0, 28)),
              tuple(table_row(*row) for row in texts.table(
                  "visit.sources_rows", version=diagnosis.form_version))),
    ]
    conclusion = texts.line("visit", completeness=share, duration=_duration(work))
    return Chapter("visit", "一", texts.title("visit"), conclusion, tuple(blocks))


def _duration(work: Work) -> str:
    return work.texts.line("visit.no_duration")


def _facts(work: Work) -> Table:
    texts, visit = work.texts, work.visit
    role = visit.text("surveyor_role")
    previous = work.context.previous
    sites = visit.text("site_count")
    last = texts.line("visit.first", date=work.context.previous_on,
                      score=numbers.score(previous.cmi if previous else None))
    values = (
        texts.line("visit.date", date=visit.text("visit_date"), kind=visit.text("period_kind"),
                   period=visit.value("period")), visit.text("address") or place(work),
        texts.line("visit.people", name=consultant(work), role=role) if role
        else consultant(work),
        organisation(work), visit.text("employees"), visit.text("revenue"), work.scale_text(),
        texts.line("visit.path", path=path_text(work), asked=str(work.diagnosis.asked)),
        texts.line("visit.sites", count=sites) if sites else "", visit.text("main_products"),
        visit.text("site_rule"), visit.text("consent_sync"), last, visit.text("followup"),
    )
    pairs = list(zip(texts.cells("visit.facts_rows"), values, strict=True))
    rows = [(*pairs[n], *pairs[n + 1]) for n in range(0, len(pairs), 2)]
    filled = [[text or numbers.BLANK for text in row] for row in rows]
    return simple_table(texts.cells("visit.facts_head"), (26, 54, 26, 0), filled)


def _counted(dimension: Dimension) -> list[Indicator]:
    """Return the indicators that belong to the denominator of completeness."""
    return [item for item in dimension.indicators if item.state in ("scored", "unanswered")]


def _weights(work: Work) -> tuple[float, float]:
    items = [item for dimension in work.diagnosis.dimensions for item in _counted(dimension)]
    return (sum(item.weight for item in items if item.state == "scored"),
            sum(item.weight for item in items))


def _completeness(work: Work) -> Completeness:
    rows = []
    for dimension in work.diagnosis.dimensions:
        items = _counted(dimension)
        if not items:
            continue
        answered = sum(item.weight for item in items if item.state == "scored")
        expected = sum(item.weight for item in items)
        missing = [f"{item.name} {item.label}" for item in items if item.state == "unanswered"]
        rows.append(CompletenessRow(
            dimension.name, dimension.label, answered, expected,
            f"{numbers.weight(answered)} / {numbers.weight(expected)}", _missing(work, missing)))
    return Completeness(tuple(rows))


def _missing(work: Work, names: list[str]) -> str:
    if not names:
        return ""
    if len(names) > 2:
        return work.texts.line("visit.missing_many", count=str(len(names)))
    return work.texts.line("visit.missing", names=work.listed(names))


def scores_chapter(work: Work) -> Chapter:
    """Return 二 得分."""
    texts, diagnosis = work.texts, work.diagnosis
    blocks: list[Block] = []
    scored = [d for d in diagnosis.dimensions if d.score is not None]
    if len(scored) >= 3 and diagnosis.verdict != "problems_only":
        blocks.append(Columns((_radar(work, scored),), tuple(_reading(work, scored)), (94, 64),
                              2.0))
    elif diagnosis.verdict != "problems_only":
        blocks.append(work.prose("scores.no_radar"))
    blocks.append(_dimension_table(work))
    blocks.append(work.heading("scores.level", 1))
    levels = _level_table(work)
    if levels.rows:
        blocks.append(levels)
    if not work.redlines:
        blocks.append(work.note("scores.level_none", count=str(len(diagnosis.red_lines))))
    blocks.append(work.prose("scores.level_result", **_level_values(work)))
    if "indicators" in work.facts:
        blocks += _indicators(work)
    return Chapter("scores", "二", texts.title("scores"), _scores_line(work, scored),
                   tuple(blocks))


def _scores_line(work: Work, scored: list[Dimension]) -> str:
    diagnosis = work.diagnosis
    lowest = min(scored, key=lambda d: d.score or 0.0, default=None)
    target = rounded(diagnosis.target)
    cmi = rounded(diagnosis.cmi)
    gap = max(Decimal(0), target - cmi) if target is not None and cmi is not None else None
    return work.texts.line(
        "scores", score=numbers.score(diagnosis.cmi), change=_rise(work),
        low=lowest.label if lowest else numbers.BLANK,
        low_score=numbers.score(lowest.score if lowest else None),
        target=numbers.weight(diagnosis.target or 0.0), gap=numbers.score(gap))


def _rise(work: Work) -> str:
    now = rounded(work.diagnosis.cmi)
    last = rounded(work.context.previous.cmi) if work.context.previous else None
    if now is None or last is None:
        return numbers.BLANK
    index = 0 if now > last else 1 if now < last else 2
    return work.texts.cells("scores.up", points=numbers.score(abs(now - last)))[index]


def last_score(work: Work, name: str) -> float | None:
    """Return the last visit's score of a dimension or indicator."""
    previous = work.context.previous
    if previous is None:
        return None
    for dimension in previous.dimensions:
        if dimension.name == name:
            return dimension.score
    found = previous.indicator(name)
    return found.score if found else None


def _radar(work: Work, scored: list[Dimension]) -> Figure:
    texts = work.texts
    axes = tuple(RadarAxis(d.name, d.label, numbers.score(d.score), d.score,
                           last_score(work, d.name)) for d in work.diagnosis.dimensions)
    alt = texts.line("scores.radar_alt", scores=work.listed(
        f"{d.name} {numbers.score(d.score)}" for d in scored))
    return Figure(Radar(axes, work.diagnosis.target), alt, texts.line("scores.radar_caption"),
                  work.next_figure())


def _reading(work: Work, scored: list[Dimension]) -> list[Block]:
    texts = work.texts
    lowest = sorted(scored, key=lambda d: d.score or 0.0)[:3]
    names = work.listed(texts.line("scores.read_name", code=d.name, label=d.label,
                                   score=numbers.score(d.score)) for d in lowest)
    blocks: list[Block] = [
        Paragraph((Run(""),), "kicker"),
        Paragraph(texts.text("scores.read"), "subhead"),
        Paragraph(texts.text("scores.read_low", names=names), "reading"),
    ]
    rises = _rises(work, scored)
    if rises:
        most = max(rise for _, rise in rises)
        best = work.listed(f"{d.name} {d.label}" for d, rise in rises if rise == most)
        if most > 0:
            blocks.append(Paragraph(texts.text("scores.read_up", names=best,
                                               points=numbers.score(most)), "reading"))
    legend = [("solid", texts.line("scores.legend_now", date=work.visited_on.isoformat()))]
    if work.context.previous:
        legend.append(("dotted", texts.line("scores.legend_last",
                                            date=work.context.previous_on)))
    if work.diagnosis.target is not None:
        legend.append(("dashed", texts.line(
            "scores.legend_target", target=numbers.weight(work.diagnosis.target),
            scale=work.scale_word())))
    blocks.append(Legend(tuple(legend)))
    if not work.context.previous:
        blocks.append(work.note("scores.first"))
    blocks.append(_peers(work))
    return blocks


def _peers(work: Work) -> Paragraph:
    peers = work.context.benchmark
    medians, leaders = (peers.medians, peers.leaders) if peers else ({}, {})
    return work.note(
        "scores.benchmark", section=peers.section_label if peers else "",
        scale=work.scale_word(), sample=str(peers.count if peers else 0),
        median=numbers.score(medians.get(TOTAL)), leader=numbers.score(leaders.get(TOTAL)),
        date=peers.computed_on if peers else "")


def _rises(work: Work, scored: list[Dimension]) -> list[tuple[Dimension, Decimal]]:
    rises = []
    for dimension in scored:
        now, last = rounded(dimension.score), rounded(last_score(work, dimension.name))
        if now is not None and last is not None:
            rises.append((dimension, now - last))
    return rises


def _dimension_table(work: Work) -> Table:
    texts, diagnosis = work.texts, work.diagnosis
    titles = texts.cells("scores.table_head")
    heads = (Column(titles[0], 38), Column(titles[1], 12, "right"),
             Column("", 55, figure=ScoreAxis()), Column(titles[2], 14, "right"),
             Column(titles[3], 13, "right"), Column(titles[4], 14, "right"),
             Column(titles[5], 0, "right"))
    rows = [_dimension_row(work, dimension) for dimension in diagnosis.dimensions]
    previous = work.context.previous.cmi if work.context.previous else None
    if diagnosis.verdict != "problems_only":
        rows.append(table_row(
            texts.line("scores.total"), numbers.weight(_weights(work)[0]), Cell(),
            numbers.score(diagnosis.cmi), numbers.score(previous),
            numbers.change(diagnosis.cmi, previous), _distance(work, diagnosis.cmi),
            kind="total"))
    note = texts.line("scores.note", last=texts.line("scores.note_last"),
                      weight=numbers.weight(_weights(work)[0]),
                      cri=numbers.score(diagnosis.readiness))
    return Table(heads, tuple(rows), texts.line("scores.table"), work.next_table(), note)


def _dimension_row(work: Work, dimension: Dimension) -> Row:
    last = last_score(work, dimension.name)
    counted = _counted(dimension)
    words = work.texts.line("scores.unscored" if counted else "scores.na")
    bar = ScoreBar(dimension.score, last, work.diagnosis.target, words)
    strong = cell(numbers.score(dimension.score), "strong")
    return table_row(f"{dimension.name}　{dimension.label}", numbers.weight(dimension.weight),
                     Cell(figure=bar), strong, numbers.score(last),
                     numbers.change(dimension.score, last), _distance(work, dimension.score))


def _distance(work: Work, score: float | None) -> str:
    target, value = rounded(work.diagnosis.target), rounded(score)
    if target is None or value is None:
        return numbers.BLANK
    return work.texts.line("scores.reached") if value >= target else numbers.score(target - value)


def _level_table(work: Work) -> Table:
    texts, diagnosis = work.texts, work.diagnosis
    words = texts.cells("scores.level_pass")
    rows: list[Row] = []
    named = ""
    by_score = diagnosis.level_by_score
    # Only the gates of the level that the score reaches decide; the others are not tried yet.
    for gate in diagnosis.gates:
        if by_score is None or gate.level != by_score.name:
            continue
        level = next((item for item in diagnosis.levels if item.name == gate.level), None)
        first = gate.level != named
        named = gate.level
        failed = gate.passed is False
        result = words[0] if gate.passed else words[1] if failed else words[2]
        rows.append(table_row(
            level_name(level) if first and level else "",
            _range(work, level.name) if first and level else "",
            f"{gate.label} ≥{numbers.weight(gate.required)}", numbers.score(gate.value),
            cell(result, "red" if failed else "")))
    for line in work.redlines:
        red = texts.cells("scores.level_red", count=str(len(work.redlines)),
                          label=f"{line.name} {line.label}", cap=line.cap)
        standing = work.standing()
        rows.append(table_row(red[0], red[1], red[2], numbers.BLANK,
                              red[4] if standing.capped else red[3]))
    if by_score is not None and not named:
        rows.insert(0, table_row(level_name(by_score), _range(work, by_score.name),
                                 numbers.BLANK, numbers.score(diagnosis.cmi), words[0]))
    return Table(columns(texts.cells("scores.level_head"), (22, 30, 0, 16, 40), "lllrl"),
                 tuple(rows))


def _range(work: Work, name: str) -> str:
    levels = work.diagnosis.levels
    position = [level.name for level in levels].index(name)
    low = numbers.weight(levels[position].min_score)
    if position + 1 == len(levels):
        return work.texts.line("scores.level_top", low=low)
    return work.texts.line("scores.level_range", low=low,
                           high=numbers.weight(levels[position + 1].min_score))


def _level_values(work: Work) -> dict[str, str]:
    standing = work.standing()
    return {
        "level": work.level_text(),
        "gate": standing.blocking.label if standing.blocking else numbers.BLANK,
        "next": level_name(standing.following) if standing.following else numbers.BLANK,
        "cap": work.redlines[0].cap if work.redlines else numbers.BLANK,
    }


def _indicators(work: Work) -> list[Block]:
    texts, diagnosis = work.texts, work.diagnosis
    shown = [i for d in diagnosis.dimensions for i in d.indicators if i.state != "hidden"]
    valid = [i for i in shown if i.state == "scored"]
    table = Table(_indicator_columns(work), tuple(_indicator_rows(work)),
                  texts.line("scores.indicators_table", count=str(len(shown)),
                             industry=work.visit.text("key_industry") or diagnosis.industry),
                  work.next_table(), density="dense")
    return [work.heading("scores.indicators", 2),
            work.prose("scores.indicators", count=str(len(valid)), low=str(len(work.gaps))),
            table]


def _indicator_columns(work: Work) -> tuple[Column, ...]:
    titles = work.texts.cells("scores.indicators_head")
    return (Column(titles[0], 13), Column(titles[1], 36), Column(titles[2], 12, "right"),
            Column("", 61, figure=ScoreAxis()), Column(titles[3], 14, "right"),
            Column(titles[4], 0, "right"))


def _indicator_rows(work: Work) -> list[Row]:
    rows = []
    for dimension in work.diagnosis.dimensions:
        rows.append(table_row(dimension.name, dimension.label, numbers.weight(dimension.weight),
                              Cell(), numbers.score(dimension.score), Cell(), kind="band"))
        for item in dimension.indicators:
            if item.state == "hidden":
                continue
            words = work.texts.line("scores.na" if item.state == "na" else "scores.unscored")
            bar = ScoreBar(item.score, None, item.target or work.diagnosis.target, words, 2.3)
            rows.append(table_row(item.name, item.label, numbers.weight(item.weight),
                                  Cell(figure=bar), numbers.score(item.score),
                                  _weighted_gap(work, item)))
    return rows


def _weighted_gap(work: Work, item: Indicator) -> Text:
    if item.score is None or item.gap is None:
        return (Run(numbers.BLANK),)
    if item.gap <= 0:
        return (Run(work.texts.line("scores.reached")),)
    return (Run(numbers.score(Decimal(repr(item.weight * item.gap / 100)), 2)),)
