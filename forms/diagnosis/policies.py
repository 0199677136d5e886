"""Subsidy rules as dated data: only what is in force, complete and eligible yields an amount.

Source of the reckoning: methodology.md §9, policy.md §5 (企业出一点、服务商让一点、财政补一点).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from forms.diagnosis.evaluation import Evaluation
from forms.diagnosis.method import Rule
from forms.diagnosis.model import CostComparison, PolicyResult, Share
from forms.diagnosis.money import cell, total

COUNTED, EXPIRED, INCOMPLETE, ELSEWHERE, INELIGIBLE = (
    "counted", "expired", "incomplete", "elsewhere", "ineligible",
)
CONTRACTS = "contracts"
COUNTY = "reg_county"
_CATEGORIES = ("B", "M", "Y")


@dataclass(frozen=True, slots=True)
class Contract:
    """A cloud contract of the record; yuan."""

    amount: Decimal
    paid: Decimal
    signed_on: date

    @property
    def eligible(self) -> Decimal:
        """What counts: paid, and never more than the contract."""
        return min(self.amount, self.paid)


def apply_policies(run: Evaluation) -> tuple[PolicyResult, ...]:
    """Return every rule with what it means here; amounts respect exclusions and spending."""
    held = contracts(run)
    results = [_result(run, rule, held) for rule in run.method.policies]
    return tuple(_capped_together(_exclusive(run, results), held))


def contracts(run: Evaluation) -> tuple[Contract, ...]:
    """Return the contracts whose amount, payment and date are all there."""
    if CONTRACTS not in run.method.items:
        return ()
    rows = range(1, (run.answers.rows(CONTRACTS) or 0) + 1)
    found = (_contract(run, row) for row in rows)
    return tuple(contract for contract in found if contract is not None)


def _contract(run: Evaluation, row: int) -> Contract | None:
    amount, paid, signed = (run.answers.text(n, row) for n in ("ct_amount", "ct_paid", "ct_date"))
    try:
        return Contract(Decimal(amount), Decimal(paid), date.fromisoformat(signed[:10]))
    except (InvalidOperation, ValueError):
        return None


# -- one rule ------------------------------------------------------------------------------------


def _result(run: Evaluation, rule: Rule, held: Sequence[Contract]) -> PolicyResult:
    state, said = _state(run, rule)
    eligible = _eligible(rule, held)
    amount = _amount(run, rule, eligible) if state == COUNTED else None
    reason = _reason(run, rule, said, eligible, amount)
    return PolicyResult(
        name=rule.name, region=rule["region"], document=rule["document"], title=rule["title"],
        valid_from=_day(rule["valid_from"]), valid_to=_day(rule["valid_to"]), state=state,
        reason=reason, amount_cny=amount, rule=rule["scope"], papers=_papers(run, rule),
        source=rule["source"], checked_on=rule["checked_on"], services=rule.words("services"),
        status=rule["status"],
    )


def _state(run: Evaluation, rule: Rule) -> tuple[str, str]:
    """Return the state and the name of its sentence, the first reason that holds."""
    on, until, since = run.visited_on, _day(rule["valid_to"]), _day(rule["valid_from"])
    if (on is not None and until is not None and until < on) or rule["status"] == "已过期":
        return EXPIRED, "expired"
    if not _here(run, rule):
        return ELSEWHERE, "elsewhere"
    if on is not None and since is not None and since > on:
        return INCOMPLETE, "future"
    if on is None or since is None or not _complete(rule):
        return INCOMPLETE, "incomplete"
    who = rule.formulas["who"].truth(run.scope) if "who" in rule.formulas else True
    if who is None:
        return INCOMPLETE, "unknown"
    return (COUNTED, "counted") if who else (INELIGIBLE, "ineligible")


def _here(run: Evaluation, rule: Rule) -> bool:
    county = run.answers.text(COUNTY) if COUNTY in run.method.items else ""
    return county.startswith(rule["region_code"])


def _complete(rule: Rule) -> bool:
    """Whether everything that the reckoning needs was published in what has been checked."""
    parameters = _parameters(rule)
    needed = {"proportion": ("rate",), "progressive": ("tiers",), "full": ("tiers",),
              "fixed": (), "voucher": ("balance",)}
    if rule["method"] not in needed or rule["status"] != "现行":
        return False
    fixed = rule["method"] != "fixed" or any(name in parameters for name in _CATEGORIES)
    return fixed and all(name in parameters for name in needed[rule["method"]])


def _parameters(rule: Rule) -> dict[str, str]:
    """Read ``name=value;…``."""
    parts = (part.partition("=") for part in rule["parameters"].split(";") if part.strip())
    return {name.strip(): value.strip() for name, _, value in parts}


def _eligible(rule: Rule, held: Sequence[Contract]) -> Decimal:
    """Return the payments on contracts signed while the rule is in force."""
    since, until = _day(rule["valid_from"]), _day(rule["valid_to"])
    least = Decimal(_parameters(rule).get("min_paid", "0"))
    return total(
        contract.eligible for contract in held
        if (since is None or since <= contract.signed_on)
        and (until is None or contract.signed_on <= until)
        and contract.paid >= contract.amount * least
    )


def _amount(run: Evaluation, rule: Rule, eligible: Decimal) -> Decimal:
    amount = _METHODS[rule["method"]](run, _parameters(rule), eligible)
    cap = Decimal(rule["cap_cny"]) if rule["cap_cny"] else None
    limits = [amount, eligible] + ([cap] if cap is not None else [])
    return cell(min(limits), Decimal(1))


def _proportion(_run: Evaluation, parameters: Mapping[str, str], eligible: Decimal) -> Decimal:
    return eligible * Decimal(parameters["rate"])


def _tiers(parameters: Mapping[str, str]) -> list[tuple[Decimal, Decimal]]:
    """Read ``0:0.3,100000:0.2``: from that amount on, that rate."""
    pairs = (part.split(":") for part in parameters["tiers"].split(","))
    return sorted((Decimal(start), Decimal(rate)) for start, rate in pairs)


def _progressive(_run: Evaluation, parameters: Mapping[str, str], eligible: Decimal) -> Decimal:
    """超额累进: each tier's rate for the part that falls into it."""
    tiers = _tiers(parameters)
    ends = [start for start, _ in tiers[1:]] + [max(eligible, tiers[-1][0])]
    return total(max(Decimal(0), min(eligible, end) - start) * rate
                 for (start, rate), end in zip(tiers, ends, strict=True))


