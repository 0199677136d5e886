"""Why a finished record did not arrive, in words: what happened, and what to do about this one.

Codes of ``OutboxItem.problem`` (``sync/verdict.py``); some spell like codes of a questionnaire or
of the store and mean something else here.
"""

from desktop.i18n import _
from desktop.messages import message
from sync.values import OutboxItem


def item_message(item: OutboxItem) -> tuple[str, str]:
    """Return title and advice for the problem of an outgoing record."""
    sentences = {**_versions(), **_forms(), **_files(), **_server(), **_queue()}
    found = sentences.get(item.problem)
    if found is None:
        return message(item.problem, {"detail": item.detail})
    title, advice = found
    detail = item.detail or _("The record's data")
    return title.format(detail=detail), advice.format(detail=detail)


def known_problems() -> frozenset[str]:
    """Return the codes that have a sentence of their own here."""
    return frozenset({**_versions(), **_forms(), **_files(), **_server(), **_queue()})


def _versions() -> dict[str, tuple[str, str]]:
    return {
        "different-xml": (
            _("The platform has another version under the same number."),
            _("Both are kept. Open the record, compare, and finish it as a new version."),
        ),
        "conflict": (
            _("The platform has a newer version."),
            _("Both are kept. With an account for reviews it comes down by itself: open the record "
              "and choose question by question. Without one ask your office."),
        ),
        "edited-there": (
            _("The record was changed on the platform before all its files arrived."),
            _("Both are kept. With an account for reviews it comes down by itself: open the record "
              "and choose; the files go along. Without one ask your office."),
        ),
        "id-taken": (
            _("The new version's number is taken on the platform."),
            _("Open the record and finish it once more; it gets another number."),
        ),
        "deleted": (
            _("The platform deleted this record."),
            _("Ask your office why. The copy here stays."),
        ),
        "edit-unknown": (
            _("The platform does not know the version that this one replaces."),
            _("Ask your office whether it was moved; then send again."),
        ),
    }


def _forms() -> dict[str, tuple[str, str]]:
    return {
        "form-closed": (
            _("The platform does not take this questionnaire at present."),
            _("Ask your office when it opens again; then send again."),
        ),
        "form-unknown": (
            _("The platform does not know this version of the questionnaire."),
            _("Ask your office to publish it; then send again."),
        ),
        "form-unassigned": (
            _("This laptop's key may not report with this questionnaire."),
            _("Ask your office to assign it; then send again."),
        ),
        "form-forbidden": (
            _("This laptop's key may not send this record."),
            _("Ask your office for the right to; then send again."),
        ),
        "form-unlisted": (
            _("The platform does not offer this questionnaire to this laptop yet."),
            _("Ask your office to publish and assign it; the record goes by itself then."),
        ),
        "encrypted-form": (
            _("This questionnaire wants its own encryption, which is not supported."),
            _("Hand the record over as a package instead."),
        ),
    }


def _queue() -> dict[str, tuple[str, str]]:
    return {
        "held": (
            _("It waits until an earlier record that it builds on has arrived."),
            _("Look at that one first; this one follows by itself."),
        ),
        "form-closed-to-us": (
            _("The platform refused another record of the same questionnaire."),
            _("Look at that one first; this one follows by itself."),
        ),
        "metered": (
            _("The data has arrived; the files wait for a line that costs nothing."),
            _("Press “Files too” to send them now."),
        ),
        "practice": (
            _("A practice record goes to a platform for practice only."),
            _("Nothing is to be done."),
        ),
    }


def _files() -> dict[str, tuple[str, str]]:
    return {
        "too-large": (
            _("{detail} is larger than the platform takes."),
            _("Make the picture smaller and send again, or hand the record over as a package."),
        ),
        "file-not-named": (
            _("The platform does not expect the file {detail}."),
            _("Report this to support; the record is safe here."),
        ),
        "damaged": (
            _("The stored copy does not fit its checksum, so it was not sent."),
            _("Restore the latest backup, or report this to support."),
        ),
    }


def _server() -> dict[str, tuple[str, str]]:
    by_itself = _("It is tried again by itself.")
    return {
        "not-found": (
            _("There is no such project on the platform."),
            _("Check the address in “Settings · Platform”."),
        ),
        "refused": (
            _("The platform refuses this record."),
            _("Read its words, correct the record, and send again."),
        ),
        "server-error": (_("The platform failed over this record."), by_itself),
        "proxy": (_("Something between here and the platform answered instead."), by_itself),
        "unreachable": (_("The platform cannot be reached."), by_itself),
    }
