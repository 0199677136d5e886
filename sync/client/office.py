"""What an office does at ODK Central, over REST: forms, media, entity lists, laptops' keys (§2)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import requests

from sync.client.http import expect, message_of
from sync.client.web_session import WebSession, answer_of
from sync.errors import ServerRejectedError

XML = {"Content-Type": "application/xml"}
BINARY = {"Content-Type": "application/octet-stream"}
PUBLISHED, SAME, OTHER = "published", "same", "version-exists"
# How Central's addresses name the version of a form that gives none.
BLANK_VERSION = "___"
# So many entities go in one request.
ENTITIES_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Row:
    """An entity: ``data`` are its properties, all text."""

    uuid: str
    label: str
    data: Mapping[str, str] = field(default_factory=dict)


class CentralOffice:
    """A manager's session with one project; everything may be done again and changes nothing."""

    def __init__(self, session: WebSession) -> None:
        self._session = session
        self._project = ""

    def open_project(self, name: str) -> str:
        """Find or make a project by its name or number; return its address.

        Raises:
            ServerRejectedError: ``encrypted-project``: its records would have to be encrypted.
        """
        projects: list[dict[str, Any]] = self._json("GET", f"{self._session.api}/projects")
        found = next((one for one in projects if name in {str(one["id"]), one["name"]}), None)
        if found is None:
            found = self._json("POST", f"{self._session.api}/projects", json={"name": name})
        if found.get("keyId") is not None:
            raise ServerRejectedError("encrypted-project", name=found["name"])
        self._project = f"{self._session.api}/projects/{found['id']}"
        return self._project

    def publish(self, xform: bytes, form_id: str, version: str, media: Mapping[str, bytes]) -> str:
        """Publish a version with its files; return ``PUBLISHED``, ``SAME`` or ``OTHER``.

        As a draft first, so that no laptop meets the form without its lists.
        """
        form = f"{self._project}/forms/{quote(form_id)}"
        if self._ask("GET", form).status_code == 404:
            # The form is new, and so is its draft.
            url = f"{self._project}/forms?ignoreWarnings=true"
        else:
            named = quote(version, safe="") or BLANK_VERSION
            there = self._ask("GET", f"{form}/versions/{named}.xml")
            if there.status_code == 200:
                return SAME if there.content == xform else OTHER
            url = f"{form}/draft?ignoreWarnings=true"
        expect(self._ask("POST", url, XML, data=xform), 200)
        self._put_media(f"{form}/draft/attachments", media)
        expect(self._ask("POST", f"{form}/draft/publish"), 200)
        return PUBLISHED

    def put_list(self, name: str, properties: Iterable[str]) -> None:
        """Make an entity list, or the properties that it lacks."""
        lists = f"{self._project}/datasets"
        url = f"{lists}/{quote(name)}"
        there = self._ask("GET", url)
        if there.status_code == 404:
            expect(self._ask("POST", lists, json={"name": name}), 200)
            known: set[str] = set()
        else:
            known = {str(one["name"]) for one in answer_of(there).get("properties", [])}
        for one in properties:
            if one not in known:
                expect(self._ask("POST", f"{url}/properties", json={"name": one}), 200)

    def put_rows(self, name: str, rows: Iterable[Row], source: str) -> tuple[int, int]:
        """Bring the rows of a list to what they are here; return how many are new and changed."""
        url = f"{self._project}/datasets/{quote(name)}/entities"
        known = {str(one["uuid"]) for one in self._json("GET", url)}
        many = list({one.uuid: one for one in rows}.values())
        new = [one for one in many if one.uuid not in known]
        for start in range(0, len(new), ENTITIES_AT_ONCE):
            self._create(url, new[start:start + ENTITIES_AT_ONCE], source)
        changed = sum(self._update(url, one) for one in many if one.uuid in known)
        return len(new), changed

    def laptop_key(self, name: str) -> str:
        """Return the key of a laptop by its name, which may use every form of the project."""
        keys = f"{self._project}/app-users"
        known = [one for one in self._json("GET", keys)
                 if one.get("displayName") == name and one.get("token")]
        user = known[0] if known else self._json("POST", keys, json={"displayName": name})
        answer = self._ask("POST", f"{self._project}/assignments/app-user/{user['id']}")
        if answer.status_code != 409:
            # 409: it has the role already.
            expect(answer, 200)
        return str(user["token"])

    def close(self) -> None:
        """Sign out."""
        self._session.close()

    def _put_media(self, url: str, media: Mapping[str, bytes]) -> None:
        """Give the files that the form names; a list of the same name is linked by the server."""
        for one in self._json("GET", url):
            data = media.get(str(one["name"]))
            if data is not None:
                name = quote(str(one["name"]), safe="")
                expect(self._ask("POST", f"{url}/{name}", BINARY, data=data), 200)

    def _create(self, url: str, rows: Sequence[Row], source: str) -> None:
        """Create entities in one request; those that were deleted come back and are brought up."""
        part = [{"uuid": one.uuid, "label": one.label, "data": dict(one.data)} for one in rows]
        if not part:
            return
        body = {"entities": part, "source": {"name": source, "size": len(json.dumps(part))}}
        answer = self._ask("POST", url, json=body)
        words = message_of(answer)
        deleted = [one for one in rows if answer.status_code == 409 and one.uuid in words]
        if not deleted:
            expect(answer, 200)
            return
        for one in deleted:
            expect(self._ask("POST", f"{url}/{quote(one.uuid)}/restore"), 200)
            self._update(url, one)
        self._create(url, [one for one in rows if one not in deleted], source)

    def _update(self, url: str, row: Row) -> bool:
        """Change an entity where it differs; say whether it did."""
        one = f"{url}/{quote(row.uuid)}"
        current = self._json("GET", one)["currentVersion"]
        wanted = {"label": row.label, "data": dict(row.data)}
        there = {name: str(value) for name, value in (current.get("data") or {}).items()}
        same = all(there.get(name, "") == value for name, value in row.data.items())
        if same and current.get("label") == row.label:
            return False
        expect(self._ask("PATCH", f"{one}?force=true", json=wanted), 200)
        return True

    def _json(self, method: str, url: str, **named: Any) -> Any:
        return answer_of(self._ask(method, url, **named))

    def _ask(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, **named: Any
    ) -> requests.Response:
        response = self._session.ask(method, url, headers, **named)
        if response.status_code == 403:
            raise ServerRejectedError("no-rights", status=403, detail=message_of(response))
        return response


def connect_office(server: str, email: str, password: str) -> CentralOffice:
    """Return an office at ``https://HOST``; nothing is asked yet."""
    host = server.rstrip("/").removesuffix("/v1")
    return CentralOffice(WebSession(f"{host}/v1", email, password))
