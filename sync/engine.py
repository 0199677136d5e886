"""The exchange: decide (``sync.plan``), act, and write down what each answer means.

It may be killed at any moment: what the server has confirmed is in the store at once, and a part
whose answer was lost is sent again with the same bytes, which changes nothing there.
"""

import hashlib
import json
import random as system_random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import forms
from sync.client import CentralRest
from sync.client import connect as connect_by_kind
from sync.down import Down, LoadForm, fetch_forms, fetch_lists, fetch_reviews
from sync.errors import (
    AuthExpiredError,
    OfflineError,
    ServerBusyError,
    ServerRejectedError,
    StoreError,
    SyncError,
)
from sync.instance import InstanceError, read_instance
from sync.outbox import Outgoing, pause_after
from sync.plan import Hold, Local, Park, Remote, Send, is_encrypted, plan_exchange, still_held
from sync.store import Store
from sync.store.records import FormLike
from sync.transport import RemoteForm, Reply, ReviewSource, Transport, Upload
from sync.values import ExchangeReport, Progress, ServerConfig
from sync.verdict import (
    AGAIN,
    CHECK_KEY,
    OF_THE_FORM,
    OFFLINE,
    PARK,
    POSTPONE,
    RECEIVED,
    WAIT,
    Verdict,
    judge,
)

NOTHING = Down()
MARK_EVERY_BYTES = 1_000_000
PAUSED_UNTIL, OFFERED = "server_paused_until", "offered_forms"
Cancelled = Callable[[], bool]
Show = Callable[[Progress], None]


def load_form(data: bytes, media: Mapping[str, bytes]) -> FormLike:
    """Return the compiled form, with whatever engine this program carries."""
    found: FormLike = forms.load(data, media=media)
    return found


class CancelledError(SyncError):
    """A person pressed 取消: what arrived has arrived, the rest waits."""


@dataclass(slots=True)
class Exchange:
    """One run: what it works with and what it counted so far.

    ``offered`` are the server's forms, None while it has not told them; ``closed_forms`` are those
    that it refused in this run, with the problem of their records.
    """

    store: Store
    transport: Transport
    now: Callable[[], datetime]
    progress: Show
    cancelled: Cancelled
    random: Callable[[], float]
    sent: int = 0
    down: Down = NOTHING
    offered: tuple[RemoteForm, ...] | None = None
    closed_forms: dict[str, str] = field(default_factory=dict)
    unresolved: list[Outgoing] = field(default_factory=list)


def exchange(
    store: Store, *, config: ServerConfig, now: Callable[[], datetime], progress: Show,
    cancelled: Cancelled, only_now: bool = False, metered: bool = False,
    random: Callable[[], float] = system_random.random,
    connect: Callable[[ServerConfig], Transport] = connect_by_kind,
    connect_reviews: Callable[[ServerConfig], ReviewSource] = CentralRest,
    load: LoadForm = load_form,
) -> ExchangeReport:
    """Send what waits and report; a network's failure is in the report, never raised.

    ``only_now``: a person pressed 现在重试, so pauses after failures are not kept. ``metered``: the
    line is paid by volume, so data goes and files wait. ``cancelled`` is asked at every piece.

    Raises:
        StoreError: the disk; what the server has confirmed so far is written down.
    """
    if not config.url:
        return _report(store, 0, "not-configured", "")
    try:
        transport = connect(replace(config, device_id=store.device_id()))
    except StoreError:
        raise
    except SyncError as error:
        return _report(store, 0, error.code, str(error.values.get("kind", "")))
    run = Exchange(store, transport, now, progress, cancelled, random)
    try:
        problem, detail = _try(run, config, only_now, metered)
        if not problem:
            problem, detail = _fetch(run, config, connect_reviews, load)
    finally:
        transport.close()
    return _report(store, run.sent, problem, detail, run.down)


def _try(run: Exchange, config: ServerConfig, manual: bool, metered: bool) -> tuple[str, str]:
    """Run the exchange and return what stopped it, if anything did."""
    try:
        if not manual and _is_paused(run):
            return "paused", run.store.setting(_pause_name(run))
        _look(run)
        _send_all(run, config, manual, metered)
        run.store.set_setting("exchanged_at", run.now().isoformat())
    except ServerBusyError as error:
        _pause(run, float(str(error.values.get("retry_after_s", 0))))
        return _told(error)
    except StoreError:
        raise
    except SyncError as error:
        return _told(error)
    return "", ""


