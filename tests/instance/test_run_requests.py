"""The Dagster runs that due work becomes."""

from __future__ import annotations

import dagster as dg
import pytest

from adgen_dagster.domain.stages import EventKind
from adgen_dagster.domain.words import Product, Stage
from adgen_dagster.instance.run_requests import (
    CAUSE_TAG,
    JOB_TAG,
    OWNER_TAG,
    SLOT_TAG,
    due_runs,
    job_of,
)
from adgen_dagster.partitions import RANGE_END_TAG, RANGE_START_TAG
from tests.story import ALL, JOB, VOICE_BRIEF, Story


def runs_of(story: Story) -> dict[str, dg.RunRequest]:
    return {str(run.run_key): run for run in due_runs(story.status)}


def selected(run: dg.RunRequest) -> list[str]:
    return [key.to_user_string() for key in run.asset_selection or ()]


def test_a_new_job_has_its_script_written_in_one_run() -> None:
    (key, run), *more = runs_of(Story()).items()

    assert (key, more) == (f"{JOB}/segments/1", [])
    assert selected(run) == ["transcript", "script", "segments"]
    assert run.partition_key == JOB
    assert run.tags[JOB_TAG] == JOB
    assert (run.tags[OWNER_TAG], run.tags[CAUSE_TAG]) == ("segments/1", "1")


def test_a_script_written_again_is_not_heard_again() -> None:
    story = Story().written().redo(Stage.SCRIPT)

    ((key, run),) = runs_of(story).items()

    assert key == f"{JOB}/segments/{story.last}"
    assert selected(run) == ["script", "segments"]


def test_a_transcript_to_be_confirmed_is_a_run_of_its_own() -> None:
    story = Story(VOICE_BRIEF.model_copy(update={"confirms_transcript": True}))
    (heard,) = runs_of(story).values()
    story.made(Product.TRANSCRIPT).tell(EventKind.CONFIRMED)

    (written,) = runs_of(story).values()

    assert selected(heard) == ["transcript"]
    assert selected(written) == ["script", "segments"]


def test_an_approved_script_becomes_one_run_of_all_pictures_and_one_of_the_sound() -> None:
    story = Story().to_pictures()

    runs = runs_of(story)

    pictures = runs[f"{JOB}/images/{story.last}/01-04"]
    sound = runs[f"{JOB}/audio/{story.last}"]
    assert len(runs) == 2
    assert selected(pictures) == ["images"]
    assert pictures.partition_key is None
    assert pictures.tags[RANGE_START_TAG] == f"{JOB}|01"
    assert pictures.tags[RANGE_END_TAG] == f"{JOB}|04"
    assert (pictures.tags[SLOT_TAG], sound.tags[SLOT_TAG]) == ("job", "audio")


def test_scattered_segments_become_a_run_for_each_row_of_neighbours() -> None:
    story = Story().to_clips().made(Product.CLIPS, *ALL).redo(Stage.VIDEOS, 4, 1, 2)

    keys = [key for key in runs_of(story) if "clips" in key]

    assert keys == [f"{JOB}/clips/{story.last}/{row}" for row in ("01-02", "04-04")]


def test_the_same_events_ask_for_the_same_runs() -> None:
    story = Story().to_pictures()
    asked = runs_of(story)

    story.started(Product.IMAGES, *ALL).made(Product.IMAGES, 2, 3).approved(Stage.SCRIPT)

    assert runs_of(story) == asked


def test_a_retry_is_a_new_run_for_the_owner_of_the_old_takes() -> None:
    story = Story().to_pictures()
    approval = story.last
    story.made(Product.IMAGES, 1, 2, 3).failed(Product.IMAGES, 4).tell(EventKind.RETRY)

    run = runs_of(story)[f"{JOB}/images/{story.last}/04-04"]

    assert run.tags[OWNER_TAG] == f"images/{approval}"
    assert run.tags[CAUSE_TAG] == str(story.last)


def test_a_redo_is_the_owner_of_new_takes() -> None:
    story = Story().to_pictures().made(Product.IMAGES, *ALL).redo(Stage.IMAGES, 2)

    run = runs_of(story)[f"{JOB}/images/{story.last}/02-02"]

    assert run.tags[OWNER_TAG] == f"images/{story.last}"


def test_a_finished_or_cancelled_job_needs_no_run() -> None:
    assert runs_of(Story().to_the_end()) == {}
    assert runs_of(Story().to_film().tell(EventKind.CANCELLED)) == {}


@pytest.mark.parametrize(
    ("tags", "job"),
    [
        ({JOB_TAG: JOB, "dagster/partition": "other"}, JOB),
        ({"dagster/partition": JOB}, JOB),
        ({"dagster/partition": f"{JOB}|04"}, JOB),
        ({RANGE_START_TAG: f"{JOB}|01", RANGE_END_TAG: f"{JOB}|10"}, JOB),
        ({}, None),
        ({"team": "ads"}, None),
    ],
)
def test_a_run_is_told_to_its_job_wherever_it_was_started(
    tags: dict[str, str], job: str | None
) -> None:
    assert job_of(tags) == job
