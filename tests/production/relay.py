"""Stands before a server that must not lose what it holds, and can be away in its place."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress

from tests.production.ports import free_port

CHUNK = 1 << 16


class Relay:
    """Hands bytes to and fro between its own port and another one."""

    def __init__(self, target_port: int) -> None:
        self.port = free_port()
        self.most_bytes_in: int | None = None
        """What is sent beyond that is swallowed: an upload that never arrives whole."""
        self.is_full = threading.Event()
        self._target_port = target_port
        self._server: socketserver.ThreadingTCPServer | None = None
        self._open: set[socket.socket] = set()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def begin(self) -> None:
        """Be there."""
        relay = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                relay._hand_on(self.request)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        self._server = Server(("127.0.0.1", self.port), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def end(self) -> None:
        """Be away, with all connections cut."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
        for each in list(self._open):
            _cut(each)

    def _hand_on(self, asker: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", self._target_port)) as target:
            self._open |= {asker, target}
            back = threading.Thread(target=_pump, args=(target, asker.sendall), daemon=True)
            back.start()
            _pump(asker, self._swallowing(target))
            _cut(target)
            back.join()
            self._open -= {asker, target}

    def _swallowing(self, target: socket.socket) -> Callable[[bytes], None]:
        taken = 0

        def hand_on(content: bytes) -> None:
            nonlocal taken
            taken += len(content)
            if self.most_bytes_in is not None and taken > self.most_bytes_in:
                self.is_full.set()
            else:
                target.sendall(content)

        return hand_on


def _pump(source: socket.socket, hand_on: Callable[[bytes], None]) -> None:
    with suppress(OSError):
        while content := source.recv(CHUNK):
            hand_on(content)


def _cut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


@contextmanager
def relay(target_port: int) -> Generator[Relay]:
    """A relay that is there, until it is told to be away."""
    standing = Relay(target_port)
    standing.begin()
    try:
        yield standing
    finally:
        standing.end()
