"""Measures in time: phases, prerequisites, how many at once, months, and the budget (method §5)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from forms.diagnosis.evaluation import Evaluation
from forms.diagnosis.measures import FIRST, NOW, PHASES, RESERVE, SECOND, Candidate
from forms.diagnosis.model import Measure, rounded
from forms.diagnosis.money import in_wan, total
from forms.diagnosis.quotes import FIRST_YEAR, cost_items, first_year, known_years
from forms.diagnosis.savings import savings

# A measure of the reserve stands after the last month of any plan.
RESERVE_MONTH = 37


def plan_measures(run: Evaluation, found: Sequence[Candidate],
                  decided: Mapping[str, str] | None = None) -> tuple[Measure, ...]:
    """Return the measures in phases and months, those of the reserve last.

    ``decided`` are phases by measure that people chose: they stand, and the budget moves others.
    """
    inside = [_within(run, one) for one in found]
    placed = _limited(run, _early_enough(run, _first_batch(run, _early_enough(run, inside))))
    timed = _within_budget(run, _as_decided(run, placed, decided or {}))
    return tuple(sorted(timed, key=_printed_order))


def _as_decided(run: Evaluation, found: Sequence[Candidate],
                decided: Mapping[str, str]) -> list[Candidate]:
    said = run.method.text("text_moved_hand")
    return [replace(one, phase=decided[one.name], decided=True,
                    moved=one.moved if decided[one.name] == one.phase else said)
            if one.name in decided else one for one in found]


def budget_cap(run: Evaluation) -> Decimal | None:
    """Return the upper end of the named budget in yuan; None without one."""
    if "budget" not in run.method.items:
        return None
    cap = run.number(f"budget_{run.answers.text('budget')}")
    return None if cap is None else Decimal(repr(cap)).quantize(Decimal(1))


def _printed_order(measure: Measure) -> tuple[int, int, bool, float, str]:
    return (PHASES.index(measure.phase), measure.start_month, not measure.forced,
            -(measure.priority or 0.0), measure.name)


def _within(run: Evaluation, one: Candidate) -> Candidate:
    """Micro and small enterprises have one table of 12 months: no third phase."""
    last = run.method.text("last_phase", run.path) or PHASES[-2]
    late = one.phase != RESERVE and PHASES.index(one.phase) > PHASES.index(last)
    return replace(one, phase=last) if late else one


def _early_enough(run: Evaluation, found: Sequence[Candidate]) -> list[Candidate]:
    """A prerequisite is in no later phase than what needs it."""
    by_name = {one.name: one for one in found}
    changed = True
    while changed:
        changed = False
        for one in list(by_name.values()):
            for other in one.rule.words("prerequisites"):
                before = by_name.get(other)
                if before is None or one.phase == RESERVE:
                    continue
                if PHASES.index(before.phase) > PHASES.index(one.phase):
                    said = run.method.text("text_moved_prerequisite").format(other=one.name)
                    by_name[other] = replace(before, phase=one.phase, moved=said)
                    changed = True
    return list(by_name.values())


def _needed_by(name: str, found: Iterable[Candidate]) -> set[str]:
    """Return every measure that needs ``name``, directly or through others."""
    known = list(found)
    needing, waiting = set[str](), [name]
    while waiting:
        current = waiting.pop()
        for one in known:
            if current in one.rule.words("prerequisites") and one.name not in needing:
                needing.add(one.name)
                waiting.append(one.name)
    return needing


def _first_batch(run: Evaluation, found: Sequence[Candidate]) -> list[Candidate]:
    """The readiness decides how many measures the first phase takes beside the forced ones."""
    limit = run.number("first_batch")
    chosen = sorted((one for one in found if one.phase == FIRST and not one.forced),
                    key=lambda one: one.rank)
    if limit is None or len(chosen) <= limit:
        return list(found)
    kept = {one.name for one in chosen[:int(limit)]}
    kept |= {one.name for one in chosen if _needed_by(one.name, found) & kept}
    said = run.method.text("text_moved_ready").format(
        ready=rounded(run.number("CRI")), limit=int(limit))
    late = {one.name for one in chosen} - kept
    return [replace(one, phase=SECOND, moved=said) if one.name in late else one for one in found]


def _limited(run: Evaluation, found: Sequence[Candidate]) -> list[Candidate]:
    """Micro and small enterprises get at most five measures, a 个体工商户 three."""
    limit = run.number("max_measures")
    if limit is None:
        return list(found)
    by_name = {one.name: one for one in found}
    taken: set[str] = set()
    for one in sorted(found, key=lambda each: each.rank):
        group = _with_prerequisites(one, by_name) - taken
        if one.phase != RESERVE and len(taken) + len(group) <= limit:
            taken |= group
    said = run.method.text("text_moved_limit").format(limit=int(limit))
    return [_kept(one, by_name, taken) if one.name in taken
            else replace(one, phase=RESERVE, moved=said if one.phase != RESERVE else one.moved)
            for one in found]


def _kept(one: Candidate, by_name: dict[str, Candidate], taken: set[str]) -> Candidate:
    """A measure keeps the remark that it comes early only for one that is taken too."""
    waiting = _needed_by(one.name, by_name.values()) & taken
    return one if waiting else replace(one, moved="")


def _with_prerequisites(one: Candidate, by_name: dict[str, Candidate]) -> set[str]:
    group, waiting = {one.name}, [one]
    while waiting:
        for other in waiting.pop().rule.words("prerequisites"):
            if other in by_name and other not in group:
                group.add(other)
                waiting.append(by_name[other])
    return group


# -- months --------------------------------------------------------------------------------------


def _window(run: Evaluation, phase: str) -> tuple[int, int]:
    months = run.method.text(f"months_{phase}", run.path).split()
    return (int(months[0]), int(months[1])) if len(months) == 2 else (RESERVE_MONTH, RESERVE_MONTH)


def _in_order(found: Iterable[Candidate]) -> list[Candidate]:
    """Prerequisites first, otherwise by importance."""
    waiting = sorted(found, key=lambda one: one.rank)
    names, done = {one.name for one in waiting}, set[str]()
    ordered: list[Candidate] = []
    while waiting:
        ready = next((one for one in waiting
                      if not (set(one.rule.words("prerequisites")) & names) - done), waiting[0])
        waiting.remove(ready)
        done.add(ready.name)
        ordered.append(ready)
    return ordered


def _scheduled(run: Evaluation, found: Sequence[Candidate]) -> tuple[Measure, ...]:
    """Give every measure its months: after its prerequisites, its owner one thing at a time."""
    ended: dict[str, int] = {}
    free: dict[str, int] = {}
    timed: list[Measure] = []
    waiting = {phase: [one for one in found if one.phase == phase] for phase in PHASES}
    active = {one.name for one in found if one.phase != RESERVE}
    for phase in PHASES:
        for one in _in_order(waiting[phase]):
            before = [name for name in one.rule.words("prerequisites") if name in active]
            ready = max((ended.get(name, RESERVE_MONTH) + 1 for name in before), default=1)
            if _too_early(run, phase, ready):
                later = PHASES[PHASES.index(phase) + 1]
                waiting[later].append(_after(run, one, later))
                continue
            start, end = _months(run, one, phase, ready, free.get(one.rule["owner"], 1))
            ended[one.name], free[one.rule["owner"]] = end, end + 1
            timed.append(_measure(run, one, (start, end)))
    return tuple(timed)


def _too_early(run: Evaluation, phase: str, ready: int) -> bool:
    """Whether a measure must wait for the next phase: its prerequisites end after this one."""
    last = run.method.text("last_phase", run.path) or PHASES[-2]
    movable = phase not in {NOW, RESERVE} and PHASES.index(phase) < PHASES.index(last)
    return movable and ready > _window(run, phase)[1]


def _after(run: Evaluation, one: Candidate, later: str) -> Candidate:
    others = "、".join(one.rule.words("prerequisites"))
    said = run.method.text("text_moved_after").format(other=others)
    return replace(one, phase=later, moved=said)


def _months(run: Evaluation, one: Candidate, phase: str, ready: int, free: int) -> tuple[int, int]:
    first, last = _window(run, phase)
    length = max(1, int(one.rule["months"] or 1))
    if phase == RESERVE:
        return RESERVE_MONTH, RESERVE_MONTH
    earliest = min(max(first, ready), last)
    start = max(earliest, free)
    if start + length - 1 > last:  # the owner is busy: in parallel rather than too late
        start = max(earliest, min(start, last - length + 1))
    return start, min(start + length - 1, last)


# -- budget --------------------------------------------------------------------------------------


def _within_budget(run: Evaluation, found: Sequence[Candidate]) -> tuple[Measure, ...]:
    """Move what does not fit into the first year's budget, lowest priority first, and say so."""
    cap, placed = budget_cap(run), list(found)
    timed = _scheduled(run, placed)
    while cap is not None and total(one.first_year_cost_cny for one in timed) > cap:
        moved = _postponed(run, placed, timed, cap)
        if moved is None:
            break
        placed = moved
        timed = _scheduled(run, placed)
    return timed


