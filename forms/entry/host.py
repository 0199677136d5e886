"""What expressions ask of a record: clock, instances, texts, choices."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random, SystemRandom

from forms.definition.nodes import Definition
from forms.definition.secondary import LAST_SAVED
from forms.entry.choices import ChoiceLists
from forms.entry.live import Live
from forms.entry.programs import Programs
from forms.entry.texts import Texts
from forms.expression.nodes import Node

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Return the time now, with the machine's offset."""
    return datetime.now().astimezone()


def system_uuid() -> str:
    """Return a fresh UUIDv4."""
    return str(uuid.uuid4())


@dataclass(slots=True)
class RecordHost:
    """Implements ``Host`` for one record; ``missing`` names instances whose file is not there."""

    programs: Programs
    instances: Callable[[str], Node | None]
    clock: Clock
    make_uuid: Callable[[], str]
    missing: frozenset[str] = frozenset()
    last_saved: Node | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    random: Random = field(default_factory=SystemRandom)
    document: Node = field(default_factory=lambda: Node("root"))
    texts: Texts = field(init=False)
    choices: ChoiceLists = field(init=False)
    _moment: datetime | None = None

    def __post_init__(self) -> None:
        self.texts = Texts(self)
        self.choices = ChoiceLists(self)

    def hold_time(self, moment: datetime | None = None) -> datetime:
        """Let time stand still for one recomputation, now or at a moment given."""
        self._moment = moment or self.clock()
        return self._moment

    def release_time(self) -> None:
        """Let the clock go on."""
        self._moment = None

    def now(self) -> datetime:
        """The time of this recomputation; between two it goes on."""
        return self._moment or self.clock()

    def new_uuid(self) -> str:
        """A fresh UUIDv4."""
        return self.make_uuid()

    def root(self, node: Node) -> Node:
        """Absolute paths start at the record."""
        return self.document

    def instance(self, name: str) -> Node | None:
        """A secondary instance by its id; that of the last record saved where the form has one."""
        external = self.programs.xform.external.get(name)
        if external is not None and external.source == LAST_SAVED:
            return self.last_saved
        if name == self.programs.xform.primary_id:
            return self.document
        return self.instances(name)

    def itext(self, identifier: str) -> str | None:
        """A text of the form in the current language."""
        return self.texts.itext(identifier)

    def choice_label(self, value: str, path: str, node: Node) -> str:
        """The label of a choice; several values of a multiple one joined by a comma."""
        if not isinstance(node, Live):
            return ""
        definition = self._question(path, node.definition)
        if definition is None:
            return ""
        context = related(node, definition)
        return "" if context is None else self.choices.label_of(context, value)

    def _question(self, path: str, context: Definition) -> Definition | None:
        by_path = self.programs.xform.by_path
        if path.startswith("/"):
            return by_path.get("/".join(p.rpartition(":")[2] for p in path.split("/")))
        node: Definition | None = context
        for name in path.split("/"):
            if node is None:
                return None
            if name == "..":
                node = node.parent
            elif name != ".":
                node = node.by_name.get(name.rpartition(":")[2])
        return node

    def property(self, name: str) -> str:
        """A property of device or user."""
        return self.properties.get(name, "")

    def version(self) -> str:
        """The form's version."""
        return self.programs.xform.version


def related(node: Live, definition: Definition) -> Live | None:
    """Return the node of ``definition`` that shares most rows with ``node``."""
    row = node.row
    while True:
        found = row.cells.get(definition.index)
        if found is not None:
            return found
        outer = row.outer()
        if outer is row:
            break
        row = outer
    return _first(row, definition)


def _first(row: Live, definition: Definition) -> Live | None:
    for repeat in definition.repeats[row.definition.level:]:
        rows = row.rows.get(repeat.index)
        if not rows:
            return None
        row = rows[0]
    return row.cells.get(definition.index)
