"""Where the server is: typed, pasted, from ODK Central's QR picture, or from a file of the office.

ODK Central's QR code holds base64(zlib(JSON)) with ``general.server_url`` (ODK Collect's settings
format, https://docs.getodk.org/collect-import-export/#settings-json).
"""

import json
import re
from dataclasses import replace
from io import BytesIO
from typing import Any

from sync.addresses import normalised
from sync.client_settings import unpacked
from sync.errors import SyncError
from sync.values import ServerConfig

SETTING = "server"
# A draft's address ends in ``…/forms/F/draft`` and is one whole.
PAGE = re.compile(r"/(formList|submission|forms/[^/]+(\.xml|/manifest)?)?/?$")
PROJECT = re.compile(r"^(https?://[^/\s]+(?:/[^\s]*?)?)/v1/key/([^/\s]+)/projects/(\d+)")


class ConfigurationError(SyncError):
    """Codes: ``no-address``, ``not-a-configuration``, ``no-qr-code``, ``not-a-picture``."""


def read_configuration(text: str) -> ServerConfig:
    """Read what somebody pasted: an address, Collect's settings, or our own JSON.

    Raises:
        ConfigurationError: ``no-address``, ``not-a-configuration``.
    """
    pasted = text.strip()
    if re.match(r"https?://", pasted, re.IGNORECASE):
        return with_review_address(ServerConfig(url=_base(pasted)))
    data = _json(pasted)
    if "general" in data:
        return _of_collect(data["general"])
    if "url" not in data or not set(data) <= set(ServerConfig().given_out()):
        raise ConfigurationError("not-a-configuration")
    return ServerConfig.read(data)


def read_picture(data: bytes) -> ServerConfig:
    """Read the QR code in a picture or a screenshot.

    Raises:
        ConfigurationError: what ``read_code`` and ``read_configuration`` say.
    """
    return read_configuration(read_code(data))


def read_code(data: bytes) -> str:
    """Return what the first QR code in a picture says.

    Raises:
        ConfigurationError: ``not-a-picture``, ``no-qr-code``.
    """
    import zxingcpp  # with NumPy behind it, for a picture once in a laptop's life
    from PIL import Image, UnidentifiedImageError

    try:
        picture = Image.open(BytesIO(data)).convert("L")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise ConfigurationError("not-a-picture") from error
    codes = zxingcpp.read_barcodes(picture)
    if not codes:
        raise ConfigurationError("no-qr-code")
    return codes[0].text


def write_configuration(config: ServerConfig) -> str:
    """Return the JSON that is kept in the store's settings (encrypted) or given out as a file."""
    return json.dumps(config.given_out(), ensure_ascii=False)


def with_review_address(config: ServerConfig) -> ServerConfig:
    """Return the configuration with the REST address of the same project filled in."""
    found = PROJECT.match(config.url)
    if found is None or config.rest_url:
        return config
    server, _, project = found.groups()
    return replace(config, rest_url=f"{server}/v1/projects/{project}")


def _of_collect(general: Any) -> ServerConfig:
    if not isinstance(general, dict) or not str(general.get("server_url", "")).strip():
        raise ConfigurationError("no-address")
    return with_review_address(ServerConfig(
        url=_base(str(general["server_url"])), username=str(general.get("username") or ""),
        password=str(general.get("password") or ""),
    ))


def _base(address: str) -> str:
    """Return the address without what is often pasted along: a page of it, a slash."""
    return PAGE.sub("", normalised(address))


def _json(text: str) -> dict[str, Any]:
    """Return the JSON object in ``text``, plain or packed."""
    for candidate in (text, unpacked(text)):
        try:
            data = json.loads(candidate)
        except ValueError:
            continue
        if isinstance(data, dict):
            return data
    raise ConfigurationError("not-a-configuration")
