"""State and actions of stage 2 诊断; knows no widget."""

from dataclasses import dataclass, field, replace

from PySide6.QtCore import QObject, Signal

from desktop.background import Background, Lane, Task
from desktop.screens.diagnosis_compare import Beside, Comparison, compared, read_beside
from desktop.screens.diagnosis_review import Review
from desktop.screens.diagnosis_whatif import Trial, WhatIf
from forms.diagnosis.model import Diagnosis
from sync.store import Store

TARGET, LAST, PEERS = "target", "last", "peers"
USCC = "/data/enterprise/uscc"
COMPARISONS = (TARGET, LAST, PEERS)


@dataclass(frozen=True, slots=True)
class DiagnosisState:
    """Everything the screen shows.

    ``shown`` is the diagnosis drawn: the record's, or the tried one while ``trying``;
    ``dimension`` is the chosen row.
    """

    diagnosis: Diagnosis | None = None
    shown: Diagnosis | None = None
    dimension: str = ""
    compare: str = TARGET
    comparison: Comparison = field(default_factory=Comparison)
    trying: bool = False
    trials: tuple[Trial, ...] = ()


class DiagnosisModel(QObject):
    """Follows the review; compares; tries answers on a copy."""

    changed = Signal(object)

    def __init__(
        self,
        review: Review,
        store: Store,
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._review, self._store, self._background = review, store, background
        self._beside = Beside()
        self._what_if: WhatIf | None = None
        self._active = False
        self.state = DiagnosisState()
        review.changed.connect(self._follow)

    def activate(self) -> None:
        """Look at the record again, and once at the records to compare with."""
        self._active = True
        self._show(self._review.diagnosis)
        store, visit = self._store, self._review.visit
        uuid, practice, uscc = visit.uuid, visit.practice, visit.entry.value(USCC)

        def read(_task: Task) -> Beside:
            return read_beside(store, uuid, uscc, practice=practice)

        self._background.start(Lane.DATABASE, read, self._compare_with, self._do_without)

    def deactivate(self) -> None:
        """Stop following; a trial ends here."""
        self._active = False
        if self.state.trying:
            self.toggle_what_if()

    def choose(self, dimension: str) -> None:
        """Show the indicators of a dimension."""
        self._set(replace(self.state, dimension=dimension))

    def choose_number(self, place: int) -> None:
        """Choose the n-th dimension, from 1."""
        dimensions = self.state.shown.dimensions if self.state.shown else ()
        if 1 <= place <= len(dimensions):
            self.choose(dimensions[place - 1].name)

    def compare(self, kind: str) -> None:
        """Draw the target alone, the last visit or the peers."""
        self._set(replace(self.state, compare=kind))

    def compare_next(self) -> None:
        """Go to the next comparison that there is."""
        allowed = [kind for kind in COMPARISONS if self.can_compare(kind)]
        place = allowed.index(self.state.compare) if self.state.compare in allowed else -1
        self.compare(allowed[(place + 1) % len(allowed)])

    def can_compare(self, kind: str) -> bool:
        """Whether there is something to compare with."""
        comparison = self.state.comparison
        return {TARGET: True, LAST: bool(comparison.last), PEERS: comparison.has_peers}[kind]

    def toggle_what_if(self) -> None:
        """Open or close the trial; closing shows the record again."""
        if self.state.trying:
            self._what_if = None
            self._set(replace(
                self.state, trying=False, trials=(), shown=self.state.diagnosis))
            return
        self._what_if = WhatIf(self._review.visit.entry)
        self._set(replace(self.state, trying=True, trials=self._what_if.trials()))

    def attempt(self, path: str, value: str) -> None:
        """Try an answer on the copy."""
        if self._what_if is not None:
            shown = self._what_if.attempt(path, value)
            self._set(replace(self.state, shown=shown, trials=self._what_if.trials()))

    def reset_trials(self) -> None:
        """Take every tried answer back."""
        if self._what_if is not None:
            shown = self._what_if.reset()
            self._set(replace(self.state, shown=shown, trials=self._what_if.trials()))

    def _follow(self) -> None:
        if self._active:
            self._show(self._review.diagnosis)

    def _show(self, diagnosis: Diagnosis | None) -> None:
        self._what_if = None
        dimension = self.state.dimension or _weakest(diagnosis)
        self._set(replace(self.state, diagnosis=diagnosis, shown=diagnosis, dimension=dimension,
                          trying=False, trials=(), comparison=self._comparison(diagnosis)))

    def _compare_with(self, beside: object) -> None:
        if isinstance(beside, Beside):
            self._beside = beside
            self._set(replace(self.state, comparison=self._comparison(self.state.diagnosis)))

    def _comparison(self, diagnosis: Diagnosis | None) -> Comparison:
        if diagnosis is None:
            return Comparison()
        return compared(self._beside, self._review.visit.entry, diagnosis)

    def _do_without(self, _error: Exception) -> None:
        self._compare_with(Beside())

    def _set(self, state: DiagnosisState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit(state)


def _weakest(diagnosis: Diagnosis | None) -> str:
    """Return the dimension that lost most points: what is talked about first."""
    scored = [one for one in diagnosis.dimensions if one.score is not None] if diagnosis else []
    worst = max(scored, key=lambda one: one.weight * (100 - (one.score or 0.0)), default=None)
    return worst.name if worst else ""
