"""Three years of cost: new hardware, old hardware kept, cloud (method §8 and §12)."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from forms.diagnosis.evaluation import Evaluation
from forms.diagnosis.language import Formula
from forms.diagnosis.method import Rule
from forms.diagnosis.model import (
    Assumption,
    CostComparison,
    CostLine,
    CostSide,
    Sensitivity,
)
from forms.diagnosis.money import cell, cell_unit, in_wan, total

LOCAL, KEEP, CLOUD = "local", "keep", "cloud"
SIDES = (LOCAL, KEEP, CLOUD)
YEARS = ("year1", "year2", "year3")
ONCE = "once"
MONTHS = 36
TARIFF = "费用"


def compare_costs(run: Evaluation) -> CostComparison | None:
    """Return the comparison; None where there is nothing on site to compare with."""
    lines = cost_lines(run)
    if not any(line.side == LOCAL for line in lines):
        return None
    sides = tuple(_side(run, lines, side) for side in SIDES)
    comparable = _comparable(run, lines, sides)
    return CostComparison(
        lines=lines, sides=sides, assumptions=assumptions(run),
        sensitivity=tuple(sensitivity(run)) if comparable else (),
        break_even_month=break_even(lines) if comparable else None, comparable=comparable,
        conclusion=conclusion(run, sides, comparable=comparable),
        reasons=_sentences(run, "reason"), keep_risks=_sentences(run, "keep_risk"),
    )


def cost_lines(run: Evaluation) -> tuple[CostLine, ...]:
    """Return the lines that apply, in the order of the sheet."""
    return tuple(_line(run, rule) for rule in _applying(run) if rule["side"] in SIDES)


def _applying(run: Evaluation) -> list[Rule]:
    return [rule for rule in run.method.costs
            if "when" not in rule.formulas or rule.formulas["when"].truth(run.scope) is True]


def _line(run: Evaluation, rule: Rule) -> CostLine:
    unit = cell_unit(run.required("cost_cell_cny"))
    years = [_cell(run, rule.formulas.get(year), unit, _tax(run, rule)) for year in YEARS]
    return CostLine(rule["side"], rule.name, rule["label"], rule["kind"],
                    (years[0], years[1], years[2]), rule["note"], rule["source"],
                    _dated(run, rule), rule["status"])


def _dated(run: Evaluation, rule: Rule) -> str:
    """Return the day of a number: what the enterprise said (no status) is of the visit's."""
    visited = run.visited_on
    return visited.isoformat() if not rule["status"] and visited is not None else rule["date"]


def _cell(run: Evaluation, formula: Formula | None, unit: Decimal,
          tax: float) -> Decimal | None:
    amount = formula.number(run.scope) if formula is not None else None
    return None if amount is None else cell(amount * tax, unit)


def _tax(run: Evaluation, rule: Rule) -> float:
    """Return what quoted prices are multiplied with: 1 without tax (the default), 1.13 or 1.06.

    What the enterprise said it pays stays as it said it.
    """
    rate = run.required(rule["vat"]) if rule["vat"] else 0.0
    return 1 + rate / 100 if run.number("tax_included") == 1 else 1.0


def _open(lines: Sequence[CostLine]) -> int:
    return sum(line.total is None for line in lines)


def _side(run: Evaluation, lines: Sequence[CostLine], side: str) -> CostSide:
    own = [line for line in lines if line.side == side]
    return CostSide(side, run.method.text(f"side_{side}"), _known(own), _present(run, own),
                    _open(own))


def _known(lines: Sequence[CostLine]) -> Decimal:
    return total(year for line in lines for year in line.years)


def _present(run: Evaluation, lines: Sequence[CostLine]) -> Decimal:
    """Discount each year's known sum to the visit; payments count at the end of their year."""
    rate = 1 + Decimal(repr(run.required("discount_rate"))) / 100
    unit = cell_unit(run.required("cost_cell_cny"))
    sums = [total(line.years[n] for line in lines) for n in range(len(YEARS))]
    return cell(sum((amount / rate ** (n + 1) for n, amount in enumerate(sums)), Decimal(0)), unit)


def _comparable(run: Evaluation, lines: Sequence[CostLine], sides: Sequence[CostSide]) -> bool:
    """Whether every decisive line is known and no alternative is empty."""
    decisive = {rule.name for rule in run.method.costs if rule["essential"] == "yes"}
    known = all(line.total is not None for line in lines if line.name in decisive)
    return known and all(side.total > 0 for side in sides)