def _postponed(run: Evaluation, placed: Sequence[Candidate], timed: Sequence[Measure],
               cap: Decimal) -> list[Candidate] | None:
    """Put the least urgent costly measure, and what needs it, one phase later."""
    costly = {one.name for one in timed
              if one.first_year_cost_cny and one.start_month <= FIRST_YEAR}
    movable = [one for one in placed
               if one.name in costly and not (one.forced or one.decided)
               and one.phase != RESERVE]
    if not movable:
        return None
    least = min(movable, key=lambda one: (one.priority or 0.0, one.name))
    phase = _next_phase(run, least.phase)
    said = run.method.text("text_moved_budget").format(limit=in_wan(cap))
    moving = {least.name} | _needed_by(least.name, placed)
    return [replace(one, phase=phase, moved=said)
            if one.name in moving and PHASES.index(one.phase) < PHASES.index(phase) else one
            for one in placed]


def _next_phase(run: Evaluation, phase: str) -> str:
    last = run.method.text("last_phase", run.path) or PHASES[-2]
    following = PHASES[PHASES.index(phase) + 1]
    return RESERVE if PHASES.index(following) > PHASES.index(last) else following


# -- values --------------------------------------------------------------------------------------


def _measure(run: Evaluation, one: Candidate, months: tuple[int, int]) -> Measure:
    rule, geti = one.rule, run.path == "geti"
    items = () if one.phase == RESERVE else cost_items(run, rule, months[0])
    cost, open_quotes = (None, 0) if one.phase == RESERVE else first_year(items, months[0])
    steps = (rule["steps_geti"] if geti else "") or rule["steps"]
    saved = savings(run, rule)
    return Measure(
        name=one.name, family=rule["family"],
        label=(rule["label_geti"] if geti else "") or rule["label"],
        service_model=rule["service_model"], phase=one.phase, start_month=months[0],
        end_month=months[1], steps=tuple(step.strip() for step in steps.split("|")),
        benefit=rule["benefit"], evidence=rule["evidence"], owner=_owner(run, rule["owner"]),
        prerequisites=rule.words("prerequisites"), priority=one.priority,
        priority_parts=one.parts, reason=_reason(run, one),
        basis=run.basis_of(rule.formulas.get("when")), first_year_cost_cny=cost,
        open_quotes=open_quotes, moved=one.moved, indicator=rule["indicator"],
        services=rule.words("services"), source=rule["source"], status=rule["status"],
        forced=one.forced, person_days=int(rule["person_days"] or 0), cost_items=items,
        years_cny=known_years(run, rule, months[0]), avoided_cny=saved.avoided_cny,
        yearly_saving_cny=saved.yearly_cny, once_cny=saved.once_cny,
    )


