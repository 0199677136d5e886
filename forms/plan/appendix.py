"""附录一: every question that was visible, with its answer and its points; 附录三: all photos."""

import re
from collections.abc import Mapping, Sequence

from forms.plan import numbers
from forms.plan.findings import photo_of, photo_rows, pictures
from forms.plan.model import Answer, Answers, AnswerSection, Block, Chapter
from forms.plan.visit import FILES, Asked
from forms.plan.work import Work
from forms.values import CARRIED, Annotation

_DIGITS = re.compile(r"\d+")


def answers_chapter(work: Work) -> Chapter:
    """Return 附录一 答卷: two columns in the standard length, with every detail in the full one."""
    texts = work.texts
    full = work.context.length == "full"
    points = _points(work)
    notes: dict[str, list[Annotation]] = {}
    for note in work.visit.notes:
        notes.setdefault(note.path, []).append(note)
    sections: dict[str, list[Answer]] = {}
    rows: dict[str, list[Asked]] = {}
    for asked in work.visit.asked:
        row = _row_of(asked.view.path)
        if full or not row:
            answer = _answer(work, asked, points, notes.get(asked.view.path, []), full=full)
            sections.setdefault(asked.section, []).append(answer)
            continue
        if row not in rows:
            sections.setdefault(asked.section, []).append(Answer(row, "", "", ""))
        rows.setdefault(row, []).append(asked)
    keyed: set[str] = set()
    for path, questions in rows.items():
        answers = sections[questions[0].section]
        place = next(n for n, answer in enumerate(answers) if answer.path == path)
        answers[place] = _row_answer(work, path, questions, notes)
        repeat = path.rsplit("[", 1)[0]
        if repeat not in keyed:
            keyed.add(repeat)
            answers[place:place] = _key(work, repeat, rows)
    answered = sum(1 for asked in work.visit.asked if asked.answered)
    conclusion = texts.line("answers", asked=str(len(work.visit.asked)), answered=str(answered))
    blocks: list[Block] = [work.note("answers.note"), Answers(tuple(
        AnswerSection(_section_title(work, path), tuple(answers))
        for path, answers in sections.items()), 1 if full else 2)]
    return Chapter("answers", "附录一", texts.title("answers"), conclusion, tuple(blocks))


def _section_title(work: Work, path: str) -> str:
    position = [group.path for group in work.visit.record.form.root.children].index(path)
    number = work.visit.record.form.root.children[position].number
    return f"S{number or position}　{work.visit.label_of(path)}"


def _points(work: Work) -> dict[str, str]:
    """Return the points of each answer that carries any; a share of an indicator has none."""
    found = {}
    for dimension in work.diagnosis.dimensions:
        for item in dimension.indicators:
            for basis in item.basis:
                if basis.points is not None:
                    found[basis.path] = numbers.points(basis.points)
                else:
                    found.setdefault(basis.path, item.name)
    return found


def _answer(work: Work, asked: Asked, points: dict[str, str], notes: list[Annotation], *,
            full: bool) -> Answer:
    texts = work.texts
    unanswered, na, nothing, todo = texts.cells("frame.answers")
    private = asked.question.name in texts.cells("answers.private")[0].split()
    if asked.view.not_applicable:
        text = na
    elif not asked.view.value:
        text = unanswered
    elif private or asked.question.kind in FILES:
        text = (_file_text(work, asked) if asked.question.kind in FILES and not private
                else texts.line("answers.hidden"))
    else:
        text = work.visit.answer_text(asked.view, asked.question)
    label = _label(work, asked)
    mark = points.get(asked.view.path, nothing)
    if any(note.kind == "todo" for note in notes) or not asked.answered:
        mark = f"{mark}　{todo}" if mark != nothing else todo
    details = [_note_text(work, note) for note in notes
               if (full or note.kind in ("na", "todo")) and note.reason != CARRIED]
    if full and asked.view.hint:
        details.insert(0, texts.line("answers.hint", text=asked.view.hint))
    if asked.answered:
        work.required.append((asked.view.path, f"{label}\n{text}"))
    return Answer(asked.view.path, label, text, mark, tuple(d for d in details if d))


