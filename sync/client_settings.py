"""The text in the QR code that configures ODK Collect and us: base64(zlib(JSON)).

Source: https://docs.getodk.org/collect-import-export/#settings-json
"""

import base64
import binascii
import json
import zlib

# What a code may swell to: a QR code holds 3 kB.
LARGEST_BYTES = 2**20


def settings_code(url: str, name: str) -> str:
    """Return the text of the QR code that configures ODK Collect and us alike."""
    data = {"general": {"server_url": url}, "admin": {}, "project": {"name": name}}
    return base64.b64encode(zlib.compress(json.dumps(data, ensure_ascii=False).encode())).decode()


def unpacked(text: str) -> str:
    """Return the JSON in a code; empty when it is none."""
    try:
        packed = base64.b64decode("".join(text.split()), validate=True)
        return zlib.decompressobj().decompress(packed, LARGEST_BYTES).decode()
    except (binascii.Error, zlib.error, UnicodeDecodeError, ValueError):
        return ""
