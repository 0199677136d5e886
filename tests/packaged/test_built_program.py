"""The built program, not the source tree: it must carry every resource and do the whole job."""

import re
import subprocess
from pathlib import Path

import pytest

from desktop.selftest import resource_names
from tests.packaged.conftest import PROGRAM

pytestmark = [pytest.mark.packaged, pytest.mark.xdist_group("packaged")]


@pytest.fixture
def program() -> Path:
    return PROGRAM


def run(program: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(cwd), "LANG": "C.UTF-8"}
    return subprocess.run(
        [str(program), *arguments], cwd=cwd, env=environment, capture_output=True, text=True,
        timeout=180, check=False,
    )


def test_the_built_program_reads_every_resource_and_does_the_whole_job(
    program: Path, tmp_path: Path
) -> None:
    done = run(program, "selftest", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    count = re.search(r"^(\d+)", done.stdout)
    assert count is not None
    assert int(count[1]) == len(list(resource_names()))
    assert "YZ" in done.stdout


def test_the_built_program_checks_a_workbook(program: Path, tmp_path: Path) -> None:
    workbook = tmp_path / "bad"
    workbook.mkdir()
    (workbook / "survey.csv").write_text(
        "type,name,label,calculation\ncalculate,a,,no-such-function(1)\n", encoding="utf-8"
    )
    done = run(program, "check", str(workbook), cwd=tmp_path)
    assert done.returncode == 1
    assert "no-such-function" in done.stdout


def test_the_built_program_writes_only_where_it_is_told(program: Path, tmp_path: Path) -> None:
    before = set(program.parent.rglob("*"))
    run(program, "demo", "--out", str(tmp_path / "demo"), cwd=tmp_path)
    assert set(program.parent.rglob("*")) == before
    assert (tmp_path / "demo/plan.pdf").stat().st_size > 10_000
