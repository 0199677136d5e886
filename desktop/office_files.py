"""Questionnaires and tables on this computer, and taking in a signed file from the office."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import forms
from desktop.opening import Opener
from desktop.questionnaires import SHIPPED, shipped
from desktop.server_settings import write_server
from desktop.upgrading import VersionChanges, behind, newest, version_changes
from forms.errors import FormsError
from forms.revisit import FOLLOW_UP
from sync.configuration import read_configuration
from sync.entity_lists import read_entities
from sync.errors import SyncError
from sync.signing import CONFIGURATION, QUESTIONNAIRE, Signed, fingerprint
from sync.store import Store
from sync.updates import (
    TakenTable,
    look_into_signed,
    take_in_signed,
    taken_tables,
    trusted_signers,
)
from sync.values import PinnedVisit, QuestionnaireInfo

Shipped = Callable[[str], forms.Form]


@dataclass(frozen=True, slots=True)
class TableFact:
    """An entity list here; ``taken`` is None where it came with an exchange."""

    name: str
    rows: int
    taken: TakenTable | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is here.

    ``shipped`` are the hashes that came with the program, ``in_use`` those that new visits begin
    with, ``behind`` running visits with the newer version each could go over to, ``signers`` the
    trusted ones with their fingerprints.
    """

    versions: tuple[QuestionnaireInfo, ...]
    shipped: frozenset[str]
    in_use: frozenset[str]
    behind: tuple[tuple[PinnedVisit, QuestionnaireInfo], ...]
    upgraded: tuple[PinnedVisit, ...]
    tables: tuple[TableFact, ...]
    signers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """What a signed file would bring, before it is taken.

    For a questionnaire ``changes`` against the version in use and ``here`` if it is here already;
    for a table the labels that come, go and differ.
    """

    signed: Signed
    fingerprint: str
    version: str = ""
    title: str = ""
    here: bool = False
    changes: VersionChanges | None = None
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    rows: int = 0
    address: str = ""


def look_at_shelf(store: Store, opener: Opener, load: Shipped) -> Shelf:
    """Return which versions and tables are here, since when, and from where."""
    own = [load(name) for name in (SHIPPED, FOLLOW_UP)]
    for form in own:
        store.put_questionnaire(form)
    taken = taken_tables(store)
    return Shelf(
        versions=store.questionnaires(),
        shipped=frozenset(form.sha256 for form in own),
        in_use=frozenset(newest(store, opener, form).sha256 for form in own),
        behind=behind(store),
        upgraded=tuple(one for one in store.running_visits() if one.kept),
        tables=tuple(TableFact(name, rows, taken.get(name))
                     for name, rows in sorted(store.datasets().items())),
        signers=tuple((name, fingerprint(key))
                      for name, key in sorted(trusted_signers(store).items())),
    )


def look_into(store: Store, opener: Opener, load: Shipped, data: bytes) -> Offer:
    """Return what a signed file would bring; nothing is kept.

    Raises:
        SigningError: ``unsigned``, ``altered``, ``unknown-signer``.
        FormsError: the questionnaire in it cannot be used.
    """
    signed = look_into_signed(store, data)
    key = fingerprint(trusted_signers(store)[signed.signer])
    if signed.kind == QUESTIONNAIRE:
        return _questionnaire(store, opener, load, signed, key)
    if signed.kind == CONFIGURATION:
        config = read_configuration(signed.payload.decode())
        return Offer(signed, key, address=config.url.split("/v1/key/", 1)[0])
    before = {one.uuid: one for one in store.entities(signed.name)}
    after = {one.uuid: one for one in read_entities(signed.name, signed.payload)}
    both = before.keys() & after.keys()
    return Offer(
        signed, key, rows=len(after),
        added=tuple(after[one].label for one in after if one not in before),
        removed=tuple(before[one].label for one in before if one not in after),
        changed=tuple(after[one].label for one in after if one in both
                      and after[one].properties != before[one].properties),
    )


def take_in(store: Store, data: bytes, now: Callable[[], datetime]) -> Signed:
    """Keep what a signed file brings; it is verified once more.

    Raises:
        SigningError: ``unsigned``, ``altered``, ``unknown-signer``; nothing is kept then.
    """
    signed = take_in_signed(store, data, lambda package, _media: forms.load(package), now)
    if signed.kind == CONFIGURATION:
        write_server(store, read_configuration(signed.payload.decode()))
    return signed


def _questionnaire(
    store: Store, opener: Opener, load: Shipped, signed: Signed, key: str
) -> Offer:
    form = forms.load(signed.payload)
    known = {one.sha256 for one in store.questionnaires()}
    return Offer(
        signed, key, version=form.version, title=form.title, here=form.sha256 in known,
        changes=_against_present(store, opener, load, form),
    )


def _against_present(
    store: Store, opener: Opener, load: Shipped, form: forms.Form
) -> VersionChanges | None:
    """Return what a version changes against the one in use; None for a form that is new here."""
    own = {one.id: one for one in (load(SHIPPED), load(FOLLOW_UP))}
    if form.id in own:
        return version_changes(newest(store, opener, own[form.id]), form)
    last = next((one for one in store.questionnaires() if one.form_id == form.id), None)
    try:
        return version_changes(opener.form(store, last.sha256), form) if last else None
    except (FormsError, SyncError):
        return None


def shipped_from(cache: Path) -> Shipped:
    """Return the shipped questionnaires by name, out of the cache of compiled ones."""
    return lambda name: shipped(name, cache)
