"""What a job's events make due."""

from __future__ import annotations

import pytest

from adgen_dagster.domain.stages import DueWork, EventKind
from adgen_dagster.domain.words import JobState, Product, Stage
from tests.story import ALL, CONFIRMED_BRIEF, VOICE_BRIEF, Story, due

AUDIO = Product.AUDIO
CLIPS = Product.CLIPS
IMAGES = Product.IMAGES
SEGMENTS = Product.SEGMENTS
FILM = Product.FINAL_MP4
SCRIPT_STAGE, IMAGES_STAGE, VIDEOS_STAGE = Stage.SCRIPT, Stage.IMAGES, Stage.VIDEOS


def test_each_approval_makes_the_next_work_due() -> None:
    assert due(Story()) == {SEGMENTS: ()}
    assert due(Story().written()) == {}
    assert due(Story().to_pictures()) == {AUDIO: (), IMAGES: ALL}
    assert due(Story().to_clips()) == {AUDIO: (), CLIPS: ALL}
    assert due(Story().to_film()) == {FILM: ()}
    assert due(Story().to_the_end()) == {}


def test_the_film_waits_for_its_sound() -> None:
    story = Story().to_clips().made(CLIPS, *ALL).approved(VIDEOS_STAGE)
    waiting = due(story)

    story.made(AUDIO)

    assert waiting == {AUDIO: ()}
    assert due(story) == {FILM: ()}
    assert story.status.due[0].cause == story.last


def test_what_is_due_stays_the_same_while_it_is_made() -> None:
    story = Story().to_pictures()
    (work,) = [work for work in story.status.due if work.product is IMAGES]
    assert work == DueWork(IMAGES, ALL, cause=story.last, owner_cause=story.last)

    story.started(IMAGES, *ALL)
    for segment in (3, 1, 4):
        story.made(IMAGES, segment)
        assert work in story.status.due
        assert segment not in story.status.missing[IMAGES]
    story.made(IMAGES, 2)

    assert IMAGES not in due(story)
    assert story.status.made(IMAGES) == 4


def test_nothing_is_due_for_a_job_that_was_cancelled() -> None:
    story = Story().to_pictures().tell(EventKind.CANCELLED)

    assert due(story) == {}
    assert story.status.ended_by == "cancelled"


def test_a_script_asked_again_is_written_again_with_every_note() -> None:
    story = Story().written().redo(SCRIPT_STAGE, note="Shorter.")
    assert (story.state, due(story)) == (JobState.PENDING, {SEGMENTS: ()})
    assert story.status.due[0].owner_cause == story.last

    story.started(Product.SCRIPT)
    assert story.state is JobState.GENERATING_SCRIPT
    story.made(Product.SCRIPT, take=2).made(SEGMENTS, take=2)
    assert story.state is JobState.AWAITING_SCRIPT_APPROVAL

    story.redo(SCRIPT_STAGE, note="Funnier.").redo(SCRIPT_STAGE)
    assert story.status.notes[SCRIPT_STAGE, 0] == ("Shorter.", "Funnier.")


def test_pictures_asked_again_are_made_again_alone() -> None:
    story = Story().to_pictures().made(IMAGES, *ALL).redo(IMAGES_STAGE, 2, 4, note="Bluer.")

    assert story.state is JobState.SCRIPT_APPROVED
    assert due(story) == {AUDIO: (), IMAGES: (2, 4)}
    assert story.status.notes == {(IMAGES_STAGE, 2): ("Bluer.",), (IMAGES_STAGE, 4): ("Bluer.",)}
    story.started(IMAGES, 2, 4).made(IMAGES, 2, 4, take=2)
    assert story.state is JobState.AWAITING_IMAGES_APPROVAL


def test_all_pictures_are_made_again_when_none_is_named() -> None:
    story = Story().to_pictures().made(IMAGES, *ALL).redo(IMAGES_STAGE)

    assert due(story)[IMAGES] == ALL


def test_a_picture_asked_again_takes_back_the_approval_and_its_clip() -> None:
    story = Story().to_clips().made(CLIPS, *ALL).redo(IMAGES_STAGE, 3)
    assert story.status.approved == {SCRIPT_STAGE}
    assert due(story) == {AUDIO: (), IMAGES: (3,)}

    story.made(IMAGES, 3, take=2)
    assert story.state is JobState.AWAITING_IMAGES_APPROVAL
    assert CLIPS not in due(story)

    story.approved(IMAGES_STAGE)
    assert due(story) == {AUDIO: (), CLIPS: (3,)}
    story.made(CLIPS, 3, take=2)
    assert story.state is JobState.AWAITING_VIDEOS_APPROVAL


