"""The packaged tests run where the program is built: ``make package``, later ``make test``."""

from pathlib import Path

PROGRAM = Path(__file__).parents[2] / "dist/yunzhen/yunzhen"

collect_ignore_glob = [] if PROGRAM.exists() else ["test_*.py"]


def pytest_report_header() -> str:
    built = "found" if PROGRAM.exists() else "not built, so its tests are left out: make package"
    return f"built program: {built}"
