"""What the sync centre lists, as values: what goes, what waits, what is stuck, what came back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desktop.figures import file_size, moment, short_hash
from desktop.i18n import _, ngettext
from desktop.item_messages import item_message
from sync.values import (
    APPROVED,
    RETURNED,
    OutboxItem,
    Progress,
    Receipt,
    RecordSummary,
)

SENDING, WAITING, PARKED, BACK, ARRIVED = "sending", "waiting", "parked", "returned", "receipts"
GROUPS = (SENDING, WAITING, PARKED, BACK, ARRIVED)


@dataclass(frozen=True, slots=True)
class SyncRow:
    """A record in the list; ``share`` 0–1 while it is being sent; ``uuid`` names the record."""

    key: str
    group: str
    uuid: str
    title: str
    number: str
    line: str
    tone: str
    icon: str
    state: str
    when: str
    share: float | None = None


def rows_of(
    items: Iterable[OutboxItem],
    summaries: Mapping[str, RecordSummary],
    receipts: Iterable[Receipt],
    progress: Progress | None,
) -> tuple[SyncRow, ...]:
    """Return all rows, group by group in the order of ``GROUPS``."""
    rows = [_item_row(one, progress) for one in items if one.state != "received"]
    rows += [_returned_row(one) for one in summaries.values() if one.state == RETURNED]
    newest = sorted(receipts, key=lambda one: one.received_at, reverse=True)
    rows += [_receipt_row(one, summaries.get(one.record_uuid)) for one in newest]
    return tuple(sorted(rows, key=lambda row: GROUPS.index(row.group)))


def group_title(group: str) -> str:
    """Return the heading of a group."""
    return {
        SENDING: _("Being sent"), WAITING: _("Waiting"), PARKED: _("To be dealt with"),
        BACK: _("Returned"), ARRIVED: _("Receipts"),
    }[group]


def _item_row(item: OutboxItem, progress: Progress | None) -> SyncRow:
    if item.state == "parked":
        title, _advice = item_message(item)
        return _row(item, PARKED, title, ("red", "alert-octagon", _("to be dealt with")))
    sending = progress is not None and progress.record_number == item.record_number
    if sending and progress is not None:
        return _sending_row(item, progress)
    chip = ("plain", "hourglass", _("in the queue"))
    return _row(item, WAITING, _size_words(item), chip)


def _sending_row(item: OutboxItem, progress: Progress) -> SyncRow:
    arrived = sum(1 for _name, there in item.files if there)
    words = _("Files {done} / {total} · {file} · {size}").format(
        done=arrived, total=len(item.files), file=progress.file,
        size=f"{file_size(progress.done_bytes)} / {file_size(progress.all_bytes)}")
    share = progress.done_bytes / progress.all_bytes if progress.all_bytes else 0.0
    chip = ("acc", "cloud-up", _("sending"))
    return _row(item, SENDING, words, chip, share)


def _row(
    item: OutboxItem, group: str, line: str, chip: tuple[str, str, str], share: float | None = None
) -> SyncRow:
    when = _("tried {count} times").format(count=item.tries) if item.tries else moment(
        item.queued_at)
    return SyncRow(
        f"{group}:{item.instance_id}", group, item.record_uuid, item.enterprise,
        item.record_number, line, chip[0], chip[1], chip[2], when, share)


def _size_words(item: OutboxItem) -> str:
    missing = sum(1 for _name, there in item.files if not there)
    files = ngettext("{count} file", "{count} files", missing).format(count=missing)
    parts = [_("data and {files}").format(files=files) if missing else _("data"),
             file_size(item.size_bytes)]
    if item.problem:
        parts.append(item_message(item)[0])
    return " · ".join(parts)


def _returned_row(one: RecordSummary) -> SyncRow:
    return SyncRow(
        f"{BACK}:{one.uuid}", BACK, one.uuid, one.facts.enterprise, one.number,
        one.review_note.replace("\n", " ") or _("Open it to read the reviewer's words"), "red",
        "arrow-back-up", _("returned"), moment(one.updated_at))


def _receipt_row(receipt: Receipt, summary: RecordSummary | None) -> SyncRow:
    approved = summary is not None and summary.state == APPROVED
    kind = (_("Receipt {number}") if receipt.kind == "platform" else
            _("Arrived as {number}")).format(number=receipt.number)
    return SyncRow(
        f"{ARRIVED}:{receipt.record_uuid}:{receipt.number}", ARRIVED, receipt.record_uuid,
        summary.facts.enterprise if summary else "", summary.number if summary else "",
        f"{kind} · sha256 {short_hash(receipt.sha256)}", "grn", "circle-check",
        _("approved") if approved else _("accepted"), moment(receipt.received_at))
