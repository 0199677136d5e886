"""One evaluation of the method for one record: every named value computed once, when asked for."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from forms.diagnosis.answers import (
    ANSWERED,
    HIDDEN,
    NOT_APPLICABLE,
    UNANSWERED,
    Answers,
    Reading,
    Record,
)
from forms.diagnosis.decisions import Stated
from forms.diagnosis.language import Formula
from forms.diagnosis.method import INDUSTRY, PATH, ROW_VALUES, SCALE, SYSTEMS, Method, Rule
from forms.diagnosis.model import Basis, rounded
from forms.diagnosis.prices import usable_price
from forms.diagnosis.rows import row_value
from forms.diagnosis.truth import Value, to_truth

# They steer formulas but are no evidence of maturity.
STEERING = frozenset({PATH, SCALE, INDUSTRY})
SCALE_BASIS = "scale_basis"


class Evaluation:
    """Values by name for formulas (``answers.Values``), and the answers they came from."""

    def __init__(self, method: Method, record: Record,
                 overrides: Mapping[str, Decimal] | None = None,
                 stated: Mapping[str, Stated] | None = None) -> None:
        """Take the record; ``overrides`` replace assumptions, ``stated`` says whence they are."""
        self.method = method
        self.record = record
        self.overrides = dict(overrides or {})
        self.stated = dict(stated or {})
        self.answers = Answers(record, method)
        self.scope = Reading(self.answers, None, self)
        self._memo: dict[str, Value] = {}
        self._weights: dict[str, float] = {}
        self.path = self._steering(PATH)
        self.industry = self._steering(INDUSTRY)
        self.scale = self._steering(SCALE)
        self.scale_basis = self._steering(SCALE_BASIS)

    def _steering(self, name: str) -> str:
        if name not in self.method.items:
            return ""
        return self.answers.text(name)

    @property
    def visited_on(self) -> date | None:
        """The day of the visit, which decides what is in force; None when it is not given."""
        if "visit_date" not in self.method.items:
            return None
        try:
            return date.fromisoformat(self.answers.text("visit_date")[:10])
        except ValueError:
            return None

    def __getitem__(self, name: str) -> Value:
        if name not in self._memo:
            self._memo[name] = None  # a value that needs itself is unknown
            self._memo[name] = self._compute(name)
        return self._memo[name]

    def in_row(self, name: str) -> bool:
        """Whether the value is one of a system."""
        return name in ROW_VALUES

    def row_value(self, name: str, index: int) -> Value:
        """Return the value of a system, computed once."""
        key = f"{name}[{index}]"
        if key not in self._memo:
            self._memo[key] = None
            self._memo[key] = row_value(self, name, index)
        return self._memo[key]

    def number(self, name: str) -> float | None:
        """Return a named value as a number; None when unknown."""
        value = self[name]
        return float(value) if isinstance(value, (int, float)) and value == value else None

    def _compute(self, name: str) -> Value:
        if name in self.overrides:
            return float(self.overrides[name])
        if name in self.method.indicators:
            return self._indicator(self.method.indicators[name])
        if name in self.method.parameters:
            return self.parameter(name)
        if name.startswith("price_"):
            return self._price(name.removeprefix("price_"))
        if name.startswith("gap_"):
            return self.gap(name.removeprefix("gap_"))
        return self._derived(name)

    def where_from(self, name: str) -> tuple[str, str] | None:
        """Return source and day of a changed assumption; None when it is the method's own."""
        if name not in self.overrides:
            return None
        said = self.stated.get(name)
        visited = self.visited_on.isoformat() if self.visited_on else ""
        changed = self.method.text("text_changed_source")
        return (said and said.source) or changed, (said and said.dated) or visited

    def _price(self, item: str) -> float | None:
        """Return a unit price: the quote that was entered, else the dated price of the sheet."""
        quoted = self.overrides.get(self.method.quoted_as.get(item, ""))
        price = usable_price(self.method, item, self.visited_on) if quoted is None else quoted
        return None if price is None else float(price)

    def _derived(self, name: str) -> Value:
        if name == "cmi":
            return self.mean(self.method.of_kind("indicator"))
        if name == "red_line_hits":
            return float(sum(self.red_line(rule) is True for rule in self.method.red_lines))
        return None

    def parameter_rule(self, name: str) -> Rule | None:
        """Return the row of a parameter that holds for this size, industry and path."""
        rules = self.method.parameters.get(name, ())
        wanted = {self.scale, self.industry, self.path} - {""}
        chosen = next((rule for rule in rules if rule["by"] in wanted), None)
        return chosen or next((rule for rule in rules if not rule["by"]), None)

    def parameter(self, name: str) -> Value:
        """Return the value of a parameter: a text, a number, or None for a blank."""
        rule = self.parameter_rule(name)
        if rule is None or not rule["value"]:
            return None
        formula = rule.formulas.get("value")
        return rule["value"] if formula is None else formula.number(self.scope)

    def required(self, name: str) -> float:
        """Return a parameter that the method cannot do without; 0.0 where the workbook lacks it."""
        return self.number(name) or 0.0

    # -- indicators --------------------------------------------------------------------------

    def weight(self, rule: Rule) -> float:
        """The weight of an indicator for this industry."""
        if rule.name not in self._weights:
            self._weights[rule.name] = self._find_weight(rule)
        return self._weights[rule.name]

    def _find_weight(self, rule: Rule) -> float:
        own = rule[f"weight_{self.industry}"] if self.industry else ""
        if own:
            return float(own)
        formula = rule.formulas.get("weight")
        return (formula.number(self.scope) if formula is not None else None) or 0.0

    def _indicator(self, rule: Rule) -> float | None:
        if rule["kind"] == "dimension":
            return self.mean(self.indicators_of(rule.name))
        if rule["kind"] == "indicator" and not self.applies(rule):
            return None
        score = rule.formulas["score"].number(self.scope) if "score" in rule.formulas else None
        if score is None or rule["kind"] == "term":
            return score
        return min(100.0, max(0.0, score))

    def applies(self, rule: Rule) -> bool:
        """Whether an indicator is on this path and in this industry, with a question to it."""
        formula = rule.formulas.get("applies")
        if (formula is not None and formula.truth(self.scope) is False) or not self.weight(rule):
            return False
        return any(self.answers.state(name, row) != HIDDEN for name, row in self.read_by(rule))

    def indicators_of(self, dimension: str) -> list[Rule]:
        """Return the indicators of a dimension."""
        return [r for r in self.method.of_kind("indicator") if r["parent"] == dimension]

    def mean(self, rules: list[Rule]) -> float | None:
        """The weighted mean of what is scored; None when nothing is."""
        scored = [(self.weight(r), s) for r in rules if (s := self.number(r.name)) is not None]
        weights = sum(weight for weight, _ in scored)
        return sum(w * s for w, s in scored) / weights if weights else None

    def state(self, rule: Rule) -> str:
        """Return ``scored unanswered na hidden`` (model.Indicator)."""
        if not self.applies(rule):
            return HIDDEN
        if self.number(rule.name) is not None:
            return "scored"
        states = {self.answers.state(name, row) for name, row in self.read_by(rule)}
        return UNANSWERED if UNANSWERED in states else NOT_APPLICABLE

    def target(self, rule: Rule) -> float | None:
        """The target of an indicator: by size, and never below the floor of its dimension."""
        target = self.number("target")
        floor = self.number(f"target_floor_{rule['parent']}")
        return target if target is None or floor is None else max(target, floor)

    def gap(self, name: str) -> float | None:
        """How far an indicator is below its target; None without a score."""
        rule = self.method.indicators.get(name)
        score = self.number(name)
        target = self.target(rule) if rule is not None else None
        return None if score is None or target is None else max(0.0, target - score)

    def red_line(self, rule: Rule) -> bool | None:
        """Whether a red line is hit; None is 待核实."""
        applies = rule.formulas.get("applies")
        if applies is not None:
            truth = applies.truth(self.scope)
            if truth is not True:
                return truth
        return rule.formulas["when"].truth(self.scope) if "when" in rule.formulas else False

    # -- where a value comes from ------------------------------------------------------------

    def read_by(self, rule: Rule) -> Iterator[tuple[str, int | None]]:
        """Yield the questions behind a row of ``indicators``, those behind its terms too."""
        for formula in self.formulas_behind(rule.formulas.get("score")):
            yield from self.questions_in(formula)

    def formulas_behind(self, formula: Formula | None) -> Iterator[Formula]:
        """Yield a formula and the formulas of the terms that it names."""
        if formula is None:
            return
        yield formula
        for name in formula.values:
            term = self.method.indicators.get(name)
            if term is not None and term["kind"] == "term":
                yield from self.formulas_behind(term.formulas.get("score"))

    def questions_in(self, formula: Formula,
                     row: int | None = None) -> Iterator[tuple[str, int | None]]:
        """Yield the questions that a formula reads, once for each row of a repeat."""
        for name in formula.questions:
            repeat = self.method.repeat_of(name)
            if name in STEERING:
                continue
            if not repeat or row is not None:
                yield name, row if repeat else None
                continue
            for index in self._telling_rows(formula, repeat):
                yield name, index

    def _telling_rows(self, formula: Formula, repeat: str) -> list[int]:
        """The rows that ``any-over`` found, else every row that a formula walked."""
        every = list(range(1, (self.answers.rows(repeat) or 0) + 1))
        found = [index for index in every if any(
            name == repeat and to_truth(run(self.scope.at(repeat, index))) is True
            for name, run in formula.searches)]
        return found or every

    def basis_of(self, formula: Formula | None, row: int | None = None) -> tuple[Basis, ...]:
        """Return the answers that a formula reads, and the terms it names with their values."""
        if formula is None:
            return ()
        found = [self.answers.basis(name, at) for name, at in self.questions_in(formula, row)
                 if self.answers.state(name, at) != HIDDEN]
        for name in formula.values:
            rule = self.method.indicators.get(name)
            if rule is not None and self.number(name) is not None:
                found.append(self.term_basis(rule))
        return tuple(found)

    def term_basis(self, rule: Rule) -> Basis:
        """Cite a computed value; its path leads to the first question behind it."""
        first = next(iter(self.read_by(rule)), None)
        item = self.method.items[first[0]] if first is not None else None
        if item is not None and item.repeat:
            item = self.method.questions.by_path[item.repeat]
        value = self.number(rule.name)
        return Basis(
            path=item.path if item is not None else "",
            number=item.number if item is not None else "",
            question=rule["label"], answer=f"{rounded(value)} {rule['unit']}".strip(),
            points=value,
        )

    def details_of(self, rule: Rule) -> tuple[Basis, ...]:
        """Return the answers behind the terms of an indicator."""
        behind = list(self.formulas_behind(rule.formulas.get("score")))[1:]
        keys = dict.fromkeys(key for formula in behind for key in self.questions_in(formula))
        return tuple(self.answers.basis(name, row) for name, row in keys
                     if self.answers.state(name, row) != HIDDEN)

    def missing_in(self, formula: Formula, row: int | None = None) -> tuple[Basis, ...]:
        """Return the questions that leave a formula unknown: open, or answered 说不清."""
        found = []
        for name, at in self.questions_in(formula, row):
            state = self.answers.state(name, at)
            codes = set(self.answers.text(name, at).split()) if state == ANSWERED else set()
            if state == UNANSWERED or codes & {"unknown", "unsure"}:
                found.append(self.answers.basis(name, at))
        return tuple(found)

    def systems(self) -> range:
        """The rows of the list of systems, 1-based."""
        if SYSTEMS not in self.method.items:
            return range(0)
        return range(1, (self.answers.rows(SYSTEMS) or 0) + 1)
