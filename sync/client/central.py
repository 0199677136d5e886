"""Central's REST for those with a web account: reviews, comments, reviewers' edits (§2)."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, unquote

import requests

from sync.addresses import same_server
from sync.client.http import READ_TIMEOUT_S, expect, host_of, is_html
from sync.client.web_session import WebSession, answer_of
from sync.errors import OfflineError, SyncError
from sync.transport import RemoteRecord
from sync.values import Review, ServerConfig

EXTENDED = {"X-Extended-Metadata": "true"}
# Where the address of a later version redirects to (central-api.md §2).
ROOT = re.compile(r"submissions/([^/]+)/versions/")


class CentralRest:
    """A web user's session with one project; ``rest_url`` is ``https://HOST/v1/projects/P``."""

    def __init__(self, config: ServerConfig, read_timeout_s: float = READ_TIMEOUT_S) -> None:
        self._project = config.rest_url.rstrip("/")
        api = self._project.rsplit("/projects/", 1)[0]
        self._session = WebSession(api, config.rest_email, config.rest_password, read_timeout_s)
        self.server = self._session.server
        self._roots: dict[str, str] = {}

    def record(self, form_id: str, instance_id: str) -> RemoteRecord | None:
        url = self._url(form_id, instance_id)
        response = self._session.ask("GET", url)
        moved = ROOT.search(response.headers.get("Location", ""))
        if response.status_code == 301 and moved is not None:
            # The id is a later version's: the server names a record by its first one.
            self._roots[instance_id] = unquote(moved.group(1))
            url = self._url(form_id, instance_id)
            response = self._session.ask("GET", url)
        found = self._read(response)
        if found is None:
            return None
        # Only the extended answers name who it was.
        comments = self._json("GET", f"{url}/comments", EXTENDED) or []
        # A supervisor's words beside a decision are in the audit log only, as notes.
        audits = self._json("GET", f"{url}/audits", EXTENDED) or []
        decisions = [one for one in audits if "reviewState" in (one.get("details") or {})]
        current = str(found.get("currentVersion", {}).get("instanceId", instance_id))
        return RemoteRecord(
            str(found.get("reviewState") or ""), current,
            tuple(map(_comment, comments)) + tuple(map(_decision, decisions)),
        )

    def changed_since(self, form_id: str, since: str) -> tuple[frozenset[str], str]:
        query = f"__system/submissionDate ge {since} or __system/updatedAt ge {since}"
        url = f"{self._project}/forms/{quote(form_id)}.svc/Submissions?$select=__id,__system"
        if since:
            url += f"&$filter={quote(query)}"
        ids: set[str] = set()
        latest = since
        while url:
            page = self._feed(url)
            for one in page.get("value", []):
                ids.add(str(one["__id"]))
                system = one.get("__system", {})
                latest = max(latest, system.get("updatedAt") or system.get("submissionDate") or "")
            url = str(page.get("@odata.nextLink") or "")
            if url and not same_server(url, self._project):
                # Central builds it from its configured domain; the token goes nowhere else.
                raise SyncError("wrong-domain", found=host_of(url), server=self.server)
        return frozenset(ids), latest

    def entity_list(self, dataset: str) -> bytes | None:
        url = f"{self._project}/datasets/{quote(dataset)}/entities.csv"
        response = self._session.ask("GET", url)
        if response.status_code in {403, 404}:
            return None
        if is_html(expect(response, 200)):
            raise OfflineError("captive-portal", url=self.server)
        return response.content

    def current_xml(self, form_id: str, instance_id: str) -> bytes:
        response = self._session.ask("GET", f"{self._url(form_id, instance_id)}.xml")
        return expect(response, 200).content

    def close(self) -> None:
        self._session.close()

    def _url(self, form_id: str, instance_id: str) -> str:
        instance_id = self._roots.get(instance_id, instance_id)
        return f"{self._project}/forms/{quote(form_id)}/submissions/{quote(instance_id, safe='')}"

    def _feed(self, url: str) -> Any:
        """Return a page of the change feed.

        Raises:
            SyncError: ``no-review-rights``: this account may not read the project's records.
        """
        response = self._session.ask("GET", url)
        if response.status_code in {403, 404}:
            raise SyncError("no-review-rights", found=str(response.status_code))
        return answer_of(response)

    def _json(self, method: str, url: str, headers: Mapping[str, str] | None = None) -> Any:
        """Return the answer's JSON; None for what is not there or not for this account.

        Raises:
            OfflineError: ``captive-portal`` when a success is no JSON.
        """
        return self._read(self._session.ask(method, url, headers))

    def _read(self, response: requests.Response) -> Any:
        if response.status_code in {403, 404}:
            return None
        return answer_of(response)


def _comment(one: dict[str, Any]) -> tuple[str, Review]:
    made_at, body = str(one.get("createdAt", "")), str(one.get("body", ""))
    key = f"comment:{one.get('actorId', '')}:{made_at}"
    return key, Review("comment", "", body, _author(one), _time(made_at))


def _decision(one: dict[str, Any]) -> tuple[str, Review]:
    made_at, state = str(one.get("loggedAt", "")), str(one["details"]["reviewState"] or "")
    key = f"state:{state}:{made_at}"
    return key, Review("state", state, str(one.get("notes") or ""), _author(one), _time(made_at))


def _author(one: dict[str, Any]) -> str:
    actor = one.get("actor")
    return str(actor.get("displayName", "")) if isinstance(actor, dict) else ""


def _time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
