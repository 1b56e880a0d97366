"""The gateway's HTTP server: updates from Telegram, and health.

Anybody may reach it. Nothing of a stranger's body is read, nobody's headers and bodies are waited
for longer than some seconds, and connections are bounded well below what the store needs.
"""

import hmac
import resource
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, cast

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from tornado.http1connection import HTTP1ServerConnection
from tornado.httpserver import HTTPServer
from tornado.iostream import IOStream
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler, stream_request_body

from adgen_dagster.logs import log_of
from telegram_gateway.metrics import Metrics
from telegram_gateway.transport.hook import UPDATE_MAX_BYTES, Hook, Updates

_LOG = log_of(__name__)

HEADERS_WITHIN_S = 10.0
"""For the headers of a request, and between two requests on a connection."""
BODY_WITHIN_S = 10.0
HEADERS_MAX_BYTES = 16 * 1024
BUFFER_BYTES = 256 * 1024
CONNECTIONS = 256
SHARE_OF_DESCRIPTORS = 4
"""The store, the database and Telegram need the most of what a process may open."""

Check = Callable[[], Awaitable[str]]
"""Says what is wrong; empty: nothing."""


@dataclass(frozen=True)
class GatewayHealth:
    """Whether the process is alive, and whether it can do its work."""

    is_alive: Check
    is_ready: Check


@dataclass(frozen=True)
class Scrape:
    """What Prometheus may read, and the bearer token that it has to send; empty: none."""

    metrics: Metrics
    token: str = ""


class Webserver:
    """Listens until it is closed."""

    def __init__(
        self, health: GatewayHealth, scrape: Scrape | None, hook: Hook | None, of_one_peer: int
    ) -> None:
        routes: list[tuple[str, type[RequestHandler], dict[str, object]]] = [
            ("/healthz", _Check, {"check": health.is_alive}),
            ("/readyz", _Check, {"check": health.is_ready}),
        ]
        if scrape:
            routes.append(("/metrics", _Metrics, {"scrape": scrape}))
        if hook:
            routes.append((hook.pattern, Updates, {"hook": hook}))
        application = Application(
            routes, log_function=_no_access_log, default_handler_class=_Nothing
        )
        self._server = _BoundedServer(
            application,
            idle_connection_timeout=HEADERS_WITHIN_S,
            body_timeout=BODY_WITHIN_S,
            max_header_size=HEADERS_MAX_BYTES,
            max_body_size=UPDATE_MAX_BYTES,
            max_buffer_size=BUFFER_BYTES,
        )
        self._server.admits(most_connections(), of_one_peer)
        self.port = 0

    def open(self, host: str, port: int) -> None:
        """Begin to listen; port 0 takes a free one."""
        sockets = bind_sockets(port, host)
        self.port = int(sockets[0].getsockname()[1])
        self._server.add_sockets(sockets)
        _LOG.info("server_listening", host=host, port=self.port)

    async def close(self) -> None:
        """Take nothing new, and let what is under way end."""
        self._server.stop()
        await self._server.close_all_connections()


def most_connections() -> int:
    """Return how many connections may be open at once: descriptors are left for all else."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return CONNECTIONS
    return max(8, min(CONNECTIONS, soft // SHARE_OF_DESCRIPTORS))


class _BoundedServer(HTTPServer):
    """Closes a connection at once that would be one too many, in all or of its peer."""

    _most = CONNECTIONS
    _of_one_peer = CONNECTIONS
    _peers: Counter[str]

    def admits(self, most: int, of_one_peer: int) -> None:
        """Set how many connections are open at the same time."""
        self._most, self._of_one_peer = most, of_one_peer
        self._peers = Counter()

    def handle_stream(self, stream: IOStream, address: tuple[str, int]) -> None:
        """Serve a connection, or close it."""
        peer = str(address[0]) if address else ""
        if self._peers.total() >= self._most or self._peers[peer] >= self._of_one_peer:
            stream.close()
            return
        self._peers[peer] += 1
        super().handle_stream(stream, address)

    def on_close(self, server_conn: object) -> None:
        """Note that a connection has ended."""
        super().on_close(server_conn)
        context: Any = cast("HTTP1ServerConnection", server_conn).context
        peer = str(context.address[0]) if context.address else ""
        self._peers[peer] -= 1
        if self._peers[peer] <= 0:
            del self._peers[peer]


@stream_request_body
class _Bodiless(RequestHandler):
    """Answers without a body having been sent."""

    def prepare(self) -> None:
        """Refuse a body before it is read."""
        headers = self.request.headers
        if headers.get("Content-Length", "0") != "0" or "Transfer-Encoding" in headers:
            self.set_header("Connection", "close")
            raise HTTPError(413)

    def data_received(self, chunk: bytes) -> None:
        """Discard the data."""


class _Nothing(_Bodiless):
    def prepare(self) -> None:
        self.set_header("Connection", "close")
        raise HTTPError(404)


class _Check(_Bodiless):
    def initialize(self, check: Check) -> None:
        self._check = check

    async def get(self) -> None:
        wrong = await self._check()
        self.set_status(503 if wrong else 200)
        self.write({"ok": not wrong, **({"reason": wrong} if wrong else {})})


class _Metrics(_Bodiless):
    def initialize(self, scrape: Scrape) -> None:
        self._scrape = scrape

    async def get(self) -> None:
        wanted, sent = self._scrape.token, self.request.headers.get("Authorization", "")
        if wanted and not hmac.compare_digest(sent.encode(), f"Bearer {wanted}".encode()):
            self.set_status(401)
            return
        self.set_header("Content-Type", CONTENT_TYPE_LATEST)
        self.write(generate_latest(self._scrape.metrics.registry))


def _no_access_log(_: RequestHandler) -> None:
    """Every update would be a line."""
