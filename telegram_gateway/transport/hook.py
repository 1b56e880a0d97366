"""The webhook: the sender is checked before any of the body is read."""

import asyncio
import hmac
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from tornado.web import HTTPError, RequestHandler, stream_request_body

from adgen_dagster.domain.sizes import MEBIBYTE
from adgen_dagster.logs import log_of
from telegram_gateway.transport.update_queue import UpdateQueue, number_of

_LOG = log_of(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a name, no secret
UPDATE_MAX_BYTES = MEBIBYTE
"""An update is a few kilobytes: files come by their id."""
BODIES_MAX_BYTES = 8 << 20
"""Of all bodies that are being read at the same time."""
TAKEN_WITHIN_S = 15.0
"""While the database is away Telegram is told to come again, and no connection waits for it."""


@dataclass
class Hook:
    """Where Telegram's updates go."""

    path: str
    secret: str
    update_queue: UpdateQueue
    is_open: Callable[[], bool]
    held_bytes: int = field(default=0, init=False)
    """What has come in of all bodies that are not handled yet."""

    @property
    def pattern(self) -> str:
        """The path as a route: its own letters and nothing else."""
        return re.escape(self.path)


@stream_request_body
class Updates(RequestHandler):
    """Takes one update; answers 200 only once it is written down."""

    def initialize(self, hook: Hook) -> None:
        """Know where updates go."""
        self._hook = hook
        self._body, self._is_kept = bytearray(), True

    def prepare(self) -> None:
        """Turn away, before its body is read, who is not Telegram."""
        if self.request.method != "POST":
            self._refuse(405)
        sent = self.request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(sent.encode(), self._hook.secret.encode()):
            _LOG.warning("hook_secret_refused", peer=self.request.remote_ip)
            self._refuse(403)
        if not self._hook.is_open():
            self._refuse(503)

    def data_received(self, chunk: bytes) -> None:
        """Keep a piece of the body, unless all that are being read are too large together."""
        if self._hook.held_bytes + len(chunk) > BODIES_MAX_BYTES:
            self._is_kept = False
        if self._is_kept:
            self._body += chunk
            self._hook.held_bytes += len(chunk)

    async def post(self) -> None:
        """Take the update."""
        if not self._is_kept:
            raise HTTPError(503)
        raw = _read(bytes(self._body))
        if raw is None:
            _LOG.warning("hook_body_refused")
            raise HTTPError(400)
        try:
            async with asyncio.timeout(TAKEN_WITHIN_S):
                await self._hook.update_queue.take(raw)
        except TimeoutError:
            raise HTTPError(503) from None

    def on_finish(self) -> None:
        """Let the body go."""
        self._let_go()

    def on_connection_close(self) -> None:
        """Let the body go that did not come to its end."""
        self._let_go()

    def _let_go(self) -> None:
        self._hook.held_bytes -= len(self._body)
        self._body = bytearray()

    def _refuse(self, status: int) -> None:
        self.set_header("Connection", "close")
        raise HTTPError(status)


def _read(body: bytes) -> object | None:
    """Return an update as Telegram sends it; None if it is not one."""
    try:
        found: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return None if number_of(found) is None else found
