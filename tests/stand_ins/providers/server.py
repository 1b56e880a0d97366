"""The HTTP/1.1 server under both stand-ins: it keeps the ledger and breaks what it is told to."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict

from tests.stand_ins.providers.exchange import ADMIN, Answer, RefusedError, Request
from tests.stand_ins.providers.faults import Fault, Faults
from tests.stand_ins.providers.handler import Listener
from tests.stand_ins.providers.ledger import Ledger, LedgerView
from tests.stand_ins.providers.websocket import WebSocket


class ServerSettings(BaseModel):
    """Settings that a test may change while the server runs."""

    model_config = ConfigDict(extra="forbid", validate_assignment=True)

    answer_s: float = 0.0


class LoopbackServer:
    """A stand-in of a web service on 127.0.0.1; a context manager.

    Attributes:
        faults: what goes wrong next.
        stopping: set when the server goes down, so that no handler waits on.
    """

    service: ClassVar[str] = "loopback"

    def __init__(
        self, settings: ServerSettings, port: int = 0, ledger_file: Path | None = None
    ) -> None:
        self._settings = settings
        self.faults = Faults()
        self.stopping = threading.Event()
        self.book = Ledger(self.service, ledger_file)
        self._http = Listener(port, self)
        self._thread = threading.Thread(
            target=self._http.serve_forever, args=(0.05,), name=self.service, daemon=True
        )

    @property
    def url(self) -> str:
        """Where the server listens, without a slash at the end."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def ledger(self) -> LedgerView:
        """A copy of what reached the server and what it cost, up to this moment."""
        self.settle()
        return self.book.view()

    def start(self) -> Self:
        """Begin to serve."""
        self._thread.start()
        return self

    @property
    def answer_s(self) -> float:
        """How long every answer takes at least."""
        return self._settings.answer_s

    def stop(self) -> None:
        """Stop to serve and drop every open connection."""
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()
        self._http.drop_all()
        self._thread.join(timeout=60)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def settle(self) -> None:
        """Bring the ledger up to date; a stand-in that charges later overrides it."""

    def text_of(self, request: Request) -> str:
        """Say which text of the request faults and the ledger look at."""
        return request.body.decode("utf-8", errors="replace")

    def refusal(self, fault: Fault, request: Request) -> Answer:
        """Word a status that a fault asks for as the real service words it."""
        raise NotImplementedError

    def answer(self, request: Request) -> Answer:
        """Carry a request out."""
        raise NotImplementedError

    def converse(self, request: Request, line: WebSocket) -> None:
        """Hold a WebSocket conversation; only a stand-in with one overrides it."""
        del request
        line.close(1008, "no WebSocket here")

    def admin(self, request: Request) -> Answer:
        """Let another process read and steer the server."""
        name = request.path.removeprefix(ADMIN)
        match request.method, name:
            case "GET", "ledger":
                return Answer.of(self.ledger.model_dump())
            case "GET" | "POST" | "DELETE", "faults":
                return self._steer_faults(request)
            case "GET", "settings":
                return Answer.of(self._settings.model_dump(mode="json"))
            case "PATCH", "settings":
                return self._change_settings(request.json())
            case _:
                return Answer.of({"error": "no such lever"}, 404)

    def _steer_faults(self, request: Request) -> Answer:
        if request.method == "POST":
            self.faults.add(Fault.model_validate_json(request.body))
        if request.method == "DELETE":
            self.faults.clear()
        return Answer.of([fault.model_dump() for fault in self.faults.waiting()])

    def _change_settings(self, changes: object) -> Answer:
        if not isinstance(changes, Mapping):
            return Answer.of({"error": "settings are a JSON object"}, 400)
        for name, value in changes.items():
            if name not in type(self._settings).model_fields:
                return Answer.of({"error": f"no setting {name}"}, 400)
            setattr(self._settings, name, value)
        return Answer.of(self._settings.model_dump(mode="json"))

    def carried_out(self, request: Request) -> Answer:
        """Answer a request, its refusal included."""
        try:
            return self.answer(request)
        except RefusedError as refused:
            return refused.answer


def new_id(prefix: str) -> str:
    """Make an id in the manner of OpenAI (`resp_…`)."""
    return f"{prefix}_{secrets.token_hex(24)}"
