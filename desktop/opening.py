"""Opening a record: its questionnaire's package, its last snapshot, and the journal since."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache

import forms
from desktop.facts import leaf_paths, record_facts
from forms.values import Operation
from sync.store import Store
from sync.values import RecordDraft

Clock = Callable[[], datetime]


class ReplayClock:
    """The clock of an entry: the system's, but the journal's own time while it is replayed."""

    def __init__(self, now: Clock) -> None:
        self._now = now
        self._at: datetime | None = None

    def __call__(self) -> datetime:
        return self._at or self._now()

    def at(self, moment: datetime | None) -> None:
        """Stand at a moment; None goes on with the system's time."""
        self._at = moment


def lists_of(store: Store, form: forms.Form) -> Mapping[str, bytes]:
    """Return the entity lists that a form reads, as they are on this laptop now."""
    return store.entity_files(form.list_files)


class Opener:
    """Opens records; compiled questionnaires are kept, so that the next record opens at once."""

    def __init__(self, now: Clock, new_uuid: Callable[[], str]) -> None:
        self.now, self.new_uuid = now, new_uuid
        self._form = lru_cache(maxsize=4)(self._load)

    def keep(self, form: forms.Form) -> None:
        """Take a form that is already compiled."""
        self._kept = {**self._kept, form.sha256: form}

    _kept: Mapping[str, forms.Form] = {}

    def form(self, store: Store, sha256: str) -> forms.Form:
        """Return a questionnaire version that is in the store.

        Raises:
            StoreError: ``no-questionnaire``.
        """
        return self._kept.get(sha256) or self._form(store, sha256)

    def open(self, store: Store, uuid: str) -> tuple[RecordDraft, forms.Entry]:
        """Return a record as it was left.

        Raises:
            StoreError: the record or its questionnaire is not there.
            RecordError: the snapshot cannot be continued with its questionnaire.
        """
        draft = store.record(uuid)
        form = self.form(store, draft.questionnaire)
        clock = ReplayClock(self.now)
        entry = form.resume(
            draft.xml, now=clock, new_uuid=self.new_uuid, entities=lists_of(store, form)
        )
        for operation in draft.operations:
            clock.at(operation.at)
            entry.apply(operation)
        clock.at(None)
        return draft, entry

    def create(
        self,
        store: Store,
        form: forms.Form,
        prefilled: Mapping[str, str],
        *,
        practice: bool = False,
        task: str | None = None,
    ) -> str:
        """Begin a record with answers by question name already in it; return its uuid."""
        entry = form.start(
            now=self.now, new_uuid=self.new_uuid, entities=lists_of(store, form),
            properties={"deviceid": store.device_id()},
        )
        store.put_questionnaire(form)
        paths = leaf_paths(form)
        done: list[Operation] = []
        for name, value in prefilled.items():
            if name in paths and value:
                changes = entry.answer(paths[name], value)
                done += [changes.done] if changes.done is not None else []
        uuid = store.create_record(form, entry, practice=practice, task=task)
        facts = record_facts(entry, None)
        store.append(uuid, done, xml=entry.xml(), facts=facts, last_path="")
        return uuid

    @staticmethod
    def _load(store: Store, sha256: str) -> forms.Form:
        return forms.load(store.questionnaire(sha256))
