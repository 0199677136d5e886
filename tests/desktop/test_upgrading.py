"""A running visit goes over to a newer questionnaire only when asked, and can go back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import forms
from desktop.opening import Opener
from desktop.practice import fill, practice_visit
from desktop.questionnaires import shipped
from desktop.upgrading import (
    behind,
    look_ahead,
    newer_for,
    newest,
    of_version,
    upgrade,
    version_changes,
)
from sync.errors import StoreError
from sync.store import Store
from sync.upgrades import SheetChange, newest_of, sheet_changes
from sync.values import RecordFacts
from tests.desktop.builders import Uuids, now

OLD = """| survey |
| | type | name | label |
| | text | ent_name | 企业名称 |
| | integer | staff | 人数 |
| | text | fax | 传真 |
| settings |
| | form_id | version | form_title |
| | visit | 2026.9 | 走访 |
"""
NEW = OLD.replace("| | text | fax | 传真 |\n", "| | text | mail | 邮箱 |\n").replace(
    "2026.9", "2026.10").replace("人数", "从业人数")


def loaded(folder: Path, words: str, name: str) -> forms.Form:
    path = folder / f"{name}.md"
    path.write_text(words, encoding="utf-8")
    return forms.load(path)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.create(tmp_path / "data", "passphrase", now=now)
    yield store
    store.close()


@pytest.fixture
def both(tmp_path: Path) -> tuple[forms.Form, forms.Form]:
    return loaded(tmp_path, OLD, "old"), loaded(tmp_path, NEW, "new")


def a_visit(store: Store, opener: Opener, form: forms.Form) -> str:
    """Begin a visit with three answers, the last of them only in the journal."""
    uuid = opener.create(store, form, {"ent_name": "砚川机械", "fax": "0354-1"})
    _draft, entry = opener.open(store, uuid)
    done = entry.answer("/data/staff", "40").done
    assert done is not None
    store.append(uuid, [done], facts=RecordFacts(), last_path="/data/staff")
    return uuid


def test_a_newer_version_is_found_by_its_number_and_new_visits_begin_with_it(
    store: Store, both: tuple[forms.Form, forms.Form]
) -> None:
    # given
    (old, new), opener = both, Opener(now, Uuids())
    assert newest(store, opener, old) is old
    store.put_questionnaire(old)
    # when
    store.put_questionnaire(new)
    # then
    assert newest(store, opener, old).version == "2026.10"
    assert newer_for(store, new) is None
    assert newest_of(["2026.9", "2026.10", "2025.12"]) == "2026.10"


def test_a_version_without_its_method_is_no_newer_one_for_a_form_with_it(store: Store) -> None:
    # given what a server gives out without the method's sheets
    form = shipped()
    later = form.xform.replace(b'version="2026.1"', b'version="2027.1"')
    store.put_questionnaire(forms.load(later))
    # then it can be answered, but it takes no visit over
    assert newer_for(store, form) is None


def test_what_changes_is_said_with_the_answers_that_would_go(
    store: Store, both: tuple[forms.Form, forms.Form]
) -> None:
    # given
    (old, new), opener = both, Opener(now, Uuids())
    uuid = a_visit(store, opener, old)
    store.put_questionnaire(new)
    # when
    found = look_ahead(store, opener, uuid, new.sha256)
    # then
    said = [(one.change.kind, one.words, one.answer) for one in found.changes.questions]
    assert said == [("added", "邮箱", ""), ("removed", "传真", "0354-1"),
                    ("changed", "从业人数", "")]
    assert [one.words for one in found.changes.lost] == ["传真"]
    assert opener.open(store, uuid)[1].form.version == "2026.9"


def test_a_visit_goes_over_with_its_answers_and_comes_back_whole(
    store: Store, both: tuple[forms.Form, forms.Form]
) -> None:
    # given
    (old, new), opener = both, Opener(now, Uuids())
    uuid = a_visit(store, opener, old)
    store.put_questionnaire(new)
    assert [(one.uuid, newer.version) for one, newer in behind(store)] == [(uuid, "2026.10")]
    # when it goes over
    upgrade(store, opener, uuid, new.sha256)
    # then it is a record of the new version with the answers both have, and takes new ones
    draft, entry = opener.open(store, uuid)
    assert entry.form.version == "2026.10"
    assert b'version="2026.10"' in draft.xml
    assert [entry.value(f"/data/{name}") for name in ("ent_name", "staff", "mail")] == [
        "砚川机械", "40", ""]
    done = entry.answer("/data/mail", "a@b.cn").done
    assert done is not None
    store.append(uuid, [done], facts=RecordFacts(enterprise="砚川机械"), last_path="/data/mail")
    assert behind(store) == ()
    assert store.running_visits()[0].kept == old.sha256
    # when it goes back
    store.undo_upgrade(uuid)
    # then it is what it was, answers of the journal included
    _draft, entry = opener.open(store, uuid)
    assert entry.form.version == "2026.9"
    assert [entry.value(f"/data/{name}") for name in ("ent_name", "staff", "fax")] == [
        "砚川机械", "40", "0354-1"]
    with pytest.raises(StoreError, match="no-upgrade"):
        store.undo_upgrade(uuid)


def test_a_visit_of_the_real_questionnaire_keeps_every_answer(
    store: Store, tmp_path: Path
) -> None:
    # given
    form, opener = shipped(), Opener(now, Uuids())
    opener.keep(form)
    entry = form.start(now=now, new_uuid=Uuids())
    fill(entry, practice_visit("factory"))
    uuid = store.create_record(form, entry)
    store.append(uuid, (), xml=entry.xml(), facts=RecordFacts(), last_path="")
    data = form.xform.replace(b'version="2026.1"', b'version="2026.2"')
    for name, content in form.media.items():
        (tmp_path / name).write_bytes(content)
    later = forms.load(data, media=tmp_path)
    opener.keep(later)
    # when
    upgrade(store, opener, uuid, later.sha256)
    # then
    _draft, after = opener.open(store, uuid)
    assert of_version(entry.xml(), "2026.2") == after.xml()


def test_a_finished_record_and_one_that_was_deleted_keep_no_way_back(
    store: Store, both: tuple[forms.Form, forms.Form]
) -> None:
    (old, new), opener = both, Opener(now, Uuids())
    uuid = a_visit(store, opener, old)
    store.put_questionnaire(new)
    kept = f"before_upgrade:{uuid}"
    for end in (lambda: store.finish(uuid, store.record(uuid).xml, ()),
                lambda: store.delete_record(uuid)):
        if store.running_visits():
            upgrade(store, opener, uuid, new.sha256)
            assert store.setting(kept)
        end()
        assert store.setting(kept) == ""


def test_rows_of_the_method_that_differ_are_named() -> None:
    # given two versions whose prices differ
    old, new = shipped(), shipped()
    prices = [dict(row) for row in old.sheets["prices"]]
    prices[0]["price"] = "9,999"
    first = next(cell for cell in prices[0].values() if cell)
    new = forms.load(old.package())
    new.sheets = {**old.sheets, "prices": [*prices, {"item": "新的一项"}]}
    # then
    assert sheet_changes(old, new) == (SheetChange("prices", ("新的一项",), (), (first,)),)
    assert version_changes(old, old).questions == ()
