"""Photos, signatures and logos as a file holds them: upright, opaque, no larger than is printed."""

import io

from PIL import Image, ImageOps

UNREADABLE = (OSError, ValueError, SyntaxError, Image.DecompressionBombError)
# A photo is at most 80 mm wide: 300 dpi of that.
WIDEST_PIXELS = 945


def readable(data: bytes) -> bool:
    """Return whether bytes are a picture, by its head: decoding is left to the printing."""
    try:
        Image.open(io.BytesIO(data)).verify()
    except UNREADABLE:
        return False
    return True


def printable(data: bytes) -> tuple[Image.Image, bytes]:
    """Return the picture as it is printed, and as JPEG where it came as one (else nothing).

    A JPEG is decoded at the size that is needed; line art (PNG) keeps its sharp edges.

    Raises:
        OSError, ValueError, SyntaxError, DecompressionBombError: it is none; see ``UNREADABLE``.
    """
    image: Image.Image = Image.open(io.BytesIO(data))
    lossy = image.format == "JPEG"
    image.draft("RGB", (WIDEST_PIXELS, WIDEST_PIXELS))
    image.load()
    image = _opaque(ImageOps.exif_transpose(image))
    if max(image.size) > WIDEST_PIXELS:
        image.thumbnail((WIDEST_PIXELS, WIDEST_PIXELS))
    return image, _encoded(image, "JPEG") if lossy else b""


def office_bytes(data: bytes) -> tuple[bytes, tuple[int, int]]:
    """Return a picture in a form that every office program takes, and its size in pixels.

    Raises:
        OSError, ValueError, SyntaxError, DecompressionBombError: it is none; see ``UNREADABLE``.
    """
    image, jpeg = printable(data)
    return jpeg or _encoded(image, "PNG"), image.size


def _encoded(image: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, quality=85)
    return out.getvalue()


def _opaque(image: Image.Image) -> Image.Image:
    if image.mode in ("RGBA", "LA", "P", "PA"):
        white = Image.new("RGB", image.size, "white")
        rgba = image.convert("RGBA")
        white.paste(rgba, mask=rgba.getchannel("A"))
        return white
    return image if image.mode in ("RGB", "L") else image.convert("RGB")
