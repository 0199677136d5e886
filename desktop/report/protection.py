"""Copies of a finished PDF: locked with a password, or signed with the organisation's certificate.

Neither is PDF/A any more nor equal for equal input; the plain file stays the one of the record.
"""

import io
from dataclasses import dataclass
from datetime import datetime

import pikepdf
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from desktop.report.errors import ReportError

FIELD = "Signature1"


@dataclass(frozen=True, slots=True)
class SignatureFact:
    """A digital signature of a file: by whom, and whether the file is as it was signed."""

    signer: str
    intact: bool
    signed_at: datetime | None


def locked(pdf: bytes, password: str) -> bytes:
    """Return a copy that asks for the password (AES-256)."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(out, encryption=pikepdf.Encryption(user=password, owner=password, R=6))
    return out.getvalue()


def unlocked(pdf: bytes, password: str) -> bytes:
    """Return a locked copy as the file it was made of; a file without a lock as it is.

    Raises:
        ReportError: ``locked``: it asks for another password; ``not-a-plan``: it is broken.
    """
    try:
        with pikepdf.open(io.BytesIO(pdf), password=password) as document:
            if not document.is_encrypted:
                return pdf
            out = io.BytesIO()
            document.save(out)
            return out.getvalue()
    except pikepdf.PasswordError as error:
        raise ReportError("locked") from error
    except pikepdf.PdfError as error:
        raise ReportError("not-a-plan") from error


def signed(pdf: bytes, certificate: bytes, passphrase: str, *, reason: str = "",
           place: str = "") -> bytes:
    """Return the PDF with a PAdES signature of an organisation's .p12.

    Raises:
        ReportError: ``certificate``: the file or its passphrase is wrong.
    """
    try:
        signer = SimpleSigner.load_pkcs12_data(certificate, other_certs=[],
                                               passphrase=passphrase.encode())
    except ValueError as error:
        raise ReportError("certificate") from error
    if signer is None:
        raise ReportError("certificate")
    metadata = PdfSignatureMetadata(field_name=FIELD, subfilter=SigSeedSubFilter.PADES,
                                    md_algorithm="sha256", reason=reason or None,
                                    location=place or None)
    out = io.BytesIO()
    PdfSigner(metadata, signer).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=out)
    return out.getvalue()


def signatures(pdf: bytes) -> tuple[SignatureFact, ...]:
    """Return the signatures of a file; trust in the certificate is not judged offline."""
    facts = []
    for embedded in PdfFileReader(io.BytesIO(pdf)).embedded_signatures:
        # No roots: whether the signer is trusted is not decided here, nor is a network asked.
        status = validate_pdf_signature(
            embedded, ValidationContext(trust_roots=[], allow_fetching=False))
        name = embedded.signer_cert.subject.human_friendly
        facts.append(SignatureFact(name, status.intact and status.valid,
                                   embedded.self_reported_timestamp))
    return tuple(facts)
