"""The HTTP side: addresses, bodies, answers, and connections that break when they should."""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

from .errors import ApiError
from .faults import Faults, Trouble, error_json
from .limits import MEGABYTE
from .methods import BotApi, call
from .parameters import Parameters, read_parameters

Admin = Callable[[str, dict[str, Any]], object]
Connection = Any  # a socket; the standard library promises less than it gives
_CHUNK = 64 * 1024
# Beside the file itself a request holds its parameters and the marks between its parts.
_AROUND_A_FILE = MEGABYTE


class _CutError(Exception):
    """The connection is to break here."""


class BotApiServer(ThreadingHTTPServer):
    """Listens on this machine only; one thread for each connection."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, port: int, api: BotApi, faults: Faults, admin: Admin) -> None:
        self.api = api
        self.faults = faults
        self.admin = admin
        self.bugs: list[str] = []
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        super().__init__(("127.0.0.1", port), _Handler)

    def process_request(self, request: Connection, client_address: object) -> None:
        """Remember a connection, so that it can be cut."""
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Connection) -> None:
        """Forget a connection."""
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Connection, client_address: object) -> None:
        """Keep what broke inside this server, so that the test can fail of it."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            self.bugs.append(traceback.format_exc())

    def cut_connections(self) -> None:
        """Break every connection there is."""
        with self._open_lock:
            for connection in self._open:
                cut(connection)


def cut(connection: socket.socket) -> None:
    """Break a connection as a lost network would."""
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: BotApiServer  # pyright: ignore[reportIncompatibleVariableOverride]

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Write no access log: the addresses hold the token."""

    def do_GET(self) -> None:
        """Answer a call without a body."""
        self._serve()

    def do_POST(self) -> None:
        """Answer a call."""
        self._serve()

    def _serve(self) -> None:
        try:
            self._route(unquote(urlsplit(self.path).path).split("/", 2))
        except (_CutError, ConnectionError, TimeoutError):
            self.close_connection = True
            cut(self.connection)

    def _route(self, parts: list[str]) -> None:
        api = self.server.api
        first, rest = (*parts, "", "")[1:3]
        if first == "_loopback":
            self._answer_admin(rest)
        elif first == "file":
            token, _, path = rest.partition("/")
            self._answer_file(token == f"bot{api.world.token}", path)
        elif not first.startswith("bot") or ":" not in first:
            self._read_body("")
            self._answer(404, error_json(404, "Not Found", {}))
        elif first != f"bot{api.world.token}":
            self._read_body("")
            self._answer(401, error_json(401, "Unauthorized", {}))
        else:
            self._answer_call(rest)

    def _answer_call(self, method: str) -> None:
        api, faults = self.server.api, self.server.faults
        if faults.meet(Trouble.CUT_BEFORE, method):
            raise _CutError
        body = self._read_body(method)
        if fault := faults.meet(Trouble.STALL, method):
            faults.wait_out(fault)
        if fault := faults.meet(Trouble.ANSWER, method):
            self._answer_fault(fault.status, fault.description, fault.parameters)
            return
        try:
            parameters = self._parameters(body)
            status, answer = 200, {"ok": True, "result": call(api, method, parameters)}
        except ApiError as error:
            status, answer = (
                error.status,
                error_json(error.status, error.description, error.parameters),
            )
        if api.world.updates.is_closing or faults.meet(Trouble.CUT_AFTER, method):
            raise _CutError
        self._answer(status, answer)

    def _parameters(self, body: bytes) -> Parameters:
        if len(body) > self.server.api.world.limits.upload_bytes + _AROUND_A_FILE:
            raise ApiError(413, "Request Entity Too Large")
        return read_parameters(urlsplit(self.path).query, body, self.headers)

    def _answer_fault(self, status: int, description: str, parameters: dict[str, int]) -> None:
        if description or parameters:
            self._answer(status, error_json(status, description, parameters))
        else:
            page = f"<html><head><title>{status} {HTTPStatus(status).phrase}</title></head></html>"
            self._send(status, page.encode(), "text/html")

    def _answer_file(self, is_allowed: bool, path: str) -> None:  # noqa: FBT001
        faults = self.server.faults
        if faults.meet(Trouble.CUT_BEFORE, "file"):
            raise _CutError
        if fault := faults.meet(Trouble.STALL, "file"):
            faults.wait_out(fault)
        if fault := faults.meet(Trouble.ANSWER, "file"):
            self._answer_fault(fault.status, fault.description, fault.parameters)
            return
        file = self.server.api.world.files.at_path(path) if is_allowed else None
        if file is None:
            self._answer(404, error_json(404, "Not Found", {}))
        else:
            self._send(200, file.data, "application/octet-stream")

    def _answer_admin(self, name: str) -> None:
        body = self._read_body("")
        try:
            self._answer(
                200, {"ok": True, "result": self.server.admin(name, json.loads(body or "{}"))}
            )
        except (AssertionError, KeyError, TypeError, ValueError, OSError) as error:
            self._answer(400, error_json(400, f"{type(error).__name__}: {error}", {}))

    def _read_body(self, method: str) -> bytes:
        left = int(self.headers.get("Content-Length") or 0)
        slow = self.server.faults.meet(Trouble.SLOW_UPLOAD, method) if left else None
        if slow is None and self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return self._read_chunks()
        chunks: list[bytes] = []
        while left:
            piece = min(left, _CHUNK, int(slow.bytes_per_s / 20) + 1 if slow else _CHUNK)
            chunk = self.rfile.read(piece)
            if not chunk:
                raise _CutError
            if slow:
                time.sleep(len(chunk) / slow.bytes_per_s)
            chunks.append(chunk)
            left -= len(chunk)
        return b"".join(chunks)

    def _read_chunks(self) -> bytes:
        chunks: list[bytes] = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(chunks)

    def _answer(self, status: int, answer: dict[str, Any]) -> None:
        self._send(status, json.dumps(answer).encode(), "application/json")

    def _send(self, status: int, body: bytes, content_type: str) -> None:
        """Write head and body at once: two writes would wait for each other on a slow line."""
        head = (
            f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n"
            f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self.wfile.write(head.encode() + body)
