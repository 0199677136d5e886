"""What follows a finished visit: the next one from its answers, the follow-up of its measures."""

from datetime import timedelta

import forms
from desktop.again import begin_follow_up, begin_second_visit, latest_visit, visit_facts
from desktop.facts import describe, record_facts
from desktop.finishing import finish_visit
from desktop.opening import Opener
from desktop.plan_context import plan_context, with_comparisons
from desktop.practice import fill, practice_visit
from desktop.previous import read_previous
from desktop.questionnaires import shipped
from desktop.screens.diagnosis_changes import change_rows, changes_headline
from desktop.screens.diagnosis_compare import Beside, compared, read_beside
from desktop.screens.effects import read_effects
from desktop.screens.home_model import score_words
from desktop.screens.interview_model import InterviewModel
from desktop.settings import Settings
from desktop.visit import Visit
from forms import revisit
from forms.diagnosis.comparison import BENCHMARKS
from forms.revisit import FOLLOW_UP
from sync.store import Store
from sync.values import Entity, RecordFilter
from tests.desktop.builders import NOW, Desk, questionnaire

CONSENT, USCC = "/data/visit/consent_given", "/data/enterprise/uscc"
BACKUP, NET = "/data/infra/backup", "/data/infra/net_access"
ACTIONS = "/data/actions/action_list"
KNOWN = visit_facts(Settings(consultant="王工"), NOW)


def a_finished_visit(desk: Desk) -> tuple[str, forms.Entry]:
    """The practice factory, finished with its plan."""
    entry = questionnaire().start(now=desk.services.now, new_uuid=desk.services.new_uuid)
    fill(entry, practice_visit())
    store = desk.store
    uuid = store.create_record(entry.form, entry)
    facts = record_facts(entry, forms.score(entry))
    store.append(uuid, (), xml=entry.xml(), facts=facts, last_path="")
    context = plan_context(entry, store.record(uuid).number, Settings(), NOW)
    finish_visit(store, uuid, entry, context)
    return uuid, entry


def a_second_visit(desk: Desk, before: str) -> tuple[str, forms.Entry]:
    """Begun from a finished one; the enterprise has consented again."""
    opener = Opener(lambda: NOW + timedelta(days=90), desk.services.new_uuid)
    uuid = begin_second_visit(desk.store, opener, questionnaire(), before, KNOWN)
    _draft, entry = opener.open(desk.store, uuid)
    entry.answer(CONSENT, "yes")
    keep_facts(desk.store, uuid, entry)
    return uuid, entry


def keep_facts(store: Store, uuid: str, entry: forms.Entry) -> None:
    facts = record_facts(entry, forms.score(entry))
    store.append(uuid, (), xml=entry.xml(), facts=facts, last_path="")


def opened(desk: Desk, uuid: str, entry: forms.Entry) -> Visit:
    return Visit(uuid, "", entry, store=desk.store, background=desk.background,
                 new_uuid=desk.services.new_uuid)


def test_a_second_visit_is_kept_with_the_day_the_consultant_and_the_old_answers(
    desk: Desk,
) -> None:
    # given
    before, entry = a_finished_visit(desk)
    # when
    opener = Opener(desk.services.now, desk.services.new_uuid)
    uuid = begin_second_visit(desk.store, opener, questionnaire(), before, KNOWN)
    # then: before the consent is given the list already says whose record it is
    summary = next(one for one in desk.store.records() if one.uuid == uuid)
    assert summary.facts.enterprise == entry.value("/data/enterprise/ent_name")
    assert (summary.state, summary.facts.uscc) == ("draft", entry.value(USCC))
    # and once it is, the answers of last time stand, each to be confirmed
    _draft, again = opener.open(desk.store, uuid)
    assert again.value("/data/visit/surveyor_name") == "王工"
    assert again.value(BACKUP) == ""
    again.answer(CONSENT, "yes")
    assert again.value(BACKUP) == entry.value(BACKUP)
    assert len(revisit.carried(again)) > 200


