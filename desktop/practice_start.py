"""What the practice mode begins with: two invented enterprises and a platform that takes them."""

from collections.abc import Callable
from datetime import datetime

import forms
from desktop.facts import record_facts
from desktop.practice import fill, practice_visit
from sync.store import Store

VISITS = ("noodle_shop", "factory")


def fill_practice_store(
    store: Store, form: forms.Form, now: Callable[[], datetime], new_uuid: Callable[[], str]
) -> None:
    """Put the practice visits into a fresh store; marked, so that no statistics count them."""
    store.put_questionnaire(form)
    for name in VISITS:
        entry = form.start(now=now, new_uuid=new_uuid)
        fill(entry, practice_visit(name))
        uuid = store.create_record(form, entry, practice=True)
        facts = record_facts(entry, forms.score(entry))
        store.append(uuid, (), xml=entry.xml(), facts=facts, last_path="")
