"""Is this plan the one of a record here? A file, a photo of its QR code, or the code's text."""

import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from desktop.finishing import PLAN_FILE
from desktop.report.errors import ReportError
from sync.store import Store
from sync.values import FinishedVersion, RecordFilter

if TYPE_CHECKING:
    from desktop.report.protection import SignatureFact
    from desktop.report.seal import Seal

# The record's own plan · an older version's · one whose pages were changed · a draft · a record
# that is here, but no version of it · nothing of it is here.
SAME, OLDER, CHANGED, DRAFT, OTHER, UNKNOWN = (
    "same", "older", "changed", "draft", "other", "unknown",
)
_PICTURES = (b"\x89PNG", b"\xff\xd8", b"RIFF")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found.

    ``kind`` is one of the constants above; ``identical`` says that the file is byte for byte the
    one kept with the record; ``damaged`` names files of a bundle that are not as its manifest
    says; ``version`` is None where the record is not on this computer.
    """

    kind: str
    seal: "Seal"
    version: FinishedVersion | None = None
    identical: bool = False
    damaged: tuple[str, ...] = ()
    signatures: "tuple[SignatureFact, ...]" = ()


@dataclass(frozen=True, slots=True)
class Look:
    """What a file says of itself, before any record is asked.

    ``plan`` is the plan's own file (in a bundle: the one inside), empty for a picture of the code.
    """

    seal: "Seal"
    plan: bytes = b""
    damaged: tuple[str, ...] = ()
    signatures: "tuple[SignatureFact, ...]" = ()


def look_at(data: bytes, password: str = "") -> Look:
    """Read a .pdf, a .docx, a .pptx, a bundle, a picture of a plan's QR code, or its text.

    Raises:
        ReportError: ``not-a-plan``; ``locked``: the PDF asks for (another) password.
        ConfigurationError: ``no-qr-code``, ``not-a-picture``.
    """
    # What is behind these takes half a second to load: when a file is looked at, not before.
    from desktop.report.bundling import damaged_files
    from desktop.report.protection import signatures, unlocked
    from desktop.report.seal import read_seal, seal_of_payload
    from sync.configuration import read_code

    if data.startswith(_PICTURES):
        return Look(seal_of_payload(read_code(data)))
    damaged: tuple[str, ...] = ()
    if data.startswith(b"PK") and (plan := _plan_of_bundle(data)):
        damaged, data = damaged_files(data), plan
    seal = read_seal(unlocked(data, password) if _is_pdf(data) else data)
    return Look(seal, data, damaged, signatures(data) if _is_pdf(data) and not password else ())


def verify(store: Store, data: bytes, password: str = "") -> Verdict:
    """Say what a plan is: see ``look_at``, also for what it raises."""
    look = look_at(data, password)
    verdict = _judged(store, look.seal)
    kept = _kept_plan(store, verdict.version) if verdict.version is not None else b""
    return replace(verdict, identical=bool(look.plan) and look.plan == kept, damaged=look.damaged,
                   signatures=look.signatures)


def _is_pdf(data: bytes) -> bool:
    return data.startswith(b"%PDF")


def _judged(store: Store, seal: "Seal") -> Verdict:
    version = store.version_of(seal.sha256) if seal.sha256 else None
    return Verdict(_kind(store, seal, version), seal, version)


def _kind(store: Store, seal: "Seal", version: FinishedVersion | None) -> str:
    if seal.intact is False:
        return CHANGED
    if not seal.sha256:
        return DRAFT
    if version is not None:
        return SAME if version.newest else OLDER
    number = seal.record_number
    return OTHER if number and store.how_many(RecordFilter(text=number)) else UNKNOWN


def _kept_plan(store: Store, version: FinishedVersion) -> bytes:
    """Return the plan frozen with a version; empty where the enterprise kept it back."""
    names = store.attachment_names(version.uuid)
    if not version.newest or PLAN_FILE not in names:
        return b""
    return store.attachment(version.uuid, PLAN_FILE)


def _plan_of_bundle(data: bytes) -> bytes:
    """Return the plan in a deliverable bundle; empty for another zip, such as a Word file."""
    from desktop.report.bundling import MANIFEST

    try:
        with ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            return archive.read(PLAN_FILE) if {MANIFEST, PLAN_FILE} <= names else b""
    except BadZipFile as error:
        raise ReportError("not-a-plan") from error
