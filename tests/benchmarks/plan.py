"""A plan of more than 30 pages with charts, and Typst setting the same content (design §7)."""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import resources
from desktop.report import page_count, render_docx, render_pdf
from desktop.report.images import drawings, svg
from forms.plan import model
from forms.plan.model import Plan, plain
from tests.benchmarks.rows import Row
from tests.desktop.report.plans import medium

BAR_S = 1.0
ROUNDS = 5
# Typst remembers what it set within a process, we remember broken lines: each round starts afresh.
# The app has its fonts in memory after the first plan; Typst maps its own at every start.
OURS = """
import sys, time
from desktop.report import render_pdf
from desktop.report.fonts import FILES, widths
from tests.desktop.report.plans import medium
plan = medium("full")
if sys.argv[1] == "fonts-loaded":
    for face in FILES:
        widths(face)
begun = time.perf_counter()
render_pdf(plan)
print(time.perf_counter() - begun)
"""
TYPST = """
import sys, time
import typst
begun = time.perf_counter()
typst.compile(sys.argv[1], font_paths=[sys.argv[2]], ignore_system_fonts=True)
print(time.perf_counter() - begun)
"""


def rows() -> Iterator[Row]:
    plan = medium("full")
    pages = page_count(render_pdf(plan))
    with tempfile.TemporaryDirectory() as folder, resources.as_path("fonts") as fonts:
        source = _typst_source(plan, Path(folder))
        # In turns, so that a busy machine slows all three alike.
        rounds = [(_in_new_process(OURS, "fonts-loaded"), _in_new_process(OURS, "first"),
                   _in_new_process(TYPST, str(source), str(fonts))) for _ in range(ROUNDS)]
    again, first, theirs = (statistics.median(times) for times in zip(*rounds, strict=True))
    yield Row(f"plan of {pages} pages with charts", again, "s", min(BAR_S, theirs),
              peers={"Typst": theirs})
    yield Row("the first plan of a process: fonts read too", first, "s", BAR_S)
    yield Row("the same plan as values", _median(lambda: medium("full")), "s")
    yield Row("the same plan as Word", _median(lambda: render_docx(plan), 3), "s")


def _in_new_process(script: str, *arguments: str) -> float:
    done = subprocess.run([sys.executable, "-c", script, *arguments], check=True,
                          capture_output=True, text=True)
    return float(done.stdout)


def _median(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def _typst_source(plan: Plan, folder: Path) -> Path:
    """Write the plan's words, tables and charts as a Typst document."""
    charts = drawings(plan)
    for key, drawing in charts.items():
        (folder / f"{key}.svg").write_bytes(svg(drawing, {}))
    lines = ['#set page(paper: "a4", margin: (inside: 28mm, outside: 22mm, top: 27mm, '
             'bottom: 24mm), numbering: "1 / 1")',
             '#set text(font: "Noto Serif SC", size: 10.5pt, lang: "zh")',
             "#set par(justify: true, first-line-indent: 2em)", "#set heading(numbering: none)",
             '#show heading: set text(font: "Noto Sans SC")', "#outline()"]
    for chapter in plan.chapters:
        lines.append(f"#pagebreak(weak: true)\n= {_escaped(chapter.heading)}")
        lines.append(f"*{_escaped(chapter.conclusion)}*")
        lines += _typst_blocks(chapter.blocks)
    source = folder / "plan.typ"
    source.write_text("\n\n".join(lines), encoding="utf-8")
    return source


def _typst_blocks(blocks: tuple[model.Block, ...]) -> Iterator[str]:
    for block in blocks:
        match block:
            case model.Heading():
                yield f"== {_escaped(block.text)}"
            case model.Paragraph():
                yield _escaped(plain(block.text))
            case model.Figure():
                caption = _escaped(block.caption)
                yield f'#figure(image("{id(block.data)}.svg"), caption: [{caption}])'
            case model.Table():
                yield _typst_table(block)
            case model.Columns():
                yield from _typst_blocks((*block.left, *block.right))
            case model.RedLineBox():
                words = "\\ ".join(_escaped(f"{r.label} {plain(r.text)}") for r in block.rows)
                yield f"#rect[{words}]"
            case model.Box():
                yield f"#rect[{_escaped(' '.join(plain(item) for item in block.items))}]"
            case model.Glossary():
                entries = "\n\n".join(f"*{_escaped(e.term)}* {_escaped(e.text)}"
                                      for e in block.entries)
                yield f"#columns(2)[{entries}]"
            case model.Answers():
                yield from (_typst_answers(section) for section in block.sections)


def _typst_answers(section: model.AnswerSection) -> str:
    cells = "".join(f"[{_escaped(text)}]," for a in section.answers
                    for text in (a.question, " ".join((a.answer, *a.details)), a.points))
    return ('#text(size: 7.2pt, font: "Noto Sans SC")[#table(columns: (62mm, 1fr, 11mm), '
            f"stroke: none, {cells})]")


def _typst_table(table: model.Table) -> str:
    widths = ", ".join(f"{c.width}mm" if c.width else "1fr" for c in table.columns)
    head = "".join(f"[{_escaped(c.title)}]," for c in table.columns)
    cells = []
    for row in table.rows:
        if len(row.cells) == 1:
            words = _escaped(" ".join(plain(line) for line in row.cells[0].lines))
            cells.append(f"table.cell(colspan: {len(table.columns)})[{words}]")
            continue
        for cell in row.cells:
            image = f'#image("{id(cell.figure)}.svg")' if cell.figure else ""
            words = _escaped(" ".join(plain(line) for line in cell.lines))
            cells.append(f"[{words}{image}]")
    return ('#text(size: 8.5pt, font: "Noto Sans SC")[#table(columns: '
            f"({widths}), stroke: none, table.header({head}), {', '.join(cells)})]")


def _escaped(text: str) -> str:
    return "".join(f"\\{c}" if c in "\\#*_`$<>@=-+/~[]'\"" else c for c in text)
