"""A record as reviewers read it: sections of numbered questions with their answers."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import forms
from forms.errors import FormsError
from sync.instance import parse
from sync.platform.facts import leaf_texts
from sync.platform.salvage import document_of

FILES = frozenset({"image", "audio", "video", "file"})
PHASES = {"now": "马上", "first": "第一期", "second": "第二期", "third": "第三期"}
NOTES = {
    "na": "不涉及", "todo": "待确认", "remark": "备注", "flag": "复核", "evidence": "证据",
    "override": "放行理由", "respondent": "受访人",
}
SILENT = frozenset({"calculate", "hidden", "note", "acknowledge"})


@dataclass(frozen=True, slots=True)
class Answer:
    """A question with its answer in words; ``file`` is a name where the answer is one.

    ``notes`` are (kind, words) of what the consultant wrote beside it.
    """

    number: str
    label: str
    text: str
    file: str = ""
    row: int = 0
    unit: str = ""
    not_applicable: bool = False
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the questionnaire."""

    number: str
    title: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Recomputed:
    """The diagnosis made again from the record: does it agree with what the record says?

    ``red_lines`` are (label, advice) of those hit, ``measures`` (phase, family, label),
    ``systems`` (name, disposition, reason).
    """

    score: float | None
    level: str
    agrees: bool
    red_lines: tuple[tuple[str, str], ...]
    measures: tuple[tuple[str, str, str], ...]
    systems: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A record's sections; ``problem`` says why they are plain when the form could not be used."""

    sections: tuple[Section, ...]
    recomputed: Recomputed | None = None
    problem: str = ""


def read(xml: bytes, form_xml: bytes, package: bytes | None) -> Reading:
    """Return the record with the questions' texts, or as plain paths when the form is no help."""
    root, whole = document_of(xml)
    if not whole or root.get("encrypted") == "yes":
        return Reading((_plain(root),))
    try:
        form = _form(package or form_xml)
        entry = form.resume(xml)
        return Reading(tuple(_sections(form, entry)), _recomputed(entry, xml))
    except FormsError as error:
        return Reading((_plain(root),), None, error.code)


def _plain(root: ET.Element) -> Section:
    """Return the answers by their paths, where no questionnaire explains them."""
    found = leaf_texts(root).items()
    return Section("", "全部答案", tuple(Answer("", path, text) for path, text in found if text))


@lru_cache(maxsize=8)
def _form(source: bytes) -> forms.Form:
    return forms.load(source, media={})


def _sections(form: forms.Form, entry: forms.Entry) -> Iterator[Section]:
    for path in entry.paths(form.root.path):
        question = form.question(path)
        if question.kind == "group" and question.number and entry.node(path).relevant:
            answers = tuple(_answers(form, entry, path, 0))
            yield Section(question.number, entry.node(path).label, answers)


def _answers(
    form: forms.Form, entry: forms.Entry, group: str, row: int
) -> Iterator[Answer]:
    for path in entry.paths(group):
        question, node = form.question(path), entry.node(path)
        if not node.relevant or question.kind in SILENT:
            continue
        if question.kind in {"group", "repeat"}:
            position = int(path.rsplit("[", 1)[1][:-1]) if path.endswith("]") else row
            yield from _answers(form, entry, path, position)
        else:
            yield _answer(entry, question, node, row)


def _answer(
    entry: forms.Entry, question: forms.Question, node: forms.NodeView, row: int
) -> Answer:
    labels = {one.value: one.label for one in node.choices}
    text = node.value
    if question.kind in {"select_one", "select_multiple", "rank"}:
        text = "、".join(labels.get(one, one) for one in node.value.split())
    file = node.value if question.kind in FILES else ""
    return Answer(
        question.number, node.label, text, file, row, question.unit, node.not_applicable,
        tuple((NOTES.get(one.kind, one.kind), _words(one)) for one in entry.annotations(node.path)),
    )


def _words(note: forms.Annotation) -> str:
    parts = (note.reason, note.text, note.owner, note.due, note.file)
    return " · ".join(part for part in parts if part)


def _recomputed(entry: forms.Entry, xml: bytes) -> Recomputed | None:
    """Score the record again with its own version of the method; they must agree (design §4)."""
    if entry.form.method is None:
        return None
    found = forms.diagnose(entry)
    texts = leaf_texts(parse(xml))
    told = next((text for path, text in texts.items() if path.endswith("/result/cmi")), "")
    score = None if found.cmi is None else round(found.cmi, 1)
    agrees = _same(told, score)
    return Recomputed(
        score, f"{found.level.name} {found.level.label}" if found.level else "", agrees,
        tuple((one.label, one.advice) for one in found.red_lines if one.state == "hit"),
        tuple((PHASES[one.phase], one.family, one.label) for one in found.measures
              if one.phase in PHASES),
        tuple((one.name, one.disposition_label, one.reason) for one in found.systems),
    )


def _same(told: str, score: float | None) -> bool:
    try:
        return score is not None and abs(float(told) - score) < 0.1
    except ValueError:
        return score is None
