"""Who may import whom: a forbidden import fails before a reviewer sees it."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = {"forms", "sync", "desktop", "resources"}
# The longest matching prefix of a module's path rules; "requests" and its like only where named.
ALLOWED = {
    "forms": {"forms", "stdnum"},
    "forms/workbook": {"forms", "pyxform", "openpyxl"},
    "sync": {"sync", "forms", "resources", "sqlalchemy", "alembic", "cryptography", "keyring",
             "sqlcipher3"},
    "sync/configuration": {"sync", "PIL", "zxingcpp"},
    "sync/client": {"sync", "forms", "requests", "urllib3", "truststore"},
    "sync/platform": {"sync", "forms", "resources", "sqlalchemy", "alembic", "starlette",
                      "uvicorn", "jinja2", "argon2", "openpyxl", "cryptography", "multipart",
                      "python_multipart", "psycopg", "markupsafe", "segno"},
    "desktop": {"desktop", "sync", "forms", "resources", "PySide6", "pypdfium2", "PIL",
                "openpyxl"},
    "desktop/camera": {"desktop", "PySide6", "cv2"},
    "desktop/report": {"desktop", "forms", "resources", "reportlab", "docx", "pptx", "pypdfium2",
                       "segno", "pikepdf", "pyhanko", "pyhanko_certvalidator", "PIL", "fontTools",
                       "cryptography"},
    "resources": set(),
}


def rule_for(relative: str) -> set[str]:
    return ALLOWED[max((p for p in ALLOWED if relative.startswith(p)), key=len)]


def imported(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    return names - set(sys.stdlib_module_names)


@pytest.mark.parametrize("package", sorted(OURS))
def test_every_module_imports_only_what_the_house_allows(package: str) -> None:
    wrong = []
    for path in sorted((ROOT / package).rglob("*.py")):
        relative = path.relative_to(ROOT).as_posix()
        extra = imported(ast.parse(path.read_text(encoding="utf-8"))) - rule_for(relative)
        wrong += [f"{relative} imports {name}" for name in sorted(extra)]
    assert not wrong, "\n".join(wrong)


def test_the_report_contains_no_qt() -> None:
    for path in (ROOT / "desktop/report").rglob("*.py"):
        assert "PySide6" not in imported(ast.parse(path.read_text(encoding="utf-8"))), path
