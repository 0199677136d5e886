"""A form: what every record of it shares, loaded from an XForm, a workbook or a package."""

import random
from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from forms.definition.document import read_document
from forms.definition.graph import build_graph
from forms.definition.media import Media, file_of
from forms.definition.names import local
from forms.definition.questions import question_tree
from forms.definition.remarks import remarks
from forms.definition.secondary import LAST_SAVED, from_element
from forms.definition.xform import Xform, read_xform
from forms.entry.entry import Entry
from forms.entry.host import Clock, RecordHost, system_clock, system_uuid
from forms.entry.programs import Programs
from forms.errors import FormDefinitionError, RecordError
from forms.expression.nodes import Node
from forms.values import Question

if TYPE_CHECKING:
    from forms.diagnosis import Method

Sheets = Mapping[str, list[dict[str, str]]]


class Form:
    """A questionnaire ready to be answered.

    Attributes:
        xform: The compiled XForm, what is published to a server.
        media: External choice files by name.
        sheets: The method's sheets; empty for a foreign form.
    """

    def __init__(self, programs: Programs, media: Mapping[str, bytes], sheets: Sheets,
                 remarks: tuple[str, ...] = ()) -> None:
        self.definition: Xform = programs.xform
        self.media = MappingProxyType(dict(media))
        self.sheets = sheets
        self._programs = programs
        self._remarks = remarks
        self._media = Media(self.definition, self.media)

    @property
    def id(self) -> str:
        """The form's id."""
        return self.definition.id

    @property
    def version(self) -> str:
        """The form's version, an opaque text."""
        return self.definition.version

    @property
    def title(self) -> str:
        """The form's title."""
        return self.definition.title

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of its texts; () when it has but one without a name."""
        return self.definition.translations.languages

    @property
    def sha256(self) -> str:
        """Of the compiled XForm, hexadecimal."""
        return self.definition.sha256

    @property
    def xform(self) -> bytes:
        """The compiled XForm."""
        return self.definition.data

    @property
    def is_encrypted(self) -> bool:
        """It asks for encrypted submissions, which are refused rather than sent plain."""
        return bool(self.definition.encryption_key)

    @property
    def list_files(self) -> frozenset[str]:
        """Names of the files that its lists are read from: a server may give them as entities."""
        return frozenset(file_of(one) for one in self.definition.external.values()
                         if one.source and one.source != LAST_SAVED)

    @property
    def audit(self) -> Mapping[str, str] | None:
        """Settings of the audit log (``track-changes``, ``identify-user`` …); None without one."""
        node = self.definition.by_path.get(f"{self.definition.root.path}/meta/audit")
        return None if node is None else node.bind.settings

    @cached_property
    def warnings(self) -> tuple[tuple[str, Mapping[str, object]], ...]:
        """Remarks of the form check: a code and its values."""
        said = tuple(("workbook", {"message": remark}) for remark in self._remarks)
        return (*self.definition.warnings, *remarks(self.definition, self._programs.graph),
                *self._media.missing(), *said)

    @cached_property
    def root(self) -> Question:
        """The tree of questions."""
        return question_tree(self.definition)

    @cached_property
    def _questions(self) -> Mapping[str, Question]:
        found: dict[str, Question] = {}
        waiting = [self.root]
        while waiting:
            question = waiting.pop()
            found[question.path] = question
            waiting.extend(question.children)
        return found

    def question(self, path: str) -> Question:
        """Return the question at a path; positions in it are ignored.

        Raises:
            FormDefinitionError: ``unknown-node``.
        """
        plain = "/".join(step.partition("[")[0] for step in path.split("/"))
        found = self._questions.get(plain)
        if found is None:
            raise FormDefinitionError("unknown-node", node=path)
        return found

    @cached_property
    def method(self) -> "Method | None":
        """The method's sheets, compiled; None for a form without indicators."""
        if "indicators" not in self.sheets:
            return None
        from forms.diagnosis import compile_method

        return compile_method(self.sheets, self)

    @property
    def personal_fields(self) -> frozenset[str]:
        """Names of questions that consent without contacts leaves out."""
        return frozenset() if self.method is None else frozenset(self.method.personal_fields)

    def result_values(self, entry: Entry) -> Mapping[str, str]:
        """Return what finishing writes into the record's ``result`` group."""
        if self.method is None or "result" not in self.definition.root.by_name:
            return {}
        from forms.diagnosis import result_values

        return result_values(entry)

    def package(self) -> bytes:
        """Return XForm, method sheets and media as one file that ``forms.load`` reads."""
        from forms.workbook.package import write_package

        return write_package(self.xform, self.sheets, self.media)

    def start(self, *, now: Clock = system_clock, new_uuid: Callable[[], str] = system_uuid,
              last_saved: bytes | None = None, properties: Mapping[str, str] | None = None,
              seed: int | None = None, entities: Mapping[str, bytes] | None = None) -> Entry:
        """Begin a record.

        Args:
            now: The clock; aware.
            new_uuid: Makes UUIDs.
            last_saved: XML of the record of this form that was saved last on this device.
            properties: Device and user: ``username``, ``email``, ``deviceid`` …
            seed: Makes ``random()`` repeatable.
            entities: Entity lists kept on this device, CSV by file name, instead of the form's.
        """
        entry = Entry(self, self._programs,
                      self._host(now, new_uuid, last_saved, properties, seed, entities),
                      self.definition.start)
        entry.begin()
        return entry

    def resume(self, xml: bytes, *, revise: bool = False, now: Clock = system_clock,
               new_uuid: Callable[[], str] = system_uuid, last_saved: bytes | None = None,
               properties: Mapping[str, str] | None = None, seed: int | None = None,
               entities: Mapping[str, bytes] | None = None) -> Entry:
        """Continue a saved record; with ``revise`` as a new version of a finished one.

        Raises:
            RecordError: ``record-unreadable``, ``other-form`` with what was found.
        """
        element = self._record_element(xml, revise)
        entry = Entry(self, self._programs,
                      self._host(now, new_uuid, last_saved, properties, seed, entities), element)
        entry.continue_(revise)
        return entry

    def _record_element(self, xml: bytes, revise: bool) -> Element:
        try:
            element = read_document(xml).root
        except FormDefinitionError as error:
            raise RecordError("record-unreadable", reason=error.code, **error.values) from error
        root = self.definition.root
        if local(element.tag) != root.name or element.get("id", self.id) != self.id:
            raise RecordError("other-form", found=element.get("id") or local(element.tag),
                              form=self.id)
        return element

    def _host(self, now: Clock, new_uuid: Callable[[], str], last_saved: bytes | None,
              properties: Mapping[str, str] | None, seed: int | None,
              entities: Mapping[str, bytes] | None) -> RecordHost:
        media = self._media if not entities else Media(
            self.definition, {**self.media, **entities})
        host = RecordHost(
            self._programs, media.instance, now, new_uuid,
            missing=media.missing_instances(), last_saved=self._last_saved(last_saved),
            properties=properties or {},
            language=self.definition.translations.default,
        )
        if seed is not None:
            host.random = random.Random(seed)  # noqa: S311 - forms shuffle, they keep no secrets
        return host

    def _last_saved(self, xml: bytes | None) -> Node | None:
        return None if xml is None else from_element(self._record_element(xml, revise=False))


