"""What reached a loopback server, and what its owner would have to pay for it."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import Counter
from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from pydantic import BaseModel, Field

SECRET_HEADERS: Final = frozenset({"authorization", "cookie", "proxy-authorization"})
TEXT_KEPT: Final = 2000


class RequestRecord(BaseModel):
    """One request as it arrived, and how it ended.

    Attributes:
        number: its place in the order of arrival.
        at: seconds since the epoch when its head was read.
        ended_at: when the last byte of the answer was sent or the connection cut.
        bearer: whether it carried a key; the key itself is not kept.
        body_sha256: digest of the body; empty while the body has not been read.
        text: the prompt (or the whole JSON body) that faults match.
        status: HTTP status answered; 0 while there is none.
        fault: the kind of fault that struck it.
    """

    number: int
    service: str
    method: str
    path: str
    at: float
    ended_at: float = 0.0
    headers: dict[str, str]
    bearer: bool
    body_bytes: int = 0
    body_sha256: str = ""
    text: str = ""
    status: int = 0
    fault: str = ""


class PaidRecord(BaseModel):
    """One thing that costs money: a Runway task, an answer of a model.

    Attributes:
        id: id of the task or the answer.
        what: the endpoint that was paid for (`text_to_image`, `responses`, …).
        text: the prompt, so that a test can tell one segment from another.
        input_sha256: digest of the picture or sound that went in.
        estimated: credits said beforehand (Runway).
        credits: credits that stay charged (Runway).
        refunded: credits given back (Runway).
        usage: tokens, seconds or characters, as the answer said (OpenAI).
    """

    id: str
    service: str
    what: str
    model: str
    at: float
    text: str = ""
    input_sha256: str = ""
    status: str = ""
    estimated: int = 0
    credits: int = 0
    refunded: int = 0
    usage: dict[str, float] = Field(default_factory=dict)


class LedgerView(BaseModel):
    """A copy of the ledger at one moment, with the questions that tests ask."""

    requests: list[RequestRecord] = Field(default_factory=list)
    paid: list[PaidRecord] = Field(default_factory=list)

    def requests_like(
        self, method: str = "*", path: str = "*", text: str = ""
    ) -> list[RequestRecord]:
        """List the requests that fit these patterns, in their order of arrival."""
        return [
            record
            for record in self.requests
            if fnmatchcase(record.method, method)
            and fnmatchcase(record.path, path)
            and text in record.text
        ]

    def paid_for(self, what: str = "*", text: str = "") -> list[PaidRecord]:
        """List what was paid of this kind whose prompt holds the text."""
        return [
            record for record in self.paid if fnmatchcase(record.what, what) and text in record.text
        ]

    def since(self, at: float) -> LedgerView:
        """What arrived, and was paid, from a moment on, in seconds since the epoch."""
        return LedgerView(
            requests=[record for record in self.requests if record.at >= at],
            paid=[record for record in self.paid if record.at >= at],
        )

    def times_paid(self, what: str = "*") -> Counter[str]:
        """Count the payments of each prompt: more than one is paid twice."""
        return Counter(record.text for record in self.paid_for(what))

    def credits(self, what: str = "*") -> int:
        """Add up the credits that stay charged."""
        return sum(record.credits for record in self.paid_for(what))

    def usage(self, what: str = "*") -> Counter[str]:
        """Add up tokens, seconds and characters by name."""
        total: Counter[str] = Counter()
        for record in self.paid_for(what):
            total.update({name: int(amount) for name, amount in record.usage.items()})
        return total


def digest(content: bytes) -> str:
    """Name a content by its SHA-256."""
    return hashlib.sha256(content).hexdigest()


class Ledger:
    """Keeps the records of one server; safe between threads, kept in a file when asked."""

    def __init__(self, service: str, file: Path | None = None) -> None:
        self._service = service
        self._file = file
        self._view = LedgerView()
        self._lock = threading.RLock()

    def view(self) -> LedgerView:
        """Copy what is known so far."""
        with self._lock:
            return self._view.model_copy(deep=True)

    def arrived(self, method: str, path: str, headers: Mapping[str, str]) -> int:
        """Enter a request whose head has been read; returns its number."""
        with self._lock:
            record = RequestRecord(
                number=len(self._view.requests) + 1,
                service=self._service,
                method=method,
                path=path,
                at=time.time(),
                headers={k: v for k, v in headers.items() if k.lower() not in SECRET_HEADERS},
                bearer="authorization" in {name.lower() for name in headers},
            )
            self._view.requests.append(record)
            self._save()
            return record.number

    def read(self, number: int, body: bytes, text: str) -> None:
        """Enter the body of a request."""
        with self._lock:
            record = self._view.requests[number - 1]
            record.body_bytes, record.body_sha256 = len(body), digest(body)
            record.text = text[:TEXT_KEPT]

    def answered(self, number: int, status: int, fault: str) -> None:
        """Enter the answer to a request before it is sent."""
        with self._lock:
            record = self._view.requests[number - 1]
            record.status, record.fault = status, fault

    def ended(self, number: int, status: int, fault: str = "") -> None:
        """Enter how a request ended."""
        with self._lock:
            record = self._view.requests[number - 1]
            record.status, record.fault, record.ended_at = status, fault, time.time()
            self._save()

    def pay(self, record: PaidRecord) -> None:
        """Enter something that costs money."""
        with self._lock:
            self._view.paid.append(record.model_copy(deep=True))
            self._save()

    def settle(self, paid_id: str, status: str, credits_kept: int, refunded: int) -> None:
        """Enter how a paid task ended and what it cost in the end."""
        with self._lock:
            for record in self._view.paid:
                if record.id == paid_id:
                    record.status, record.credits, record.refunded = status, credits_kept, refunded
            self._save()

    def _save(self) -> None:
        if self._file is None:
            return
        part = self._file.with_suffix(self._file.suffix + ".part")
        part.write_text(self._view.model_dump_json(indent=1), encoding="utf-8")
        part.replace(self._file)
