"""The method's part of ``yunzhen check``: every fault of its sheets with place and way out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol

from forms.diagnosis.check_texts import TEXTS
from forms.diagnosis.evaluation import Evaluation
from forms.diagnosis.extremes import PATHS, Startable, extreme, industries, visits
from forms.diagnosis.gates import bounds
from forms.diagnosis.method import CompiledForm, Method, Row, Rule, Sheets
from forms.diagnosis.model import rounded
from forms.diagnosis.quotes import cost_formulas
from forms.diagnosis.trials import achievements
from forms.errors import FormDefinitionError
from forms.workbook.faults import Fault

WHOLE, BEST = Decimal(100), Decimal("100.0")
# methodology.md §11: everything worst gave at most 1.5.
MOST_WORST = Decimal("1.5")
VISITS = 300
_DISPOSITIONS = ("Retain", "Retire", "Repurchase", "Replatform", "Relocate", "Rehost", "Refactor")
_ZONES = ("public", "private", "edge", "local", "archive", "scored")
_SECTIONS = ("levels", "red_lines", "measures", "dispositions", "deployment", "sizing", "costs",
             "prices", "policies", "checks", "risks")
# Sheets whose rows must say where they come from; those in ``_DATED`` also when.
_SOURCED = ("indicators", "scores", "levels", "red_lines", "measures", "dispositions",
            "deployment", "sizing", "costs", "policies", "prices", "parameters", "checks", "risks",
            "glossary")
_DATED = {"prices": "date", "policies": "checked_on"}


class Form(CompiledForm, Startable, Protocol):
    """A form that can be filled by rule."""


def check_method(sheets: Sheets, form: Form, *,
                 file_of: Callable[[str], str] = "{}.csv".format,
                 times: int = VISITS) -> tuple[Fault, ...]:
    """Return every fault of the method's sheets.

    Formulas are compiled first; only where they are sound is the form filled: everything best
    must give 100.0 on every path and in every industry, and every measure must fire in one of
    ``times`` random visits.
    """
    method = Method(sheets, form, collecting=True)
    checker = _Checker(method, file_of)
    found = list(checker.formula_faults())
    if not found:
        found += checker.sheet_faults()
    if not found:
        found += checker.trial_faults(form, times)
    return tuple(found)


class _Checker:
    """The checks of one method; each yields its faults."""

    def __init__(self, method: Method, file_of: Callable[[str], str]) -> None:
        self._method = method
        self._file_of = file_of

    def _fault(self, code: str, sheet: str, row: int = 0, column: str = "",
               **values: object) -> Fault:
        message, advice = TEXTS[code]
        values = {"column": column, **values}
        return Fault(self._file_of(sheet), sheet, row, column, code, message.format(**values),
                     advice.format(**values))

    def _at(self, code: str, rule: Rule, column: str = "", **values: object) -> Fault:
        return self._fault(code, rule.place.sheet, rule.place.row, column,
                           **{"name": rule.name, **values})

    # -- formulas ----------------------------------------------------------------------------

    def formula_faults(self) -> Iterator[Fault]:
        """Compile every section and report what does not compile."""
        yield from self._bad_numbers("scores", "points")
        yield from self._bad_numbers("levels", "min_score")
        method = self._method
        rules: list[Rule] = [*method.indicators.values()]
        rules += [rule for found in method.parameters.values() for rule in found]
        for section in _SECTIONS:
            rules += getattr(method, section)
        for rule in method.measures:
            list(cost_formulas(method, rule))
        for error in method.errors:
            yield self._formula_fault(error)

    def _formula_fault(self, error: FormDefinitionError) -> Fault:
        values = dict(error.values)
        sheet, row = str(values.get("sheet", "")), int(str(values.get("row", 0)))
        column = str(values.get("column", ""))
        if error.code == "name-unknown":
            return self._fault("method-name", sheet, row, column, name=values.get("name", ""))
        detail = f"{error.code} {values.get('name') or values.get('found') or ''}".strip()
        return self._fault("method-formula", sheet, row, column, detail=detail)

    def _bad_numbers(self, sheet: str, *columns: str) -> Iterator[Fault]:
        for index, row in self._method.numbered(sheet):
            for column in columns:
                if not _is_number(row.get(column, "")):
                    yield self._fault("method-number", sheet, index, column,
                                      value=row.get(column, ""))

    # -- sheets ------------------------------------------------------------------------------

    def sheet_faults(self) -> Iterator[Fault]:
        """Look at the sheets by themselves and at what they refer to."""
        yield from self._indicator_faults()
        yield from self._weight_faults()
        yield from self._score_faults()
        yield from self._level_faults()
        yield from self._measure_faults()
        yield from self._other_faults()
        for sheet in _SOURCED:
            yield from self._source_faults(sheet)

    def _indicator_faults(self) -> Iterator[Fault]:
        dimensions = {rule.name for rule in self._method.of_kind("dimension")}
        served = {rule["indicator"] for rule in self._method.measures}
        for rule in self._method.of_kind("indicator"):
            if "score" not in rule.formulas:
                yield self._at("method-no-score", rule, "score")
            if rule["parent"] not in dimensions:
                yield self._at("method-parent", rule, "parent", parent=rule["parent"])
            if rule.name not in served:
                yield self._at("method-no-measure", rule)

    def _weight_faults(self) -> Iterator[Fault]:
        for industry in industries(self._method):
            run = _industry_run(self._method, industry)
            weights = {rule.name: Decimal(repr(run.weight(rule)))
                       for kind in ("indicator", "dimension")
                       for rule in self._method.of_kind(kind)}
            indicators = self._method.of_kind("indicator")
            whole = sum((weights[r.name] for r in indicators), Decimal(0))
            if whole != WHOLE:
                yield self._fault("method-weights", "indicators", industry=industry,
                                  total=f"{whole:f}", wanted=WHOLE)
            for rule in self._method.of_kind("dimension"):
                part = sum((weights[r.name] for r in indicators if r["parent"] == rule.name),
                           Decimal(0))
                if part != weights[rule.name]:
                    yield self._at("method-dimension", rule, "weight", industry=industry,
                                   total=f"{part:f}", wanted=f"{weights[rule.name]:f}")

    def _score_faults(self) -> Iterator[Fault]:
        lists = {item.list_name: item for item in self._method.items.values() if item.list_name}
        for index, row in self._method.numbered("scores"):
            item = lists.get(row["list_name"])
            if item is None:
                yield self._fault("method-list", "scores", index, "list_name",
                                  name=row["list_name"])
            elif row["name"] not in item.options:
                yield self._fault("method-option", "scores", index, "name",
                                  name=row["name"], list_name=row["list_name"])
        for name in sorted({row["list_name"] for _, row in self._method.numbered("scores")}):
            yield from self._unscored(name, lists[name].options if name in lists else {})

    def _unscored(self, list_name: str, options: Mapping[str, str]) -> Iterator[Fault]:
        points = self._method.points_of(list_name)
        for code in options:
            if code not in points and code not in {"na", "unknown"}:
                yield self._fault("method-no-points", "scores", name=code, list_name=list_name)

    def _level_faults(self) -> Iterator[Fault]:
        names = {rule.name for rule in self._method.levels}
        for rule in self._method.levels:
            if "gate" in rule.formulas:
                try:
                    bounds(rule.formulas["gate"])
                except FormDefinitionError:
                    yield self._at("method-gate", rule, "gate")
        for rule in self._method.red_lines:
            if rule["cap"] not in names:
                yield self._at("method-cap", rule, "cap", value=rule["cap"])
            if rule["measure"] not in {one.name for one in self._method.measures}:
                yield self._fault("method-measure", "red_lines", rule.place.row, "measure",
                                  name=rule["measure"])

    def _measure_faults(self) -> Iterator[Fault]:
        names = {rule.name: rule for rule in self._method.measures}
        indicators = {rule.name for rule in self._method.of_kind("indicator")}
        for rule in self._method.measures:
            for column in ("label", "when", "steps", "benefit", "evidence", "owner", "family"):
                if not rule[column]:
                    yield self._at("method-empty", rule, column)
            if rule["indicator"] and rule["indicator"] not in indicators:
                yield self._at("method-name", rule, "indicator", name=rule["indicator"])
            for other in rule.words("prerequisites"):
                if other not in names:
                    yield self._at("method-measure", rule, "prerequisites", name=other)
            if _needs_itself(rule.name, names):
                yield self._at("method-cycle", rule, "prerequisites")
            yield from self._reference_faults(rule)

    def _reference_faults(self, rule: Rule) -> Iterator[Fault]:
        prices = {price.name for price in self._method.prices}
        for item, _ in cost_formulas(self._method, rule):
            if item not in prices:
                yield self._at("method-price", rule, "cost_items", name=item)
        lists = {"pain": "pain", "goal": "cloud_goals"}
        for word in rule.words("helps"):
            kind, _, code = word.partition(":")
            asked = self._method.items.get(lists.get(kind, ""))
            if asked is None or code not in asked.options:
                yield self._at("method-option", rule, "helps", name=code, list_name=kind)
        for question, option in achievements(rule):
            asked = self._method.items.get(question)
            if asked is None:
                yield self._at("method-question", rule, "achieves", name=question)
            elif option not in asked.options:
                yield self._at("method-option", rule, "achieves", name=option,
                               list_name=asked.list_name)

    def _other_faults(self) -> Iterator[Fault]:
        for rule in self._method.dispositions:
            yield from self._code_faults(rule, "disposition", _DISPOSITIONS)
            yield from self._code_faults(rule, "zone", _ZONES)
        for rule in self._method.checks:
            if not rule["message"]:
                yield self._at("method-empty", rule, "message")
            for name in rule.words("questions"):
                if name not in self._method.items:
                    yield self._at("method-question", rule, "questions", name=name)
        for rule in self._method.prices:
            if rule["price"] and not _is_number(rule["price"]):
                yield self._at("method-number", rule, "price", value=rule["price"])

    def _code_faults(self, rule: Rule, column: str, allowed: Sequence[str]) -> Iterator[Fault]:
        if rule[column] not in allowed:
            yield self._at("method-code", rule, column, value=rule[column],
                           allowed="、".join(allowed))

    def _source_faults(self, sheet: str) -> Iterator[Fault]:
        for index, row in self._method.numbered(sheet):
            name = _first(row)
            if not row.get("source", "").strip():
                yield self._fault("method-no-source", sheet, index, "source", name=name)
            column = _DATED.get(sheet)
            if column is not None and not _is_date(row.get(column, "")):
                yield self._fault("method-no-date", sheet, index, column, name=name)

    # -- filled forms ------------------------------------------------------------------------

    def trial_faults(self, form: Startable, times: int) -> Iterator[Fault]:
        """Fill the form by rule: everything best, everything worst, and at random."""
        for path in PATHS:
            for industry in industries(self._method):
                yield from self._extreme_faults(form, path, industry)
        waiting = {rule.name: rule for rule in self._method.measures}
        for run in visits(form, self._method, times):
            for name in [n for n, rule in waiting.items() if _fires(run, rule)]:
                del waiting[name]
            if not waiting:
                return
        for rule in waiting.values():
            yield self._at("method-never", rule, "when")

    def _extreme_faults(self, form: Startable, path: str, industry: str) -> Iterator[Fault]:
        values: dict[str, object] = {"path": path, "industry": industry}
        best = rounded(extreme(form, self._method, path, industry, best=True).number("cmi"))
        worst = rounded(extreme(form, self._method, path, industry, best=False).number("cmi"))
        if best != BEST:
            yield self._fault("method-best", "indicators", 0, "", score=best, **values)
        if worst is not None and worst > MOST_WORST:
            yield self._fault("method-worst", "indicators", 0, "", score=worst,
                              limit=MOST_WORST, **values)


def _industry_run(method: Method, industry: str) -> Evaluation:
    """Return an evaluation of an empty record of that industry: enough for weights."""
    run = Evaluation(method, _Empty())
    run.industry = industry
    return run


class _Empty:
    """A record without any answer."""

    def value(self, path: str) -> str:
        return ""

    def relevant(self, path: str) -> bool:
        return False

    def rows(self, path: str) -> int:
        return 0

    def annotations(self, path: str | None = None, kind: str | None = None) -> tuple[()]:
        return ()


def _needs_itself(name: str, rules: Mapping[str, Rule]) -> bool:
    seen, waiting = set[str](), list(rules[name].words("prerequisites"))
    while waiting:
        other = waiting.pop()
        if other == name:
            return True
        if other in rules and other not in seen:
            seen.add(other)
            waiting += rules[other].words("prerequisites")
    return False


def _fires(run: Evaluation, rule: Rule) -> bool:
    return "when" in rule.formulas and rule.formulas["when"].truth(run.scope) is True


def _first(row: Row) -> str:
    """What an author calls a row: its first cell that says something."""
    return next((text for text in row.values() if text.strip()), "")


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
