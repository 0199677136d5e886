"""The only place that turns an error's code into words: what happened, and what to do."""

from collections.abc import Mapping

from desktop.i18n import _
from forms.errors import FormsError
from sync.errors import SyncError


def message_for(error: BaseException) -> tuple[str, str]:
    """Return title and advice for any error; one that carries no code is a bug of ours."""
    if isinstance(error, FormsError | SyncError):
        return message(error.code, error.values)
    return message("bug", {"name": type(error).__name__})


def message(code: str, values: Mapping[str, object]) -> tuple[str, str]:
    """Return title and advice of a code, with its values filled in.

    A fault of a workbook brings sentences of its own (``forms.workbook.faults``). An unknown code
    still gives a sentence that can be reported.
    """
    if values.get("message") and values.get("advice"):
        place = "/".join(str(values[k]) for k in ("file", "row", "column") if values.get(k))
        return f"{place}  {values['message']}", str(values["advice"])
    title, advice = _sentences().get(code) or (
        _("Something went wrong ({code}).").format(code=code),
        _("Nothing that was saved is lost. Tell support this code."),
    )
    known = _Slots({name: str(value) for name, value in values.items()})
    return title.format_map(known), advice.format_map(known)


def known_codes() -> frozenset[str]:
    """Return every code that has its own sentence."""
    return frozenset(_sentences())


class _Slots(dict[str, str]):
    """Values of a sentence; a slot without a value shows a dash instead of failing."""

    def __missing__(self, key: str) -> str:
        return "—"


def _sentences() -> dict[str, tuple[str, str]]:
    return {**_store(), **_network(), **_form(), **_record(), **_own()}


def _own() -> dict[str, tuple[str, str]]:
    return {
        "bug": (
            _("The program made a mistake ({name})."),
            _("Nothing that was saved is lost. The log has the details for support."),
        ),
        "too-short": (
            _("The passphrase has fewer than 8 characters."),
            _("Make it longer; a sentence is fine."),
        ),
        "not-same": (
            _("The two passphrases differ."),
            _("Type the second one again."),
        ),
    }


def _store() -> dict[str, tuple[str, str]]:
    return {
        "wrong-passphrase": (
            _("The passphrase is not right."),
            _("Look whether Caps Lock is on."),
        ),
        "damaged": (
            _("The database is damaged and was not opened."),
            _("Nothing was changed in it. Restore the latest backup."),
        ),
        "read-only": (
            _("The data folder cannot be written."),
            _("Choose another folder, or ask for the right to write."),
        ),
        "disk-full": (
            _("The disk is full."),
            _("Free some space; the edit is kept here and written with the next one."),
        ),
        "newer": (
            _("A newer version of the program has used this data."),
            _("Install that version; nothing was changed."),
        ),
    }


def _network() -> dict[str, tuple[str, str]]:
    return {
        "offline": (
            _("The platform cannot be reached; all records are on this computer."),
            _("They go by themselves when there is a network."),
        ),
    }


def _form() -> dict[str, tuple[str, str]]:
    return {}


def _record() -> dict[str, tuple[str, str]]:
    return {
        "not-finishable": (
            _("The visit cannot be finished yet."),
            _("The check list names what is missing."),
        ),
    }
