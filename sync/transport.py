"""The one small interface to a server; a province with an interface of its own writes one of these.

Whoever implements it raises ``OfflineError`` when there was no answer of the server (no network,
captive portal, broken line) and returns a ``Reply`` for every answer, good or bad: what an answer
means is the engine's decision (``sync.verdict``).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from sync.values import Review

Sent = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's answer to a submission.

    ``message`` is the server's own text; ``is_html`` tells a proxy's page from the server's words;
    ``receipt`` is a platform's number, empty elsewhere; ``retry_after_s`` 0 when not asked for.
    """

    status: int
    message: str = ""
    server_time: str = ""
    receipt: str = ""
    retry_after_s: float = 0.0
    is_html: bool = False


@dataclass(frozen=True, slots=True)
class RemoteForm:
    """A form that the server offers; ``hash`` is ``md5:…`` of the XML's bytes."""

    form_id: str
    version: str
    name: str
    hash: str
    download_url: str
    manifest_url: str = ""


@dataclass(frozen=True, slots=True)
class RemoteMedia:
    """A media file of a form; ``kind`` is ``entityList`` for an entity list, else empty.

    ``integrity_url`` tells which of an entity list's rows were deleted.
    """

    name: str
    hash: str
    download_url: str
    kind: str = ""
    integrity_url: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A downloaded body with its ETag; ``data`` None when it has not changed since."""

    data: bytes | None
    etag: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to send along with the XML."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class RemoteRecord:
    """A submission as reviewers see it: Central's state, words by remote key, current version."""

    state: str
    current_id: str
    reviews: tuple[tuple[str, Review], ...] = ()


class Transport(Protocol):
    """The way to one server."""

    server: str

    def form_list(self) -> tuple[RemoteForm, ...]:
        """Return the forms offered. Raises AuthExpiredError, OfflineError, ServerBusyError."""

    def manifest(self, form: RemoteForm) -> tuple[RemoteMedia, ...]:
        """Return the media files of a form."""

    def fetch(self, url: str, etag: str = "") -> Fetched:
        """Download a form or a file of it, unless it still has ``etag``."""

    def size_limit(self) -> int:
        """Return how many bytes one submission may have; 0 when the server does not say."""

    def submit(self, xml: bytes, upload: Upload | None, sent: Sent) -> Reply:
        """Send the identical XML with at most one file; ``sent`` is told the bytes that left."""

    def close(self) -> None:
        """Let go of connections."""


class ReviewSource(Protocol):
    """What a web account adds: reviews, comments, reviewers' edits."""

    def record(self, form_id: str, instance_id: str) -> RemoteRecord | None:
        """Return the submission's reviews; None when the server does not know it."""

    def changed_since(self, form_id: str, since: str) -> tuple[frozenset[str], str]:
        """Return the first ids of what changed since an ISO time ('' is ever), and the latest."""

    def entity_list(self, dataset: str) -> bytes | None:
        """Return an entity list as CSV; None when there is none for this account."""

    def current_xml(self, form_id: str, instance_id: str) -> bytes:
        """Return the bytes of its current version."""

    def close(self) -> None:
        """Let go of connections."""
