"""The store on a full disk, a read-only one, an older schema and a newer one."""

import os
import shutil
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from sync import schema
from sync.errors import StoreError
from sync.schema import differences
from sync.store import Store, database
from sync.store.facade import DATABASE, KEYFILE
from sync.store.tables import Base
from tests.sync.builders import AForm, AnEntry, an_instance, answered, some_facts
from tests.sync.disks import make_read_only, small_disk

ID = "uuid:11111111-1111-4111-8111-111111111111"


def answer_without_end(store: Store, uuid: str) -> None:
    for _ in range(2000):
        store.append(uuid, [answered("x" * 4000)], facts=some_facts(), last_path="")


def test_full_disk_refuses_the_photo_and_keeps_the_answers(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "2m") as disk:
        if disk is None:
            return
        # given
        store = Store.create(disk / "store", "p")
        uuid = store.create_record(AForm(), AnEntry(ID))
        store.append(uuid, [answered("kept")], facts=some_facts(), last_path="")
        # when
        with pytest.raises(StoreError) as caught:
            store.put_attachment(uuid, "big.jpg", os.urandom(3_000_000))
        # then
        assert caught.value.code == "disk-full"
        assert store.attachment_names(uuid) == ()
        with pytest.raises(StoreError) as caught:
            answer_without_end(store, uuid)
        assert caught.value.code == "disk-full"
        before = [line.operation.value for line in store.history(uuid)]
        store.close()
        again = Store.open(disk / "store", "p")
        assert [line.operation.value for line in again.history(uuid)] == before
        assert before[0] == "kept"
        again.close()


def test_key_file_survives_a_full_disk(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "1m") as disk:
        if disk is None:
            return
        # given
        store = Store.create(disk / "store", "p")
        (disk / "filler").write_bytes(b"x" * (1024 * 1024 - sum(
            -(-one.stat().st_size // 4096) * 4096 for one in (disk / "store").iterdir())))
        # when
        with pytest.raises(StoreError) as caught:
            store.change_passphrase("p", "q")
        # then
        assert caught.value.code == "disk-full"
        (disk / "filler").unlink()
        store.close()
        Store.open(disk / "store", "p").close()


def test_read_only_folder_is_said_at_opening(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "8m") as disk:
        # given
        folder = (disk or tmp_path) / "store"
        Store.create(folder, "p").close()
        make_read_only(disk or folder, mounted=disk is not None)
        # then
        for action, target in ((Store.open, folder), (Store.create, folder / "other")):
            with pytest.raises(StoreError) as caught:
                action(target, "p")
            assert caught.value.code == "read-only"
        if disk is None:
            folder.chmod(0o700)


def test_tables_are_what_the_migrations_make(tmp_path: Path) -> None:
    # when
    store = Store.create(tmp_path, "p")
    # then
    assert differences(store._engine, Base.metadata) == []
    store.close()


LATER = '''
"""A later release adds a column."""
import sqlalchemy as sa
from alembic import op
revision = "9999"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("record", recreate="always") as batch:
        batch.add_column(sa.Column("mood", sa.String(), nullable=False{default}))
'''


def migrations_of_a_later_release(
    folder: Path, default: str = ', server_default="good"'
) -> Path:
    own = schema.migrations_of("sync.store")
    shutil.copytree(own, folder)
    later = LATER.format(head=schema.head_of(own), default=default)
    (folder / "versions/9999_later.py").write_text(later)
    return folder


def test_migration_keeps_rows_and_their_children_and_copies_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given
    folder, old = tmp_path / "store", tmp_path / "old"
    store = Store.create(folder, "p")
    uuid = store.create_record(AForm(), AnEntry(ID))
    store.append(uuid, [answered("a")], facts=some_facts(), last_path="")
    store.put_attachment(uuid, "a.jpg", b"photo")
    store.finish(uuid, an_instance(ID, photos=("a.jpg",)), ["a.jpg"])
    store.close()
    # when
    with monkeypatch.context() as patch:
        later = migrations_of_a_later_release(tmp_path / "migrations")
        patch.setattr(database, "migrations_of", lambda _package: later)
        upgraded = Store.open(folder, "p")
    # then
    assert upgraded.record(uuid).state == "waiting"
    assert len(upgraded.history(uuid)) == 1
    assert upgraded.outgoing()[0].files[0].name == "a.jpg"
    upgraded.close()
    with pytest.raises(StoreError) as caught:
        Store.open(folder, "p")
    assert caught.value.code == "newer"
    old.mkdir()
    next(folder.glob(f"{DATABASE}.before-*")).rename(old / DATABASE)
    (old / KEYFILE).write_bytes((folder / KEYFILE).read_bytes())
    restored = Store.open(old, "p")
    assert len(restored.history(uuid)) == 1
    restored.close()


@pytest.mark.parametrize("package", ["sync.store", "sync.platform"])
def test_a_migration_s_file_is_named_after_its_revision(package: str) -> None:
    # given
    migrations = schema.migrations_of(package)
    config = Config()
    config.set_main_option("script_location", str(migrations))
    # when
    script = ScriptDirectory.from_config(config)
    # then
    walked = [found.revision for found in script.walk_revisions()]
    assert schema.revisions_in(migrations) == walked[::-1]


def test_a_program_under_which_a_newer_one_migrated_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given: an older program has the file open while a newer one brings it to its schema
    folder = tmp_path / "store"
    older = Store.create(folder, "p")
    with monkeypatch.context() as patch:
        later = migrations_of_a_later_release(tmp_path / "migrations", default="")
        patch.setattr(database, "migrations_of", lambda _package: later)
        Store.open(folder, "p").close()
    # when
    with pytest.raises(StoreError) as caught:
        older.create_record(AForm(), AnEntry(ID))
    # then
    assert (caught.value.code, caught.value.values["revision"]) == ("newer", "9999")
    older.close()