def _owner(run: Evaluation, owner: str) -> str:
    """Return the post as such an enterprise calls it (``owners``: ``post=post …``)."""
    words = " ".join(run.method.text("owners", by) for by in (run.path, run.industry) if by)
    names = {post: name for post, _, name in (pair.partition("=") for pair in words.split())}
    return names.get(owner) or names.get("*") or owner


def _reason(run: Evaluation, one: Candidate) -> str:
    """Say why: the red line, else the gap, else whose prerequisite it is."""
    red = next((line for line in run.method.red_lines
                if line.name == one.rule["red_line"] and run.red_line(line) is True), None)
    if red is not None:
        return run.method.text("text_reason_red").format(name=red.name, label=red["label"])
    said = []
    indicator, gap = run.method.indicators.get(one.rule["indicator"]), None
    if indicator is not None:
        gap = run.gap(indicator.name)
    if indicator is not None and gap:
        said.append(run.method.text("text_reason_gap").format(
            indicator=indicator.name, label=indicator["label"], gap=rounded(gap),
            score=rounded(run.number(indicator.name)), target=f"{run.target(indicator):g}"))
    elif indicator is not None and one.forced:
        said.append(run.method.text("text_reason_forced").format(
            indicator=indicator.name, label=indicator["label"],
            score=rounded(run.number(indicator.name))))
    if one.wanted:
        said.append(run.method.text("text_reason_prerequisite").format(
            other="、".join(one.wanted)))
    return "；".join(said)
