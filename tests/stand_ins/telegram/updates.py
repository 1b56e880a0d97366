"""The queue of updates, and getUpdates."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .errors import conflict

# "an empty list to receive all update types except chat_member, message_reaction, …"
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(frozen=True)
class Update:
    """One update; those of the same lane (a chat) are delivered one after the other."""

    update_id: int
    kind: str
    lane: int
    payload: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """The Update object."""
        return {"update_id": self.update_id, self.kind: self.payload}


class UpdateQueue:
    """Updates that the bot has not confirmed yet; shares the world's lock.

    `polls` counts the getUpdates calls that have begun.
    """

    def __init__(self, changed: threading.Condition) -> None:
        self._changed = changed
        self._pending: list[Update] = []
        self._next_id = 100_000_000 + secrets.randbelow(800_000_000)
        self._poll = 0
        self.polls = 0
        self._interruption = ""
        self._allowed: frozenset[str] | None = None
        self.is_closing = False

    def allow(self, kinds: object) -> None:
        """Take over the list of wanted kinds; it holds for updates from now on."""
        if isinstance(kinds, list):
            self._allowed = frozenset(map(str, kinds)) or None

    @property
    def allowed(self) -> list[str]:
        """The wanted kinds, empty for Telegram's own choice."""
        return sorted(self._allowed or ())

    def add(self, kind: str, lane: int, payload: dict[str, Any]) -> None:
        """Queue an update, if the bot wants this kind."""
        with self._changed:
            wanted = kind in self._allowed if self._allowed else kind not in NOT_BY_DEFAULT
            if wanted:
                self._pending.append(Update(self._next_id, kind, lane, payload))
                self._next_id += 1
            self._changed.notify_all()

    def pending(self) -> list[Update]:
        """What is not confirmed yet, oldest first."""
        with self._changed:
            return list(self._pending)

    def drop(self, update_ids: Iterable[int] | None = None) -> None:
        """Forget some updates, or all."""
        with self._changed:
            gone = None if update_ids is None else set(update_ids)
            self._pending = [u for u in self._pending if gone and u.update_id not in gone]
            self._changed.notify_all()

    def interrupt(self, by: str) -> None:
        """End a waiting getUpdates because something else takes its place."""
        with self._changed:
            self._poll += 1
            self._interruption = by
            self._changed.notify_all()

    def take(self, offset: int, limit: int, timeout_s: float) -> list[Update]:
        """Wait for updates, as getUpdates does.

        Args:
            offset: confirms all updates before it; negative: only that many of the last ones.
            limit: at most so many.
            timeout_s: how long to wait for the first.

        Raises:
            ApiError: 409 when another getUpdates or setWebhook came meanwhile.
        """
        with self._changed:
            self.interrupt(
                "terminated by other getUpdates request; "
                "make sure that only one bot instance is running"
            )
            mine = self._poll
            self.polls += 1
            if offset < 0:
                self._pending = self._pending[offset:]
            elif offset:
                self._pending = [u for u in self._pending if u.update_id >= offset]
            until = time.monotonic() + timeout_s
            while not self._pending and mine == self._poll and not self.is_closing:
                left = until - time.monotonic()
                if left <= 0:
                    break
                self._changed.wait(left)
            if mine != self._poll:
                raise conflict(self._interruption)
            return self._pending[: min(max(limit, 1), 100)]
