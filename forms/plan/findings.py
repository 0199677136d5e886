"""Chapters 三 and 四: red lines, gaps with evidence, measures, budget, what comes of it."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from forms.diagnosis.model import Basis, Indicator, Measure, RedLine
from forms.plan import numbers
from forms.plan.figures import FirstYear, Step
from forms.plan.front import budget_cap, cost_text, effect_text, fact_text
from forms.plan.ledger import first_year
from forms.plan.model import (
    Block,
    Cell,
    Chapter,
    Figure,
    Labelled,
    Paragraph,
    Photo,
    PhotoRow,
    RedLineBox,
    Row,
    Run,
    Table,
    Text,
)
from forms.plan.savings import savings
from forms.plan.visit import FILES
from forms.plan.work import (
    PHASES,
    Work,
    cell,
    columns,
    level_name,
    short_label,
    simple_table,
    table_row,
)

_STANDARD_PHOTOS, _PER_FINDING = 6, 3
_GAP_ROWS = 8
_STEPS = "①②③④⑤⑥⑦⑧⑨⑩"


def findings_chapter(work: Work) -> Chapter:
    """Return 三 红线与差距."""
    texts = work.texts
    photos = chosen_pictures(work)
    blocks: list[Block] = [work.heading("findings.red", 1)]
    for line in work.redlines:
        blocks.append(_red_line(work, line))
        work.required.append((line.name, line.label))
    checked = str(len(work.diagnosis.red_lines))
    if not work.redlines:
        blocks.append(work.prose("findings.red_none", count=checked))
    blocks += [work.note("findings.red_unknown", label=line.label, name=line.name)
               for line in work.diagnosis.red_lines if line.state == "unknown"]
    if photos:
        blocks += photo_rows([photo_of(work, item) for item in photos])
    else:
        blocks.append(work.note("findings.no_photos"))
    blocks.append(work.heading("findings.gaps", 2))
    blocks.append(_gaps(work) if work.gaps else work.prose("findings.gaps_none"))
    if work.diagnosis.contradictions:
        blocks += [work.heading("findings.contradictions", 3), _contradictions(work)]
    worst = list(dict.fromkeys(item.label for item in work.gaps))[:3]
    conclusion = texts.line("findings", count=str(len(work.redlines)), date=work.deadline(1),
                            names=work.listed(worst))
    return Chapter("findings", "三", texts.title("findings"), conclusion, tuple(blocks))


def _red_line(work: Work, line: RedLine) -> RedLineBox:
    texts = work.texts
    labels = texts.cells("findings.red_labels")
    facts = texts.line("findings.red_fact", facts=basis_text(work, line.basis),
                       numbers=_sources(work, line.basis))
    measures = "".join(
        texts.line("findings.red_measure_item", name=measure.name, label=measure.label,
                   owner=measure.owner, date=work.deadline(measure.end_month),
                   evidence=measure.evidence or numbers.BLANK)
        for measure in work.in_phase("now") if _serves(measure, line))
    rows = (facts, line.label, texts.line("findings.red_consequence", cap=line.cap),
            texts.line("findings.red_measure", advice=line.advice, measures=measures))
    return RedLineBox(
        texts.line("findings.red_mark", name=line.name), line.label,
        texts.line("findings.red_side", cap=line.cap, name=line.name),
        tuple(Labelled(label, (Run(text),)) for label, text in zip(labels, rows, strict=True)))


def _serves(measure: Measure, line: RedLine) -> bool:
    """Return whether an immediate measure answers a red line: it shares a question with it."""
    paths = {basis.path for basis in line.basis}
    return line.name in measure.reason or any(basis.path in paths for basis in measure.basis)


def basis_text(work: Work, basis: Iterable[Basis]) -> str:
    """Return the answers that a rule looked at; a question asked of every row only once."""
    answers: dict[str, Counter[str]] = {}
    for item in basis:
        if item.answer:
            answers.setdefault(item.question, Counter())[item.answer] += 1
    facts = []
    for question, counted in answers.items():
        words = work.listed(
            answer if count == 1 else work.texts.line("frame.times", answer=answer,
                                                      count=str(count))
            for answer, count in counted.items())
        facts.append(f"{question}：{words}")
    return work.sentences(facts) or numbers.BLANK


def _sources(work: Work, basis: tuple[Basis, ...]) -> str:
    """Return the numbers of questions, then of photos: 8.11、8.12；照片 1."""
    photos = work.listed(photo_numbers(work, (item.path for item in basis)))
    return work.sentences(text for text in (_question_numbers(work, basis), photos) if text)


def _question_numbers(work: Work, basis: tuple[Basis, ...]) -> str:
    found = dict.fromkeys(item.number for item in basis if item.number)
    return work.listed(found) or numbers.BLANK


# -- photos --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo of the record: its file, caption, where it was taken, the question it belongs to."""

    name: str
    caption: str
    where: str
    path: str


