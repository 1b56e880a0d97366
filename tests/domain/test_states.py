"""The states that a job's events make, told as stories."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from adgen_dagster.domain.pipeline import PIPELINE
from adgen_dagster.domain.stages import EventKind, JobEvent
from adgen_dagster.domain.status import status_of
from adgen_dagster.domain.words import JobState, Product, Stage
from tests.story import ALL, BRIEF, JOB, OWNER, Story, due

AUDIO = Product.AUDIO
CLIPS = Product.CLIPS
IMAGES = Product.IMAGES
SEGMENTS = Product.SEGMENTS
FILM = Product.FINAL_MP4
SCRIPT_STAGE, IMAGES_STAGE, VIDEOS_STAGE = Stage.SCRIPT, Stage.IMAGES, Stage.VIDEOS

STATES: list[tuple[JobState, Callable[[Story], object]]] = [
    (JobState.PENDING, lambda story: story),
    (JobState.GENERATING_SCRIPT, lambda story: story.started(Product.TRANSCRIPT)),
    (JobState.GENERATING_SCRIPT, lambda story: story.started(SEGMENTS)),
    (JobState.AWAITING_SCRIPT_APPROVAL, lambda story: story.written()),
    (JobState.SCRIPT_APPROVED, lambda story: story.to_pictures()),
    (JobState.SCRIPT_APPROVED, lambda story: story.to_pictures().started(AUDIO).made(AUDIO)),
    (JobState.GENERATING_IMAGES, lambda story: story.to_pictures().started(IMAGES, *ALL)),
    (
        JobState.GENERATING_IMAGES,
        lambda story: story.to_pictures().started(IMAGES, *ALL).made(IMAGES, 1, 2, 4),
    ),
    (JobState.AWAITING_IMAGES_APPROVAL, lambda story: story.to_pictures().made(IMAGES, *ALL)),
    (JobState.IMAGES_APPROVED, lambda story: story.to_clips()),
    (JobState.ANIMATING_VIDEOS, lambda story: story.to_clips().started(CLIPS, *ALL)),
    (JobState.AWAITING_VIDEOS_APPROVAL, lambda story: story.to_clips().made(CLIPS, *ALL)),
    (JobState.VIDEOS_APPROVED, lambda story: story.to_film()),
    (
        JobState.GENERATING_AUDIO,
        lambda story: story.to_clips().made(CLIPS, *ALL).approved(VIDEOS_STAGE),
    ),
    (JobState.ASSEMBLING_VIDEO, lambda story: story.to_film().started(FILM)),
    (JobState.COMPLETED, lambda story: story.to_the_end()),
    (JobState.CANCELLED, lambda story: story.to_pictures().tell(EventKind.CANCELLED, by=OWNER)),
    (
        JobState.CANCELLED,
        lambda story: story.written().tell(EventKind.TIMED_OUT, stage=SCRIPT_STAGE),
    ),
    (JobState.FAILED, lambda story: story.started(Product.SCRIPT).failed(Product.SCRIPT)),
    (JobState.FAILED, lambda story: story.to_pictures().failed(IMAGES, 2)),
    (JobState.FAILED, lambda story: story.to_clips().failed(CLIPS)),
    (JobState.FAILED, lambda story: story.to_film().failed(FILM)),
]


@pytest.mark.parametrize(("state", "tell"), STATES)
def test_a_jobs_state_follows_from_its_events(
    state: JobState, tell: Callable[[Story], object]
) -> None:
    story = Story()

    tell(story)

    assert story.state is state


def test_the_stories_reach_every_state() -> None:
    assert {state for state, _ in STATES} == set(JobState)
    assert len(JobState) == 15


@pytest.mark.parametrize(
    ("state", "stage"),
    [
        (JobState.AWAITING_SCRIPT_APPROVAL, SCRIPT_STAGE),
        (JobState.AWAITING_IMAGES_APPROVAL, IMAGES_STAGE),
        (JobState.AWAITING_VIDEOS_APPROVAL, VIDEOS_STAGE),
    ],
)
def test_a_stage_is_open_only_while_it_waits(state: JobState, stage: Stage) -> None:
    assert PIPELINE.open_stage(state) is stage
    assert [one for one in JobState if PIPELINE.open_stage(one) is stage] == [state]


def test_without_a_brief_there_is_no_job() -> None:
    by_hand = JobEvent(id=1, at=1.0, job=JOB, kind=EventKind.SUBMITTED)

    assert status_of([]) is None
    assert status_of([by_hand]) is None
    assert status_of(Story().written().events[1:]) is None


def test_the_order_of_reading_does_not_matter() -> None:
    story = Story().to_the_end()

    assert status_of(reversed(story.events)) == story.status


def test_a_brief_that_comes_twice_changes_nothing() -> None:
    story = Story().written()
    other = BRIEF.model_copy(update={"text": "Tea"})

    story.tell(EventKind.SUBMITTED, brief=other).tell(EventKind.SUBMITTED)

    assert story.state is JobState.AWAITING_SCRIPT_APPROVAL
    assert story.status.brief == BRIEF


def test_each_phase_is_kept_with_its_time() -> None:
    story = Story().written()
    opened = story.last
    story.approved(SCRIPT_STAGE)

    assert [phase.state for phase in story.status.phases] == [
        JobState.PENDING,
        JobState.GENERATING_SCRIPT,
        JobState.AWAITING_SCRIPT_APPROVAL,
        JobState.SCRIPT_APPROVED,
    ]
    assert [phase.at for phase in story.status.phases] == [1, 2, opened, opened + 1]
    assert story.status.since == opened + 1


def test_something_shown_again_does_not_begin_the_wait_anew() -> None:
    story = Story().written()
    since = story.status.since

    story.made(Product.SCRIPT, take=2)

    assert story.status.since == since


@pytest.mark.parametrize("stage", Stage)
def test_an_approval_before_its_stage_is_open_does_not_count(stage: Stage) -> None:
    story = Story().approved(stage).started(SEGMENTS).approved(stage)

    story.made(SEGMENTS)

    assert story.state is JobState.AWAITING_SCRIPT_APPROVAL
    assert not story.status.approved


def test_an_approval_of_another_stage_does_not_count() -> None:
    story = Story().written().approved(IMAGES_STAGE).approved(VIDEOS_STAGE)

    assert story.state is JobState.AWAITING_SCRIPT_APPROVAL
    assert not story.status.approved


def test_a_second_approval_changes_nothing() -> None:
    story = Story().to_pictures()
    once = story.status

    story.approved(SCRIPT_STAGE)

    assert story.status.due == once.due
    assert story.status.approved == {SCRIPT_STAGE}


def test_all_approvals_stand_at_the_end() -> None:
    assert Story().to_the_end().status.approved == set(Stage)


@pytest.mark.parametrize(
    "tell",
    [
        lambda story: story.approved(SCRIPT_STAGE),
        lambda story: story.redo(SCRIPT_STAGE),
        lambda story: story.tell(EventKind.RETRY),
        lambda story: story.started(IMAGES, *ALL),
        lambda story: story.made(IMAGES, *ALL),
        lambda story: story.failed(SEGMENTS),
        lambda story: story.tell(EventKind.TIMED_OUT, stage=SCRIPT_STAGE),
    ],
)
def test_nothing_brings_a_cancelled_job_back(tell: Callable[[Story], Story]) -> None:
    story = Story().written().tell(EventKind.CANCELLED, by=OWNER)

    tell(story)

    assert story.state is JobState.CANCELLED
    assert story.status.ended_by == "cancelled"
    assert due(story) == {}


def test_a_time_out_after_the_decision_is_too_late() -> None:
    story = Story().to_pictures().tell(EventKind.TIMED_OUT, stage=SCRIPT_STAGE)

    assert story.state is JobState.SCRIPT_APPROVED


def test_a_time_out_ends_the_stage_that_is_open() -> None:
    story = Story().to_pictures().made(IMAGES, *ALL)

    story.tell(EventKind.TIMED_OUT, stage=SCRIPT_STAGE)
    assert story.state is JobState.AWAITING_IMAGES_APPROVAL
    story.tell(EventKind.TIMED_OUT, stage=IMAGES_STAGE)

    assert story.state is JobState.CANCELLED
    assert story.status.ended_by == "timed_out"


def test_a_film_that_is_finished_cannot_be_cancelled_any_more() -> None:
    assert Story().to_the_end().tell(EventKind.CANCELLED).state is JobState.COMPLETED


def test_every_take_is_paid_once_however_often_it_is_reported() -> None:
    story = Story().to_pictures().made(IMAGES, 1, cost_usd=0.08).made(IMAGES, 1, cost_usd=0.08)

    story.made(IMAGES, 1, take=2, cost_usd=0.08).made(IMAGES, 2, cost_usd=0.1)

    assert story.status.cost_usd == pytest.approx(0.26)


def test_what_failed_or_came_after_the_end_was_paid_too() -> None:
    story = Story().to_pictures().failed(IMAGES, 1, cost_usd=0.05)

    story.tell(EventKind.CANCELLED).made(IMAGES, 2, cost_usd=0.08)

    assert story.status.cost_usd == pytest.approx(0.13)
