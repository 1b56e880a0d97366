"""Telegram's rate limits: calls that would be rejected wait here.

python-telegram-bot's AIORateLimiter keeps no pace in private chats, lets sixty calls through in its
first second, and once Telegram says "wait" it holds up every chat and every answer to a tap. This
one keeps each chat's own pace.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

from adgen_dagster.logs import log_of
from telegram_gateway.metrics import Metrics

_LOG = log_of(__name__)

Answer = bool | dict[str, Any] | list[dict[str, Any]]
Call = Callable[..., Coroutine[Any, Any, Answer]]

RETRIES_S = (0.5, 1.0, 2.0)
"""Waits before a call is tried again whose connection broke."""
WAITS_AT_MOST = 5
LONGEST_WAIT_S = 120.0
"""Where Telegram asks us to wait longer, the caller decides what to do."""
_CHATS_KEPT = 2000

_COUNTED = ("send", "edit", "copy")
_FREE = frozenset({"sendChatAction"})


@dataclass(frozen=True)
class Speed:
    """How fast Telegram lets a bot talk.

    core.telegram.org/bots/faq: about one message a second in a chat with short bursts, twenty a
    minute in a group, thirty a second over all. We stay a little below: what leaves here evenly can
    arrive bunched up.
    """

    chat_per_s: float = 0.95
    chat_burst: float = 4
    group_per_minute: int = 18
    minute_s: float = 61.0
    overall_per_s: int = 26
    second_s: float = 1.05


@dataclass
class _ChatPace:
    """What one chat has had lately."""

    speed: Speed
    is_group: bool
    tokens: float
    refilled_at: float
    minute: deque[float] = field(default_factory=deque[float])
    closed_until: float = 0.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def wait_s(self, now: float, items: int) -> float:
        """Return how long until `items` messages may go there."""
        speed = self.speed
        gained = (now - self.refilled_at) * speed.chat_per_s
        self.tokens = min(speed.chat_burst, self.tokens + gained)
        self.refilled_at = now
        waits = [self.closed_until - now, (1 - self.tokens) / speed.chat_per_s]
        if self.is_group:
            while self.minute and self.minute[0] <= now - speed.minute_s:
                self.minute.popleft()
            over = len(self.minute) + items - speed.group_per_minute
            if over > 0 and self.minute:
                waits.append(self.minute[min(over, len(self.minute)) - 1] + speed.minute_s - now)
        return max(0.0, *waits)

    def note(self, now: float, items: int) -> None:
        """Count what goes there now."""
        self.tokens -= 1
        if self.is_group:
            self.minute.extend([now] * items)


class RateLimiter(BaseRateLimiter[int]):
    """Lets calls go as fast as Telegram takes them, each chat's in their order."""

    def __init__(
        self,
        speed: Speed | None = None,
        clock: Callable[[], float] = time.monotonic,
        metrics: Metrics | None = None,
    ) -> None:
        self._speed = speed or Speed()
        self._clock = clock
        self._metrics = metrics or Metrics()
        self._chats: dict[int, _ChatPace] = {}
        self._lately: deque[float] = deque()

    async def initialize(self) -> None:
        """Do nothing: there is nothing to prepare."""

    async def shutdown(self) -> None:
        """Do nothing: there is nothing to end."""

    def has_room(self, chat: int) -> bool:
        """Tell whether something unimportant may go there now without delaying what follows."""
        rate_limiter = self._chats.get(chat)
        if rate_limiter is None:
            return True
        now = self._clock()
        if rate_limiter.turn.locked() or rate_limiter.wait_s(now, 1) > 0:
            return False
        if rate_limiter.is_group:
            return len(rate_limiter.minute) * 3 < self._speed.group_per_minute
        return rate_limiter.tokens >= 2

    async def process_request(
        self,
        callback: Call,
        args: Any,  # noqa: ANN401
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,  # noqa: ARG002
    ) -> Answer:
        """Make a call when it is its turn, again where Telegram or the network say no for now."""
        chat = _chat_of(endpoint, data)
        items = len(data["media"]) if endpoint == "sendMediaGroup" else 1
        breaks, waits = iter(RETRIES_S), 0
        while True:
            if chat is not None:
                await self._turn(chat, items)
            try:
                return await self._make(endpoint, callback(*args, **kwargs))
            except RetryAfter as error:
                waits += 1
                told_s = wait_s(error)
                self._metrics.flood_waits.inc()
                self._metrics.flood_wait_s.inc(told_s)
                if waits > WAITS_AT_MOST or told_s > LONGEST_WAIT_S:
                    raise
                _LOG.warning("flood_wait_told", method=endpoint, wait_s=told_s)
                await self._wait(chat, told_s)
            except BadRequest:
                raise
            except NetworkError as error:
                wait = next(breaks, None)
                if wait is None:
                    raise
                _LOG.info("call_retried", method=endpoint, wait_s=wait, why=str(error))
                await asyncio.sleep(wait)

    async def _make(self, endpoint: str, call: Coroutine[Any, Any, Answer]) -> Answer:
        began, outcome = self._clock(), "ok"
        try:
            return await call
        except TelegramError as error:
            outcome = type(error).__name__
            raise
        finally:
            self._metrics.calls.labels(endpoint, outcome).inc()
            self._metrics.call_s.labels(endpoint).observe(self._clock() - began)

    async def _turn(self, chat: int, items: int) -> None:
        rate_limiter = self._pace_of(chat)
        async with rate_limiter.turn:
            while wait := max(rate_limiter.wait_s(self._clock(), items), self._overall_wait_s()):
                await asyncio.sleep(wait)
            now = self._clock()
            rate_limiter.note(now, items)
            self._lately.append(now)

    async def _wait(self, chat: int | None, seconds: float) -> None:
        if chat is None:
            await asyncio.sleep(seconds)
        else:
            self._pace_of(chat).closed_until = self._clock() + seconds + 0.1

    def _overall_wait_s(self) -> float:
        now = self._clock()
        while self._lately and self._lately[0] <= now - self._speed.second_s:
            self._lately.popleft()
        if len(self._lately) < self._speed.overall_per_s:
            return 0.0
        return self._lately[0] + self._speed.second_s - now

    def _pace_of(self, chat: int) -> _ChatPace:
        if chat not in self._chats:
            self._forget_idle()
            self._chats[chat] = _ChatPace(
                self._speed, chat < 0, self._speed.chat_burst, self._clock()
            )
        return self._chats[chat]

    def _forget_idle(self) -> None:
        if len(self._chats) < _CHATS_KEPT:
            return
        now = self._clock()
        for chat, rate_limiter in list(self._chats.items()):
            if (
                not rate_limiter.turn.locked()
                and now - rate_limiter.refilled_at > self._speed.minute_s
            ):
                del self._chats[chat]


def _chat_of(endpoint: str, data: dict[str, Any]) -> int | None:
    """Return the chat whose pace a call counts in; None: it is free."""
    if endpoint in _FREE or not endpoint.startswith(_COUNTED):
        return None
    try:
        return int(data["chat_id"])
    except (KeyError, ValueError, TypeError):
        return None


def wait_s(error: RetryAfter) -> float:
    """Return how long Telegram asks us to wait, in seconds."""
    # The public attribute changes its type with the next major version, and warns until then.
    return error._retry_after.total_seconds()  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
