"""Tokens to a syntax tree: the grammar of XPath 1.0 §2 and §3, without variables."""

from functools import lru_cache

from forms.errors import FormDefinitionError
from forms.expression.tokenizer import Token, tokenize
from forms.expression.tree import (
    Call,
    Expression,
    Filter,
    Negate,
    Number,
    Operation,
    Path,
    Step,
    Text,
)

# Deeper than any author nests, shallow enough for the interpreter's stack.
MAX_DEPTH = 100

_LEVELS: tuple[frozenset[str], ...] = (
    frozenset({"or"}),
    frozenset({"and"}),
    frozenset({"=", "!="}),
    frozenset({"<", "<=", ">", ">="}),
    frozenset({"+", "-"}),
    frozenset({"*", "div", "mod"}),
)
_PRECEDENCE = {name: level for level, names in enumerate(_LEVELS) for name in names}
AXES = frozenset(
    {"ancestor", "ancestor-or-self", "attribute", "child", "descendant", "descendant-or-self",
     "following", "following-sibling", "namespace", "parent", "preceding", "preceding-sibling",
     "self"}
)
_NODE_TYPES = frozenset({"node", "text", "comment", "processing-instruction"})
_STEP_SYMBOLS = frozenset({".", "..", "@", "*"})


@lru_cache(maxsize=4096)
def parse(source: str) -> Expression:
    """Return the tree of an expression; the same text gives the same tree.

    Raises:
        FormDefinitionError: ``expression-empty``, ``expression-syntax`` (``position``, ``found``),
            ``expression-too-long``, ``expression-too-deep``.
    """
    if not source.strip():
        raise FormDefinitionError("expression-empty", expression=source, position=0)
    return _Parser(source).whole()


