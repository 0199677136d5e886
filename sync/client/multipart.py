"""The body of a submission: read in pieces, so that progress is real and a person can cancel."""

import secrets
from io import BytesIO

from sync.transport import Sent, Upload

PIECE_BYTES = 64 * 1024


class Body(BytesIO):
    """The bytes of a multipart body; whoever reads them is counted."""

    def __init__(self, data: bytes, sent: Sent) -> None:
        super().__init__(data)
        self._size = len(data)
        self._sent = sent

    def __len__(self) -> int:
        return self._size

    def read(self, size: int | None = -1, /) -> bytes:
        limit = PIECE_BYTES if size is None or size < 0 else min(size, PIECE_BYTES)
        piece = super().read(limit)
        self._sent(len(piece))
        return piece


def submission(xml: bytes, upload: Upload | None) -> tuple[bytes, str]:
    """Return body and content type; the part's *name* is the file's name (central-api.md §1)."""
    boundary = secrets.token_hex(16)
    parts = [_part(boundary, "xml_submission_file", "submission.xml", "text/xml", xml)]
    if upload is not None:
        parts.append(_part(
            boundary, upload.name, upload.name, "application/octet-stream", upload.data
        ))
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), (
        f"multipart/form-data; boundary={boundary}"
    )


def _part(boundary: str, name: str, filename: str, kind: str, data: bytes) -> bytes:
    named = f'name="{_quoted(name)}"; filename="{_quoted(filename)}"'
    head = (
        f"--{boundary}\r\nContent-Disposition: form-data; {named}\r\n"
        f"Content-Type: {kind}\r\n\r\n"
    )
    return head.encode() + data + b"\r\n"


def _quoted(name: str) -> str:
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
