"""Every text of these screens is in the Chinese catalogue, and the compiled one is the newest."""

import ast
import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "resources/locale/zh_CN/LC_MESSAGES"
PARTS = ("diagnosis", "measures", "costs", "plan", "submit", "sync_centre", "statistics",
         "presentation")


def source_texts() -> set[str]:
    texts: set[str] = set()
    for part in (*(f"screens/{part}*" for part in PARTS), "item_messages"):
        for path in (ROOT / "desktop").glob(f"{part}.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                        and node.func.id in ("_", "ngettext")
                        and isinstance(node.args[0], ast.Constant)):
                    texts.add(str(node.args[0].value))
    return texts


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="zh_CN")


def catalogue() -> Catalog:
    return read(FOLDER / "review.po")


def key_of(message_id: object) -> str:
    return str(message_id[0] if isinstance(message_id, tuple | list) else message_id)


def test_every_text_is_translated() -> None:
    translated = {
        key_of(one.id) for path in FOLDER.glob("*.po") for one in read(path)
        if one.id and one.string and not one.fuzzy
    }
    assert source_texts() - translated == set()


def test_slots_are_the_same_in_both_languages() -> None:
    for one in catalogue():
        if not one.id:
            continue
        source = key_of(one.id)
        chinese = str(one.string[0] if isinstance(one.string, tuple | list) else one.string)
        assert _slots(source) == _slots(chinese), source


def test_the_compiled_catalogue_is_the_newest() -> None:
    compiled = read_mo(io.BytesIO((FOLDER / "review.mo").read_bytes()))
    written = {key_of(one.id): one.string for one in catalogue() if one.id}
    for one in compiled:
        if one.id:
            assert _plain(one.string) == _plain(written[key_of(one.id)])
    assert len([one for one in compiled if one.id]) == len(written)


def _plain(text: object) -> str:
    return str(text[0] if isinstance(text, tuple | list) else text)


def _slots(text: str) -> set[str]:
    return {part.split("}")[0] for part in text.split("{")[1:]}