def test_a_clip_asked_again_leaves_its_picture() -> None:
    story = Story().to_clips().made(CLIPS, *ALL).redo(VIDEOS_STAGE, 1)

    assert story.state is JobState.IMAGES_APPROVED
    assert story.status.approved == {SCRIPT_STAGE, IMAGES_STAGE}
    assert due(story) == {AUDIO: (), CLIPS: (1,)}


@pytest.mark.parametrize("stage", [IMAGES_STAGE, VIDEOS_STAGE])
def test_a_finished_film_can_be_changed_and_is_cut_again(stage: Stage) -> None:
    story = Story().to_the_end().redo(stage, 2)

    if stage is IMAGES_STAGE:
        assert due(story) == {IMAGES: (2,)}
        story.made(IMAGES, 2, take=2).approved(IMAGES_STAGE)
    assert due(story) == {CLIPS: (2,)}
    story.made(CLIPS, 2, take=2)
    assert story.state is JobState.AWAITING_VIDEOS_APPROVAL
    assert due(story) == {}

    story.approved(VIDEOS_STAGE)
    assert due(story) == {FILM: ()}
    story.made(FILM, take=2)
    assert story.state is JobState.COMPLETED
    assert story.status.latest[FILM, 0].take == 2


def test_a_script_redone_late_makes_everything_due_again() -> None:
    story = Story().to_the_end().redo(SCRIPT_STAGE)
    assert due(story) == {SEGMENTS: ()}

    story.written().approved(SCRIPT_STAGE)

    assert due(story) == {AUDIO: (), IMAGES: ALL}
    story.made(IMAGES, *ALL, take=2).approved(IMAGES_STAGE)
    assert due(story)[CLIPS] == ALL


def test_the_newest_take_counts_and_so_does_one_that_an_operator_made() -> None:
    story = Story().to_the_end().made(CLIPS, 3, take=2)

    assert story.state is JobState.COMPLETED
    assert story.status.latest[CLIPS, 3].take == 2
    assert due(story) == {}


def test_a_voice_brief_is_heard_and_written_in_one_go() -> None:
    assert due(Story(VOICE_BRIEF)) == {SEGMENTS: ()}
    assert not Story(VOICE_BRIEF).written().status.awaits_transcript


def test_a_transcript_to_be_confirmed_is_made_alone_and_waits() -> None:
    story = Story(CONFIRMED_BRIEF)
    assert due(story) == {Product.TRANSCRIPT: ()}

    story.started(Product.TRANSCRIPT).made(Product.TRANSCRIPT)

    assert story.status.awaits_transcript
    assert story.status.waits_since == story.last
    assert due(story) == {}


def test_a_transcript_that_is_right_becomes_the_script() -> None:
    story = Story(CONFIRMED_BRIEF).made(Product.TRANSCRIPT).tell(EventKind.CONFIRMED)

    assert due(story) == {SEGMENTS: ()}
    assert story.status.due[0].cause == story.last
    assert (story.status.awaits_transcript, story.status.corrected_request) == (False, "")
    story.made(Product.SCRIPT).made(SEGMENTS)
    assert story.state is JobState.AWAITING_SCRIPT_APPROVAL


def test_a_transcript_is_corrected_once_and_only_when_it_is_there() -> None:
    story = Story(CONFIRMED_BRIEF).tell(EventKind.CONFIRMED, note="Too early.")
    assert due(story) == {Product.TRANSCRIPT: ()}

    story.made(Product.TRANSCRIPT).tell(EventKind.CONFIRMED, note="Tea, not coffee.")
    story.tell(EventKind.CONFIRMED, note="Neither.")

    assert story.status.corrected_request == "Tea, not coffee."


def test_a_transcript_nobody_confirms_times_out() -> None:
    story = Story(CONFIRMED_BRIEF).made(Product.TRANSCRIPT)

    story.tell(EventKind.TIMED_OUT)

    assert story.state is JobState.CANCELLED
    assert not story.status.awaits_transcript


def test_a_transcript_that_failed_can_be_tried_again() -> None:
    story = Story(CONFIRMED_BRIEF).failed(Product.TRANSCRIPT)
    assert (story.state, due(story)) == (JobState.FAILED, {})

    story.tell(EventKind.RETRY)

    assert due(story) == {Product.TRANSCRIPT: ()}
