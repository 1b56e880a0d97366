"""Polls Telegram for raw updates: one that cannot be parsed must not stop the rest.

python-telegram-bot's own poller reads a page as a whole. An update that it cannot read brings the
same page again at once, for good, and an error behind it ends the task without a word.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar, cast

from telegram.error import (
    Conflict,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception_type,
    wait_chain,
    wait_fixed,
)

from adgen_dagster.errors import AdgenError, ErrorKind
from adgen_dagster.logs import log_of
from adgen_dagster.storage.unreadable import UNREADABLE
from telegram_gateway.transport.rate_limiter import wait_s
from telegram_gateway.transport.update_queue import UpdateQueue, number_of

_LOG = log_of(__name__)

LONG_POLL_S = 25
PAGE = 100
LAST_WORD_S = 3.0
RETRY_S = (1.0, 2.0, 4.0, 8.0, 15.0)
_LONGEST_REST_S = 30.0
_NUMBER = re.compile(rb'"update_id"\s*:\s*(\d{1,18})\b')

_Answer = TypeVar("_Answer")


class TokenRefusedError(AdgenError):
    """Telegram does not know the bot's token."""

    kind = ErrorKind.UNAUTHORIZED


class UnreadablePageError(Exception):
    """What Telegram answered is not JSON that Python reads; the ids of its updates are known."""

    def __init__(self, numbers: Sequence[int]) -> None:
        super().__init__(f"{len(numbers)} updates cannot be read")
        self.numbers = numbers


class PageRequest(HTTPXRequest):
    """Fetches updates; knows at least their ids, where that is all that can be known."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Parse the answer of Telegram.

        Raises:
            UnreadablePageError: it holds updates, and cannot be read.
            TelegramError: it cannot be read.
        """
        try:
            return HTTPXRequest.parse_json_payload(payload)
        except (TelegramError, RecursionError) as error:
            numbers = [int(number) for number in _NUMBER.findall(payload)]
            if numbers:
                raise UnreadablePageError(numbers) from error
            raise TelegramError("What Telegram answered cannot be read.") from error


class AskingBot(ExtBot[Any]):
    """A bot that also hands out updates as they come."""

    async def raw_updates(
        self, offset: int, wanted: Sequence[str], *, poll_s: int, limit: int
    ) -> list[object]:
        """Fetch the next updates from the id `offset` on; those before are confirmed.

        Raises:
            UnreadablePageError, telegram.error.TelegramError
        """
        asked = {"timeout": poll_s, "offset": offset or None, "limit": limit}
        found: object = await self._post(
            "getUpdates",
            {**asked, "allowed_updates": list(wanted)},
            read_timeout=poll_s + 10.0,
        )
        if not isinstance(found, list):
            raise TelegramError("What Telegram answered is not a list of updates.")
        return cast("list[object]", found)


class Poller:
    """Asks until it is cancelled; whatever else ends it is an error."""

    def __init__(self, bot: AskingBot, update_queue: UpdateQueue, wanted: Sequence[str]) -> None:
        self._bot, self._inbox, self._wanted = bot, update_queue, wanted
        self._offset, self._limit = 0, PAGE
        self._rest_s = 0.0

    async def run(self) -> None:
        """Hand all that comes to the inbox.

        Raises:
            TokenRefusedError: Telegram does not know us any more.
        """
        while True:
            try:
                await self._take_page()
            except InvalidToken as error:
                raise TokenRefusedError("Telegram refuses TELEGRAM_BOT_TOKEN.") from error
            except TimedOut:
                continue
            except RetryAfter as error:
                await asyncio.sleep(wait_s(error) + 0.5)
            except Conflict:
                _LOG.error(
                    "second_poller_found",
                    why="another process takes this bot's updates; only one may run",
                )
                await self._rest()
            except TelegramError as error:
                _LOG.warning("updates_not_fetched", why=str(error))
                await self._rest()
            except Exception:  # noqa: BLE001 - the chats must not fall silent for what nobody foresaw
                _LOG.exception("updates_not_taken")
                await self._rest()

    async def confirm(self) -> None:
        """Tell Telegram, before the end, what was taken: it would hand it over once more."""
        if self._offset:
            async with asyncio.timeout(LAST_WORD_S):
                await self._bot.raw_updates(self._offset, self._wanted, poll_s=0, limit=1)

    async def _take_page(self) -> None:
        try:
            page = await self._bot.raw_updates(
                self._offset, self._wanted, poll_s=LONG_POLL_S, limit=self._limit
            )
        except UnreadablePageError as error:
            await self._narrow(error)
            return
        before = self._offset
        for raw in page:
            number = number_of(raw)
            if number is None:
                UNREADABLE.note("update", "without an id", LookupError("update_id"))
                continue
            await self._inbox.take(raw)
            self._offset = max(self._offset, number + 1)
        self._limit = PAGE
        if page and self._offset == before:
            raise TelegramError("Telegram hands over the same page again.")
        self._rest_s = 0.0

    async def _narrow(self, error: UnreadablePageError) -> None:
        """Take one update at a time of a page that cannot be read; step over the faulty one."""
        if self._limit > 1:
            self._limit = 1
            return
        number = error.numbers[0]
        await self._inbox.set_aside(number, "", error)
        self._offset = max(self._offset, number + 1)
        self._limit = PAGE

    async def _rest(self) -> None:
        self._rest_s = min(_LONGEST_REST_S, self._rest_s * 1.5 or 1.0)
        await asyncio.sleep(self._rest_s)


async def until_reached(call: Callable[[], Awaitable[_Answer]]) -> _Answer:
    """Call Telegram until it is not the network that fails.

    Raises:
        TokenRefusedError: Telegram answers, and does not know us.
    """

    def tell(state: RetryCallState) -> None:
        error, wait = state.outcome and state.outcome.exception(), state.upcoming_sleep
        _LOG.warning("telegram_not_reached", wait_s=wait, why=str(error))

    calling = AsyncRetrying(
        retry=retry_if_exception_type((NetworkError, RetryAfter)),
        wait=wait_chain(*map(wait_fixed, RETRY_S)),
        before_sleep=tell,
    )

    async def called() -> _Answer:
        return await call()

    try:
        return await calling(called)
    except InvalidToken as error:
        raise TokenRefusedError("Telegram refuses TELEGRAM_BOT_TOKEN.") from error
