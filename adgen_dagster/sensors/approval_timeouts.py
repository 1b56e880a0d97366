"""Cancels jobs whose open stage nobody decided on in time."""

import time

import dagster as dg

from adgen_dagster.domain.stages import EventKind, JobStatus
from adgen_dagster.instance.clocks import Clocks, time_to_decide
from adgen_dagster.instance.journal import Journal
from adgen_dagster.sensors.open_jobs import Watched
from adgen_dagster.sensors.ticks import without_secrets
from adgen_dagster.settings import settings
from adgen_dagster.storage.unreadable import UNREADABLE


@dg.sensor(
    name="approval_timeouts",
    asset_selection=dg.AssetSelection.all(),
    minimum_interval_seconds=5,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description=(
        "Cancels a job whose open stage has waited longer than ADGEN_APPROVAL_TIMEOUT_S. Time in"
        " which this sensor did not tick does not count."
    ),
)
@without_secrets
def approval_timeouts(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """Look at what is new, then at the jobs that wait."""
    journal = Journal(context.instance)
    watched = Watched.of_cursor(context.cursor).read_on(journal, waiting_since)
    waited = Clocks(context.instance).run_on(watched.since, time.time())
    limit_s = settings().approval_timeout_s
    for job in (job for job, seconds in waited.items() if seconds > limit_s):
        with UNREADABLE.step_over("job", job):
            status = journal.status(job)
            if not status or waiting_since(status) != watched.since[job]:
                continue
            if waited[job] > time_to_decide(status, limit_s):
                journal.report(job, EventKind.TIMED_OUT, stage=status.open_stage)
    return dg.SensorResult(cursor=watched.model_dump_json())


def waiting_since(status: JobStatus) -> float | None:
    """Since when a user is waited for; None: nobody is."""
    return status.waits_since
