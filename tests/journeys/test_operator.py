"""What an operator sees and does in the Dagster UI, in a browser and as the UI asks its webserver.

One stack serves all of them: none breaks it, and all that they start ends.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from adgen_dagster.domain.words import JobState, Product, Stage
from adgen_dagster.stack.health import job_page
from tests.journeys.browser import browser_window
from tests.journeys.running import ANN, RunningStudio, studio_in

pytestmark = pytest.mark.slow
FILM_SEGMENTS = 48
MISSING, MATERIALIZED = re.compile(r"^Missing \([1-9]"), re.compile(r"^Materialized \([1-9]")
"""Partitions, in the page of an asset."""

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


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStudio]:
    """A stack with room for one job at a time, which gives a decision a minute and a half."""
    with studio_in(
        tmp_path_factory.mktemp("operated"),
        ADGEN_SPOT_ACTS="1+1+1",
        MAX_CONCURRENT_JOBS="1",
        ADGEN_AT_ONCE="1",
        ADGEN_APPROVAL_TIMEOUT_S="90",
    ) as started:
        yield started


@pytest.fixture(scope="module", autouse=True)
def forgotten(running: RunningStudio) -> str:
    """A job that nobody decides on, while the other tests run."""
    return running.submit("A barber who forgets")


@pytest.fixture
def page() -> Iterator[Page]:
    with browser_window() as window:
        yield window


def test_an_operator_approves_looks_and_makes_one_segment_again(
    running: RunningStudio, page: Page
) -> None:
    assert running.stack
    job, url = running.submit(), running.stack.url
    running.bring_to(job, JobState.AWAITING_SCRIPT_APPROVAL)

    page.goto(f"{url}/assets/script_approval?view=partitions&partition={job}")
    page.get_by_text(MISSING).wait_for()
    page.get_by_role("button", name="arrow_drop_down", exact=True).click()
    page.get_by_text("Report materialization events").click()
    page.get_by_role("button", name="Report event").click()
    page.get_by_text(MATERIALIZED).wait_for()
    running.wait_until(lambda: _open_stage(running, job) is Stage.IMAGES, "the pictures wait")

    page.goto(f"{url}/assets/images?view=partitions&partition={job}%7C02")
    page.get_by_text("[Show Markdown]").click()
    picture = page.locator("img[src^='data:image/jpeg']")
    picture.wait_for()
    assert picture.evaluate("each => [each.naturalWidth, each.naturalHeight]") == [240, 135]

    approval = {
        "eventType": "ASSET_MATERIALIZATION",
        "assetKey": {"path": ["images_approval"]},
        "partitionKeys": [job],
    }
    running.graphql(REPORT, params=approval)
    running.wait_until(lambda: _open_stage(running, job) is Stage.VIDEOS, "the clips wait")
    running.bring_to(job, JobState.COMPLETED)
    page.goto(job_page(url, job))
    page.get_by_text("stream copy").wait_for()
    page.goto("about:blank")
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


def _open_stage(running: RunningStudio, job: str) -> Stage | None:
    return running.studio.status(job).open_stage


def test_jobs_over_the_limit_wait_and_know_their_place(running: RunningStudio) -> None:
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


def test_a_cancelled_job_ends_its_runs_and_makes_nothing_more(running: RunningStudio) -> None:
    job = running.submit(format="film")
    running.bring_to(job, JobState.GENERATING_IMAGES)

    running.studio.cancel(job, None, ANN)
    running.wait_until(
        lambda: all(run.is_finished for run in running.instance.get_runs()), "every run has ended"
    )

    assert running.studio.status(job).state is JobState.CANCELLED
    assert len(running.files(job, "images/*/take-01/result.json")) < FILM_SEGMENTS


def test_a_stage_that_nobody_decides_on_is_cancelled_and_says_so(
    running: RunningStudio, forgotten: str
) -> None:
    running.wait_until(
        lambda: running.studio.status(forgotten).state is JobState.CANCELLED,
        "the time is over",
        limit_s=150,
    )

    assert running.studio.status(forgotten).ended_by == "timed_out"
