"""Text of an expression to tokens: XPath 1.0 §3.7 with its rules for ``*`` and operator names."""

import re
from dataclasses import dataclass

from forms.errors import FormDefinitionError

# Excel allows 32,767 characters in a cell; expanding ${name} may double that. Beyond is no form.
MAX_LENGTH = 65_536

# ``2 div2`` is a division: an operator may be followed by a digit at once.
_OPERATOR = re.compile(r"\*|(?:and|or|div|mod)(?=\d|$)")
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<literal>"[^"]*"|'[^']*')
    | (?P<name>[^\W\d][\w.\-·]*(?::(?!:)(?:[^\W\d][\w.\-·]*|\*))?)
    | (?P<symbol>::|//|\.\.|!=|<=|>=|[()\[\]@,./|+\-=<>*])
    )""",
    re.VERBOSE,
)
# After one of these (or at the start) ``*`` is a wildcard and ``and`` a name (XPath 1.0 §3.7).
_OPERAND_FOLLOWS = frozenset(
    {"@", "::", "(", "[", ",", "/", "//", "|", "+", "-", "=", "!=", "<", "<=", ">", ">="}
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text: ``kind`` is ``number literal name symbol operator end``.

    ``position`` counts characters from 0; the text of a literal is without its quotes.
    """

    kind: str
    text: str
    position: int


def tokenize(source: str) -> list[Token]:
    """Return the tokens of ``source``, the last of kind ``end``.

    Raises:
        FormDefinitionError: ``expression-too-long`` or ``expression-syntax`` with ``position``.
    """
    if len(source) > MAX_LENGTH:
        raise FormDefinitionError("expression-too-long", length=len(source), limit=MAX_LENGTH)
    tokens: list[Token] = []
    position, end = 0, len(source.rstrip())
    while position < end:
        match = _TOKEN.match(source, position)
        if match is None or match.lastgroup is None:
            raise _unreadable(source, position)
        token = _token(match, tokens[-1] if tokens else None)
        tokens.append(token)
        position = match.end() if token.kind == "literal" else token.position + len(token.text)
    tokens.append(Token("end", "", end))
    return tokens


def _token(match: re.Match[str], before: Token | None) -> Token:
    kind = match.lastgroup or ""
    text, position = match.group(kind), match.start(kind)
    if kind == "literal":
        return Token(kind, text[1:-1], position)
    operand = before is None or before.kind == "operator" or (
        before.kind == "symbol" and before.text in _OPERAND_FOLLOWS
    )
    if not operand and (text == "*" or kind == "name"):
        operator = _OPERATOR.match(text)
        text = operator.group() if operator else text
        return Token("operator" if operator else kind, text, position)
    return Token(kind, text, position)


def _unreadable(source: str, position: int) -> FormDefinitionError:
    while source[position].isspace():
        position += 1
    return FormDefinitionError(
        "expression-syntax", expression=source, position=position, found=source[position],
    )
