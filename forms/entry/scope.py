"""Paths of a form's expressions as direct reaches into the record, where the form decides them."""

from collections.abc import Callable, Sequence

from forms.definition.nodes import Definition
from forms.definition.resolve import Resolved, is_current, resolve
from forms.entry.live import Live
from forms.expression.code import Code, Frame
from forms.expression.compiler import Compiler
from forms.expression.nodes import Node
from forms.expression.tree import Path

RowOf = Callable[[Frame], Live]


class FormScope:
    """Resolves paths of expressions that belong to nodes of one definition."""

    def __init__(self, context: Definition, root: Definition) -> None:
        self._context = context
        self._root = root

    def path(self, tree: Path, compiler: Compiler) -> Code | None:
        """Return direct code for ``tree``; None where the walk over nodes has to do it."""
        relative = not tree.absolute and not is_current(tree.origin)
        if relative and (compiler.in_predicate or tree.origin is not None):
            return None
        known = resolve(tree, self._context, self._root)
        if known is None:
            return None
        if known.target is None:
            return Code("nodes", lambda _f: (), first=lambda _f: None, fixed=True)
        code = self._reach(known, known.target)
        if not known.rest:
            return code
        return compiler.walk(code.nodes(), known.rest, fixed=True)

    def _reach(self, known: Resolved, target: Definition) -> Code:
        if known.ups >= 0:
            return _climb(known.ups)
        hops = self._context.level - known.level
        row = _row(hops)
        index = target.index
        goes_on = bool(known.rest)
        inner = target.repeats[known.level:]
        if target.is_repeat:
            if goes_on and target.level <= known.level:
                return _itself(row)
            return _rows(row, (*inner, target))
        if inner:
            return _cells(row, inner, index)
        return _cell(row, hops, index)


def _climb(ups: int) -> Code:
    if ups == 0:
        return Code("node", lambda f: (f.current,), first=lambda f: f.current, fixed=True)

    def first(f: Frame) -> Node | None:
        node: Node | None = f.current
        for _ in range(ups):
            node = node.parent if node is not None else None
        return node

    def run(f: Frame) -> Sequence[Node]:
        node = first(f)
        return () if node is None else (node,)
    return Code("node", run, first=first, fixed=True)


def _row(hops: int) -> RowOf:
    if hops == 0:
        return lambda f: f.current.row  # type: ignore[attr-defined]  # live nodes only
    if hops == 1:
        return lambda f: f.current.row.outer()  # type: ignore[attr-defined]  # ditto

    def climb(f: Frame) -> Live:
        row: Live = f.current.row  # type: ignore[attr-defined]  # the scope is of a live record
        for _ in range(hops):
            row = row.outer()
        return row
    return climb


def _itself(row: RowOf) -> Code:
    return Code("node", lambda f: (row(f),), first=row, fixed=True)


def _cell(row: RowOf, hops: int, index: int) -> Code:
    if hops == 0:
        def first(f: Frame) -> Node | None:
            node: Live | None = f.current.row.cells.get(index)  # type: ignore[attr-defined]  # live
            return node if node is not None and node.visible else None
    else:
        def first(f: Frame) -> Node | None:
            node = row(f).cells.get(index)
            return node if node is not None and node.visible else None

    def run(f: Frame) -> Sequence[Node]:
        node = first(f)
        return () if node is None else (node,)
    return Code("node", run, first=first, fixed=True)


def _every_row(row: Live, repeats: Sequence[Definition]) -> list[Live]:
    rows = [row]
    for repeat in repeats:
        rows = [inner for outer in rows for inner in outer.rows.get(repeat.index, ())
                if inner.visible]
    return rows


def _rows(row: RowOf, repeats: Sequence[Definition]) -> Code:
    return Code("nodes", lambda f: _every_row(row(f), repeats), fixed=True)


def _cells(row: RowOf, repeats: Sequence[Definition], index: int) -> Code:
    def run(f: Frame) -> Sequence[Node]:
        found = []
        for inner in _every_row(row(f), repeats):
            node = inner.cells.get(index)
            if node is not None and node.visible:
                found.append(node)
        return found
    return Code("nodes", run, fixed=True)
