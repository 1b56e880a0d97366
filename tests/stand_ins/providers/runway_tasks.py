"""Runway's queue: tasks wait, run, end and are paid for, as the clock goes.

Nothing ticks: whoever asks brings the queue up to the present moment, and what ended meanwhile is
settled in the order in which it ended.
"""

from __future__ import annotations

import math
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.stand_ins.providers.faults import Fault
from tests.stand_ins.providers.runway_prices import is_charged_when_failed


@dataclass
class Task:
    """One generation.

    Attributes:
        number: its place among all tasks of the server; pictures show it.
        runs_s: how long it runs once it has a place.
        started: clock time at which it got its place; `None` while throttled.
        ended: clock time of its end; `None` before.
        charged: credits that stay charged.
    """

    owner: str
    kind: str
    body: dict[str, Any]
    estimated: int
    waits_s: float
    runs_s: float
    fault: Fault | None = None
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    number: int = 0
    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    started: float | None = None
    ended: float | None = None
    charged: int = 0
    is_cancelled: bool = False

    @property
    def model(self) -> str:
        """The model asked for."""
        return str(self.body["model"])

    @property
    def text(self) -> str:
        """The prompt."""
        return str(self.body.get("promptText", ""))

    @property
    def ends(self) -> float:
        """Clock time at which it will end, were it left alone."""
        if self.started is None or (self.fault and self.fault.kind == "task_stuck"):
            return math.inf
        return self.started + self.waits_s + self.runs_s

    def status(self, now: float) -> str:
        """Name its status at this clock time."""
        if self.ended is not None:
            return self._last_status()
        stuck = self.fault.stuck_at if self.fault and self.fault.kind == "task_stuck" else ""
        if self.started is None:
            return "THROTTLED"
        if stuck == "PENDING" or now < self.started + self.waits_s:
            return "PENDING"
        return "RUNNING"

    def _last_status(self) -> str:
        if self.is_cancelled or (self.fault and self.fault.kind == "task_cancelled"):
            return "CANCELLED"
        return "FAILED" if self.fault and self.fault.kind == "task_fails" else "SUCCEEDED"

    def progress(self, now: float) -> float:
        """How far a running task is, from 0 to 1."""
        if self.started is None or not math.isfinite(self.ends) or self.runs_s <= 0:
            return 0.5
        done = (now - self.started - self.waits_s) / self.runs_s
        return round(min(max(done, 0.0), 0.99), 2)


class TaskQueue:
    """All tasks of one server, with a place for so many of each model and owner at once."""

    def __init__(self, places: Callable[[str], int], settled: Callable[[Task, int], None]) -> None:
        """Keep a queue.

        Args:
            places: how many tasks of a model may run at once.
            settled: told of each task that ends, with the credits given back.
        """
        self._places = places
        self._settled = settled
        self._tasks: dict[str, Task] = {}
        self._made = 0
        self._guard = threading.RLock()

    def add(self, task: Task) -> None:
        """Take a task in."""
        with self._guard:
            self.advance()
            self._made += 1
            task.number = self._made
            self._tasks[task.id] = task
            self._fill_places(time.monotonic())

    def find(self, task_id: str, owner: str) -> Task | None:
        """Find a task of this owner."""
        with self._guard:
            self.advance()
            task = self._tasks.get(task_id)
            return task if task and task.owner == owner else None

    def find_any(self, task_id: str) -> Task | None:
        """Find a task, whoever owns it (a signed download asks for no owner)."""
        with self._guard:
            return self._tasks.get(task_id)

    def cancel(self, task: Task, *, is_kept: bool) -> None:
        """Cancel a task that has not ended, delete one that has.

        Credits come back only while it is pending or throttled, as Runway says of DELETE.
        """
        with self._guard:
            now = time.monotonic()
            self._advance_to(now)
            if task.ended is None:
                was_running = task.status(now) == "RUNNING"
                task.is_cancelled = True
                self._end(task, now, charged=task.estimated if was_running else 0)
            if not is_kept:
                self._tasks.pop(task.id, None)
            self._advance_to(now)

    def all(self) -> list[Task]:
        """List the tasks in the order in which they came."""
        with self._guard:
            self.advance()
            return list(self._tasks.values())

    def advance(self) -> None:
        """Bring the queue up to the present moment."""
        with self._guard:
            self._advance_to(time.monotonic())

    def _advance_to(self, now: float) -> None:
        self._fill_places(now)
        while due := [task for task in self._running() if task.ends <= now]:
            first = min(due, key=lambda task: task.ends)
            moment = first.ends
            self._end(first, moment, self._charge(first))
            self._fill_places(moment)

    def _running(self) -> list[Task]:
        return [t for t in self._tasks.values() if t.started is not None and t.ended is None]

    def _fill_places(self, moment: float) -> None:
        taken: dict[tuple[str, str], int] = {}
        for task in self._running():
            taken[task.owner, task.model] = taken.get((task.owner, task.model), 0) + 1
        for task in self._tasks.values():
            is_held = task.fault is not None and (task.fault.kind, task.fault.stuck_at) == (
                "task_stuck",
                "THROTTLED",
            )
            if task.started is not None or task.ended is not None or is_held:
                continue
            place = task.owner, task.model
            if taken.get(place, 0) < self._places(task.model):
                taken[place] = taken.get(place, 0) + 1
                task.started = moment

    def _charge(self, task: Task) -> int:
        if task.fault and task.fault.kind == "task_fails":
            return task.estimated if is_charged_when_failed(task.fault.code) else 0
        return task.estimated

    def _end(self, task: Task, moment: float, charged: int) -> None:
        task.ended, task.charged = moment, charged
        self._settled(task, task.estimated - charged)
