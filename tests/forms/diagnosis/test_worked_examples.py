"""The three worked examples of the method, answered through the real questionnaire."""

import json
import sys
from pathlib import Path

from forms.diagnosis.model import rounded
from tests.forms.diagnosis.visits import Visit, scores

SOURCE = Path(__file__).parents[4] / "shared/domain/worked_examples.json"
# What the example does not say but the form needs to get there.
GIVEN = {
    "geti": ("geti", {"industry_division": "62"}),
    "lite": ("small", {"industry_division": "34"}),
    "std": ("large", {"industry_division": "06", "coal_type": "under", "segregation": "s2",
                      "has_systems": "yes", "server_place": "standard"}),
}


def examples() -> list[dict[str, object]]:
    if not SOURCE.exists():
        warned = "worked examples absent: nothing to compare"
        sys.stdout.write(warned + "\n")
        return []
    return json.loads(SOURCE.read_text(encoding="utf-8"))["examples"]


def visit_of(example: dict[str, object]) -> Visit:
    size, given = GIVEN[str(example["path"])]
    answers, rows = dict(given), {}
    for name, value in dict(example["answers"]).items():
        if name == "systems":
            answers["has_systems"] = "yes"
            rows["system_list"] = [{"sys_crit": crit, "sys_deploy": place} for crit, place in value]
        elif name == "wan":
            rows["net_lines"] = [{"line_type": "wan"}]
        else:
            answers[name] = " ".join(value) if isinstance(value, list) else str(value)
    if size != "geti":
        answers.setdefault("server_place", "office")
    return Visit(size, answers, rows)


def test_worked_examples_come_out_to_the_decimal() -> None:
    for example in examples():
        # given
        expected = dict(example["expected"])
        # when
        diagnosis = scores(visit_of(example))
        # then
        assert str(rounded(diagnosis.cmi)) == expected["cmi"], example["name"]
        dimensions = {d.name: str(rounded(d.score)) for d in diagnosis.dimensions
                      if d.score is not None}
        assert dimensions == expected["dimensions"], example["name"]
        indicators = {i.name: str(rounded(i.score)) for d in diagnosis.dimensions
                      for i in d.indicators if i.score is not None}
        assert indicators == expected["indicators"], example["name"]


def test_noodle_shop_gets_a_start_score_and_never_a_level() -> None:
    for example in [one for one in examples() if one["path"] == "geti"]:
        diagnosis = scores(visit_of(example))
        assert (diagnosis.verdict, diagnosis.level, diagnosis.gates) == ("start", None, ())
        assert diagnosis.score_name == "上云起步分"


def test_coal_mine_reaches_l4_by_score_and_is_capped_by_the_red_line() -> None:
    for example in [one for one in examples() if one["path"] == "std"]:
        diagnosis = scores(visit_of(example))
        reached, level = diagnosis.level_by_score, diagnosis.level
        assert reached is not None
        assert level is not None
        assert (reached.name, level.name) == ("L4", "L3")
        assert all(g.passed for g in diagnosis.gates if g.level == "L4")
        assert [r.name for r in diagnosis.red_lines if r.state == "hit"] == ["R2"]
