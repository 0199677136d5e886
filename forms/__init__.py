"""The form engine and the diagnosis: the product itself, testable with nothing running.

This module is the contract (docs/architecture.md); ``desktop`` and ``sync`` use nothing behind it.
"""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from forms.entry.entities import EntityChange, merged_list, updated_list
from forms.entry.entry import Entry
from forms.errors import AnswerRejectedError, FormDefinitionError, FormsError, RecordError
from forms.form import Form, load
from forms.values import (
    Annotation,
    Changes,
    Choice,
    NodeView,
    Operation,
    Question,
    Violation,
)

if TYPE_CHECKING:
    from forms.diagnosis.model import Diagnosis
    from forms.workbook import Fault

__all__ = [
    "Annotation", "AnswerRejectedError", "Changes", "Choice", "EntityChange", "Entry", "Form",
    "FormDefinitionError", "FormsError", "NodeView", "Operation", "Question", "RecordError",
    "Violation", "check", "convert", "diagnose", "load", "merged_list", "score", "updated_list",
]


def diagnose(entry: Entry, overrides: Mapping[str, Decimal] | None = None) -> "Diagnosis":
    """Return the whole diagnosis; ``overrides`` replace assumptions by name, for what-if."""
    from forms import diagnosis

    return diagnosis.diagnose(entry, overrides)


def score(entry: Entry, *, explain: bool = True) -> "Diagnosis":
    """Return scores, level, red lines and contradictions; measures, costs and the rest stay empty.

    Without ``explain`` the answers behind them are left out: the live panel shows none, and is made
    anew with every one.
    """
    from forms import diagnosis

    return diagnosis.score(entry, explain=explain)


def check(source: Path | bytes, media: Path | Mapping[str, bytes] | None = None
          ) -> "tuple[Fault, ...]":
    """Return every fault of a workbook, with sheet, row, column and what to do."""
    from forms.workbook.checking import check as check_workbook

    return check_workbook(source, media)


def convert(source: Path, out: Path) -> tuple[Path, ...]:
    """Turn a workbook folder into one ``.xlsx`` or ``.xml``, or an ``.xlsx`` into a folder."""
    from forms.workbook import convert as convert_workbook

    return convert_workbook(source, out)
