"""Bytes to an element tree, refusing what is hostile or no form at all."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from forms.errors import FormDefinitionError

MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 100
# Comments, processing instructions and blanks may come before a document type or the root.
_PROLOG = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed document; ``prefixes`` maps namespace URI to the first prefix it was given."""

    root: Element
    prefixes: dict[str, str]


def read_document(data: bytes) -> Document:
    """Parse a document.

    Raises:
        FormDefinitionError: ``too-large``, ``encoding``, ``doctype-refused``, ``not-xml`` (with
            ``row`` and ``column``), ``too-deep``.
    """
    text = _as_utf8(data)
    if text[_end_of_prolog(text):][:9].upper() == b"<!DOCTYPE":
        raise FormDefinitionError("doctype-refused")
    prefixes: dict[str, str] = {}
    # No document type, so no entities: what S314 warns of cannot come.
    events = ElementTree.iterparse(io.BytesIO(text), events=("start-ns",))  # noqa: S314 - above
    try:
        for _, (prefix, uri) in events:
            prefixes.setdefault(uri, prefix)
    except ElementTree.ParseError as error:
        row, column = error.position
        raise FormDefinitionError("not-xml", row=row, column=column + 1) from error
    root: Element = events.root  # type: ignore[attr-defined]  # documented, not in typeshed
    _refuse_deep(root)
    return Document(root, prefixes)


def _as_utf8(data: bytes) -> bytes:
    if len(data) > MAX_BYTES:
        raise FormDefinitionError("too-large", bytes=len(data), limit=MAX_BYTES)
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        try:
            text = data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise FormDefinitionError("encoding") from error
        return re.sub(r"<\?xml.*?\?>", "", text, count=1).encode()
    if b"\0" in data[:1024]:
        raise FormDefinitionError("encoding")
    return data.removeprefix(b"\xef\xbb\xbf")


def _end_of_prolog(text: bytes) -> int:
    match = _PROLOG.match(text)
    return match.end() if match else 0


def _refuse_deep(root: Element) -> None:
    level: list[Iterator[Element]] = [iter(root)]
    while level:
        child = next(level[-1], None)
        if child is None:
            level.pop()
        elif len(child):
            level.append(iter(child))
            if len(level) > MAX_DEPTH:
                raise FormDefinitionError("too-deep", limit=MAX_DEPTH)
