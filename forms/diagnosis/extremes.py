"""Visits filled by rule: everything best, everything worst, at random; for the method's check."""

import random
from collections.abc import Callable, Iterator
from typing import Protocol

from forms.diagnosis.evaluation import Evaluation
from forms.diagnosis.method import INDUSTRY, Method
from forms.diagnosis.questions import Item
from forms.diagnosis.trials import Copy
from forms.errors import FormsError

PATHS = ("geti", "lite", "std")
NONE, NA = "none", "na"
# What a number field may get at random; soft limits of the form may refuse some of it.
_NUMBERS = ("0", "1", "2", "3", "5", "8", "20", "60", "100", "400", "2000")


class Startable(Protocol):
    """A form that begins records."""

    def start(self) -> Copy: ...


def industries(method: Method) -> tuple[str, ...]:
    """Return the codes of the industry question."""
    item = method.items.get(INDUSTRY)
    return tuple(item.options) if item is not None else ()


def extreme(form: Startable, method: Method, path: str, industry: str, *,
            best: bool) -> Evaluation:
    """Return the evaluation of a visit on which every answer is the best, or the worst."""
    given = fixed_answers(method, path) | {INDUSTRY: industry}
    given |= _pairs(method.text("check_best" if best else "check_worst"))
    return filled(form, method, lambda item: _extreme_answer(method, item, given, best=best))


def fixed_answers(method: Method, path: str) -> dict[str, str]:
    """Return the answers that put a visit on a path."""
    return _pairs(method.text(f"check_{path}"))


def random_visit(form: Startable, method: Method, path: str, industry: str,
                 seed: int) -> Evaluation:
    """Return the evaluation of a visit answered at random; a seed gives the same visit again."""
    chance = random.Random(seed)  # noqa: S311 - no secret: the same visits in every run
    given = fixed_answers(method, path) | {INDUSTRY: industry}
    return filled(form, method, lambda item: given.get(item.name) or _any_answer(item, chance),
                  rows=3)


def filled(form: Startable, method: Method, wanted: Callable[[Item], str],
           rows: int = 1) -> Evaluation:
    """Answer a new record question by question; a repeat that is asked gets ``rows`` rows."""
    entry = form.start()
    for item in method.questions.by_path.values():
        if method.items.get(item.name) is not item:
            continue
        if item.kind == "repeat" and entry.rows(item.path):
            for _ in range(rows - entry.rows(item.path)):
                entry.add_row(item.path)
        elif item.kind == "question":
            for path in _places(entry, item):
                _answer(entry, path, wanted(item))
    return Evaluation(method, entry)


def _places(entry: Copy, item: Item) -> list[str]:
    """Return the paths at which a question is asked now."""
    rows = range(1, entry.rows(item.repeat) + 1) if item.repeat else (None,)
    return [path for path in map(item.at, rows) if entry.relevant(path)]


def _answer(entry: Copy, path: str, value: str) -> None:
    if not value:
        return
    try:
        entry.answer(path, value)
    except FormsError:  # a read-only question or a value of another type: left open
        return


def _extreme_answer(method: Method, item: Item, given: dict[str, str], *, best: bool) -> str:
    if item.name in given:
        return given[item.name].replace("|", " ")
    if item.multiple:
        return _many(item, best=best)
    points = method.points_of(item.list_name)
    scored = [code for code in item.options if code in points]
    pick = max if best else min
    return pick(scored, key=lambda code: points[code]) if scored else ""


def _many(item: Item, *, best: bool) -> str:
    if not best:
        return NONE if NONE in item.options else ""
    return " ".join(code for code in item.options if code not in {NONE, NA})


def _any_answer(item: Item, chance: random.Random) -> str:
    """Leave one question in ten open; choose an option or a number for the others."""
    if chance.random() < 0.1:
        return ""
    codes = list(item.options)
    if item.multiple:
        if NONE in codes and chance.random() < 0.3:
            return NONE
        several = [code for code in codes if code not in {NONE, NA}]
        return " ".join(chance.sample(several, chance.randint(1, min(3, len(several)))))
    if codes:
        return chance.choice(codes)
    return chance.choice(_NUMBERS)


def _pairs(text: str) -> dict[str, str]:
    """Read ``name=value …``."""
    parts = (part.partition("=") for part in text.split())
    return {name: value for name, _, value in parts if value}


def visits(form: Startable, method: Method, most: int) -> Iterator[Evaluation]:
    """Yield random visits, path by path and industry by industry, the same ones every time."""
    cells = [(path, industry) for path in PATHS for industry in industries(method)]
    for seed in range(most):
        path, industry = cells[seed % len(cells)]
        yield random_visit(form, method, path, industry, seed)
