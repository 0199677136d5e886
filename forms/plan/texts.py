"""The wording of the plan: rows of the workbook's ``plan`` sheet, chosen and filled.

A row is ``order, part, when, title, text``. Several rows may share a part: the first whose ``when``
holds is used. ``when`` names facts of the diagnosis, ``and``-ed, each perhaps in ``not(…)``:
``cheaper and not(repeat)``. In title and text ``{name}`` is a value, ``**words**`` are strong,
``[[words]]`` are a boxed mark.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from forms.errors import FormDefinitionError
from forms.plan.model import Run, Text

_SLOT = re.compile(r"\{(\w+)\}")
_MARKUP = re.compile(r"(\*\*.+?\*\*|\[\[.+?\]\])", re.S)


@dataclass(frozen=True, slots=True)
class _Part:
    when: tuple[tuple[str, bool], ...]
    title: str
    text: str


class PlanTexts:
    """The plan sheet for one diagnosis: ``facts`` are the names that hold for it."""

    def __init__(self, rows: Iterable[Mapping[str, str]], facts: frozenset[str]) -> None:
        """Read the rows in their order; a row without a part is a remark of the author."""
        self._facts = facts
        self._parts: dict[str, list[_Part]] = {}
        for row in sorted(rows, key=lambda row: _order(row.get("order", ""))):
            if part := row.get("part", "").strip():
                entry = _Part(_conditions(row.get("when", "")), row.get("title", ""),
                              row.get("text", ""))
                self._parts.setdefault(part, []).append(entry)

    def _find(self, part: str) -> _Part:
        if part not in self._parts:
            raise FormDefinitionError("plan-part-missing", sheet="plan", part=part)
        for candidate in self._parts[part]:
            if all((fact in self._facts) == wanted for fact, wanted in candidate.when):
                return candidate
        return _Part((), "", "")

    def has(self, part: str) -> bool:
        """Return whether the part is to be printed: a row of it holds and says something."""
        if part not in self._parts:
            return False
        found = self._find(part)
        return bool(found.title or found.text)

    def title(self, part: str, **values: str) -> str:
        """Return the filled title of a part."""
        return _fill(self._find(part).title, values, part)

    def line(self, part: str, **values: str) -> str:
        """Return the filled text of a part, its markup taken away."""
        return _fill(_bare(self._find(part).text), values, part)

    def text(self, part: str, **values: str) -> Text:
        """Return the filled text of a part; values are never read as markup."""
        runs = []
        for piece in _MARKUP.split(self._find(part).text):
            if piece.startswith("**"):
                runs.append(Run(_fill(piece[2:-2], values, part), "strong"))
            elif piece.startswith("[["):
                runs.append(Run(_fill(piece[2:-2], values, part), "mark-blue"))
            elif piece:
                runs.append(Run(_fill(piece, values, part)))
        return tuple(runs)

    def lines(self, part: str, **values: str) -> tuple[str, ...]:
        """Return the filled text of a part, one string a line of it."""
        return tuple(line for line in self.line(part, **values).split("\n") if line)

    def cells(self, part: str, **values: str) -> tuple[str, ...]:
        """Return a part's text split at ``|``: the words of a table's header."""
        return tuple(cell.strip() for cell in self.line(part, **values).split("|"))

    def table(self, part: str, **values: str) -> tuple[tuple[str, ...], ...]:
        """Return a part's lines, each split at ``|``: a small table that is fixed wording."""
        return tuple(tuple(cell.strip() for cell in line.split("|"))
                     for line in self.lines(part, **values))


def _order(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _conditions(text: str) -> tuple[tuple[str, bool], ...]:
    terms = [term.strip() for term in text.split(" and ") if term.strip()]
    return tuple((term.removeprefix("not(").removesuffix(")").strip(),
                  not term.startswith("not(")) for term in terms)


def _bare(text: str) -> str:
    return _MARKUP.sub(lambda match: match.group()[2:-2], text)


def _fill(template: str, values: Mapping[str, str], part: str) -> str:
    def value(match: re.Match[str]) -> str:
        if match.group(1) not in values:
            raise FormDefinitionError("plan-slot-unknown", sheet="plan", part=part,
                                      slot=match.group(1))
        return values[match.group(1)]

    return _SLOT.sub(value, template)


class _FormWithSheets(Protocol):
    @property
    def sheets(self) -> Mapping[str, Sequence[Mapping[str, str]]]: ...


def sheets_of(form: _FormWithSheets) -> dict[str, tuple[Mapping[str, str], ...]]:
    """Return the rows of a form's ``plan`` and ``glossary`` sheets; nothing for a foreign form."""
    found = {name: tuple(row for row in form.sheets.get(name, ()) if any(row.values()))
             for name in ("plan", "glossary")}
    return {name: rows for name, rows in found.items() if rows}
