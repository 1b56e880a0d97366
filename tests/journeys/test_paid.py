"""The real stack with OpenAI and Runway on loopback: what is paid, and never twice."""

from collections.abc import Callable

import pytest

from adgen_dagster.journal import Journal
from adgen_dagster.stages import EventKind, JobEvent, JobState, Stage
from tests.journeys.paid import kill_run_workers, paid_providers, paid_times
from tests.journeys.running import ANN, RunningStudio
from tests.loopback.faults import Fault

QUICK = {
    "ADGEN_SPOT_ACTS": "1+1+1",
    "ADGEN_RUNWAY_POLL_S": "0.3",
    "ADGEN_RUNWAY_RETRY_WAITS_S": "0.1,0.2",
}


@pytest.mark.slow
def test_a_paid_job_tells_its_price_before_and_its_cost_after(
    start: Callable[..., RunningStudio],
) -> None:
    with paid_providers(3) as (runway, openai, environment):
        running = start(**environment, **QUICK)
        job = running.submit("A lemonade of oranges pressed this morning", language="en")
        running.bring_to(job, JobState.AWAITING_SCRIPT_APPROVAL)
        before = running.studio.quote(job)
        running.studio.approve(job, Stage.SCRIPT, ANN)
        running.bring_to(job, JobState.AWAITING_IMAGES_APPROVAL)
        between = running.studio.quote(job)

        status = running.bring_to(job, JobState.COMPLETED)

        assert before.next_stage_usd > between.next_stage_usd * 0.1 > 0
        pictures = runway.ledger.credits("text_to_image") / 100
        clips = runway.ledger.credits("image_to_video") / 100
        assert between.next_stage_usd == pytest.approx(clips)
        assert before.next_stage_usd >= pictures
        assert status.cost_usd >= pictures + clips
        assert (
            paid_times(runway, "text_to_image") == paid_times(runway, "image_to_video") == [1] * 3
        )
        assert openai.ledger.requests_like("POST", "/v1/moderations")


@pytest.mark.slow
def test_a_run_killed_while_runway_works_pays_for_nothing_twice(
    start: Callable[..., RunningStudio],
) -> None:
    with paid_providers(3, image_s=4.0, clip_s=4.0) as (runway, _, environment):
        running = start(**environment, **QUICK)
        job = running.submit("A lemonade of oranges pressed this morning", language="en")
        for state, asset in (
            (JobState.GENERATING_IMAGES, "images"),
            (JobState.ANIMATING_VIDEOS, "clips"),
        ):
            running.bring_to(job, state)
            known = f"{asset}/*/take-01/task-1.json"
            running.wait_until(
                lambda known=known: len(running.files(job, known)) == 3, "three known tasks"
            )
            assert kill_run_workers(running.home)

        running.bring_to(job, JobState.COMPLETED, limit_s=240)

        assert paid_times(runway, "text_to_image") == [1, 1, 1]
        assert paid_times(runway, "image_to_video") == [1, 1, 1]


@pytest.mark.slow
def test_an_unknown_outcome_waits_for_the_person_who_then_chooses(
    start: Callable[..., RunningStudio],
) -> None:
    with paid_providers(3) as (runway, _, environment):
        runway.faults.add(Fault(kind="cut_after_body", path="/v1/text_to_image"))
        running = start(**environment, **QUICK)
        job = running.submit("A lemonade of oranges pressed this morning", language="en")
        running.bring_to(job, JobState.AWAITING_SCRIPT_APPROVAL)
        running.studio.approve(job, Stage.SCRIPT, ANN)

        running.wait_until(
            lambda: running.studio.status(job).state is JobState.FAILED, "the person is told"
        )

        status = running.studio.status(job)
        assert [failure.kind for failure in status.failures] == ["unknown_outcome"]
        assert len(status.failures[0].segments) == 1
        assert paid_times(runway, "text_to_image") == [1, 1, 1]

        running.studio.retry(job, ANN)
        running.bring_to(job, JobState.AWAITING_IMAGES_APPROVAL)
        assert paid_times(runway, "text_to_image") == [1, 1, 2]


@pytest.mark.slow
def test_a_stage_that_would_pass_its_budget_does_not_start_and_says_so_before(
    start: Callable[..., RunningStudio],
) -> None:
    with paid_providers(3) as (runway, _, environment):
        running = start(**environment, **QUICK, ADGEN_JOB_BUDGET_USD="0.12")
        job = running.submit("A lemonade of oranges pressed this morning", language="en")
        running.bring_to(job, JobState.AWAITING_SCRIPT_APPROVAL)

        told = running.studio.quote(job).refusal
        running.studio.approve(job, Stage.SCRIPT, ANN)
        running.wait_until(
            lambda: running.studio.status(job).state is JobState.FAILED, "the stage is refused"
        )

        assert "ADGEN_JOB_BUDGET_USD" in told
        kinds = {failure.kind for failure in running.studio.status(job).failures}
        assert kinds == {"over_budget"}
        assert runway.ledger.paid_for("text_to_image") == []


@pytest.mark.slow
def test_a_cancelled_job_ends_its_tasks_at_runway(start: Callable[..., RunningStudio]) -> None:
    with paid_providers(3, image_s=60.0) as (runway, _, environment):
        running = start(**environment, **QUICK)
        job = running.submit("A lemonade of oranges pressed this morning", language="en")
        running.bring_to(job, JobState.GENERATING_IMAGES)
        running.wait_until(
            lambda: len(running.files(job, "images/*/take-01/task-1.json")) == 3, "three tasks"
        )

        running.studio.cancel(job, None, ANN)

        running.wait_until(
            lambda: len(runway.ledger.requests_like("DELETE", "/v1/tasks/*")) == 3, "three ended"
        )
        assert running.studio.status(job).state is JobState.CANCELLED
        # Seen running, it is charged; before that, nobody knows.
        told = {event.path: event for event in paid_at_runway(running, job)}
        assert len(told) == 3
        known = round(sum(event.cost_usd for event in told.values()), 4)
        unknown = round(sum(event.at_most_usd for event in told.values()), 4)
        assert known <= runway.ledger.credits("text_to_image") / 100 <= known + unknown


def paid_at_runway(running: RunningStudio, job: str) -> list[JobEvent]:
    """What the job was told of Runway's tasks."""
    events = Journal(running.instance).of(job)
    return [each for each in events if each.kind is EventKind.PAID and each.provider == "runway"]
