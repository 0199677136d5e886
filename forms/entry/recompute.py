"""Recomputation: after a change, only what depends on it, in the order of the graph."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import heappop, heappush

from forms.definition.graph import Slot
from forms.definition.nodes import Definition
from forms.entry.answers import of_calculation
from forms.entry.host import RecordHost
from forms.entry.live import Live
from forms.entry.programs import Programs, Reader
from forms.entry.tree import build_row, walk
from forms.errors import FormDefinitionError
from forms.expression.code import Frame
from forms.expression.convert import Value
from forms.expression.operators import text_of

# A count beyond this is a mistake or an attack; a screen could not show it either.
MAX_COUNTED_ROWS = 10_000
# Rows that counts may make in one step, all repeats together: nested counts multiply.
MAX_NEW_ROWS = 20_000
# A calculated text beyond this comes from texts that double one another.
MAX_TEXT = 1_000_000
# How often one expression's turn may come in one step, and all evaluations of it: only what
# feeds on itself, through other rows or a wildcard, comes near.
MAX_TURNS = 20_000
MAX_STEPS = 2_000_000
_MANY = frozenset({"select", "rank"})


class Altered:
    """The nodes that one edit altered, by what altered in them."""

    __slots__ = ("checks", "choices", "labels", "old_texts", "readonly", "relevance", "required",
                 "rows", "values")

    def __init__(self) -> None:
        self.values: dict[int, Live] = {}
        self.relevance: dict[int, Live] = {}
        self.required: dict[int, Live] = {}
        self.readonly: dict[int, Live] = {}
        self.labels: dict[int, Live] = {}
        self.choices: dict[int, Live] = {}
        self.rows: dict[str, None] = {}
        self.checks: dict[int, Live] = {}
        self.old_texts: dict[int, tuple[Live, str]] = {}


class Recompute:
    """Keeps a record's nodes up to date.

    Attributes:
        loading: The first computation is not over: no choice is cleared yet.
        keeps_entries: What the user wrote over a calculation stays: a saved record is opened
            or finished.

    Call ``set_text``, ``add_row`` and ``remove_row``, then ``settle``.
    """

    def __init__(self, programs: Programs, host: RecordHost, root: Live) -> None:
        self.programs = programs
        self.host = host
        self.root = root
        self.altered = Altered()
        self.loading = True
        self.keeps_entries = False
        self.row_added: Callable[[Live], None] = _nothing
        self._frame = Frame(root, host)
        self._slots = programs.graph.slots
        self._waiting: dict[int, dict[int, Live]] = {}
        self._ranks: list[int] = []
        self._new_rows = 0
        self._first_choices = programs.first_choices
        self._acts: dict[str, Callable[[Slot, Live], None]] = {
            "calculate": self._calculate, "relevant": self._relevant,
            "required": self._required, "readonly": self._readonly,
            "constraint": self._constraint, "count": self._count, "choices": self._choices,
            "label": self._label,
        }

    def take_altered(self) -> Altered:
        """Return what altered since the last call."""
        altered, self.altered = self.altered, Altered()
        return altered

    # Edits

    def set_text(self, node: Live, text: str, flag: bool | None = None) -> None:
        """Store a value; those who read it wait to be evaluated."""
        if node.text == text and node.flag is flag:
            return
        if node.text != text:
            self.altered.old_texts.setdefault(id(node), (node, node.text))
            self.altered.values[id(node)] = node
            self.altered.checks[id(node)] = node
        node.text, node.flag = text, flag
        self.mark_readers(node)
        constraint = self.programs.constraints[node.definition.index]
        if constraint >= 0:
            self.mark(constraint, node)

    def refuse(self, node: Live, text: str) -> None:
        """Remember what the user gave and the type did not accept; '' when it did."""
        if node.refused != text:
            node.refused = text
            self.altered.checks[id(node)] = node

    def add_row(self, definition: Definition, parent: Live, row: Live | None = None,
                place: int | None = None) -> Live:
        """Put a new row (or one kept aside) among its siblings; all in it will be computed."""
        row = row or build_row(definition, parent)
        rows = parent.row.rows.setdefault(definition.index, [])
        place = len(rows) + 1 if place is None else place
        parent.insert_row(row, place)
        rows.insert(place - 1, row)
        _number(rows)
        self.altered.rows[self._repeat_path(parent, definition)] = None
        row.own = True
        self._show(row, parent.visible)
        self.mark_all(row)
        self._mark(self.programs.row_readers.get(definition.index, ()), row, parent.row)
        self._mark_places(rows[place:])
        return row

    def remove_row(self, row: Live) -> None:
        """Take a row out; rows after it move up."""
        parent = row.holder()
        rows = parent.row.rows[row.definition.index]
        place = row.place
        parent.drop(row)
        rows.remove(row)
        _number(rows)
        self._forget(row)
        self.altered.rows[self._repeat_path(parent, row.definition)] = None
        self._mark(self.programs.row_readers.get(row.definition.index, ()), row, parent.row)
        self._mark_places(rows[place - 1:])

    def _mark_places(self, rows: Sequence[Live]) -> None:
        for later in rows:
            self._mark(self.programs.place_readers.get(later.definition.index, ()), later)

    def _repeat_path(self, parent: Live, definition: Definition) -> str:
        return f"{parent.path()}/{definition.name}"

    def _forget(self, row: Live) -> None:
        """Nothing in a removed row is evaluated or reported any more."""
        gone = {id(node) for node in walk(row)}
        for waiting in self._waiting.values():
            for key in gone & waiting.keys():
                del waiting[key]
        altered = self.altered
        for table in (altered.values, altered.relevance, altered.required, altered.readonly,
                      altered.labels, altered.choices, altered.checks, altered.old_texts):
            for key in gone & table.keys():
                del table[key]

    # Marking

    def mark_all(self, top: Live) -> None:
        """Have every expression of a node and of all below it evaluated."""
        own = self.programs.own
        for node in walk(top):
            for slot in own[node.definition.index]:
                self.mark(slot.rank, node)
            self.altered.checks[id(node)] = node

    def mark(self, rank: int, node: Live) -> None:
        """Have one expression of a node evaluated when its turn comes."""
        if rank >= self._first_choices:
            node.offered = None  # A label of these choices may be asked for before their turn.
        waiting = self._waiting.get(rank)
        if waiting is None:
            self._waiting[rank] = {id(node): node}
            heappush(self._ranks, rank)
        else:
            waiting[id(node)] = node

    def mark_readers(self, node: Live) -> None:
        """Have everything that reads a node evaluated."""
        index = node.definition.index
        row = node.row
        for rank, reader in self.programs.near[index]:
            target = row.cells.get(reader)
            if target is not None:
                self.mark(rank, target)
            elif row.definition.index == reader:
                self.mark(rank, row)
        readers = self.programs.readers[index]
        if readers:
            self._mark(readers, node)

    def _mark(self, readers: Sequence[Reader], node: Live, start: Live | None = None) -> None:
        here = start if start is not None else node.row
        for reader in readers:
            row = here
            for _ in range(reader.hops):
                row = row.outer()
            if not reader.inner and not reader.is_row:
                self._mark_one(reader, row)
            else:
                for inner in _inside(row, reader):
                    self.mark(reader.rank, inner)

    def _mark_one(self, reader: Reader, row: Live) -> None:
        target = row.cells.get(reader.index)
        if target is None and row.definition.index == reader.index:
            target = row
        if target is not None:
            self.mark(reader.rank, target)

    # Evaluation

    def settle(self) -> None:
        """Evaluate everything that waits; what fails keeps its value and is raised at the end.

        Raises:
            FormDefinitionError: ``endless``, ``too-many-rows``, ``text-too-long`` with ``node``,
                or what an expression raises.
        """
        steps = self._new_rows = 0
        failure: FormDefinitionError | None = None
        turns: dict[int, int] = {}
        while self._ranks:
            rank = heappop(self._ranks)
            waiting = self._waiting.pop(rank, None)
            if not waiting:
                continue
            slot = self._slots[rank]
            act = self._acts[slot.kind]
            steps += len(waiting)
            turns[rank] = turns.get(rank, 0) + 1
            if steps > MAX_STEPS or turns[rank] > MAX_TURNS:
                raise FormDefinitionError("endless", node=slot.definition.path)
            for node in list(waiting.values()):
                try:
                    act(slot, node)
                except FormDefinitionError as error:
                    failure = failure or error
        if failure is not None:
            raise failure

    def _value(self, slot: Slot, node: Live) -> Value:
        frame = self._frame
        frame.node = frame.current = node
        frame.position = frame.size = 1
        try:
            result: Value = self.programs.closure(slot)(frame)
        except FormDefinitionError as error:
            raise FormDefinitionError(
                error.code, **{**error.values, "node": slot.definition.path,
                               "attribute": slot.kind}) from error
        return result

    def _calculate(self, slot: Slot, node: Live) -> None:
        if not node.visible or (self.keeps_entries and node.text and is_entered(node)):
            return
        value = self._value(slot, node)
        flag = value if isinstance(value, bool) else None
        if flag is None and not isinstance(value, (str, int, float)) and len(value) == 1:
            flag = value[0].flag
        text = text_of(value)
        if len(text) > MAX_TEXT:
            raise FormDefinitionError("text-too-long", node=slot.definition.path, limit=MAX_TEXT)
        kind = node.definition.bind.type
        self.set_text(node, text if kind == "string" else of_calculation(text, kind), flag)

    def _relevant(self, slot: Slot, node: Live) -> None:
        node.own = bool(self._value(slot, node))
        parent = node.parent
        self._show(node, not isinstance(parent, Live) or parent.visible)

    def _show(self, node: Live, around: bool) -> None:
        """Set what can be seen, downwards; who reads a node that came or went is evaluated."""
        visible = around and node.own
        if visible is node.visible:
            return
        node.visible = visible
        self.altered.relevance[id(node)] = node
        self.altered.checks[id(node)] = node
        self.mark_readers(node)
        definition = node.definition
        if definition.is_repeat:
            readers = self.programs.row_readers.get(definition.index, ())
            self._mark(readers, node, node.holder().row)
        if visible:
            for slot in self.programs.own[definition.index]:
                if slot.kind in {"calculate", "constraint"} or (
                        slot.kind == "choices" and slot.references.found):
                    self.mark(slot.rank, node)
        for child in (*node.attributes, *node.children):
            self._show(child, visible)

    def _required(self, slot: Slot, node: Live) -> None:
        required = bool(self._value(slot, node))
        if required is not node.required:
            node.required = required
            self.altered.required[id(node)] = node
            self.altered.checks[id(node)] = node

    def _readonly(self, slot: Slot, node: Live) -> None:
        readonly = bool(self._value(slot, node))
        if readonly is not node.read_only:
            node.read_only = readonly
            for below in walk(node):
                self.altered.readonly[id(below)] = below

    def _constraint(self, slot: Slot, node: Live) -> None:
        valid = not node.text or not node.visible or bool(self._value(slot, node))
        if valid is not node.valid:
            node.valid = valid
        self.altered.checks[id(node)] = node

    def _label(self, slot: Slot, node: Live) -> None:
        self.altered.labels[id(node)] = node

    def _choices(self, slot: Slot, node: Live) -> None:
        self.altered.choices[id(node)] = node
        node.offered = None
        if not node.text or self.loading or not node.visible:
            return
        if self.host.choices.is_missing(node):
            return
        offered = self.host.choices.values(node)
        kept = node.text.split() if _tag(node) in _MANY else [node.text]
        left = [value for value in kept if value in offered]
        if len(left) < len(kept):
            self.set_text(node, " ".join(left))

    def _count(self, slot: Slot, parent: Live) -> None:
        """Make the rows of a repeat as many as its count says; the surplus is kept aside."""
        definition = slot.definition
        number = self._value(slot, parent)
        wanted = int(number) if isinstance(number, float) and number == number and (
            0 < number < float("inf")) else 0
        wanted = min(wanted, MAX_COUNTED_ROWS)
        rows = parent.row.rows.setdefault(definition.index, [])
        aside = parent.row.aside.setdefault(definition.index, [])
        while len(rows) > wanted:
            row = rows[-1]
            self.remove_row(row)
            aside.append(row)
        while len(rows) < wanted:
            self._new_rows += 1
            if self._new_rows > MAX_NEW_ROWS:
                raise FormDefinitionError("too-many-rows", node=definition.path,
                                          limit=MAX_NEW_ROWS)
            kept = aside.pop() if aside else None
            row = self.add_row(definition, parent, kept)
            if kept is None:
                self.row_added(row)


def is_entered(node: Live) -> bool:
    """Whether a calculated node can be written over by the user."""
    definition = node.definition
    return definition.control is not None and "readonly" not in definition.expressions


def _tag(node: Live) -> str:
    control = node.definition.control
    return "" if control is None else control.tag


def _nothing(_row: Live) -> None:
    """Nobody listens."""


def _number(rows: Iterable[Live]) -> None:
    for place, row in enumerate(rows, 1):
        row.place = place


def _inside(row: Live, reader: Reader) -> Iterator[Live]:
    rows = [row]
    for repeat in reader.inner:
        rows = [inner for outer in rows for inner in outer.rows.get(repeat.index, ())]
    for found in rows:
        if reader.is_row:
            yield from found.rows.get(reader.index, ())
        else:
            target = found.cells.get(reader.index)
            if target is not None:
                yield target
