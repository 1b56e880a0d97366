"""Reads requests from a connection and sends, delays, bends or cuts the answers."""

from __future__ import annotations

import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final

from tests.stand_ins.providers.exchange import ADMIN, Answer, Request
from tests.stand_ins.providers.faults import EXCHANGE_KINDS, HANDSHAKE_KINDS, HEAD_KINDS, Fault
from tests.stand_ins.providers.websocket import WebSocket

if TYPE_CHECKING:
    from tests.stand_ins.providers.server import LoopbackServer

WRONG_PAGE: Final = b"<!doctype html><title>Sign in</title><p>Please sign in to this network.</p>"
SLOW_STEPS: Final = 20


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server_version = "loopback"
    server: Any
    _serving: tuple[int, str] | None = None
    """The request's number in the ledger, and the fault that strikes it."""

    def do_GET(self) -> None:
        """Serve a request of any method; the base class looks the method's name up."""
        request = Request(
            self.command, self.path, {name.lower(): value for name, value in self.headers.items()}
        )
        if request.path.startswith(ADMIN):
            request.body = self._read_body()
            self._send(self._admin(request))
            return
        self._serve(request)

    # http.server calls a method by these names.
    do_HEAD = do_GET  # noqa: N815
    do_POST = do_GET  # noqa: N815
    do_PUT = do_GET  # noqa: N815
    do_PATCH = do_GET  # noqa: N815
    do_DELETE = do_GET  # noqa: N815

    @property
    def _loopback(self) -> LoopbackServer:
        return self.server.loopback

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by the base
        """Keep the terminal quiet; the ledger knows everything."""

    def _admin(self, request: Request) -> Answer:
        try:
            return self._loopback.admin(request)
        except ValueError as error:
            return Answer.of({"error": str(error)}, 400)

    def _serve(self, request: Request) -> None:
        loopback = self._loopback
        request.number = loopback.book.arrived(request.method, request.path, request.headers)
        fault = loopback.faults.take(HEAD_KINDS, request.method, request.path)
        if fault:
            self._cut()
            loopback.book.ended(request.number, 0, fault.kind)
            return
        request.body = self._read_body()
        request.text = loopback.text_of(request)
        loopback.book.read(request.number, request.body, request.text)
        is_upgrade = request.headers.get("upgrade", "").lower() == "websocket"
        kinds = HANDSHAKE_KINDS if is_upgrade else EXCHANGE_KINDS
        fault = loopback.faults.take(kinds, request.method, request.path, request.text)
        self._serving = (request.number, fault.kind if fault else "")
        loopback.stopping.wait(loopback.answer_s)
        status = 0
        try:
            status = self._upgrade(request, fault) if is_upgrade else self._reply(request, fault)
        finally:
            self._serving = None
            loopback.book.ended(request.number, status, fault.kind if fault else "")

    def _reply(self, request: Request, fault: Fault | None) -> int:
        """Answer a request as the fault wants it; returns the status the client may have seen."""
        loopback = self._loopback
        if fault is None:
            return self._send(loopback.carried_out(request))
        if fault.kind in {"status", "out_of_credits", "expired_url"}:
            return self._send(loopback.refusal(fault, request))
        answer = loopback.carried_out(request) if fault.handled else None
        is_stopped = fault.kind == "stall" and loopback.stopping.wait(fault.seconds)
        if is_stopped or answer is None or fault.kind == "cut_after_body":
            self._cut()
            return 0
        return self._send_bent(answer, fault)

    def _send_bent(self, answer: Answer, fault: Fault) -> int:
        match fault.kind:
            case "wrong_type":
                return self._send(Answer(200, WRONG_PAGE, "text/html"))
            case "invalid_json":
                broken = answer.body[: max(1, len(answer.body) // 2)]
                return self._send(Answer(answer.status, broken, answer.content_type))
            case "truncated" | "cut_mid_answer":
                self._send_head(answer)
                self.wfile.write(answer.body[: len(answer.body) // 2])
                if fault.kind == "cut_mid_answer":
                    self._cut()
                self.close_connection = True
                return answer.status
            case "slow":
                self._send_head(answer)
                step = max(1, -(-len(answer.body) // SLOW_STEPS))
                for start in range(0, len(answer.body), step):
                    self.wfile.write(answer.body[start : start + step])
                    self._loopback.stopping.wait(fault.seconds / SLOW_STEPS)
                return answer.status
            case _:
                return self._send(answer)

    def _upgrade(self, request: Request, fault: Fault | None) -> int:
        self.close_connection = True
        if fault and fault.kind in {"status", "out_of_credits"}:
            return self._send(self._loopback.refusal(fault, request))
        if fault and fault.kind == "stall":
            self._loopback.stopping.wait(fault.seconds)
        if fault and (fault.kind == "cut_after_body" or not fault.handled):
            self._cut()
            return 0
        refused = self._loopback.carried_out(request)
        if refused.status != 101:
            return self._send(refused)
        line = WebSocket.accept(self.connection, request)
        self._loopback.converse(request, line)
        if line.is_cut:
            self._cut()
        return 101

    def _read_body(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return self._read_chunks()
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _read_chunks(self) -> bytes:
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            continue
        return body

    def _send(self, answer: Answer) -> int:
        self._send_head(answer)
        if self.command != "HEAD" and answer.status not in {204, 304}:
            self.wfile.write(answer.body)
        return answer.status

    def _send_head(self, answer: Answer) -> None:
        if self._serving:
            # A client that has its answer may look into the ledger at once.
            number, fault = self._serving
            self._loopback.book.answered(number, answer.status, fault)
        self.send_response(answer.status)
        if answer.status != 204:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _cut(self) -> None:
        self.close_connection = True
        self.server.reset_at_end(self.connection)


class Listener(ThreadingHTTPServer):
    """Accepts connections and can drop all of them at once."""

    request_queue_size = 128
    daemon_threads = True

    def __init__(self, port: int, loopback: LoopbackServer) -> None:
        self.loopback = loopback
        self._open: set[socket.socket] = set()
        self._resets: set[socket.socket] = set()
        self._guard = threading.Lock()
        super().__init__(("127.0.0.1", port), Handler)

    def get_request(self) -> tuple[socket.socket, object]:
        line, address = super().get_request()
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._guard:
            self._open.add(line)
        return line, address

    def reset_at_end(self, line: socket.socket) -> None:
        """Have this connection end with a reset instead of an orderly end."""
        with self._guard:
            self._resets.add(line)

    def shutdown_request(self, request: socket.socket) -> None:  # type: ignore[override]
        with self._guard:
            self._open.discard(request)
            is_reset = request in self._resets
            self._resets.discard(request)
        if is_reset:
            # Linger of zero seconds makes close() send a reset; a shutdown() would send an end.
            request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
            request.close()
        else:
            super().shutdown_request(request)

    def drop_all(self) -> None:
        """Cut every open connection, so that a stopped server is silent."""
        with self._guard:
            lines = list(self._open)
        for line in lines:
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that hung up; every other error is printed as usual."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]
