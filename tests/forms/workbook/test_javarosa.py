"""The shipped questionnaires in JavaRosa: what Collect would show and reckon is what we do."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

import pytest

import forms
import resources
from tests.forms.workbook.books import CORE
from tests.forms.workbook.test_cloud_diagnosis import INDUSTRY, PLENTY, SYMBOLS, TABLE
from tests.oracles.peers import JavaRosa, has_java, javarosa

E = "/data/enterprise"
VISITS = 12
ANSWERED = {"text", "integer", "decimal", "date", "select_one", "select_multiple"}


@pytest.fixture(scope="module")
def form() -> forms.Form:
    with resources.as_path(CORE) as folder:
        return forms.load(folder)


@pytest.fixture(scope="module")
def xform(form: forms.Form, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("javarosa") / "form.xml"
    path.write_text(with_files_inside(form), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def javarosa_process() -> Iterator[JavaRosa]:
    if not has_java():
        pytest.skip("no Java runtime on this machine")
    with javarosa() as running:
        yield running


@pytest.fixture
def peer(javarosa_process: JavaRosa, xform: Path) -> JavaRosa:
    """JavaRosa with the questionnaire freshly opened."""
    javarosa_process.load(xform)
    return javarosa_process


def with_files_inside(form: forms.Form) -> str:
    """Return the XForm with its external files written into it: the peer reads none."""
    def items(match: re.Match[str]) -> str:
        rows = csv.DictReader(io.StringIO(form.media[match[2]].decode("utf-8-sig")))
        text = "".join(
            "<item>" + "".join(f"<{k}>{escape(v)}</{k}>" for k, v in row.items()) + "</item>"
            for row in rows
        )
        return f'<instance id="{match[1]}"><root xmlns="">{text}</root></instance>'

    source = form.xform.decode("utf-8")
    return re.sub(r'<instance id="(\w+)" src="jr://file-csv/([\w.]+)"/>', items, source)


@pytest.mark.parametrize("row", TABLE, ids=lambda r: f"{r['scale_code']}-{r['symbol']}")
def test_the_size_is_reckoned_as_in_collect(peer: JavaRosa, row: dict[str, str]) -> None:
    division, sub = INDUSTRY[row["scale_code"]]
    given = {"/data/visit/consent_given": "yes", f"{E}/entity_type": "company",
             f"{E}/industry_division": division, f"{E}/industry_sub": sub,
             **{f"{E}/{name}": PLENTY[symbol] for symbol, name in SYMBOLS.items()}}
    for path, value in given.items():
        peer.answer(path, value)
    for tier in ("large", "medium", "small"):
        peer.answer(f"{E}/{SYMBOLS[row['symbol']]}", row[f"{tier}_min"])
        assert peer.state()[f"{E}/scale_result"].value == tier


@pytest.mark.parametrize("seed", range(VISITS))
def test_a_random_visit_is_the_same_visit_in_collect(
    peer: JavaRosa, form: forms.Form, seed: int
) -> None:
    # given a visit that answers what it is asked, in order, at random
    chance = Random(seed)
    entry = form.start()
    for question in asked(form.root):
        view = entry.node(question.path)
        if not view.relevant:
            continue
        value = answer_to(view, chance)
        # when both are given the same answer; Collect keeps the old one where a rule refuses it
        if peer.answer(question.path, value):
            entry.answer(question.path, value)
    # then both show the same questions with the same values
    state = peer.state()
    for question in asked(form.root, calculated=True):
        ours, theirs = entry.node(question.path), state[question.path]
        assert ours.relevant == theirs.relevant, question.path
        if ours.relevant:
            assert plain(ours.value) == plain(theirs.value), question.path


def asked(group: forms.Question, *, calculated: bool = False) -> Iterator[forms.Question]:
    """Yield what stands outside of repeats; signatures, photos and places aside."""
    for child in group.children:
        if child.kind == "group" and child.name not in ("result", "meta"):
            yield from asked(child, calculated=calculated)
        elif child.kind in ANSWERED or (calculated and child.kind == "calculate"):
            yield child


def answer_to(view: forms.NodeView, chance: Random) -> str:
    if view.path.endswith("consent_given"):
        return "yes" if chance.random() < 0.95 else ""
    if view.path.endswith("/uscc"):
        return chance.choice(["914403001922038216", "914403001922038217", "9144"])
    if view.choices:
        values = [choice.value for choice in view.choices]
        if view.kind == "select_one":
            return chance.choice(values)
        picked = set(chance.sample(values, chance.randint(1, min(3, len(values)))))
        return " ".join(value for value in values if value in picked)
    made = {"date": f"2026-{chance.randint(1, 9):02}-1{chance.randint(0, 9)}", "text": "甲"}
    return made.get(view.kind) or str(chance.choice([0, 1, 3, 12, 60, 86, 300, 900, 5000, 90000]))


def plain(text: str) -> str:
    """Return a number without the .0 that Java writes."""
    return text.removesuffix(".0") if text.replace(".", "", 1).isdigit() else text
