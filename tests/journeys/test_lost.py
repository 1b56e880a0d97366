"""A run that is killed, and that Dagster never starts again: the job goes on within a minute."""

import time
from collections.abc import Callable

import dagster as dg
import pytest

from adgen_dagster.runs import RECOVERED_TAG
from adgen_dagster.stages import JobState
from tests.journeys.paid import kill_run_workers
from tests.journeys.running import RunningStudio


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_killed_run_that_dagster_forgets_goes_on_within_a_minute(
    start: Callable[..., RunningStudio],
) -> None:
    # What starts lost runs again in Dagster looks once, when the daemon begins.
    forgetful = {"DAGSTER_EVENT_LOG_CONSUMER_DAEMON_INTERVAL_SECONDS": "100000"}
    running = start(ADGEN_SPOT_ACTS="1+2+1", ADGEN_AT_ONCE="1", **forgetful)
    job = running.submit()
    running.bring_to(job, JobState.GENERATING_IMAGES)
    running.wait_until(lambda: running.files(job, "images/*/take-01/result.json"), "a picture")

    assert kill_run_workers(running.home)
    running.wait_until(lambda: _failed(running), "the runs are given up", limit_s=120)
    given_up = time.monotonic()
    running.wait_until(lambda: not _lost(running), "all are started again", limit_s=90)
    seconds = time.monotonic() - given_up
    running.bring_to(job, JobState.AWAITING_IMAGES_APPROVAL)

    assert seconds < 60
    assert [path.name for path in running.files(job, "images/*/take-*")] == ["take-01"] * 4
    assert running.studio.status(job).failures == ()


def _failed(running: RunningStudio) -> list[dg.DagsterRun]:
    return list(running.instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.FAILURE])))


def _lost(running: RunningStudio) -> list[dg.DagsterRun]:
    return [run for run in _failed(running) if RECOVERED_TAG not in run.tags]
