"""The one table of functions: name, arity, and how a call becomes code."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from forms.errors import FormDefinitionError
from forms.expression.code import Code, Frame
from forms.expression.tree import Call, Expression


class Compiling(Protocol):
    """What a special form may ask of the compiler."""

    def compile(self, tree: Expression) -> Code:
        """Return the code of a tree in the current context."""


Build = Callable[[Call, Compiling], Code]
Fault = Callable[[Call], FormDefinitionError | None]


def _sound(_call: Call) -> FormDefinitionError | None:
    """Most calls are fine once their number of arguments is."""
    return None


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the dialect.

    ``most`` None means any number of arguments; ``fault`` finds what is wrong with a call before
    it is ever evaluated.
    """

    name: str
    least: int
    most: int | None
    build: Build
    fault: Fault = _sound

    def accepts(self, count: int) -> bool:
        """Whether it can be called with ``count`` arguments."""
        return self.least <= count and (self.most is None or count <= self.most)


TABLE: dict[str, Function] = {}


def special(name: str, least: int, most: int | None, fault: Fault = _sound) -> Callable[
        [Build], Build]:
    """Register a function that compiles its own arguments."""
    def register(build: Build) -> Build:
        TABLE[name] = Function(name, least, most, build, fault)
        return build
    return register


Plain = Callable[..., Any]
# How an argument is asked for; ``strings*`` takes all that remain, node-sets expanded.
_CONVERSIONS: dict[str, Callable[[Code], Callable[[Frame], Any]]] = {
    "string": Code.string, "number": Code.number, "boolean": Code.boolean, "nodes": Code.nodes,
    "strings": Code.strings, "value": lambda code: code.run,
}


def function(name: str, returns: str, *takes: str, least: int | None = None,
             fault: Fault = _sound) -> Callable[[Plain], Plain]:
    """Register a plain function of converted arguments.

    Args:
        name: As written in expressions.
        returns: ``string number boolean`` or ``nodes``.
        takes: ``string number boolean nodes strings value`` each; a last one ending in ``*``
            stands for any number; a first ``frame`` asks for the frame.
        least: How many arguments must be there; all by default.
        fault: Finds what is wrong with a call before it is evaluated.
    """
    wants_frame = bool(takes) and takes[0] == "frame"
    kinds = takes[1:] if wants_frame else takes
    endless = bool(kinds) and kinds[-1].endswith("*")
    fewest = least if least is not None else len(kinds) - endless

    def register(action: Plain) -> Plain:
        def build(call: Call, compiler: Compiling) -> Code:
            codes = [compiler.compile(argument) for argument in call.arguments]
            return _call(action, returns, _converted(codes, kinds, endless), wants_frame,
                         all(code.fixed for code in codes) and not wants_frame)
        TABLE[name] = Function(name, fewest, None if endless else len(kinds), build, fault)
        return action
    return register


def _converted(codes: Sequence[Code], kinds: Sequence[str], endless: bool) -> list[
        Callable[[Frame], Any]]:
    if endless:
        repeated = max(0, len(codes) - len(kinds) + 1)
        kinds = (*kinds[:-1], *(kinds[-1].rstrip("*"),) * repeated)
    return [_CONVERSIONS[kind](code) for kind, code in zip(kinds, codes, strict=False)]


def _call(action: Plain, returns: str, arguments: Sequence[Callable[[Frame], Any]],
          wants_frame: bool, fixed: bool) -> Code:
    if wants_frame:
        return Code(returns, lambda f: action(f, *[argument(f) for argument in arguments]))
    if len(arguments) == 1:
        only = arguments[0]
        return Code(returns, lambda f: action(only(f)), fixed=fixed)
    if len(arguments) == 2:
        one, two = arguments
        return Code(returns, lambda f: action(one(f), two(f)), fixed=fixed)
    return Code(returns, lambda f: action(*[argument(f) for argument in arguments]), fixed=fixed)
