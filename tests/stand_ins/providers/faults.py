"""Faults that a test asks a loopback server for, and the list that hands them out."""

from __future__ import annotations

import threading
from collections.abc import Collection
from fnmatch import fnmatchcase
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

FaultKind = Literal[
    "status",
    "out_of_credits",
    "expired_url",
    "cut_before_body",
    "cut_after_body",
    "cut_mid_answer",
    "truncated",
    "stall",
    "slow",
    "wrong_type",
    "invalid_json",
    "task_fails",
    "task_stuck",
    "task_cancelled",
    "no_output",
    "refusal",
    "incomplete",
    "broken_json",
    "other_words",
]

HEAD_KINDS: Final[frozenset[FaultKind]] = frozenset({"cut_before_body"})
EXCHANGE_KINDS: Final[frozenset[FaultKind]] = frozenset(
    {
        "status",
        "out_of_credits",
        "expired_url",
        "cut_after_body",
        "cut_mid_answer",
        "truncated",
        "stall",
        "slow",
        "wrong_type",
        "invalid_json",
    }
)
HANDSHAKE_KINDS: Final[frozenset[FaultKind]] = frozenset(
    {"status", "out_of_credits", "cut_after_body", "stall"}
)
TASK_KINDS: Final[frozenset[FaultKind]] = frozenset({"task_fails", "task_stuck", "task_cancelled"})
WRITING_KINDS: Final[frozenset[FaultKind]] = frozenset({"refusal", "incomplete", "broken_json"})
SPEAKING_KINDS: Final[frozenset[FaultKind]] = frozenset(
    {"status", "cut_mid_answer", "stall", "incomplete", "other_words"}
)


class Fault(BaseModel):
    """One way for the next matching requests to go wrong.

    Attributes:
        kind: what goes wrong; the README has the table.
        method: shell pattern of the HTTP method.
        path: shell pattern of the path, without the query.
        text: a piece of the prompt or body that must be there.
        times: how many matching requests it spoils.
        skip: how many matching requests pass unharmed before.
        status: HTTP status of a `status` fault.
        retry_after: seconds for its `Retry-After` header.
        code: failure code of a task, error code of a status, reason of an incomplete answer.
        message: the human sentence beside it.
        seconds: how long a `stall` or a `slow` answer lasts.
        handled: whether the request was carried out (and paid) before the connection broke.
        stuck_at: the status in which a `task_stuck` stays.
        words: what the voice says instead of the words asked for.
    """

    model_config = ConfigDict(extra="forbid", validate_assignment=True)

    kind: FaultKind
    method: str = "*"
    path: str = "*"
    text: str = ""
    times: int = Field(default=1, ge=1)
    skip: int = Field(default=0, ge=0)
    status: int = 500
    retry_after: float | None = None
    code: str = ""
    message: str = ""
    seconds: float = Field(default=30.0, ge=0)
    handled: bool = True
    stuck_at: Literal["PENDING", "THROTTLED", "RUNNING"] = "RUNNING"
    words: str = ""

    def fits(self, method: str, path: str, text: str) -> bool:
        """Say whether this fault is meant for such a request."""
        return (
            fnmatchcase(method, self.method) and fnmatchcase(path, self.path) and self.text in text
        )


FAULT_LIST: Final = TypeAdapter(list[Fault])


class Faults:
    """The faults still to come, first asked first served; safe between threads."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, *faults: Fault) -> None:
        """Ask for these faults, each in its own copy."""
        with self._lock:
            self._waiting += [fault.model_copy() for fault in faults]

    def take(
        self, kinds: Collection[FaultKind], method: str, path: str, text: str = ""
    ) -> Fault | None:
        """Hand out the first waiting fault of these kinds that fits, and count it as used."""
        with self._lock:
            for fault in self._waiting:
                if fault.kind not in kinds or not fault.fits(method, path, text):
                    continue
                if fault.skip:
                    fault.skip -= 1
                    continue
                if fault.times > 1:
                    fault.times -= 1
                else:
                    self._waiting.remove(fault)
                return fault.model_copy()
        return None

    def waiting(self) -> list[Fault]:
        """List what is still to come."""
        with self._lock:
            return [fault.model_copy() for fault in self._waiting]

    def clear(self) -> None:
        """Forget every fault still to come."""
        with self._lock:
            self._waiting.clear()