def pictures(work: Work) -> list[Picture]:
    """Return the record's photos in form order; signatures are not photos."""
    private = set(work.texts.cells("answers.private")[0].split())
    found = []
    for asked in work.visit.asked:
        name = asked.view.value
        if asked.question.kind in FILES and name and asked.question.name not in private:
            found.append(Picture(name, asked.view.label, asked.question.number, asked.view.path))
    for note in work.visit.notes:
        if note.kind == "evidence" and note.file:
            caption = note.text or work.visit.label_of(note.path)
            found.append(Picture(note.file, caption, note.at[:16].replace("T", " "), note.path))
    kept = {item.name: item for item in reversed(found) if item.name in work.context.pictures}
    return [item for item in found if kept.get(item.name) is item]


def chosen_pictures(work: Work) -> list[Picture]:
    """Return the photos of chapter 三: those of red lines first, then of the greatest gaps.

    At most three a question and six in all; all of them get their numbers here.
    """
    findings = [basis.path for line in work.redlines for basis in line.basis]
    findings += [basis.path for item in work.gaps for basis in item.basis]
    rank = {path: position for position, path in reversed(list(enumerate(findings)))}
    ordered = sorted(pictures(work), key=lambda item: rank.get(item.path, len(findings)))
    counted: Counter[str] = Counter()
    chosen: list[Picture] = []
    for item in ordered:
        counted[item.path] += 1
        if counted[item.path] <= _PER_FINDING and len(chosen) < _STANDARD_PHOTOS:
            chosen.append(item)
    numbered = [*chosen, *(ordered if work.context.length == "full" else ())]
    for item in numbered:
        work.photo_numbers.setdefault(item.name, len(work.photo_numbers) + 1)
    return chosen


def photo_numbers(work: Work, paths: Iterable[str]) -> list[str]:
    """Return the numbers of the printed photos that belong to questions, as words."""
    wanted = set(paths)
    numbers_found = [work.photo_numbers[item.name] for item in pictures(work)
                     if item.path in wanted and item.name in work.photo_numbers]
    return [work.texts.line("frame.photo", number=str(number)) for number in sorted(numbers_found)]


def photo_of(work: Work, item: Picture) -> Photo:
    """Return a photo with its number and the first digits of its hash."""
    number = work.photo_numbers.setdefault(item.name, len(work.photo_numbers) + 1)
    digest = hashlib.sha256(work.context.pictures[item.name]).hexdigest()[:4].upper()
    source = work.texts.line("findings.photo_source", where=item.where, hash=digest)
    work.required.append((item.name, f"picture:{item.name}"))
    return Photo(item.name, number, item.caption, source.strip("　"))


def photo_rows(photos: list[Photo], *, large: bool = False) -> list[Block]:
    """Return photos three in a row, or two large ones."""
    count = 2 if large else 3
    return [PhotoRow(tuple(photos[n:n + count]), large) for n in range(0, len(photos), count)]


# -- gaps ----------------------------------------------------------------------------------


def _gaps(work: Work) -> Table:
    texts = work.texts
    shown = work.gaps[:_GAP_ROWS]
    rows = [_gap_row(work, item) for item in shown]
    rest = len(work.gaps) - len(shown)
    # With the table of all indicators printed, the note refers to it.
    note = texts.line("findings.gaps_note", count=str(rest), table=str(work.tables))
    return Table(columns(texts.cells("findings.gaps_head"), (13, 23, 13, 13, 0, 36, 18),
                         "llrrlll"), tuple(rows),
                 texts.line("findings.gaps_table", count=str(len(shown))), work.next_table(), note,
                 density="measures")


