"""Functions of strings (odk.md §6)."""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence

from forms.errors import FormDefinitionError
from forms.expression.code import Code, Frame
from forms.expression.convert import number_of_text
from forms.expression.patterns import whole_match
from forms.expression.registry import Compiling, function, special
from forms.expression.tree import Call, Text

_SPACE = " \t\r\n"


@special("string", 0, 1)
def _string(call: Call, compiler: Compiling) -> Code:
    return Code("string", _own_or_argument(call, compiler).string())


@special("string-length", 0, 1)
def _string_length(call: Call, compiler: Compiling) -> Code:
    text = _own_or_argument(call, compiler).string()
    return Code("number", lambda f: float(len(text(f))))


@special("normalize-space", 0, 1)
def _normalize_space(call: Call, compiler: Compiling) -> Code:
    text = _own_or_argument(call, compiler).string()
    return Code("string", lambda f: " ".join(t for t in re.split(f"[{_SPACE}]+", text(f)) if t))


def _own_or_argument(call: Call, compiler: Compiling) -> Code:
    if call.arguments:
        return compiler.compile(call.arguments[0])
    return Code("nodes", lambda f: (f.node,), first=lambda f: f.node)


@function("concat", "string", "strings*")
def _concat(*parts: Sequence[str]) -> str:
    return "".join("".join(part) for part in parts)


@function("join", "string", "string", "strings*")
def _join(separator: str, *parts: Sequence[str]) -> str:
    return separator.join(text for part in parts for text in part)


@function("substr", "string", "string", "number", "number", least=2)
def _substr(text: str, start: float, end: float | None = None) -> str:
    length = len(text)
    first = _from_end(start, length)
    last = length if end is None else _from_end(end, length)
    return text[first:last] if first < last else ""


def _from_end(place: float, length: int) -> int:
    if place != place:
        return 0
    place = max(-length, min(length, place))
    return int(place) + length if place < 0 else int(place)


@function("substring", "string", "string", "number", "number", least=2)
def _substring(text: str, start: float, length: float | None = None) -> str:
    first = _half_up(start)
    last = float("inf") if length is None else first + _half_up(length)
    if first != first or last != last:
        return ""
    return "".join(c for i, c in enumerate(text, 1) if first <= i < last)


def _half_up(number: float) -> float:
    if number != number or number in {float("inf"), float("-inf")}:
        return number
    return float(int(number + 0.5) if number + 0.5 >= 0 else -int(-(number + 0.5) + 0.999999999))


@function("substring-before", "string", "string", "string")
def _substring_before(text: str, mark: str) -> str:
    head, found, _ = text.partition(mark) if mark else ("", "", "")
    return head if found else ""


@function("substring-after", "string", "string", "string")
def _substring_after(text: str, mark: str) -> str:
    return text.partition(mark)[2] if mark else text


@function("contains", "boolean", "string", "string")
def _contains(text: str, part: str) -> bool:
    return part in text


@function("starts-with", "boolean", "string", "string")
def _starts_with(text: str, part: str) -> bool:
    return text.startswith(part)


@function("ends-with", "boolean", "string", "string")
def _ends_with(text: str, part: str) -> bool:
    return text.endswith(part)


@function("translate", "string", "string", "string", "string")
def _translate(text: str, old: str, new: str) -> str:
    table: dict[int, str | None] = {}
    for place, character in enumerate(old):
        table.setdefault(ord(character), new[place] if place < len(new) else None)
    return text.translate(table)


def _bad_pattern(call: Call) -> FormDefinitionError | None:
    """A pattern that is written out can be tried at once."""
    pattern = call.arguments[1]
    if isinstance(pattern, Text):
        try:
            whole_match(pattern.value)
        except FormDefinitionError as error:
            values = {**error.values, "function": call.name, "position": pattern.position}
            return FormDefinitionError(error.code, **values)
    return None


@function("regex", "boolean", "string", "string", fault=_bad_pattern)
def _regex(text: str, pattern: str) -> bool:
    """The pattern has to match the whole text, as in Collect.

    A broken one is refused at load where it is written out, else when it comes up: the form check
    fills the form in at random to find it.
    """
    return whole_match(pattern)(text)


@function("selected", "boolean", "string", "string")
def _selected(values: str, value: str) -> bool:
    if value in values:
        return value.strip() in values.split()
    return bool(value) and value.strip() in values.split()


@function("selected-at", "string", "string", "number")
def _selected_at(values: str, index: float) -> str:
    tokens = values.split()
    if index != index or not 0 <= index < len(tokens):
        return ""
    return tokens[int(index)]


@function("count-selected", "number", "string")
def _count_selected(values: str) -> float:
    return float(len(values.split()))


@function("coalesce", "string", "string", "string")
def _coalesce(first: str, second: str) -> str:
    return first if first not in {"", "NaN"} else second


@function("base64-decode", "string", "string")
def _base64_decode(text: str) -> str:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4)).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


_DIGESTS = {"md5": "md5", "sha-1": "sha1", "sha-256": "sha256", "sha-384": "sha384",
            "sha-512": "sha512"}


_ENCODINGS = frozenset({"base64", "hex"})


def _bad_digest(call: Call) -> FormDefinitionError | None:
    """Method and encoding that are written out can be looked up at once."""
    for argument, known in zip(call.arguments[1:], (_DIGESTS, _ENCODINGS), strict=False):
        if isinstance(argument, Text) and argument.value.lower() not in known:
            return FormDefinitionError("digest-unknown", function=call.name,
                                       algorithm=argument.value, position=argument.position)
    return None


@function("digest", "string", "string", "string", "string", least=2, fault=_bad_digest)
def _digest(text: str, algorithm: str, encoding: str = "base64") -> str:
    name = _DIGESTS.get(algorithm.lower())
    if name is None or encoding.lower() not in _ENCODINGS:
        raise FormDefinitionError("digest-unknown", algorithm=algorithm, encoding=encoding)
    found = hashlib.new(name, text.encode(), usedforsecurity=False)
    return found.hexdigest() if encoding.lower() == "hex" else base64.b64encode(
        found.digest()).decode()


def _unavailable(call: Call) -> FormDefinitionError:
    """Ed25519 is not in the standard library: refused by name rather than never verified."""
    return FormDefinitionError("function-unavailable", function=call.name, position=call.position)


@special("extract-signed", 2, 2, _unavailable)
def _extract_signed(call: Call, _compiler: Compiling) -> Code:
    raise _unavailable(call)


@function("uuid", "string", "frame", "number", least=0)
def _uuid(frame: Frame, length: float | None = None) -> str:
    if length is None:
        return frame.host.new_uuid()
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    size = int(length) if length == length and 0 <= length <= 10_000 else 0
    return "".join(frame.host.random.choice(alphabet) for _ in range(size))


@function("boolean-from-string", "boolean", "string")
def _boolean_from_string(text: str) -> bool:
    return text == "true" or number_of_text(text) == 1
