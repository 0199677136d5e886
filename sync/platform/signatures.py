"""The platform's signing key: made when first needed, kept in its database."""

import base64

from sqlalchemy.orm import Session

from sync.platform.tables import SettingRow
from sync.signing import QUESTIONNAIRE, fingerprint, new_keys, sign

SIGNER = "企业上云诊断平台"


def identity(session: Session) -> tuple[str, str, str]:
    """Return (signer's name, public key in base64, its fingerprint) for people to compare."""
    _, public = _keys(session)
    return SIGNER, base64.b64encode(public).decode(), fingerprint(public)


def signed_questionnaire(session: Session, data: bytes, name: str) -> bytes:
    """Return a questionnaire as a signed file."""
    private, _ = _keys(session)
    return sign(data, kind=QUESTIONNAIRE, name=name, signer=SIGNER, private_key=private)


def _keys(session: Session) -> tuple[bytes, bytes]:
    row = session.get(SettingRow, "signing_key")
    if row is None:
        private, public = new_keys()
        text = f"{base64.b64encode(private).decode()} {base64.b64encode(public).decode()}"
        session.add(SettingRow(name="signing_key", text=text))
        return private, public
    private_text, public_text = row.text.split()
    return base64.b64decode(private_text), base64.b64decode(public_text)