def _fetch(
    run: Exchange, config: ServerConfig, connect_reviews: Callable[[ServerConfig], ReviewSource],
    load: LoadForm,
) -> tuple[str, str]:
    """Fetch what came down; what was sent stays sent, whatever goes wrong here.

    What is wrong with the forms keeps no review back, unless nobody answers at all.
    """
    problem = _fetch_forms(run, load)
    if not (config.rest_url and config.rest_email) or problem[0] == "offline":
        return problem
    source = connect_reviews(config)
    try:
        tasks = run.down.tasks + fetch_lists(run.store, source)
        run.down = replace(run.down, reviews=fetch_reviews(run.store, source), tasks=tasks)
    except StoreError:
        raise
    except SyncError as error:
        return _told(error)
    finally:
        source.close()
    return problem


def _fetch_forms(run: Exchange, load: LoadForm) -> tuple[str, str]:
    try:
        offered = run.transport.form_list() if run.offered is None else run.offered
        run.down = fetch_forms(run.store, run.transport, load, offered)
    except StoreError:
        raise
    except SyncError as error:
        return _told(error)
    return ("form-unusable", run.down.unusable) if run.down.unusable else ("", "")


def _told(error: SyncError) -> tuple[str, str]:
    """Return (problem, detail) of what stopped an exchange."""
    status = str(error.values.get("status", ""))
    if isinstance(error, OfflineError):
        return "offline", error.code
    if isinstance(error, AuthExpiredError):
        return error.code, status
    if isinstance(error, ServerBusyError):
        return "server-busy", status
    if isinstance(error, ServerRejectedError):
        return "refused", f"{status} {error.values.get('detail', '')}"
    return error.code, str(error.values.get("found", ""))


def _look(run: Exchange) -> None:
    """Ask which forms the server offers; what waited for one of them goes now.

    A list that fails by itself keeps no record back: the submissions have their own answers.
    """
    try:
        run.offered = run.transport.form_list()
    except (ServerBusyError, ServerRejectedError):
        return
    except AuthExpiredError:
        for item in run.store.outgoing():
            _say_why(run, item, "auth-expired" if item.state != "parked" else "parked")
        raise
    offered = {one.form_id: one.version for one in run.offered}
    told: dict[str, dict[str, str]] = json.loads(run.store.setting(OFFERED) or "{}")
    before = told.get(run.transport.server, {})
    new = [form_id for form_id, version in offered.items() if before.get(form_id) != version]
    if new:
        run.store.retry_forms(new, OF_THE_FORM)
    if offered != before:
        run.store.set_setting(OFFERED, json.dumps({run.transport.server: offered}))


def _is_unlisted(run: Exchange, form_id: str) -> bool:
    """Say whether the server was asked and does not offer this form to this laptop."""
    return run.offered is not None and all(one.form_id != form_id for one in run.offered)


def _send_all(run: Exchange, config: ServerConfig, manual: bool, metered: bool) -> None:
    run.store.forget_arrivals_elsewhere(run.transport.server)
    outgoing = run.store.outgoing()
    run.unresolved = list(outgoing)
    local = Local(outgoing, run.now(), manual, metered, config.practice)
    planned = plan_exchange(local, Remote())
    if all(isinstance(one, Hold) for one in planned):
        for one in planned:
            _say_why(run, one.item, one.reason if isinstance(one, Hold) else "")
        return
    encrypted = frozenset(one.form_id for one in run.offered or () if is_encrypted(one.version))
    remote = Remote(run.transport.size_limit(), encrypted)
    for action in plan_exchange(local, remote):
        if isinstance(action, Park):
            run.store.mark_parked(action.item.version_id, action.problem, action.detail)
        elif isinstance(action, Hold):
            _say_why(run, action.item, action.reason)
        elif still_held(action.item, run.unresolved):
            _say_why(run, action.item, "held")
        elif action.item.form_id in run.closed_forms:
            _say_why(run, action.item, run.closed_forms[action.item.form_id])
        else:
            _send(run, action)


