"""Entity lists: what finished records change here at once, and what the server then says of it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from alembic.config import Config

import forms
from desktop.opening import Opener, lists_of
from sync import schema
from sync.engine import exchange
from sync.platform import entities
from sync.platform.database import writing
from sync.platform.server import RunningPlatform
from sync.platform.tables import EntityRow
from sync.store import Store, keyfile
from sync.store.database import open_engine
from sync.store.facade import DATABASE, KEYFILE
from sync.values import Entity, ServerConfig
from tests.sync.builders import NOON, AForm, AnEntry, an_instance, load_a_form, ticking

TREES = "trees"
OAK = Entity(TREES, "e-1", "Oak", 3, {"size": "small"})
BIGGER = forms.EntityChange(TREES, "e-1", creates=False, updates=True, label="Old oak",
                            properties={"size": "big"})
ELM = forms.EntityChange(TREES, "e-2", creates=True, updates=False, label="Elm")
UPDATES = '<meta><entity dataset="trees" id="e-1" update="1"/></meta>'
CREATES = '<meta><entity dataset="trees" id="uuid:e-2" create="1"/></meta>'
FORM = """
| survey |
| | type | name | label | save_to |
| | select_one_from_file trees.csv | t | Tree | |
| | text | size | Size | size |
| entities |
| | dataset | entity_id | label |
| | trees | ${t} | |
| settings |
| | form_id | version |
| | felling | 1 |
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.create(tmp_path / "store", "p", now=ticking())
    made.put_entities(TREES, [OAK])
    yield made
    made.close()


def finish(store: Store, extra: str, *changes: forms.EntityChange, practice: bool = False,
           **more: str) -> str:
    instance_id = f"uuid:{uuid4()}"
    uuid = store.create_record(AForm(), AnEntry(instance_id), practice=practice)
    xml = an_instance(instance_id, extra=extra, **more)
    store.finish(uuid, xml, [], entities=changes, new_uuid=lambda: "branch")
    return uuid


def tree(store: Store, uuid: str = "e-1") -> Entity | None:
    return next((one for one in store.entities(TREES) if one.uuid == uuid), None)


def test_a_finished_record_changes_the_list_here_and_remembers_the_trunk(store: Store) -> None:
    # when
    finish(store, UPDATES, BIGGER)
    finish(store, CREATES, ELM)
    # then
    assert tree(store) == Entity(TREES, "e-1", "Old oak", 4, {"size": "big"}, "3", "branch")
    assert tree(store, "e-2") == Entity(TREES, "e-2", "Elm", 1, {}, "", "branch")


def test_a_correction_changes_nothing_a_second_time(store: Store) -> None:
    # given
    uuid = finish(store, UPDATES, BIGGER)
    # when
    store.revise(uuid, b"<data/>")
    store.finish(uuid, an_instance("uuid:two", extra=UPDATES), [], entities=[BIGGER])
    # then
    oak = tree(store)
    assert oak is not None
    assert (oak.version, oak.trunk_version) == (4, "3")


@pytest.mark.parametrize("more", [{"practice": True}, {"consent": "none"}])
def test_what_no_server_will_get_changes_no_list(store: Store, more: dict[str, object]) -> None:
    finish(store, UPDATES, BIGGER, **more)  # type: ignore[arg-type]
    assert tree(store) == OAK


def test_a_download_replaces_what_it_overtakes_and_keeps_what_it_does_not_know(
    store: Store
) -> None:
    # given
    finish(store, UPDATES, BIGGER)
    finish(store, CREATES, ELM)

    def down(version: int, size: str) -> str:
        store.put_entities(TREES, [Entity(TREES, "e-1", "Oak", version, {"size": size})])
        oak = tree(store)
        assert oak is not None
        return oak.properties["size"]

    # then: the server has not worked our change in yet; the same number is somebody else's change
    assert [down(3, "small"), down(4, "theirs")] == ["big", "big"]
    # and when ours has been sent, the same number is ours
    for item in store.outgoing():
        store.mark_received(item.version_id, (item.instance_id, "transport", "", "s"))
    assert down(4, "big now") == "big now"
    oak, elm = tree(store), tree(store, "e-2")
    assert oak is not None
    assert (oak.trunk_version, oak.branch_id) == ("", "")
    assert elm is not None
    # and a row that nobody here has changed goes when the server has it no more
    store.put_entities(TREES, [])
    assert [one.uuid for one in store.entities(TREES)] == ["e-2"]


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[RunningPlatform]:
    with RunningPlatform(folder=tmp_path / "platform") as running:
        running.publish(AForm())
        yield running


