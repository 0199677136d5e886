"""A plan becomes files: PDF/A, Word, bundles; no Qt in it.

Locked and signed copies are in ``desktop.report.protection``, which loads pyHanko.
"""

import io

import pikepdf

from desktop.report.bundle import bundle
from desktop.report.errors import CancelledError, ReportError
from desktop.report.pdf import render_pdf
from desktop.report.remarks import remarks
from desktop.report.seal import Seal, read_seal
from desktop.report.word import render_docx

__all__ = [
    "CancelledError", "ReportError", "Seal", "bundle", "page_count", "read_seal", "remarks",
    "render_docx", "render_pdf",
]


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF has."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)