def _say_why(run: Exchange, item: Outgoing, reason: str) -> None:
    """Write down what a version waits for, where it is not a pause or a person's look."""
    if reason not in {"pause", "parked"} and item.problem != reason:
        run.store.mark_postponed(item.version_id, reason, "", item.tries, item.next_try_at)


def _send(run: Exchange, action: Send) -> None:
    """Send a version part by part; the first answer that is no success decides about it."""
    item = action.item
    xml = run.store.outgoing_xml(item.version_id)
    fault = _fault(item, xml)
    if fault:
        run.store.mark_parked(item.version_id, *fault)
        return
    if _is_unlisted(run, item.form_id):
        # A form that is closing is not offered and still taken, so the server has the last word.
        _say_why(run, item, "form-unlisted")
    meter = _meter(run, action, len(xml))
    arrived = Arrived(run, item)
    try:
        for part in action.parts:
            reply, verdict = _post(run, item, xml, part, meter)
            if verdict.kind != RECEIVED:
                arrived.write()
                _settle(run, item, reply, verdict, part or "")
                return
            arrived.note(part)
        _receive(run, action, reply, arrived)
    finally:
        arrived.write()


class Arrived:
    """The parts that the server has confirmed, written down every megabyte and at every end.

    A laptop that dies in between sends at most that megabyte again.
    """

    def __init__(self, run: Exchange, item: Outgoing) -> None:
        self._run, self._item = run, item
        self._sizes = {one.name: one.size_bytes for one in item.files}
        self._parts: list[str | None] = []

    def note(self, part: str | None) -> None:
        self._parts.append(part)
        if sum(self._sizes[one] for one in self._parts if one) >= MARK_EVERY_BYTES:
            self.write()

    def write(self) -> None:
        if self._parts:
            run, names = self._run, [one for one in self._parts if one is not None]
            run.store.mark_arrived(self._item.version_id, run.transport.server, names)
            self.forget()

    def forget(self) -> None:
        self._parts = []


def _fault(item: Outgoing, xml: bytes) -> tuple[str, str] | None:
    """Read the frozen bytes again before they leave: the server would take anything (row 20)."""
    if hashlib.sha256(xml).hexdigest() != item.sha256:
        return "damaged", "sha256"
    try:
        instance = read_instance(xml)
    except InstanceError as error:
        return "damaged", error.code
    found = (instance.form_id, instance.version, instance.instance_id)
    if found != (item.form_id, item.form_version, item.instance_id) or not item.instance_id:
        return "damaged", "identity"
    unnamed = [one.name for one in item.files if one.name not in instance.texts]
    return ("file-not-named", unnamed[0]) if unnamed else None


def _post(
    run: Exchange, item: Outgoing, xml: bytes, part: str | None, meter: Callable[[str, int], None]
) -> tuple[Reply, Verdict]:
    """Post one part; a cut line and a doubtful answer are each tried once more, alone."""
    upload = None
    if part is not None:
        upload = Upload(part, run.store.outgoing_file(item.version_id, part))
    reply = Reply(0)
    for again in (False, True):
        try:
            reply = run.transport.submit(xml, upload, lambda size: meter(part or "", size))
        except OfflineError as error:
            if error.code != "cut" or again:
                _postpone(run, item, error.code, "")
                raise
            continue
        verdict = judge(reply, tries=item.tries, asked_again=again, with_file=part is not None)
        if verdict.kind != AGAIN:
            return reply, verdict
    return reply, judge(reply, tries=item.tries, asked_again=True, with_file=part is not None)


def _receive(run: Exchange, action: Send, reply: Reply, arrived: "Arrived") -> None:
    """Write the receipt, unless files were left for a line that costs nothing."""
    item = action.item
    done = {one.name for one in item.files if one.arrived} | {one for one in action.parts if one}
    if done != {one.name for one in item.files}:
        return
    kind = "platform" if reply.receipt else "transport"
    number = reply.receipt or item.instance_id
    receipt = (number, kind, reply.server_time, run.transport.server)
    run.store.mark_received(item.version_id, receipt)
    arrived.forget()
    run.unresolved = [one for one in run.unresolved if one.version_id != item.version_id]
    run.sent += 1


