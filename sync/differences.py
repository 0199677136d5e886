"""Two versions of a record, field by field: what a person chooses between."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass

from sync.instance import local_name, parse

# They differ by nature and say nothing to a person.
IDENTITY = frozenset({"instanceID", "deprecatedID", "instanceName"})


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that two versions answer differently.

    ``path`` carries a position on every repeated element; None where a version has no such field.
    """

    path: str
    ours: str | None
    theirs: str | None


def differences(ours: bytes, theirs: bytes) -> tuple[Difference, ...]:
    """Return the fields in which two instances differ, in the order of ours, then of theirs.

    Raises:
        InstanceError: one of them is no XML.
    """
    mine, others = _fields(parse(ours)), _fields(parse(theirs))
    return tuple(
        Difference(path, mine.get(path), others.get(path))
        for path in dict.fromkeys([*mine, *others])
        if mine.get(path) != others.get(path)
    )


def _fields(root: ET.Element) -> dict[str, str]:
    """Return the texts of the leaves by their path."""
    found: dict[str, str] = {}
    _walk(root, f"/{local_name(root)}", found)
    return found


def _walk(node: ET.Element, path: str, found: dict[str, str]) -> None:
    names = [local_name(child) for child in node]
    for place, child in enumerate(node):
        name = names[place]
        if name in IDENTITY:
            continue
        position = f"[{names[:place].count(name) + 1}]" if names.count(name) > 1 else ""
        if len(child):
            _walk(child, f"{path}/{name}{position}", found)
        else:
            found[f"{path}/{name}{position}"] = (child.text or "").strip()
