"""An open record: saved only after the commit, undone across the visit, reopened where it was."""

import pytest
from pytestqt.qtbot import QtBot

from desktop.opening import Opener
from desktop.visit import Saved, Visit
from sync.errors import StoreError
from tests.desktop.builders import Desk, Uuids, now

BACKUP, AWARE = "/data/infra/backup", "/data/strategy/cloud_awareness"


@pytest.fixture
def visit(desk: Desk) -> Visit:
    return desk.visit()


def test_saved_is_said_after_the_commit_and_not_before(qtbot: QtBot, visit: Visit) -> None:
    # given
    said: list[Saved] = []
    visit.saved.connect(said.append)
    # when
    visit.answer(BACKUP, "b4")
    # then
    assert BACKUP in visit.unsaved
    assert not said
    qtbot.waitUntil(lambda: bool(said))
    assert said[0].paths == (BACKUP,)
    assert not visit.unsaved


def test_undo_and_redo_walk_the_whole_visit(visit: Visit) -> None:
    # given
    before = visit.entry.value(BACKUP), visit.entry.value(AWARE)
    visit.answer(BACKUP, "b4")
    visit.answer(AWARE, "a0")
    # when
    visit.undo()
    visit.undo()
    # then
    assert (visit.entry.value(BACKUP), visit.entry.value(AWARE)) == before
    visit.redo()
    visit.redo()
    assert (visit.entry.value(BACKUP), visit.entry.value(AWARE)) == ("b4", "a0")
    assert visit.redo() is None


def test_typing_on_is_one_step_of_undo(visit: Visit) -> None:
    # given
    path = "/data/enterprise/address"
    before = visit.entry.value(path)
    # when
    visit.answer(path, "晋")
    visit.answer(path, "晋中", continued=True)
    visit.answer(path, "晋中市", continued=True)
    visit.undo()
    # then
    assert visit.entry.value(path) == before


def test_edits_in_one_step_are_undone_together(visit: Visit) -> None:
    # given
    rows = visit.entry.rows("/data/systems/system_list")
    # when
    with visit.one_step():
        visit.add_row("/data/systems/system_list")
        visit.add_row("/data/systems/system_list")
    visit.undo()
    # then
    assert visit.entry.rows("/data/systems/system_list") == rows


def test_a_removed_row_comes_back_with_its_answers(visit: Visit) -> None:
    # given
    name = visit.entry.value("/data/systems/system_list[2]/sys_name")
    # when
    visit.remove_row("/data/systems/system_list[2]")
    visit.undo()
    # then
    assert visit.entry.value("/data/systems/system_list[2]/sys_name") == name


def test_every_answer_is_there_after_a_sudden_end(qtbot: QtBot, desk: Desk) -> None:
    # given
    visit = desk.visit()
    visit.at(BACKUP)
    visit.answer(BACKUP, "b4")
    visit.annotate(AWARE, "remark", text="问过厂长")
    qtbot.waitUntil(lambda: not visit.unsaved)
    # when: no flush, no closing; another reader opens the same database
    draft, entry = Opener(now, Uuids()).open(desk.store, visit.uuid)
    # then
    assert entry.value(BACKUP) == "b4"
    assert [note.text for note in entry.annotations(AWARE, "remark")] == ["问过厂长"]
    assert draft.last_path == BACKUP


class _FailingStore:
    """A disk that is full for a while."""

    def __init__(self, desk: Desk) -> None:
        self._store, self.full = desk.store, True
        self.written: list[int] = []

    def append(self, uuid: str, operations: tuple[object, ...], **rest: object) -> object:
        if self.full:
            raise StoreError("disk-full")
        self.written.append(len(operations))
        return self._store.append(uuid, operations, **rest)  # type: ignore[arg-type]


def test_what_a_full_disk_refused_goes_with_the_next_edit(qtbot: QtBot, desk: Desk) -> None:
    # given
    whole = desk.visit()
    store = _FailingStore(desk)
    visit = Visit(
        whole.uuid,
        "",
        whole.entry,
        store=store,  # type: ignore[arg-type]
        background=desk.background,
        new_uuid=Uuids(),
    )
    with qtbot.waitSignal(visit.failed):
        visit.answer(BACKUP, "b4")
    assert BACKUP in visit.unsaved
    # when
    store.full = False
    with qtbot.waitSignal(visit.saved):
        visit.answer(AWARE, "a0")
    # then
    assert store.written[0] == 2
    assert not visit.unsaved


def test_a_record_that_moves_on_tells_its_new_state_once(visit: Visit) -> None:
    # given
    states: list[str] = []
    visit.moved.connect(states.append)
    # when
    visit.move_to("waiting")
    visit.move_to("waiting")
    # then
    assert states == ["waiting"]
    assert visit.readonly
