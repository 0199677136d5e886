"""The only place that turns an error's code into words: what happened, and what to do."""

from collections.abc import Mapping
from pathlib import Path

from desktop.i18n import _


def message_for(error: BaseException) -> tuple[str, str]:
    """Return title and advice for any error; one that carries no code is a bug of ours."""
    # By its attributes, not its class: desktop.report with its libraries need not be loaded here.
    code, values = getattr(error, "code", None), getattr(error, "values", None)
    if code == "read-only" and type(error).__name__ == "AnswerRejectedError":
        code = "answer-read-only"
    if isinstance(error, OSError):
        return message("file-trouble", {"name": Path(str(error.filename or "")).name})
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
        _("Something went wrong ({code})."),
        _("Nothing that was saved is lost. Tell support this code."),
    )
    known = _Slots({"code": code, **{name: str(value) for name, value in values.items()}})
    return title.format_map(known), advice.format_map(known)


def in_a_line(title_and_advice: tuple[str, str]) -> str:
    """Return both sentences one behind the other; after a Chinese full stop comes no space."""
    title, advice = title_and_advice
    gap = "" if title.endswith(("。", "？", "：")) else " "
    return f"{title}{gap}{advice}".strip()


def known_codes() -> frozenset[str]:
    """Return every code that has its own sentence."""
    return frozenset(_sentences())


class _Slots(dict[str, str]):
    """Values of a sentence; a slot without a value shows a dash instead of failing."""

    def __missing__(self, key: str) -> str:
        return "—"


def _sentences() -> dict[str, tuple[str, str]]:
    return {
        **_own(),
        **_store(),
        **_people(),
        **_network(),
        **_package(),
        **_answer(),
        **_record(),
        **_office(),
        **_questionnaire(),
    }


def _own() -> dict[str, tuple[str, str]]:
    return {
        "bug": (
            _("The program made a mistake ({name})."),
            _("Nothing that was saved is lost. The log has the details for support."),
        ),
        "file-trouble": (
            _("The file {name} cannot be read or written."),
            _("Look whether it is open elsewhere and whether you may write there."),
        ),
        "too-short": (
            _("The passphrase has fewer than 8 characters."),
            _("Make it longer; a sentence is fine."),
        ),
        "not-same": (_("The two passphrases differ."), _("Type the second one again.")),
        "no-backup": (
            _("There is no backup in this folder."),
            _("Choose the folder that holds yunzhen.db and keyfile."),
        ),
        "incomplete": (
            _("The plan would lack something of the record: {missing}"),
            _("It was not made. Tell support this sentence; the record stays as it is."),
        ),
        "template-unreadable": (
            _("The template of the plan cannot be read."), _("The built-in one is used."),
        ),
        "file-kind": (
            _("The name of the file must end with {kinds}."), _("Name it so, and again."),
        ),
        "certificate": (
            _("The certificate cannot be used."), _("Look at its file and its password."),
        ),
        "not-as-frozen": (
            _("Set again, the plan would not be the one that was frozen."),
            _("Settings or program differ from when the visit was finished. Use the PDF."),
        ),
        "locked": (_("The password does not open this copy."), _("Look whether Caps Lock is on.")),
        "printer": (
            _("The printer {name} takes nothing."),
            _("Look whether it is on and has paper, or choose another one. Nothing is lost."),
        ),
        "not-a-plan": (_("The file is no plan of this program."), _("Choose its PDF.")),
        "cancelled": (_("Stopped."), _("What was sent stays sent; the rest waits.")),
    }


