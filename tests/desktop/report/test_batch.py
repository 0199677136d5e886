from dataclasses import replace
from pathlib import Path

from desktop.report import page_count
from desktop.report.batch import Job, make_all
from forms.errors import FormDefinitionError
from forms.plan import Plan
from tests.desktop.report.plans import geti, medium


def broken() -> Plan:
    raise FormDefinitionError("plan-part-missing", part="cover")


def lacking() -> Plan:
    return replace(geti(), required=(("M01", "不在文件里的一句"),))


def test_one_plan_that_fails_stops_no_other(tmp_path: Path) -> None:
    # given four jobs, two of which cannot be made
    jobs = [Job("a", geti), Job("b", broken), Job("c", lacking), Job("a", geti)]
    told: list[tuple[int, int]] = []
    # when they are made
    outcomes = make_all(jobs, tmp_path / "out", lambda done, total: told.append((done, total)))
    # then two files stand there, and two errors say why not
    assert [o.file.name if o.file else None for o in outcomes] == ["a.pdf", None, None, "a-2.pdf"]
    assert [getattr(o.error, "code", "") for o in outcomes] == [
        "", "plan-part-missing", "incomplete", ""]
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert page_count((tmp_path / "out/a.pdf").read_bytes()) == 1


def test_a_cancelled_batch_keeps_what_was_made(tmp_path: Path) -> None:
    asked: list[bool] = []

    def cancelled() -> bool:
        asked.append(True)
        return len(asked) > 1

    outcomes = make_all([Job("a", geti), Job("b", lambda: medium("onepage"))], tmp_path,
                        cancelled=cancelled)
    assert [outcome.name for outcome in outcomes] == ["a"]