def _settle(
    run: Exchange, item: Outgoing, reply: Reply, verdict: Verdict, file: str
) -> None:
    """Do what the verdict says with a version that was not taken; ``file`` was sent with it."""
    if verdict.kind == PARK and verdict.problem in OF_THE_FORM:
        _refuse_form(run, item, verdict.problem, reply.message)
    elif verdict.kind == PARK:
        # A proxy's page says less than which file it was.
        words = file if verdict.problem == "too-large" else reply.message
        run.store.mark_parked(item.version_id, verdict.problem, words)
    elif verdict.kind == POSTPONE:
        _postpone(run, item, verdict.problem, reply.message)
    elif verdict.kind == CHECK_KEY:
        _check_key(run, item, reply)
    elif verdict.kind == WAIT:
        _postpone(run, item, verdict.problem, reply.message)
        raise ServerBusyError(
            verdict.problem, status=reply.status, retry_after_s=reply.retry_after_s
        )
    elif verdict.kind == OFFLINE:
        _postpone(run, item, verdict.problem, "")
        raise OfflineError(verdict.problem)


def _check_key(run: Exchange, item: Outgoing, reply: Reply) -> None:
    """Ask formList with the same key: if it answers, only this form is closed to us (§1 row 15)."""
    try:
        run.offered = run.transport.form_list()
    except AuthExpiredError:
        run.store.mark_postponed(item.version_id, "auth-expired", reply.message, item.tries, None)
        raise
    problem = "form-unassigned" if reply.status == 401 else "form-forbidden"
    run.closed_forms[item.form_id] = "form-closed-to-us"
    _refuse_form(run, item, problem, reply.message)


def _refuse_form(run: Exchange, item: Outgoing, problem: str, words: str) -> None:
    """Park what a person has to look at; a form that is not offered yet is waited for."""
    if problem != "form-closed" and _is_unlisted(run, item.form_id):
        run.closed_forms[item.form_id] = "form-unlisted"
        _postpone(run, item, "form-unlisted", words)
    else:
        run.store.mark_parked(item.version_id, problem, words)


def _postpone(run: Exchange, item: Outgoing, problem: str, detail: str) -> None:
    tries = item.tries + 1
    next_at = run.now() + pause_after(tries, run.random)
    run.store.mark_postponed(item.version_id, problem, detail, tries, next_at)


def _meter(run: Exchange, action: Send, xml_bytes: int) -> Callable[[str, int], None]:
    """Return what is told of every piece that leaves, for progress and for cancelling."""
    item = action.item
    sizes = {one.name: one.size_bytes for one in item.files}
    whole = sum(xml_bytes + (sizes[one] if one else 0) for one in action.parts)
    done = 0

    def show(file: str, size: int) -> None:
        nonlocal done
        if run.cancelled():
            raise CancelledError("cancelled")
        done = min(done + size, whole)
        run.progress(Progress(item.record_number, file, done, whole))

    return show


def _is_paused(run: Exchange) -> bool:
    """Say whether the server's pause lasts; one beyond an hour comes from a clock set back."""
    text = run.store.setting(_pause_name(run))
    if not text:
        return False
    left = datetime.fromisoformat(text) - run.now()
    return timedelta(0) < left <= timedelta(hours=1)


def _pause(run: Exchange, asked_s: float) -> None:
    pause = timedelta(seconds=asked_s) if asked_s else pause_after(1, run.random)
    run.store.set_setting(_pause_name(run), (run.now() + pause).astimezone(UTC).isoformat())


def _pause_name(run: Exchange) -> str:
    """Return where the pause of this server is kept: another one has asked for none."""
    return f"{PAUSED_UNTIL}:{run.transport.server}"


def _report(
    store: Store, sent: int, problem: str, detail: str, down: Down = NOTHING
) -> ExchangeReport:
    left = store.outgoing()
    parked = sum(one.state == "parked" for one in left)
    return ExchangeReport(
        sent, len(left) - parked, parked, problem, detail, down.questionnaires, down.reviews,
        down.tasks,
    )
