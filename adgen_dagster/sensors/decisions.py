"""Turns what people decide into runs, the moment they decide it."""

import time
from collections.abc import Iterable

import dagster as dg

from adgen_dagster.journal import Journal
from adgen_dagster.logs import log_of
from adgen_dagster.partitions import jobs
from adgen_dagster.runs import JOB_TAG, due_runs, is_void
from adgen_dagster.sensors.ticks import without_secrets
from adgen_dagster.stages import EventKind, JobEvent, JobState, JobStatus, Product
from adgen_dagster.unreadable import UNREADABLE

LONG_POLL_S = 25.0
"""A tick that waits sees a decision at once, where the daemon begins one only every 5 s. Below the
60 s after which Dagster gives up on a tick."""

POLL_S = 0.15
PAGE = 500

_LOG = log_of(__name__)


@dg.sensor(
    name="decisions",
    asset_selection=dg.AssetSelection.all(),
    minimum_interval_seconds=1,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Starts the runs that have become due: a brief, an approval, a redo, a retry.",
)
@without_secrets
def decisions(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """Wait for something that makes work due, and ask for its runs.

    A run's key names the event that made it due, so that a crash between a tick and its cursor,
    or a second reading of the same event, starts nothing twice.
    """
    after = read_to(context.cursor)
    requests, until = wait_for_due_runs(context.instance, after, LONG_POLL_S)
    for request in requests:
        _LOG.info("work is due", job=request.tags[JOB_TAG], run_key=request.run_key)
    return dg.SensorResult(run_requests=requests, cursor=str(until))


def read_to(cursor: str | None) -> int:
    """The event that was read last; one that cannot be read is 0: nothing is started twice."""
    with UNREADABLE.step_over("cursor", "decisions"):
        return int(cursor or 0)
    return 0


def wait_for_due_runs(
    instance: dg.DagsterInstance, after: int, seconds: float
) -> tuple[list[dg.RunRequest], int]:
    """Runs that events after `after` have made due, and the id of the last event read.

    Returns the moment there are some; without any, when `seconds` are over. An event that makes
    nothing due does not end the wait: the daemon would begin the next one only 5 s later.
    """
    journal = Journal(instance)
    give_up_at = time.monotonic() + seconds
    while True:
        events = journal.tail(after, PAGE)
        requests: list[dg.RunRequest] = []
        for job in jobs_to_look_at(events):
            with UNREADABLE.step_over("job", job):
                requests += runs_of_job(instance, journal, job)
        after = events[-1].id if events else after
        if requests or time.monotonic() > give_up_at:
            return requests, after
        time.sleep(POLL_S)


def runs_of_job(instance: dg.DagsterInstance, journal: Journal, job: str) -> list[dg.RunRequest]:
    """The runs that a job needs now; those whose orders have ended are ended."""
    status = journal.status(job)
    if status and status.void_before:
        end_runs(instance, status)
    requests = list(due_runs(status)) if status else []
    # Dagster fails the whole tick over one partition that it does not know: an operator deleted
    # it, or reported a brief for a job that nobody ordered.
    if requests and not instance.has_dynamic_partition(str(jobs.name), job):
        UNREADABLE.note("job", job, LookupError("it has no partition"))
        return []
    return requests


def jobs_to_look_at(events: Iterable[JobEvent]) -> list[str]:
    """Jobs for which one of `events` may have made work due, each once, in order."""
    return list(dict.fromkeys(event.job for event in events if _may_make_work_due(event)))


def _may_make_work_due(event: JobEvent) -> bool:
    match event.kind:
        case EventKind.STARTED | EventKind.FAILED | EventKind.PAID | EventKind.EMPTIED:
            return False
        case EventKind.MADE:
            return event.product is Product.AUDIO
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
            _LOG.warning("run cannot be ended", job=job, run=run.run_id, why=str(error))
