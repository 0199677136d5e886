"""The record as a table of contents: sections, their questions in order, and the state of each."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import forms
from desktop.code_remark import code_remark
from forms.diagnosis.model import Diagnosis
from forms.values import CARRIED, Annotation, Changes, NodeView, Question

# Kinds that a person sees; calculations and hidden nodes have no control.
UNSEEN = frozenset({"calculate", "hidden"})
CONTAINERS = frozenset({"group", "repeat"})


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a section: ``kind`` is ``question``, ``heading`` (a group) or ``repeat``."""

    path: str
    kind: str
    question: Question


@dataclass(frozen=True, slots=True)
class Section:
    """A group directly below the root; ``path`` of the root itself gathers loose questions."""

    path: str
    number: str
    title: str
    question: Question


@dataclass(frozen=True, slots=True)
class State:
    """What is known of one question now.

    ``name``: ``answered unanswered check error todo na``; ``insisted`` is the reason with which a
    soft rule was overridden.
    """

    node: NodeView
    name: str
    todo: Annotation | None = None
    na: Annotation | None = None
    insisted: str = ""
    remarks: tuple[Annotation, ...] = ()
    evidence: tuple[Annotation, ...] = ()
    flags: tuple[Annotation, ...] = ()

    @property
    def carried(self) -> bool:
        """Whether the answer came from the last visit and nobody has looked at it yet."""
        return self.todo is not None and self.todo.reason == CARRIED

    @property
    def counts(self) -> bool:
        """Whether the question is asked: it is visible and takes an answer."""
        return self.node.relevant and self.node.kind not in ("note", *CONTAINERS)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many questions of a section are in which state."""

    asked: int = 0
    answered: int = 0
    errors: int = 0
    checks: int = 0
    todos: int = 0
    remarks: int = 0
    flags: int = 0
    rows: int = 0

    @property
    def unanswered(self) -> int:
        """Questions without an answer and without 不涉及."""
        return self.asked - self.answered

    def plus(self, other: "Counts") -> "Counts":
        """Return both together."""
        return Counts(
            self.asked + other.asked,
            self.answered + other.answered,
            self.errors + other.errors,
            self.checks + other.checks,
            self.todos + other.todos,
            self.remarks + other.remarks,
            self.flags + other.flags,
            self.rows + other.rows,
        )


FILTERS = ("unanswered", "error", "check", "todo", "remark", "flag")


def passes(state: State, wanted: str) -> bool:
    """Return whether a question belongs to a filter, one of ``FILTERS``."""
    if not state.counts:
        return False
    if wanted == "remark":
        return bool(state.remarks)
    if wanted == "flag":
        return bool(state.flags)
    if wanted == "todo":
        return state.todo is not None
    if wanted == "unanswered":
        return not state.node.value and state.name != "na"
    return state.name == wanted


@dataclass(slots=True)
class Outline:
    """The sections of an entry with the states of their questions; ``refresh`` keeps them true."""

    entry: forms.Entry
    sections: tuple[Section, ...] = ()
    _states: dict[str, State] = field(default_factory=dict)
    _items: dict[str, tuple[Item, ...]] = field(default_factory=dict)
    _counts: dict[str, Counts] = field(default_factory=dict)
    _contradicted: dict[str, str] = field(default_factory=dict)
    _relevant: dict[str, bool] = field(default_factory=dict)
    _repeats: dict[str, tuple[str, bool]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sections = tuple(self._find_sections())

    def refresh(self, changes: Changes) -> frozenset[str]:
        """Forget what an edit altered; return the paths of the sections to be drawn again."""
        touched: set[str] = set()
        for path in changes.paths:
            self._states.pop(path, None)
            touched.add(self.section_of(path))
        if changes.rows or changes.relevance:
            self._items.clear()
            self._relevant.clear()
        if changes.rows:
            rows = tuple(f"{path}[" for path in changes.rows)
            for path in [path for path in self._states if path.startswith(rows)]:
                self._states.pop(path)
        for section in touched:
            self._counts.pop(section, None)
        return frozenset(touched)

    def note_contradictions(self, diagnosis: Diagnosis | None) -> frozenset[str]:
        """Take over the contradictions between answers; return the paths whose state may differ."""
        fresh = {
            basis.path: contradiction.message
            for contradiction in (diagnosis.contradictions if diagnosis else ())
            for basis in contradiction.basis
        }
        altered = frozenset(
            path
            for path in fresh.keys() | self._contradicted.keys()
            if fresh.get(path) != self._contradicted.get(path)
        )
        self._contradicted = fresh
        for path in altered:
            self._states.pop(path, None)
            self._counts.pop(self.section_of(path), None)
        return altered

    def section_of(self, path: str) -> str:
        """Return the path of the section that holds a path."""
        root = self.entry.form.root.path
        rest = path[len(root) + 1 :].split("/", 1)[0].split("[", 1)[0]
        inside = f"{root}/{rest}"
        return inside if any(section.path == inside for section in self.sections) else root

    def items(self, section: str) -> tuple[Item, ...]:
        """Return what a section or a row shows now, in order, without what is irrelevant."""
        found = self._items.get(section)
        if found is None:
            found = self._items[section] = tuple(self._walk(section))
        return found

    def questions(self, section: str) -> Iterator[str]:
        """Yield the paths of all questions of a section, those of repeat rows included."""
        for item in self.items(section):
            if item.kind == "question":
                yield item.path
            elif item.kind == "repeat":
                for row in range(1, self.entry.rows(item.path) + 1):
                    yield from self.row_questions(f"{item.path}[{row}]")

    def row_questions(self, row: str) -> Iterator[str]:
        """Yield the visible questions of a repeat row."""
        for item in self.items(row):
            if item.kind == "question":
                yield item.path

    def state(self, path: str) -> State:
        """Return the state of one question."""
        found = self._states.get(path)
        if found is None:
            found = self._states[path] = self._judge(path)
        return found

    def counts(self, section: str) -> Counts:
        """Return the counts of one section; a hidden section counts nothing."""
        found = self._counts.get(section)
        if found is None:
            found = Counts()
            if self.relevant(section):
                found = self._count(section)
            self._counts[section] = found
        return found

    def totals(self) -> Counts:
        """Return the counts of the whole record."""
        total = Counts()
        for section in self.sections:
            total = total.plus(self.counts(section.path))
        return total

    def relevant(self, section: str) -> bool:
        """Return whether a section is open: consent is given and its conditions hold."""
        if section == self.entry.form.root.path:
            return True
        known = self._relevant.get(section)
        if known is None:
            known = self._relevant[section] = self.entry.relevant(section)
        return known

    def main_table(self, section: str) -> str:
        """Return the repeat that a section is mostly about, once it has rows; else nothing."""
        items = self.items(section) if self.relevant(section) else ()
        repeats = [item.path for item in items if item.kind == "repeat"]
        others = [item for item in items if item.kind == "question"]
        if len(repeats) == 1 and len(others) <= 1 and self.entry.rows(repeats[0]):
            return repeats[0]
        return ""

    def message(self, path: str) -> str:
        """Return what is wrong with a question: its rule's text or the contradiction."""
        node = self.state(path).node
        if node.violation:
            return node.violation.message
        return self._contradicted.get(path, "") or code_remark(self.entry, path)

    def _find_sections(self) -> Iterator[Section]:
        root = self.entry.form.root
        loose = [c for c in root.children if c.kind not in CONTAINERS and c.kind not in UNSEEN]
        if loose:
            yield Section(root.path, "", self.entry.form.title, root)
        for place, child in enumerate(c for c in root.children if c.kind in CONTAINERS):
            if _has_controls(child):
                label = self.entry.node(child.path).label
                yield Section(child.path, child.number or str(place), label or child.name, child)

    def repeat_label(self, repeat: str) -> str:
        """Return the words of a repeat; one that has lost all its rows keeps those it had."""
        return self._repeat_view(repeat)[0]

    def _repeat_view(self, repeat: str) -> tuple[str, bool]:
        """Return label and relevance of a repeat; the engine knows a repeat by its rows only."""
        if self.entry.rows(repeat):
            node = self.entry.node(f"{repeat}[1]")
            self._repeats[repeat] = (node.label, node.relevant)
        method = self.entry.form.method
        name = repeat.rsplit("/", 1)[-1]
        item = method.items.get(name) if method is not None else None
        return self._repeats.get(repeat, (item.label if item else name, True))

    def _walk(self, container: str) -> Iterator[Item]:
        root = self.entry.form.root
        at_root = container == root.path
        inside = root if at_root else self.entry.form.question(container)
        for question in inside.children:
            path = f"{container}/{question.name}"
            if question.kind in UNSEEN or (at_root and question.kind in CONTAINERS):
                continue
            if question.kind == "repeat":
                if _has_controls(question) and self._repeat_view(path)[1]:
                    yield Item(path, "repeat", question)
            elif not self.entry.relevant(path):
                continue
            elif question.kind == "group":
                if _has_controls(question):
                    yield Item(path, "heading", question)
                    yield from self._walk(path)
            else:
                yield Item(path, "question", question)

    def _count(self, section: str) -> Counts:
        asked = answered = errors = checks = todos = remarks = flags = 0
        for path in self.questions(section):
            state = self.state(path)
            if not state.counts:
                continue
            asked += 1
            answered += bool(state.node.value) or state.name == "na"
            errors += state.name == "error"
            checks += state.name == "check"
            todos += state.todo is not None
            remarks += bool(state.remarks)
            flags += bool(state.flags)
        rows = sum(
            self.entry.rows(item.path) for item in self.items(section) if item.kind == "repeat"
        )
        return Counts(asked, answered, errors, checks, todos, remarks, flags, rows)

    def _judge(self, path: str) -> State:
        node = self.entry.node(path)
        by_kind: dict[str, list[Annotation]] = {}
        for annotation in self.entry.annotations(path):
            by_kind.setdefault(annotation.kind, []).append(annotation)
        todo = next(iter(by_kind.get("todo", ())), None)
        na = next(iter(by_kind.get("na", ())), None)
        insisted = next((a.reason or a.text for a in by_kind.get("override", ())), "")
        doubted = path in self._contradicted or bool(code_remark(self.entry, path))
        return State(
            node,
            _name(node, todo, insisted, contradicted=doubted),
            todo,
            na,
            insisted,
            tuple(by_kind.get("remark", ())),
            tuple(by_kind.get("evidence", ())),
            tuple(by_kind.get("flag", ())),
        )


def _name(node: NodeView, todo: Annotation | None, insisted: str, *, contradicted: bool) -> str:
    """Return the state's name; what blocks goes before what warns, and that before the rest."""
    violation = node.violation
    wrong = violation is not None and (violation.kind != "required" or bool(node.value))
    if wrong and violation is not None and not insisted:
        return "error" if violation.severity == "hard" else "check"
    if node.not_applicable:
        return "na"
    if contradicted and not insisted:
        return "check"
    if todo is not None:
        return "todo"
    return "answered" if node.value else "unanswered"


def _has_controls(question: Question) -> bool:
    return any(
        child.kind not in UNSEEN if child.kind not in CONTAINERS else _has_controls(child)
        for child in question.children
    )
