"""The peers' cases as a gate: where they agree we agree, elsewhere we follow a named side."""

from functools import cache

import pytest

from tests.oracles import cases, conformance
from tests.oracles.cases import Report


def _absent() -> bool:
    if not cases.present():
        print("../shared/conformance is not here: nothing was compared")  # noqa: T201 - said aloud
        return True
    return False


@pytest.mark.parametrize(("title", "agreeing", "others"), [
    ("expressions", 0.99, 0.90), ("scenarios", 0.97, 0.90), ("form loads", 1.0, 0.90),
])
def test_we_do_what_the_peers_do(title: str, agreeing: float, others: float) -> None:
    if _absent():
        return
    report = _report(title)
    assert report.share(dissent=False) >= agreeing, conformance.text_of(report)
    assert report.share(dissent=True) >= others, conformance.text_of(report)


def test_every_scenario_that_we_fail_has_its_reason() -> None:
    if _absent():
        return
    unexplained = [o.name for title in ("scenarios", "form loads")
                   for o in _report(title).outcomes
                   if not o.passed and not o.reason]
    assert not unexplained


@cache
def _reports() -> dict[str, Report]:
    return {report.title: report for report in conformance.reports()}


def _report(title: str) -> Report:
    return _reports()[title]
