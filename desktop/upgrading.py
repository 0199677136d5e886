"""A running visit and a newer version of its questionnaire: what changes, going over, going back.

A visit stays with the version it was begun with until a person asks for the newer one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import forms
from desktop.facts import leaf_paths, record_facts
from desktop.opening import Opener, lists_of
from sync.store import Store
from sync.upgrades import (
    CHANGED,
    REMOVED,
    FormChange,
    SheetChange,
    form_changes,
    newest_of,
    sheet_changes,
)
from sync.values import PinnedVisit, QuestionnaireInfo

LABEL = "label"
_ROOT_VERSION = re.compile(rb'(<[A-Za-z_][^\s>/]*(?:\s+[^\s=>]+="[^"]*")*?\s+version=")[^"]*')


@dataclass(frozen=True, slots=True)
class Difference:
    """A question that is new, gone or different, in its words; ``answer`` is what would be lost."""

    change: FormChange
    words: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class VersionChanges:
    """What one version has changed against another."""

    old: str
    new: str
    questions: tuple[Difference, ...]
    sheets: tuple[SheetChange, ...]

    @property
    def lost(self) -> tuple[Difference, ...]:
        """The answers that have no place in the new version."""
        return tuple(one for one in self.questions if one.answer)


@dataclass(frozen=True, slots=True)
class Upgrade:
    """A running visit that may go over to a newer version."""

    uuid: str
    enterprise: str
    sha256: str
    changes: VersionChanges


def newest(store: Store, opener: Opener, shipped: forms.Form) -> forms.Form:
    """Return the newest version of a questionnaire that can be diagnosed with: new visits use it.

    The one shipped with the program counts as any other; of equal versions it is taken.
    """
    found = newer_for(store, shipped)
    return shipped if found is None else opener.form(store, found.sha256)


def newer_than(
    known: tuple[QuestionnaireInfo, ...], form_id: str, version: str, *, with_method: bool
) -> QuestionnaireInfo | None:
    """Return the newest version here that is newer than this one; None if there is none.

    ``with_method``: only one that can be diagnosed with, as this one can.
    """
    usable = {one.version: one for one in reversed(known)
              if one.form_id == form_id and one.has_method >= with_method}
    best = newest_of([version, *usable])
    return usable.get(best) if best != version else None


def behind(store: Store) -> tuple[tuple[PinnedVisit, QuestionnaireInfo], ...]:
    """Return the running visits pinned to an older version, each with the newest there is."""
    known = store.questionnaires()
    versions = {one.sha256: one for one in known}
    found = []
    for visit in store.running_visits():
        own = versions[visit.questionnaire]
        newer = newer_than(known, own.form_id, own.version, with_method=own.has_method)
        if newer is not None:
            found.append((visit, newer))
    return tuple(found)


def newer_for(store: Store, form: forms.Form) -> QuestionnaireInfo | None:
    """Return the newer version that there is of a questionnaire; None if there is none."""
    known = store.questionnaires()
    return newer_than(known, form.id, form.version, with_method=bool(form.sheets))


def version_changes(
    old: forms.Form, new: forms.Form, entry: forms.Entry | None = None
) -> VersionChanges:
    """Return what the new version changes; with ``entry`` also which of its answers would go."""
    found = list(form_changes(old, new))
    told = {one.path for one in found}
    words = {True: _labels(new), False: _labels(old)}
    found += [FormChange(CHANGED, path, new.question(path).number, (LABEL,))
              for path, label in words[True].items()
              if path not in told and words[False].get(path, label) != label]
    questions = tuple(
        Difference(one, _words(one, words), _lost(one, entry)) for one in found)
    return VersionChanges(old.version, new.version, questions, sheet_changes(old, new))


def look_ahead(store: Store, opener: Opener, uuid: str, sha256: str) -> Upgrade:
    """Return what an upgrade of a visit would change; nothing is done."""
    _draft, entry = opener.open(store, uuid)
    new = opener.form(store, sha256)
    changes = version_changes(entry.form, new, entry)
    return Upgrade(uuid, record_facts(entry, None).enterprise, sha256, changes)


def upgrade(store: Store, opener: Opener, uuid: str, sha256: str) -> None:
    """Take a visit over to another version; what it was is kept for going back.

    Raises:
        StoreError: ``frozen``, ``handed-over``.
    """
    draft, before = opener.open(store, uuid)
    new = opener.form(store, sha256)
    after = new.resume(before.xml(), now=opener.now, new_uuid=opener.new_uuid,
                       entities=lists_of(store, new))
    store.upgrade_record(uuid, new, before.xml(), of_version(after.xml(), new.version))
    _, entry = opener.open(store, uuid)
    score = forms.score(entry) if new.method is not None else None
    store.append(uuid, (), facts=record_facts(entry, score), last_path=draft.last_path)


def of_version(xml: bytes, version: str) -> bytes:
    """Return a record whose root names this version: continuing keeps the one it was begun with."""
    text = escape(version).encode()
    return _ROOT_VERSION.sub(lambda found: found.group(1) + text, xml, count=1)


def _labels(form: forms.Form) -> Mapping[str, str]:
    """Return the words of every question outside tables, as a fresh visit shows them."""
    entry = form.start()
    return {path: entry.node(path).label for path in leaf_paths(form).values()}


def _words(change: FormChange, labels: Mapping[bool, Mapping[str, str]]) -> str:
    name = change.path.rsplit("/", 1)[-1]
    return labels[True].get(change.path) or labels[False].get(change.path) or name


def _lost(change: FormChange, entry: forms.Entry | None) -> str:
    """Return the answer that a visit has given to a question that is gone."""
    if entry is None or change.kind != REMOVED:
        return ""
    try:
        return entry.node(change.path).value
    except (forms.AnswerRejectedError, LookupError):
        return ""
