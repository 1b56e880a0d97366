"""The gateway's port among strangers: slow ones, many, and such that send more than they may."""

from __future__ import annotations

import resource
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import dagster as dg
import pytest

from adgen_dagster.settings import Settings
from adgen_dagster.storage.artifacts import ArtifactStore
from adgen_dagster.studio.studio import Studio
from telegram_gateway.persistence.chats import Persistence
from telegram_gateway.studio_client import StudioClient
from telegram_gateway.transport import hook, webserver
from telegram_gateway.transport.hook import SECRET_HEADER, Hook
from telegram_gateway.transport.update_queue import UpdateQueue
from telegram_gateway.transport.webserver import GatewayHealth, Webserver, most_connections
from tests.stand_ins.telegram.conftest import Loop

SECRET, PATH, OF_ONE_PEER, SHORT_S = "s" * 32, "/te.egram", 6, 0.4
MEGABYTE = 1 << 20


@dataclass
class Port:
    """The port, and those who knock at it."""

    number: int
    hook: Hook
    stack: ExitStack

    def knocks(self, said: bytes = b"") -> socket.socket:
        """A connection on which something was said."""
        peer = self.stack.enter_context(socket.create_connection(("127.0.0.1", self.number), 60))
        peer.settimeout(60)
        peer.sendall(said)
        return peer

    def hears(self, said: bytes) -> int:
        """The status that is answered; 0: the connection was closed without one."""
        return status_on(self.knocks(said))


def status_on(peer: socket.socket) -> int:
    try:
        line = peer.recv(4096).partition(b"\r\n")[0].split()
    except ConnectionResetError:
        return 0
    return int(line[1]) if line else 0


def is_closed(peer: socket.socket) -> bool:
    try:
        return peer.recv(4096) == b""
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False


def post(path: str = PATH, secret: str = SECRET, length: int = 10, *, body: bytes = b"") -> bytes:
    """The beginning of a request, and so much of its body."""
    lines = [f"POST {path} HTTP/1.1", "Host: x", f"Content-Length: {length}"]
    if secret:
        lines.append(f"{SECRET_HEADER}: {secret}")
    return "\r\n".join([*lines, "", ""]).encode() + body


@pytest.fixture
def port(
    own_instance: dg.DagsterInstance, store: ArtifactStore, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Port]:
    monkeypatch.setattr(webserver, "HEADERS_WITHIN_S", SHORT_S)
    monkeypatch.setattr(webserver, "BODY_WITHIN_S", SHORT_S)
    monkeypatch.setattr(hook, "BODIES_MAX_BYTES", MEGABYTE)

    async def is_fine() -> str:
        return ""

    with ExitStack() as stack, Loop() as loop:
        studio_client = StudioClient(Studio(own_instance, store, Settings()))

        async def opens() -> tuple[Webserver, Hook]:
            taken = Hook(PATH, SECRET, UpdateQueue(Persistence(studio_client)), lambda: True)
            server = Webserver(GatewayHealth(is_fine, is_fine), None, taken, OF_ONE_PEER)
            server.open("127.0.0.1", 0)
            return server, taken

        server, taken = loop.run(opens())
        yield Port(server.port, taken, stack)
        stack.close()
        loop.run(server.close())
        loop.run(studio_client.close(5))


def test_the_limits_are_seconds_and_leave_descriptors_for_the_store() -> None:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)

    assert webserver.HEADERS_WITHIN_S <= 10
    assert webserver.BODY_WITHIN_S <= 10
    assert most_connections() <= max(8, soft // 4)


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Half: ",
        post(body=b"{"),
        b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
    ids=["nothing", "half headers", "half a body", "idle afterwards"],
)
def test_nobody_is_waited_for(port: Port, said: bytes) -> None:
    peer = port.knocks(said)
    if said.startswith(b"GET") and said.endswith(b"\r\n\r\n"):
        assert status_on(peer) == 200

    assert is_closed(peer)


def test_a_peer_has_so_many_connections_and_gets_new_ones_for_old(port: Port) -> None:
    first = [port.knocks() for _ in range(OF_ONE_PEER)]

    assert is_closed(port.knocks())
    for peer in first:
        peer.close()
    deadline = time.monotonic() + 60
    while port.hears(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n") != 200:
        assert time.monotonic() < deadline


@pytest.mark.parametrize("secret", ["", "wrong", "s" * 31, "п"])
def test_who_has_no_secret_is_answered_before_the_body(port: Port, secret: str) -> None:
    assert port.hears(post(secret=secret, length=MEGABYTE)) == 403
    assert port.hook.held_bytes == 0


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (post("/healthz", "", MEGABYTE), 413),
        (post("/elsewhere", "", MEGABYTE), 404),
        (post("/telegram", SECRET, MEGABYTE), 404),
        (post(length=2 * MEGABYTE), 400),
        (b"PUT /te.egram HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", 405),
        (b"x" * 70_000, 0),
    ],
)
def test_no_body_is_read_that_is_not_wanted(port: Port, said: bytes, status: int) -> None:
    assert port.hears(said) == status
    assert port.hook.held_bytes == 0


def test_bodies_have_so_much_memory_together(port: Port, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hook, "BODIES_MAX_BYTES", 300_000)
    monkeypatch.setattr(webserver, "BODY_WITHIN_S", 2.0)
    half = b" " * 200_000
    for _ in range(OF_ONE_PEER - 1):
        port.knocks(post(length=200_010, body=half))

    most, deadline = 0, time.monotonic() + 60
    while (held := port.hook.held_bytes) or not most:
        most = max(most, held)
        assert time.monotonic() < deadline
        time.sleep(0.002)
    assert most <= 300_000


def test_an_update_is_taken(port: Port) -> None:
    body = b'{"update_id": 7}'

    assert port.hears(post(length=len(body), body=body)) == 200
    deadline = time.monotonic() + 60
    while port.hook.held_bytes:
        assert time.monotonic() < deadline
