"""The real stack with OpenAI and Runway on loopback: what is paid, and never twice."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from adgen_dagster.domain.stages import EventKind, JobEvent
from adgen_dagster.domain.words import JobState, Stage
from adgen_dagster.instance.journal import Journal
from tests.journeys.paid import author, kill_run_workers, paid_providers, paid_times
from tests.journeys.running import ANN, RunningStudio, studio_in
from tests.stand_ins.providers.faults import Fault
from tests.stand_ins.providers.ledger import LedgerView
from tests.stand_ins.providers.openai_api import OpenAIServer
from tests.stand_ins.providers.runway_api import RunwayServer

QUICK = {
    "ADGEN_SPOT_ACTS": "1+1+1",
    "ADGEN_RUNWAY_POLL_S": "0.3",
    "ADGEN_RUNWAY_RETRY_WAITS_S": "0.1,0.2",
    "ADGEN_JOB_BUDGET_USD": "1.5",
}
FILM_SEGMENTS = 48
pytestmark = pytest.mark.slow


@dataclass
class Paid:
    """A stack that pays, what it pays to, and when a test began."""

    running: RunningStudio
    runway: RunwayServer
    openai: OpenAIServer
    begun: float = field(default_factory=time.time)

    @property
    def at_runway(self) -> LedgerView:
        """What reached Runway since the test began."""
        return self.runway.ledger.since(self.begun)

    def submit(self, **asked: object) -> str:
        return self.running.submit(
            "A lemonade of oranges pressed this morning", language="en", **asked
        )


@pytest.fixture(scope="module")
def paying(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paid]:
    with (
        paid_providers(3) as (runway, openai, environment),
        studio_in(tmp_path_factory.mktemp("paid"), **environment, **QUICK) as running,
    ):
        yield Paid(running, runway, openai)


@pytest.fixture
def paid(paying: Paid) -> Paid:
    """The same stack for every test of this module: none breaks it."""
    return Paid(paying.running, paying.runway, paying.openai)


def test_a_paid_job_tells_its_price_before_and_its_cost_after(paid: Paid) -> None:
    running = paid.running
    job = paid.submit()
    running.bring_to(job, JobState.AWAITING_SCRIPT_APPROVAL)
    before = running.studio.quote(job)
    running.studio.approve(job, Stage.SCRIPT, ANN)
    running.bring_to(job, JobState.AWAITING_IMAGES_APPROVAL)
    between = running.studio.quote(job)

    status = running.bring_to(job, JobState.COMPLETED)

    assert before.next_stage_usd > between.next_stage_usd * 0.1 > 0
    ledger = paid.at_runway
    pictures = ledger.credits("text_to_image") / 100
    clips = ledger.credits("image_to_video") / 100
    assert between.next_stage_usd == pytest.approx(clips)
    assert before.next_stage_usd >= pictures
    assert status.cost_usd >= pictures + clips
    assert paid_times(ledger, "text_to_image") == paid_times(ledger, "image_to_video") == [1] * 3
    assert paid.openai.ledger.since(paid.begun).requests_like("POST", "/v1/moderations")


def test_a_run_killed_while_runway_works_pays_for_nothing_twice(
    paid: Paid, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paid.runway.settings, "image_s", 4.0)
    monkeypatch.setattr(paid.runway.settings, "clip_s", 4.0)
    running = paid.running
    job = paid.submit()
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

    running.bring_to(job, JobState.COMPLETED)

    assert paid_times(paid.at_runway, "text_to_image") == [1, 1, 1]
    assert paid_times(paid.at_runway, "image_to_video") == [1, 1, 1]


def test_an_unknown_outcome_waits_for_the_person_who_then_chooses(paid: Paid) -> None:
    running = paid.running
    paid.runway.faults.add(Fault(kind="cut_after_body", path="/v1/text_to_image"))
    job = paid.submit()
    running.bring_to(job, JobState.AWAITING_SCRIPT_APPROVAL)
    running.studio.approve(job, Stage.SCRIPT, ANN)

    running.wait_until(
        lambda: running.studio.status(job).state is JobState.FAILED, "the person is told"
    )

    status = running.studio.status(job)
    assert [failure.kind for failure in status.failures] == ["unknown_outcome"]
    assert len(status.failures[0].segments) == 1
    assert paid_times(paid.at_runway, "text_to_image") == [1, 1, 1]

    running.studio.retry(job, ANN)
    running.bring_to(job, JobState.AWAITING_IMAGES_APPROVAL)
    assert paid_times(paid.at_runway, "text_to_image") == [1, 1, 2]


def test_a_stage_that_would_pass_its_budget_does_not_start_and_says_so_before(
    paid: Paid, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paid.openai, "writer", author(FILM_SEGMENTS))
    running = paid.running
    job = paid.submit(format="film")
    running.bring_to(job, JobState.AWAITING_SCRIPT_APPROVAL)

    told = running.studio.quote(job).refusal
    running.studio.approve(job, Stage.SCRIPT, ANN)
    running.wait_until(
        lambda: running.studio.status(job).state is JobState.FAILED, "the stage is refused"
    )

    assert "ADGEN_JOB_BUDGET_USD" in told
    kinds = {failure.kind for failure in running.studio.status(job).failures}
    assert kinds == {"over_budget"}
    assert paid.at_runway.paid_for("text_to_image") == []


def test_a_cancelled_job_ends_its_tasks_at_runway(
    paid: Paid, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paid.runway.settings, "image_s", 60.0)
    running = paid.running
    job = paid.submit()
    running.bring_to(job, JobState.GENERATING_IMAGES)
    running.wait_until(
        lambda: len(running.files(job, "images/*/take-01/task-1.json")) == 3, "three tasks"
    )

    running.studio.cancel(job, None, ANN)

    running.wait_until(
        lambda: len(paid.at_runway.requests_like("DELETE", "/v1/tasks/*")) == 3, "three ended"
    )
    assert running.studio.status(job).state is JobState.CANCELLED
    # Seen running, it is charged; before that, nobody knows.
    told = {event.path: event for event in paid_at_runway(running, job)}
    assert len(told) == 3
    known = round(sum(event.cost_usd for event in told.values()), 4)
    unknown = round(sum(event.at_most_usd for event in told.values()), 4)
    assert known <= paid.at_runway.credits("text_to_image") / 100 <= known + unknown


def paid_at_runway(running: RunningStudio, job: str) -> list[JobEvent]:
    """What the job was told of Runway's tasks."""
    events = Journal(running.instance).of(job)
    return [each for each in events if each.kind is EventKind.PAID and each.provider == "runway"]
