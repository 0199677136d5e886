"""Values that a formula may name in a row of the list of systems."""

from typing import TYPE_CHECKING

from forms.diagnosis.method import SYSTEMS, Rule
from forms.diagnosis.truth import Value, to_number

if TYPE_CHECKING:
    from forms.diagnosis.evaluation import Evaluation


def row_value(run: "Evaluation", name: str, index: int) -> Value:
    """Return ``sys_duplicate`` or ``sys_disposition`` of a system; unknown is None."""
    if name == "sys_duplicate":
        return is_duplicate(run, index)
    rule, decided = matching_rule(run, index)
    return rule["disposition"] if rule is not None and decided else None


def matching_rule(run: "Evaluation", index: int) -> tuple[Rule | None, bool]:
    """Return the first 7R rule that matches, or the first that is not decided (False).

    The rules are tried in order and the first match counts (method §6); a rule whose condition
    hangs on an open answer stops the search, because a later match would be a guess.
    """
    scope = run.scope.at(SYSTEMS, index)
    for rule in run.method.dispositions:
        truth = rule.formulas["when"].truth(scope) if "when" in rule.formulas else True
        if truth is not False:
            return rule, truth is True
    return None, False


def system_text(run: "Evaluation", name: str, index: int) -> str:
    """Return a stored answer of a system; '' when there is none."""
    return run.answers.text(name, index) if name in run.method.items else ""


def is_duplicate(run: "Evaluation", index: int) -> bool:
    """Whether another system of the same category does the same and more speaks for that one."""
    category = system_text(run, "sys_cat", index)
    if not category or category in run.method.text("duplicate_excludes").split():
        return False
    return any(system_text(run, "sys_cat", other) == category
               and _merit(run, other) > _merit(run, index)
               for other in run.systems() if other != index)


def _merit(run: "Evaluation", index: int) -> tuple[float, float, float, int]:
    """How much speaks for keeping a system when two do the same."""
    year = to_number(system_text(run, "sys_year", index)) or 0.0
    satisfied = system_text(run, "sys_sat", index)[1:]
    return (run.answers.points("sys_crit", index) or 0.0,
            float(satisfied) if satisfied.isdigit() else 0.0,
            year if year == year else 0.0, -index)
