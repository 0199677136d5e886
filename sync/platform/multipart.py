"""Reading a submission's body: its parts whole, or a clear refusal of a body that was cut."""

import re
from dataclasses import dataclass
from urllib.parse import unquote


class MultipartError(Exception):
    """The body is no multipart, or ends before its end."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a form; ``filename`` None for a plain field."""

    name: str
    filename: str | None
    data: bytes


def read_parts(content_type: str, body: bytes) -> list[Part]:
    """Return the parts of a ``multipart/form-data`` body.

    Raises:
        MultipartError: another type, or a body without its closing boundary.
    """
    found = re.search(r'boundary="?([^";]+)"?', content_type)
    if not content_type.lower().startswith("multipart/form-data") or found is None:
        raise MultipartError("not multipart")
    mark = b"--" + found.group(1).encode()
    if mark + b"--" not in body[-len(mark) - 8:]:
        raise MultipartError("Unexpected end of form")
    pieces = (b"\r\n" + body).split(b"\r\n" + mark)
    return [_part(piece) for piece in pieces[1:-1]]


def _part(piece: bytes) -> Part:
    head, separator, data = piece.partition(b"\r\n\r\n")
    if not separator:
        raise MultipartError("Unexpected end of form")
    text = head.decode("utf-8", "replace")
    filename = _parameter(text, "filename")
    return Part(_parameter(text, "name") or "", filename, data)


def _parameter(head: str, name: str) -> str | None:
    found = re.search(rf'[;\s]{name}="([^"]*)"', head)
    if found is None:
        return None
    # Browsers and we escape only these three (HTML living standard, multipart/form-data).
    return re.sub("%(22|0D|0A)", lambda one: unquote(one.group()), found.group(1))
