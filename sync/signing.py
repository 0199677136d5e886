"""Signed files: questionnaires and tables that come without a network, with their signer shown.

Layout: the magic line, a JSON line ``{kind, name, signer, sha256, signature}``, the payload. The
Ed25519 signature covers kind, name, signer and the payload's sha256.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.errors import SyncError

MAGIC = b"YZSIGNED1\n"
QUESTIONNAIRE, TABLE, CONFIGURATION = "questionnaire", "table", "configuration"
KINDS = (QUESTIONNAIRE, TABLE, CONFIGURATION)


class SigningError(SyncError):
    """Codes: ``unsigned``, ``altered``, ``unknown-signer`` (with the name), ``not-a-key``."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A payload whose signature holds; ``name`` is that of the table, else informative."""

    kind: str
    name: str
    signer: str
    payload: bytes


def new_keys() -> tuple[bytes, bytes]:
    """Return (private, public) keys, 32 raw bytes each."""
    private = Ed25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def sign(payload: bytes, *, kind: str, name: str, signer: str, private_key: bytes) -> bytes:
    """Return the signed file."""
    if kind not in KINDS:
        raise ValueError(kind)
    head = {
        "kind": kind, "name": name, "signer": signer, "sha256": hashlib.sha256(payload).hexdigest()
    }
    signature = Ed25519PrivateKey.from_private_bytes(private_key).sign(_covered(head))
    line = json.dumps({**head, "signature": base64.b64encode(signature).decode()},
                      ensure_ascii=False)
    return MAGIC + line.encode() + b"\n" + payload


def verify(data: bytes, trusted: Mapping[str, bytes]) -> Signed:
    """Return what is in a signed file, if one of the trusted signers signed exactly this.

    ``trusted`` are public keys by signer's name.

    Raises:
        SigningError: for anything else.
    """
    if not data.startswith(MAGIC):
        raise SigningError("unsigned")
    line, separator, payload = data[len(MAGIC):].partition(b"\n")
    try:
        head = {str(name): str(value) for name, value in json.loads(line).items()}
        signature = base64.b64decode(head.pop("signature"), validate=True)
        signer, kind = head["signer"], head["kind"]
    except (ValueError, KeyError, AttributeError) as error:
        raise SigningError("altered") from error
    if signer not in trusted:
        raise SigningError("unknown-signer", signer=signer)
    try:
        Ed25519PublicKey.from_public_bytes(trusted[signer]).verify(signature, _covered(head))
    except InvalidSignature as error:
        raise SigningError("altered", signer=signer) from error
    whole = hashlib.sha256(payload).hexdigest() == head.get("sha256")
    if not whole or not separator or kind not in KINDS:
        raise SigningError("altered", signer=signer)
    return Signed(kind, head.get("name", ""), signer, payload)


def fingerprint(public_key: bytes) -> str:
    """Return a key's fingerprint as people compare it by telephone: 8 groups of 4."""
    digest = hashlib.sha256(public_key).hexdigest()[:32].upper()
    return " ".join(digest[start:start + 4] for start in range(0, 32, 4))


def _covered(head: Mapping[str, str]) -> bytes:
    """Return the bytes under the signature: the head's fields, each with its length before it."""
    fields = [head.get(name, "").encode() for name in ("kind", "name", "signer", "sha256")]
    return b"yunzhen-signed-1" + b"".join(len(one).to_bytes(4, "big") + one for one in fields)
