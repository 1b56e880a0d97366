"""What fails, and how it goes on."""

from __future__ import annotations

import pytest

from adgen_dagster.domain.stages import DueWork, EventKind
from adgen_dagster.domain.words import JobState, Product, Stage
from tests.story import ALL, Story, due

AUDIO = Product.AUDIO
CLIPS = Product.CLIPS
IMAGES = Product.IMAGES
SEGMENTS = Product.SEGMENTS
FILM = Product.FINAL_MP4
IMAGES_STAGE, VIDEOS_STAGE = Stage.IMAGES, Stage.VIDEOS


def test_a_failure_waits_for_a_person_and_says_what_it_was() -> None:
    story = Story().to_pictures().started(IMAGES, *ALL).made(IMAGES, 1, 3).failed(IMAGES, 2, 4)

    (failure,) = story.status.failures
    assert (failure.product, failure.segments) == (IMAGES, (2, 4))
    assert (failure.kind, failure.message) == ("rejected", "No.")
    assert due(story) == {AUDIO: ()}


def test_a_retry_makes_only_what_is_missing_for_the_same_owner() -> None:
    story = Story().to_pictures()
    approval = story.last
    story.started(IMAGES, *ALL).made(IMAGES, 1, 3).failed(IMAGES, 2, 4)

    story.tell(EventKind.RETRY)

    assert story.state is JobState.SCRIPT_APPROVED
    assert story.status.failures == ()
    assert DueWork(IMAGES, (2, 4), cause=story.last, owner_cause=approval) in story.status.due
    story.started(IMAGES, 2, 4)
    assert story.state is JobState.GENERATING_IMAGES


def test_a_retry_that_fails_can_be_tried_again() -> None:
    story = Story().to_pictures().failed(IMAGES, 2).tell(EventKind.RETRY).failed(IMAGES, 2)
    assert story.state is JobState.FAILED

    story.tell(EventKind.RETRY)

    assert [work.cause for work in story.status.due if work.product is IMAGES] == [story.last]


def test_what_failed_can_be_asked_again_in_other_words() -> None:
    story = Story().to_pictures().made(IMAGES, 1, 3).failed(IMAGES, 2, 4)

    story.redo(IMAGES_STAGE, 2, note="Without the sword.")

    assert story.state is JobState.SCRIPT_APPROVED
    assert due(story)[IMAGES] == (2, 4)


@pytest.mark.parametrize("failed", [Product.TRANSCRIPT, Product.SCRIPT, SEGMENTS])
def test_what_is_written_together_fails_and_is_tried_again_together(failed: Product) -> None:
    story = Story().started(failed).failed(failed)
    assert (story.state, due(story)) == (JobState.FAILED, {})

    story.tell(EventKind.RETRY)

    assert (story.state, due(story)) == (JobState.PENDING, {SEGMENTS: ()})
    assert story.status.due[0].owner_cause == 1


def test_a_retry_of_the_sound_leaves_the_pictures_alone() -> None:
    story = Story().to_pictures()
    before = story.status.due
    story.started(AUDIO).failed(AUDIO, 2)
    assert story.state is JobState.SCRIPT_APPROVED
    assert [failure.product for failure in story.status.failures] == [AUDIO]
    assert due(story) == {IMAGES: ALL}

    story.tell(EventKind.RETRY)

    assert [work for work in story.status.due if work.product is IMAGES] == [
        work for work in before if work.product is IMAGES
    ]
    assert due(story) == {AUDIO: (), IMAGES: ALL}


def test_sound_that_failed_beside_the_pictures_stops_only_the_end() -> None:
    story = Story().to_pictures().failed(AUDIO).made(IMAGES, *ALL).approved(IMAGES_STAGE)
    assert story.state is JobState.IMAGES_APPROVED
    story.made(CLIPS, *ALL).approved(VIDEOS_STAGE)
    assert story.state is JobState.FAILED

    story.tell(EventKind.RETRY).started(AUDIO)
    assert story.state is JobState.GENERATING_AUDIO
    story.made(AUDIO)
    assert due(story) == {FILM: ()}


def test_a_failure_of_what_nobody_waits_for_does_not_count() -> None:
    assert Story().failed(IMAGES).state is JobState.PENDING
    assert Story().written().failed(Product.SCRIPT).state is JobState.AWAITING_SCRIPT_APPROVAL
    assert Story().to_the_end().failed(CLIPS, 2).state is JobState.COMPLETED


def test_a_retry_of_nothing_changes_nothing() -> None:
    story = Story().to_pictures()
    before = story.status.due

    story.tell(EventKind.RETRY)

    assert story.status.due == before


def test_work_begun_again_on_what_failed_answers_the_failure() -> None:
    story = Story().to_pictures().started(IMAGES, *ALL).failed(IMAGES, 2)

    story.started(IMAGES, 2)

    assert story.state is JobState.GENERATING_IMAGES
    assert story.status.failures == ()


def test_work_on_another_segment_does_not_hide_a_failure() -> None:
    story = Story().to_pictures().made(IMAGES, *ALL).redo(IMAGES_STAGE, 1, 3)

    story.started(IMAGES, 1).failed(IMAGES, 1).started(IMAGES, 3).made(IMAGES, 3, take=2)

    assert story.state is JobState.FAILED
    assert story.status.missing[IMAGES] == (1,)


def test_a_run_that_was_lost_failed_in_all_it_had_not_made() -> None:
    story = Story().to_pictures().made(IMAGES, 1).failed(IMAGES, kind="crashed")

    assert story.started(IMAGES, 2).state is JobState.FAILED
    assert story.started(IMAGES, 2, 3, 4).state is JobState.GENERATING_IMAGES


def test_a_failure_is_over_when_the_thing_is_there_after_all() -> None:
    story = Story().to_pictures().made(IMAGES, 1, 2, 3).failed(IMAGES, 4).made(IMAGES, 4)

    assert story.state is JobState.AWAITING_IMAGES_APPROVAL
    assert story.status.failures == ()
