"""The engine's rows of design §7 with JavaRosa and rxeval in the same run."""

import gc
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import rxeval

import forms
from forms import form as form_module
from forms.expression.parser import parse
from tests.benchmarks.engine_forms import (
    big_form,
    external_form,
    external_list,
    repeat_form,
)
from tests.benchmarks.rows import Row, milliseconds
from tests.oracles.peers import JavaRosa, has_java, javarosa

_PRACTICE = Path("resources/questionnaires/cloud_diagnosis")
_ANSWERS = ("5", "45")


def rows() -> Iterator[Row]:
    """Measure everything."""
    with tempfile.TemporaryDirectory() as folder:
        if has_java():
            with javarosa() as peer:
                yield from _sizes(Path(folder), peer)
        else:
            yield from _sizes(Path(folder), None)
    yield from _repeats()
    yield from _external()
    yield _memory()


def _sizes(folder: Path, peer: JavaRosa | None) -> Iterator[Row]:
    practice = forms.load(_PRACTICE).xform
    yield from _loads("the questionnaire", practice, folder, peer, bar=50.0)
    for questions, load_bar in ((101, None), (1000, None), (5000, 500.0)):
        xform = big_form(questions)
        name = f"{questions:,} questions"
        yield from _loads(name, xform, folder, peer, bar=load_bar)
        yield from _answers(name, xform, questions, peer)


def _loads(name: str, xform: bytes, folder: Path, peer: JavaRosa | None,
           bar: float | None) -> Iterator[Row]:
    path = folder / "form.xml"
    path.write_bytes(xform)
    times = 20 if len(xform) < 500_000 else 7
    theirs = {} if peer is None else {
        "JavaRosa": peer.milliseconds("time-load", str(path), str(times))}
    bar = bar if bar is not None else theirs.get("JavaRosa")
    yield Row(f"load, cached by content: {name}",
              milliseconds(lambda: forms.load(xform), times), bar=bar, peers=theirs)
    yield Row(f"load, nothing cached: {name}",
              milliseconds(lambda: _load_cold(xform), times), peers=theirs)
    form = forms.load(xform)
    starts = {} if peer is None else {"JavaRosa": peer.milliseconds("time-start", "5")}
    yield Row(f"first evaluation: {name}", milliseconds(form.start, 5), peers=starts)


def _load_cold(xform: bytes) -> forms.Form:
    form_module._programs.cache_clear()
    parse.cache_clear()
    return forms.load(xform)


def _answers(name: str, xform: bytes, questions: int, peer: JavaRosa | None) -> Iterator[Row]:
    entry = forms.load(xform).start()
    session = rxeval.Session(xform.decode())
    last = f"/data/q{questions - 1}"
    for what, path, texts in (("one answer, 100 dependents", "/data/q0", _ANSWERS),
                              ("one answer, no dependent", last, ("m", "n"))):
        peers = {"rxeval": _rxeval(session, path, texts)}
        if peer is not None:
            peers["JavaRosa"] = peer.milliseconds("time-answer", path, "300", *texts)
        turn = cycle(texts)
        value = milliseconds(lambda path=path, turn=turn: entry.answer(path, next(turn)), 300)
        bar = peers["rxeval"] / 3 if questions >= 1000 else peers["rxeval"]
        small = questions < 1000 and path == last
        if "JavaRosa" in peers and not small:
            bar = min(bar, peers["JavaRosa"])
        yield Row(f"{what}: {name}", value, bar=bar, peers=peers,
                  note="ours says what changed and how to undo it" if small else "")


def _rxeval(session: rxeval.Session, path: str, texts: tuple[str, ...]) -> float:
    turn = cycle(texts)

    def answer() -> None:
        session.set(path, next(turn))
        session.recompute()
    return milliseconds(answer, 40)


def _repeats() -> Iterator[Row]:
    xform = repeat_form()
    entry = forms.load(xform).start()
    session = rxeval.Session(xform.decode())
    for number in range(1, 500):
        entry.add_row("/data/r")
        entry.answer(f"/data/r[{number}]/v", number % 9)
        session.add_row("/data/r")
        session.set(f"/data/r[{number}]/v", str(number % 9))
    session.recompute()

    def add_there() -> None:
        session.add_row("/data/r")
        session.recompute()

    value = _last_row(entry)
    yield Row("adding row 500 of a repeat", value, peers={"rxeval": milliseconds(add_there, 1)})


def _last_row(entry: forms.Entry) -> float:
    took = []
    for _ in range(20):
        took.append(milliseconds(lambda: entry.add_row("/data/r"), 1))
        entry.remove_row("/data/r[500]")
    return sorted(took)[10]


def _external() -> Iterator[Row]:
    media = {"big.csv": external_list()}
    form = forms.load(external_form(), media)
    reading = milliseconds(lambda: forms.load(external_form(), media).start().node(
        "/data/by_key"), 1)
    yield Row("reading a list of 100,000", reading)
    entry = form.start()
    entry.answer("/data/region", "r7")
    entry.answer("/data/by_key", "n7")
    entry.answer("/data/part", "n9")
    for what, path, question, texts in (
            ("by index", "/data/region", "/data/by_key", ("r8", "r9")),
            ("row by row", "/data/part", "/data/by_scan", ("n99", "n98"))):
        turn = cycle(texts)

        def change(path: str = path, question: str = question,
                   turn: "cycle[str]" = turn) -> None:
            entry.answer(path, next(turn))
            entry.node(question)
        yield Row(f"a filter on 100,000 external choices changes, {what}",
                  milliseconds(change, 5), bar=200.0)


_MEASURE = """
import tracemalloc, forms
from tests.benchmarks.engine_forms import big_form
xform = big_form(5000)
tracemalloc.start()
entry = forms.load(xform).start()
entry.answer("/data/q0", "7")
print(tracemalloc.get_traced_memory()[1] / 2**20)
"""


def _memory() -> Row:
    """What loading and filling 5,000 questions takes at its peak, in a process of its own."""
    gc.collect()
    done = subprocess.run([sys.executable, "-c", _MEASURE], capture_output=True, text=True,
                          check=True)
    return Row("memory of 5,000 questions", float(done.stdout), unit="MB", bar=100.0)
