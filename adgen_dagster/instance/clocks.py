"""How long each job has waited for its owner while a stack was running.

Written by the sensor `approval_timeouts` at each tick, read by gateways that tell a user how long
they have: both count the same time. While nothing ticks (no stack, a machine asleep) no clock runs.
"""

from collections.abc import Mapping

import dagster as dg
from pydantic import BaseModel, Field

from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.instance.notes import Notebook
from adgen_dagster.storage.unreadable import UNREADABLE

STEP_S = 30.0
"""The most that counts between two ticks, which come every 5 s: what lay beyond had no stack."""
HANDED_S = 24 * 3600.0
"""Who a gate was handed to did not begin the work, and does not sit and wait for it."""
_NOTE = "clocks"


def time_to_decide(status: JobStatus, usual_s: float) -> float:
    """Return how many seconds the owner has: as usual, as asked for, or more if handed over."""
    is_handed = status.open_stage in status.deciders
    return max(usual_s, status.time_s, HANDED_S if is_handed else 0.0)


class _Wait(BaseModel):
    """One job's clock: since when it waits, and how much of that counted."""

    since: float
    seconds: float = 0.0


class _Dial(BaseModel):
    """All clocks, as they stood at one tick."""

    at: float = 0.0
    waits: dict[str, _Wait] = Field(default_factory=dict[str, _Wait])


class Clocks:
    """The clocks of all jobs that wait for a user, kept in the instance."""

    def __init__(self, instance: dg.DagsterInstance) -> None:
        self._notebook = Notebook(instance)

    def run_on(self, since: Mapping[str, float], now: float) -> dict[str, float]:
        """Count the time since the last tick; how many seconds each job has waited.

        Args:
            since: since when each of them waits, in seconds since the epoch.
            now: the same for this tick.
        """
        before = self._read()
        if not since and not before.waits:
            return {}
        step = min(max(now - before.at, 0.0), STEP_S)
        waits: dict[str, _Wait] = {}
        for job, began in since.items():
            known = before.waits.get(job)
            counted = known.seconds if known and known.since == began else 0.0
            seconds = counted + min(step, max(now - began, 0.0))
            waits[job] = _Wait(since=began, seconds=seconds)
        self._notebook.write(_NOTE, _Dial(at=now, waits=waits).model_dump_json())
        return {job: wait.seconds for job, wait in waits.items()}

    def ends_at(self, job: str, since: float, limit_s: float, now: float) -> float:
        """Return when a job's time is over if a stack runs from now on, in seconds since the epoch.

        Args:
            job: which one.
            since: since when it waits.
            limit_s: how long it may.
            now: seconds since the epoch.
        """
        dial = self._read()
        wait = dial.waits.get(job)
        is_counted = wait is not None and wait.since == since
        at, seconds = (dial.at, wait.seconds) if wait and is_counted else (since, 0.0)
        is_standing = now - at > STEP_S
        return (now if is_standing else at) + limit_s - seconds

    def _read(self) -> _Dial:
        noted = self._notebook.read(_NOTE)
        with UNREADABLE.step_over("note", _NOTE):
            return _Dial.model_validate_json(noted) if noted else _Dial()
        return _Dial()
