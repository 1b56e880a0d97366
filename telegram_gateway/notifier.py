"""Notifies the chats: tails the studio's events, looks at each job that they concern.

The cursor is kept in the Dagster instance and never passes an event whose chat was not told: after
a restart some jobs are looked at once more, which changes nothing, and none is skipped.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from structlog.contextvars import bound_contextvars
from telegram.error import NetworkError, RetryAfter

from adgen_dagster.domain.pipeline import PIPELINE
from adgen_dagster.domain.stages import EventKind, JobEvent
from adgen_dagster.domain.words import Product
from adgen_dagster.logs import log_of
from adgen_dagster.storage.unreadable import UNREADABLE
from telegram_gateway.persistence.chats import Persistence
from telegram_gateway.persistence.keeping import NotifierCursor
from telegram_gateway.studio_client import Address, StudioClient
from telegram_gateway.transport.rate_limiter import wait_s

_LOG = log_of(__name__)

POLL_S = 0.25
PAGE = 500
LAZY_S = 0.7
"""An event that nobody waits for is told so much later, together with those that follow it."""
SWEEP_S = 30.0
"""Every open job is looked at so often, whatever was read: nothing may be lost for good."""
KEEP_EVERY_S = 1.0
TRIES = 8
"""Looks at a job that failed for internal reasons, before its events are let go."""
LONGEST_REST_S = 30.0
ALIVE_WITHIN_S = 30.0
JOBS_TAKEN_UP = 50
_FOREIGN_KEPT = 5000
_AWAITED = {
    Product.TRANSCRIPT,
    *(step.product for step in PIPELINE.steps if step.is_shown and not step.per_segment),
}


@dataclass(frozen=True)
class Look:
    """What came of looking at a job."""

    is_ours: bool
    is_over: bool
    owner: str = ""
    again_in_s: float | None = None
    """When to look again although nothing happened."""


def soonest(looks: Iterable[float | None]) -> float | None:
    """Return the seconds until the next of some looks; None if there is none."""
    return min((look for look in looks if look is not None), default=None)


Show = Callable[[str], Awaitable[Look]]


@dataclass
class _Attention:
    """What is known of a job that has to be looked at."""

    is_due: bool = False
    untold: int = 0
    """The first event since the last look began; 0: there is none."""
    in_hand: int = 0
    """The first event of those that the present look tells."""
    failures: int = 0
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None
    timer: asyncio.TimerHandle | None = None


class Notifier:
    """Looks at jobs when something happens to them."""

    def __init__(self, studio_client: StudioClient, persistence: Persistence) -> None:
        self._desk = studio_client
        self._memory = persistence
        self._show: Show = _show_nothing
        self._jobs: dict[str, _Attention] = {}
        self._open: dict[str, str] = {}
        self._foreign: dict[str, None] = {}
        self._after = 0
        self._kept: NotifierCursor | None = None
        self._is_stopping = False
        self._task: asyncio.Task[None] | None = None
        self._looked_at = time.monotonic()

    @property
    def is_alive(self) -> bool:
        """Whether events were read lately."""
        return time.monotonic() - self._looked_at < ALIVE_WITHIN_S

    async def start(self, show: Show) -> None:
        """Take up where the last one stopped; the very first one begins with what comes now.

        Args:
            show: brings a job's chat up to date.
        """
        self._show = show
        reading = await self._memory.reading()
        if reading is None:
            newest = await self._desk.do(self._desk.studio.newest_event)
            reading = NotifierCursor(after=newest)
            await self._memory.keep_reading(reading)
            # Never run, or its note was lost: what was ordered in chats may still be open.
            for job in await self._desk.do(self._desk.studio.recent_jobs, JOBS_TAKEN_UP):
                self.poke(job)
        self._kept, self._after = reading, reading.after
        self._open.update(reading.open)
        for job in reading.open:
            self.poke(job)
        self._task = asyncio.create_task(self._run(), name="notifier")

    async def stop(self, patience_s: float) -> None:
        """Finish what is being told, as far as it is quick; the rest is told after the restart."""
        self._is_stopping = True
        if self._task:
            self._task.cancel()
        tasks = [each.task for each in self._jobs.values() if each.task]
        for each in self._jobs.values():
            each.wake.set()
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=patience_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        await self._keep_reading()

    def poke(self, job: str) -> None:
        """Look at a job now: something was done about it."""
        self._attend(job, is_urgent=True)

    def expect(self, job: str, owner: str) -> None:
        """Count a job that is about to begin as one of its owner's open jobs."""
        self._open[job] = owner

    def forget(self, job: str) -> None:
        """Count a job no more: it is over, or was rejected."""
        self._open.pop(job, None)

    def is_open(self, job: str) -> bool:
        """Tell whether a job is not over, as far as is known."""
        return job in self._open

    def open_jobs(self, owner: str) -> int:
        """Count a user's jobs that are not over."""
        return sum(each == owner for each in self._open.values())

    @property
    def count(self) -> int:
        """How many jobs are not over."""
        return len(self._open)

    @property
    def silence_s(self) -> float:
        """How long ago events were last read."""
        return time.monotonic() - self._looked_at

    async def _run(self) -> None:
        swept_at = kept_at = time.monotonic()
        while True:
            try:
                is_more = await self._read_on()
                now = time.monotonic()
                if now - swept_at > SWEEP_S:
                    swept_at = now
                    for job in list(self._open):
                        self._attend(job, is_urgent=False)
                if now - kept_at > KEEP_EVERY_S:
                    kept_at = now
                    await self._keep_reading()
            except Exception:  # noqa: BLE001 - the database may be away for a while; the gateway stays
                _LOG.exception("events_not_read")
                await asyncio.sleep(KEEP_EVERY_S)
                continue
            if not is_more:
                await asyncio.sleep(POLL_S)

    async def _read_on(self) -> bool:
        """Take the next events; whether there may be more at once."""
        newest = await self._desk.do(self._desk.studio.newest_event)
        self._after = min(self._after, newest)  # a deleted run's ids are given again
        events = await self._desk.do(self._desk.studio.events, self._after, PAGE)
        self._looked_at = time.monotonic()
        self._take(events)
        return len(events) >= PAGE

    def _take(self, events: Iterable[JobEvent]) -> None:
        for event in events:
            self._after = max(self._after, event.id)
            with UNREADABLE.step_over("event", str(event.id)):
                if event.brief and Address.of(event.brief.reply_to) is None:
                    self._note_foreign(event.job)
                if event.job not in self._foreign:
                    self._attend(event.job, is_urgent=_is_urgent(event), event=event.id)

    def _attend(self, job: str, *, is_urgent: bool, event: int = 0) -> None:
        if self._is_stopping:
            return
        attention = self._jobs.setdefault(job, _Attention())
        attention.is_due = True
        attention.untold = attention.untold or event
        if is_urgent:
            attention.wake.set()
        if attention.task is None:
            attention.task = asyncio.create_task(self._look_at(job, attention), name=f"job {job}")

    async def _look_at(self, job: str, attention: _Attention) -> None:
        """Look at a job as long as something happens to it."""
        rest_s = LAZY_S
        while attention.is_due and not self._is_stopping:
            with suppress(TimeoutError):
                await asyncio.wait_for(attention.wake.wait(), rest_s)
            attention.is_due = False
            attention.in_hand = attention.in_hand or attention.untold
            attention.untold = 0
            attention.wake.clear()
            with bound_contextvars(job=job):
                rest_s = await self._look_once(job, attention)
        attention.task = None
        if attention.timer is None:
            self._jobs.pop(job, None)

    async def _look_once(self, job: str, attention: _Attention) -> float:
        """Look once; how long to rest before the next look, unless something urgent happens."""
        try:
            look = await self._show(job)
        except RetryAfter as error:
            rest_s = wait_s(error)
        except NetworkError as error:
            _LOG.warning("chat_not_reached", job=job, why=str(error))
            rest_s = self._fail(attention)
        except Exception:  # noqa: BLE001 - one job's trouble must not silence the others
            _LOG.exception("job_not_shown", job=job)
            rest_s = self._fail(attention)
            if attention.failures >= TRIES:
                _LOG.error("chat_given_up", job=job)
                attention.failures = attention.in_hand = 0
                return LAZY_S
        else:
            self._after_look(job, attention, look)
            return LAZY_S
        attention.is_due = True
        return rest_s

    def _fail(self, attention: _Attention) -> float:
        attention.wake.clear()
        attention.failures += 1
        return min(2.0**attention.failures / 2, LONGEST_REST_S)

    def _after_look(self, job: str, attention: _Attention, look: Look) -> None:
        attention.failures = attention.in_hand = 0
        if not look.is_ours:
            self._note_foreign(job)
        if look.is_over:
            self._open.pop(job, None)
        else:
            self._open[job] = look.owner
        if attention.timer:
            attention.timer.cancel()
            attention.timer = None
        if look.again_in_s is not None:
            loop = asyncio.get_running_loop()
            attention.timer = loop.call_later(look.again_in_s, self._ring, job, attention)

    def _ring(self, job: str, attention: _Attention) -> None:
        attention.timer = None
        self._attend(job, is_urgent=False)

    def _note_foreign(self, job: str) -> None:
        self._foreign[job] = None
        if len(self._foreign) > _FOREIGN_KEPT:
            del self._foreign[next(iter(self._foreign))]

    async def _keep_reading(self) -> None:
        """Keep how far all chats were told."""
        marks = ((each.in_hand, each.untold) for each in self._jobs.values())
        untold = [event for pair in marks for event in pair if event]
        after = min(untold, default=self._after + 1) - 1
        reading = NotifierCursor(after=after, open=dict(self._open))
        if reading != self._kept:
            await self._memory.keep_reading(reading)
            self._kept = reading


def _is_urgent(event: JobEvent) -> bool:
    """Tell whether somebody is waiting for it; other events are told together, a little later."""
    if event.kind is EventKind.MADE:
        return event.product in _AWAITED
    return event.kind not in {EventKind.STARTED, EventKind.PAID}


async def _show_nothing(job: str) -> Look:
    raise RuntimeError(f"job {job} is looked at before the notifier was started")