def _store() -> dict[str, tuple[str, str]]:
    return {
        "wrong-passphrase": (_("The passphrase is not right."), _("Look whether Caps Lock is on.")),
        "damaged": (
            _("The database is damaged and was not opened."),
            _("Nothing was changed in it. Restore the latest backup."),
        ),
        "read-only": (
            _("The data folder cannot be written."),
            _("Choose another folder, or ask for the right to write."),
        ),
        "camera-closed": (
            _("The camera gives no picture."),
            _(
                "Another program may hold it (a meeting, WeChat), or the system's privacy settings "
                "forbid it. Close that program or allow the camera, then try again; a photo from "
                "the phone can be chosen as a file."
            ),
        ),
        "camera-lost": (
            _("The camera stopped."),
            _("Look at its cable, then try again; nothing was stored."),
        ),
        "disk-full": (
            _("The disk is full."),
            _("Free some space; the edit is kept here and written with the next one."),
        ),
        "newer": (
            _("A newer version of the program has used this data."),
            _("Install that version; nothing was changed."),
        ),
        "exists": (
            _("This folder already holds data."),
            _("Open it with its passphrase, or choose another folder."),
        ),
        "no-store": (
            _("There is no data in {path}."),
            _("Choose the folder again, or restore a backup."),
        ),
        "unreadable": (
            _("The file {path} cannot be read."),
            _("Restore it from the latest backup."),
        ),
        "frozen": (
            _("The record is finished; its answers are frozen."),
            _("Begin a revision to change something."),
        ),
        "not-finished": (_("The record is not finished yet."), _("Finish the interview first.")),
        "handed-over": (
            _("The record was handed over to {owner}."),
            _("It can be read here; to change it, take it back with a hand-over file."),
        ),
        "no-record": (_("The record is not on this computer."), _("Look at the list again.")),
        "no-questionnaire": (
            _("The questionnaire version of this record is not on this computer."),
            _("Fetch it by an exchange, or import the hand-over file again."),
        ),
        "no-upgrade": (
            _("This visit was not upgraded, or was taken back already."),
            _("Nothing was changed."),
        ),
        "no-attachment": (
            _("The file {name} is missing."),
            _("Attach it to the question once more."),
        ),
    }


def _people() -> dict[str, tuple[str, str]]:
    return {
        "person-exists": (
            _("{name} can already open this data."),
            _("Choose another name."),
        ),
        "last-person": (
            _("{name} is the last person who can open this data."),
            _("Add another person first."),
        ),
        "name-taken": (_("{email} has an account already."), _("Choose another address.")),
        "weak-password": (
            _("The password is too short."),
            _("Take at least {shortest} characters."),
        ),
        "too-many-tries": (
            _("Too many wrong passwords."),
            _("Try again in {minutes} minutes."),
        ),
    }


def _network() -> dict[str, tuple[str, str]]:
    waits = _("All records are on this computer and go by themselves when there is a network.")
    return {
        "offline": (_("The platform cannot be reached."), waits),
        "timeout": (_("The platform did not answer in time."), waits),
        "cut": (_("The line was cut while sending."), _("It is tried again by itself.")),
        "captive-portal": (
            _("The network asks for a login of its own first."),
            _("Open a web page, log in there, then try again."),
        ),
        "tls": (
            _("The platform's certificate cannot be trusted."),
            _("Look at date and time of this computer; otherwise ask your office."),
        ),
        "server-busy": (_("The platform is busy."), _("It is tried again by itself.")),
        "auth-expired": (
            _("The platform does not know this configuration code."),
            _("Ask your organisation for a new one and paste it under Settings, Platform."),
        ),
        "rest-login": (
            _("The platform refuses the login for reviews."),
            _("Look at address and password under Settings, Platform."),
        ),
        "refused": (
            _("The platform did not take it ({status})."),
            _("Its words: {detail}"),
        ),
        "wrong-domain": (
            _("A file was offered from another address than the platform's."),
            _("It was not fetched. Tell your office: {found}"),
        ),
        "use-https": (
            _("The platform answers at https:// only."),
            _("Write https:// in front of its address under Settings, Platform: {found}"),
        ),
        "no-review-rights": (
            _("The account for reviews may not read this project ({found})."),
            _("Ask your office for an account that may view submissions, or for the project."),
        ),
        "file-differs": (
            _("A file of a questionnaire arrives as another each time: {name}"),
            _("It is tried again by itself; if it stays, tell your office."),
        ),
        "encrypted-project": (
            _("The project “{name}” encrypts its records, which is not supported."),
            _("Take another project, without encryption."),
        ),
        "no-rights": (
            _("This account may not do that on the platform."),
            _("Its words: {detail}"),
        ),
        "form-unusable": (
            _("The platform offers a questionnaire that this program cannot use."),
            _("Install the newest version, or tell your office: {detail}"),
        ),
        "unknown-transport": (
            _("This kind of platform is not known: {kind}."),
            _("Ask your office for the code."),
        ),
        "no-address": (
            _("The code holds no address."),
            _("Copy it once more, whole."),
        ),
        "not-a-configuration": (
            _("This is no configuration code."),
            _("Copy it once more, whole."),
        ),
        "no-qr-code": (
            _("There is no QR code in the picture."),
            _("Take it again, closer and straight."),
        ),
        "not-a-picture": (_("The file is no picture."), _("Choose a PNG or JPG file.")),
    }


