"""One run alone is at work on a take: two at once could pay twice."""

import time

import dagster as dg

from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.errors import AdgenError, ErrorKind
from adgen_dagster.instance.run_requests import JOB_TAG, OWNER_TAG, RUN_TAGS, is_void, request_stop

ENDS_S = 60.0
"""How long a run that was asked to stop may take."""
LOOK_S = 0.5


class AlreadyAtWorkError(AdgenError):
    """Another run makes the same takes; two at once could pay twice."""

    kind = ErrorKind.ALREADY_AT_WORK


def require_alone(instance: dg.DagsterInstance, run: dg.DagsterRun) -> None:
    """Let one run go on where two daemons by mistake have each started it.

    Raises:
        AlreadyAtWorkError: an older run for the same takes and segments is at work.
    """
    if OWNER_TAG not in run.tags:
        return
    same = {tag: run.tags[tag] for tag in RUN_TAGS if tag in run.tags}
    at_work = instance.get_runs(
        dg.RunsFilter(
            tags=same, statuses=[dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED]
        ),
        ascending=True,
    )
    if at_work and at_work[0].run_id != run.run_id:
        raise AlreadyAtWorkError(f"Run {at_work[0].run_id} is already at work on this.")


def outlive_void_runs(instance: dg.DagsterInstance, run: dg.DagsterRun, status: JobStatus) -> None:
    """Wait until the runs have ended whose orders this job gave again when it was continued.

    Raises:
        AlreadyAtWorkError: one of them does not end.
    """
    if not (status.void_before and JOB_TAG in run.tags):
        return
    ending = dg.RunsFilter(
        tags={JOB_TAG: status.job},
        statuses=[
            dg.DagsterRunStatus.STARTING,
            dg.DagsterRunStatus.STARTED,
            dg.DagsterRunStatus.CANCELING,
        ],
    )
    give_up_at = time.monotonic() + ENDS_S
    while void := [each for each in instance.get_runs(ending) if is_void(each.tags, status)]:
        if time.monotonic() > give_up_at:
            raise AlreadyAtWorkError(f"Run {void[0].run_id} of before does not end.")
        for each in void:
            if each.status is not dg.DagsterRunStatus.CANCELING:
                request_stop(instance, each.run_id)
        time.sleep(LOOK_S)
