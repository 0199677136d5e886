"""What comes down: questionnaires with their files, entity lists, reviews and reviewers' edits."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from forms.errors import FormsError
from sync.addresses import same_server
from sync.entity_lists import read_entities
from sync.errors import AuthExpiredError, OfflineError, ServerRejectedError, SyncError
from sync.instance import InstanceError, local_name, parse
from sync.store import Store
from sync.store.records import FormLike
from sync.transport import RemoteForm, RemoteMedia, ReviewSource, Transport
from sync.values import APPROVED, DRAFT, Entity, Watched

LoadForm = Callable[[bytes, Mapping[str, bytes]], FormLike]
# The whole questionnaire with the method's sheets, as one more media file of our own platform.
PACKAGE = "questionnaire.yzq"
# A form without questions to answer: with Central only the files of a form reach an app user, so
# that one names the lists (sync/office.py).
CARRIER = "yunzhen_lists"
TASKS = "assignments"
LISTS = (TASKS, "providers", "benchmarks")
FETCHED, CHANGED, TURN = "fetched_forms", "reviews_changed_at", "reviews_turn"
# What is wrong with one file keeps the other forms not back.
OF_A_FILE = frozenset({"file-differs", "wrong-domain"})
# Each costs three requests, and an office has hundreds that wait.
ASKED_IN_TURN = 20
# An address of 50 UUIDs is as long as proxies let through.
ASKED_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Down:
    """What came down in one exchange and was not here before.

    ``unusable`` names a form that this program cannot use; the others came all the same.
    """

    questionnaires: int = 0
    reviews: int = 0
    tasks: int = 0
    unusable: str = ""


def fetch_forms(
    store: Store, transport: Transport, load: LoadForm, offered: Sequence[RemoteForm]
) -> Down:
    """Fetch new form versions and entity lists of what the server offers.

    A version stands beside the old ones; it is kept only when every file is whole, so a cut leaves
    what was there. A form that does not come keeps no other back and is asked for again next time.

    Raises:
        SyncError: ``wrong-domain`` when the server's addresses lead elsewhere; and a lost line.
    """
    known: dict[str, str] = json.loads(store.setting(FETCHED) or "{}")
    new_forms = new_tasks = 0
    unusable = ""
    for form in offered:
        _check_address(form, transport.server)
        try:
            came = _fetch_one(store, transport, form, known, load)
            new_forms, new_tasks = new_forms + came[0], new_tasks + came[1]
        except (FormsError, AuthExpiredError, ServerRejectedError) as error:
            unusable = _unusable(form, error)
        except SyncError as error:
            if error.code not in OF_A_FILE:
                raise
            unusable = _unusable(form, error)
        store.set_setting(FETCHED, json.dumps(known))
    return Down(new_forms, 0, new_tasks, unusable)


def _fetch_one(
    store: Store, transport: Transport, form: RemoteForm, known: dict[str, str], load: LoadForm
) -> tuple[int, int]:
    """Fetch a form and its lists where they changed; return new questionnaires and new tasks."""
    media = transport.manifest(form)
    new_tasks = sum(_fetch_entities(store, transport, one, known)
                    for one in media if one.kind == "entityList")
    files = [one for one in media if one.kind != "entityList"]
    name, stamp = f"form:{form.form_id}", _stamp(form, files)
    if form.form_id == CARRIER or known.get(name) == stamp:
        return 0, new_tasks
    try:
        new = _fetch_form(store, transport, form, files, load)
    except FormsError:
        # What this program cannot use stays so until it changes.
        known[name] = stamp
        raise
    known[name] = stamp
    return new, new_tasks


def _unusable(form: RemoteForm, error: FormsError | SyncError) -> str:
    told = (error.values.get(name, "") for name in ("name", "status", "found"))
    return " ".join([form.form_id, f"{form.version}:", error.code, *map(str, filter(None, told))])


def fetch_reviews(store: Store, source: ReviewSource) -> int:
    """Fetch states, words and reviewers' edits; return how many words and decisions are new.

    What the change feed names is asked about, and of the records that still wait for their
    reviewer the next few in turn: a comment alone changes no date on the server.
    """
    watched = store.watched()
    changed, since = _changed(store, source, watched)
    turn = _turn(store, [one for one in watched if one.state != APPROVED])
    new = sum(
        _fetch_review(store, source, one)
        for one in watched
        if one.instance_id in changed or one.instance_id in turn
    )
    # Only now: what a cut left unread is named by the feed again.
    store.set_setting(CHANGED, json.dumps(since))
    return new


def fetch_lists(store: Store, source: ReviewSource) -> int:
    """Fetch the lists that no form names, so that OpenRosa brings none; return new tasks."""
    known: dict[str, str] = json.loads(store.setting(FETCHED) or "{}")
    new = 0
    for dataset in LISTS:
        data = source.entity_list(dataset)
        stamp = "" if data is None else hashlib.sha256(data).hexdigest()
        if data is not None and known.get(f"rest:{dataset}") != stamp:
            rows = read_entities(dataset, data)
            before = {one.uuid for one in store.entities(dataset)}
            store.put_entities(dataset, rows)
            new += len({one.uuid for one in rows} - before) if dataset == TASKS else 0
            known[f"rest:{dataset}"] = stamp
    store.set_setting(FETCHED, json.dumps(known))
    return new


def _fetch_form(
    store: Store, transport: Transport, form: RemoteForm, files: list[RemoteMedia], load: LoadForm
) -> int:
    xform = _whole(transport, form.download_url, form.hash)
    media = {one.name: _media(transport, one) for one in files}
    package = media.pop(PACKAGE, None)
    loaded = load(xform, media) if package is None else load(package, {})
    before = {one.sha256 for one in store.questionnaires()}
    store.put_questionnaire(loaded)
    return int(loaded.sha256 not in before)


def _fetch_entities(
    store: Store, transport: Transport, file: RemoteMedia, known: dict[str, str]
) -> int:
    dataset = file.name.removesuffix(".csv")
    if known.get(f"list:{dataset}") == file.hash:
        return 0
    # Central's hash of a list is that of its last change, not of the bytes: only a stamp.
    rows = read_entities(dataset, transport.fetch(file.download_url).data or b"")
    before = {one.uuid for one in store.entities(dataset)}
    store.put_entities(dataset, rows, deleted=_deleted(store, transport, file, rows))
    known[f"list:{dataset}"] = file.hash
    return len({one.uuid for one in rows} - before) if dataset == TASKS else 0


def _deleted(
    store: Store, transport: Transport, file: RemoteMedia, rows: Sequence[Entity]
) -> frozenset[str]:
    """Ask which of the rows that were made or changed here, and do not come down, are deleted."""
    there = {one.uuid for one in rows}
    ours = store.entities(file.name.removesuffix(".csv"))
    asked = [one.uuid for one in ours if one.branch_id and one.uuid not in there]
    if not asked or not file.integrity_url:
        return frozenset()
    found: set[str] = set()
    for start in range(0, len(asked), ASKED_AT_ONCE):
        ids = quote(",".join(asked[start:start + ASKED_AT_ONCE]), safe=",")
        found |= _named_deleted(transport.fetch(f"{file.integrity_url}?id={ids}").data or b"")
    return frozenset(found)


def _named_deleted(answer: bytes) -> set[str]:
    """Read the integrity call's answer; ids that the server does not know are left out of it."""
    try:
        root = parse(answer)
    except InstanceError as error:
        raise OfflineError("captive-portal") from error
    return {
        node.get("id", "")
        for node in root.iter()
        if local_name(node) == "entity" and any(
            local_name(told) == "deleted" and (told.text or "").strip() == "true" for told in node)
    }


