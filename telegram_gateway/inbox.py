"""Updates between Telegram and the handlers: written down before Telegram may forget them.

It does once an update is confirmed (polling) or answered (webhook). A brief that was confirmed and
then lost with a killed process would be lost for good; from here it is taken up again.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from structlog.contextvars import bound_contextvars
from telegram import Update
from telegram.ext import BaseUpdateProcessor

from telegram_gateway.logs import log
from telegram_gateway.memory import InboxNote, Memory, Waiting
from telegram_gateway.metrics import Metrics

AT_ONCE = 64
"""Updates of different chats that are handled at the same time."""
TRIES = 3
"""An update that ends the process each time is let go."""
DONE_KEPT = 200
_AWAY_S = 1.0


class Inbox(asyncio.Queue[object]):
    """The queue between the transports and the handlers, kept in the Dagster instance."""

    def __init__(self, memory: Memory, metrics: Metrics | None = None) -> None:
        super().__init__()
        self._memory = memory
        self._metrics = metrics or Metrics()
        self._writing = asyncio.Lock()
        self._note = InboxNote()
        self._known: set[int] = set()

    async def restore(self, bot: object) -> None:
        """Take up what an earlier process was handed and did not finish."""
        self._note = await self._memory.inbox()
        again: dict[int, Waiting] = {}
        for number, waiting in sorted(self._note.waiting.items()):
            if waiting.tries + 1 >= TRIES:
                log.error("Update %s was begun %s times and is let go.", number, waiting.tries + 1)
                continue
            again[number] = waiting.model_copy(update={"tries": waiting.tries + 1})
        self._note = self._note.model_copy(update={"waiting": again})
        await self._memory.keep_inbox(self._note)
        for number, waiting in again.items():
            self._known.add(number)
            update = Update.de_json(json.loads(waiting.update), bot)  # pyright: ignore[reportArgumentType]
            await super().put(update)

    async def put(self, item: object) -> None:
        """Take an update: once this returns, it will be handled, whatever happens.

        While the database is away this waits, and Telegram keeps what comes after.
        """
        if not isinstance(item, Update):
            await super().put(item)
            return
        number = item.update_id
        if number in self._known or number in self._note.done:
            return
        self._known.add(number)
        self._metrics.arrives(number)
        async with self._writing:
            waiting = {**self._note.waiting, number: Waiting(update=item.to_json())}
            note = InboxNote(waiting=waiting, done=self._note.done)
            while not await self._tries_to_keep(note):
                await asyncio.sleep(_AWAY_S)
        await super().put(item)

    async def strike(self, update: Update) -> None:
        """Note that an update was handled."""
        number = update.update_id
        async with self._writing:
            waiting = {key: each for key, each in self._note.waiting.items() if key != number}
            done = (number, *self._note.done)[:DONE_KEPT]
            note = InboxNote(waiting=waiting, done=done)
            if not await self._tries_to_keep(note):
                # Handled once more after a restart; every handler can bear that.
                self._note = note
        self._known.discard(number)
        self._metrics.is_handled(number)

    async def _tries_to_keep(self, note: InboxNote) -> bool:
        try:
            await self._memory.keep_inbox(note)
        except Exception:  # noqa: BLE001 - whatever the database says, it may be back in a moment
            log.exception("The inbox cannot be written.")
            return False
        self._note = note
        return True


@dataclass
class _Line:
    """Updates that are handled one after another."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class InOrder(BaseUpdateProcessor):
    """Handles the updates of each chat in their order, those of different chats at the same time.

    Taps have lines of their own: a voice message that is being fetched must not hold up an answer.
    """

    def __init__(self, inbox: Inbox) -> None:
        super().__init__(AT_ONCE)
        self._inbox = inbox
        self._lines: dict[str, _Line] = {}

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to end."""

    async def do_process_update(self, update: object, coroutine: Awaitable[object]) -> None:
        """Handle one update when those before it in its chat are handled."""
        if not isinstance(update, Update):
            await coroutine
            return
        async with self._turn(_line_of(update)):
            with bound_contextvars(update=update.update_id):
                await coroutine
        await self._inbox.strike(update)

    @asynccontextmanager
    async def _turn(self, name: str) -> AsyncGenerator[None]:
        line = self._lines.setdefault(name, _Line())
        line.waiting += 1
        try:
            async with line.turn:
                yield
        finally:
            line.waiting -= 1
            if not line.waiting:
                self._lines.pop(name, None)


def _line_of(update: Update) -> str:
    """What an update waits behind: taps behind a person's taps, all else behind its chat's."""
    if update.callback_query:
        return f"tap/{update.callback_query.from_user.id}"
    return f"chat/{update.effective_chat.id if update.effective_chat else 0}"
