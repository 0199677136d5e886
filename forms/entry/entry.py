"""The live record: every edit returns what it altered; nothing else has to be asked again."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from forms.definition.nodes import Definition
from forms.entry import annotations
from forms.entry.actions import Actions, everywhere
from forms.entry.answers import canonical, text_of_answer
from forms.entry.changes import changes_of
from forms.entry.entities import EntityChange, entity_changes
from forms.entry.finishing import attachments_of, finish_record
from forms.entry.host import RecordHost
from forms.entry.live import Live
from forms.entry.programs import Programs
from forms.entry.recompute import Altered, Recompute, is_entered
from forms.entry.serialise import draft, row_xml
from forms.entry.tree import build_record, build_row, walk
from forms.entry.views import is_readonly, kind_of, view_of
from forms.entry.violations import violation_of
from forms.errors import AnswerRejectedError, FormDefinitionError
from forms.expression import parse
from forms.expression.code import Frame
from forms.values import Annotation, Changes, NodeView, Operation, Violation

if TYPE_CHECKING:
    from forms.form import Form

_STEP = re.compile(r"([^/\[\]]+)(?:\[(\d+)\])?")
# An undo sets values as they were: no action may fire on it.
UNDO = {"by": "undo"}
_PLAIN: Mapping[str, str] = {}


class Entry:
    """One record being filled in; made by ``Form.start`` and ``Form.resume``.

    Paths are absolute, without prefixes, ``/data/systems/system_list[2]/sys_cost``; a repeat step
    without a position means its first row.
    """

    def __init__(self, form: "Form", programs: Programs, host: RecordHost,
                 element: ElementTree.Element) -> None:
        self.form = form
        self._programs = programs
        self._host = host
        self._root = build_record(programs.xform.root, element)
        host.document = self._root.top()
        self._spare_id = f"uuid:{host.new_uuid()}"
        self._recompute = Recompute(programs, host, self._root)
        self._actions = Actions(host, self._recompute)
        self._annotated: set[str] = set()
        self._edits: Mapping[str, Callable[[Operation], list[Operation]]] = {
            "answer": self._answer, "add_row": self._add_row, "remove_row": self._remove_row,
            "restore_row": self._restore_row, "annotate": self._annotate,
            "retract": self._retract,
        }

    # Beginnings, called by Form

    def begin(self) -> None:
        """A new record: preloads and defaults, then everything is computed."""
        self._host.hold_time()
        self._actions.first_load()
        self._first_computation()

    def continue_(self, revise: bool) -> None:
        """A saved record: everything is computed again, no default is applied."""
        self._host.hold_time()
        self._recompute.keeps_entries = not revise
        self._actions.load()
        if revise:
            self._renew_instance_id()
        self._first_computation()

    def _first_computation(self) -> None:
        self._recompute.mark_all(self._root)
        self._recompute.settle()
        self._recompute.loading = self._recompute.keeps_entries = False
        self._take(self._recompute.take_altered())
        self._host.release_time()

    def _renew_instance_id(self) -> None:
        node = self._instance_id_node()
        if node is None or not isinstance(node.parent, Live):
            return
        deprecated = node.parent.by_name.get("deprecatedID", [])
        if not deprecated:
            raise FormDefinitionError("no-deprecated-id")
        deprecated[0].text = node.text
        node.text = f"uuid:{self._host.new_uuid()}"

    # What is there

    @property
    def instance_id(self) -> str:
        """The record's identity, ``uuid:…``; of a form that makes none, what finishing writes."""
        node = self._instance_id_node()
        return node.text if node is not None and node.text else self._spare_id

    def _instance_id_node(self) -> Live | None:
        definition = self._programs.xform.by_path.get(
            f"{self._root.definition.path}/meta/instanceID")
        return None if definition is None else self._root.cells.get(definition.index)

    @property
    def language(self) -> str:
        """The language of labels; one of ``form.languages``."""
        return self._host.language

    @language.setter
    def language(self, language: str) -> None:
        self._host.language = language
        self._host.hold_time()
        for slot in self._programs.graph.language:
            for node in everywhere(self._root, slot.at):
                self._recompute.mark(slot.rank, node)
        self._recompute.settle()
        self._take(self._recompute.take_altered())
        self._host.release_time()

    def node(self, path: str) -> NodeView:
        """Return everything a screen shows of a node.

        Raises:
            AnswerRejectedError: ``unknown-node`` with ``path``.
        """
        return view_of(self._find(path), self._host, self._is_na)

    def value(self, path: str) -> str:
        """Return the stored text; '' when not relevant or absent."""
        try:
            node = self._find(path)
        except AnswerRejectedError:
            return ""
        return node.text if node.visible else ""

    def relevant(self, path: str) -> bool:
        """Return whether a node is asked now: ``node(path).relevant`` without its texts.

        Raises:
            AnswerRejectedError: ``unknown-node`` with ``path``.
        """
        return self._find(path).visible

    def rows(self, repeat: str) -> int:
        """Return how many rows a repeat has."""
        parent, definition = self._repeat(repeat)
        return len(parent.row.rows.get(definition.index, ()))

    def next_row(self, repeat: str) -> Mapping[str, NodeView]:
        """Return what the next row of a repeat would show, by path without positions.

        It is added for a look and taken out again; none where the form fixes the rows.
        """
        parent, definition = self._repeat(repeat)
        if definition.count is not None or definition.no_add_remove:
            return {}
        self._host.hold_time()
        row = self._recompute.add_row(definition, parent)
        self._recompute.settle()
        found = {node.definition.path: view_of(node, self._host, self._is_na)
                 for node in walk(row) if not node.definition.children}
        self._recompute.remove_row(row)
        self._recompute.settle()
        self._recompute.take_altered()
        self._host.release_time()
        return found

    def paths(self, path: str) -> tuple[str, ...]:
        """Return the children of a group or row, in order, each row by itself."""
        node = self._find(path)
        hidden = {"meta", annotations.NAME} if node is self._root else set()
        return tuple(child.path() for child in node.children
                     if child.definition.name not in hidden)

    def evaluate(self, expression: str, at: str = "") -> str | float | bool | list[str]:
        """Evaluate an expression at a node; a node-set becomes the list of its values.

        Raises:
            FormDefinitionError: What is wrong with the expression.
        """
        node = self._find(at) if at else self._root
        code = self._programs.code(parse(expression), node.definition)
        value = code.run(Frame(node, self._host))
        if isinstance(value, (str, bool)):
            return value
        if isinstance(value, (int, float)):
            return float(value)
        return [found.string() for found in value]

    def violations(self) -> tuple[Violation, ...]:
        """Return what does not stand, in the order of the form."""
        found = (violation_of(node, self._host) for node in walk(self._root)
                 if node.visible and not node.definition.children)
        return tuple(violation for violation in found if violation is not None)

    def xml(self) -> bytes:
        """Return the draft; ``form.resume`` of it changes nothing."""
        return draft(self._programs.xform, self._root)

    def attachments(self, scope: str = "all") -> tuple[str, ...]:
        """Return the names of files in relevant binary nodes that a scope sends, in order."""
        return attachments_of(self.form, self._root, scope)

    def entities(self) -> tuple[EntityChange, ...]:
        """Return what the record does to entity lists once it is finished."""
        return entity_changes(self._programs.xform, self._root)

    # Edits

    def answer(self, path: str, value: object) -> Changes:
        """Store an answer as the user gave it.

        Raises:
            AnswerRejectedError: ``unknown-node``, ``read-only``, ``not-a-question``.
        """
        moment = self._host.clock()
        return self.apply(Operation("answer", path, text_of_answer(value), _PLAIN, moment))

    def add_row(self, repeat: str) -> Changes:
        """Add a row after the last one.

        Raises:
            AnswerRejectedError: ``not-a-repeat``, ``fixed-rows``.
        """
        return self.apply(Operation("add_row", repeat))

    def remove_row(self, row: str) -> Changes:
        """Remove a row with everything in it; annotations of later rows follow them.

        Raises:
            AnswerRejectedError: ``unknown-node``, ``not-a-repeat``, ``fixed-rows``.
        """
        return self.apply(Operation("remove_row", row))

    def annotate(self, path: str, kind: str, *, reason: str = "", text: str = "", owner: str = "",
                 due: str = "", by: str = "", file: str = "") -> Changes:
        """Attach what is not the answer itself to a node (design §4).

        Raises:
            AnswerRejectedError: ``annotation-unavailable``, ``unknown-node``,
                ``annotation-kind``.
        """
        fields = {"kind": kind, "reason": reason, "text": text, "owner": owner, "due": due,
                  "by": by, "file": file}
        given = {name: value for name, value in fields.items() if value}
        return self.apply(Operation("annotate", path, fields=given))

    def retract(self, row: int) -> Changes:
        """Take an annotation back by its row."""
        return self.apply(Operation("retract", "", str(row)))

    def annotations(self, path: str | None = None, kind: str | None = None) -> tuple[
            Annotation, ...]:
        """Return annotations in order, of a node or kind."""
        return annotations.read(self._root, None if path is None else self._normal(path), kind)

    def apply(self, operation: Operation) -> Changes:
        """Make an edit, or replay one at the time that it was made."""
        host = self._host
        moment = host.hold_time(operation.at)
        try:
            undo = self._edits[operation.kind](operation)
            self._recompute.settle()
            done = operation if operation.at else Operation(
                operation.kind, operation.path, operation.value, operation.fields, moment)
            return self._take(self._recompute.take_altered(), done, undo)
        finally:
            host.release_time()

    def _answer(self, operation: Operation) -> list[Operation]:
        node = self._find(operation.path)
        definition = node.definition
        undoing = operation.fields == UNDO
        if definition.children or definition.is_repeat:
            raise AnswerRejectedError("not-a-question", path=operation.path)
        computed = "calculate" in definition.expressions and not is_entered(node)
        if not undoing and (computed or is_readonly(node)):
            raise AnswerRejectedError("read-only", path=operation.path)
        stored: str | None = operation.value
        if not undoing:
            stored = canonical(operation.value, definition.bind.type)
        if stored is not None and not undoing:
            stored = self._host.choices.chosen(node, stored)
        self._recompute.refuse(node, operation.value if stored is None else "")
        text = stored or ""
        before = node.text
        self._recompute.set_text(node, text)
        if before != text and not undoing:
            self._recompute.settle()
            self._actions.changed(node)
        refused_only = before == text and bool(node.refused)
        return [Operation("answer", node.path(), before, UNDO)] if refused_only else []

    def _add_row(self, operation: Operation) -> list[Operation]:
        parent, definition = self._repeat(operation.path)
        if definition.count is not None or definition.no_add_remove:
            raise AnswerRejectedError("fixed-rows", path=operation.path)
        row = self._recompute.add_row(definition, parent)
        self._actions.row_added(row)
        return [Operation("remove_row", row.path(), fields=UNDO)]

    def _remove_row(self, operation: Operation) -> list[Operation]:
        row = self._find(operation.path)
        definition = row.definition
        if not definition.is_repeat:
            raise AnswerRejectedError("not-a-repeat", path=operation.path)
        fixed = definition.count is not None or definition.no_add_remove
        if fixed and dict(operation.fields) != UNDO:
            raise AnswerRejectedError("fixed-rows", path=operation.path)
        path = row.path()
        undo = [Operation("restore_row", path, row_xml(row))]
        self._note_annotated(row)
        self._recompute.remove_row(row)
        if definition.name != annotations.NAME:
            undo += annotations.row_removed(self._root, self._recompute, path)
        return undo

    def _restore_row(self, operation: Operation) -> list[Operation]:
        head, _, last = operation.path.rpartition("/")
        name, _, position = last.rstrip("]").partition("[")
        parent, definition = self._repeat(f"{head}/{name}")
        try:
            element = ElementTree.fromstring(operation.value)  # noqa: S314 - our own bytes
        except ElementTree.ParseError as error:
            raise AnswerRejectedError("row-unreadable", path=operation.path) from error
        row = build_row(definition, parent, element)
        self._recompute.add_row(definition, parent, row, int(position or 1))
        self._note_annotated(row)
        if definition.name != annotations.NAME:
            annotations.row_inserted(self._root, self._recompute, row.path())
        return [Operation("remove_row", row.path(), fields=UNDO)]

    def _annotate(self, operation: Operation) -> list[Operation]:
        path = self._normal(operation.path)
        row = annotations.add(self._root, self._recompute, path, operation.fields,
                              self._host.now())
        return [Operation("retract", "", str(row.place))]

    def _retract(self, operation: Operation) -> list[Operation]:
        row = annotations.row_at(self._root, operation.value)
        undo = Operation("restore_row", row.path(), row_xml(row))
        self._note_annotated(row)
        self._recompute.remove_row(row)
        return [undo]

    def _note_annotated(self, row: Live) -> None:
        """Remember whose annotation goes or comes back: nobody can ask a row that is gone."""
        if row.definition.name == annotations.NAME:
            self._annotated.add(annotations.target_of(row))

    def _take(self, altered: Altered, done: Operation | None = None,
              undo: list[Operation] | None = None) -> Changes:
        changes = changes_of(altered, self._root, done, undo or [])
        if not self._annotated:
            return changes
        paths, self._annotated = frozenset(self._annotated), set()
        return replace(changes, annotations=changes.annotations | paths)

    # The end

    def _ensure_instance_id(self) -> None:
        node = self._instance_id_node()
        if node is not None and not node.text:
            self._recompute.set_text(node, self._spare_id)

    def finish(self, scope: str = "all") -> bytes:
        """Return the frozen record: recomputed, validated, without what is hidden.

        Args:
            scope: ``all``, or what the enterprise agreed to send: ``no_contact``, ``summary``.

        Raises:
            RecordError: ``not-finishable`` with ``violations``; ``encrypted-form``.
        """
        self._ensure_instance_id()
        return finish_record(self, self._root, self._recompute, self._actions, scope)

    # Finding nodes

    def _find(self, path: str) -> Live:
        return self._plain(path) or self._walk(path)

    def _plain(self, path: str) -> Live | None:
        """Find what a diagnosis asks for hundreds of times: no repeat, or a row of an outer one."""
        known = self._programs.xform.by_path
        head, inside, rest = path.partition("[")
        if not inside:
            definition = known.get(path)
            plain = definition is not None and not definition.repeats and not definition.is_repeat
            return self._root.cells.get(definition.index) if definition and plain else None
        number, _, tail = rest.partition("]")
        repeat, definition = known.get(head), known.get(head + tail)
        if repeat is None or definition is None or definition.repeats != (repeat,):
            return None
        rows = self._root.rows.get(repeat.index, ())
        place = int(number) if number.isdecimal() else 0
        return rows[place - 1].cells.get(definition.index) if 1 <= place <= len(rows) else None

    def _walk(self, path: str) -> Live:
        node: Live = self._root
        for place, step in enumerate(path.strip("/").split("/")):
            match = _STEP.fullmatch(step)
            if match is None:
                raise AnswerRejectedError("unknown-node", path=path)
            name = match.group(1).rpartition(":")[2]
            if place == 0:
                if name != node.name:
                    raise AnswerRejectedError("unknown-node", path=path)
                continue
            if name.startswith("@"):
                siblings = [a for a in node.attributes if a.definition.name == name]
            else:
                siblings = node.by_name.get(name, [])
            number = int(match.group(2) or 1)
            if not 1 <= number <= len(siblings):
                raise AnswerRejectedError("unknown-node", path=path)
            node = siblings[number - 1]
        return node

    def _repeat(self, path: str) -> tuple[Live, Definition]:
        """Return the node that holds a repeat's rows, and the repeat."""
        head, _, last = path.rstrip("/").rpartition("/")
        match = _STEP.fullmatch(last)
        parent = self._find(head) if head else None
        name = match.group(1).rpartition(":")[2] if match else ""
        definition = None if parent is None else parent.definition.by_name.get(name)
        if parent is None or definition is None:
            raise AnswerRejectedError("unknown-node", path=path)
        if not definition.is_repeat:
            raise AnswerRejectedError("not-a-repeat", path=path)
        return parent, definition

    def _normal(self, path: str) -> str:
        return self._find(path).path()

    def _is_na(self, node: Live) -> bool:
        """不涉及: the choice ``na``, or an annotation that says so."""
        if "na" in node.text.split() and kind_of(node.definition) in {
                "select_one", "select_multiple"}:
            return True
        return bool(annotations.read(self._root, node.path(), "na"))

    def is_na(self, path: str) -> bool:
        """Whether a question does not apply to this enterprise (design §4)."""
        return self._is_na(self._find(path))
