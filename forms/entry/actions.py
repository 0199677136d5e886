"""Actions and preloads: what sets values beside the user and calculations (odk.md §4, §5)."""

from collections.abc import Iterator

from forms.definition.nodes import Action, Definition
from forms.definition.xform import CHANGED, FIRST_LOAD, LOAD, NEW_REPEAT
from forms.entry.answers import canonical, of_calculation
from forms.entry.host import RecordHost, related
from forms.entry.live import Live
from forms.entry.recompute import Recompute
from forms.entry.tree import walk
from forms.expression.code import Frame
from forms.expression.temporal import date_time_text

# A chain of triggers longer than this is a circle.
MAX_CHAIN = 100


class Actions:
    """Runs the form's actions on one record."""

    def __init__(self, host: RecordHost, recompute: Recompute) -> None:
        self._host = host
        self._recompute = recompute
        self._depth = 0
        recompute.row_added = self.row_added

    def first_load(self) -> None:
        """A record was created: preloads, then dynamic defaults, before any calculation."""
        for node in walk(self._recompute.root):
            self._preload(node)
        self._run_loads(FIRST_LOAD)
        self._run_loads(LOAD, but_not=FIRST_LOAD)

    def load(self) -> None:
        """A record was opened again."""
        self._run_loads(LOAD)

    def _run_loads(self, event: str, but_not: str = "") -> None:
        for action in self._host.programs.xform.loads:
            if event in action.events and but_not not in action.events:
                for node in everywhere(self._recompute.root, action.target):
                    self._run(action, node)

    def row_added(self, row: Live) -> None:
        """A row was added by the user or by a count."""
        for action in self._host.programs.new_row_actions.get(row.definition.index, ()):
            if NEW_REPEAT in action.events:
                target = row.cells.get(action.target.index)
                targets = [target] if target is not None else list(
                    everywhere(self._recompute.root, action.target))
                for node in targets:
                    self._run(action, node)

    def changed(self, node: Live) -> None:
        """The value of a control was changed by the user or by an action."""
        for action in node.definition.actions:
            if CHANGED in action.events:
                for target in self._targets(node, action):
                    self._run(action, target)

    def _targets(self, node: Live, action: Action) -> list[Live]:
        """Return the node that an action sets: the first where its path leads to several."""
        if action.path is not None:
            code = self._host.programs.code(action.path, node.definition)
            found = code.nodes()(Frame(node, self._host))
            return [n for n in found if isinstance(n, Live)][:1]
        target = related(node, action.target)
        return [] if target is None else [target]

    def _run(self, action: Action, node: Live) -> None:
        text = action.text
        if action.value is not None:
            code = self._host.programs.code(action.value, node.definition)
            text = code.string()(Frame(node, self._host))
        text = "" if text == "NaN" else text
        stored = canonical(text, node.definition.bind.type)
        before = node.text
        self._recompute.set_text(node, text if stored is None else stored)
        if node.text != before and self._depth < MAX_CHAIN and not self._recompute.loading:
            self._depth += 1
            self._recompute.settle()
            self.changed(node)
            self._depth -= 1

    def _preload(self, node: Live) -> None:
        bind = node.definition.bind
        if node.text:
            stored = of_calculation(node.text, bind.type)
            node.text = "" if canonical(stored, bind.type) is None else stored
        kind, parameter = bind.preload, bind.preload_parameters
        if kind == "uid" or (node.definition.added and node.name == "instanceID"):
            node.text = f"uuid:{self._host.new_uuid()}"
        elif kind == "timestamp" and parameter == "start":
            node.text = date_time_text(self._host.now())
        elif kind == "date" and parameter == "today":
            node.text = self._host.now().date().isoformat()
        elif kind == "property" and not node.text:
            node.text = self._host.property(parameter)

    def finish(self) -> None:
        """The record is being finished: ``timestamp/end``."""
        for node in walk(self._recompute.root):
            bind = node.definition.bind
            if bind.preload == "timestamp" and bind.preload_parameters == "end":
                self._recompute.set_text(node, date_time_text(self._host.now()))


def everywhere(row: Live, target: Definition) -> Iterator[Live]:
    """Yield every node of a definition in a row and its inner rows, in order."""
    rows = [row]
    for repeat in target.repeats[row.definition.level:]:
        rows = [inner for outer in rows for inner in outer.rows.get(repeat.index, ())]
    for found in rows:
        node = found.cells.get(target.index)
        if node is not None:
            yield node
        elif target.is_repeat:
            yield from found.rows.get(target.index, ())
