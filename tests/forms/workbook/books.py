"""Workbooks made in a test: folders of CSV from rows, and JavaRosa as a judge."""

import csv
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import pyxform

CORE = "questionnaires/cloud_diagnosis"
VALIDATE = Path(pyxform.__file__).parent / "validators/odk_validate/bin/ODK_Validate.jar"
Rows = Sequence[Sequence[str]]


def write_folder(folder: Path, media: Mapping[str, str] | None = None, **sheets: Rows) -> Path:
    """Write a workbook folder; the first row of a sheet is its header."""
    (folder / "media").mkdir(parents=True, exist_ok=True)
    for name, rows in sheets.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
    for name, text in (media or {}).items():
        (folder / "media" / name).write_text(text, encoding="utf-8")
    return folder


def javarosa_verdict(xform: bytes, media: Mapping[str, bytes], folder: Path) -> str:
    """Let ODK Validate load a form; return what it says, ``""`` when it is content."""
    if shutil.which("java") is None:
        pytest.skip("no Java runtime on this machine")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "form.xml").write_bytes(xform)
    for name, data in media.items():
        (folder / name).write_bytes(data)
    done = subprocess.run(
        ["java", "-jar", str(VALIDATE), str(folder / "form.xml")],
        capture_output=True, text=True, check=False,
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr
