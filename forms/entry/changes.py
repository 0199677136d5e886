"""What an edit altered, as paths; and what takes it back."""

from collections.abc import Mapping

from forms.entry import annotations
from forms.entry.live import Live
from forms.entry.recompute import Altered
from forms.entry.violations import kind_of_violation
from forms.values import Changes, Operation

_NONE: frozenset[str] = frozenset()


def changes_of(altered: Altered, root: Live, done: Operation | None,
               undo: list[Operation]) -> Changes:
    """Return an edit's changes; violations are compared with those reported before."""
    violations = {id(node): node for node in altered.checks.values() if _is_new(node)}
    undo = [*_old_answers(altered), *undo]
    return Changes(
        values=_paths(altered.values),
        relevance=_paths(altered.relevance),
        required=_paths(altered.required),
        readonly=_paths(altered.readonly),
        violations=_paths(violations),
        labels=_paths(altered.labels),
        choices=_paths(altered.choices),
        rows=frozenset(altered.rows),
        annotations=annotations.annotated(root, altered),
        done=done, undo=tuple(undo),
    )


def _is_new(node: Live) -> bool:
    now = kind_of_violation(node) + node.refused
    if now == node.violation:
        return False
    node.violation = now
    return True


def _paths(nodes: Mapping[int, Live]) -> frozenset[str]:
    return frozenset([node.path() for node in nodes.values()]) if nodes else _NONE


def _old_answers(altered: Altered) -> list[Operation]:
    """Return what puts back every value that is not calculated, the last changed first.

    What an answer set in a new row goes before the answer that made the row.
    """
    return [Operation("answer", node.path(), text, {"by": "undo"})
            for node, text in reversed(altered.old_texts.values())
            if "calculate" not in node.definition.expressions and node.text != text]