def _whole(transport: Transport, url: str, promised: str) -> bytes:
    """Download and check against the promised ``md5:…``; an empty promise is none.

    Raises:
        OfflineError: ``cut`` when the bytes are others.
    """
    data = transport.fetch(url).data or b""
    if not _is_promised(data, promised):
        raise OfflineError("cut", url=transport.server)
    return data


def _media(transport: Transport, file: RemoteMedia) -> bytes:
    """Download a media file; what comes twice the same although the hash says other is whole.

    KoboToolbox gives for a file that lies elsewhere the hash of its address.

    Raises:
        SyncError: ``file-differs`` when each answer is another.
    """
    data = transport.fetch(file.download_url).data or b""
    if _is_promised(data, file.hash):
        return data
    again = transport.fetch(file.download_url).data or b""
    if not _is_promised(again, file.hash) and (again != data or file.name == PACKAGE):
        raise SyncError("file-differs", name=file.name)
    return again


def _is_promised(data: bytes, promised: str) -> bool:
    wanted = promised.removeprefix("md5:")
    return not wanted or hashlib.md5(data, usedforsecurity=False).hexdigest() == wanted


def _stamp(form: RemoteForm, files: list[RemoteMedia]) -> str:
    return " ".join([form.version, form.hash, *(f"{one.name}={one.hash}" for one in files)])


def _check_address(form: RemoteForm, server: str) -> None:
    """Central builds addresses from its configured domain: a wrong one leads elsewhere (§1)."""
    scheme, _, rest = form.download_url.partition("://")
    if not same_server(form.download_url, f"{scheme}://{server}"):
        raise SyncError("wrong-domain", found=rest.partition("/")[0], server=server)


def _changed(
    store: Store, source: ReviewSource, watched: tuple[Watched, ...]
) -> tuple[set[str], dict[str, str]]:
    """Return the ids that changed, and since when the next exchange asks, by form."""
    since: dict[str, str] = json.loads(store.setting(CHANGED) or "{}")
    found: set[str] = set()
    for form_id in {one.form_id for one in watched}:
        ids, since[form_id] = source.changed_since(form_id, since.get(form_id, ""))
        found |= ids
    return found, since


def _turn(store: Store, waiting: Sequence[Watched]) -> set[str]:
    """Return the first ids of the next ``ASKED_IN_TURN`` records, and remember where it ended."""
    if len(waiting) <= ASKED_IN_TURN:
        return {one.instance_id for one in waiting}
    start = int(store.setting(TURN) or 0) % len(waiting)
    store.set_setting(TURN, str(start + ASKED_IN_TURN))
    return {one.instance_id for one in (*waiting, *waiting)[start:start + ASKED_IN_TURN]}


def _fetch_review(store: Store, source: ReviewSource, one: Watched) -> int:
    remote = source.record(one.form_id, one.instance_id)
    if remote is None:
        return 0
    known = store.instance_ids(one.record_uuid)
    if remote.current_id not in known and one.state != DRAFT:
        xml = source.current_xml(one.form_id, one.instance_id)
        store.add_rival(one.record_uuid, remote.current_id, "server", xml)
    return store.put_reviews(one.record_uuid, remote.state, remote.reviews)
