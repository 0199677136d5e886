"""The pure rules of an exchange: pauses, order, sizes."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sync.outbox import Outgoing, OutgoingFile, held_by, is_due, pause_after
from sync.plan import Hold, Local, Park, Remote, Send, plan_exchange
from tests.sync.builders import NOON


def an_outgoing(number: int, **changes: Any) -> Outgoing:
    plain = Outgoing(
        version_id=number, record_uuid=f"r{number}", record_number="", practice=False,
        instance_id=f"uuid:{number}", deprecated_id="", form_id="visit", form_version="1",
        sha256="", size_bytes=1000, entities=(), files=(), data_arrived=False, state="waiting",
    )
    return replace(plain, **changes)


def a_file(name: str, arrived: bool = False, size_bytes: int = 10) -> OutgoingFile:
    return OutgoingFile(name, size_bytes, arrived)


def only(item: Outgoing, limit: int = 0, **local: Any) -> object:
    (action,) = plan_exchange(Local((item,), NOON, **local), Remote(limit))
    return action


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 10_000), st.floats(0, 1))
def test_pauses_grow_to_an_hour_and_never_beyond(tries: int, chance: float) -> None:
    pause = pause_after(tries, lambda: chance)
    assert timedelta(seconds=15) <= pause <= timedelta(hours=1)
    assert pause_after(1, lambda: 0.0) < pause_after(4, lambda: 0.0)


def test_a_clock_set_back_by_years_holds_nothing_up() -> None:
    waiting = an_outgoing(1, next_try_at=NOON + timedelta(minutes=5))
    assert not is_due(waiting, NOON)
    assert is_due(waiting, NOON - timedelta(days=3650))
    assert is_due(waiting, NOON + timedelta(days=3650))
    assert isinstance(only(waiting), Hold)
    assert isinstance(only(waiting, manual=True), Send)


def test_data_goes_first_and_only_what_is_missing_follows() -> None:
    files = (a_file("a", arrived=True), a_file("b"))
    assert only(an_outgoing(1, files=files)) == Send(an_outgoing(1, files=files), (None, "b"))
    arrived = an_outgoing(1, files=files, data_arrived=True)
    assert only(arrived) == Send(arrived, ("b",))
    whole = an_outgoing(1, files=(a_file("a", arrived=True),), data_arrived=True)
    assert only(whole) == Send(whole, (None,))


def test_a_metered_line_takes_data_alone() -> None:
    item = an_outgoing(1, files=(a_file("a"),))
    assert only(item, metered=True) == Send(item, (None,))
    assert isinstance(only(replace(item, data_arrived=True), metered=True), Hold)


def test_a_file_that_no_request_can_carry_is_named() -> None:
    item = an_outgoing(1, files=(a_file("small"), a_file("机房.jpg", size_bytes=26_000_000)))
    assert only(item, limit=20_000_000) == Park(item, "too-large", "机房.jpg")
    assert isinstance(only(item, limit=100_000_000), Send)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.sets(st.integers(0, 2), max_size=2)), max_size=8))
def test_nothing_overtakes_what_it_depends_on(made: list[tuple[int, set[int]]]) -> None:
    items = [
        an_outgoing(number, record_uuid=f"r{record}", entities=tuple(map(str, sorted(shared))))
        for number, (record, shared) in enumerate(made)
    ]
    for place, item in enumerate(items):
        depends = [
            one for one in items[:place]
            if one.record_uuid == item.record_uuid or set(one.entities) & set(item.entities)
        ]
        assert bool(held_by(item, items[:place])) == bool(depends)
