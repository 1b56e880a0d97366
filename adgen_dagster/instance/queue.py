"""Dagster's run queue: what waits in it, in which order, and about how long."""

import heapq
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean

import dagster as dg
from dagster import DagsterRunStatus, RunsFilter
from dagster._core.storage.tags import PRIORITY_TAG

from adgen_dagster.instance.run_requests import JOB_SLOT, JOB_TAG, OWNER_TAG, SLOT_TAG

_LOOKED_BACK_AT = 40
"""Finished runs from which is learned how long they take."""
_SILENT_AFTER_S = 50.0
"""Each part of the daemon says every 30 s that it lives; a busy machine may be late with it."""
_AT_WORK = [DagsterRunStatus.STARTING, DagsterRunStatus.STARTED]


def queued_runs(instance: dg.DagsterInstance) -> list[dg.DagsterRun]:
    """Return the runs that wait for a place, in the order of Dagster's queue."""
    queued = instance.get_runs(RunsFilter(statuses=[DagsterRunStatus.QUEUED]), ascending=True)
    return sorted(queued, key=lambda run: _priority_in(run.tags), reverse=True)


def place_to_wait_for(instance: dg.DagsterInstance, job: str, at_once: int) -> int | None:
    """Return a queued job's place among those that wait for others; None if it is the first.

    Every run is queued for a moment: where a place is free, that does not count as waiting.

    Args:
        instance: whose queue.
        job: which job.
        at_once: how many jobs work at the same time.
    """
    queued = [run for run in queued_runs(instance) if run.tags.get(SLOT_TAG) == JOB_SLOT]
    line = list(dict.fromkeys(run.tags.get(JOB_TAG) for run in queued))
    if job not in line:
        return None
    at_work = instance.get_runs_count(RunsFilter(statuses=_AT_WORK, tags={SLOT_TAG: JOB_SLOT}))
    place = line.index(job) + 1 - max(0, at_once - at_work)
    return place if place > 0 else None


def is_anybody_at_work(instance: dg.DagsterInstance, now: float) -> bool:
    """Tell whether a stack runs on an instance: a part of its daemon reported lately.

    Args:
        instance: whose.
        now: seconds since the epoch.
    """
    beats = instance.get_daemon_heartbeats()
    return now - max((beat.timestamp for beat in beats.values()), default=0.0) < _SILENT_AFTER_S


def seconds_left(instance: dg.DagsterInstance, job: str) -> float | None:
    """Estimate how long the run that works on a job still takes; None if none does or is known."""
    mine = [
        record
        for record in _records(instance, _AT_WORK)
        if record.dagster_run.tags.get(JOB_TAG) == job
    ]
    pace = _Pace.of(_records(instance, [DagsterRunStatus.SUCCESS], _LOOKED_BACK_AT))
    if not mine or not pace.seconds:
        return None
    now = time.time()
    left = min(pace.of_run(each.dagster_run) - (now - (each.start_time or now)) for each in mine)
    return left if left > 0 else None


def seconds_to_wait(instance: dg.DagsterInstance, job: str, at_once: int) -> float | None:
    """Estimate the time until a queued job's turn; None if it waits for none or is unknown.

    What goes first may become more, by what people decide meanwhile: it is an estimate.

    Args:
        instance: whose queue.
        job: which job.
        at_once: how many jobs work at the same time.
    """
    queued = [run for run in queued_runs(instance) if run.tags.get(SLOT_TAG) == JOB_SLOT]
    mine = next((n for n, run in enumerate(queued) if run.tags.get(JOB_TAG) == job), None)
    pace = _Pace.of(_records(instance, [DagsterRunStatus.SUCCESS], _LOOKED_BACK_AT))
    if mine is None or not pace.seconds:
        return None
    now = time.time()
    left = [
        max(0.0, pace.of_run(record.dagster_run) - (now - (record.start_time or now)))
        for record in _records(instance, _AT_WORK)
    ]
    free_in = [0.0] * (at_once - len(left)) + left
    heapq.heapify(free_in)
    for run in queued[:mine]:
        heapq.heappush(free_in, heapq.heappop(free_in) + pace.of_run(run))
    return free_in[0]


@dataclass(frozen=True)
class _Pace:
    """How long the last runs of each product took."""

    seconds: Mapping[str, float]

    @classmethod
    def of(cls, finished: Iterable[dg.RunRecord]) -> "_Pace":
        took: dict[str, list[float]] = {}
        for record in finished:
            if record.start_time and record.end_time:
                seconds = record.end_time - record.start_time
                took.setdefault(_product(record.dagster_run), []).append(seconds)
        return cls({product: fmean(each) for product, each in took.items()})

    def of_run(self, run: dg.DagsterRun) -> float:
        """Estimate a run's length; a kind that never ended takes as long as others."""
        return self.seconds.get(_product(run)) or fmean(self.seconds.values())


def _records(
    instance: dg.DagsterInstance, statuses: list[DagsterRunStatus], limit: int | None = None
) -> list[dg.RunRecord]:
    wanted = RunsFilter(statuses=statuses, tags={SLOT_TAG: JOB_SLOT})
    return list(instance.get_run_records(wanted, limit=limit))


def _product(run: dg.DagsterRun) -> str:
    return run.tags.get(OWNER_TAG, "").partition("/")[0]


def _priority_in(tags: Mapping[str, str]) -> int:
    try:
        return int(tags.get(PRIORITY_TAG, 0))
    except ValueError:
        return 0
