"""Word, slides and bundle of a finished visit have the words of the plan that was frozen."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

import forms
from desktop.finishing import finish_visit
from desktop.plan_context import plan_context
from desktop.practice import fill, practice_visit
from desktop.questionnaires import shipped
from desktop.report import ReportError, read_seal
from desktop.screens.plan_work import Order, final_plan, with_plan, write_bundle, write_word
from desktop.server_settings import platform_address, write_server
from desktop.settings import Settings
from sync.store import Store
from sync.values import RecordFacts, ServerConfig

SETTINGS = Settings(consultant="李工", organisation="晋澜企业服务中心", colour="#0B4F3C")
LATER = datetime(2027, 5, 1, 9, 30, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.create(tmp_path / "data", "passphrase")
    write_server(store, ServerConfig(url="https://yz.example.gov.cn/v1/key/abc/projects/3"))
    yield store
    store.close()


def finished(store: Store, practice: str) -> str:
    entry = shipped().start()
    fill(entry, practice_visit(practice))
    uuid = store.create_record(entry.form, entry)
    store.append(uuid, (), xml=entry.xml(), facts=RecordFacts(county="140702"), last_path="")
    finish_visit(store, uuid, entry, plan_context(
        entry, store.record(uuid).number, SETTINGS, store._now(),
        platform_url=platform_address(store)))
    return uuid


def an_order(store: Store, uuid: str, settings: Settings) -> Order:
    """What the stage would order months later."""
    draft = store.record(uuid)
    entry = shipped().resume(draft.xml)
    context = plan_context(entry, draft.number, settings, LATER, length="full", draft=False)
    return Order(entry.form, draft.xml, uuid, forms.diagnose(entry), context)


@pytest.mark.parametrize("practice", ["noodle_shop", "factory"])
def test_a_finished_visit_s_word_and_bundle_are_of_its_frozen_plan(
    store: Store, tmp_path: Path, practice: str
) -> None:
    # given
    uuid = finished(store, practice)
    order, frozen = an_order(store, uuid, SETTINGS), final_plan(store, uuid)
    # when
    whole = with_plan(frozen, order, store)
    write_word(whole, tmp_path / "plan.docx")
    write_bundle(whole, order, store, tmp_path / "plan.zip")
    # then both carry the hash of the record, and the bundle the PDF that was frozen
    seal = read_seal(frozen.pdf)
    assert seal.sha256
    assert read_seal((tmp_path / "plan.docx").read_bytes()).sha256 == seal.sha256
    with ZipFile(io.BytesIO((tmp_path / "plan.zip").read_bytes())) as bundle:
        assert bundle.read("plan.pdf") == frozen.pdf
        assert bundle.read("record.xml") == order.xml
        assert {"plan.docx", "plan.pptx"} <= {Path(name).name for name in bundle.namelist()}


def test_another_name_in_the_settings_is_no_other_plan(store: Store) -> None:
    # given: the record itself says who was there
    uuid = finished(store, "noodle_shop")
    other = replace(SETTINGS, consultant="王工", organisation="别的单位")
    # then
    assert with_plan(final_plan(store, uuid), an_order(store, uuid, other), store).plan


def test_another_colour_in_the_settings_makes_no_word_file_of_a_frozen_plan(store: Store) -> None:
    uuid = finished(store, "noodle_shop")
    other = replace(SETTINGS, colour="#5A2A00")
    with pytest.raises(ReportError, match="not-as-frozen"):
        with_plan(final_plan(store, uuid), an_order(store, uuid, other), store)


def test_another_platform_since_then_is_no_other_plan(store: Store) -> None:
    # given a visit that was finished before the laptop knew a platform
    write_server(store, ServerConfig())
    uuid = finished(store, "noodle_shop")
    write_server(store, ServerConfig(url="https://other.example/v1/key/x/projects/1"))
    # then its plan is still found again
    assert with_plan(final_plan(store, uuid), an_order(store, uuid, SETTINGS), store).plan