def put_there(platform: RunningPlatform, uuid: str, label: str) -> None:
    with writing(platform.engine) as session:
        entities.put(session, TREES, uuid, label, {}, NOON)


def fetch(store: Store, platform: RunningPlatform) -> None:
    report = exchange(
        store, config=ServerConfig(url=platform.app_user_url), now=ticking(),
        progress=lambda _: None, cancelled=lambda: False, load=load_a_form,
    )
    assert report.problem == ""


def test_a_row_made_here_stays_until_the_server_says_that_it_was_deleted(
    store: Store, platform: RunningPlatform
) -> None:
    # given
    put_there(platform, "e-9", "Ash")
    finish(store, CREATES, ELM)
    # when: the server does not know it yet
    fetch(store, platform)
    # then
    assert {one.uuid for one in store.entities(TREES)} == {"e-2", "e-9"}
    # and when it was made there and deleted
    put_there(platform, "e-2", "Elm")
    with writing(platform.engine) as session:
        session.get_one(EntityRow, (TREES, "e-2")).deleted_at = NOON
    put_there(platform, "e-10", "Fir")
    fetch(store, platform)
    # then
    assert {one.uuid for one in store.entities(TREES)} == {"e-9", "e-10"}


def numbered() -> Callable[[], str]:
    names = iter(range(1, 10**6))
    return lambda: f"00000000-0000-4000-8000-{next(names):012d}"


def test_the_next_record_of_any_form_sees_the_change_and_says_what_it_is_based_on(
    store: Store
) -> None:
    # given: a foreign form that updates the trees of a list
    form = forms.load(FORM.encode())
    opener = Opener(lambda: NOON, numbered())

    def measure(size: str) -> bytes:
        uuid = opener.create(store, form, {"t": "e-1", "size": size})
        entry = opener.open(store, uuid)[1]
        frozen = entry.finish()
        store.finish(uuid, frozen, [], entities=entry.entities(), new_uuid=lambda: "branch")
        return frozen

    # when
    first, second = measure("big"), measure("bigger")
    # then
    assert b'baseVersion="3"' in first
    assert b'branchId="branch"' not in first
    assert b'baseVersion="4" trunkVersion="3" branchId="branch"' in second
    assert tree(store) == Entity(TREES, "e-1", "Oak", 5, {"size": "bigger"}, "3", "branch")
    assert set(lists_of(store, form)) == {"trees.csv"}


def test_the_installation_has_one_name_and_every_submission_carries_it(
    store: Store, platform: RunningPlatform
) -> None:
    # given
    finish(store, "")
    names = {store.device_id(), store.device_id()}
    # when
    fetch(store, platform)
    # then
    (name,) = names
    assert name.startswith("yunzhen:")
    with writing(platform.engine) as session:
        assert session.connection().exec_driver_sql(
            "SELECT device_id FROM submission").scalars().all() == [name]


def test_the_form_is_told_the_same_name(store: Store) -> None:
    # given
    form = forms.load(b"| survey |\n| | type | name | label |\n| | deviceid | d | |\n"
                      b"| | text | a | A |\n| settings |\n| | form_id | version |\n| | f | 1 |\n")
    opener = Opener(lambda: NOON, numbered())
    # when
    entry = opener.open(store, opener.create(store, form, {}))[1]
    # then
    assert entry.value("/data/d") == store.device_id()


def test_a_store_of_the_first_schema_keeps_its_lists(tmp_path: Path) -> None:
    # given
    key = keyfile.new_key()
    keyfile.write(tmp_path / KEYFILE, [keyfile.wrap(key, "", "p")])
    engine = open_engine(tmp_path / DATABASE, key)
    with engine.execution_options(immediate=True).begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(schema.migrations_of("sync.store")))
        command.upgrade(config, "0001")
        connection.exec_driver_sql(
            "INSERT INTO entity VALUES ('trees', 'e-1', 'Oak', 3, '{\"size\": \"small\"}')")
    engine.dispose()
    # when
    store = Store.open(tmp_path, "p")
    # then
    assert store.entities(TREES) == (OAK,)
    store.close()
