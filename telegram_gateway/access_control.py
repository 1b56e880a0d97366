"""Access control and per-user rate limits."""

import asyncio
from collections.abc import Sequence
from weakref import WeakValueDictionary

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from telegram_gateway.settings import TelegramSettings

ANSWERS_PER_MINUTE = 3


class AccessControl:
    """Limits what each user may ask for."""

    def __init__(self, settings: TelegramSettings) -> None:
        self._settings = settings
        self._windows = MovingWindowRateLimiter(MemoryStorage())
        self._briefs: Sequence[tuple[RateLimitItem, str]] = (
            (RateLimitItemPerMinute(settings.briefs_per_minute), "too-many-briefs-minute"),
            (RateLimitItemPerHour(settings.briefs_per_hour), "too-many-briefs-hour"),
        )
        self._updates = RateLimitItemPerMinute(settings.updates_per_minute)
        self._answers = RateLimitItemPerMinute(ANSWERS_PER_MINUTE)
        self._turns: WeakValueDictionary[tuple[int, str], asyncio.Lock] = WeakValueDictionary()

    @property
    def limits(self) -> dict[str, int]:
        """How much is allowed, as the texts say it."""
        chosen = self._settings
        return {
            "minute": chosen.briefs_per_minute,
            "hour": chosen.briefs_per_hour,
            "open": chosen.open_jobs,
        }

    def turn_of(self, user: int, what: str) -> asyncio.Lock:
        """Provide one user's turn at something, so that check and write are one step."""
        return self._turns.setdefault((user, what), asyncio.Lock())

    def lets_in(self, user: int) -> bool:
        """Tell whether a user may use the bot at all."""
        allowed = self._settings.allowed_users
        return allowed is None or user in allowed or user in self._settings.admins

    async def has_patience(self, user: int) -> bool:
        """Tell whether a user's message or tap is looked at: not if there are far too many."""
        return await self._windows.hit(self._updates, "updates", str(user))

    async def may_answer(self, user: int, what: str) -> bool:
        """Tell whether a refusal is answered: some a minute are, of the same kind; then none."""
        return await self._windows.hit(self._answers, what, str(user))

    def has_too_many(self, open_jobs: int) -> bool:
        """Tell whether a user with so many open jobs may not begin another."""
        return open_jobs >= self._settings.open_jobs

    async def refuses_brief(self, user: int, open_jobs: int) -> str | None:
        """Return why a brief is rejected, as a text's name; None if it is accepted and counts."""
        if self.has_too_many(open_jobs):
            return "too-many-open"
        for limit, text in self._briefs:
            if not await self._windows.test(limit, "briefs", str(user)):
                return text
        for limit, _ in self._briefs:
            await self._windows.hit(limit, "briefs", str(user))
        return None
