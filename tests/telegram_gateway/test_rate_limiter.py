"""Telegram's speed limits are kept before Telegram has to say so."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from telegram.error import BadRequest, NetworkError, RetryAfter

from telegram_gateway.transport.rate_limiter import RateLimiter, Speed

PRIVATE, OTHER, GROUP = 1, 2, -3
QUICK = Speed(
    chat_per_s=20, chat_burst=2, group_per_minute=3, minute_s=0.3, overall_per_s=1000, second_s=0.1
)
Call = Callable[..., Any]


class Telegram:
    """Answers calls, and notes when each one arrived."""

    def __init__(self, *errors: Exception) -> None:
        self.arrived: list[tuple[float, int]] = []
        self._errors = list(errors)

    async def call(self, chat: int) -> bool:
        self.arrived.append((time.monotonic(), chat))
        if self._errors:
            raise self._errors.pop(0)
        return True

    def gaps(self, chat: int) -> list[float]:
        times = [at for at, where in self.arrived if where == chat]
        return [after - before for before, after in pairwise(times)]


async def make(
    rate_limiter: RateLimiter,
    telegram: Telegram,
    chat: int,
    endpoint: str = "sendMessage",
    items: int = 1,
) -> object:
    data: dict[str, Any] = {"chat_id": chat, "media": [0] * items}
    return await rate_limiter.process_request(telegram.call, [chat], {}, endpoint, data, None)


def test_after_a_burst_a_chat_gets_its_messages_one_by_one() -> None:
    telegram = Telegram()

    async def send() -> None:
        rate_limiter = RateLimiter(QUICK)
        await asyncio.gather(*(make(rate_limiter, telegram, PRIVATE) for _ in range(6)))

    asyncio.run(send())

    spread = telegram.arrived[-1][0] - telegram.arrived[0][0]
    assert spread >= 4 / QUICK.chat_per_s * 0.99


def test_one_chat_does_not_hold_up_another() -> None:
    telegram = Telegram()

    async def send() -> None:
        rate_limiter = RateLimiter(Speed(chat_per_s=0.001, chat_burst=1))
        await make(rate_limiter, telegram, PRIVATE)
        held = asyncio.create_task(make(rate_limiter, telegram, PRIVATE))
        await make(rate_limiter, telegram, OTHER)
        held.cancel()

    asyncio.run(send())

    assert [chat for _, chat in telegram.arrived] == [PRIVATE, OTHER]


def test_answers_to_taps_wait_for_nobody() -> None:
    telegram = Telegram()

    async def send() -> None:
        rate_limiter = RateLimiter(Speed(chat_per_s=0.001, chat_burst=1))
        await make(rate_limiter, telegram, PRIVATE)
        await make(rate_limiter, telegram, PRIVATE, "answerCallbackQuery")
        await make(rate_limiter, telegram, PRIVATE, "sendChatAction")

    asyncio.run(send())

    assert len(telegram.arrived) == 3


def test_in_a_group_every_picture_of_an_album_counts() -> None:
    telegram = Telegram()

    async def send() -> None:
        rate_limiter = RateLimiter(QUICK)
        await make(rate_limiter, telegram, GROUP, "sendMediaGroup", items=3)
        await make(rate_limiter, telegram, GROUP)

    asyncio.run(send())

    assert telegram.gaps(GROUP)[0] >= QUICK.minute_s * 0.99


def test_over_all_chats_no_second_has_more_than_it_may() -> None:
    telegram = Telegram()
    speed = Speed(overall_per_s=5, second_s=0.2)

    async def send() -> None:
        rate_limiter = RateLimiter(speed)
        await asyncio.gather(*(make(rate_limiter, telegram, chat) for chat in range(1, 13)))

    asyncio.run(send())

    times = [at for at, _ in telegram.arrived]
    windows = zip(times, times[speed.overall_per_s :], strict=False)
    assert all(after - before >= speed.second_s * 0.99 for before, after in windows)


def test_when_telegram_says_wait_only_that_chat_waits() -> None:
    telegram = Telegram(RetryAfter(1))

    async def send() -> None:
        rate_limiter = RateLimiter(QUICK)
        held = asyncio.create_task(make(rate_limiter, telegram, PRIVATE))
        await asyncio.sleep(0)
        await make(rate_limiter, telegram, OTHER)
        assert not rate_limiter.has_room(PRIVATE)
        await held

    asyncio.run(send())

    assert [chat for _, chat in telegram.arrived] == [PRIVATE, OTHER, PRIVATE]
    assert telegram.gaps(PRIVATE)[0] >= 1


def test_a_very_long_wait_is_for_the_caller_to_decide_on() -> None:
    telegram = Telegram(RetryAfter(3600))

    with pytest.raises(RetryAfter):
        asyncio.run(make(RateLimiter(QUICK), telegram, PRIVATE))

    assert len(telegram.arrived) == 1


def test_a_broken_connection_is_tried_again_and_then_told() -> None:
    once, always = Telegram(NetworkError("cut")), Telegram(*[NetworkError("cut")] * 9)

    async def send() -> None:
        await make(RateLimiter(QUICK), once, PRIVATE)
        with pytest.raises(NetworkError):
            await make(RateLimiter(QUICK), always, PRIVATE)

    asyncio.run(send())

    assert len(once.arrived) == 2
    assert len(always.arrived) == 4


def test_what_telegram_refuses_is_not_tried_again() -> None:
    telegram = Telegram(BadRequest("no"))

    with pytest.raises(BadRequest):
        asyncio.run(make(RateLimiter(QUICK), telegram, PRIVATE))

    assert len(telegram.arrived) == 1


def test_unimportant_edits_leave_room_for_what_matters() -> None:
    telegram = Telegram()

    async def send() -> list[bool]:
        rate_limiter = RateLimiter(Speed(chat_burst=3, chat_per_s=0.001))
        rooms = [rate_limiter.has_room(PRIVATE)]
        for _ in range(2):
            await make(rate_limiter, telegram, PRIVATE)
            rooms.append(rate_limiter.has_room(PRIVATE))
        return rooms

    assert asyncio.run(send()) == [True, True, False]
