"""Taking in a signed file: a questionnaire or a table from the office, without a network."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sync.down import LoadForm
from sync.entity_lists import read_entities
from sync.signing import CONFIGURATION, QUESTIONNAIRE, Signed, SigningError, verify
from sync.store import Store

TRUSTED, TAKEN = "trusted_signers", "taken_tables"
KEY_BYTES = 32
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the system's time, aware."""
    return datetime.now(UTC)


def trusted_signers(store: Store) -> Mapping[str, bytes]:
    """Return the public keys by name that this laptop trusts."""
    known = json.loads(store.setting(TRUSTED) or "{}")
    return {str(name): base64.b64decode(key) for name, key in known.items()}


def trust(store: Store, signer: str, public_key: bytes) -> None:
    """Trust a signer from now on; the person has compared the fingerprint."""
    known = {name: base64.b64encode(key).decode() for name, key in trusted_signers(store).items()}
    known[signer] = base64.b64encode(public_key).decode()
    store.set_setting(TRUSTED, json.dumps(known, ensure_ascii=False))


def distrust(store: Store, signer: str) -> None:
    """Trust a signer no more; what was taken in from them stays."""
    known = {name: base64.b64encode(key).decode() for name, key in trusted_signers(store).items()}
    known.pop(signer, None)
    store.set_setting(TRUSTED, json.dumps(known, ensure_ascii=False))


def read_public_key(text: str) -> bytes:
    """Return the key that an office gives out as text.

    Raises:
        SigningError: ``not-a-key``.
    """
    try:
        key = base64.b64decode("".join(text.split()), validate=True)
    except ValueError as error:
        raise SigningError("not-a-key") from error
    if len(key) != KEY_BYTES:
        raise SigningError("not-a-key")
    return key


@dataclass(frozen=True, slots=True)
class TakenTable:
    """An entity list that came as a signed file: from whom and when."""

    signer: str
    taken_at: str


def taken_tables(store: Store) -> Mapping[str, TakenTable]:
    """Return the entity lists that came as signed files, by their names."""
    known = json.loads(store.setting(TAKEN) or "{}")
    return {name: TakenTable(one["signer"], one["at"]) for name, one in known.items()}


def look_into_signed(store: Store, data: bytes) -> Signed:
    """Verify a signed file and return what is in it; nothing is kept.

    Raises:
        SigningError: ``unsigned``, ``altered``, ``unknown-signer``.
    """
    return verify(data, trusted_signers(store))


def take_in_signed(store: Store, data: bytes, load: LoadForm, now: Clock = utc_now) -> Signed:
    """Verify a signed file and keep what is in it; return it for the screen to name.

    A configuration is only returned: a person decides whether to use it.

    Raises:
        SigningError: ``unsigned``, ``altered``, ``unknown-signer``; nothing is kept then.
    """
    signed = look_into_signed(store, data)
    if signed.kind == QUESTIONNAIRE:
        store.put_questionnaire(load(signed.payload, {}), signer=signed.signer)
    elif signed.kind != CONFIGURATION:
        store.put_entities(signed.name, read_entities(signed.name, signed.payload))
        known = json.loads(store.setting(TAKEN) or "{}")
        known[signed.name] = {"signer": signed.signer, "at": now().isoformat()}
        store.set_setting(TAKEN, json.dumps(known, ensure_ascii=False))
    return signed