def _package() -> dict[str, tuple[str, str]]:
    return {
        "not-a-package": (_("The file is no hand-over file."), _("Ask for it again.")),
        "package-damaged": (
            _("The file is damaged on its way."),
            _("Nothing was taken in. Ask for it again."),
        ),
        "package-newer": (
            _("The file was made by a newer version."),
            _("Update the program, then import again."),
        ),
        "altered": (
            _("The file was changed after it was signed."),
            _("It was not taken in. Ask for it again."),
        ),
        "unsigned": (_("The file is not signed."), _("Ask the office for a signed one (.yzs).")),
        "unknown-signer": (
            _("The signer {signer} is not known here."),
            _("Ask the office for the public key and its fingerprint; add them below first."),
        ),
        "not-a-key": (
            _("This is no public key."),
            _("Copy it once more, whole: 44 characters that end in “=”."),
        ),
    }


def _answer() -> dict[str, tuple[str, str]]:
    again = _("Nothing was changed. Look at the question once more.")
    return {
        "answer-read-only": (_("This answer is computed and cannot be changed."), again),
        "unknown-node": (_("This question is not asked on this path."), again),
        "not-a-question": (_("This is no question."), again),
        "not-a-repeat": (_("This is no table."), again),
        "fixed-rows": (
            _("The rows of this table are given."),
            _("Change the number they depend on."),
        ),
        "row-unreadable": (_("The removed row cannot be brought back."), again),
        "annotation-kind": (_("This mark is not known: {kind}."), again),
        "annotation-unavailable": (_("This question takes no marks."), again),
        "unknown-annotation": (_("The mark is gone already."), again),
        "unknown-measure": (_("The measure {name} is not in this questionnaire."), again),
    }


def _record() -> dict[str, tuple[str, str]]:
    return {
        "not-finishable": (
            _("The visit cannot be finished yet."),
            _("The check list names what is missing."),
        ),
        "record-unreadable": (
            _("The record cannot be read."),
            _("Restore it from a backup or a hand-over file."),
        ),
        "other-form": (
            _("The record belongs to another questionnaire ({found})."),
            _("Open it with that one."),
        ),
        "which-record": (
            _("The package holds several records: {numbers}."), _("Choose one with --number."),
        ),
        "encrypted-form": (
            _("The questionnaire asks for encrypted records, which are not supported."),
            _("Ask the office for a version without."),
        ),
        "unknown-scope": (
            _("The scope {scope} is not known."),
            _("Look at the answer about synchronising."),
        ),
        "no-deprecated-id": (
            _("The record has no number to revise."),
            _("Begin a new visit instead."),
        ),
        "no-method": (
            _("This questionnaire has no scoring."),
            _("Answers can be kept and sent all the same."),
        ),
        "no-id": (_("The record has no number of its own."), _("Restore it from a backup.")),
        "doctype": (_("The record holds what no record may hold."), _("It was not taken in.")),
    }


