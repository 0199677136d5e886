"""What only the engine can tell of a workbook: does it load, what do a thousand fillings meet."""

from collections.abc import Iterator, Sequence

from forms.errors import FormDefinitionError
from forms.expression import parse
from forms.expression.tree import Expression
from forms.workbook.cells import as_xpath
from forms.workbook.compiling import CompiledWorkbook
from forms.workbook.faults import Fault, fault
from forms.workbook.filling import FEWEST, Coverage, Form, controls, fill_at_random
from forms.workbook.mapping import paths_of, place_of, refusal
from forms.workbook.package import write_package
from forms.workbook.samples import Pool
from forms.workbook.sheets import Workbook
from forms.workbook.survey import Item, takes_list

_LEARNED_FROM = ("relevant", "constraint", "calculation", "choice_filter", "required", "readonly")


def engine_faults(workbook: Workbook, items: Sequence[Item], compiled: CompiledWorkbook,
                  times: int) -> Iterator[Fault]:
    """Yield what loading refuses; if it loads, what the method and filling at random find."""
    # The engine and the method read workbooks through this package: imported when needed.
    import forms
    from forms.diagnosis.checking import check_method

    survey = workbook.sheets["survey"]
    try:
        form = forms.load(write_package(compiled.xform, compiled.sheets, compiled.media))
    except FormDefinitionError as error:
        yield refusal(survey, items, error)
        return
    if "indicators" in workbook.sheets:
        yield from check_method(compiled.sheets, form, file_of=workbook.file_of)
    coverage = fill_at_random(form, _pool(items), times)
    yield from _failures(workbook, items, coverage)
    if coverage.times < FEWEST:
        return
    yield from _unreached(workbook, items, form, coverage)
    yield from _never_offered(workbook, items, coverage)


def _pool(items: Sequence[Item]) -> Pool:
    pool = Pool()
    for item in items:
        for column in _LEARNED_FROM:
            pool.learn(_trees(item.text(column)))
    return pool


def _trees(text: str) -> list[Expression]:
    try:
        return [parse(as_xpath(text))] if text else []
    except FormDefinitionError:
        return []  # ``yes`` of required, a literal: nothing to learn


def _failures(workbook: Workbook, items: Sequence[Item], coverage: Coverage) -> Iterator[Fault]:
    for (node, attribute), error in coverage.failures.items():
        place = place_of(workbook.sheets["survey"], items, node, attribute)
        words = "，".join(
            f"{name} {value}" for name, value in error.values.items()
            if name not in ("node", "attribute") and value != ""
        )
        yield fault("expression-fails", *place, reason=f"{error.code}（{words}）")


def _unreached(workbook: Workbook, items: Sequence[Item], form: Form, coverage: Coverage
               ) -> Iterator[Fault]:
    known = paths_of(items)
    for question in controls(form.root):
        item = known.get(question.path)
        if question.path not in coverage.reached and item is not None:
            yield fault("question-unreachable", workbook.file_of("survey"), "survey", item.row,
                        "relevant", times=coverage.times)


def _never_offered(workbook: Workbook, items: Sequence[Item], coverage: Coverage
                   ) -> Iterator[Fault]:
    """Yield choices that every filter of every question with that list keeps back."""
    offered: dict[str, set[str]] = {}
    for path, item in paths_of(items).items():
        if takes_list(item) and path in coverage.offered:
            offered.setdefault(item.argument, set()).update(coverage.offered[path])
    sheet = workbook.sheets.get("choices")
    for row, cells in sheet.numbered() if sheet else []:
        listed = (cells.get("list_name") or cells.get("list name") or "").strip()
        name = cells.get("name", "").strip()
        if listed in offered and name not in offered[listed]:
            yield fault("choice-unreachable", workbook.file_of("choices"), "choices", row, "name",
                        list=listed, name=name, times=coverage.times)
