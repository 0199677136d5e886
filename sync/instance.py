"""A finished XForms instance as the exchange reads it: identity, scope, entities, file names."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass

from sync.errors import SyncError


class InstanceError(SyncError):
    """Bytes that are no XForms instance. Codes: ``not-xml``, ``doctype``, ``no-id``."""


@dataclass(frozen=True, slots=True)
class Instance:
    """What the wire needs to know of an instance.

    ``consent_sync`` is the answer of that name, empty where the form has none; ``entities`` are
    the UUIDs that the record creates or updates; ``texts`` are all texts of leaf elements: a file
    that is not among them would be dropped by the server without a word.
    """

    form_id: str
    version: str
    instance_id: str
    deprecated_id: str
    consent_sync: str
    entities: tuple[str, ...]
    texts: frozenset[str]


def parse(xml: bytes) -> ET.Element:
    """Return the root element; a document type is refused, for it can swell without end.

    Raises:
        InstanceError: ``doctype`` or ``not-xml`` with the position.
    """
    if b"<!DOCTYPE" in xml:
        raise InstanceError("doctype")
    try:
        return ET.fromstring(xml)  # noqa: S314 - no document type, so no entities to expand
    except ET.ParseError as error:
        raise InstanceError("not-xml", position=error.position) from error


def read_instance(xml: bytes) -> Instance:
    """Read the identity of an instance.

    Raises:
        InstanceError: ``not-xml``, ``doctype``, or ``no-id`` when the root has no id.
    """
    return instance_of(parse(xml))


def instance_of(root: ET.Element) -> Instance:
    """Read the identity of a parsed instance.

    Raises:
        InstanceError: ``no-id`` when the root has no id.
    """
    if not root.get("id"):
        raise InstanceError("no-id")
    leaves = {local_name(node): (node.text or "").strip() for node in root.iter() if not len(node)}
    identity = {
        local_name(node): (node.text or "").strip()
        for meta in root if local_name(meta) == "meta" for node in meta
    }
    return Instance(
        form_id=root.get("id", ""),
        version=root.get("version", ""),
        instance_id=identity.get("instanceID", ""),
        deprecated_id=identity.get("deprecatedID", ""),
        consent_sync=leaves.get("consent_sync", ""),
        entities=tuple(_entities(root)),
        texts=frozenset((node.text or "").strip() for node in root.iter() if not len(node)),
    )


def local_name(node: ET.Element) -> str:
    """Return the element's name without its namespace."""
    return node.tag.rsplit("}", 1)[-1]


def _entities(root: ET.Element) -> list[str]:
    return [
        node.get("id", "").removeprefix("uuid:")
        for node in root.iter()
        if local_name(node) == "entity" and node.get("id") and _acts(node)
    ]


def _acts(entity: ET.Element) -> bool:
    """Say whether it creates or updates: only ``1`` and ``true`` count (odk.md §10)."""
    return bool({"1", "true"} & {entity.get("create", ""), entity.get("update", "")})
