"""Flood control: how fast a bot may talk, as far as Telegram says."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

from .errors import too_many_requests
from .limits import Limits


@dataclass
class _Pace:
    """What one chat has had lately."""

    tokens: float
    refilled_at: float
    minute: deque[float] = field(default_factory=deque[float])
    closed_until: float = 0.0


class FloodControl:
    """Admits a message or an edit, or refuses it with the seconds to wait.

    A chat holds `chat_burst` tokens and gains `chat_per_second` of them a second. Whoever is
    refused stays refused until the wait is over: a bot that hammers on gets nothing through.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._paces: dict[int, _Pace] = {}
        self._last_second: deque[float] = deque()
        self.hits = 0

    def admit(self, chat_id: int, *, is_group: bool, now: float, items: int = 1) -> None:
        """Count one call towards the limits.

        Args:
            chat_id: the chat that gets the message.
            is_group: whether the limit per minute holds as well.
            now: seconds on the server's clock.
            items: how many messages the call makes (an album makes several).

        Raises:
            ApiError: 429 with `retry_after`.
        """
        if not self._limits.flood_control:
            return
        pace = self._paces.setdefault(chat_id, _Pace(self._limits.chat_burst, now))
        in_minute = items if self._limits.album_items_count_in_groups else 1
        wait_s = max(
            pace.closed_until - now,
            self._wait_overall(now),
            self._wait_in_chat(pace, now),
            self._wait_in_group(pace, now, in_minute) if is_group else 0.0,
        )
        if wait_s > 0:
            self.hits += 1
            retry_after = max(1, math.ceil(wait_s))
            pace.closed_until = max(pace.closed_until, now + wait_s)
            raise too_many_requests(retry_after)
        pace.tokens -= 1
        pace.minute.extend([now] * in_minute)
        self._last_second.append(now)

    def _wait_overall(self, now: float) -> float:
        while self._last_second and self._last_second[0] <= now - 1:
            self._last_second.popleft()
        if len(self._last_second) < self._limits.overall_per_second:
            return 0.0
        return self._last_second[0] + 1 - now

    def _wait_in_chat(self, pace: _Pace, now: float) -> float:
        gained = (now - pace.refilled_at) * self._limits.chat_per_second
        pace.tokens = min(self._limits.chat_burst, pace.tokens + gained)
        pace.refilled_at = now
        if pace.tokens >= 1:
            return 0.0
        return (1 - pace.tokens) / self._limits.chat_per_second

    def _wait_in_group(self, pace: _Pace, now: float, items: int) -> float:
        while pace.minute and pace.minute[0] <= now - 60:
            pace.minute.popleft()
        over = len(pace.minute) + items - self._limits.group_per_minute
        if over <= 0 or not pace.minute:
            return 0.0
        return pace.minute[min(over, len(pace.minute)) - 1] + 60 - now