def _gap_row(work: Work, item: Indicator) -> Row:
    wanted = set(item.measures)
    measures = [m for m in work.planned if m.name in wanted or m.indicator == item.name]
    return table_row(item.name, item.label, numbers.score(item.score), numbers.score(item.gap),
                     work.texts.line("findings.effect", fact=fact_text(work, item, 2),
                                     effect=effect_text(work, item)),
                     work.sentences(f"{m.name} {m.label}" for m in measures[:2]) or numbers.BLANK,
                     _evidence(work, item))


def _evidence(work: Work, item: Indicator) -> str:
    if photos := photo_numbers(work, (basis.path for basis in item.basis)):
        return work.listed(photos[:3])
    numbers_found = list(dict.fromkeys(b.number for b in item.basis if b.number and b.answer))
    if not numbers_found:
        return numbers.BLANK
    return work.texts.line("findings.gaps_answers", numbers=work.listed(numbers_found[:3]))


def _contradictions(work: Work) -> Table:
    rows = [(item.message, _question_numbers(work, item.basis))
            for item in work.diagnosis.contradictions]
    return simple_table(work.texts.cells("findings.contradictions_head"), (0, 40), rows)


# -- measures ------------------------------------------------------------------------------


def measures_chapter(work: Work) -> Chapter:
    """Return 四 措施."""
    texts, planned = work.texts, work.planned
    blocks: list[Block] = []
    if planned:
        blocks.append(work.prose("measures.lead"))
        moved = [f"{m.name} {m.label}：{m.moved}" for m in planned if m.moved]
        if moved:
            blocks.append(work.prose("measures.moved", items=work.sentences(moved)))
        blocks.append(_measure_table(work))
    else:
        blocks.append(work.prose("measures.none"))
    if "small" in work.facts:
        blocks += _short_rest(work)
    elif planned:
        blocks += _budget(work)
    conclusion = texts.line(
        "measures", now=str(len(work.in_phase("now"))), count=str(len(planned)),
        known=numbers.wan_text(work.ledger.known(planned)),
        quotes=str(work.ledger.quotes(planned)))
    return Chapter("measures", "四", texts.title("measures"), conclusion, tuple(blocks))


def _measure_table(work: Work) -> Table:
    texts = work.texts
    rows: list[Row] = []
    for phase in PHASES:
        measures = work.in_phase(phase)
        if not measures:
            continue
        months = work.months(*_span(phase))
        band = texts.line(f"measures.phase_{phase}", months=months)
        rows.append(Row((Cell(((Run(f"{band}　"), Run(_phase_cost(work, measures),
                                                      "small")),)),), "band"))
        rows += [_measure_row(work, measure) for measure in measures]
    part = "measures.table_short" if "small" in work.facts else "measures.table"
    caption = texts.line(part, start=work.month(1), end=work.month(12))
    return Table(columns(texts.cells("measures.head"), (12, 34, 0, 17, 20, 16, 21), "lllllrl"),
                 tuple(rows), caption, work.next_table(), density="measures")


def _span(phase: str) -> tuple[int, int]:
    return {"now": (1, 1), "first": (1, 6), "second": (7, 18), "third": (19, 36)}[phase]


def _phase_cost(work: Work, measures: list[Measure]) -> str:
    known, quotes = work.ledger.known(measures), work.ledger.quotes(measures)
    if all(measure.start_month > 12 for measure in measures):
        return work.texts.line("measures.phase_later")
    if not known and not quotes:
        return work.texts.line("measures.phase_free")
    return work.texts.line("measures.phase_cost", cost=cost_text(work, measures))


