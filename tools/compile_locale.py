"""Compile every catalogue in resources/locale to .mo: ``make locale``."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogue(source: Path) -> None:
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parts[-3])
    with source.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)


if __name__ == "__main__":
    for path in sorted(Path("resources/locale").rglob("*.po")):
        compile_catalogue(path)
