"""A cancelled job goes on where it was ended; a finished one falls back to its film."""

from __future__ import annotations

import pytest

from adgen_dagster.domain.stages import EventKind
from adgen_dagster.domain.words import JobState, Product, Stage
from tests.story import ALL, OWNER, Story, due

AUDIO, CLIPS, IMAGES, FILM = Product.AUDIO, Product.CLIPS, Product.IMAGES, Product.FINAL_MP4
ENDS = [EventKind.CANCELLED, EventKind.TIMED_OUT]


def end(story: Story, kind: EventKind) -> Story:
    return story.tell(kind, stage=story.status.open_stage)


def go_on(story: Story) -> Story:
    return story.tell(EventKind.CONTINUED, by=OWNER)


def starts(story: Story, product: Product, *segments: int, run: str) -> Story:
    cause = next(work.cause for work in story.status.due if work.product is product)
    return story.tell(
        EventKind.STARTED, product=product, segments=segments, run_id=run, cause=cause
    )


@pytest.mark.parametrize("kind", ENDS)
def test_a_job_goes_on_at_the_gate_where_it_was_ended(kind: EventKind) -> None:
    story = Story().to_clips().made(AUDIO).made(CLIPS, *ALL)
    before = story.status

    go_on(end(story, kind))

    status = story.status
    assert (before.state, status.state) == (JobState.AWAITING_VIDEOS_APPROVAL,) * 2
    assert status.ended_by == ""
    assert (status.latest, status.approved, status.due) == (before.latest, before.approved, ())
    assert status.waits_since == story.last > (before.waits_since or 0)


def test_what_was_cut_off_is_ordered_anew_for_the_same_takes_and_nothing_that_is_there() -> None:
    story = Story().to_pictures()
    owner = story.status.due[-1].owner_cause
    starts(story, IMAGES, *ALL, run="old").made(IMAGES, 1)
    assert (story.status.at_work, story.status.cut_off) == ({IMAGES: (2, 3, 4)}, {})
    end(story, EventKind.CANCELLED)
    assert story.status.cut_off == {IMAGES: (2, 3, 4)}

    story.made(IMAGES, 2)
    assert story.status.cut_off == {IMAGES: (3, 4)}
    go_on(story)

    assert story.state is JobState.SCRIPT_APPROVED
    assert due(story) == {IMAGES: (3, 4), AUDIO: ()}
    assert {(work.cause, work.owner_cause) for work in story.status.due} == {(story.last, owner)}
    assert story.status.void_before == story.last
    assert story.status.cut_off == {}


def test_runs_of_before_say_nothing_any_more() -> None:
    story = Story().to_pictures()
    starts(story, IMAGES, *ALL, run="old")
    cause = story.last - 1
    go_on(end(story, EventKind.CANCELLED))

    story.tell(EventKind.FAILED, product=IMAGES, run_id="old", failure_kind="stopped")
    story.tell(EventKind.FAILED, product=AUDIO, run_id="unseen", cause=cause, failure_kind="x")
    story.tell(EventKind.STARTED, product=IMAGES, segments=ALL, run_id="older", cause=cause)

    assert story.state is JobState.SCRIPT_APPROVED
    assert due(story) == {IMAGES: ALL, AUDIO: ()}


def test_what_had_failed_waits_for_its_person_as_before() -> None:
    story = Story().to_pictures().started(IMAGES, *ALL).failed(IMAGES, 2, kind="unknown_outcome")

    go_on(end(story, EventKind.CANCELLED))

    assert story.state is JobState.FAILED
    assert IMAGES not in due(story)


def test_a_job_whose_files_are_gone_does_not_go_on() -> None:
    story = Story().to_clips().tell(EventKind.CANCELLED).tell(EventKind.EMPTIED)

    go_on(story)

    assert (story.state, story.status.is_emptied) == (JobState.CANCELLED, True)


@pytest.mark.parametrize("said", [EventKind.EMPTIED, EventKind.RETRY])
def test_only_a_cancelled_job_can_go_on(said: EventKind) -> None:
    story = Story().to_clips()
    story.tell(said)
    before = story.status.due

    go_on(story)

    assert story.state is JobState.IMAGES_APPROVED
    assert story.status.due == before


