"""The asynchronous client of the studio: its work is done on threads."""

import asyncio
import hashlib
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import ParamSpec, Self, TypeVar

from ulid import ULID

from adgen_dagster.domain.brief import Person
from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.studio.studio import Studio, UnknownJobError

THREADS = 6
"""Calls of the studio at the same time; each holds one of the database's connections."""
INTAKE_THREADS = 2
"""Files of people that are looked at at the same time. One can take as long as a decoder may;
however many come, everybody's other calls go on."""
GATEWAY = "telegram"

_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")


class StudioClient:
    """Hands work to the studio without holding up the chats."""

    def __init__(self, studio: Studio, threads: int = THREADS) -> None:
        self.studio = studio
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="studio")
        self._intake = ThreadPoolExecutor(INTAKE_THREADS, thread_name_prefix="intake")
        self._queued: dict[object, float] = {}
        self._begun_at = 0.0

    @property
    def neglect_s(self) -> float:
        """How long work waits for a thread, and none gets one; people's files left out."""
        now = time.monotonic()
        return now - max(self._begun_at, min(list(self._queued.values()), default=now))

    async def do(
        self, work: Callable[_Asked, _Answer], *args: _Asked.args, **named: _Asked.kwargs
    ) -> _Answer:
        """Do something that waits for the database or the artifact store."""
        loop, ticket = asyncio.get_running_loop(), object()

        def begin() -> _Answer:
            self._queued.pop(ticket, None)
            self._begun_at = time.monotonic()
            return work(*args, **named)

        self._queued[ticket] = time.monotonic()
        try:
            return await loop.run_in_executor(self._threads, begin)
        finally:
            self._queued.pop(ticket, None)

    async def status(self, job: str) -> JobStatus | None:
        """Return a job's status; None if there is no such job."""
        try:
            return await self.do(self.studio.status, job)
        except UnknownJobError:
            return None

    async def take_in(
        self, work: Callable[_Asked, _Answer], *args: _Asked.args, **named: _Asked.kwargs
    ) -> _Answer:
        """Do something that opens a file of a user."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._intake, lambda: work(*args, **named))

    async def close(self, patience_s: float) -> None:
        """Take nothing new, and wait a while for work under way; it may be stuck."""
        await asyncio.to_thread(self._end().join, patience_s)

    def _end(self) -> threading.Thread:
        def end() -> None:
            for threads in (self._intake, self._threads):
                threads.shutdown(wait=False, cancel_futures=True)
            for threads in (self._intake, self._threads):
                threads.shutdown(wait=True)

        waiting = threading.Thread(target=end, daemon=True)
        waiting.start()
        return waiting


@dataclass(frozen=True)
class Place:
    """Where in Telegram something is said: a chat, and in forums one of its threads."""

    chat: int
    thread: int | None = None

    @property
    def is_group(self) -> bool:
        """Groups, and what they became, have negative ids."""
        return self.chat < 0


@dataclass(frozen=True)
class Address:
    """Where a job was ordered: what stands in its brief's `reply_to`."""

    place: Place
    message: int

    def __str__(self) -> str:
        """As it stands in a brief."""
        thread = f":{self.place.thread}" if self.place.thread else ""
        return f"{GATEWAY}:{self.place.chat}:{self.message}{thread}"

    @classmethod
    def of(cls, reply_to: str) -> Self | None:
        """Read the address in a brief; None if the job belongs to another gateway."""
        gateway, *numbers = reply_to.split(":")
        if gateway != GATEWAY:
            return None
        try:
            chat, message, *thread = map(int, numbers)
        except ValueError:
            return None
        return cls(Place(chat, thread[0] if thread else None), message)


def person(user_id: int, name: str, *, is_operator: bool) -> Person:
    """Convert a Telegram user for the studio."""
    return Person(gateway=GATEWAY, id=str(user_id), name=name, is_operator=is_operator)


def job_of_message(chat: int, message: int, date: datetime, again: str = "") -> str:
    """Derive the id of a message's job: the same message always gives the same job.

    Args:
        chat: where the message stands.
        message: its id there.
        date: when it was sent; jobs are in the order of their ids.
        again: the job that is ordered once more by a button under the message.
    """
    moment = int(date.timestamp() * 1000)
    if again:
        # Telegram's dates are whole seconds: within the same one the new job still comes later.
        moment = max(moment, ULID.from_str(again).milliseconds + 1)
    digest = hashlib.sha256(f"{chat}:{message}:{moment}:{again}".encode()).digest()
    return str(ULID(moment.to_bytes(6, "big") + digest[:10]))
