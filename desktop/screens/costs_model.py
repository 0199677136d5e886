"""State and actions of stage 4 费用: nominal or present value, and changed assumptions."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QObject, Signal

from desktop.i18n import _
from desktop.screens.costs_view import NOMINAL, PRESENT
from desktop.screens.diagnosis_review import Review
from forms.diagnosis.model import Assumption, Diagnosis


@dataclass(frozen=True, slots=True)
class CostsState:
    """Everything the screen shows; ``problems`` are sentences by assumption."""

    diagnosis: Diagnosis | None = None
    mode: str = NOMINAL
    problems: Mapping[str, str] = field(default_factory=dict)
    readonly: bool = False


class CostsModel(QObject):
    """Follows the review; a changed assumption is a step of undo and goes into the plan."""

    changed = Signal(object)

    def __init__(self, review: Review, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._review = review
        self._active = False
        self.state = CostsState()
        review.changed.connect(self._follow)

    def activate(self) -> None:
        """Look at the record again."""
        self._active = True
        self._show(self._review.diagnosis)

    def deactivate(self) -> None:
        """Stop following."""
        self._active = False

    def count_as(self, mode: str) -> None:
        """Show nominal sums or present values."""
        self._set(replace(self.state, mode=mode))

    def toggle_mode(self) -> None:
        """T: the other way of counting."""
        self.count_as(PRESENT if self.state.mode == NOMINAL else NOMINAL)

    def assume(self, name: str, text: str) -> None:
        """Change an assumption to what was typed; an empty text restores the default."""
        cleaned = text.replace(",", "").replace("，", "").replace("−", "-").strip()
        if not cleaned:
            self.restore(name)
            return
        try:
            value = Decimal(cleaned)
        except InvalidOperation:
            self._complain(name, _("“{text}” is no number. Write digits, such as 12.5.").format(
                text=text.strip()))
            return
        if not value.is_finite() or value < 0:
            self._complain(name, _("Below 0 makes no sense here. Write 0 or more."))
            return
        self._accept(name)
        if value != self._current(name):
            self._review.assume(name, value, self._review.source_of(name))

    def explain(self, name: str, source: str) -> None:
        """Say where a changed assumption comes from: who quoted it."""
        value, cleaned = self._current(name), " ".join(source.split())
        if value is not None and cleaned != self._review.source_of(name):
            self._review.assume(name, value, cleaned)

    def restore(self, name: str) -> None:
        """Take a changed assumption back to its default."""
        self._accept(name)
        self._review.assume(name, None)

    def restore_all(self) -> None:
        """Take every changed assumption back."""
        self._set(replace(self.state, problems={}))
        self._review.restore_assumptions()

    def _current(self, name: str) -> Decimal | None:
        known = {one.name: one.value for group in numbers_behind(self.state.diagnosis)
                 for one in group}
        return known.get(name)

    def _complain(self, name: str, words: str) -> None:
        self._set(replace(self.state, problems={**self.state.problems, name: words}))

    def _accept(self, name: str) -> None:
        left = {key: words for key, words in self.state.problems.items() if key != name}
        self._set(replace(self.state, problems=left))

    def _follow(self) -> None:
        if self._active:
            self._show(self._review.diagnosis)

    def _show(self, diagnosis: Diagnosis | None) -> None:
        self._set(replace(self.state, diagnosis=diagnosis, readonly=self._review.readonly))

    def _set(self, state: CostsState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit(state)


def numbers_behind(
    diagnosis: Diagnosis | None,
) -> tuple[tuple[Assumption, ...], tuple[Assumption, ...]]:
    """Return what can be changed: assumptions of the comparison, and prices behind the measures.

    What waits for a quote stands first in each.
    """
    if diagnosis is None:
        return (), ()
    assumed = diagnosis.costs.assumptions if diagnosis.costs else ()
    return (tuple(sorted(assumed, key=_is_settled)),
            tuple(sorted(diagnosis.quotes, key=_is_settled)))


def _is_settled(one: Assumption) -> bool:
    return one.default is not None


def is_changed(assumption: Assumption) -> bool:
    """Return whether a person gave it another value than the method."""
    return assumption.value is not None and assumption.value != assumption.default