def _office() -> dict[str, tuple[str, str]]:
    return {
        "columns-missing": (_("Columns are missing: {names}."), _("Use the template.")),
        "not-excel": (_("The file is no Excel file."), _("Save it as .xlsx.")),
        "rows-wrong": (_("Some rows cannot be read."), _("{faults}")),
        "too-many": (_("The table has too many rows."), _("At most {most} at a time.")),
        "too-much": (_("The amount is above the limit."), _("At most {most}.")),
        "no-amount": (_("“{text}” is no amount."), _("Write a number in yuan.")),
        "no-invoice": (_("The invoice number is missing."), _("Write it, then save again.")),
        "invoice-used": (
            _("The invoice {invoice} is already used by {enterprise}."),
            _("Look at the invoice."),
        ),
        "not-your-turn": (_("This step belongs to another office."), _("Wait for its decision.")),
        "record-not-approved": (
            _("The record of {enterprise} is not approved yet."),
            _("Approve it first."),
        ),
        "wrong-state": (_("The step has been taken already."), _("Look at the list again.")),
        "version-exists": (
            _("Version {version} was published before with other content."),
            _("Give the changed questionnaire a new version."),
        ),
        "no-version": (_("The questionnaire has no version."), _("Write one in its settings.")),
    }


def _questionnaire() -> dict[str, tuple[str, str]]:
    """Return the sentences of ``FormDefinitionError``: one advice, a reason by code."""
    advice = _("It was not opened. Tell its author this sentence; “yunzhen check” names the place.")
    whole = _("The questionnaire cannot be used: {reason}.")
    return {
        code: (whole.replace("{reason}", reason), advice)
        for code, reason in {**_file_reasons(), **_expression_reasons()}.items()
    }


def _file_reasons() -> dict[str, str]:
    return {
        "doctype-refused": _("it contains a document type"),
        "duplicate-instance": _("the list {instance} is there twice"),
        "duplicate-language": _("the language {language} is there twice"),
        "duplicate-node": _("{node} is there twice"),
        "empty-file": _("the file is empty"),
        "encoding": _("its characters cannot be read"),
        "entities-version": _("its entities need version {version}"),
        "file-unreadable": _("the file {file} cannot be read"),
        "itemset-without-value": _("the choices of {node} have no values"),
        "media-encoding": _("the characters of {file} cannot be read"),
        "media-too-large": _("{file} is larger than {limit} bytes"),
        "media-unreadable": _("{file} cannot be read"),
        "no-primary-instance": _("it has no questions"),
        "not-a-form": _("the file is no questionnaire"),
        "not-xml": _("the file breaks off in line {row}"),
        "plan-part-missing": _("the plan has no part {part}"),
        "plan-slot-unknown": _("part {part} of the plan asks for {slot}"),
        "repeat-without-node": _("a table stands without questions: {node}"),
        "setgeopoint-namespace": _("a location action is misplaced at {node}"),
        "text-unknown": _("the text {text} is missing"),
        "text-without-id": _("a text has no name"),
        "too-deep": _("it is nested deeper than {limit}"),
        "too-large": _("it is larger than {limit} bytes"),
        "unknown-event": _("{node} waits for an event that does not exist"),
    }


def _expression_reasons() -> dict[str, str]:
    return {
        "arity": _("{function} has a wrong number of arguments"),
        "cycle": _("{node} depends on itself"),
        "digest-unknown": _("the method {algorithm} is not known"),
        "endless": _("{node} depends on itself"),
        "expression-empty": _("a formula is empty"),
        "expression-syntax": _("a formula cannot be read at {node}, place {position}"),
        "expression-too-deep": _("a formula is nested deeper than {limit}"),
        "expression-too-long": _("a formula is longer than {limit} characters"),
        "function-arity": _("{name} has a wrong number of arguments"),
        "function-unavailable": _("{function} is not available here"),
        "function-unknown": _("the function {name} is not known"),
        "gate-form": _("a gate is not a comparison: {expression}"),
        "instance-unknown": _("the list {instance} is missing"),
        "name-unknown": _("the name {name} is not known"),
        "operator-unknown": _("the operator {name} is not known"),
        "path-expected": _("a path was expected at {node}"),
        "pattern-invalid": _("the pattern {pattern} cannot be read"),
        "pattern-too-complex": _("the pattern {pattern} is too complex"),
        "row-needed": _("{name} belongs to a table row"),
        "text-too-long": _("{node} comes to more than {limit} characters"),
        "too-many-rows": _("{node} comes to more than {limit} rows"),
        "unknown-function": _("the function {function} at {node} is not known"),
        "unknown-reference": _("{node} refers to {reference}, which does not exist"),
    }
