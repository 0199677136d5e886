"""Gates, caps and red lines."""

import pytest

from forms.diagnosis.gates import level_by_score, level_in_force
from forms.diagnosis.model import Gate, Level, RedLine
from tests.forms.diagnosis.visits import Visit, scores

LADDER = tuple(Level(f"L{n}", "", minimum) for n, minimum in enumerate((0, 20, 40, 60, 80), 1))


@pytest.mark.parametrize(("cmi", "name"), [
    (0, "L1"), (19.9, "L1"), (20, "L2"), (39.9, "L2"), (40, "L3"), (59.9, "L3"), (60, "L4"),
    (80, "L5"), (100, "L5"),
])
def test_level_starts_at_its_minimum(cmi: float, name: str) -> None:
    assert level_by_score(cmi, LADDER).name == name


@pytest.mark.parametrize(("reached", "gates", "hits", "expected"), [
    ("L4", [("L4", True)], 0, "L4"),
    ("L4", [("L4", False), ("L4", False)], 0, "L3"),
    ("L4", [("L3", False)], 0, "L4"),
    ("L4", [("L4", None)], 0, "L4"),
    ("L5", [("L5", True)], 1, "L3"),
    ("L3", [("L3", False)], 1, "L2"),
    ("L1", [("L1", False)], 0, "L1"),
])
def test_failed_gate_costs_one_level_and_a_red_line_caps(
    reached: str, gates: list[tuple[str, bool | None]], hits: int, expected: str
) -> None:
    # given
    level = next(one for one in LADDER if one.name == reached)
    checked = tuple(Gate(name, "", 50, 40, passed) for name, passed in gates)
    lines = tuple(RedLine("R1", "", "hit", "L3", "") for _ in range(hits))
    # when
    in_force = level_in_force(level, LADDER, checked, lines)
    # then
    assert in_force.name == expected


def states(visit: Visit) -> dict[str, str]:
    return {line.name: line.state for line in scores(visit).red_lines}


SYSTEM = {"sys_control": "no", "sys_deploy": "phys", "sys_crit": "k2"}


@pytest.mark.parametrize(("name", "visit", "state"), [
    ("R1", Visit("small", {"has_systems": "yes"},
                 {"system_list": [SYSTEM | {"sys_control": "yes", "sys_deploy": "iaas"}]}), "hit"),
    ("R1", Visit("small", {"has_systems": "yes"}, {"system_list": [SYSTEM]}), "clear"),
    ("R1", Visit("small", {"has_systems": "yes"},
                 {"system_list": [{"sys_deploy": "saas"}]}), "unknown"),
    ("R1", Visit("small", {"has_systems": "no"}), "clear"),
    ("R1", Visit("small", {}), "unknown"),
    ("R2", Visit("small", {"important": "unreported"}), "hit"),
    ("R2", Visit("small", {"important": "reported"}), "clear"),
    ("R2", Visit("small", {"important": "unknown"}), "unknown"),
    ("R2", Visit("small", {}), "unknown"),
    ("R3", Visit("medium", {"key_industry": "power", "power_zone": "z0"}), "hit"),
    ("R3", Visit("medium", {"key_industry": "power"}), "unknown"),
    ("R3", Visit("medium", {"key_industry": "coal"}), "clear"),
    ("R4", Visit("small", {"backup": "b0", "has_systems": "yes"},
                 {"system_list": [SYSTEM | {"sys_crit": "k4"}]}), "hit"),
    ("R4", Visit("small", {"backup": "b2", "has_systems": "yes"},
                 {"system_list": [SYSTEM | {"sys_crit": "k4"}]}), "clear"),
    ("R4", Visit("small", {"has_systems": "yes"},
                 {"system_list": [SYSTEM | {"sys_crit": "k4"}]}), "unknown"),
    ("R5", Visit("medium", {"key_industry": "chemical", "chem_hazard": "major",
                            "sis_external": "yes"}), "hit"),
    ("R5", Visit("medium", {"key_industry": "chemical", "chem_hazard": "major",
                            "sis_external": "unsure"}), "unknown"),
    ("R5", Visit("medium", {"key_industry": "chemical", "chem_hazard": "general"}), "clear"),
    ("R6", Visit("small", {"incident": "virus", "incident_fixed": "no"}), "hit"),
    ("R6", Visit("small", {"incident": "leak"}), "unknown"),
    ("R6", Visit("small", {"incident": "leak", "incident_fixed": "yes"}), "clear"),
    ("R6", Visit("small", {"incident": "outage"}), "clear"),
])
def test_red_line_is_hit_clear_or_unknown(name: str, visit: Visit, state: str) -> None:
    assert states(visit)[name] == state


def test_red_line_cites_the_system_that_hits_it() -> None:
    rows = {"system_list": [SYSTEM, SYSTEM | {"sys_control": "yes", "sys_deploy": "iaas"}]}
    line = scores(Visit("small", {"has_systems": "yes"}, rows)).red_lines[0]
    assert {basis.path.split("/")[-2] for basis in line.basis} == {"system_list[2]"}


def test_unknown_red_line_names_the_question_that_decides() -> None:
    line = scores(Visit("small", {"important": "unknown"})).red_lines[1]
    assert [(basis.number, basis.answer) for basis in line.basis] == [("8.5", "没判断过")]


def test_before_anything_is_asked_no_red_line_is_clear() -> None:
    visit = Visit("small", {"consent_given": "no"})
    assert set(states(visit).values()) == {"unknown"}
