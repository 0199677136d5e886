"""A laptop's configuration as the QR picture that it, or ODK Collect, scans."""

import io

import segno


def picture(code: str) -> bytes:
    """Return the PNG of a settings code."""
    out = io.BytesIO()
    segno.make(code).save(out, kind="png", scale=5, border=3)
    return out.getvalue()
