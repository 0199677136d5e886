"""What-if: other answers, or measures done, on a copy of the record that is never kept."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Protocol

from forms.diagnosis.answers import ANSWERED, HIDDEN, Answers, Record
from forms.diagnosis.diagnosing import diagnose
from forms.diagnosis.method import Method, Rule
from forms.diagnosis.model import Diagnosis
from forms.errors import FormsError


class Copy(Record, Protocol):
    """A record that can be answered."""

    @property
    def form(self) -> "Form": ...

    def answer(self, path: str, value: str) -> object: ...

    def add_row(self, repeat: str) -> object: ...

    def xml(self) -> bytes: ...


class Form(Protocol):
    """A form that continues records."""

    @property
    def method(self) -> Method | None: ...

    def resume(self, xml: bytes) -> Copy: ...


def what_if(entry: Copy, answers: Mapping[str, str] | None = None,
            measures: Iterable[str] = (),
            overrides: Mapping[str, Decimal] | None = None) -> Diagnosis:
    """Return the diagnosis as it would be; the record is not touched.

    Args:
        entry: The record.
        answers: Values by path, tried first.
        measures: Names of measures taken as done: their ``achieves`` raise answers, none falls.
        overrides: Assumptions, as in ``diagnose``.

    Raises:
        FormsError: ``no-method``; ``unknown-measure`` (``name``).
    """
    method = entry.form.method
    if method is None:
        raise FormsError("no-method")
    copy = entry.form.resume(entry.xml())
    for path, value in (answers or {}).items():
        copy.answer(path, value)
    by_name = {rule.name: rule for rule in method.measures}
    for name in measures:
        if name not in by_name:
            raise FormsError("unknown-measure", name=name)
        for path, value in _raised(copy, method, by_name[name]):
            copy.answer(path, value)
    return diagnose(copy, overrides)


def achievements(rule: Rule) -> Iterator[tuple[str, str]]:
    """Yield what a measure achieves: question and option, as written in ``achieves``."""
    for part in rule.words("achieves"):
        question, _, option = part.partition("=")
        yield question, option


def _raised(record: Record, method: Method, rule: Rule) -> Iterator[tuple[str, str]]:
    answers = Answers(record, method)
    added: dict[str, set[str]] = {}
    for name, option in achievements(rule):
        if name not in method.items or answers.state(name) == HIDDEN:
            continue
        if method.items[name].multiple:
            added.setdefault(name, set()).add(option)
        elif _is_better(answers, method, name, option):
            yield method.items[name].path, option
    for name, options in added.items():
        chosen = set(answers.text(name).split()) - {"none"} | options
        listed = [code for code in method.items[name].options if code in chosen]
        yield method.items[name].path, " ".join(listed)


def _is_better(answers: Answers, method: Method, name: str, option: str) -> bool:
    """Whether an option has more points than the answer; where none has points, it is taken."""
    points = method.points_of(method.items[name].list_name)
    now = answers.points(name)
    if answers.state(name) != ANSWERED or now is None:
        return True
    return points.get(option, 0.0) > now