def test_the_last_finished_visit_of_the_enterprise_is_the_one_that_counts(desk: Desk) -> None:
    # given a finished visit and a second one that is still a draft
    before, entry = a_finished_visit(desk)
    uuid, _again = a_second_visit(desk, before)
    code = entry.value(USCC)
    # when
    found = read_previous(desk.store, uuid, code, practice=False)
    # then it is compared with the finished one, by the score it had
    assert found is not None
    assert (found.uuid, found.visited_on) == (before, "2026-11-18")
    assert found.diagnosis.cmi == forms.diagnose(entry).cmi
    # and neither a first visit nor another code nor practice has one
    assert read_previous(desk.store, before, code, practice=False) is None
    assert read_previous(desk.store, uuid, "91140702MA0YY01K37", practice=False) is None
    assert read_previous(desk.store, uuid, code, practice=True) is None
    assert latest_visit(desk.store, code, "x", practice=False) == before


def test_what_changed_since_the_last_visit_is_told(desk: Desk) -> None:
    # given another backup than last time
    before, entry = a_finished_visit(desk)
    uuid, again = a_second_visit(desk, before)
    again.answer(BACKUP, "b4")
    # when
    beside = read_beside(desk.store, uuid, entry.value(USCC), practice=False)
    found = compared(beside, again, forms.diagnose(again))
    # then
    assert found.last_on == "2026-11"
    assert found.changes is not None
    assert [(one.path, one.number) for one in found.changes.answers] == [(BACKUP, "3.11")]
    rows = change_rows(found.changes, found.measures)
    assert [cell.text for cell in rows[0].cells] == [
        "3.11", "重要数据备份", "定期备到本地", "自动备到云上并能恢复"]
    assert all(row.cells[1].text for row in rows)
    assert "1 个答案变了" in changes_headline(found.changes)
    assert found.changes.total.by is not None
    assert found.changes.total.by > 0


def test_the_plan_of_a_second_visit_has_the_last_score_and_the_peers(desk: Desk) -> None:
    # given a table with twelve manufacturers of this size
    before, entry = a_finished_visit(desk)
    uuid, again = a_second_visit(desk, before)
    cell = {"section": "C", "scale": "medium", "measure": "cmi", "count": "12",
            "lower": "30.0", "median": "44.0", "upper": "60.0", "computed_on": "2026-10-01"}
    desk.store.put_entities(BENCHMARKS, [Entity(BENCHMARKS, "e1", "C medium cmi", 1, cell)])
    diagnosis = forms.diagnose(again)
    # when
    context = with_comparisons(
        plan_context(again, "YZ", Settings(), NOW), desk.store, uuid, again, diagnosis)
    # then
    assert context.previous is not None
    assert context.previous.cmi == forms.diagnose(entry).cmi
    assert context.previous_on == "2026-11-18"
    assert context.benchmark is not None
    assert (context.benchmark.enough, context.benchmark.medians["cmi"]) == (True, 44.0)


def test_peers_are_the_platforms_and_never_the_laptops_own_records(desk: Desk) -> None:
    _before, entry = a_finished_visit(desk)
    diagnosis = forms.diagnose(entry)
    nine = {"section": "C", "scale": "medium", "measure": "cmi", "count": "9", "lower": "1",
            "median": "2", "upper": "3", "computed_on": "2026-10-01"}
    without = compared(Beside(), entry, diagnosis)
    few = compared(Beside(table=(nine,)), entry, diagnosis)
    assert (without.has_table, without.has_peers) == (False, False)
    assert (few.has_table, few.has_peers, few.peer_count) == (True, False, 9)


def test_an_answer_of_last_time_is_confirmed_by_answering_it_and_by_undo_waits_again(
    desk: Desk,
) -> None:
    # given the second visit open
    before, _entry = a_finished_visit(desk)
    uuid, again = a_second_visit(desk, before)
    visit = opened(desk, uuid, again)
    model = InterviewModel(visit)
    model.open_section("/data/infra")
    assert model.outline.state(BACKUP).carried
    # when one is answered anew and one is let stand
    model.answer(BACKUP, "b4")
    model.confirm(NET)
    # then neither waits, and undo takes the answer and its confirmation back together
    assert not model.outline.state(BACKUP).carried
    assert not model.outline.state(NET).carried
    visit.undo()
    visit.undo()
    assert model.outline.state(BACKUP).carried
    assert visit.entry.value(BACKUP) != "b4"


