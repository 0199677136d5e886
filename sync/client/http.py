"""The requests session: time limits, safe retries, and broken lines as errors of ours."""

import logging
import re
import ssl
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urljoin

import requests
import truststore
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth
from urllib3.exceptions import HTTPError
from urllib3.util import Retry

from sync.addresses import origin
from sync.errors import (
    AuthExpiredError,
    OfflineError,
    ServerBusyError,
    ServerRejectedError,
    SyncError,
)

CONNECT_TIMEOUT_S, READ_TIMEOUT_S = 10.0, 60.0
SAFE = Retry(
    total=2, backoff_factor=0.2, status_forcelist=(), allowed_methods={"GET", "HEAD", "PUT"},
    raise_on_status=False,
)
# It logs whole addresses, and ours carry keys.
logging.getLogger("urllib3").setLevel(logging.CRITICAL)
MOVED = frozenset({302, 303, 307})
BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})


def _trust() -> ssl.SSLContext:
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Adapter(HTTPAdapter):
    """Gives every request a time limit and repeats only what is safe to repeat."""

    def __init__(self, read_timeout_s: float) -> None:
        self._timeout = (CONNECT_TIMEOUT_S, read_timeout_s)
        super().__init__(max_retries=SAFE)

    def init_poolmanager(self, *args: Any, **named: Any) -> None:
        """Trust whom the system trusts: an authority's own certificates stand there."""
        super().init_poolmanager(*args, **named, ssl_context=_trust())

    def proxy_manager_for(self, *args: Any, **named: Any) -> Any:
        """The same behind an office's proxy, which often has a certificate of its own."""
        return super().proxy_manager_for(*args, **named, ssl_context=_trust())

    def send(
        self, request: requests.PreparedRequest, *args: Any, **named: Any
    ) -> requests.Response:
        named["timeout"] = named.get("timeout") or self._timeout
        return super().send(request, *args, **named)


def new_session(read_timeout_s: float = READ_TIMEOUT_S) -> requests.Session:
    """Return a session that keeps and sends no cookies and follows no redirect."""
    session = requests.Session()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers["User-Agent"] = "yunzhen"
    for scheme in ("http://", "https://"):
        session.mount(scheme, Adapter(read_timeout_s))
    return session


def call(
    session: requests.Session, method: str, url: str, **named: Any
) -> requests.Response:
    """Ask and return the whole answer; a redirect is an answer too.

    Raises:
        OfflineError: ``tls``, ``timeout``, ``unreachable`` (never connected) or ``cut``.
    """
    try:
        return session.request(method, url, allow_redirects=False, **named)
    except requests.exceptions.SSLError as error:
        raise OfflineError("tls", url=host_of(url)) from error
    except requests.exceptions.Timeout as error:
        raise OfflineError("timeout", url=host_of(url)) from error
    except requests.exceptions.ConnectionError as error:
        raise OfflineError(_how_lost(error), url=host_of(url)) from error
    except (requests.exceptions.RequestException, HTTPError, OSError, ValueError) as error:
        raise OfflineError("cut", url=host_of(url)) from error


def expect(response: requests.Response, *statuses: int) -> requests.Response:
    """Return the answer to a question if its status is wanted.

    Raises:
        SyncError: ``use-https``: the server sends plain questions to its address with TLS.
        AuthExpiredError: 401, 403.
        ServerBusyError: the server asks for patience.
        OfflineError: ``captive-portal``: somebody else answers, with a page where the server
            speaks XML or JSON.
        ServerRejectedError: anything else, with status and the server's words.
    """
    status = response.status_code
    if status in statuses:
        return response
    if status < 400 and _wants_tls(response):
        raise SyncError("use-https", found=host_of(response.url))
    if status < 400 or (status in {401, 403} and is_html(response)):
        raise OfflineError("captive-portal", status=status)
    if status in {401, 403}:
        raise AuthExpiredError("auth-expired", status=status)
    if status in BUSY:
        raise ServerBusyError("server-busy", status=status, retry_after_s=retry_after_s(response))
    raise ServerRejectedError("refused", status=status, detail=message_of(response))


def redirected(response: requests.Response) -> str:
    """Return where a file lies instead: a server may keep files in a store beside it; '' if not."""
    found = response.headers.get("Location", "")
    return urljoin(response.url, found) if found and response.status_code in MOVED else ""


def _wants_tls(response: requests.Response) -> bool:
    goal, asked = redirected(response) or _moved_for_good(response), response.url
    return asked.startswith("http:") and origin(goal) == origin(f"https:{asked[5:]}")


def _moved_for_good(response: requests.Response) -> str:
    return response.headers.get("Location", "") if response.status_code in {301, 308} else ""


def is_html(response: requests.Response) -> bool:
    """Say whether the body is a web page, by its type or its looks."""
    kind = response.headers.get("Content-Type", "")
    start = response.content[:200].lstrip().lower()
    return "html" in kind or start.startswith((b"<!doctype html", b"<html"))


def message_of(response: requests.Response) -> str:
    """Return the server's words: OpenRosa's message, the REST message, or the page without tags."""
    text = response.content[:20_000].decode("utf-8", "replace")
    found = re.search(r"<message[^>]*>(.*?)</message>", text, re.S)
    if found:
        return _plain(found.group(1))
    if text.lstrip().startswith("{"):
        try:
            return str(response.json().get("message", ""))
        except ValueError:
            return text[:300]
    return _plain(re.sub(r"(?s)<(style|script).*?</\1>", " ", text))[:300]


def retry_after_s(response: requests.Response) -> float:
    """Return the pause in seconds that the server asks for, at most an hour; 0 when none."""
    value = response.headers.get("Retry-After", "")
    return min(float(value), 3600.0) if re.fullmatch(r"\d+", value) else 0.0


def authentication(url: str, offer: str, username: str, password: str) -> AuthBase | None:
    """Return how to answer a ``WWW-Authenticate`` offer, which may name several ways.

    None without a name, and where the password would go over the network in plain text.
    """
    if not username:
        return None
    if re.search(r"(^|[\s,])digest\s", offer.lower()):
        return HTTPDigestAuth(username, password)
    if not is_private(url):
        return None
    return HTTPBasicAuth(username.encode(), password.encode())


def is_private(url: str) -> bool:
    """Say whether nobody in between can read along: TLS, or this very computer."""
    host = host_of(url).rpartition(":")[0] or host_of(url)
    return url.startswith("https://") or host in {"127.0.0.1", "localhost", "[::1]"}


def host_of(url: str) -> str:
    """Return the host alone: a key in the path belongs in no message."""
    found = re.match(r"https?://([^/]+)", url)
    return found.group(1) if found else ""


def _how_lost(error: requests.exceptions.ConnectionError) -> str:
    text = repr(error)
    return "unreachable" if "NewConnection" in text or "NameResolution" in text else "cut"


def _plain(markup: str) -> str:
    text = re.sub(r"<[^>]+>", " ", markup)
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"),
                         ("&#39;", "'"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return " ".join(text.split())