def monthly(lines: Sequence[CostLine], side: str) -> list[Decimal]:
    """Return what a side has cost by the end of each month: one-off items fall due at the start."""
    spent, result = Decimal(0), []
    own = [line for line in lines if line.side == side]
    once = [line for line in own if line.kind == ONCE or _at_once(line)]
    for month in range(MONTHS):
        year = month // 12
        if month % 12 == 0:
            spent += total(line.years[year] for line in once)
        spent += total(line.years[year] for line in own if line not in once) / 12
        result.append(spent)
    return result


def _at_once(line: CostLine) -> bool:
    """Hardware that is bought in the first year and costs nothing after it."""
    return bool(line.years[0]) and not line.years[1] and not line.years[2]


def break_even(lines: Sequence[CostLine]) -> int | None:
    """Return the month from which the cloud stays no dearer than new hardware."""
    pairs = list(zip(monthly(lines, CLOUD), monthly(lines, LOCAL), strict=True))
    behind = [month for month, (cloud, local) in enumerate(pairs, start=1) if cloud > local]
    first = behind[-1] + 1 if behind else 1
    return first if first <= MONTHS else None


# -- assumptions ---------------------------------------------------------------------------------


def assumptions(run: Evaluation) -> tuple[Assumption, ...]:
    """Return the parameters that the comparison rests on, in the order of the sheet."""
    used = _used(run)
    return tuple(_assumption(run, name) for name, rules in run.method.parameters.items()
                 if name in used and rules[0]["group"] == TARIFF)


def _used(run: Evaluation) -> set[str]:
    """Return the parameters behind every line that applies, or would with one more quote."""
    waiting = ["discount_rate"]
    for rule in run.method.costs:
        if "when" in rule.formulas and rule.formulas["when"].truth(run.scope) is False:
            continue
        for formula in rule.formulas.values():
            waiting += formula.values
        waiting += [rule["vat"], "tax_included"] if rule["vat"] else []
    used: set[str] = set()
    while waiting:
        name = waiting.pop()
        chosen = run.parameter_rule(name)
        if chosen is not None and name not in used:
            used.add(name)
            waiting += [other for formula in chosen.formulas.values() for other in formula.values]
    return used


def _assumption(run: Evaluation, name: str) -> Assumption:
    rule = run.parameter_rule(name) or run.method.parameters[name][0]
    changed = run.where_from(name)
    source, dated = changed or (rule["source"], _dated(run, rule))
    default = run.parameter(name)
    return Assumption(
        name, rule["label"], _decimal(run.number(name)), rule["unit"], source, dated,
        "" if changed else rule["status"],
        _decimal(default if isinstance(default, float) else None),
    )


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(f"{value:.10g}")


# -- what it says --------------------------------------------------------------------------------


def sensitivity(run: Evaluation) -> Iterator[Sensitivity]:
    """Yield how cloud − local moves when one assumption does, and when hardware is kept."""
    for rule in _applying(run):
        if rule["kind"] == "sensitivity":
            low, low_label = _changed(rule["low"])
            high, high_label = _changed(rule["high"])
            yield Sensitivity(rule["label"], low_label, _difference(run, low), high_label,
                              _difference(run, high))


def _changed(text: str) -> tuple[dict[str, Decimal], str]:
    """Read ``name=value|label``."""
    change, _, label = text.partition("|")
    name, _, value = change.partition("=")
    return {name.strip(): Decimal(value.strip())}, label


def _difference(run: Evaluation, change: Mapping[str, Decimal]) -> Decimal:
    other = Evaluation(run.method, run.record, {**run.overrides, **change})
    lines = cost_lines(other)
    return (_known([line for line in lines if line.side == CLOUD])
            - _known([line for line in lines if line.side == LOCAL]))


def conclusion(run: Evaluation, sides: Sequence[CostSide], *, comparable: bool) -> str:
    """Say plainly which is dearer; before the decisive quotes are in, that nobody can say."""
    local, keep, cloud = sides
    quotes = local.open_quotes + cloud.open_quotes
    text = run.method.text
    if not comparable:
        if not cloud.total or not local.total:
            return text("text_cost_none")
        return text("text_cost_open").format(
            local=in_wan(local.total), cloud=in_wan(cloud.total), quotes=quotes)
    difference, present = local.total - cloud.total, local.present_value - cloud.present_value
    name = "text_cost_cheaper" if difference >= 0 else "text_cost_dearer"
    said = text(name + ("_room" if quotes else "")).format(
        difference=in_wan(abs(difference)), present=in_wan(abs(present)), quotes=quotes)
    gap = cloud.total - keep.total
    kept = text("text_cost_keep_cheaper" if gap > 0 else "text_cost_keep_dearer").format(
        keep=in_wan(keep.total), gap=in_wan(abs(gap)))
    return said + kept


def _sentences(run: Evaluation, kind: str) -> tuple[str, ...]:
    return tuple(rule["label"] for rule in _applying(run) if rule["kind"] == kind)
