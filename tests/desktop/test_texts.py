"""Every text of the program is translated, every error code has its sentence."""

import ast
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from desktop import i18n
from desktop.messages import known_codes, message

ROOT = Path(__file__).parent.parent.parent
CATALOGUES = ROOT / "resources/locale/zh_CN/LC_MESSAGES"


def translated() -> set[str]:
    found = set()
    for path in CATALOGUES.glob("*.po"):
        with path.open("rb") as file:
            for entry in read_po(file, locale="zh_CN"):
                texts = entry.string if isinstance(entry.string, tuple) else (entry.string,)
                if entry.id and all(texts) and not entry.fuzzy:
                    found.add(entry.id if isinstance(entry.id, str) else entry.id[0])
    return found


def used() -> set[str]:
    found = set()
    for path in (ROOT / "desktop").rglob("*.py"):
        for _line, text, _notes, _context in extract_from_file(
            "python", path, keywords={"_": None, "ngettext": (1, 2)}
        ):
            found.add(text if isinstance(text, str) else text[0])
    return found


def test_every_text_has_its_chinese() -> None:
    assert not sorted(used() - translated())


def test_compiled_catalogues_say_what_their_sources_say() -> None:
    for path in CATALOGUES.glob("*.po"):
        assert path.with_suffix(".mo").stat().st_size > 0
    i18n.use_language(i18n.CHINESE)
    assert i18n._("Saved {time}") == "已存 {time}"


def test_english_is_the_source_itself() -> None:
    try:
        i18n.use_language(i18n.ENGLISH)
        assert i18n._("Saved {time}") == "Saved {time}"
    finally:
        i18n.use_language(i18n.CHINESE)


def raised_codes() -> set[str]:
    """Every code that forms and sync raise: the first argument of a class named ...Error."""
    codes = set()
    for package in ("forms", "sync"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not (isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)):
                    continue
                name, arguments = node.exc.func, node.exc.args
                ours = isinstance(name, ast.Name) and name.id.endswith("Error")
                first = arguments[0] if arguments else None
                if ours and isinstance(first, ast.Constant) and isinstance(first.value, str):
                    codes.add(first.value)
    return codes


@pytest.mark.parametrize("code", sorted(raised_codes()))
def test_every_code_that_is_raised_has_a_sentence(code: str) -> None:
    # A ValueError's text is no code: codes are one word of lower-case letters and hyphens.
    if not all(part.isalpha() and part.islower() for part in code.split("-")):
        return
    assert code in known_codes()


def test_a_missing_value_shows_a_dash_and_does_not_fail() -> None:
    title, advice = message("disk-full", {})
    assert title
    assert advice
