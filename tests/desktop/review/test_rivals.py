"""Two versions of a record, with the real engine and store: nothing is overwritten silently."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

import forms
from desktop.facts import record_facts
from desktop.practice import fill, practice_visit
from desktop.questionnaires import shipped
from desktop.screens.sync_centre import ReturnedModel
from desktop.screens.sync_centre_returned import open_entry
from desktop.screens.sync_centre_rivals import OURS, THEIRS, differences, read_versions, settle
from sync.store import Store, exchange
from sync.values import DRAFT, Rival
from tests.desktop.review.fakes import AtOnce

MORNING = datetime(2026, 11, 23, 1, tzinfo=UTC)
BACKUP, NAME = "/data/infra/backup", "/data/enterprise/ent_name"
SYSTEMS = "/data/systems/system_list"


def now() -> datetime:
    return MORNING


@pytest.fixture(scope="module")
def form() -> forms.Form:
    return shipped()


@pytest.fixture
def ours(form: forms.Form) -> forms.Entry:
    entry = form.start(now=now)
    fill(entry, practice_visit("factory"))
    return entry


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.create(tmp_path, "correct horse", now=now)
    yield made
    made.close()


def edited(form: forms.Form, entry: forms.Entry) -> forms.Entry:
    """A reviewer's edit: another backup, a new name, and one system fewer."""
    theirs = form.resume(entry.xml(), revise=True)
    theirs.answer(BACKUP, "b3")
    theirs.answer(NAME, "改过的名称")
    theirs.remove_row(f"{SYSTEMS}[{theirs.rows(SYSTEMS)}]")
    return theirs


def test_equal_versions_do_not_differ(form: forms.Form, ours: forms.Entry) -> None:
    assert list(differences(ours, form.resume(ours.xml()))) == []


def test_what_differs_is_said_with_number_words_and_both_answers(
    form: forms.Form, ours: forms.Entry
) -> None:
    found = {one.path: one for one in differences(ours, edited(form, ours))}
    assert found[NAME].theirs == "改过的名称"
    assert found[BACKUP].number == "3.11"
    assert found[BACKUP].ours != found[BACKUP].theirs
    row = found[f"{SYSTEMS}[{ours.rows(SYSTEMS)}]"]
    assert row.ours
    assert row.theirs == ""


def test_the_chosen_answers_of_both_become_the_next_version(
    form: forms.Form, store: Store, ours: forms.Entry
) -> None:
    # given a finished record and a reviewer's edit of it on the server
    store.put_questionnaire(form)
    uuid = store.create_record(form, ours)
    store.append(uuid, (), xml=ours.xml(), facts=record_facts(ours, forms.score(ours)),
                 last_path="")
    store.finish(uuid, ours.finish(), ())
    store.mark_parked(store.outgoing()[0].version_id, "conflict", "409")
    theirs = edited(form, ours)
    store.add_rival(uuid, theirs.instance_id, "server", theirs.xml())
    versions = read_versions(store, uuid)
    assert versions is not None

    # when our backup and rows are kept and their name is taken
    choices = {one.path: OURS for one in versions.differences} | {NAME: THEIRS}
    settle(store, uuid, versions.rival_id, choices)

    # then the next version is a draft that replaces the server's, made of both, and neither
    # another version nor the refused one is left to be dealt with
    merged = open_entry(store, uuid)
    assert store.record(uuid).state == DRAFT
    assert merged.value(NAME) == "改过的名称"
    assert merged.value(BACKUP) == ours.value(BACKUP)
    assert merged.rows(SYSTEMS) == ours.rows(SYSTEMS)
    last = f"{SYSTEMS}[{ours.rows(SYSTEMS)}]/sys_name"
    assert merged.value(last) == ours.value(last)
    assert theirs.instance_id.encode() in store.record(uuid).xml
    assert read_versions(store, uuid) is None
    assert [one for one in store.outbox() if one.state == "parked"] == []


def test_the_screen_takes_our_side_until_another_is_chosen(
    qtbot: QtBot, form: forms.Form, store: Store, ours: forms.Entry
) -> None:
    # given a finished record with another version, shown in the sync centre
    store.put_questionnaire(form)
    uuid = store.create_record(form, ours)
    store.append(uuid, (), xml=ours.xml(), facts=record_facts(ours, forms.score(ours)),
                 last_path="")
    store.finish(uuid, ours.finish(), ())
    theirs = edited(form, ours)
    store.add_rival(uuid, theirs.instance_id, "server", theirs.xml())
    model = ReturnedModel(store, AtOnce())
    model.show_record("receipts:1", uuid)
    assert model.state.returned is not None
    assert model.state.returned.versions is not None

    # when one answer of the other version is chosen
    model.choose_side(BACKUP, THEIRS)
    with qtbot.waitSignal(model.opened) as opened:
        model.settle()

    # then the record opens as its next version with that answer and our others
    assert opened.args is not None
    assert opened.args[0] == uuid
    merged = open_entry(store, uuid)
    assert merged.value(BACKUP) == "b3"
    assert merged.value(NAME) == ours.value(NAME)


def test_a_draft_takes_the_chosen_answers_too(
    form: forms.Form, store: Store, ours: forms.Entry
) -> None:
    # given a draft of which a hand-over file brought another version
    store.put_questionnaire(form)
    uuid = store.create_record(form, ours)
    store.append(uuid, (), xml=ours.xml(), facts=record_facts(ours, forms.score(ours)),
                 last_path=BACKUP)
    theirs = form.resume(ours.xml())
    theirs.answer(NAME, "改过的名称")
    store.add_rival(uuid, ours.instance_id, "package", theirs.xml())
    versions = read_versions(store, uuid)
    assert versions is not None

    # when theirs is chosen
    settle(store, uuid, versions.rival_id, {NAME: THEIRS})

    # then the draft has it, still opens where it was left, and is the same version
    assert open_entry(store, uuid).value(NAME) == "改过的名称"
    assert store.record(uuid).last_path == BACKUP
    assert open_entry(store, uuid).instance_id == ours.instance_id
    assert read_versions(store, uuid) is None


def test_what_was_answered_after_the_other_version_s_snapshot_counts(
    form: forms.Form, store: Store, ours: forms.Entry
) -> None:
    # given a package whose last answers are in its journal only
    store.put_questionnaire(form)
    uuid = store.create_record(form, ours)
    store.append(uuid, (), xml=ours.xml(), facts=record_facts(ours, forms.score(ours)),
                 last_path="")
    later = form.resume(ours.xml(), now=now).answer(NAME, "后来改的").done
    assert later is not None
    rival = Rival(0, ours.instance_id, "package", ours.xml(), MORNING, (later,))
    with store._write() as session:
        exchange.add_rival(session, uuid, rival)

    # when theirs is chosen
    versions = read_versions(store, uuid)
    assert versions is not None
    assert [(one.path, one.theirs) for one in versions.differences] == [(NAME, "后来改的")]
    settle(store, uuid, versions.rival_id, {NAME: THEIRS})

    # then it is what was said last
    assert open_entry(store, uuid).value(NAME) == "后来改的"
