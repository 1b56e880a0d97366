"""Updates of one chat are handled in order, those of different chats at the same time."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from structlog.contextvars import bound_contextvars
from telegram import Update
from telegram.ext import BaseUpdateProcessor

from adgen_dagster.logs import log_of
from telegram_gateway.transport.update_queue import UpdateQueue

_LOG = log_of(__name__)

AT_ONCE = 64
"""Updates of different chats that are handled at the same time."""
OF_ONE_PERSON = 3
"""Of these, one person's: in twelve groups at once nobody takes up all that others need."""
_ADMITTED = 1_000_000
"""python-telegram-bot counts those that only wait for their turn, too: they are not work."""


@dataclass
class _Lane:
    """Updates of which only some may be handled at the same time."""

    turn: asyncio.Semaphore
    waiting: int = 0


class PerChatUpdateProcessor(BaseUpdateProcessor):
    """Handles the updates of each chat in their order, those of different chats at the same time.

    Taps have lines of their own: a voice message that is being fetched must not hold up an answer.
    """

    def __init__(self, update_queue: UpdateQueue) -> None:
        super().__init__(_ADMITTED)
        self._inbox = update_queue
        self._lines: dict[str, _Lane] = {}
        self._places = asyncio.Semaphore(AT_ONCE)

    async def initialize(self) -> None:
        """Do nothing: there is nothing to prepare."""

    async def shutdown(self) -> None:
        """Do nothing: there is nothing to end."""

    async def do_process_update(self, update: object, coroutine: Awaitable[object]) -> None:
        """Handle one update when those before it in its chat are handled."""
        if not isinstance(update, Update):
            await coroutine
            return
        self._inbox.claim(update)
        try:
            async with (
                self._turn(_line_of(update), 1),
                self._turn(_person_of(update), OF_ONE_PERSON),
            ):
                self._inbox.release(update)
                async with self._places:
                    await self._inbox.begin(update)
                    with bound_contextvars(update=update.update_id):
                        await coroutine
        except Exception:  # noqa: BLE001 - it was handled as far as it can be; the next has its turn
            _LOG.exception("update_not_handled", update=update.update_id)
        await self._inbox.strike(update)

    @asynccontextmanager
    async def _turn(self, name: str, at_once: int) -> AsyncGenerator[None]:
        line = self._lines.setdefault(name, _Lane(asyncio.Semaphore(at_once)))
        line.waiting += 1
        try:
            async with line.turn:
                yield
        finally:
            line.waiting -= 1
            if not line.waiting:
                self._lines.pop(name, None)


def _line_of(update: Update) -> str:
    """Return what an update waits behind: taps behind a user's taps, all else behind its chat's."""
    if update.callback_query:
        return f"tap/{update.callback_query.from_user.id}"
    return f"chat/{update.effective_chat.id if update.effective_chat else 0}"


def _person_of(update: Update) -> str:
    """Whose update it is; of what nobody said, its chat."""
    user = update.effective_user
    return f"person/{user.id}" if user else f"nobody/{_line_of(update)}"
