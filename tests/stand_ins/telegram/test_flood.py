"""The pace: what a bot may send in a second and in a minute, on a made-up clock."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from .errors import ApiError
from .flood import FloodControl
from .limits import Limits

PRIVATE, GROUP = 1, -1


def sends(flood: FloodControl, now: float, chat: int = PRIVATE, items: int = 1) -> int:
    """Send; returns the seconds to wait, 0 if it went through."""
    try:
        flood.admit(chat, is_group=chat < 0, now=now, items=items)
    except ApiError as refusal:
        return refusal.parameters["retry_after"]
    return 0


def test_a_short_burst_goes_through_and_then_one_message_a_second() -> None:
    flood = FloodControl(Limits(chat_burst=3))

    assert [sends(flood, 0.0) for _ in range(4)] == [0, 0, 0, 1]
    assert [sends(flood, at) for at in (1.0, 2.0, 3.0)] == [0, 0, 0]
    assert flood.hits == 1


def test_who_does_not_wait_gets_nothing_through() -> None:
    flood = FloodControl(Limits(chat_burst=1, chat_per_second=0.1))
    sends(flood, 0.0)

    assert sends(flood, 0.0) == 10
    assert sends(flood, 5.0) == 5
    assert sends(flood, 10.0) == 0


def test_a_group_takes_twenty_messages_a_minute() -> None:
    flood = FloodControl(Limits(chat_burst=100))

    assert [sends(flood, 0.0, GROUP) for _ in range(21)] == [0] * 20 + [60]
    assert sends(flood, 60.0, GROUP) == 0


def test_an_album_counts_item_by_item_in_a_group_and_once_in_a_private_chat() -> None:
    flood = FloodControl(Limits(chat_burst=3))

    assert [sends(flood, 0.0, GROUP, items=10) for _ in range(3)] == [0, 0, 60]
    assert [sends(flood, 0.0, PRIVATE, items=10) for _ in range(3)] == [0, 0, 0]


def test_all_chats_together_take_thirty_messages_a_second() -> None:
    flood = FloodControl(Limits())

    assert [sends(flood, 0.0, chat) for chat in range(1, 32)] == [0] * 30 + [1]
    assert sends(flood, 1.0, 99) == 0


@given(st.lists(st.floats(0, 0.5), min_size=1, max_size=200))
def test_a_bot_that_waits_as_told_is_refused_once_at_a_time(gaps: list[float]) -> None:
    flood, now = FloodControl(Limits()), 0.0

    for gap in gaps:
        now += gap
        if wait := sends(flood, now):
            now += wait
            assert sends(flood, now) == 0