@pytest.mark.parametrize("kind", ENDS)
def test_a_film_that_was_opened_again_is_not_lost(kind: EventKind) -> None:
    story = Story().to_the_end()
    before = story.status
    story.tell(EventKind.TAKEN_BACK, product=IMAGES, segments=(2,), take=1, path="images/2/1")
    assert (story.state, story.status.is_reopened) == (JobState.AWAITING_IMAGES_APPROVAL, True)

    end(story, kind)

    status = story.status
    assert (status.state, status.ended_by, status.fell_back) == (JobState.COMPLETED, "", kind)
    assert (status.latest, status.missing, status.due) == (before.latest, before.missing, ())
    story.redo(Stage.VIDEOS, 2)
    assert due(story) == {CLIPS: (2,)}
    assert story.status.fell_back == ""


def test_what_comes_late_of_a_wish_that_was_given_up_changes_no_film() -> None:
    story = Story().to_the_end().redo(Stage.IMAGES, 2, note="Bluer.")
    starts(story, IMAGES, 2, run="late")
    story.tell(EventKind.CANCELLED)

    story.tell(
        EventKind.MADE, product=IMAGES, segments=(2,), take=2, path="images/2/2", run_id="late"
    )
    story.tell(EventKind.FAILED, product=IMAGES, segments=(2,), run_id="late")

    status = story.status
    assert (status.state, status.latest[IMAGES, 2].take) == (JobState.COMPLETED, 1)
    assert [take.take for take in status.other_takes(IMAGES, 2)] == [2]
    assert not status.failures
    assert not status.notes


def test_a_film_is_there_also_after_a_change_that_failed_and_was_left_alone() -> None:
    story = Story().to_the_end().redo(Stage.IMAGES, 2).failed(IMAGES, 2)
    assert story.state is JobState.FAILED

    story.tell(EventKind.EMPTIED)

    assert (story.state, story.status.is_emptied) == (JobState.COMPLETED, True)


def test_a_film_that_was_made_again_is_the_one_to_fall_back_to() -> None:
    story = Story().to_the_end().redo(Stage.VIDEOS, 1).made(CLIPS, 1, take=2)
    story.approved(Stage.VIDEOS).made(FILM, take=2)
    assert not story.status.is_reopened

    story.redo(Stage.VIDEOS, 1).tell(EventKind.CANCELLED)

    assert story.status.latest[FILM, 0].take == 2


def test_another_voice_reads_in_takes_of_its_own() -> None:
    story = Story().to_pictures().failed(AUDIO, kind="bad_request")

    story.tell(EventKind.RETRY, voice="marin", by=OWNER)

    assert story.status.brief.voice == "marin"
    (audio,) = (work for work in story.status.due if work.product is AUDIO)
    assert (audio.cause, audio.owner_cause) == (story.last, story.last)


def test_another_voice_is_no_answer_where_the_voice_did_not_fail() -> None:
    story = Story().to_pictures().failed(IMAGES, 1)

    story.tell(EventKind.RETRY, voice="marin")

    assert story.status.brief.voice == ""


def test_the_time_to_decide_begins_anew_with_what_its_person_does_and_ends_with_the_gate() -> None:
    story = Story().to_pictures().made(IMAGES, *ALL)
    opened = story.status.waits_since

    story.tell(EventKind.EXTENDED, stage=Stage.IMAGES, seconds=3600.0)
    given = story.status
    story.tell(EventKind.EXTENDED, stage=Stage.IMAGES)
    story.tell(EventKind.EXTENDED, stage=Stage.IMAGES, seconds=float("nan"))
    story.tell(EventKind.EXTENDED, stage=Stage.IMAGES, seconds=1e12)

    assert (opened, given.waits_since, given.time_s) == (given.since, story.last - 3, 3600.0)
    assert (story.status.waits_since, story.status.time_s) == (story.last, 3600.0)
    approved = story.tell(EventKind.APPROVED, stage=Stage.IMAGES).status
    assert (approved.waits_since, approved.time_from, approved.time_s) == (None, 0.0, 0.0)
    assert story.tell(EventKind.EXTENDED, stage=Stage.IMAGES).status.time_from == 0.0
