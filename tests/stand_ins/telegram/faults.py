"""What can go wrong between a bot and Telegram, when a test asks for it."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Trouble(StrEnum):
    """A kind of fault."""

    ANSWER = "another answer"
    STALL = "no answer for a while"
    CUT_BEFORE = "cut before the call was read"
    CUT_AFTER = "done, but the answer is lost"
    SLOW_UPLOAD = "slow line"


@dataclass
class Fault:
    """One fault; `method` empty means every call but getUpdates."""

    trouble: Trouble
    method: str = ""
    times: float = math.inf
    status: int = 502
    description: str = ""
    parameters: dict[str, int] = field(default_factory=dict[str, int])
    seconds: float = 0.0
    bytes_per_s: float = 0.0
    met: int = 0

    def concerns(self, method: str) -> bool:
        """Whether a call of this method meets the fault."""
        if self.method:
            return self.method.lower() == method.lower()
        return method.lower() != "getupdates"


class Faults:
    """The faults a test has asked for; each holds a number of times, or until it is ended.

    `method` names one method of the Bot API ("sendVideo", or "getUpdates"); without it, every
    call but getUpdates is meant. "file" means the fetching of files.
    """

    def __init__(self) -> None:
        self._lock = threading.Condition()
        self._faults: list[Fault] = []

    def answer(
        self,
        status: int,
        description: str = "",
        *,
        method: str = "",
        times: float = math.inf,
        **parameters: int,
    ) -> Fault:
        """Answer calls with an error instead of doing them (502 without a JSON body)."""
        return self._add(Fault(Trouble.ANSWER, method, times, status, description, parameters))

    def stall(self, seconds: float, *, method: str = "", times: float = math.inf) -> Fault:
        """Let calls wait before they are done."""
        return self._add(Fault(Trouble.STALL, method, times, seconds=seconds))

    def cut_before(self, *, method: str = "", times: float = math.inf) -> Fault:
        """Break the connection before a call is read: nothing happened."""
        return self._add(Fault(Trouble.CUT_BEFORE, method, times))

    def cut_after(self, *, method: str = "", times: float = math.inf) -> Fault:
        """Do the call, then break the connection: the bot cannot know that it happened."""
        return self._add(Fault(Trouble.CUT_AFTER, method, times))

    def slow_upload(
        self, bytes_per_s: float, *, method: str = "", times: float = math.inf
    ) -> Fault:
        """Read what is uploaded only so fast."""
        return self._add(Fault(Trouble.SLOW_UPLOAD, method, times, bytes_per_s=bytes_per_s))

    def end(self, fault: Fault | None = None) -> None:
        """End one fault, or all; calls that stall go on at once."""
        with self._lock:
            self._faults = [f for f in self._faults if fault is not None and f is not fault]
            self._lock.notify_all()

    @contextmanager
    def during(self, fault: Fault) -> Generator[Fault]:
        """Hold a fault for the length of a `with` block."""
        try:
            yield fault
        finally:
            self.end(fault)

    def _add(self, fault: Fault) -> Fault:
        with self._lock:
            self._faults.append(fault)
        return fault

    def meet(self, trouble: Trouble, method: str) -> Fault | None:
        """The fault of this kind that a call meets now, if any; counts it."""
        with self._lock:
            for fault in self._faults:
                if fault.trouble is trouble and fault.concerns(method) and fault.met < fault.times:
                    fault.met += 1
                    return fault
        return None

    def wait_out(self, fault: Fault) -> None:
        """Stand still for as long as a stall lasts, or until it is ended."""
        until = time.monotonic() + fault.seconds
        with self._lock:
            while fault in self._faults and (left := until - time.monotonic()) > 0:
                self._lock.wait(left)


def error_json(status: int, description: str, parameters: dict[str, int]) -> dict[str, Any]:
    """The answer to a call that was refused."""
    answer: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    if parameters:
        answer["parameters"] = parameters
    return answer
