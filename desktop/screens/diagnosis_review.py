"""The whole diagnosis of the open visit together with what people decided about it."""

from collections.abc import Iterable
from decimal import Decimal

from PySide6.QtCore import QObject, Signal

from desktop.visit import Visit
from forms.diagnosis.decisions import (
    ASSUMPTION,
    KIND,
    PHASE,
    assumption_text,
    assumptions,
    stated,
)
from forms.diagnosis.model import Diagnosis
from forms.values import Annotation


class Review(QObject):
    """One for each open visit, shared by the stages 2 to 6; every decision is a step of undo.

    ``changed`` says that an answer or a decision changed; who shows the diagnosis asks for it.
    """

    changed = Signal()

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit)
        self.visit = visit
        self._diagnosis: Diagnosis | None = None
        visit.changed.connect(self._announce)

    @property
    def diagnosis(self) -> Diagnosis | None:
        """The diagnosis as of now, with changed assumptions and moved measures."""
        self._diagnosis = self.visit.diagnosis
        return self._diagnosis

    @property
    def shown(self) -> Diagnosis | None:
        """The last diagnosis made, without making one: for what must be cheap."""
        return self._diagnosis

    @property
    def readonly(self) -> bool:
        """A finished record is not decided about any more."""
        return self.visit.readonly

    def assume(self, name: str, value: Decimal | None, source: str = "") -> None:
        """Change an assumption, and say where the number is from; None restores its default."""
        self._decide(ASSUMPTION + name, "" if value is None else assumption_text(value, source))

    def source_of(self, name: str) -> str:
        """Return the source that was given for a changed assumption, '' for none."""
        said = stated(self._decisions()).get(name)
        return said.source if said else ""

    def restore_assumptions(self) -> None:
        """Take every changed assumption back, as one step of undo."""
        with self.visit.one_step():
            for name in assumptions(self._decisions()):
                self._decide(ASSUMPTION + name, "")

    def move(self, measure: str, phase: str) -> None:
        """Put a measure into a phase."""
        self._decide(PHASE + measure, phase)

    def _decisions(self) -> Iterable[Annotation]:
        return self.visit.entry.annotations(kind=KIND)

    def _decide(self, reason: str, text: str) -> None:
        if self.visit.readonly:
            return
        rows = [one.row for one in self._decisions() if one.reason == reason]
        with self.visit.one_step():
            for row in sorted(rows, reverse=True):
                self.visit.retract(row)
            if text:
                root = self.visit.entry.form.root.path
                self.visit.annotate(root, KIND, reason=reason, text=text)

    def _announce(self, _changes: object) -> None:
        self.changed.emit()


def review_of(visit: Visit) -> Review:
    """Return the review of a visit, made at the first call."""
    found = visit.findChild(Review)
    return found if isinstance(found, Review) else Review(visit)
