"""Finishing a record: last computation, validation, results, the frozen bytes (odk.md §9)."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from forms.entry import annotations
from forms.entry.actions import Actions
from forms.entry.live import Live
from forms.entry.recompute import Recompute
from forms.entry.serialise import Keep, finished
from forms.errors import RecordError

if TYPE_CHECKING:
    from forms.entry.entry import Entry
    from forms.form import Form

RESULT = "result"
# What a reduced record tells of the enterprise itself (design §4, consent_sync).
IDENTITY = frozenset({"ent_name", "uscc", "reg_county", "industry_division", "entity_type",
                      "consent_given", "consent_sync"})


def finish_record(entry: "Entry", root: Live, recompute: Recompute, actions: Actions,
                  scope: str) -> bytes:
    """Return the bytes of the finished record.

    Raises:
        RecordError: ``encrypted-form``, ``unknown-scope``, ``not-finishable`` (``violations``).
    """
    form = entry.form
    if form.is_encrypted:
        raise RecordError("encrypted-form")
    recompute.host.hold_time()
    actions.finish()
    recompute.keeps_entries = True
    recompute.mark_all(root)
    recompute.settle()
    recompute.keeps_entries = False
    hard = tuple(v for v in entry.violations() if v.severity == "hard")
    if hard:
        raise RecordError("not-finishable", violations=hard)
    write_result(root, recompute, form.result_values(entry))
    keep = _scope(form, scope)
    recompute.take_altered()
    recompute.host.release_time()
    return finished(form.definition, root, keep)


def attachments_of(form: "Form", root: Live, scope: str) -> tuple[str, ...]:
    """Return the files of a record that a scope sends.

    Raises:
        RecordError: ``unknown-scope``.
    """
    return tuple(dict.fromkeys(_files(root, _scope(form, scope))))


def _files(node: Live, keep: Keep) -> Iterator[str]:
    if not node.visible or not keep(node):
        return
    if node.text and node.definition.bind.type == "binary":
        yield node.text
    for child in node.children:
        yield from _files(child, keep)


def _scope(form: "Form", scope: str) -> Keep:
    keep = _scopes(form.personal_fields).get(scope)
    if keep is None:
        raise RecordError("unknown-scope", scope=scope)
    return keep


def write_result(root: Live, recompute: Recompute, values: Mapping[str, str]) -> None:
    """Write the diagnosis into the record's ``result`` group."""
    groups = root.by_name.get(RESULT)
    if not groups:
        return
    for name, text in values.items():
        cells = groups[0].by_name.get(name)
        if cells:
            recompute.set_text(cells[0], text)
    recompute.settle()


def _scopes(personal: frozenset[str]) -> Mapping[str, Keep]:
    return {"all": lambda _node: True, "no_contact": _without(personal), "summary": _summary}


def _without(personal: frozenset[str]) -> Keep:
    """Leave out personal fields, and the words and files of annotations with them."""
    def keep(node: Live) -> bool:
        if node.row.definition.name == annotations.NAME and node.definition.is_repeat:
            path = node.by_name["path"][0].text if node.by_name.get("path") else ""
            return path.rpartition("/")[2].partition("[")[0] not in personal
        if node.row.definition.name == annotations.NAME and node.name in {"by", "owner"}:
            return False
        return node.name not in personal
    return keep


def _summary(node: Live) -> bool:
    """Keep meta, who the enterprise is, and the result."""
    if node.name in {"meta", RESULT} or node.name in IDENTITY or not isinstance(node.parent, Live):
        return True
    if node.kind == "attribute":
        return True
    if node.holder().name in {"meta", RESULT}:
        return True
    return bool(node.definition.children) and not node.definition.is_repeat and any(
        below.name in IDENTITY for below in node.definition.walk())