def _full(_run: Evaluation, parameters: Mapping[str, str], eligible: Decimal) -> Decimal:
    """全额: the rate of the tier that the whole amount falls into."""
    reached = [rate for start, rate in _tiers(parameters) if eligible >= start]
    return eligible * reached[-1] if reached else Decimal(0)


def _fixed(run: Evaluation, parameters: Mapping[str, str], _eligible: Decimal) -> Decimal:
    """A fixed sum for each of 基础、管理、业务 that is on the cloud."""
    done = (name for name in _CATEGORIES if name in parameters and run.number(f"done_{name}") == 1)
    return total(Decimal(parameters[name]) for name in done)


def _voucher(_run: Evaluation, parameters: Mapping[str, str], eligible: Decimal) -> Decimal:
    return min(eligible, Decimal(parameters["balance"]))


_METHODS: Mapping[str, Callable[[Evaluation, Mapping[str, str], Decimal], Decimal]] = {
    "proportion": _proportion, "progressive": _progressive, "full": _full, "fixed": _fixed,
    "voucher": _voucher,
}


def _reason(run: Evaluation, rule: Rule, said: str, eligible: Decimal,
            amount: Decimal | None) -> str:
    name = "none" if said == "counted" and not eligible else said
    return run.method.text(f"text_policy_{name}").format(
        region=rule["region"], eligible=eligible, amount=amount)


def _papers(run: Evaluation, rule: Rule) -> tuple[tuple[str, bool], ...]:
    """Return each paper that the claim needs with whether the record holds it."""
    notes = " ".join(note.text for note in run.record.annotations(kind="evidence"))
    labels = [(name, run.method.text(f"paper_{name}")) for name in rule.words("evidence")]
    return tuple((label, run.number(f"held_{name}") == 1 or label.partition("（")[0] in notes)
                 for name, label in labels)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


# -- several rules -------------------------------------------------------------------------------


def _exclusive(run: Evaluation, results: Sequence[PolicyResult]) -> list[PolicyResult]:
    """Of rules that exclude each other the highest counts."""
    groups = {rule.name: rule["exclusive"] for rule in run.method.policies if rule["exclusive"]}
    best: dict[str, PolicyResult] = {}
    for one in results:
        group = groups.get(one.name, "") if one.state == COUNTED else ""
        if group and (group not in best or _worth(one) > _worth(best[group])):
            best[group] = one
    chosen = {one.name for one in best.values()}
    return [_excluded(run, one, best[groups[one.name]])
            if one.state == COUNTED and one.name in groups and one.name not in chosen else one
            for one in results]


def _excluded(run: Evaluation, one: PolicyResult, other: PolicyResult) -> PolicyResult:
    said = run.method.text("text_policy_exclusive").format(other=other.title)
    return replace(one, state=INELIGIBLE, reason=said, amount_cny=None)


def _worth(one: PolicyResult) -> Decimal:
    return one.amount_cny or Decimal(0)


def _capped_together(results: Sequence[PolicyResult],
                     held: Sequence[Contract]) -> list[PolicyResult]:
    """All subsidies together are no more than what was paid: an invoice counts once."""
    left = total(contract.eligible for contract in held)
    capped = []
    for one in results:
        amount = min(one.amount_cny, left) if one.amount_cny is not None else None
        left -= amount or Decimal(0)
        capped.append(replace(one, amount_cny=amount))
    return capped


def shares(run: Evaluation, costs: CostComparison | None,
           policies: Sequence[PolicyResult]) -> tuple[Share, ...]:
    """Return the three shares of the priced cloud contracts over three years.

    While a decisive price is open the enterprise's share is not known.
    """
    contract = {rule.name for rule in run.method.costs if rule["contract"] == "yes"}
    lines = costs.lines if costs is not None else ()
    priced = costs is not None and costs.comparable
    listed = total(year for line in lines if line.name in contract for year in line.years)
    discount = -total(year for line in lines if line.kind == "discount" for year in line.years)
    counted = [one for one in policies if one.state == COUNTED]
    subsidy = total(one.amount_cny for one in counted)
    return (
        _share(run, "enterprise", listed - discount - subsidy if priced else None, "open"),
        _share(run, "vendor", discount or None, "discount"),
        _share(run, "treasury", subsidy if counted else None, "policy"),
    )


def _share(run: Evaluation, who: str, amount: Decimal | None, reason: str) -> Share:
    said = run.method.text(f"text_share_{reason}") if amount is None else ""
    return Share(who, run.method.text(f"label_share_{who}"), amount, said)
