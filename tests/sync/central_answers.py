"""ODK Central's recorded answers (central-api.md, 23 Nov 2026) as a client meets them.

Statuses and texts are those recorded from getodk/central-backend 4f5943d; rows marked S there are
what an nginx in front answers. ``replies`` are given to the POSTs of one record in turn, the last
one for ever; ``outcome`` is what the laptop must make of it.
"""

from dataclasses import dataclass

XMLNS = "http://openrosa.org/http/response"
SUCCESS = "full submission upload was successful!"


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer; status 0 breaks the line instead."""

    status: int
    body: str = ""
    kind: str = "text/xml; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table; ``key_works`` is whether formList still answers with the same key.

    ``listed`` is whether it offers the record's form.

    ``outcome``: ``received``, ``waiting:PROBLEM`` or ``parked:PROBLEM``; ``posts`` how often the
    record is posted in one exchange.
    """

    name: str
    replies: tuple[Answer, ...]
    outcome: str
    posts: int = 1
    key_works: bool = True
    listed: bool = True


def said(status: int, text: str) -> Answer:
    nature = "submit_success" if status < 300 else "error"
    message = f'<message nature="{nature}">{text}</message>'
    body = f'<OpenRosaResponse xmlns="{XMLNS}" items="0">{message}</OpenRosaResponse>'
    return Answer(status, body, headers=(("X-OpenRosa-Version", "1.0"),))


def rest(status: int, message: str, code: float) -> Answer:
    body = f'{{"message": "{message}", "code": {code}}}'
    return Answer(status, body, "application/json; charset=utf-8")


def page(status: int, title: str, **headers: str) -> Answer:
    body = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Answer(status, body, "text/html", named)


DELETED = said(409, "This submission has been deleted. You may not resubmit it.")
UNDEFINED = said(
    409, "The submission you sent is an edit, but the copy you were editing (undefined) is now "
    "out of date.",
)
NO_CREDENTIALS = said(401, "Could not authenticate with the provided credentials.")
NO_RIGHTS = said(403, "The authenticated actor does not have rights to perform that action.")
OK = said(201, SUCCESS)
CUT = Answer(0)

ROWS = (
    Row("1 first submission", (OK,), "received"),
    Row("2 exact duplicate", (OK, OK), "received"),
    Row("4 other bytes under the same id", (said(
        409, "A submission already exists with this ID, but with different XML. Please create a "
        "new submission."),), "parked:different-xml"),
    Row("5 the race that says deleted", (DELETED, OK), "received", posts=2),
    Row("6 really deleted", (DELETED,), "parked:deleted", posts=2),
    Row("8 the same edit again", (OK,), "received"),
    Row("9 stale edit", (said(
        409, "The submission you sent is an edit, but the copy you were editing (uuid:1) is now "
        "out of date."),), "parked:conflict"),
    Row("10 edit of an unknown id", (said(
        404, "The submission you sent is an edit, but we can't find that submission to update "
        "(uuid:1)."),), "parked:edit-unknown"),
    Row("11 edit under a used id", (said(
        409, "A resource already exists with instanceID value(s) of uuid:1."),),
        "parked:id-taken"),
    Row("12 the original after its edit", (UNDEFINED,), "received", posts=2),
    Row("13 unknown version", (said(
        404, "The form version specified in this submission '9' does not exist."),),
        "parked:form-unknown"),
    Row("14 only a draft", (said(
        404, "The form version specified in this submission '1' does not exist."),),
        "parked:form-unknown"),
    Row("15 unknown form", (said(
        404, "Could not find the resource you were looking for."),), "parked:not-found"),
    Row("15 form not assigned", (NO_CREDENTIALS,), "parked:form-unassigned"),
    Row("15 form closed to us", (NO_RIGHTS,), "parked:form-forbidden"),
    Row("15a edit of an approved record", (OK,), "received"),
    Row("15b edit of a deleted record", (said(
        404, "The submission you sent is an edit, but we can't find that submission to update "
        "(uuid:1)."),), "parked:edit-unknown"),
    Row("16 old version", (OK,), "received"),
    Row("18 form closed", (said(
        409, "This form is not currently accepting submissions. Please talk to the person who "
        "asked you to collect data."),), "parked:form-closed"),
    Row("19 root lacks id", (said(
        400, "Required parameter form ID xml attribute missing."),), "parked:refused"),
    Row("24 no XML part", (said(
        400, "Required multipart POST field xml_submission_file missing."),), "parked:refused"),
    Row("25 multipart cut short", (rest(
        400, "Multipart form content failed to parse.", 400.39),), "waiting:cut"),
    Row("26 the 500 that may pass", (rest(
        500, "Completely unhandled exception: invalid byte sequence", 500.1),),
        "waiting:server-error"),
    Row("27 too large for nginx", (page(413, "413 Request Entity Too Large"),),
        "parked:too-large"),
    Row("28 cut half-way", (CUT, OK), "received", posts=2),
    Row("29 answer lost", (CUT,), "waiting:cut", posts=2),
    Row("30 bad gateway", (page(502, "502 Bad Gateway"),), "waiting:server-busy"),
    Row("30 unavailable", (page(503, "503 Service Temporarily Unavailable"),),
        "waiting:server-busy"),
    Row("30 gateway timeout", (page(504, "504 Gateway Time-out"),), "waiting:server-busy"),
    Row("33 a viewer's session", (NO_CREDENTIALS,), "parked:form-unassigned"),
    Row("0 revoked key", (NO_RIGHTS,), "waiting:auth-expired", key_works=False),
    Row("0 malformed key", (NO_CREDENTIALS,), "waiting:auth-expired", key_works=False),
    Row("too many requests", (page(429, "Too Many Requests", Retry_After="120"),),
        "waiting:server-busy"),
    Row("request timeout", (page(408, "Request Timeout"),), "waiting:server-busy"),
    Row("accepted, 202", (said(202, SUCCESS),), "received"),
    Row("captive portal, 200", (page(200, "Welcome to Hotel Wi-Fi"),), "waiting:captive-portal"),
    Row("captive portal, redirect", (page(302, "Moved", Location="http://10.0.0.1/login"),),
        "waiting:captive-portal"),
    Row("captive portal, 511 as 401", (page(401, "Log in to the network"),),
        "waiting:captive-portal"),
    Row("a proxy's own 404", (page(404, "404 Not Found"),), "waiting:proxy"),
    Row("an empty 201", (Answer(201, "", "text/plain"),), "received"),
    Row("a 409 that cannot be read", (Answer(409, "\x00\x01", "application/octet-stream"),),
        "parked:refused"),
)