class _Parser:
    """A recursive descent over the tokens; a level of nesting costs six frames of stack."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._tokens = tokenize(source)
        self._index = 0
        self._now = self._tokens[0]
        self._depth = 0

    def whole(self) -> Expression:
        tree = self._expression()
        if self._now.kind != "end":
            raise self._unexpected()
        return tree

    def _unexpected(self) -> FormDefinitionError:
        token = self._now
        return FormDefinitionError(
            "expression-syntax", expression=self._source, position=token.position,
            found=token.text,
        )

    def _at(self, *symbols: str) -> bool:
        token = self._now
        return token.kind in {"symbol", "operator"} and token.text in symbols

    def _take(self) -> Token:
        token = self._now
        if token.kind != "end":
            self._index += 1
            self._now = self._tokens[self._index]
        return token

    def _expect(self, symbol: str) -> None:
        if not self._at(symbol):
            raise self._unexpected()
        self._take()

    def _expression(self) -> Expression:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise FormDefinitionError(
                "expression-too-deep", position=self._now.position, limit=MAX_DEPTH,
            )
        # One stack of open runs instead of a frame for every level of precedence.
        runs: list[tuple[int, list[Expression], list[str]]] = []
        operand = self._unary()
        while True:
            level = self._operator_level()
            while runs and runs[-1][0] > level:
                operand = _closed(runs.pop(), operand)
            if level < 0:
                self._depth -= 1
                return operand
            if not runs or runs[-1][0] < level:
                runs.append((level, [], []))
            runs[-1][1].append(operand)
            runs[-1][2].append(self._take().text)
            operand = self._unary()

    def _operator_level(self) -> int:
        token = self._now
        if token.kind == "operator" or (token.kind == "symbol" and token.text != "*"):
            return _PRECEDENCE.get(token.text, -1)
        return -1

    def _unary(self) -> Expression:
        signs = []
        while self._at("-"):
            signs.append(self._take().position)
        tree = self._path()
        if self._at("|"):
            tree = self._union(tree)
        if len(signs) > MAX_DEPTH:
            raise FormDefinitionError("expression-too-deep", position=signs[0], limit=MAX_DEPTH)
        for position in reversed(signs):
            tree = Negate(tree, position)
        return tree

    def _union(self, first: Expression) -> Expression:
        operands = [first]
        while self._at("|"):
            self._take()
            operands.append(self._path())
        return Operation(tuple(operands), ("|",) * (len(operands) - 1), first.position)

    def _path(self) -> Expression:
        token = self._now
        if self._starts_primary(token):
            return self._filtered()
        if self._at("/"):
            self._take()
            steps = self._steps() if self._starts_step() else ()
            return Path(absolute=True, steps=steps, position=token.position)
        if self._at("//"):
            self._take()
            return Path(absolute=True, steps=(_anywhere(token), *self._steps()),
                        position=token.position)
        return Path(absolute=False, steps=self._steps(), position=token.position)

    def _starts_primary(self, token: Token) -> bool:
        if token.kind in {"literal", "number"} or self._at("("):
            return True
        if token.kind != "name" or token.text in _NODE_TYPES:
            return False
        after = self._tokens[self._index + 1]
        return after.kind == "symbol" and after.text == "("

    def _starts_step(self) -> bool:
        token = self._now
        return token.kind == "name" or (token.kind == "symbol" and token.text in _STEP_SYMBOLS)

    def _filtered(self) -> Expression:
        position = self._now.position
        tree = self._primary()
        predicates = self._predicates()
        if predicates:
            tree = Filter(tree, predicates, position)
        if self._at("/"):
            self._take()
            return Path(absolute=False, steps=self._steps(), origin=tree, position=position)
        if self._at("//"):
            steps = (_anywhere(self._take()), *self._steps())
            return Path(absolute=False, steps=steps, origin=tree, position=position)
        return tree

    def _primary(self) -> Expression:
        token = self._take()
        if token.kind == "literal":
            return Text(token.text, token.position)
        if token.kind == "number":
            return Number(float(token.text), token.position)
        if token.kind == "name":
            return self._call(token)
        inner = self._expression()
        self._expect(")")
        return inner

    def _call(self, name: Token) -> Expression:
        self._expect("(")
        arguments: list[Expression] = []
        if not self._at(")"):
            arguments.append(self._expression())
            while self._at(","):
                self._take()
                arguments.append(self._expression())
        self._expect(")")
        return Call(name.text, tuple(arguments), name.position)

    def _steps(self) -> tuple[Step, ...]:
        steps = [self._step()]
        while self._at("/", "//"):
            separator = self._take()
            if separator.text == "//":
                steps.append(_anywhere(separator))
            steps.append(self._step())
        return tuple(steps)

    def _step(self) -> Step:
        token = self._now
        if self._at(".", ".."):
            self._take()
            axis = "self" if token.text == "." else "parent"
            return Step(axis, "node", "", self._predicates(), token.position)
        axis = self._axis()
        test, name = self._node_test()
        return Step(axis, test, name, self._predicates(), token.position)

    def _axis(self) -> str:
        if self._at("@"):
            self._take()
            return "attribute"
        after = self._tokens[min(self._index + 1, len(self._tokens) - 1)]
        if self._now.kind == "name" and after.kind == "symbol" and after.text == "::":
            if self._now.text not in AXES:
                raise self._unexpected()
            axis = self._take().text
            self._take()
            return axis
        return "child"

    def _node_test(self) -> tuple[str, str]:
        if self._at("*"):
            self._take()
            return "*", ""
        if self._now.kind != "name":
            raise self._unexpected()
        text = self._take().text
        if text in _NODE_TYPES and self._at("("):
            return text, self._target(text)
        return ("*", text[:-2]) if text.endswith(":*") else ("name", text)

    def _target(self, node_type: str) -> str:
        self._expect("(")
        target = ""
        if node_type == "processing-instruction" and self._now.kind == "literal":
            target = self._take().text
        self._expect(")")
        return target

    def _predicates(self) -> tuple[Expression, ...]:
        predicates = []
        while self._at("["):
            self._take()
            predicates.append(self._expression())
            self._expect("]")
        return tuple(predicates)


def _closed(run: tuple[int, list[Expression], list[str]], last: Expression) -> Expression:
    _, operands, operators = run
    return Operation((*operands, last), tuple(operators), operands[0].position)


def _anywhere(token: Token) -> Step:
    return Step("descendant-or-self", "node", position=token.position)