def load(source: Path | str | bytes,
         media: Path | str | Mapping[str, bytes] | None = None) -> Form:
    """Load a form.

    Args:
        source: Path of a compiled XForm ``.xml``, an ``.xlsx``, a ``.md``, a workbook folder or a
            package ``.yzq``; or the bytes of one of these files.
        media: Folder of external files, or the files by name; a workbook folder brings its own.

    Raises:
        FormDefinitionError: Why it cannot be used, and where.
    """
    path = Path(source) if isinstance(source, str) else source
    media = Path(media) if isinstance(media, str) else media
    if isinstance(path, Path) and path.is_dir():
        return _from_workbook(path, media)
    data = _read(path) if isinstance(path, Path) else path
    if not data.strip():
        raise FormDefinitionError("empty-file")
    if data.startswith(b"PK"):
        return _from_zip(path, data, media)
    if isinstance(path, Path) and path.suffix.lower() in {".md", ".xls", ".csv"}:
        return _from_workbook(path, media)
    if not _looks_like_xml(data) and b"|" in data[:4096]:
        return _from_workbook(data, media)
    files = read_media(media if media is not None else _media_beside(path))
    return Form(_programs(data), files, {})


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FormDefinitionError("file-unreadable", file=path.name) from error


def _looks_like_xml(data: bytes) -> bool:
    return data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or data[:2] in {
        b"\xff\xfe", b"\xfe\xff"}


def _media_beside(path: Path | bytes) -> Path | None:
    """Return the folder that Collect keeps a form's files in: ``NAME-media``, else ``media``."""
    if isinstance(path, bytes):
        return None
    for folder in (path.with_name(f"{path.stem}-media"), path.with_name("media")):
        if folder.is_dir():
            return folder
    return None


def _from_zip(path: Path | bytes, data: bytes,
              media: Path | Mapping[str, bytes] | None) -> Form:
    from forms.workbook.package import is_package, read_package

    if not is_package(data):
        return _from_workbook(path, media)
    found = read_package(data)
    return Form(_programs(found.xform), {**found.media, **read_media(media)}, found.sheets)


def _from_workbook(source: Path | bytes, media: Path | Mapping[str, bytes] | None) -> Form:
    from forms.workbook import compile_source

    found = compile_source(source, media)
    return Form(_programs(found.xform), {**found.media, **read_media(media)}, found.sheets,
                found.warnings)


def read_media(media: Path | Mapping[str, bytes] | None) -> Mapping[str, bytes]:
    """Return external files by name: of a folder its plain files, nothing deeper."""
    if media is None:
        return {}
    if isinstance(media, Path):
        if not media.is_dir():
            raise FormDefinitionError("file-unreadable", file=media.name)
        return {path.name: path.read_bytes() for path in sorted(media.iterdir())
                if path.is_file() and not path.name.startswith(".")}
    return media


@lru_cache(maxsize=16)
def _programs(data: bytes) -> Programs:
    """Return the programs of an XForm; the same bytes are read once."""
    xform = read_xform(data)
    return Programs.of(xform, build_graph(xform))
