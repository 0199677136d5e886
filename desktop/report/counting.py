"""What a file says of itself: how many pages, made when."""

import io
from datetime import datetime

import pikepdf


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF has."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)


def made_at(pdf: bytes) -> datetime:
    """Return when a plan was set, as its metadata says."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return datetime.fromisoformat(str(document.open_metadata()["xmp:CreateDate"]))
