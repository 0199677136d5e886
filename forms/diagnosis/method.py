"""The method's sheets, compiled: what an expert wrote in Excel as formulas that can be run."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol, TypeAlias

from forms.diagnosis.language import Formula, compile_formula
from forms.diagnosis.questions import Item, Questions, read_questions
from forms.errors import FormDefinitionError

Row = Mapping[str, str]
Sheets = Mapping[str, Sequence[Row]]
# Questions whose meaning the code knows: what a row's columns and ``by`` are chosen with.
PATH, SCALE, INDUSTRY = "form_path", "scale_result", "key_industry"
SYSTEMS = "system_list"
TEXT_UNIT = "文本"
# Values that the code provides to formulas.
DERIVED = frozenset({"cmi", "red_line_hits"})
ROW_VALUES = frozenset({"sys_duplicate", "sys_disposition"})
_PATH = re.compile(r"(?:\.\.)?(?:/[A-Za-z_][\w.-]*)+")


class CompiledForm(Protocol):
    """What the method needs of a form."""

    @property
    def id(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def xform(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: spreadsheet row, 1 is the header."""

    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of a sheet with its compiled columns; texts are read by column name."""

    name: str
    place: Place
    texts: Row
    formulas: Mapping[str, Formula] = field(default_factory=dict)

    def __getitem__(self, column: str) -> str:
        return self.texts.get(column, "").strip()

    def words(self, column: str) -> tuple[str, ...]:
        """A column that lists names, separated by blanks."""
        return tuple(self[column].split())


Section: TypeAlias = "cached_property[tuple[Rule, ...]]"


def _section(sheet: str, key: str, *columns: str, row: str = "") -> Section:
    """A sheet whose rows are compiled on first use; ``key`` is the column of the row's name."""
    def read(method: "Method") -> tuple[Rule, ...]:
        return method.rules(sheet, key, *columns, row=row)
    return cached_property(read)


