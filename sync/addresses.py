"""Addresses compared as servers mean them: either case of letters, the scheme's port or none."""

from urllib.parse import urlsplit

PORTS = {"http": 80, "https": 443}


def origin(url: str) -> str:
    """Return ``scheme://host[:port]`` in lower case, without the scheme's own port; '' for none."""
    try:
        parts = urlsplit(url.strip())
        scheme, host, port = parts.scheme.lower(), (parts.hostname or "").lower(), parts.port
    except ValueError:
        return ""
    if scheme not in PORTS or not host:
        return ""
    host = f"[{host}]" if ":" in host else host
    return f"{scheme}://{host}" if port in {None, PORTS[scheme]} else f"{scheme}://{host}:{port}"


def normalised(url: str) -> str:
    """Return an address with its origin in the one form that is compared; others as they are."""
    found = origin(url)
    parts = urlsplit(url.strip()) if found else None
    return url.strip() if parts is None else f"{found}{parts.path}" + (
        f"?{parts.query}" if parts.query else "")


def same_server(one: str, other: str) -> bool:
    """Say whether two addresses lead to one server in the same way, plain or over TLS."""
    return bool(origin(one)) and origin(one) == origin(other)
