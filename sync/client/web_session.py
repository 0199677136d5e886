"""A web user's session with ODK Central: Bearer token, no cookies (central-api.md §0)."""

from collections.abc import Mapping
from typing import Any

import requests

from sync.client.http import READ_TIMEOUT_S, call, expect, host_of, is_html, new_session
from sync.errors import AuthExpiredError, OfflineError


class WebSession:
    """``api`` is ``https://HOST/v1``; it signs in at the first question and once more later."""

    def __init__(
        self, api: str, email: str, password: str, read_timeout_s: float = READ_TIMEOUT_S
    ) -> None:
        self.server = host_of(api)
        self.api = api
        self._account = {"email": email, "password": password}
        self._session = new_session(read_timeout_s)

    def ask(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, **named: Any
    ) -> requests.Response:
        """Ask with the session, signing in first and once more when it has ended."""
        if "Authorization" not in self._session.headers:
            self._log_in()
        response = call(self._session, method, url, headers=headers, **named)
        if response.status_code == 401:
            self._log_in()
            response = call(self._session, method, url, headers=headers, **named)
        return response

    def close(self) -> None:
        """Sign out and let go of connections."""
        if "Authorization" in self._session.headers:
            try:
                call(self._session, "DELETE", f"{self.api}/sessions/current")
            except OfflineError:
                # The session ends by itself after a day.
                self._session.headers.pop("Authorization")
        self._session.close()

    def _log_in(self) -> None:
        """Get a token; the session keeps no cookies: with them POSTs would need a CSRF token.

        Raises:
            AuthExpiredError: ``rest-login``.
        """
        self._session.headers.pop("Authorization", None)
        response = call(self._session, "POST", f"{self.api}/sessions", json=self._account)
        if response.status_code in {400, 401, 403} and not is_html(response):
            raise AuthExpiredError("rest-login", status=response.status_code)
        answer = answer_of(response)
        if not isinstance(answer, dict) or not answer.get("token"):
            raise OfflineError("captive-portal", url=self.server)
        self._session.headers["Authorization"] = f"Bearer {answer['token']}"


def answer_of(response: requests.Response) -> Any:
    """Return a successful answer's JSON.

    Raises:
        OfflineError: ``captive-portal`` when it is none, and what ``expect`` raises.
    """
    try:
        found = expect(response, 200).json()
    except requests.exceptions.JSONDecodeError as error:
        raise OfflineError("captive-portal", url=host_of(response.url)) from error
    return found