class Method:
    """The compiled method of one workbook version.

    Every section is compiled when it is first used: the live panel needs no cost lines.
    ``personal_fields`` are names of questions that consent without contacts leaves out.
    """

    def __init__(self, sheets: Sheets, form: CompiledForm, *, collecting: bool = False) -> None:
        """Take the sheets; ``collecting`` keeps faults in ``errors`` instead of raising them."""
        self._sheets = sheets
        self._form = form
        self.errors: list[FormDefinitionError] = []
        self._collecting = collecting

    # -- the form ----------------------------------------------------------------------------

    @cached_property
    def questions(self) -> Questions:
        return read_questions(self._form.xform)

    @property
    def items(self) -> Mapping[str, Item]:
        return self.questions.by_name

    @cached_property
    def asked_questions(self) -> tuple[tuple[str, str], ...]:
        """The names of all questions with a control, each with the repeat it stands in or ''."""
        return tuple((name, self.repeat_of(name)) for name, item in self.items.items()
                     if item.kind == "question")

    @property
    def form_id(self) -> str:
        return self._form.id

    @property
    def form_version(self) -> str:
        return self._form.version

    @property
    def version(self) -> str:
        return self.text("method_version")

    @property
    def personal_fields(self) -> frozenset[str]:
        return frozenset(self.text("personal_fields").split())

    @cached_property
    def _points(self) -> dict[str, dict[str, float]]:
        points: dict[str, dict[str, float]] = {}
        for _, row in self.numbered("scores"):
            points.setdefault(row["list_name"], {})[row["name"]] = float(row["points"])
        return points

    def points_of(self, list_name: str) -> Mapping[str, float]:
        return self._points.get(list_name, {})

    @cached_property
    def _relevances(self) -> dict[str, tuple[Formula, ...]]:
        return {}

    def relevance(self, name: str) -> tuple[Formula, ...]:
        """Return the conditions of a question and of the groups around it, outermost first."""
        if name not in self._relevances:
            item = self.items[name]
            around = [i for i in self.questions.by_path.values()
                      if i.relevant and (item.path + "/").startswith(i.path + "/")]
            self._relevances[name] = tuple(_conditions(around, _FormNames(self.questions)))
        return self._relevances[name]

    # -- names in formulas -------------------------------------------------------------------

    def kind(self, name: str) -> str:
        """``question``, ``repeat``, ``value`` or '' (``language.Names``)."""
        if name in self._value_names or name.startswith(("gap_", "price_")):
            return "value"
        return self.questions.kind(name)

    def repeat_of(self, name: str) -> str:
        """Return the name of the repeat that a question stands in."""
        repeat = self.items[name].repeat
        return repeat.rsplit("/", 1)[-1]

    @cached_property
    def _value_names(self) -> frozenset[str]:
        names = {row["name"] for sheet in ("indicators", "parameters")
                 for _, row in self.numbered(sheet)}
        return frozenset(names) | DERIVED | ROW_VALUES

    # -- rows --------------------------------------------------------------------------------

    def numbered(self, sheet: str) -> list[tuple[int, Row]]:
        """Return the rows of a sheet that say something, with their spreadsheet rows."""
        rows = enumerate(self._sheets.get(sheet, ()), start=2)
        return [(index, row) for index, row in rows if any(row.values())]

    def rules(self, sheet: str, key: str, *columns: str, row: str = "") -> tuple[Rule, ...]:
        """Compile a sheet; a row's formulas are relative to ``row`` or to its ``for_each``."""
        found = []
        for index, texts in self.numbered(sheet):
            place = Place(sheet, index)
            relative = row or texts.get("for_each", "").strip()
            formulas = dict(self._compiled(texts, columns, place, relative))
            found.append(Rule(texts.get(key, "").strip(), place, texts, formulas))
        return tuple(found)

    def _compiled(self, texts: Row, columns: Sequence[str], place: Place,
                  row: str) -> Iterator[tuple[str, Formula]]:
        for column in columns:
            source = texts.get(column, "").strip()
            if not source:
                continue
            formula = self.formula(source, place, column, row)
            if formula is not None:
                yield column, formula

    def formula(self, source: str, place: Place, column: str, row: str = "") -> Formula | None:
        """Compile a cell; while checking, a fault is kept and None returned."""
        try:
            return compile_formula(source, self, row)
        except FormDefinitionError as error:
            located = FormDefinitionError(error.code, sheet=place.sheet, row=place.row,
                                          column=column, **error.values)
            if not self._collecting:
                raise located from error
            self.errors.append(located)
            return None

    @cached_property
    def indicators(self) -> Mapping[str, Rule]:
        """Dimensions, indicators, terms and derived values by name."""
        rules = self.rules("indicators", "name", "weight", "applies", "score")
        return {rule.name: rule for rule in rules}

    @cached_property
    def _by_kind(self) -> dict[str, list[Rule]]:
        found: dict[str, list[Rule]] = {}
        for rule in self.indicators.values():
            found.setdefault(rule["kind"], []).append(rule)
        return found

    def of_kind(self, kind: str) -> list[Rule]:
        """Return the indicators' rows of one kind, in the order of the sheet."""
        return self._by_kind.get(kind, [])

    @cached_property
    def parameters(self) -> Mapping[str, tuple[Rule, ...]]:
        """The rows of each parameter: its values by size, industry or path."""
        found: dict[str, list[Rule]] = {}
        for index, texts in self.numbered("parameters"):
            place = Place("parameters", index)
            columns = () if texts.get("unit", "").strip() == TEXT_UNIT else ("value",)
            formulas = dict(self._compiled(texts, columns, place, ""))
            found.setdefault(texts["name"], []).append(
                Rule(texts["name"], place, texts, formulas))
        return {name: tuple(rules) for name, rules in found.items()}

    def text(self, name: str, by: str = "") -> str:
        """Return a text parameter, '' when the workbook has none."""
        rules = self.parameters.get(name, ())
        chosen = next((rule for rule in rules if rule["by"] == by), None)
        chosen = chosen or next((rule for rule in rules if not rule["by"]), None)
        return chosen["value"] if chosen is not None else ""

    @cached_property
    def quoted_as(self) -> Mapping[str, str]:
        """The parameter that asks for the quote of a price, by item: its value is that price."""
        marked = ((name, row["value"]) for name, rows in self.parameters.items() for row in rows)
        return {value[len("${price_"):-1]: name for name, value in marked
                if value.startswith("${price_") and value.endswith("}")}

    levels = _section("levels", "level", "gate")
    red_lines = _section("red_lines", "name", "applies", "when")
    measures = _section("measures", "name", "when", "forced", "saves")
    dispositions = _section("dispositions", "order", "when", row=SYSTEMS)
    deployment = _section("deployment", "name", "when", row=SYSTEMS)
    sizing = _section("sizing", "name", "when", "value")
    costs = _section("costs", "name", "when", "year1", "year2", "year3")
    prices = _section("prices", "item")
    policies = _section("policies", "id", "who")
    checks = _section("checks", "name", "when")
    risks = _section("risks", "name", "when")


def compile_method(sheets: Sheets, form: CompiledForm) -> Method:
    """Return the method of a workbook.

    Raises:
        FormDefinitionError: on the first use of a section that does not compile; ``sheet``,
            ``row``, ``column`` and ``position`` say where.
    """
    return Method(sheets, form)


@dataclass(frozen=True, slots=True)
class _FormNames:
    """Names in the form's own conditions: questions only."""

    questions: Questions

    def kind(self, name: str) -> str:
        return self.questions.kind(name)

    def repeat_of(self, name: str) -> str:
        return self.questions.by_name[name].repeat.rsplit("/", 1)[-1]


def _conditions(items: Sequence[Item], names: _FormNames) -> Iterator[Formula]:
    """Compile relevances; one that uses what the method's language lacks decides nothing."""
    for item in items:
        source = _PATH.sub(lambda match: f" {match.group().rsplit('/', 1)[-1]} ", item.relevant)
        try:
            yield compile_formula(source, names, item.repeat.rsplit("/", 1)[-1])
        except FormDefinitionError:
            continue
