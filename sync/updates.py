"""Taking in a signed file: a questionnaire or a table from the office, without a network."""

import base64
import json
from collections.abc import Mapping

from sync.down import LoadForm
from sync.entity_lists import read_entities
from sync.signing import CONFIGURATION, QUESTIONNAIRE, Signed, verify
from sync.store import Store

TRUSTED = "trusted_signers"


def trusted_signers(store: Store) -> Mapping[str, bytes]:
    """Return the public keys by name that this laptop trusts."""
    known = json.loads(store.setting(TRUSTED) or "{}")
    return {str(name): base64.b64decode(key) for name, key in known.items()}


def trust(store: Store, signer: str, public_key: bytes) -> None:
    """Trust a signer from now on; the person has compared the fingerprint."""
    known = {name: base64.b64encode(key).decode() for name, key in trusted_signers(store).items()}
    known[signer] = base64.b64encode(public_key).decode()
    store.set_setting(TRUSTED, json.dumps(known, ensure_ascii=False))


def take_in_signed(store: Store, data: bytes, load: LoadForm) -> Signed:
    """Verify a signed file and keep what is in it; return it for the screen to name.

    A configuration is only returned: a person decides whether to use it.

    Raises:
        SigningError: ``unsigned``, ``altered``, ``unknown-signer``; nothing is kept then.
    """
    signed = verify(data, trusted_signers(store))
    if signed.kind == QUESTIONNAIRE:
        store.put_questionnaire(load(signed.payload, {}), signer=signed.signer)
    elif signed.kind != CONFIGURATION:
        store.put_entities(signed.name, read_entities(signed.name, signed.payload))
    return signed