def test_a_whole_section_is_confirmed_in_one_step(desk: Desk) -> None:
    before, _entry = a_finished_visit(desk)
    uuid, again = a_second_visit(desk, before)
    visit = opened(desk, uuid, again)
    model = InterviewModel(visit)
    model.open_section("/data/infra")
    waiting, all_waiting = model.carried(), len(revisit.carried(again))
    assert waiting > 20
    model.confirm_section()
    assert model.carried() == 0
    assert len(revisit.carried(again)) == all_waiting - waiting
    visit.undo()
    assert model.carried() == waiting


def test_a_follow_up_is_a_record_of_its_own_that_no_comparison_takes_for_a_visit(
    desk: Desk,
) -> None:
    # given
    before, entry = a_finished_visit(desk)
    opener = Opener(desk.services.now, desk.services.new_uuid)
    form = shipped(FOLLOW_UP)
    # when
    uuid = begin_follow_up(desk.store, opener, form, before, KNOWN)
    # then the list knows enterprise, county and that it is a follow-up
    summary = next(one for one in desk.store.records() if one.uuid == uuid)
    assert summary.form_id == FOLLOW_UP
    assert summary.facts.county_label == "晋中市 榆次区"
    assert summary.number.startswith("YZ140702")
    # when it is filled in and finished
    _draft, follow = opener.open(desk.store, uuid)
    follow.answer(CONSENT, "yes")
    follow.answer("/data/visit/consent_sync", "all")
    follow.answer(f"{ACTIONS}[1]/m_state", "done")
    follow.answer(f"{ACTIONS}[1]/m_evidence", "screen")
    keep = record_facts(follow, None)
    desk.store.append(uuid, (), xml=follow.xml(), facts=keep, last_path="")
    finished = finish_visit(
        desk.store, uuid, follow, plan_context(follow, summary.number, Settings(), NOW))
    # then it waits with its document, and the last visit is still the visit
    assert finished.pdf.startswith(b"%PDF")
    assert desk.store.record(uuid).state == "waiting"
    code = entry.value(USCC)
    assert latest_visit(desk.store, code, "x", practice=False) == before
    assert len(desk.store.records(RecordFilter(text=code))) == 2
    assert describe(follow)[0] == entry.value("/data/enterprise/ent_name")


def test_the_effects_say_what_became_of_each_measure(desk: Desk) -> None:
    before, _entry = a_finished_visit(desk)
    opener = Opener(desk.services.now, desk.services.new_uuid)
    uuid = begin_follow_up(desk.store, opener, shipped(FOLLOW_UP), before, KNOWN)
    _draft, follow = opener.open(desk.store, uuid)
    follow.answer(CONSENT, "yes")
    follow.answer(f"{ACTIONS}[1]/m_state", "done")
    follow.answer(f"{ACTIONS}[1]/m_evidence", "screen invoice")
    follow.answer(f"{ACTIONS}[1]/m_cost", "800")
    state = read_effects(follow)
    assert (state.lines[0].state, state.lines[0].cost) == ("已完成", "800")
    assert state.lines[0].evidence == "系统在用（现场打开看过）、发票"
    assert state.lines[1].state == "没有问到"
    assert state.figures[1].number == "100\u2009%"
    assert state.lines[0].path == f"{ACTIONS}[1]/m_state"


def test_the_list_says_the_score_of_the_visit_before(desk: Desk) -> None:
    # given a second visit with a better backup
    before, entry = a_finished_visit(desk)
    uuid, again = a_second_visit(desk, before)
    again.answer(BACKUP, "b4")
    keep_facts(desk.store, uuid, again)
    # when
    rows = {one.uuid: one for one in desk.store.records(RecordFilter(limit=60))}
    # then
    assert rows[before].last_score is None
    assert rows[uuid].last_score == forms.diagnose(entry).cmi
    assert score_words(rows[uuid]).endswith("，上次 41.6")
