"""An encrypted file of entries: read and written in pieces, so that a gigabyte needs no gigabyte.

Layout: the magic line; the length of a JSON head and the head (salt, scrypt numbers, nonce prefix);
then pieces of 256 KiB, each AES-256-GCM with nonce = prefix + counter + last flag (the STREAM
construction: no piece can be dropped, doubled, moved or cut off at the end). Inside is a sequence
of entries: length of a JSON head, head ``{name, size, sha256}``, bytes.
"""

import base64
import hashlib
import json
import secrets
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from sync.errors import SyncError
from sync.files import disk_error, flush_folder

MAGIC = b"YZHANDOVER1\n"
PIECE_BYTES = 256 * 1024
TAG_BYTES = 16
SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**15, 8, 1
# A head from a stranger must not make us reserve gigabytes or stretch a key for hours.
LARGEST_HEAD, LARGEST_N, LARGEST_ENTRY = 2**24, 2**20, 2**31


class ContainerError(SyncError):
    """Codes: ``not-a-package``, ``package-newer``, ``wrong-passphrase``, ``package-damaged``."""


@dataclass(frozen=True, slots=True)
class Item:
    """An entry: its name and its bytes, fetched when they are needed."""

    name: str
    read: Callable[[], bytes]


def write_container(path: Path, passphrase: str, items: Iterable[Item]) -> int:
    """Write the entries to ``path`` at once whole or not at all; return the file's size.

    Raises:
        StoreError: ``disk-full``, ``read-only``, ``disk-error``.
    """
    aside = path.with_name(f"{path.name}.new")
    try:
        with aside.open("wb") as file:
            _write(file, passphrase, items)
            file.flush()
        aside.replace(path)
        flush_folder(path.parent)
    except OSError as error:
        raise disk_error(error, path.parent) from error
    finally:
        aside.unlink(missing_ok=True)
    return path.stat().st_size


def read_container(path: Path, passphrase: str) -> Iterator[tuple[str, bytes]]:
    """Yield (name, bytes) of every entry, each checked against its hash.

    Raises:
        ContainerError: as soon as something is not what was written.
    """
    try:
        with path.open("rb") as file:
            yield from _entries(_Pieces(file, passphrase))
    except OSError as error:
        raise disk_error(error, path.parent) from error


def _write(file: BinaryIO, passphrase: str, items: Iterable[Item]) -> None:
    salt, prefix = secrets.token_bytes(16), secrets.token_bytes(7)
    head = json.dumps({
        "salt": _text(salt), "prefix": _text(prefix), "n": SCRYPT_N, "r": SCRYPT_R, "p": SCRYPT_P,
    }).encode()
    file.write(MAGIC + struct.pack(">I", len(head)) + head)
    cipher = AESGCM(_stretch(passphrase, salt, SCRYPT_N, SCRYPT_R, SCRYPT_P))
    buffer, counter = bytearray(), 0
    for block in _plain(items):
        buffer += block
        while len(buffer) > PIECE_BYTES:
            piece = bytes(buffer[:PIECE_BYTES])
            file.write(cipher.encrypt(_nonce(prefix, counter, last=False), piece, head))
            del buffer[:PIECE_BYTES]
            counter += 1
    file.write(cipher.encrypt(_nonce(prefix, counter, last=True), bytes(buffer), head))


def _plain(items: Iterable[Item]) -> Iterator[bytes]:
    for item in items:
        data = item.read()
        head = json.dumps({
            "name": item.name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest(),
        }, ensure_ascii=False).encode()
        yield struct.pack(">I", len(head)) + head
        yield data


class _Pieces:
    """The decrypted stream of a container."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        self._file = file
        if file.read(len(MAGIC)) != MAGIC:
            raise ContainerError("not-a-package")
        self._head = self._raw_head()
        self._prefix, self._cipher = self._opened(passphrase)
        self._counter, self._next = 0, file.read(PIECE_BYTES + TAG_BYTES)
        self._buffer = bytearray()

    def take(self, size: int) -> bytes:
        """Return ``size`` bytes; fewer only at the end."""
        while len(self._buffer) < size and self._next:
            self._buffer += self._decrypted()
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def _raw_head(self) -> bytes:
        size = self._file.read(4)
        if len(size) < 4 or struct.unpack(">I", size)[0] > LARGEST_HEAD:
            raise ContainerError("package-damaged")
        return self._file.read(struct.unpack(">I", size)[0])

    def _opened(self, passphrase: str) -> tuple[bytes, AESGCM]:
        try:
            head = json.loads(self._head)
            numbers = (int(head["n"]), int(head["r"]), int(head["p"]))
            salt, prefix = base64.b64decode(head["salt"]), base64.b64decode(head["prefix"])
        except (ValueError, KeyError, TypeError) as error:
            raise ContainerError("package-damaged") from error
        if numbers[0] > LARGEST_N or numbers[1] > 16 or numbers[2] > 4 or len(prefix) != 7:
            raise ContainerError("package-damaged")
        return prefix, AESGCM(_stretch(passphrase, salt, *numbers))

    def _decrypted(self) -> bytes:
        piece, self._next = self._next, self._file.read(PIECE_BYTES + TAG_BYTES)
        nonce = _nonce(self._prefix, self._counter, last=not self._next)
        try:
            data = self._cipher.decrypt(nonce, piece, self._head)
        except InvalidTag as error:
            code = "wrong-passphrase" if self._counter == 0 else "package-damaged"
            raise ContainerError(code) from error
        self._counter += 1
        return data


def _entries(pieces: _Pieces) -> Iterator[tuple[str, bytes]]:
    while size := pieces.take(4):
        if len(size) < 4:
            raise ContainerError("package-damaged")
        try:
            head = json.loads(pieces.take(min(struct.unpack(">I", size)[0], LARGEST_HEAD)))
            name, wanted, sha256 = str(head["name"]), int(head["size"]), head["sha256"]
        except (ValueError, KeyError, TypeError) as error:
            raise ContainerError("package-damaged") from error
        data = pieces.take(min(wanted, LARGEST_ENTRY))
        if len(data) != wanted or hashlib.sha256(data).hexdigest() != sha256:
            raise ContainerError("package-damaged", name=name)
        yield name, data


def _stretch(passphrase: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=n, r=r, p=p).derive(passphrase.encode())


def _nonce(prefix: bytes, counter: int, *, last: bool) -> bytes:
    return prefix + struct.pack(">I", counter) + (b"\1" if last else b"\0")


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
