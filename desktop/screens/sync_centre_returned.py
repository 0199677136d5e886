"""A returned record: the reviewer's words whole, the questions they name, and the way back in."""

from collections.abc import Iterator
from dataclasses import dataclass

import forms
from desktop.opening import lists_of
from desktop.screens.sync_centre_answers import shown_answer
from desktop.screens.sync_centre_rivals import Versions, read_versions
from forms.values import Question
from sync.mentions import named_questions
from sync.store import Store
from sync.values import Review


@dataclass(frozen=True, slots=True)
class NamedQuestion:
    """A question that a reviewer named, with what is answered now and what was said of it."""

    path: str
    number: str
    label: str
    now: str
    words: str


@dataclass(frozen=True, slots=True)
class Returned:
    """What the right side of the sync centre shows of a record."""

    uuid: str
    reviews: tuple[Review, ...]
    questions: tuple[NamedQuestion, ...]
    versions: Versions | None = None


def read_returned(store: Store, uuid: str) -> Returned:
    """Read the reviewers' words, the questions they name, and what another version differs in."""
    reviews = store.reviews(uuid)
    named = tuple(questions_named(open_entry(store, uuid), reviews)) if reviews else ()
    return Returned(uuid, reviews, named, read_versions(store, uuid))


def open_entry(store: Store, uuid: str) -> forms.Entry:
    """Continue a record with its own questionnaire version, the journal replayed."""
    draft = store.record(uuid)
    form = forms.load(store.questionnaire(draft.questionnaire))
    entry = form.resume(draft.xml, entities=lists_of(store, form))
    for operation in draft.operations:
        entry.apply(operation)
    return entry


def start_revision(store: Store, uuid: str) -> None:
    """Open a finished record again as its next version; the frozen one stays as it is."""
    draft = store.record(uuid)
    form = forms.load(store.questionnaire(draft.questionnaire))
    next_version = form.resume(draft.xml, revise=True, entities=lists_of(store, form))
    store.revise(uuid, next_version.xml())


def questions_named(
    entry: forms.Entry, reviews: tuple[Review, ...]
) -> Iterator[NamedQuestion]:
    """Yield the questions of the reviewers' words, newest word first, each question once."""
    by_number = {one.number: one for one in _questions(entry.form.root) if one.number}
    seen: set[str] = set()
    for review in reversed(reviews):
        for number in named_questions(review.text):
            question = by_number.get(number)
            if question is not None and number not in seen:
                seen.add(number)
                node = entry.node(question.path)
                yield NamedQuestion(question.path, number, node.label, shown_answer(node),
                                    part_about(number, review.text))


def part_about(number: str, words: str) -> str:
    """Return the clause of the words that names a question; all of them where none does."""
    clauses = words.replace(";", "；").replace("\n", "；").split("；")
    return next((one.strip() for one in clauses if number in one), words.strip())


def _questions(question: Question) -> Iterator[Question]:
    for child in question.children:
        yield child
        if child.kind != "repeat":
            yield from _questions(child)