def _measure_row(work: Work, measure: Measure) -> Row:
    work.required.append((measure.name, measure.label))
    code: tuple[Text, ...] = ((Run(measure.name, "strong"),),
                              (Run(f"P {_priority(measure)}", "grey"),))
    steps = " ".join(f"{mark} {step}" for mark, step in zip(_STEPS, measure.steps, strict=False))
    return table_row(Cell(code), measure.label, steps or numbers.BLANK, measure.owner,
                     work.months(measure.start_month, measure.end_month).replace("～20", "～\n20"),
                     _measure_cost(work, measure), measure.evidence or numbers.BLANK)


def _priority(measure: Measure) -> str:
    return "100" if measure.priority == 100 else numbers.score(measure.priority)


def _measure_cost(work: Work, measure: Measure) -> Cell:
    """Return the first year's cost: a number, 询价 in its place, 内部, or — after that year."""
    if measure.start_month > 12:
        return cell(numbers.BLANK)
    known = first_year(measure)
    quote = work.unit("quote")
    if not known:
        return cell(quote, "quote") if measure.open_quotes else cell(work.unit("internal"))
    text = numbers.wan_text(known)
    return cell(f"{text}\n{numbers.PLUS}{quote}" if measure.open_quotes else text)


def _short_rest(work: Work) -> list[Block]:
    rest = work.reserve
    if not rest:
        return []
    items = work.listed(f"{m.name} {m.label}" for m in rest)
    return [work.prose("measures.more", count=str(len(rest)), items=items)]


def _budget(work: Work) -> list[Block]:
    blocks: list[Block] = [work.heading("measures.budget", 1), _budget_table(work)]
    cap = budget_cap(work)
    movable = sorted((m for m in work.planned if m.phase != "now" and m.priority is not None
                      and m.start_month <= 12), key=lambda m: m.priority or 0.0)[:2]
    names = work.listed(f"{m.name} {m.label}（P {_priority(m)}）" for m in movable)
    blocks.append(work.prose("measures.budget_text", cap=_cap_text(cap), names=names,
                             count=str(work.ledger.quotes(work.planned))))
    steps = _year_steps(work)
    if steps and steps[-1].value > 0:
        blocks.append(_year_figure(work, steps, cap))
    saved = savings(work, 2)
    blocks += saved
    order = 3 if saved else 2
    if work.diagnosis.scale == "large":
        blocks += [work.heading("measures.years", order), _years(work), work.note("measures.years")]
        order += 1
    if work.reserve:
        blocks += [work.heading("measures.reserve", order), _reserve(work)]
        order += 1
    if work.diagnosis.level is not None:
        blocks += [work.heading("measures.level", order), _level_outlook(work)]
    return blocks


def _cap_text(cap: Decimal | None) -> str:
    return numbers.BLANK if cap is None else numbers.wan_text(cap.quantize(Decimal("0.1")))


def _budget_table(work: Work) -> Table:
    texts = work.texts
    names = work.mapping("measures.phase_names")
    rows = []
    for phase in PHASES:
        measures = [m for m in work.in_phase(phase) if m.start_month <= 12]
        if measures:
            rows.append(_budget_row(work, names[phase], measures))
    cap, known = budget_cap(work), work.ledger.known(work.planned)
    difference = (cap or Decimal(0)) - known
    room = texts.line("measures.budget_room", cap=_cap_text(cap),
                      room=numbers.wan_text(difference), over=numbers.wan_text(-difference))
    quotes = work.ledger.quotes(work.planned)
    bare = quotes and not known
    rows.append(table_row(texts.line("measures.budget_total"),
                          numbers.BLANK if bare else numbers.wan_text(known),
                          work.open_quotes(quotes) or numbers.BLANK, room, kind="total"))
    return Table(columns(texts.cells("measures.budget_head"), (30, 29, 0, 50), "lrll"),
                 tuple(rows))


def _budget_row(work: Work, name: str, measures: list[Measure]) -> Row:
    quoted = [m for m in measures if m.open_quotes]
    quotes = work.texts.line(
        "measures.budget_quotes", count=str(sum(m.open_quotes for m in quoted)),
        names=work.listed(m.label for m in quoted)) if quoted else numbers.BLANK
    priced = work.sentences(f"{m.label} {numbers.wan_text(first_year(m))}" for m in measures
                            if first_year(m))
    known = numbers.wan_text(work.ledger.known(measures))
    return table_row(name, known if priced or not quoted else numbers.BLANK, quotes,
                     priced or (numbers.BLANK if quoted else work.unit("internal")))


