"""A plan becomes files: PDF/A, Word, slides, bundles; no Qt in it.

What is offered here is loaded when it is first asked for: the libraries behind it take 30 MB, and
a visit can be filled in for hours before its plan is made. So a screen imports this package and
asks it (``report.render_pdf``). Locked and signed copies are in ``desktop.report.protection``.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from desktop.report.errors import CancelledError, ReportError

if TYPE_CHECKING:
    from desktop.report.bundling import bundle
    from desktop.report.counting import made_at, page_count
    from desktop.report.pdf import render_pdf
    from desktop.report.remarking import remarks
    from desktop.report.seal import Seal, read_seal
    from desktop.report.slides import render_pptx
    from desktop.report.trial import trial_sheet
    from desktop.report.word import render_docx

_MODULES = {
    "Seal": "seal", "bundle": "bundling", "made_at": "counting", "page_count": "counting",
    "read_seal": "seal", "remarks": "remarking", "render_docx": "word", "render_pdf": "pdf",
    "render_pptx": "slides", "trial_sheet": "trial",
}

__all__ = [
    "CancelledError", "ReportError", "Seal", "bundle", "made_at", "page_count", "read_seal",
    "remarks", "render_docx", "render_pdf", "render_pptx", "trial_sheet",
]


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(name)
    return getattr(import_module(f"desktop.report.{_MODULES[name]}"), name)
