"""The practice mode: two invented enterprises, a store and a platform of their own."""

import secrets
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import forms
from desktop.facts import record_facts
from desktop.practice import fill, practice_visit
from desktop.questionnaires import SHIPPED, shipped
from desktop.server_settings import write_server
from desktop.settings import SettingsBook
from forms.revisit import FOLLOW_UP
from sync.platform.server import RunningPlatform
from sync.store import Store
from sync.values import ServerConfig

VISITS = ("noodle_shop", "factory")
PASSPHRASE_FILE = "passphrase.txt"  # noqa: S105 - the name of a file


def open_practice(
    book: SettingsBook, now: Callable[[], datetime], new_uuid: Callable[[], str], stack: ExitStack
) -> Store:
    """Open the practice store and its platform, which ends with ``stack``.

    Both hold invented data only, so the passphrase may lie beside the store.
    """
    folder = book.data_folder
    secret = folder.parent / PASSPHRASE_FILE
    fresh = not Store.exists(folder)
    if fresh:
        folder.parent.mkdir(parents=True, exist_ok=True)
        secret.write_text(secrets.token_urlsafe(24), encoding="utf-8")
    passphrase = secret.read_text(encoding="utf-8")
    opening = Store.create if fresh else Store.open
    store = opening(folder, passphrase, now=now)
    cache = book.folder / "cache"
    if fresh:
        add_practice(store, cache, now, new_uuid)
    here = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="yunzhen-platform-")))
    platform = stack.enter_context(RunningPlatform(folder=here))
    for name in (SHIPPED, FOLLOW_UP):
        platform.publish(shipped(name, cache))
    write_server(store, ServerConfig(url=platform.app_user_url, practice=True))
    return store


def add_practice(
    store: Store, cache: Path, now: Callable[[], datetime], new_uuid: Callable[[], str]
) -> str:
    """Put the practice visits into a fresh store; return the uuid of the one to begin with.

    They are marked, so that no statistics count them.
    """
    begun = ""
    form = shipped(cache=cache)
    store.put_questionnaire(form)
    for name in VISITS:
        entry = form.start(now=now, new_uuid=new_uuid)
        fill(entry, practice_visit(name))
        uuid = store.create_record(form, entry, practice=True)
        facts = record_facts(entry, forms.score(entry))
        store.append(uuid, (), xml=entry.xml(), facts=facts, last_path="")
        begun = begun or uuid
    return begun
