"""The server's end of a WebSocket, on a connection that an HTTP handler has already read from."""

from __future__ import annotations

import socket
from typing import Final

from websockets.datastructures import Headers
from websockets.frames import Frame, Opcode
from websockets.http11 import Request as Handshake
from websockets.protocol import Protocol, Side, State
from websockets.server import ServerProtocol

from tests.stand_ins.providers.exchange import Request

READ_AT_ONCE: Final = 65536


class WebSocket:
    """Sends and receives text messages."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._protocol = Protocol(Side.SERVER, max_size=None)
        self._begun = b""
        self._pending: list[str] = []
        self.is_cut = False

    @classmethod
    def accept(cls, line: socket.socket, request: Request) -> WebSocket:
        """Answer the handshake that the HTTP handler has read."""
        handshake = Handshake(request.target, Headers(request.headers.items()))
        line.sendall(ServerProtocol().accept(handshake).serialize())
        return cls(line)

    @property
    def is_open(self) -> bool:
        """Whether messages can still be exchanged."""
        return self._protocol.state is State.OPEN and not self.is_cut

    def send(self, text: str) -> None:
        """Send one text message."""
        self._protocol.send_text(text.encode())
        self._flush()

    def receive(self) -> str | None:
        """Wait for the next text message; `None` when the client has gone."""
        while not self._pending:
            if not self.is_open:
                return None
            content = self._line.recv(READ_AT_ONCE)
            if content:
                self._protocol.receive_data(content)
            else:
                self._protocol.receive_eof()
            self._read_events()
            self._flush()
        return self._pending.pop(0)

    def close(self, code: int, reason: str) -> None:
        """Say goodbye with a code."""
        if self.is_open:
            self._protocol.send_close(code, reason)
            self._flush()

    def cut(self) -> None:
        """Have the connection end without a goodbye."""
        self.is_cut = True

    def _read_events(self) -> None:
        for event in self._protocol.events_received():
            if not isinstance(event, Frame) or event.opcode not in {Opcode.TEXT, Opcode.CONT}:
                continue
            self._begun += event.data
            if event.fin:
                self._pending.append(self._begun.decode())
                self._begun = b""

    def _flush(self) -> None:
        for content in self._protocol.data_to_send():
            if content:
                self._line.sendall(content)
