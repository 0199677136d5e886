"""The ``annotation`` repeat (design §4): 不涉及, 待确认, remarks and evidence of any node."""

import re
from collections.abc import Mapping
from datetime import datetime

from forms.entry.live import Live
from forms.entry.recompute import Altered, Recompute
from forms.entry.serialise import row_xml
from forms.errors import AnswerRejectedError
from forms.expression.temporal import date_time_text
from forms.values import Annotation, Operation

NAME = "annotation"
KINDS = frozenset({"na", "todo", "remark", "flag", "evidence", "override", "respondent"})
_FIELDS = ("path", "kind", "reason", "text", "owner", "due", "by", "at", "file")


def _rows(root: Live) -> list[Live]:
    definition = root.definition.by_name.get(NAME)
    return [] if definition is None else root.rows.get(definition.index, [])


def _cell(row: Live, name: str) -> Live | None:
    found = row.by_name.get(name)
    return found[0] if found else None


def _text(row: Live, name: str) -> str:
    cell = _cell(row, name)
    return "" if cell is None else cell.text


def read(root: Live, path: str | None = None, kind: str | None = None) -> tuple[Annotation, ...]:
    """Return annotations in order; of one node or of one kind."""
    return tuple(
        Annotation(**{name: _text(row, name) for name in _FIELDS}, row=row.place)
        for row in _rows(root)
        if (path is None or _text(row, "path") == path)
        and (kind is None or _text(row, "kind") == kind))


def add(root: Live, recompute: Recompute, path: str, fields: Mapping[str, str],
        moment: datetime) -> Live:
    """Add an annotation and return its row.

    Raises:
        AnswerRejectedError: ``annotation-unavailable`` in a form without the repeat,
            ``annotation-kind``.
    """
    definition = root.definition.by_name.get(NAME)
    if definition is None or not definition.is_repeat or "kind" not in definition.by_name:
        raise AnswerRejectedError("annotation-unavailable", path=path)
    if fields.get("kind") not in KINDS:
        raise AnswerRejectedError("annotation-kind", kind=fields.get("kind", ""))
    row = recompute.add_row(definition, root)
    for name, text in {**fields, "path": path, "at": date_time_text(moment)}.items():
        cell = _cell(row, name)
        if cell is not None:
            recompute.set_text(cell, text)
    recompute.altered.old_texts.clear()
    return row


def row_at(root: Live, number: str) -> Live:
    """Return the annotation of a 1-based row.

    Raises:
        AnswerRejectedError: ``unknown-annotation``.
    """
    rows = _rows(root)
    place = int(number) if number.isdigit() else 0
    if not 1 <= place <= len(rows):
        raise AnswerRejectedError("unknown-annotation", row=number)
    return rows[place - 1]


def row_removed(root: Live, recompute: Recompute, removed: str) -> list[Operation]:
    """Drop the annotations of a removed row, move those of later rows; return what undoes it."""
    undo: list[Operation] = []
    head, number = _split(removed)
    later = re.compile(re.escape(head) + r"\[(\d+)\]")
    for row in list(_rows(root)):
        path = _text(row, "path")
        match = later.match(path)
        if match is None:
            continue
        place = int(match.group(1))
        if place == number:
            undo.insert(0, Operation("restore_row", row.path(), row_xml(row)))
            recompute.remove_row(row)
        elif place > number:
            _set_path(recompute, row, f"{head}[{place - 1}]{path[match.end():]}")
    return undo


def row_inserted(root: Live, recompute: Recompute, inserted: str) -> None:
    """Move the annotations of rows that an inserted row pushed on."""
    head, number = _split(inserted)
    later = re.compile(re.escape(head) + r"\[(\d+)\]")
    for row in _rows(root):
        path = _text(row, "path")
        match = later.match(path)
        if match is not None and int(match.group(1)) >= number:
            _set_path(recompute, row, f"{head}[{int(match.group(1)) + 1}]{path[match.end():]}")


def _set_path(recompute: Recompute, row: Live, path: str) -> None:
    cell = _cell(row, "path")
    if cell is not None:
        recompute.set_text(cell, path)
        recompute.altered.old_texts.pop(id(cell), None)


def _split(path: str) -> tuple[str, int]:
    head, _, number = path.rstrip("]").rpartition("[")
    return head, int(number)


def target_of(row: Live) -> str:
    """Return the path of the node that an annotation is about."""
    return _text(row, "path")


def annotated(root: Live, altered: Altered) -> frozenset[str]:
    """Return the nodes whose annotations an edit altered."""
    definition = root.definition.by_name.get(NAME)
    if definition is None or not altered.values:
        return frozenset()
    rows = {id(node.row): node.row for node in altered.values.values()
            if node.row.definition is definition}
    return frozenset(path for row in rows.values() if (path := _text(row, "path")))
