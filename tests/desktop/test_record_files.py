"""The command line on records in files: every kind of plan, packages, refusals in words."""

import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pptx
import pypdfium2
import pytest

from desktop import copies, i18n, record_files
from desktop.cli import main
from desktop.copies import write_plans
from desktop.facts import record_facts
from desktop.practice import fill, practice_visit
from desktop.questionnaires import shipped
from desktop.report.bundling import damaged_files
from sync.handover import write_handover
from sync.store import Store
from tests.desktop.report.test_files import certificate

PASSPHRASE = "jiaojie-2026"  # noqa: S105 - of a package made in this test


@pytest.fixture(autouse=True)
def _chinese() -> None:
    i18n.use_language("zh_CN")


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a draft and a finished record."""
    folder = tmp_path_factory.mktemp("records")
    entry = shipped().start()
    fill(entry, practice_visit())
    (folder / "draft.xml").write_bytes(entry.xml())
    (folder / "finished.xml").write_bytes(entry.finish())
    return folder


def packed(folder: Path, names: tuple[str, ...]) -> Path:
    """Return a hand-over package with a record of each practice visit."""
    form = shipped()
    store = Store.create(folder / "laptop", "laptop")
    uuids = []
    for name in names:
        entry = form.start()
        fill(entry, practice_visit(name))
        store.put_questionnaire(form)
        uuid = store.create_record(form, entry, practice=True)
        store.append(uuid, (), xml=entry.xml(), facts=record_facts(entry, None), last_path="")
        # an answer after the last snapshot is in the journal alone
        done = entry.answer("/data/enterprise/address", "快照之后才改的地址").done
        assert done is not None
        store.append(uuid, [done], facts=record_facts(entry, None), last_path="")
        uuids.append(uuid)
    path = folder / "visits.yzj"
    write_handover(store, uuids, path, PASSPHRASE, now=datetime.now(UTC), progress=lambda _: None)
    store.close()
    return path


def test_a_finished_record_gets_the_plan_that_belongs_to_it(
    records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # given plans of a finished record in each kind of file
    finished = records / "finished.xml"
    for kind in ("pdf", "docx", "pptx"):
        file = tmp_path / f"plan.{kind}"
        assert main(["plan", str(finished), "-o", str(file)]) == 0
        # then each is the one of this record, and of no other
        assert main(["verify", str(file), "--record", str(finished)]) == 0
        assert main(["verify", str(file), "--record", str(records / "draft.xml")]) == 1
    with pikepdf.open(tmp_path / "plan.pdf") as document:
        assert f"{len(document.pages)} 页" in capsys.readouterr().out
    assert 8 <= len(pptx.Presentation(str(tmp_path / "plan.pptx")).slides) <= 12


def test_a_draft_says_that_it_has_no_hash(
    records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "draft.pdf"
    assert main(["plan", str(records / "draft.xml"), "-o", str(file), "--length", "onepage"]) == 0
    assert main(["verify", str(file)]) == 0
    assert "草稿，没有校验值" in capsys.readouterr().out


def test_a_bundle_holds_every_file_with_its_hash(
    records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "plan.zip"
    assert main(["plan", str(records / "finished.xml"), "-o", str(file)]) == 0
    with zipfile.ZipFile(file) as archive:
        assert {"plan.pdf", "plan.docx", "plan.pptx", "record.xml", "manifest.json"} == set(
            archive.namelist())
        assert archive.read("record.xml") == (records / "finished.xml").read_bytes()
    assert damaged_files(file.read_bytes()) == ()
    # and the whole is verified at once, by name where a file in it was changed
    finished = str(records / "finished.xml")
    assert main(["verify", str(file), "--record", finished]) == 0
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["plan.docx"] += b"!"
    with zipfile.ZipFile(file, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    capsys.readouterr()
    assert main(["verify", str(file), "--record", finished]) == 1
    assert "plan.docx" in capsys.readouterr().out


def test_the_code_on_paper_is_verified_from_its_photo(records: Path, tmp_path: Path) -> None:
    # given a photo of the cover of a finished record's plan
    file, photo = tmp_path / "plan.pdf", tmp_path / "photo.png"
    assert main(["plan", str(records / "finished.xml"), "-o", str(file)]) == 0
    with pypdfium2.PdfDocument(file) as document:
        document[0].render(scale=2).to_pil().save(photo)
    assert main(["verify", str(photo), "--record", str(records / "finished.xml")]) == 0
    assert main(["verify", str(photo), "--record", str(records / "draft.xml")]) == 1


def test_a_signed_and_locked_copy_are_verified_too(
    records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    # given a plan signed by an organisation, and its locked copy
    key, file = tmp_path / "office.p12", tmp_path / "plan.pdf"
    key.write_bytes(certificate())
    answers = iter(["geheim", "mima-2026", "mima-2026"])
    monkeypatch.setattr(copies.getpass, "getpass", lambda _: next(answers))
    finished = str(records / "finished.xml")
    assert main(["plan", finished, "-o", str(file), "--length", "onepage", "--sign", str(key),
                 "--lock"]) == 0
    # then both are the record's, and the signer is named
    capsys.readouterr()
    assert main(["verify", str(file), "--record", finished]) == 0
    assert "练习咨询机构，签后没有改动" in capsys.readouterr().out
    assert main(["verify", str(tmp_path / "plan-locked.pdf"), "--record", finished]) == 0


def test_another_ending_is_refused_in_words(
    records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, more in (("plan.doc", []), ("plan.docx", ["--lock"])):
        assert main(["plan", str(records / "draft.xml"), "-o", str(tmp_path / name), *more]) == 1
        assert "文件名要以" in capsys.readouterr().err
        assert not (tmp_path / name).exists()


def test_a_batch_tells_of_every_record(
    records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outcomes = write_plans(records, tmp_path, "onepage")
    assert [one.file is not None for one in outcomes] == [True, True]
    assert "2 / 2" in capsys.readouterr().err


def test_a_package_is_diagnosed_with_the_answers_since_its_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # given a package with one record whose last answer is in the journal alone
    package = packed(tmp_path, ("factory",))
    monkeypatch.setattr(record_files.getpass, "getpass", lambda _: PASSPHRASE)
    # when it is diagnosed, then it is as the laptop would do it
    assert main(["diagnose", str(package), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["cmi"] == pytest.approx(41.6, abs=0.05)
    record = record_files.read_record(package)
    assert record.entry.value("/data/enterprise/address") == "快照之后才改的地址"
    assert record.number.startswith("YZ140702-")


def test_of_a_package_with_several_records_one_is_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    package = packed(tmp_path, ("factory", "noodle_shop"))
    monkeypatch.setattr(record_files.getpass, "getpass", lambda _: PASSPHRASE)
    # without a number the package's records are named
    assert main(["diagnose", str(package)]) == 1
    said = capsys.readouterr().err
    numbers = said.partition("：")[2].partition("。")[0].split("、")
    assert len(numbers) == 2
    # with one of them its plan is made
    file = tmp_path / "one.pdf"
    assert main(["plan", str(package), "-o", str(file), "--number", numbers[1]]) == 0
    with pikepdf.open(io.BytesIO(file.read_bytes())) as document:
        assert len(document.pages) == 1


def test_a_wrong_passphrase_of_a_package_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    package = packed(tmp_path, ("noodle_shop",))
    monkeypatch.setattr(record_files.getpass, "getpass", lambda _: "falsch")
    assert main(["diagnose", str(package)]) == 1
    assert "口令不对" in capsys.readouterr().err
