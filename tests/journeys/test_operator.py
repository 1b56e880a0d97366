"""What an operator does in the Dagster UI, asked of its webserver as the UI asks it."""

from collections.abc import Callable

import pytest

from adgen_dagster.stages import JobState, Product, Stage
from tests.journeys.running import ANN, RunningStudio

LAUNCH = """
mutation Launch($params: ExecutionParams!) {
  launchPipelineExecution(executionParams: $params) {
    __typename
    ... on LaunchRunSuccess { run { runId } }
    ... on PythonError { message }
    ... on RunConfigValidationInvalid { errors { message } }
  }
}
"""

REPORT = """
mutation Report($params: ReportRunlessAssetEventsParams!) {
  reportRunlessAssetEvents(eventParams: $params) { __typename }
}
"""


def materialize(running: RunningStudio, asset: str, partition: str) -> None:
    """Press "Materialize" on one partition of one asset."""
    params = {
        "selector": {
            "repositoryLocationName": "adgen",
            "repositoryName": "__repository__",
            "pipelineName": "__ASSET_JOB",
            "assetSelection": [{"path": [asset]}],
            "assetCheckSelection": [],
        },
        "mode": "default",
        "executionMetadata": {"tags": [{"key": "dagster/partition", "value": partition}]},
        "runConfigData": {},
    }
    if "|" in partition:
        job, segment = partition.split("|")
        params["executionMetadata"]["tags"] += [
            {"key": "dagster/partition/job", "value": job},
            {"key": "dagster/partition/segment", "value": segment},
        ]
    said = running.graphql(LAUNCH, params=params)["launchPipelineExecution"]
    assert said["__typename"] == "LaunchRunSuccess", said


@pytest.mark.slow
def test_an_operator_approves_and_makes_one_segment_again_from_the_ui(
    start: Callable[..., RunningStudio],
) -> None:
    running = start(ADGEN_SPOT_ACTS="1+1+1")
    job = running.submit()
    running.wait_until(lambda: running.studio.status(job).open_stage, "the script waits")

    running.graphql(
        REPORT,
        params={
            "eventType": "ASSET_MATERIALIZATION",
            "assetKey": {"path": ["script_approval"]},
            "partitionKeys": [job],
        },
    )
    running.bring_to(job, JobState.COMPLETED)
    first = running.studio.film(job)

    materialize(running, "clips", f"{job}|02")
    running.wait_until(
        lambda: running.studio.status(job).latest[Product.CLIPS, 2].take == 2, "the new clip"
    )
    materialize(running, "final_mp4", job)
    running.wait_until(lambda: running.studio.film(job) != first, "the new film")

    assert running.studio.status(job).state is JobState.COMPLETED
    assert len(running.files(job, "clips/02/take-*/clip.mp4")) == 2
    assert len(running.files(job, "final_mp4/take-*/film.mp4")) == 2


@pytest.mark.slow
def test_jobs_over_the_limit_wait_and_know_their_place(start: Callable[..., RunningStudio]) -> None:
    running = start(ADGEN_SPOT_ACTS="1+1+1", MAX_CONCURRENT_JOBS="1", ADGEN_AT_ONCE="1")
    jobs = [running.submit(f"A bakery, number {number}") for number in range(2)]
    for job in jobs:
        running.bring_to(job, JobState.AWAITING_SCRIPT_APPROVAL)

    for job in jobs:
        running.studio.approve(job, Stage.SCRIPT, ANN)
    running.wait_until(lambda: running.studio.queue_place(jobs[1]), "the second job waits")
    assert running.studio.queue_place(jobs[1]) in {1, 2}
    running.studio.cancel(jobs[0], None, ANN)

    running.bring_to(jobs[1], JobState.COMPLETED)
    assert running.studio.queue_place(jobs[1]) is None


@pytest.mark.slow
def test_a_cancelled_job_ends_its_runs_and_makes_nothing_more(
    start: Callable[..., RunningStudio],
) -> None:
    running = start(ADGEN_AT_ONCE="1")
    job = running.submit()
    running.bring_to(job, JobState.GENERATING_IMAGES)

    running.studio.cancel(job, None, ANN)
    running.wait_until(
        lambda: all(run.is_finished for run in running.instance.get_runs()), "every run has ended"
    )

    assert running.studio.status(job).state is JobState.CANCELLED
    assert len(running.files(job, "images/*/take-01/result.json")) < 10


@pytest.mark.slow
def test_a_stage_that_nobody_decides_on_is_cancelled_and_says_so(
    start: Callable[..., RunningStudio],
) -> None:
    running = start(ADGEN_SPOT_ACTS="1+1+1", ADGEN_APPROVAL_TIMEOUT_S="2")
    job = running.submit()

    running.wait_until(
        lambda: running.studio.status(job).state is JobState.CANCELLED, "the time is over"
    )

    assert running.studio.status(job).ended_by == "timed_out"
