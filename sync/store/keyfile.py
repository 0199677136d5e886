"""The key file: one random database key, wrapped once for each person's passphrase.

Layout (JSON, version 1): ``{"version": 1, "wraps": [{name, kdf, n, r, p, salt, nonce, wrapped}]}``,
binary values in base64. A wrap is AES-256-GCM over the 32-byte key; the AES key is
scrypt(passphrase, salt, n, r, p); version and name are authenticated, so that no wrap can be
renamed. The file alone reveals nothing but the names of those who may open it.
"""

import base64
import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from sync.errors import StoreError
from sync.files import write_durably

VERSION = 1
# RFC 7914: 32 MiB and about 0.1 s on a laptop of 2015.
SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**15, 8, 1


@dataclass(frozen=True, slots=True)
class Wrap:
    """The database key as one person can unwrap it."""

    name: str
    salt: str
    nonce: str
    wrapped: str
    kdf: str = "scrypt"
    n: int = SCRYPT_N
    r: int = SCRYPT_R
    p: int = SCRYPT_P


def new_key() -> bytes:
    """Return a random raw key of 32 bytes."""
    return secrets.token_bytes(32)


def wrap(key: bytes, name: str, passphrase: str) -> Wrap:
    """Return ``key`` wrapped for ``name``."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    empty = Wrap(name, _text(salt), _text(nonce), "")
    sealed = AESGCM(_stretch(passphrase, empty)).encrypt(nonce, key, _bound(name))
    return replace(empty, wrapped=_text(sealed))


def unwrap(wraps: Sequence[Wrap], passphrase: str, name: str | None = None) -> tuple[bytes, str]:
    """Return the key and whose wrap opened; without ``name`` every wrap is tried.

    Raises:
        StoreError: ``wrong-passphrase``.
    """
    for one in wraps:
        if name is not None and one.name != name:
            continue
        try:
            return _open(one, passphrase), one.name
        except InvalidTag:
            continue
    raise StoreError("wrong-passphrase")


def read(path: Path) -> tuple[Wrap, ...]:
    """Return the wraps of a key file.

    Raises:
        StoreError: ``no-store`` without a file, ``newer`` for a later layout, else ``damaged``.
    """
    try:
        data = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise StoreError("no-store", path=str(path)) from error
    except OSError as error:
        raise StoreError("unreadable", path=str(path)) from error
    except ValueError as error:
        raise StoreError("damaged", path=str(path)) from error
    if isinstance(data, dict) and data.get("version", 0) > VERSION:
        raise StoreError("newer", revision=data["version"])
    try:
        return tuple(Wrap(**one) for one in data["wraps"])
    except (KeyError, TypeError) as error:
        raise StoreError("damaged", path=str(path)) from error


def write(path: Path, wraps: Sequence[Wrap]) -> None:
    """Replace the key file in one step: after a power cut the old or the new one is there."""
    data = {"version": VERSION, "wraps": [asdict(one) for one in wraps]}
    write_durably(path, json.dumps(data, ensure_ascii=False, indent=1).encode())
    if os.name == "posix":
        path.chmod(0o600)


def _open(one: Wrap, passphrase: str) -> bytes:
    return AESGCM(_stretch(passphrase, one)).decrypt(
        _bytes(one.nonce), _bytes(one.wrapped), _bound(one.name)
    )


def _stretch(passphrase: str, one: Wrap) -> bytes:
    kdf = Scrypt(salt=_bytes(one.salt), length=32, n=one.n, r=one.r, p=one.p)
    return kdf.derive(passphrase.encode())


def _bound(name: str) -> bytes:
    return f"yunzhen-key-{VERSION}:{name}".encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)
