"""What an operator sees in the Dagster UI, and does there, in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from adgen_dagster.stages import JobState, Stage
from adgen_dagster.terminal.webserver import job_page
from tests.journeys.browser import browser_window
from tests.journeys.running import RunningStudio


@pytest.fixture
def page() -> Iterator[Page]:
    with browser_window() as window:
        yield window


@pytest.mark.slow
def test_an_operator_approves_and_looks_at_a_picture_and_the_film(
    start: Callable[..., RunningStudio], page: Page
) -> None:
    running = start(ADGEN_SPOT_ACTS="1+1+1")
    assert running.stack
    job, url = running.submit(), running.stack.url
    running.bring_to(job, JobState.AWAITING_SCRIPT_APPROVAL)

    page.goto(f"{url}/assets/script_approval?view=partitions&partition={job}")
    page.get_by_text("Missing (1)").wait_for()
    page.get_by_role("button", name="arrow_drop_down", exact=True).click()
    page.get_by_text("Report materialization events").click()
    page.get_by_role("button", name="Report event").click()
    page.get_by_text("Materialized (1)").wait_for()
    running.wait_until(lambda: _open_stage(running, job) is Stage.IMAGES, "the pictures wait")

    page.goto(f"{url}/assets/images?view=partitions&partition={job}%7C02")
    page.get_by_text("[Show Markdown]").click()
    picture = page.locator("img[src^='data:image/jpeg']")
    picture.wait_for()
    assert picture.evaluate("each => [each.naturalWidth, each.naturalHeight]") == [240, 135]

    running.bring_to(job, JobState.COMPLETED)
    page.goto(job_page(url, job))
    page.get_by_text("stream copy").wait_for()


def _open_stage(running: RunningStudio, job: str) -> Stage | None:
    return running.studio.status(job).open_stage
