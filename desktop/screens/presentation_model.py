"""What the projector shows, one thing a screen: a question, or a chart of the diagnosis."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from PySide6.QtCore import QObject, Signal

import forms
from desktop.outline import Outline, Section
from desktop.screens.diagnosis_review import Review
from forms.diagnosis.model import Diagnosis
from forms.errors import AnswerRejectedError
from forms.values import Changes, Choice

QUESTION, RADAR, LEVEL, COST, MEASURES = "question", "radar", "level", "cost", "measures"
CHARTS = (RADAR, LEVEL, MEASURES, COST)
ASKABLE = frozenset({"select_one", "select_multiple", "integer", "decimal", "text", "date"})


@dataclass(frozen=True, slots=True)
class Slide:
    """A screen; ``place`` of ``count`` is within the section."""

    kind: str
    path: str = ""
    section: str = ""
    place: int = 0
    count: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """The question of a slide as it is now, without remarks, marks and 待确认."""

    number: str
    title: str
    kind: str
    value: str
    choices: tuple[Choice, ...] = ()
    unit: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class PresentationState:
    """Everything the window shows; ``before`` are dimension scores before the last answer."""

    slides: tuple[Slide, ...] = ()
    at: int = 0
    asked: Asked | None = None
    diagnosis: Diagnosis | None = None
    whole: Diagnosis | None = None
    before: Mapping[str, float] = field(default_factory=dict)
    delta: float | None = None
    radar_alone: bool = False

    @property
    def slide(self) -> Slide | None:
        """The slide in front; none in a form without questions."""
        return self.slides[self.at] if self.slides else None


class Questions(Protocol):
    """Where the questions come from."""

    def slides(self) -> tuple[Slide, ...]:
        """Return what is shown now, questions first."""

    def ask(self, path: str) -> Asked:
        """Return a question as the projector shows it."""

    def refresh(self, changes: Changes) -> None:
        """Take an edit over."""


class PresentationModel(QObject):
    """Walks through the questions on the visit's own entry; an answer shows at once."""

    changed = Signal(object)

    def __init__(
        self,
        review: Review,
        questions: Questions,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._review, self._questions = review, questions
        self.state = PresentationState()
        review.visit.changed.connect(self._follow)

    def start(self, path: str = "") -> None:
        """Show the question of a path, else the first."""
        slides = self._questions.slides()
        at = next((n for n, one in enumerate(slides) if one.path == path), 0)
        self._show(replace(self.state, slides=slides, at=at, before={}, delta=None))

    def step(self, steps: int) -> None:
        """Go on or back."""
        last = max(0, len(self.state.slides) - 1)
        at = min(max(0, self.state.at + steps), last)
        self._show(replace(self.state, at=at, radar_alone=False, before={}, delta=None))

    def toggle_radar(self) -> None:
        """R: the radar alone, and back."""
        self._set(replace(self.state, radar_alone=not self.state.radar_alone))

    def choose(self, place: int) -> None:
        """Choose the n-th option, from 1; of several, switch it."""
        asked = self.state.asked
        if asked is None or not 1 <= place <= len(asked.choices):
            return
        wanted = asked.choices[place - 1].value
        if asked.kind == "select_multiple":
            chosen = asked.value.split()
            left = [one for one in chosen if one != wanted]
            self.answer(" ".join(left if wanted in chosen else [*chosen, wanted]))
        else:
            self.answer(wanted)

    def answer(self, value: str) -> None:
        """Write an answer; one that the form does not allow changes nothing."""
        slide, visit = self.state.slide, self._review.visit
        if slide is None or slide.kind != QUESTION or visit.readonly:
            return
        before = self.state.diagnosis
        self.state = replace(self.state, before=_scores(before))
        try:
            visit.answer(slide.path, value)
        except AnswerRejectedError:
            self._show(self.state)

    def _follow(self, changes: Changes) -> None:
        """Questions may have come or gone: stay at the same one."""
        self._questions.refresh(changes)
        slide, before = self.state.slide, self.state.diagnosis
        slides = self._questions.slides()
        path = slide.path if slide else ""
        at = next((n for n, one in enumerate(slides)
                   if one.path == path and one.kind == (slide.kind if slide else "")), 0)
        after = self._review.visit.score
        self._show(replace(self.state, slides=slides, at=at, delta=_difference(before, after)))

    def _show(self, state: PresentationState) -> None:
        slide = state.slide
        question = slide is not None and slide.kind == QUESTION
        asked = self._questions.ask(slide.path) if question and slide is not None else None
        whole = None if question or slide is None else self._review.diagnosis
        self._set(replace(state, asked=asked, diagnosis=self._review.visit.score, whole=whole))

    def _set(self, state: PresentationState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit(state)


class OutlineQuestions:
    """The questions of a record outside its tables, section by section, then the charts."""

    def __init__(self, entry: forms.Entry, *, with_costs: bool) -> None:
        self._outline, self._with_costs = Outline(entry), with_costs

    def slides(self) -> tuple[Slide, ...]:
        slides: list[Slide] = []
        for section in self._outline.sections:
            if self._outline.relevant(section.path):
                slides += self._section(section)
        charts = [one for one in CHARTS if self._with_costs or one != COST]
        return (*slides, *(Slide(kind) for kind in charts))

    def ask(self, path: str) -> Asked:
        node = self._outline.entry.node(path)
        question = self._outline.entry.form.question(path)
        problem = node.violation.message if node.violation and node.value else ""
        return Asked(question.number, node.label, node.kind, node.value, node.choices,
                     question.unit, problem)

    def refresh(self, changes: Changes) -> None:
        self._outline.refresh(changes)

    def _section(self, section: Section) -> list[Slide]:
        paths = [
            item.path for item in self._outline.items(section.path)
            if item.kind == "question" and item.question.kind in ASKABLE
        ]
        return [Slide(QUESTION, path, section.title, place, len(paths))
                for place, path in enumerate(paths, start=1)]


def _scores(diagnosis: Diagnosis | None) -> dict[str, float]:
    if diagnosis is None:
        return {}
    return {one.name: one.score for one in diagnosis.dimensions if one.score is not None}


def _difference(before: Diagnosis | None, after: Diagnosis | None) -> float | None:
    if before is None or after is None or before.cmi is None or after.cmi is None:
        return None
    return after.cmi - before.cmi
