"""The only place that turns an error's code into words: what happened, and what to do."""

from collections.abc import Mapping

from desktop.i18n import _


def message_for(error: BaseException) -> tuple[str, str]:
    """Return title and advice for any error; one that carries no code is a bug of ours."""
    # By its attributes, not its class: desktop.report with its libraries need not be loaded here.
    code, values = getattr(error, "code", None), getattr(error, "values", None)
    if isinstance(code, str) and isinstance(values, dict):
        return message(code, values)
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
    return {**_store(), **_network(), **_form(), **_record(), **_report(), **_own()}


def _report() -> dict[str, tuple[str, str]]:
    return {
        "incomplete": (
            _("The plan was not made: {missing} would be missing from the file."),
            _("Nothing was written. Tell support what is missing; the record itself is complete."),
        ),
        "certificate": (
            _("The certificate file or its passphrase is wrong."),
            _("Choose the organisation's .p12 file again and type its passphrase."),
        ),
        "not-a-plan": (
            _("This file is not a plan made by this program."),
            _("Choose a plan as .pdf or .docx, or the text of its QR code."),
        ),
        "plan-part-missing": (
            _("The plan sheet of the questionnaire lacks the part {part}."),
            _("Add a row for it, or take the plan sheet of the shipped questionnaire."),
        ),
        "plan-slot-unknown": (
            _("The part {part} of the plan sheet names {slot}, which has no value there."),
            _("Correct the name in braces, or take the row of the shipped questionnaire."),
        ),
    }


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
