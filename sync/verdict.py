"""What a server's answer to a submission means: the table of central-api.md §1 as data."""

from dataclasses import dataclass

from sync.transport import Reply

# RECEIVED it is there · WAIT try the server later · POSTPONE try this record later · PARK a person
# has to look · CHECK_KEY ask formList what is wrong · AGAIN ask once more, alone · OFFLINE not the
# server's answer at all.
RECEIVED, WAIT, POSTPONE, PARK, CHECK_KEY, AGAIN, OFFLINE = (
    "received", "wait", "postpone", "park", "check-key", "again", "offline",
)
TRIES_BEFORE_500_IS_PERMANENT = 3
PATIENCE = frozenset({408, 425, 429, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision and why: ``problem`` is a code for the desktop's sentences."""

    kind: str
    problem: str = ""


# Refusals of the questionnaire, not of the record: the office ends them by publishing, assigning.
OF_THE_FORM = frozenset({
    "form-unlisted", "form-unknown", "form-unassigned", "form-forbidden", "form-closed",
    "not-found",
})
# (status, words in the server's text, problem); the first that matches. Rows of central-api.md §1.
PARKED = (
    (409, "with different XML", "different-xml"),
    (409, "is now out of date", "conflict"),
    (409, "already exists with instanceID", "id-taken"),
    (409, "has been deleted", "deleted"),
    (409, "not currently accepting", "form-closed"),
    (404, "form version specified", "form-unknown"),
    (404, "find that submission to update", "edit-unknown"),
    (413, "", "too-large"),
    (404, "", "not-found"),
)


def judge(
    reply: Reply, *, tries: int = 0, asked_again: bool = False, with_file: bool = False
) -> Verdict:
    """Return what to do after ``reply`` to a submission that failed ``tries`` times before."""
    status = reply.status
    if status in {201, 202}:
        return Verdict(RECEIVED)
    if status < 400:
        return Verdict(OFFLINE, "captive-portal")
    if status in {401, 403}:
        return Verdict(OFFLINE, "captive-portal") if reply.is_html else Verdict(CHECK_KEY)
    if status in PATIENCE:
        return Verdict(WAIT, "server-busy")
    if status >= 500:
        permanent = status == 500 and tries + 1 >= TRIES_BEFORE_500_IS_PERMANENT
        return Verdict(PARK if permanent else POSTPONE, "server-error")
    if status == 400 and "failed to parse" in reply.message:
        # Cut on its way and noticed by the server (row 25): the bytes here are whole.
        return Verdict(POSTPONE, "cut")
    if reply.is_html and status != 413:
        return Verdict(WAIT, "proxy")
    if status == 409 and _is_doubtful(reply.message):
        return _after_doubt(reply.message, with_file) if asked_again else Verdict(AGAIN)
    for row_status, words, problem in PARKED:
        if status == row_status and words in reply.message:
            return Verdict(PARK, problem)
    return Verdict(PARK, "refused")


def _is_doubtful(message: str) -> bool:
    """Say whether Central also says this of a record that did arrive (rows 5, 12)."""
    return "has been deleted" in message or "(undefined)" in message


def _after_doubt(message: str, with_file: bool) -> Verdict:
    """An original that was edited since has arrived; "deleted" twice is no race any more.

    The file that came with the original has not: the server looks no further than its XML.
    """
    if "(undefined)" in message:
        return Verdict(PARK, "edited-there") if with_file else Verdict(RECEIVED)
    return Verdict(PARK, "deleted")
