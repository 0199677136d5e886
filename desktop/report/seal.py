"""The seal of a plan: which record it belongs to, by number and hash, and whether it was changed.

The record's hash stands in the footer, in the QR code and in the file's metadata; the metadata
also carries a hash of the pages' drawing, so that a file edited afterwards gives itself away.
"""

import hashlib
import io
import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit
from zipfile import BadZipFile

import pikepdf
from docx.opc.exceptions import OpcError
from docx.opc.package import OpcPackage

from desktop.report.errors import ReportError

SHA256_URN = "urn:sha256:"


@dataclass(frozen=True, slots=True)
class Seal:
    """What a plan says of itself.

    Attributes:
        record_number: ``YZ…``; may be empty.
        sha256: Of the frozen record; empty on a draft.
        intact: The pages are as they were set; None where that cannot be told (Word, paper).
    """

    record_number: str
    sha256: str
    intact: bool | None = None

    def matches(self, record: bytes) -> bool:
        """Return whether the plan was made from exactly this frozen record and not changed."""
        digest = hashlib.sha256(record).hexdigest()
        return bool(self.sha256) and digest == self.sha256.lower() and self.intact is not False


def pages_digest(pdf: pikepdf.Pdf) -> str:
    """Return the hash of what is drawn on all pages, in order."""
    digest = hashlib.sha256()
    for page in pdf.pages:
        contents = page.obj.get("/Contents")
        if contents is None:
            continue
        streams = contents if isinstance(contents, pikepdf.Array) else [contents]
        for stream in streams:
            digest.update(stream.read_bytes())
        digest.update(b"\0page\0")
    return digest.hexdigest()


def read_seal(data: bytes) -> Seal:
    """Read the seal of a plan: a .pdf, a .docx, a .pptx or the text of its QR code.

    Raises:
        ReportError: ``not-a-plan``.
    """
    if data.startswith(b"%PDF"):
        return _of_pdf(data)
    if data.startswith(b"PK"):
        return _of_office(data)
    return seal_of_payload(data.decode("utf-8", "replace"))


def seal_of_payload(payload: str) -> Seal:
    """Read the seal from what a QR code says.

    Raises:
        ReportError: ``not-a-plan``.
    """
    query = urlsplit(payload.strip()).query or payload.strip()
    fields = parse_qs(query)
    if "n" not in fields and "h" not in fields:
        raise ReportError("not-a-plan")
    return Seal(fields.get("n", [""])[0], fields.get("h", [""])[0])


def _of_pdf(data: bytes) -> Seal:
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            # A signature writes the metadata anew in another form: read it by its meaning.
            metadata = pdf.open_metadata()
            identifier = str(metadata.get("dc:identifier", ""))
            drawn = str(metadata.get("xmpMM:DocumentID", ""))
            intact = drawn == f"{SHA256_URN}{pages_digest(pdf)}"
    except pikepdf.PdfError as error:
        raise ReportError("not-a-plan") from error
    if not identifier or not drawn.startswith(SHA256_URN):
        raise ReportError("not-a-plan")
    return _seal(identifier, intact)


def _of_office(data: bytes) -> Seal:
    """Read the properties that Word files and slides have in one place."""
    try:
        identifier = OpcPackage.open(io.BytesIO(data)).core_properties.identifier
    except (OpcError, BadZipFile, ValueError, KeyError) as error:
        raise ReportError("not-a-plan") from error
    if not identifier:
        raise ReportError("not-a-plan")
    return _seal(identifier, None)


def _seal(identifier: str, intact: bool | None) -> Seal:
    number, _, digest = identifier.rpartition(" ")
    if re.fullmatch(r"[0-9a-fA-F]{64}", digest):
        return Seal(number, digest, intact)
    return Seal(identifier, "", intact)
