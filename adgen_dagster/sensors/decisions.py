"""Starts runs for what users decide, the moment they decide it."""

import time
from collections.abc import Iterable, Sequence
from typing import Self

import dagster as dg
from pydantic import BaseModel, Field

from adgen_dagster.domain.pipeline import PIPELINE
from adgen_dagster.domain.stages import EventKind, JobEvent, JobStatus
from adgen_dagster.domain.words import JobState
from adgen_dagster.instance.journal import Journal
from adgen_dagster.instance.run_requests import JOB_TAG, due_runs, is_void
from adgen_dagster.logs import log_of
from adgen_dagster.partitions import jobs
from adgen_dagster.resources import open_store
from adgen_dagster.sensors.recovery import look_at
from adgen_dagster.sensors.ticks import without_secrets
from adgen_dagster.settings import settings
from adgen_dagster.storage.unreadable import UNREADABLE
from adgen_dagster.studio.settling import settle

LONG_POLL_S = 25.0
"""A tick that waits sees a decision at once, where the daemon begins one only every 5 s. Below the
60 s after which Dagster gives up on a tick."""

POLL_S = 0.15
PAGE = 500
LOOK_S = 10.0
LOOK_AT_ATTENDED_S = 25.0
"""A job that has some run at work may nevertheless have lost another one."""
LOOKS_AT_ONCE = 100
LOOK_TAKES_S = 0.2
"""With its rest: a look takes some 15 ms of a processor, and hundreds of jobs may be queued."""
OLDER_JOBS = 500

_LOG = log_of(__name__)


@dg.sensor(
    name="decisions",
    asset_selection=dg.AssetSelection.all(),
    minimum_interval_seconds=1,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description=(
        "Starts the runs that have become due: a brief, an approval, a redo, a retry; and what is"
        " due and was lost."
    ),
)
@without_secrets
def decisions(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """Wait for something that makes work due, and ask for its runs; find what was lost meanwhile.

    A run's key names the event that made it due, so that a crash between a tick and its cursor,
    or a second reading of the same event, starts nothing twice.
    """
    read = Cursor.of_cursor(context.cursor, context.instance)
    requests, read = wait_for_due_runs(context.instance, read, LONG_POLL_S)
    for request in requests:
        _LOG.info("work_due", job=request.tags[JOB_TAG], run_key=request.run_key)
    return dg.SensorResult(run_requests=requests, cursor=read.model_dump_json())


class Cursor(BaseModel):
    """How far the events were read, and when each job with work due is looked at again."""

    after: int = 0
    look_at: dict[str, float] = Field(default_factory=dict[str, float])

    @classmethod
    def of_cursor(cls, cursor: str | None, instance: dg.DagsterInstance) -> Self:
        """Read what the last tick left; nothing if it is unreadable: no run starts twice."""
        with UNREADABLE.step_over("cursor", "decisions"):
            if cursor and cursor.isdecimal():
                # A number alone, as versions before wrote it: the newest jobs are looked at once.
                known = sorted(instance.get_dynamic_partitions(str(jobs.name)))
                return cls(after=int(cursor), look_at=dict.fromkeys(known[-OLDER_JOBS:], 0.0))
            return cls.model_validate_json(cursor) if cursor else cls()
        return cls()

    def take_up(self, events: Sequence[JobEvent], now: float) -> None:
        """Note that something has happened to some jobs."""
        for event in events:
            self.after = event.id
            self.look_at.setdefault(event.job, now + LOOK_S)

    def lost_runs(
        self, instance: dg.DagsterInstance, journal: Journal, now: float
    ) -> list[dg.RunRequest]:
        """Return the due runs that were lost, of the jobs whose turn it is."""
        requests: list[dg.RunRequest] = []
        turn = [job for job, at in self.look_at.items() if at <= now]
        for job in turn[:LOOKS_AT_ONCE]:
            del self.look_at[job]
            with UNREADABLE.step_over("job", job):
                found = look_at(instance, journal, job, now)
                if found.is_due and _has_partition(instance, job):
                    rest_s = LOOK_AT_ATTENDED_S if found.is_attended else LOOK_S
                    self.look_at[job] = now + max(rest_s, len(self.look_at) * LOOK_TAKES_S)
                    requests += found.requests
        return requests


def wait_for_due_runs(
    instance: dg.DagsterInstance, read: Cursor, seconds: float
) -> tuple[list[dg.RunRequest], Cursor]:
    """Return the runs that new events have made due or that were lost, and the new cursor.

    Returns the moment there are some; without any, when `seconds` are over. An event that makes
    nothing due does not end the wait: the daemon would begin the next one only 5 s later.
    """
    journal, read = Journal(instance), read.model_copy(deep=True)
    give_up_at = time.monotonic() + seconds
    while True:
        if journal.is_ahead(read.after):
            read.after = 0  # what is known by its run keys is not started twice
        events = journal.tail(read.after, PAGE)
        requests: list[dg.RunRequest] = []
        for job in jobs_to_look_at(events):
            with UNREADABLE.step_over("job", job):
                requests += runs_of_job(instance, journal, job)
        read.take_up(events, time.time())
        requests = requests or read.lost_runs(instance, journal, time.time())
        if requests or time.monotonic() > give_up_at:
            return requests, read
        time.sleep(POLL_S)


def runs_of_job(instance: dg.DagsterInstance, journal: Journal, job: str) -> list[dg.RunRequest]:
    """Return the runs that a job needs now; stop those whose orders have ended."""
    status = journal.status(job)
    if status and status.void_before:
        end_runs(instance, status)
    if status and (status.ended_by or status.fell_back):
        settle(journal, open_store(settings(), instance), job)
    requests = list(due_runs(status)) if status else []
    # Dagster fails the whole tick over one partition that it does not know: an operator deleted
    # it, or reported a brief for a job that nobody ordered.
    return requests if requests and _has_partition(instance, job) else []


def _has_partition(instance: dg.DagsterInstance, job: str) -> bool:
    if is_known := instance.has_dynamic_partition(str(jobs.name), job):
        return is_known
    UNREADABLE.note("job", job, LookupError("it has no partition"))
    return False


def jobs_to_look_at(events: Iterable[JobEvent]) -> list[str]:
    """Return the jobs for which one of `events` may have made work due, each once, in order."""
    return list(dict.fromkeys(event.job for event in events if _may_make_work_due(event)))


def _may_make_work_due(event: JobEvent) -> bool:
    match event.kind:
        case EventKind.STARTED | EventKind.FAILED | EventKind.PAID | EventKind.EMPTIED:
            return False
        case EventKind.MADE:
            return event.product in PIPELINE.awaited
        case _:
            return True


def end_runs(instance: dg.DagsterInstance, status: JobStatus) -> None:
    """End the runs whose orders have ended: queued ones are dropped, started ones interrupted."""
    unfinished = [
        dg.DagsterRunStatus.QUEUED,
        dg.DagsterRunStatus.NOT_STARTED,
        dg.DagsterRunStatus.STARTING,
        dg.DagsterRunStatus.STARTED,
    ]
    job = status.job
    for run in instance.get_runs(dg.RunsFilter(tags={JOB_TAG: job}, statuses=unfinished)):
        if status.state is not JobState.CANCELLED and not is_void(run.tags, status):
            continue
        try:
            instance.run_coordinator.cancel_run(run.run_id)
        except dg.DagsterError as error:
            # Other jobs' decisions must not wait for it; the run finds its job cancelled by itself.
            _LOG.warning("run_not_ended", job=job, run=run.run_id, why=str(error))
