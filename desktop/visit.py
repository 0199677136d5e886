"""An open record: edits on the UI thread, journalled on the DATABASE lane, undone again."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

import forms
from desktop.background import Background, Lane
from desktop.facts import describe, record_facts
from forms import revisit
from forms.diagnosis.model import Diagnosis
from forms.values import Changes, Operation
from sync.store import Store
from sync.values import DRAFT, RecordFacts

# A snapshot shortens the replay at the next opening; between two lies only the journal.
OPERATIONS_PER_SNAPSHOT = 40
# The home list's facts follow the answers when nobody has typed for so long; flush() at the latest.
FACTS_MS = 800


@dataclass(frozen=True, slots=True)
class Saved:
    """A commit: when it was durable and which paths it made so."""

    at: datetime
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """One thing that undo takes back: what was done and what reverses it, both in order."""

    done: tuple[Operation, ...]
    undo: tuple[Operation, ...]

    def answers(self, path: str) -> bool:
        """Whether the step is one answer to this question."""
        return len(self.done) == 1 and self.done[0].kind == "answer" and self.done[0].path == path


class _Journal:
    """What the DATABASE lane has still to write, in order; touched by that lane alone.

    A commit that fails leaves its edits here, so the next one writes them first: no gap, no loss.
    """

    def __init__(self, store: Store, uuid: str, who: Callable[[], str]) -> None:
        self._store, self._uuid, self._who = store, uuid, who
        self._backlog: list[Operation] = []

    def write(
        self, operations: tuple[Operation, ...], xml: bytes | None, facts: RecordFacts, path: str
    ) -> Saved:
        """Commit the backlog and ``operations``; durable on return."""
        self._backlog.extend(operations)
        at = self._store.append(
            self._uuid, tuple(self._backlog), xml=xml, facts=facts, last_path=path,
            by=self._who(),
        )
        saved = Saved(at, tuple(operation.path for operation in self._backlog))
        self._backlog.clear()
        return saved


class Visit(QObject):
    """One record in work.

    ``changed`` carries the ``Changes`` of every edit, undo and redo; ``saved`` a ``Saved`` after
    its commit and never before; ``failed`` the error of a commit, whose edits stay queued and are
    tried again with the next one; ``scored`` the live ``Diagnosis``;
    ``moved`` the record's new state.
    """

    changed = Signal(object)
    saved = Signal(object)
    failed = Signal(object)
    scored = Signal(object)
    moved = Signal(str)

    def __init__(
        self,
        uuid: str,
        number: str,
        entry: forms.Entry,
        *,
        store: Store,
        background: Background,
        new_uuid: Callable[[], str],
        last_path: str = "",
        state: str = DRAFT,
        practice: bool = False,
        who: Callable[[], str] = str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.uuid, self.number, self.entry = uuid, number, entry
        self.state, self.practice = state, practice
        self.last_path = last_path
        self.last_saved: datetime | None = None
        self.revision = 0
        self._store, self._background, self._new_uuid = store, background, new_uuid
        self._journal = _Journal(store, uuid, who)
        self._unsaved: Counter[str] = Counter()
        self._dirty = False
        self._since_snapshot = 0
        self._undo: list[_Step] = []
        self._redo: list[_Step] = []
        self._score: Diagnosis | None = None
        self._score_revision = -1
        self._pending: list[Operation] = []
        self._submit_soon = QTimer(self, singleShot=True, interval=0)
        self._submit_soon.timeout.connect(self._submit)
        self._score_soon = QTimer(self, singleShot=True, interval=0)
        self._score_soon.timeout.connect(self._announce_score)
        self._facts = record_facts(entry, None)
        self._facts_later = QTimer(self, singleShot=True, interval=FACTS_MS)
        self._facts_later.timeout.connect(self._write_facts)
        self._diagnosis: Diagnosis | None = None
        self._diagnosis_revision = -1

    @property
    def readonly(self) -> bool:
        """A finished record's bytes never change again."""
        return self.state != DRAFT

    @property
    def score(self) -> Diagnosis | None:
        """Scores, level and red lines as of now, without answers; None without a method."""
        if self._score_revision != self.revision:
            method = self.entry.form.method
            self._score = forms.score(self.entry, explain=False) if method is not None else None
            self._score_revision = self.revision
        return self._score

    @property
    def diagnosis(self) -> Diagnosis | None:
        """The whole diagnosis as of now, computed once a revision; None without a method."""
        if self._diagnosis_revision != self.revision:
            method = self.entry.form.method
            self._diagnosis = forms.diagnose(self.entry) if method is not None else None
            self._diagnosis_revision = self.revision
        return self._diagnosis

    @property
    def unsaved(self) -> frozenset[str]:
        """Paths edited and not yet durable."""
        return frozenset(self._unsaved)

    @property
    def can_undo(self) -> bool:
        """Whether there is an edit of this session to take back."""
        return bool(self._undo) and not self.readonly

    @property
    def can_redo(self) -> bool:
        """Whether there is an undone edit to make again."""
        return bool(self._redo) and not self.readonly

    def move_to(self, state: str) -> None:
        """Follow the record's state (draft, finished, waiting, accepted …) and tell of a change."""
        if state != self.state:
            self.state = state
            self.moved.emit(state)

    def answer(self, path: str, value: str, *, continued: bool = False) -> Changes:
        """Set an answer; raises ``AnswerRejectedError`` as ``Entry.answer`` does.

        ``continued``: the same typing goes on; it joins the step of undo that it began with.
        """
        before = self._undo[-1] if self._undo else None
        changes = self._edited(self.entry.answer(path, value))
        if continued and before is not None and before.answers(path) and changes.done is not None:
            self._undo[-2:] = [_Step((changes.done,), before.undo)]
        return changes

    def add_row(self, repeat: str) -> Changes:
        """Append a row to a repeat."""
        return self._edited(self.entry.add_row(repeat))

    def remove_row(self, row: str) -> Changes:
        """Remove a row; undo brings it back with its answers."""
        return self._edited(self.entry.remove_row(row))

    def annotate(self, path: str, kind: str, **fields: str) -> Changes:
        """Add an annotation; ``fields`` are those of ``forms.values.Annotation``."""
        return self._edited(self.entry.annotate(path, kind, **fields))

    def retract(self, row: int) -> Changes:
        """Remove an annotation by its row."""
        return self._edited(self.entry.retract(row))

    def replace_annotation(self, path: str, kind: str, **fields: str) -> None:
        """Leave exactly one annotation of a kind at a path, as one step of undo."""
        with self.one_step():
            self.clear_annotations(path, kind)
            self.annotate(path, kind, **fields)

    def clear_annotations(self, path: str, kind: str) -> None:
        """Remove every annotation of a kind at a path."""
        rows = [annotation.row for annotation in self.entry.annotations(path, kind)]
        with self.one_step():
            for row in sorted(rows, reverse=True):
                self.retract(row)

    def confirm(self, path: str) -> None:
        """Take an answer over from the last visit: someone has looked at it."""
        with self.one_step():
            for note in revisit.carried(self.entry, path):
                self.retract(note.row)

    def one_step(self) -> "_OneStep":
        """Return a context in which all edits become one step of undo."""
        return _OneStep(self._undo)

    @property
    def last_step(self) -> object:
        """What the next undo takes back; another object after every other step."""
        return self._undo[-1] if self._undo else None

    def undo(self) -> Changes | None:
        """Take the last step back; return what changed, None when there is nothing."""
        if not self.can_undo:
            return None
        step = self._undo.pop()
        self._redo.append(step)
        return self._replay(step.undo)

    def redo(self) -> Changes | None:
        """Make the last undone step again."""
        if not self.can_redo:
            return None
        step = self._redo.pop()
        self._undo.append(step)
        return self._replay(step.done)

    def at(self, path: str) -> None:
        """Remember the question at which the record opens next time."""
        if path != self.last_path:
            self.last_path = path
            self._dirty = True

    def put_attachment(self, name: str, data: bytes) -> None:
        """Store a file of the record; the answer naming it is a separate edit, made after."""
        self._background.start(
            Lane.DATABASE,
            lambda _task: self._store.put_attachment(self.uuid, name, data),
            self._note_stored,
            self.failed.emit,
        )

    def new_file_stem(self) -> str:
        """Return eight characters that no file of this record has used."""
        return self._new_uuid().replace("-", "")[:8]

    def read_attachment(self, name: str, on_read: Callable[[object], None]) -> None:
        """Fetch a file of the record; ``on_read`` gets its bytes on the UI thread."""
        self._background.start(
            Lane.DATABASE,
            lambda _task: self._store.attachment(self.uuid, name),
            on_read,
            self.failed.emit,
        )

    def read_history(self, path: str | None, on_read: Callable[[object], None]) -> None:
        """Fetch the journal of one question, or of the record; oldest first."""
        self._submit()
        self._background.start(
            Lane.DATABASE,
            lambda _task: self._store.history(self.uuid, path),
            on_read,
            self.failed.emit,
        )

    def flush(self) -> None:
        """Write what is queued and where the visit stands, with a snapshot: before closing."""
        if self._dirty and not self.readonly:
            self._submit()
            self._facts_later.stop()
            self._facts = record_facts(self.entry, self.score)
            self._write((), self.entry.xml())
            self._dirty = False
            self._since_snapshot = 0

    def describe(self) -> tuple[str, str]:
        """Return the enterprise's name and, in a line, what it is: 中型 • 装备制造 • 榆次区."""
        return describe(self.entry)

    def _edited(self, changes: Changes) -> Changes:
        if changes.done is None:
            return changes
        self._undo.append(_Step((changes.done,), changes.undo))
        self._redo.clear()
        self._record(changes)
        return changes

    def _replay(self, operations: tuple[Operation, ...]) -> Changes:
        merged = Changes()
        for operation in operations:
            changes = self.entry.apply(operation)
            self._record(changes)
            merged = _merged(merged, changes)
        return merged

    def _record(self, changes: Changes) -> None:
        self.revision += 1
        if changes.done is not None:
            self._unsaved[changes.done.path] += 1
            self._pending.append(changes.done)
            self._dirty = True
        self.changed.emit(changes)
        self._score_soon.start()
        self._facts_later.start()

    def _submit(self) -> None:
        """Hand what is pending to the lane: after the repaint, which it would compete with."""
        if self._pending:
            operations, self._pending = tuple(self._pending), []
            self._since_snapshot += len(operations)
            whole = self._since_snapshot >= OPERATIONS_PER_SNAPSHOT
            self._since_snapshot = 0 if whole else self._since_snapshot
            self._write(operations, self.entry.xml() if whole else None)

    def _write_facts(self) -> None:
        facts = record_facts(self.entry, self.score)
        if facts != self._facts and not self.readonly:
            self._facts = facts
            self._write((), None)

    def _write(self, operations: tuple[Operation, ...], xml: bytes | None) -> None:
        facts, path, journal = self._facts, self.last_path, self._journal
        self._background.start(
            Lane.DATABASE,
            lambda _task: journal.write(operations, xml, facts, path),
            self._show_saved,
            self.failed.emit,
        )

    def _show_saved(self, saved: object) -> None:
        if isinstance(saved, Saved):
            self._unsaved -= Counter(saved.paths)
            self.last_saved = saved.at
            self.saved.emit(saved)

    def _note_stored(self, _outcome: object) -> None:
        self._dirty = True

    def _announce_score(self) -> None:
        score = self.score
        if score is not None:
            self.scored.emit(score)
        self._submit_soon.start()


class _OneStep:
    """While it is open, every edit joins the same step of undo."""

    def __init__(self, steps: list[_Step]) -> None:
        self._steps = steps
        self._start = 0

    def __enter__(self) -> None:
        self._start = len(self._steps)

    def __exit__(self, *_problem: object) -> None:
        parts = self._steps[self._start :]
        if len(parts) > 1:
            done = tuple(operation for part in parts for operation in part.done)
            undo = tuple(operation for part in reversed(parts) for operation in part.undo)
            self._steps[self._start :] = [_Step(done, undo)]


def _merged(first: Changes, second: Changes) -> Changes:
    """Return the paths of both; a screen does not need to know which edit touched which."""
    return Changes(
        values=first.values | second.values,
        relevance=first.relevance | second.relevance,
        required=first.required | second.required,
        readonly=first.readonly | second.readonly,
        violations=first.violations | second.violations,
        labels=first.labels | second.labels,
        choices=first.choices | second.choices,
        rows=first.rows | second.rows,
        annotations=first.annotations | second.annotations,
        done=second.done or first.done,
    )