def _year_steps(work: Work) -> list[Step]:
    """Return the cumulative known cost of each month; a measure's cost is spread evenly."""
    fills = {"now": "red", "first": "mid", "second": "B", "third": "white"}
    spent = [0.0] * 12
    for measure in work.planned:
        known = first_year(measure)
        if known:
            last = min(measure.end_month, 12)
            share = float(known) / (last - measure.start_month + 1)
            for month in range(measure.start_month, last + 1):
                spent[month - 1] += share
    steps, total, shown = [], 0.0, -1.0
    for month in range(1, 13):
        total += spent[month - 1]
        phase = "now" if month == 1 else "first" if month <= 6 else "second"
        text = work.month(month)
        label = text[2:] if month == 1 or text.endswith("-01") else text[-2:]
        ends = month in (1, 6, 12) or (month == 2 and spent[1] > 0)
        value = numbers.score(total) if ends and total != shown and total > 0 else ""
        shown = total if value else shown
        steps.append(Step(label, total, fills[phase], value))
    return steps


def _year_figure(work: Work, steps: list[Step], cap: Decimal | None) -> Figure:
    texts = work.texts
    known = work.ledger.known(work.planned)
    room = (cap - known) if cap is not None else None
    data = FirstYear(
        tuple(steps), float(cap) if cap is not None else None,
        texts.line("measures.year_cap", cap=_cap_text(cap)),
        texts.line("measures.year_room", room=numbers.wan_text(room)) if room and room > 0 else "")
    return Figure(data, texts.line("measures.year_alt", total=numbers.wan_text(known)),
                  texts.line("measures.year_caption"), work.next_figure())


def _years(work: Work) -> Table:
    """Return what starts in each of three years: methodology.md §5 asks it of large enterprises."""
    rows = []
    for year in range(1, 4):
        first, last = 12 * year - 11, 12 * year
        measures = [m for m in work.planned if first <= m.start_month <= last]
        known = numbers.total(numbers.wan(m.first_year_cost_cny) for m in measures
                              if m.first_year_cost_cny is not None)
        quotes = sum(m.open_quotes for m in measures)
        label = work.texts.line("measures.years_row", year=str(year),
                                months=work.months(first, last))
        rows.append((label, work.listed(short_label(m) for m in measures) or numbers.BLANK,
                     numbers.wan_text(known) if measures else numbers.BLANK,
                     work.open_quotes(quotes) or numbers.BLANK))
    return simple_table(work.texts.cells("measures.years_head"), (48, 0, 24, 28), rows, "llrl")


def _reserve(work: Work) -> Paragraph:
    items = [work.texts.line("measures.reserve_item", name=m.name, label=m.label,
                             priority=_priority(m),
                             reason=(m.moved or work.texts.line("measures.reserve_reason"))
                             .rstrip("。") + "。")
             for m in work.reserve]
    return Paragraph((Run("".join(items)),))


def _level_outlook(work: Work) -> Paragraph:
    texts, standing = work.texts, work.standing()
    gate = standing.blocking
    following = level_name(standing.following) if standing.following else numbers.BLANK
    sentence = texts.line(
        "measures.level_gate", gate=gate.label if gate else numbers.BLANK, next=following,
        value=numbers.score(gate.value if gate else None),
        required=numbers.weight(gate.required) if gate else numbers.BLANK,
        points=numbers.score(standing.points))
    sentence += texts.line("measures.level_red",
                           cap=work.redlines[0].cap if work.redlines else numbers.BLANK)
    open_gates = [g for g in work.diagnosis.gates if standing.following is not None
                  and g.level == standing.following.name and g is not gate and not g.passed]
    if open_gates:
        gates = work.listed(f"{g.label} ≥{numbers.weight(g.required)}" for g in open_gates)
        sentence += texts.line("measures.level_next", next=following, gates=gates)
    return Paragraph((Run(sentence),))

