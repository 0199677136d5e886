"""Complete or refused: everything the plan promises must be in the file."""

import re
from collections.abc import Collection, Iterable

from desktop.report.errors import ReportError
from desktop.report.fonts import SANS, settable
from forms.plan.model import Plan

_BLANK = re.compile(r"[\s\u2005\ue000\ufffe\u00ad]+")


def bare(text: str) -> str:
    """Return a text as it can be compared: as it is set, without any space."""
    return _BLANK.sub("", settable(text, SANS))


def refuse_incomplete(plan: Plan, printed: Iterable[str], shown: Collection[str]) -> None:
    """Compare what was promised with what was painted.

    Args:
        plan: Its ``required`` pairs a name with the text that must be printed; a text
            ``picture:NAME`` asks for a picture.
        printed: Every piece of text in the order it was painted.
        shown: Names of the pictures that were painted.

    Raises:
        ReportError: ``incomplete`` with the names of what is missing.
    """
    everything = _BLANK.sub("", "".join(printed))
    missing = [name for name, text in plan.required if not _there(text, everything, shown)]
    if missing:
        raise ReportError("incomplete", missing=tuple(missing))


def _there(text: str, everything: str, shown: Collection[str]) -> bool:
    if text.startswith("picture:"):
        return text.removeprefix("picture:") in shown
    return all(bare(line) in everything for line in text.split("\n") if line.strip())