def _row_of(path: str) -> str:
    """Return the repeat row that a question stands in; empty outside repeats."""
    return path.rsplit("/", 1)[0] if path.rsplit("/", 1)[0].endswith("]") else ""


def _row_answer(work: Work, path: str, questions: list[Asked],
                notes: dict[str, list[Annotation]]) -> Answer:
    """Return a repeat's row on one line: its name, then its answers in the order of the form."""
    texts = work.texts
    unanswered, na, nothing, todo = texts.cells("frame.answers")
    words = []
    for asked in questions:
        if asked.view.not_applicable:
            words.append(na)
        elif asked.question.kind in FILES and asked.view.value:
            words.append(_file_text(work, asked))
        elif asked.view.value:
            words.append(_short_answer(work, asked))
        if words and asked.answered:
            work.required.append((asked.view.path, words[-1]))
    open_rows = any(note.kind == "todo" for asked in questions
                    for note in notes.get(asked.view.path, []))
    details = tuple(_note_text(work, note) for asked in questions
                    for note in notes.get(asked.view.path, [])
                    if note.kind in ("na", "todo") and note.reason != CARRIED)
    name = words[0] if words else unanswered
    return Answer(path, name, "　".join(words[1:]), todo if open_rows else nothing,
                  tuple(detail for detail in details if detail))


def _key(work: Work, repeat: str, rows: Mapping[str, Sequence[Asked]]) -> list[Answer]:
    """Return what the numbers in a repeat's lines ask: nobody should have to look them up."""
    short = work.texts.cells("frame.short")
    asked = {each.question.number: each.view.label
             for path, questions in rows.items() if path.rsplit("[", 1)[0] == repeat
             for each in questions if each.question.number and not each.view.not_applicable
             and work.visit.answer_text(each.view, each.question) in short}
    if not asked:
        return []
    order = sorted(asked, key=lambda number: [int(part) for part in _DIGITS.findall(number)])
    words = work.sentences(f"{number} {asked[number]}" for number in order)
    return [Answer(f"{repeat}[key]", work.texts.line("answers.key"), words, "")]


def _short_answer(work: Work, asked: Asked) -> str:
    """Return an answer on a row's line; one that says nothing alone carries its number."""
    text = work.visit.answer_text(asked.view, asked.question)
    if text in work.texts.cells("frame.short"):
        return work.texts.line("answers.short", number=asked.question.number, answer=text)
    return text


def _label(work: Work, asked: Asked) -> str:
    """Return number and wording; in a repeat the row's number stands behind."""
    number = f"{asked.question.number} " if asked.question.number else ""
    row = ""
    if "[" in asked.view.path:
        position = asked.view.path.rsplit("[", 1)[1].split("]", 1)[0]
        row = work.texts.line("answers.row", row=position)
    return f"{number}{asked.view.label}{row}"


def _file_text(work: Work, asked: Asked) -> str:
    number = work.photo_numbers.get(asked.view.value)
    if number is None:
        return asked.view.value
    return work.texts.line("frame.photo", number=str(number))


def _note_text(work: Work, note: Annotation) -> str:
    part = f"answers.{note.kind}"
    if not work.texts.has(part):
        return note.text or note.reason
    values = {"text": note.text, "owner": note.owner, "due": note.due, "by": note.by,
              "at": note.at[:16].replace("T", " "), "file": note.file,
              "reason": _reason(work, note)}
    work.required.append((note.path, note.text or values["reason"]))
    return work.texts.line(part, **values).rstrip("　").replace("：　", "：")


def _reason(work: Work, note: Annotation) -> str:
    """Return why: the words of a coded reason (``answers.na.group``), else what was written."""
    words = f"answers.{note.kind}.{note.reason}"
    if note.reason and work.texts.has(words):
        return work.texts.line(words)
    return note.reason or ("" if note.kind == "na" else note.text)


def photos_chapter(work: Work) -> Chapter:
    """Return 附录三 照片: all of them, six a page, with caption and hash."""
    photos = [photo_of(work, item) for item in pictures(work)]
    conclusion = work.texts.line("photos", count=str(len(photos)))
    return Chapter("photos", "附录三", work.texts.title("photos"), conclusion,
                   tuple(photo_rows(photos, large=True)))
