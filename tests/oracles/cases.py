"""The peers' recorded cases beside the project; nothing of them is kept in it."""

import json
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2].parent / "shared" / "conformance"
ZONE = "America/Phoenix"


@dataclass(slots=True)
class Outcome:
    """What came of one case.

    ``dissent``: a peer's engine gave another answer than the recorded one, or the peers were not
    all asked the same way.
    """

    name: str
    passed: bool
    dissent: bool
    said: str = ""
    reason: str = ""
    skipped: bool = False


@dataclass(slots=True)
class Report:
    """The outcomes of one file of cases."""

    title: str
    outcomes: list[Outcome] = field(default_factory=list)

    def counted(self, dissent: bool | None = None) -> tuple[int, int]:
        """Return passed and all, of those with or without dissent; skipped ones left out."""
        chosen = [o for o in self.outcomes
                  if not o.skipped and (dissent is None or o.dissent is dissent)]
        return sum(o.passed for o in chosen), len(chosen)

    def share(self, dissent: bool | None = None) -> float:
        """Return which part passed, 0 to 1; 1 when there is nothing."""
        passed, every = self.counted(dissent)
        return passed / every if every else 1.0


_MASK = re.compile(r"<(uuid|now)>")


def masked_xml(text: str) -> str:
    """Return recorded XML with its masks made readable as text; an element may be named now."""
    if "</now>" in text:
        return text.replace("<uuid>", "&lt;uuid&gt;")
    return _MASK.sub(r"&lt;\1&gt;", text)


def same(expected: str, found: str) -> bool:
    """Whether a text is the recorded one; a mask stands for anything."""
    parts = re.split(r"(<(?:uuid|now)>)", expected)
    pattern = "".join(".+" if _MASK.fullmatch(part) else re.escape(part) for part in parts)
    return re.fullmatch(pattern, found, re.DOTALL) is not None


def present() -> bool:
    """Whether the cases are there."""
    return (FOLDER / "expressions.json").is_file()


@cache
def read(name: str) -> dict[str, Any]:
    """Return a file of cases."""
    found: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return found


@cache
def read_bytes(name: str) -> bytes:
    """Return a form or an external file."""
    return (FOLDER / name).read_bytes()
