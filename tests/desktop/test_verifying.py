"""A plan on disk or paper is the one of a record, or the screen says what it is instead."""

import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
import segno

import forms
from desktop.finishing import finish_visit
from desktop.plan_context import plan_context
from desktop.practice import fill, practice_visit
from desktop.questionnaires import shipped
from desktop.report import bundle
from desktop.report.errors import ReportError
from desktop.report.protection import locked
from desktop.settings import Settings
from desktop.verifying import CHANGED, DRAFT, OLDER, OTHER, SAME, UNKNOWN, verify
from forms.plan import PlanContext
from sync.store import Store
from sync.values import RecordFacts
from tests.desktop.report.test_files import certificate


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.create(tmp_path / "data", "passphrase")
    yield store
    store.close()


def finished(store: Store) -> tuple[str, bytes, str]:
    """Finish a visit; return its uuid, its plan and its hash."""
    entry = shipped().start()
    fill(entry, practice_visit("noodle_shop"))
    uuid = store.create_record(entry.form, entry)
    facts = RecordFacts(enterprise="榆次区巷口练习面馆", county="140702")
    store.append(uuid, (), xml=entry.xml(), facts=facts, last_path="")
    done = finish_visit(store, uuid, entry, context(store, uuid, entry))
    return uuid, done.pdf, done.sha256


def context(store: Store, uuid: str, entry: forms.Entry) -> PlanContext:
    return plan_context(entry, store.record(uuid).number, Settings(), store._now())


def test_the_file_that_was_frozen_is_recognised(store: Store) -> None:
    uuid, pdf, _sha256 = finished(store)
    verdict = verify(store, pdf)
    assert (verdict.kind, verdict.identical) == (SAME, True)
    assert verdict.version is not None
    assert (verdict.version.uuid, verdict.version.enterprise) == (uuid, "榆次区巷口练习面馆")


def test_a_photo_of_the_code_and_its_text_lead_to_the_record(store: Store) -> None:
    # given
    uuid, _pdf, sha256 = finished(store)
    payload = f"n={store.record(uuid).number}&h={sha256}"
    photo = io.BytesIO()
    segno.make(payload).save(photo, kind="png", scale=6, border=4)
    # then
    for paper in (photo.getvalue(), payload.encode()):
        verdict = verify(store, paper)
        assert (verdict.kind, verdict.seal.intact) == (SAME, None)


def test_a_changed_page_gives_itself_away(store: Store) -> None:
    # given
    _uuid, pdf, _sha256 = finished(store)
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.pages[0].contents_add(b"0 0 m 100 100 l S")
        document.save(out)
    # then
    assert verify(store, out.getvalue()).kind == CHANGED


def test_a_locked_copy_asks_for_its_password(store: Store) -> None:
    # given
    _uuid, pdf, _sha256 = finished(store)
    copy = locked(pdf, "口令 1")
    # then
    with pytest.raises(ReportError, match="locked"):
        verify(store, copy)
    with pytest.raises(ReportError, match="locked"):
        verify(store, copy, "other")
    assert verify(store, copy, "口令 1").kind == SAME


def test_a_signed_copy_names_its_signer(store: Store) -> None:
    from desktop.report.protection import signed

    _uuid, pdf, _sha256 = finished(store)
    verdict = verify(store, signed(pdf, certificate(), "geheim"))
    assert (verdict.kind, verdict.identical) == (SAME, False)
    assert [one.intact for one in verdict.signatures] == [True]


def test_a_bundle_is_looked_into(store: Store) -> None:
    # given
    _uuid, pdf, _sha256 = finished(store)
    whole = bundle(pdf, b"<data/>", evidence={"a.jpg": b"photo"})
    # then
    assert verify(store, whole).identical
    assert verify(store, whole.replace(b"evidence/a.jpg", b"evidence/b.jpg")).damaged == (
        "evidence/a.jpg",)


def test_an_older_version_is_told_from_the_newest(store: Store) -> None:
    # given a finished visit that was revised
    uuid, pdf, _sha256 = finished(store)
    old = store.record(uuid)
    entry = shipped().resume(old.xml, revise=True)
    store.revise(uuid, entry.xml())
    entry.answer("/data/visit/visit_date", "2026-11-20")
    finish_visit(store, uuid, entry, context(store, uuid, entry))
    # then
    verdict = verify(store, pdf)
    assert (verdict.kind, verdict.identical) == (OLDER, False)


def test_what_is_not_here_and_what_is_no_plan_is_said(store: Store) -> None:
    uuid, _pdf, _sha256 = finished(store)
    number = store.record(uuid).number
    assert verify(store, f"n={number}&h={'0' * 64}".encode()).kind == OTHER
    assert verify(store, f"n=YZ140181-20260101-ZZZZ&h={'0' * 64}".encode()).kind == UNKNOWN
    assert verify(store, f"n={number}&h=".encode()).kind == DRAFT
    for other in (b"hello", b"%PDF-1.7 broken", b"PK\x03\x04 broken"):
        with pytest.raises(ReportError, match="not-a-plan"):
            verify(store, other)
