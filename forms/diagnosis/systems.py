"""What happens to each information system: 7R, where it goes, when, with what risk (method §6, §7).

A control system is never sent to a public cloud, whatever the other rules say (design §8).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from forms.diagnosis.answers import ANSWERED, HIDDEN
from forms.diagnosis.evaluation import Evaluation
from forms.diagnosis.method import SYSTEMS, Rule
from forms.diagnosis.model import SystemAdvice
from forms.diagnosis.rows import matching_rule, system_text
from forms.diagnosis.truth import to_number

RETAIN, RETIRE, REPURCHASE, UNKNOWN = "Retain", "Retire", "Repurchase", "unknown"
PUBLIC, PRIVATE, EDGE, MIXED, LOCAL = "public", "private", "edge", "mixed", "local"
MODES = (PUBLIC, PRIVATE, EDGE)
_CRITICAL = ("k1", "k2", "k3", "k4")
_CONTROL_CATEGORIES = frozenset({"scada"})


@dataclass(frozen=True, slots=True)
class _Row:
    """One system: its answers."""

    run: Evaluation
    index: int

    def text(self, name: str) -> str:
        """The stored answer; '' when there is none."""
        return system_text(self.run, name, self.index)

    def state(self, name: str) -> str:
        return self.run.answers.state(name, self.index)

    def words(self, name: str) -> str:
        return self.run.answers.words(name, self.index)

    @property
    def control(self) -> bool:
        """Whether it controls plant, or may: then it is nothing for a public cloud."""
        return self.text("sys_control") == "yes" or self.text("sys_cat") in _CONTROL_CATEGORIES


def advise_systems(run: Evaluation) -> tuple[SystemAdvice, ...]:
    """Return the advice for every system in the order of the record, with its wave."""
    return _in_waves(run, [_advice(_Row(run, index)) for index in run.systems()])


def _advice(row: _Row) -> SystemAdvice:
    rule, decided = matching_rule(row.run, row.index)
    if rule is None or not decided:
        return _unknown(row, rule)
    disposition = rule["disposition"]
    points = deployment_points(row)
    zone = _zone(row, rule, points)
    service = _service(row, rule)
    return replace(
        _facts(row), rule=rule["order"], disposition=disposition,
        disposition_label=_label(row, rule),
        destination=" ".join(filter(None, (row.run.method.text(f"zone_{zone}"), service))),
        risk=rule["risk"], reason=rule["reason"], note=rule["note"], zone=zone,
        downtime=_downtime(row, disposition), interfaces=_interfaces(row, disposition),
        service_model=service, deployment=tuple(points.items()),
        basis=row.run.basis_of(rule.formulas.get("when"), row.index),
        source=rule["source"], status=rule["status"],
    )


def _label(row: _Row, rule: Rule) -> str:
    """Return the disposition in words; of what stays, why it does (已上云, 暂留)."""
    said = row.run.method.text(f"label_{rule['disposition']}")
    return rule["note"] or said if rule["disposition"] == RETAIN else said


def _facts(row: _Row) -> SystemAdvice:
    """What is known of a system before any rule."""
    cost = to_number(row.text("sys_cost"))
    unnamed = row.run.method.text("text_system_unnamed").format(index=row.index)
    return SystemAdvice(
        path=f"{row.run.method.items[SYSTEMS].path}[{row.index}]",
        name=row.text("sys_name") or unnamed, category=row.words("sys_cat"),
        now=row.words("sys_deploy"), rule="", disposition=UNKNOWN, disposition_label="",
        destination="", risk="", reason="", downtime="", interfaces="", wave=None,
        control=row.control,
        annual_cost_cny=None if cost is None or cost != cost
        else Decimal(repr(round(cost * 10000, 2))).quantize(Decimal(1)),
    )


def _unknown(row: _Row, rule: Rule | None) -> SystemAdvice:
    """Not decided: name the questions that decide, guess nothing."""
    method = row.run.method
    formula = rule.formulas.get("when") if rule is not None else None
    missing = row.run.missing_in(formula, row.index) if formula is not None else ()
    said = method.text("text_unknown_risk").format(
        rule=rule["order"] if rule is not None else "—",
        questions="、".join(basis.question for basis in missing))
    return replace(
        _facts(row), rule=rule["order"] if rule is not None else "",
        disposition_label=method.text("label_unknown"), destination=method.text("zone_unknown"),
        zone=UNKNOWN, risk=said, reason=rule["reason"] if rule is not None else "",
        downtime=_downtime(row, UNKNOWN), interfaces=_interfaces(row, UNKNOWN), missing=missing,
        source=rule["source"] if rule is not None else "",
        status=rule["status"] if rule is not None else "",
    )


# -- where it goes -------------------------------------------------------------------------------


def deployment_points(row: _Row) -> dict[str, float]:
    """Add up the factors of method §7 that hold for a system, by mode."""
    points = dict.fromkeys(MODES, 0.0)
    scope = row.run.scope.at(SYSTEMS, row.index)
    for rule in row.run.method.deployment:
        if "when" in rule.formulas and rule.formulas["when"].truth(scope) is True:
            for mode in MODES:
                points[mode] += float(rule[mode] or 0)
    return points


def _zone(row: _Row, rule: Rule, points: dict[str, float]) -> str:
    """Return the zone; only a rule that leaves it open (``scored``) asks the points."""
    zone = rule["zone"]
    if row.control:
        return zone if zone in {EDGE, LOCAL} else EDGE
    return _best_zone(row.run, points) if zone == "scored" else zone


def _best_zone(run: Evaluation, points: dict[str, float]) -> str:
    if run.scale in run.method.text("always_public").split() or not any(points.values()):
        return run.method.text("default_zone") or PUBLIC
    first, second, *_ = sorted(MODES, key=lambda mode: -points[mode])
    close = points[first] - points[second] < run.required("mixed_margin")
    return MIXED if close else first


def _service(row: _Row, rule: Rule) -> str:
    """The service model; without IT staff no PaaS (method §7)."""
    service = rule["service"]
    alone = "it_staff" in row.run.method.items and row.run.answers.text("it_staff") == "0"
    return "IaaS" if alone and "PaaS" in service else service


# -- what it takes -------------------------------------------------------------------------------


def _downtime(row: _Row, disposition: str) -> str:
    method = row.run.method
    if disposition in {RETAIN, UNKNOWN}:
        return method.text("downtime_none")
    if disposition == REPURCHASE:
        return method.text("downtime_saas")
    critical = row.text("sys_crit")
    return method.text(f"downtime_{critical if critical in _CRITICAL else 'unknown'}")


def _interfaces(row: _Row, disposition: str) -> str:
    method = row.run.method
    if "sys_links" not in method.items or row.state("sys_links") == HIDDEN:
        return ""
    if row.state("sys_links") != ANSWERED:
        return method.text("text_interfaces_unknown")
    count = to_number(row.text("sys_links")) or 0
    if not count > 0:
        return method.text("text_interfaces_none")
    kept = disposition in {RETAIN, UNKNOWN}
    text = method.text("text_interfaces_kept" if kept else "text_interfaces")
    return text.format(count=int(count))


def _in_waves(run: Evaluation, advice: Sequence[SystemAdvice]) -> tuple[SystemAdvice, ...]:
    """Number the waves: k1 before k4; linked systems that move together share the last one."""
    moving = {index: _stage(run, index, one) for index, one in enumerate(advice, start=1)
              if one.disposition not in {RETAIN, UNKNOWN}}
    linked = set(run.method.text("interface_waves").split())
    together = [index for index in moving if advice[index - 1].disposition in linked
                and (to_number(_Row(run, index).text("sys_links")) or 0) > 0]
    if len(together) > 1:
        latest = max(moving[index] for index in together)
        moving.update(dict.fromkeys(together, latest))
    order = {stage: wave for wave, stage in enumerate(sorted(set(moving.values())), start=1)}
    return tuple(replace(one, wave=order[moving[index]]) if index in moving else one
                 for index, one in enumerate(advice, start=1))


def _stage(run: Evaluation, index: int, one: SystemAdvice) -> tuple[int, bool]:
    """Importance first; software that is replaced goes before what is moved with its data."""
    critical = _Row(run, index).text("sys_crit")
    rank = _CRITICAL.index(critical) if critical in _CRITICAL else len(_CRITICAL)
    return rank, one.disposition not in {REPURCHASE, RETIRE}
