"""OpenRosa: ODK Central, KoboToolbox, Ona and our own platform (odk.md §14, central-api.md §1)."""

import xml.etree.ElementTree as ET
from typing import Any
from urllib.parse import quote

import requests

from sync.addresses import same_server
from sync.client.http import (
    READ_TIMEOUT_S,
    authentication,
    call,
    expect,
    host_of,
    is_html,
    message_of,
    new_session,
    redirected,
    retry_after_s,
)
from sync.client.multipart import Body, submission
from sync.errors import OfflineError, ServerRejectedError, SyncError
from sync.instance import InstanceError, local_name, parse
from sync.transport import Fetched, RemoteForm, RemoteMedia, Reply, Sent, Upload
from sync.values import ServerConfig

HEADERS = {"X-OpenRosa-Version": "1.0"}


class OpenRosaTransport:
    """One server behind a base URL; an app-user key is part of that URL."""

    def __init__(self, config: ServerConfig, read_timeout_s: float = READ_TIMEOUT_S) -> None:
        self.server = host_of(config.url)
        self._base = config.url.rstrip("/")
        device = f"?deviceID={quote(config.device_id, safe='')}" if config.device_id else ""
        self._submission = f"{self._base}/submission{device}"
        self._config, self._read_timeout_s = config, read_timeout_s
        self._session = new_session(read_timeout_s)
        self._session.headers.update(HEADERS)

    def form_list(self) -> tuple[RemoteForm, ...]:
        response = expect(self._ask("GET", f"{self._base}/formList"), 200)
        root = _openrosa(response, "xforms")
        return tuple(_remote_form(node) for node in root)

    def manifest(self, form: RemoteForm) -> tuple[RemoteMedia, ...]:
        if not form.manifest_url:
            return ()
        response = expect(self._ask("GET", form.manifest_url), 200)
        return tuple(_remote_media(node) for node in _openrosa(response, "manifest"))

    def fetch(self, url: str, etag: str = "") -> Fetched:
        headers = {"If-None-Match": etag} if etag else {}
        response = self._ask("GET", url, headers=headers)
        elsewhere = redirected(response)
        if elsewhere and not same_server(elsewhere, url):
            response = self._from_store(elsewhere)
        expect(response, 200, 304)
        if response.status_code == 304:
            return Fetched(None, etag)
        if is_html(response):
            raise OfflineError("captive-portal", url=self.server)
        return Fetched(response.content, response.headers.get("ETag", ""))

    def size_limit(self) -> int:
        response = self._ask("HEAD", self._submission)
        if response.status_code == 204 or "X-OpenRosa-Accept-Content-Length" in response.headers:
            limit = response.headers.get("X-OpenRosa-Accept-Content-Length", "0")
            return int(limit) if limit.isdigit() else 0
        expect(response, 204)
        return 0

    def submit(self, xml: bytes, upload: Upload | None, sent: Sent) -> Reply:
        data, kind = submission(xml, upload)
        response = self._ask(
            "POST", self._submission, data=Body(data, sent),
            headers={"Content-Type": kind},
        )
        return Reply(
            status=response.status_code, message=message_of(response),
            server_time=response.headers.get("Date", ""),
            receipt=response.headers.get("X-Yunzhen-Receipt", ""),
            retry_after_s=retry_after_s(response), is_html=is_html(response),
        )

    def close(self) -> None:
        self._session.close()

    def _from_store(self, url: str) -> requests.Response:
        """Ask the store of files that the server sent us to; it learns no key and no password."""
        with new_session(self._read_timeout_s) as bare:
            response = call(bare, "GET", url)
        if response.status_code != 200:
            status, words = response.status_code, message_of(response)
            raise ServerRejectedError("refused", status=status, detail=words)
        return response

    def _ask(self, method: str, url: str, **named: Any) -> requests.Response:
        """Ask, and once more with name and password when the server wants them.

        Raises:
            SyncError: ``wrong-domain``: an address that leads elsewhere is given nothing.
        """
        if not same_server(url, self._base):
            raise SyncError("wrong-domain", found=host_of(url), server=self.server)
        response = call(self._session, method, url, **named)
        if response.status_code != 401 or self._session.auth is not None:
            return response
        offer = response.headers.get("WWW-Authenticate", "Basic")
        self._session.auth = authentication(
            self._base, offer, self._config.username, self._config.password
        )
        if self._session.auth is None:
            return response
        if isinstance(named.get("data"), Body):
            named["data"].seek(0)
        return call(self._session, method, url, **named)


def _openrosa(response: requests.Response, name: str) -> ET.Element:
    """Return the document; whatever else came with 200 is somebody else's page."""
    try:
        root = parse(response.content)
    except InstanceError as error:
        raise OfflineError("captive-portal") from error
    if local_name(root) != name:
        raise OfflineError("captive-portal")
    return root


def _texts(node: ET.Element) -> dict[str, str]:
    return {local_name(child): (child.text or "").strip() for child in node}


def _remote_form(node: ET.Element) -> RemoteForm:
    texts = _texts(node)
    return RemoteForm(
        form_id=texts.get("formID", ""), version=texts.get("version", ""),
        name=texts.get("name", ""), hash=texts.get("hash", ""),
        download_url=texts.get("downloadUrl", ""), manifest_url=texts.get("manifestUrl", ""),
    )


def _remote_media(node: ET.Element) -> RemoteMedia:
    texts = _texts(node)
    return RemoteMedia(
        name=texts.get("filename", ""), hash=texts.get("hash", ""),
        download_url=texts.get("downloadUrl", ""), kind=node.get("type", ""),
        integrity_url=texts.get("integrityUrl", ""),
    )
