"""What the interview shows and does; knows no widget."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from PySide6.QtCore import QObject, Signal

from desktop.outline import Outline, Section, State, passes
from desktop.visit import Saved, Visit
from desktop.widgets.card import Face
from desktop.widgets.column import Slot
from desktop.widgets.combo import matches
from forms.errors import AnswerRejectedError
from forms.values import Changes, NodeView

# Found questions beyond this are not listed: nobody scrolls through them, one types on.
MOST_FOUND = 60
NA_CHOICE = "na"


@dataclass(frozen=True, slots=True)
class InterviewState:
    """What stands in the middle: a section, a filter or a search, and the question in work.

    ``table`` is the path of a repeat whose table is open; ``problem`` a refused edit in words.
    """

    section: str = ""
    wanted: str = ""
    query: str = ""
    active: str = ""
    table: str = ""
    slots: tuple[Slot, ...] = ()


class InterviewModel(QObject):
    """Moves over the questions and edits them through the visit.

    ``changed`` when other cards are to be shown, ``touched`` with paths when the same cards
    changed, ``counted`` with the sections that are to be drawn again,
    None for all.
    """

    changed = Signal(object)
    touched = Signal(object)
    counted = Signal(object)
    activated = Signal(str)
    refused = Signal(object)

    def __init__(self, visit: Visit, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.visit = visit
        self.outline = Outline(visit.entry)
        self._pinned: dict[str, str] = {}
        self.state = InterviewState()
        visit.changed.connect(self._take_changes)
        visit.saved.connect(self._take_saved)
        visit.scored.connect(self._take_score)

    # --- where ---

    def start(self, path: str) -> None:
        """Show the question at which the record was left, else the first one."""
        if not path or not self.go_to(path):
            self.open_section(self.outline.sections[0].path)

    def go_to(self, path: str) -> bool:
        """Show a question: its section, or the table when it is in a repeat row."""
        try:
            node = self.visit.entry.node(path)
        except AnswerRejectedError:
            return False
        if not node.relevant:
            return False
        section, table = self.outline.section_of(path), _repeat_of(path)
        self._show(InterviewState(section=section, active=path, table=table))
        self.activate(path)
        return True

    def open_section(self, path: str, *, last: bool = False) -> None:
        """Show a section at its first question, or at its last."""
        slots = self._section_slots(path)
        questions = [slot.path for slot in slots]
        active = (questions[-1] if last else questions[0]) if questions else ""
        self._show(InterviewState(section=path, active=active, slots=slots))
        self.activate(active)

    def open_table(self, repeat: str) -> None:
        """Show the table of a repeat."""
        self._show(replace(self.state, section=self.outline.section_of(repeat), table=repeat))
        self.visit.at(repeat)

    def close_table(self) -> None:
        """Go back from a table to the section around it."""
        repeat = self.state.table
        self._show(InterviewState(section=self.state.section, active=repeat))
        self.activate(repeat)

    def filter(self, wanted: str) -> None:
        """Show only the questions of a filter, over all sections; the same again drops it."""
        if wanted == self.state.wanted or not wanted:
            self.open_section(self.state.section)
            return
        self._list(replace(self.state, wanted=wanted, query="", table=""))

    def find(self, query: str) -> None:
        """Show the questions whose words or answer hold the text; nothing typed drops it."""
        if query.strip():
            self._list(replace(self.state, query=query, wanted="", table=""))
        elif self.state.query:
            self.open_section(self.state.section)

    def activate(self, path: str) -> None:
        """Make a question the one in work."""
        self.state = replace(self.state, active=path)
        if path:
            self.visit.at(path)
        self.activated.emit(path)

    def walk(self, step: int) -> None:
        """Go to the next (1) or previous (-1) question, over the edges of sections."""
        paths = [slot.path for slot in self.state.slots if slot.question.kind != "group"]
        here = paths.index(self.state.active) if self.state.active in paths else -1
        there = here + step
        if 0 <= there < len(paths):
            self.activate(paths[there])
        elif not self.state.wanted and not self.state.query:
            self.walk_sections(step, last=step < 0)

    def walk_sections(self, step: int, *, last: bool = False) -> None:
        """Go to the next or previous open section."""
        neighbour = self.neighbour(step)
        if neighbour is not None:
            self.open_section(neighbour.path, last=last)

    def neighbour(self, step: int) -> Section | None:
        """Return the next or previous open section."""
        open_ones = [s for s in self.outline.sections if self.outline.relevant(s.path)]
        places = [place for place, s in enumerate(open_ones) if s.path == self.state.section]
        there = places[0] + step if places else 0
        return open_ones[there] if 0 <= there < len(open_ones) else None

    def go_unanswered(self) -> bool:
        """Go to the next unanswered question after the one in work, round the whole record.

        Return whether there is one.
        """
        paths = list(self._all_questions())
        start = self._place_after(paths, self.visit.last_path)
        for path in (*paths[start:], *paths[:start]):
            if passes(self.outline.state(path), "unanswered"):
                self.go_to(path)
                return True
        return False

    def _place_after(self, paths: Sequence[str], here: str) -> int:
        """Return where the walk goes on after a question, or after the head of a table."""
        if here in paths:
            return paths.index(here) + 1
        inside = (place for place, path in enumerate(paths) if path.startswith(f"{here}["))
        section = self.state.section
        below = (place for place, path in enumerate(paths) if path.startswith(f"{section}/"))
        return next(inside, next(below, 0))

    # --- what a card shows ---

    def face(self, path: str) -> Face:
        """Return what a card shows."""
        return Face(
            self.outline.state(path),
            self.outline.message(path),
            saved=path not in self.visit.unsaved,
            readonly=self.visit.readonly,
            pinned=self._pinned.get(path, ""),
        )

    def pin(self, words: Mapping[str, str]) -> None:
        """Show a reviewer's words at the questions that they name."""
        self._pinned = dict(words)
        self.touched.emit(frozenset(words))

    def section(self) -> Section:
        """Return the section in front."""
        sections = self.outline.sections
        return next((s for s in sections if s.path == self.state.section), sections[0])

    def respondent(self) -> str:
        """Return who answered the section in front."""
        found = self.visit.entry.annotations(self.state.section, "respondent")
        return found[-1].text if found else ""

    # --- edits ---

    def answer(self, path: str, value: str, *, continued: bool = False) -> None:
        """Set an answer; what the form refuses is shown and not kept."""
        try:
            if self.outline.state(path).carried:
                with self.visit.one_step():
                    self.visit.answer(path, value, continued=continued)
                    self.visit.confirm(path)
            else:
                self.visit.answer(path, value, continued=continued)
        except AnswerRejectedError as error:
            self.refused.emit(error)

    def confirm(self, path: str) -> None:
        """Let an answer of the last visit stand, and go on."""
        self.visit.confirm(path)
        if path == self.state.active and not self.state.table:
            self.walk(1)

    def carried(self) -> int:
        """Return how many answers of the section in front wait since the last visit."""
        return sum(self.outline.state(path).carried for path in self._section_questions())

    def confirm_section(self) -> None:
        """Let every answer of the section in front stand, as one step of undo."""
        with self.visit.one_step():
            for path in tuple(self._section_questions()):
                self.visit.confirm(path)

    def toggle_na(self, path: str) -> None:
        """Mark a question as not applicable, or take that back; both in one step of undo."""
        state = self.outline.state(path)
        with self.visit.one_step():
            if state.name == "na":
                self.drop_na(path)
            elif _offers_na(state.node):
                self.visit.answer(path, NA_CHOICE)
            else:
                self.visit.annotate(path, "na")

    def drop_na(self, path: str) -> None:
        """Make a question applicable again."""
        with self.visit.one_step():
            self.visit.clear_annotations(path, "na")
            if self.visit.entry.value(path) == NA_CHOICE:
                self.visit.answer(path, "")

    def explain_na(self, path: str, reason: str, text: str) -> None:
        """Write why a question is not applicable."""
        now = self.outline.state(path).na
        if now is None or (now.reason, now.text) != (reason, text):
            self.visit.replace_annotation(path, "na", reason=reason, text=text)

    def insist(self, path: str, reason: str) -> None:
        """Keep an answer against a soft rule, with the reason."""
        self.visit.replace_annotation(path, "override", reason=reason)

    def put_todo(self, path: str, text: str, owner: str, due: str) -> None:
        """Note who confirms an answer by when; all empty takes the note away."""
        if text or owner or due:
            self.visit.replace_annotation(path, "todo", text=text, owner=owner, due=due)
        else:
            self.visit.clear_annotations(path, "todo")

    def put_remark(self, path: str, text: str) -> None:
        """Write the remark of a question; an empty one takes it away."""
        if text:
            self.visit.replace_annotation(path, "remark", text=text)
        else:
            self.visit.clear_annotations(path, "remark")

    def toggle_flag(self, path: str) -> None:
        """Flag a question to be looked at again, or take the flag away."""
        if self.outline.state(path).flags:
            self.visit.clear_annotations(path, "flag")
        else:
            self.visit.annotate(path, "flag")

    def put_respondent(self, name: str) -> None:
        """Write who answers the section in front."""
        section = self.state.section
        if name:
            self.visit.replace_annotation(section, "respondent", text=name)
        else:
            self.visit.clear_annotations(section, "respondent")

    def attach(self, path: str, suffix: str, data: bytes) -> str:
        """Store a file as the answer of a question; return its name."""
        name = self.file_name(path, suffix)
        self.visit.put_attachment(name, data)
        self.answer(path, name)
        return name

    def add_evidence(self, path: str, suffix: str, data: bytes, text: str = "") -> None:
        """Store a file as evidence of an answer."""
        name = self.file_name(path, suffix)
        self.visit.put_attachment(name, data)
        self.visit.annotate(path, "evidence", file=name, text=text)

    def file_name(self, path: str, suffix: str) -> str:
        """Return a name that no other file of the record has; it says nothing about anybody."""
        stem = PurePosixPath(path).name.replace("[", "_").replace("]", "")
        return f"{stem}-{self.visit.new_file_stem()}{suffix}"

    # --- inside ---

    def _show(self, state: InterviewState) -> None:
        if not state.slots and not state.table and not (state.wanted or state.query):
            state = replace(state, slots=self._section_slots(state.section))
        self.state = state
        self.changed.emit(state)

    def _list(self, state: InterviewState) -> None:
        slots = tuple(self._matching(state))[:MOST_FOUND]
        active = slots[0].path if slots else ""
        self._show(replace(state, slots=slots, active=active))
        if not state.query:
            self.activate(active)

    def _matching(self, state: InterviewState) -> Iterator[Slot]:
        typed = state.query.strip().lower()
        for path in self._all_questions():
            found = self.outline.state(path)
            if state.wanted and not passes(found, state.wanted):
                continue
            if typed and not self._holds(found, typed):
                continue
            yield Slot(path, self.visit.entry.form.question(path))

    def _holds(self, state: State, typed: str) -> bool:
        node = state.node
        if node.kind == "note":
            return False
        number = self.visit.entry.form.question(node.path).number
        chosen = set(node.value.split()) if node.choices else set()
        labels = " ".join(choice.label for choice in node.choices if choice.value in chosen)
        remarks = " ".join(remark.text for remark in state.remarks)
        words = f"{node.label} {labels} {remarks} {'' if node.choices else node.value}"
        return number == typed or matches(words, typed)

    def _all_questions(self) -> Iterator[str]:
        for section in self.outline.sections:
            if self.outline.relevant(section.path):
                yield from self.outline.questions(section.path)

    def _section_questions(self) -> Iterator[str]:
        """Yield the questions of the section in front, or of the table that is open in it."""
        section, table = self.state.section, self.state.table
        if not section or not self.outline.relevant(section):
            return
        inside = f"{table}["
        for path in self.outline.questions(section):
            if not table or path.startswith(inside):
                yield path

    def _section_slots(self, section: str) -> tuple[Slot, ...]:
        if not self.outline.relevant(section):
            return ()
        return tuple(
            Slot(item.path, item.question, self._heading(item.path, item.kind))
            for item in self.outline.items(section)
        )

    def _heading(self, path: str, kind: str) -> str:
        return self.visit.entry.node(path).label if kind == "heading" else ""

    def _take_changes(self, changes: Changes) -> None:
        touched = self.outline.refresh(changes)
        sections = None if changes.relevance or changes.rows else touched
        listed = self.state.wanted or self.state.query
        if changes.rows and self.state.table:
            self.changed.emit(self.state)
        elif (changes.relevance or changes.rows) and not listed:
            slots = self._section_slots(self.state.section)
            if [slot.path for slot in slots] != [slot.path for slot in self.state.slots]:
                self.state = replace(self.state, slots=slots)
                self.changed.emit(self.state)
        self.touched.emit(changes.paths)
        self.counted.emit(sections)

    def _take_saved(self, saved: Saved) -> None:
        self.touched.emit(frozenset(saved.paths))

    def _take_score(self, score: object) -> None:
        altered = self.outline.note_contradictions(self.visit.score)
        if altered:
            self.touched.emit(altered)
            self.counted.emit(None)


def _offers_na(node: NodeView) -> bool:
    return any(choice.value == NA_CHOICE for choice in node.choices)


def _repeat_of(path: str) -> str:
    """Return the path of the outermost repeat that a path lies in; empty outside of repeats."""
    return path.split("[", 1)[0] if "[" in path else ""
