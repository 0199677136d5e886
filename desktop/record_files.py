"""A record on the command line: an instance .xml, or one out of a hand-over package."""

import getpass
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import forms
from desktop.i18n import _
from desktop.opening import Opener
from desktop.plan_context import stored_pictures
from desktop.questionnaires import shipped
from forms.errors import RecordError
from sync.handover import SUFFIX, Handover, read_handover, take_in
from sync.store import Store
from sync.store.records import number_of
from sync.values import DRAFT

_METHOD = "/data/result/method_version"


@dataclass(frozen=True, slots=True)
class RecordFile:
    """A record with what stands beside it.

    ``xml`` are its bytes, ``sha256`` their hash where the record is finished (a draft has none).
    """

    entry: forms.Entry
    number: str
    xml: bytes
    sha256: str
    pictures: Mapping[str, bytes]


def read_record(file: Path, questionnaire: Path | None = None, number: str = "") -> RecordFile:
    """Return the record of a file; of a package the one with ``number``, or its only one.

    The passphrase of a package is asked for on the terminal. The questionnaire of an instance is
    the given one, or the shipped one; a package brings its own.

    Raises:
        RecordError: ``other-form``; ``which-record`` (numbers) when the package holds several.
        ContainerError: the package or its passphrase is wrong.
    """
    if file.suffix.lower() == SUFFIX:
        passphrase = getpass.getpass(_("Passphrase of the package: "))
        return _out_of(read_handover(file, passphrase), number)
    form = forms.load(questionnaire) if questionnaire else shipped()
    return instance(form, file)


def instance(form: forms.Form, file: Path) -> RecordFile:
    """Return the record of an instance .xml; its photos stand in the same folder."""
    xml = file.read_bytes()
    entry = form.resume(xml)
    beside = file.parent
    pictures = {name: (beside / name).read_bytes() for name in entry.attachments()
                if (beside / name).is_file()}
    # The result is written into a record when it is finished.
    sha256 = hashlib.sha256(xml).hexdigest() if entry.value(_METHOD) else ""
    return RecordFile(entry, _number(entry), xml, sha256, pictures)


def _out_of(handover: Handover, number: str) -> RecordFile:
    chosen = [one for one in handover.parcels if number in ("", str(one.record["number"]))]
    if len(chosen) != 1:
        numbers = "、".join(str(one.record["number"]) for one in handover.parcels)
        raise RecordError("which-record", numbers=numbers)
    (parcel,) = chosen
    with TemporaryDirectory() as folder:
        # A store of its own replays the answers since the last snapshot, as the desktop does.
        store = Store.create(Path(folder) / "package", secrets.token_hex(16))
        try:
            take_in(store, handover)
            opener = Opener(lambda: datetime.now().astimezone(), lambda: str(uuid4()))
            draft, entry = opener.open(store, parcel.uuid)
            pictures = stored_pictures(store, parcel.uuid, entry)
        finally:
            store.close()
    if draft.state == DRAFT or not parcel.versions:
        return RecordFile(entry, draft.number, entry.xml(), "", pictures)
    sha256 = str(parcel.versions[-1]["xml"])
    return RecordFile(entry, draft.number, handover.texts[sha256], sha256, pictures)


def _number(entry: forms.Entry) -> str:
    """Return the record's number as the laptop gives it, by the day of the visit where known."""
    visited = entry.value("/data/visit/visit_date")
    day = datetime.fromisoformat(visited).astimezone() if visited else datetime.now().astimezone()
    return number_of(entry.value("/data/enterprise/reg_county"), day,
                     entry.instance_id.removeprefix("uuid:"))
