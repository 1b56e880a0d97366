"""A host of files that redirects, trickles, breaks off and lies."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20_000


class FileHandler(BaseHTTPRequestHandler):
    """One request; its path says what is to happen."""

    protocol_version = "HTTP/1.1"
    seen: list[str]

    def do_GET(self) -> None:
        self.server.seen.append(self.path)  # type: ignore[attr-defined]
        query = parse_qs(urlsplit(self.path).query)
        match urlsplit(self.path).path:
            case "/file":
                self._send(PNG)
            case "/to":
                self._redirect(query["url"][0])
            case "/loop":
                self._redirect("/loop")
            case "/page":
                self._send(b"<!doctype html><title>Sign in</title>")
            case "/empty":
                self._send(b"")
            case "/half":
                self._send(PNG[:5000], promised=len(PNG))
            case "/chunked":
                self._send_chunked()
            case "/trickle":
                self._send(PNG, pause_s=0.05)
            case _:
                self.send_error(404)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by the base
        """Keep the terminal quiet."""

    def _redirect(self, url: str) -> None:
        self.send_response(302)
        self.send_header("Location", url)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, content: bytes, promised: int | None = None, pause_s: float = 0.0) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(content) if promised is None else promised))
        self.end_headers()
        step = 100 if pause_s else max(1, len(content))
        for start in range(0, len(content), step):
            self.wfile.write(content[start : start + step])
            time.sleep(pause_s)
        self.close_connection = True

    def _send_chunked(self) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for start in range(0, len(PNG), 4096):
            piece = PNG[start : start + 4096]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")


class FileHost(ThreadingHTTPServer):
    """The host; `seen` lists what was asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), FileHandler)
        self.seen: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that hung up."""


@contextmanager
def file_host() -> Iterator[FileHost]:
    """A host of one's own."""
    with FileHost() as host:
        threading.Thread(target=host.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield host
        finally:
            host.shutdown()
