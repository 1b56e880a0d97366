"""The queue of updates between Telegram and the handlers: kept before Telegram forgets them.

It does once an update is confirmed (polling) or answered (webhook). A brief that was confirmed and
then lost with a killed process would be lost for good; from here it is taken up again. What cannot
be read, and what was being handled when the process died twice, is set aside.
"""

import asyncio
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, cast

from telegram import Bot, Update

from adgen_dagster.logs import log_of
from adgen_dagster.storage.unreadable import FAULTY, UNREADABLE
from telegram_gateway.metrics import Metrics
from telegram_gateway.persistence.chats import Persistence
from telegram_gateway.persistence.keeping import InboxNote, SetAside, Waiting

_LOG = log_of(__name__)

DONE_KEPT = 1000
NUMBER_MAX = 1 << 62
_AWAY_S = 1.0
_LOOKED_AT = 30


class UpdateQueue(asyncio.Queue[object]):
    """The queue between the transports and the handlers, kept in the Dagster instance."""

    def __init__(self, persistence: Persistence, metrics: Metrics | None = None) -> None:
        super().__init__()
        self._memory = persistence
        self._metrics = metrics or Metrics()
        self._bot: Bot | None = None
        self._waiting: dict[int, Waiting] = {}
        self._done: dict[int, None] = {}
        self._taking: dict[int, asyncio.Task[None]] = {}
        self._unclaimed: dict[int, float] = {}
        self._handled_at = 0.0
        self._writing = asyncio.Lock()
        self._changes = self._written = 0

    @property
    def neglect_s(self) -> float:
        """How long an update whose turn has come waits for a handler, and none is handled."""
        now = time.monotonic()
        return now - max(self._handled_at, min(self._unclaimed.values(), default=now))

    async def restore(self, bot: Bot | None) -> list[SetAside]:
        """Take up what an earlier process was handed and did not finish.

        Returns:
            What is not taken up any more: two processes in a row died while it was handled.
        """
        self._bot = bot
        note = await self._memory.update_queue()
        self._done = dict.fromkeys(reversed(note.done))
        killers = {number: each for number, each in note.waiting.items() if each.is_begun}
        self._waiting = {
            number: each.model_copy(update={"tries": each.tries + 1})
            for number, each in note.waiting.items()
            if number not in killers
        }
        found: list[SetAside] = []
        for number, each in killers.items():
            _LOG.error("update_killed_process", update=number)
            found.append(await self.set_aside(number, each.update, RuntimeError("died twice")))
        await self._keep()
        for number, each in sorted(self._waiting.items()):
            await self._hand_on(number, each.update)
        return found

    async def take(self, raw: object) -> None:
        """Take an update as it came: once this returns, it will be handled, whatever happens.

        While the database is away this waits, and Telegram keeps what comes after. Who gives up
        waiting may come again: it is taken once.

        Args:
            raw: an update with an id, as Telegram sends it.
        """
        number = number_of(raw)
        if number is None:
            raise ValueError("an update has an id")
        task = self._taking.get(number)
        if task is None:
            if number in self._waiting or number in self._done:
                return
            task = asyncio.create_task(self._take(number, raw), name=f"update {number}")
            self._taking[number] = task
            task.add_done_callback(lambda _: self._taking.pop(number, None))
        await asyncio.shield(task)

    def after(self, number: int) -> list[Update]:
        """Return the updates that wait behind one, in their order, as far as they are readable."""
        found: list[Update] = []
        for later in sorted(each for each in self._waiting if each > number)[:_LOOKED_AT]:
            with suppress(*FAULTY):
                found.append(Update.de_json(json.loads(self._waiting[later].update), self._bot))
        return found

    async def begin(self, update: Update) -> None:
        """Note that an update was being handled when a process died."""
        number = update.update_id
        self._unclaimed.pop(number, None)
        waiting = self._waiting.get(number)
        if waiting and waiting.tries and not waiting.is_begun:
            self._waiting[number] = waiting.model_copy(update={"is_begun": True})
            await self._keep()

    def claim(self, update: Update) -> None:
        """Note that an update waits for others of its chat or user, and for no handler."""
        self._unclaimed.pop(update.update_id, None)

    def release(self, update: Update) -> None:
        """Note that an update waits for a handler: its turn has come."""
        self._unclaimed[update.update_id] = time.monotonic()

    async def strike(self, update: Update) -> None:
        """Note that an update was handled."""
        self._note_done(update.update_id)
        # Not waited for when the database is away: every handler can bear a second time.
        await self._tries_to_keep()

    async def close(self) -> None:
        """Note at a clean exit that no update left over caused it."""
        self._waiting = {
            number: each.model_copy(update={"tries": 0, "is_begun": False})
            for number, each in self._waiting.items()
        }
        self._changes += 1
        await self._tries_to_keep()

    async def set_aside(self, number: int, raw: str, error: Exception) -> SetAside:
        """Let an update go that cannot be read or handled; it is kept as it came."""
        UNREADABLE.note("update", str(number), error)
        aside = SetAside(number=number, at=time.time(), why=str(error)[:200], update=raw)
        self._note_done(number)
        try:
            await self._memory.keep_aside(aside)
        except Exception:  # noqa: BLE001 - the log has it; the next update has to have its turn
            _LOG.exception("update_not_kept", update=number)
        await self._tries_to_keep()
        return aside

    async def _take(self, number: int, raw: object) -> None:
        self._metrics.arrives(number)
        try:
            text = json.dumps(raw)
        except (ValueError, TypeError, RecursionError) as error:
            await self.set_aside(number, "", error)
            return
        self._waiting[number] = Waiting(update=text)
        await self._keep()
        await self._hand_on(number, text)

    async def _hand_on(self, number: int, text: str) -> None:
        try:
            update = Update.de_json(json.loads(text), self._bot)
        except Exception as error:  # noqa: BLE001 - nothing is fetched here: it is the update, whatever it is
            await self.set_aside(number, text, error)
            return
        self._unclaimed[number] = time.monotonic()
        await self.put(update)

    def _note_done(self, number: int) -> None:
        self._waiting.pop(number, None)
        self._unclaimed.pop(number, None)
        self._done[number] = None
        while len(self._done) > DONE_KEPT:
            del self._done[next(iter(self._done))]
        self._changes += 1
        self._handled_at = time.monotonic()
        self._metrics.is_handled(number)

    async def _keep(self) -> None:
        """Write down how things stand, as soon as the database takes it."""
        self._changes += 1
        while not await self._tries_to_keep():
            await asyncio.sleep(_AWAY_S)

    async def _tries_to_keep(self) -> bool:
        """Write down how things stand, unless somebody has done so meanwhile."""
        wanted = self._changes
        async with self._writing:
            if self._written >= wanted:
                return True
            changes = self._changes
            note = InboxNote(waiting=dict(self._waiting), done=tuple(reversed(self._done)))
            try:
                await self._memory.keep_inbox(note)
            except Exception:  # noqa: BLE001 - whatever the database says, it may be back in a moment
                _LOG.exception("inbox_not_written")
                return False
            self._written = changes
            return True


def number_of(raw: object) -> int | None:
    """Return an update's id as it came; None if it is not an update."""
    if not isinstance(raw, Mapping):
        return None
    number = cast("Mapping[str, Any]", raw).get("update_id")
    if not isinstance(number, int) or isinstance(number, bool):
        return None
    return number if 0 <= number < NUMBER_MAX else None
