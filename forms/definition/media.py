"""The external files of a form, turned into instances when an expression first asks."""

from collections.abc import Mapping

from forms.definition.nodes import ExternalInstance
from forms.definition.secondary import (
    LAST_SAVED,
    Table,
    from_csv,
    from_element,
    from_geojson,
    from_xml,
    instance_of,
)
from forms.definition.xform import Xform
from forms.expression.nodes import Node


class Media:
    """Instances by id: those in the form, and those in files beside it."""

    def __init__(self, xform: Xform, files: Mapping[str, bytes]) -> None:
        self._xform = xform
        self._files = files
        self._made: dict[str, Node | None] = {}

    def instance(self, name: str) -> Node | None:
        """Return what ``instance(name)`` yields; a missing file gives an empty list.

        Raises:
            FormDefinitionError: The file is there and cannot be read.
        """
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def _make(self, name: str) -> Node | None:
        internal = self._xform.internal.get(name)
        if internal is not None:
            return from_element(internal)
        external = self._xform.external.get(name)
        return self._read(external) if external is not None else self._by_stem(name)

    def _by_stem(self, name: str) -> Node | None:
        """``pulldata('x', …)`` may name a file that no instance declares."""
        data = self._files.get(f"{name}.csv")
        return None if data is None else from_csv(data, f"{name}.csv")

    def _read(self, external: ExternalInstance) -> Node:
        file = file_of(external)
        data = self._files.get(file)
        if data is None:
            return instance_of(Table({}, iter(())))
        if file.lower().endswith(".geojson"):
            return from_geojson(data, file)
        if file.lower().endswith(".xml"):
            return from_xml(data)
        return from_csv(data, file, entity_columns=b"__version" in data[:4096])

    def missing_instances(self) -> frozenset[str]:
        """Return the ids of instances whose file the form names and nobody gave."""
        return frozenset(
            external.name for external in self._xform.external.values()
            if external.source and external.source != LAST_SAVED
            and file_of(external) not in self._files)

    def missing(self) -> tuple[tuple[str, Mapping[str, object]], ...]:
        """Return a remark for every missing file."""
        return tuple(
            ("media-missing", {"instance": name, "file": file_of(self._xform.external[name])})
            for name in sorted(self.missing_instances()))


def file_of(external: ExternalInstance) -> str:
    """Return the flat file name of a ``jr://`` source; nothing can leave the media folder."""
    return external.source.replace("\\", "/").rpartition("/")[2]
