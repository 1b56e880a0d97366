"""The gateway's own address: updates from Telegram, and whether all is well."""

import hmac
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from telegram import Update
from telegram.ext import ExtBot
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from telegram_gateway.inbox import Inbox
from telegram_gateway.logs import log
from telegram_gateway.metrics import Metrics

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a name, no secret
UPDATE_MAX_BYTES = 1 << 20
"""An update is a few kilobytes: files come by their id."""

Check = Callable[[], Awaitable[str]]
"""Says what is wrong; empty: nothing."""


@dataclass(frozen=True)
class Health:
    """Whether the process is alive, and whether it can do its work."""

    is_alive: Check
    is_ready: Check


@dataclass(frozen=True)
class Scrape:
    """What Prometheus may read, and the bearer token that it has to send; empty: none."""

    metrics: Metrics
    token: str = ""


@dataclass(frozen=True)
class Hook:
    """Where Telegram's updates go."""

    path: str
    secret: str
    inbox: Inbox
    bot: ExtBot[Any]
    is_open: Callable[[], bool]


class Webserver:
    """Listens until it is closed."""

    def __init__(self, health: Health, scrape: Scrape | None, hook: Hook | None) -> None:
        routes: list[tuple[str, type[RequestHandler], dict[str, object]]] = [
            ("/healthz", _Check, {"check": health.is_alive}),
            ("/readyz", _Check, {"check": health.is_ready}),
        ]
        if scrape:
            routes.append(("/metrics", _Metrics, {"scrape": scrape}))
        if hook:
            routes.append((hook.path, _Updates, {"hook": hook}))
        self._server = HTTPServer(
            Application(routes, log_function=_no_access_log), max_body_size=UPDATE_MAX_BYTES
        )
        self.port = 0

    def open(self, host: str, port: int) -> None:
        """Begin to listen; port 0 takes a free one."""
        sockets = bind_sockets(port, host)
        self.port = int(sockets[0].getsockname()[1])
        self._server.add_sockets(sockets)
        log.info("Listening on %s:%s.", host, self.port)

    async def close(self) -> None:
        """Take nothing new, and let what is under way end."""
        self._server.stop()
        await self._server.close_all_connections()


class _Check(RequestHandler):
    def initialize(self, check: Check) -> None:
        self._check = check

    async def get(self) -> None:
        wrong = await self._check()
        self.set_status(503 if wrong else 200)
        self.write({"ok": not wrong, **({"reason": wrong} if wrong else {})})


class _Metrics(RequestHandler):
    def initialize(self, scrape: Scrape) -> None:
        self._scrape = scrape

    async def get(self) -> None:
        wanted, sent = self._scrape.token, self.request.headers.get("Authorization", "")
        if wanted and not hmac.compare_digest(sent.encode(), f"Bearer {wanted}".encode()):
            self.set_status(401)
            return
        self.set_header("Content-Type", CONTENT_TYPE_LATEST)
        self.write(generate_latest(self._scrape.metrics.registry))


class _Updates(RequestHandler):
    """Takes one update; answers 200 only once it is written down."""

    def initialize(self, hook: Hook) -> None:
        self._hook = hook

    async def post(self) -> None:
        hook = self._hook
        sent = self.request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(sent.encode(), hook.secret.encode()):
            log.warning("An update without Telegram's secret came from %s.", self.request.remote_ip)
            self.set_status(403)
            return
        if not hook.is_open():
            self.set_status(503)
            return
        update = _read(self.request.body, hook.bot)
        if update is None:
            log.warning("Something that is no update came with Telegram's secret.")
            self.set_status(400)
            return
        await hook.inbox.put(update)


def _read(body: bytes, bot: ExtBot[Any]) -> Update | None:
    """An update as Telegram sends it; None: it is none."""
    try:
        found = json.loads(body)
        if not isinstance(found["update_id"], int):
            return None
        return Update.de_json(found, bot)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _no_access_log(_: RequestHandler) -> None:
    """Every update would be a line."""
