"""What is loaded when: neither the first screen nor a visit waits for what it does not use."""

import json
import subprocess
import sys

import pytest

# The gate needs no database; a visit no plan, no exchange, no Excel and no new schema.
BEHIND_THE_GATE = {"sqlalchemy", "sqlcipher3", "cryptography", "forms", "desktop.session"}
LARGE = {
    "PIL", "alembic", "docx", "lxml", "numpy", "openpyxl", "pikepdf", "pyhanko", "pypdfium2",
    "pypinyin", "pyxform", "reportlab", "requests", "segno", "starlette", "uvicorn", "zxingcpp",
}  # fmt: skip


def loaded_by(statement: str) -> set[str]:
    script = f"import json, sys; {statement}; print(json.dumps(list(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    return set(json.loads(done.stdout))


@pytest.mark.parametrize(
    ("statement", "not_loaded"),
    [
        ("import desktop.app", LARGE | BEHIND_THE_GATE),
        ("import desktop.session", LARGE),
    ],
)
def test_a_screen_loads_only_what_it_uses(statement: str, not_loaded: set[str]) -> None:
    assert not loaded_by(statement) & not_loaded


def test_opening_a_store_that_is_up_to_date_loads_no_migrations(tmp_path: object) -> None:
    # given
    store = f"from pathlib import Path; from sync.store import Store; at = Path({str(tmp_path)!r})"
    loaded_by(f"{store}; Store.create(at, 'correct horse').close()")
    # when
    loaded = loaded_by(f"{store}; Store.open(at, 'correct horse').close()")
    # then
    assert "sync.store" in loaded
    assert "alembic" not in loaded
