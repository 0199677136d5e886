"""The packaged tests run where the program is built: ``make package``, later ``make test``.

A program built before the sources last changed proves nothing about them, so it is left out too.
"""

from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "dist/yunzhen/yunzhen"
PACKAGES = ("forms", "sync", "desktop", "resources")


def _newest_source() -> float:
    return max(path.stat().st_mtime for package in PACKAGES
               for path in (ROOT / package).rglob("*")
               if path.is_file() and "__pycache__" not in path.parts)


def _state() -> str:
    if not PROGRAM.exists():
        return "not built, so its tests are left out: make package"
    if PROGRAM.stat().st_mtime < _newest_source():
        return "older than the sources, so its tests are left out: make package"
    return "found"


STATE = _state()
collect_ignore_glob = [] if STATE == "found" else ["test_*.py"]


def pytest_report_header() -> str:
    return f"built program: {STATE}"
