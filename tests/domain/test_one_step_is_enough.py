"""A product that nobody has heard of: one step in the table makes it due, shown, paid, retried."""

from enum import StrEnum
from typing import cast

import pytest

from adgen_dagster.domain.pipeline import PIPELINE
from adgen_dagster.domain.stages import EventKind, JobStatus
from adgen_dagster.domain.status import status_of
from adgen_dagster.domain.steps import Pipeline, Step
from adgen_dagster.domain.words import JobState, PriceUnit, Product, Slot, Stage
from adgen_dagster.instance.run_requests import SLOT_TAG, due_runs
from adgen_dagster.providers.base import Prices
from adgen_dagster.studio.budget import (
    again_price,
    cut_off_price,
    film_price,
    redo_prices,
    rest_price,
    stage_price,
)
from adgen_dagster.studio.rules import may_redo, reworded_at
from adgen_dagster.terminal.progress import progress_of
from telegram_gateway.content.job_progress import progress_of as progress_in_chat
from telegram_gateway.views.job_view import basis_of
from tests.story import ALL, BRIEF, Story

PRICES = Prices(story_usd=0.02, line_usd=0.01, picture_usd=0.05, clip_usd=0.25)


class _Toys(StrEnum):
    MUSIC = "music"
    DEPTH = "depth"
    ANIMATIC = "animatic"


MUSIC, DEPTH, ANIMATIC = (cast("Product", toy) for toy in _Toys)

WITH_MUSIC = Pipeline(
    steps=(
        *PIPELINE.steps,
        Step(
            MUSIC,
            JobState.SCRIPT_APPROVED,
            JobState.GENERATING_IMAGES,
            made_of=(Product.SEGMENTS,),
            behind=Stage.SCRIPT,
            stage=Stage.IMAGES,
            is_shown=True,
            slot=Slot.AUDIO,
            price=PriceUnit.LINE,
        ),
    ),
    gates=PIPELINE.gates,
)
WITH_DEPTH = Pipeline(
    steps=(
        *PIPELINE.steps,
        Step(
            DEPTH,
            JobState.IMAGES_APPROVED,
            JobState.ANIMATING_VIDEOS,
            made_of=(Product.IMAGES,),
            behind=Stage.IMAGES,
            stage=Stage.VIDEOS,
            is_shown=True,
            is_redone=True,
            per_segment=True,
            price=PriceUnit.PICTURE,
        ),
    ),
    gates=PIPELINE.gates,
)
WITH_ANIMATIC = Pipeline(
    steps=(
        *PIPELINE.steps,
        Step(
            ANIMATIC,
            JobState.SCRIPT_APPROVED,
            JobState.GENERATING_IMAGES,
            made_of=(Product.AUDIO, Product.IMAGES),
            behind=Stage.SCRIPT,
            stage=Stage.IMAGES,
            is_shown=True,
            is_local=True,
        ),
    ),
    gates=PIPELINE.gates,
)


def told(story: Story, pipeline: Pipeline = WITH_MUSIC) -> JobStatus:
    status = status_of(story.events, pipeline)
    assert status
    return status


def due(status: JobStatus) -> dict[str, tuple[int, ...]]:
    return {str(work.product): work.segments for work in status.due}


def drawn() -> Story:
    return Story().to_pictures().started(Product.IMAGES, *ALL).made(Product.IMAGES, *ALL)


def test_it_is_due_behind_its_gate_in_its_own_slot() -> None:
    waiting, approved = told(Story().written()), told(Story().to_pictures())

    run = next(run for run in due_runs(approved) if "/music/" in str(run.run_key))

    assert due(waiting) == {}
    assert due(approved) == {"audio": (), "images": ALL, "music": ()}
    assert [key.to_user_string() for key in run.asset_selection or ()] == ["music"]
    assert run.tags[SLOT_TAG] == "audio"


def test_its_gate_opens_when_it_is_made_as_well() -> None:
    begun = drawn().started(MUSIC)
    made = drawn().started(MUSIC).made(MUSIC)

    assert told(drawn()).state is JobState.SCRIPT_APPROVED
    assert told(begun).state is JobState.GENERATING_IMAGES
    assert told(made).open_stage is Stage.IMAGES
    assert basis_of(told(made), Stage.IMAGES) == str(made.last)


def test_both_gateways_tell_how_far_it_is() -> None:
    begun = told(drawn().started(MUSIC))

    steps = {each.name: (each.done, each.total, each.is_working) for each in progress_of(begun)}

    assert steps["music"] == (0, 1, True)
    assert steps["pictures"] == (4, 4, True)
    assert progress_in_chat(begun, None, begun.since).key == "status-images"


def test_it_is_paid_as_its_step_says() -> None:
    written = told(Story().written())
    at_work = told(Story().to_pictures().started(MUSIC))
    useless = told(Story().to_pictures().started(MUSIC).failed(MUSIC, kind="bad_output"))

    assert stage_price(written, PRICES) == pytest.approx(4 * (0.05 + 0.01 + 0.01))
    assert rest_price(written, PRICES) == pytest.approx(4 * (0.05 + 0.25 + 0.01 + 0.01))
    assert film_price(BRIEF, PRICES, WITH_MUSIC) == pytest.approx(0.02 + 4 * 0.32)
    assert cut_off_price(at_work, PRICES) == pytest.approx(4 * 0.01)
    assert again_price(useless, PRICES) == pytest.approx(0.01)


def test_its_failure_waits_for_a_person_and_is_tried_again_for_the_same_take() -> None:
    story = drawn().started(MUSIC)
    (before,) = (work for work in told(story).due if work.product is MUSIC)
    failed = told(story.failed(MUSIC))
    again = told(story.tell(EventKind.RETRY))

    (work,) = (work for work in again.due if work.product is MUSIC)

    assert failed.state is JobState.FAILED
    assert not any(work.product is MUSIC for work in failed.due)
    assert may_redo(failed, Stage.IMAGES)
    assert reworded_at(failed, failed.failures[0]) is None
    assert again.state is JobState.SCRIPT_APPROVED
    assert (work.cause, work.owner_cause) == (story.last, before.owner_cause)


def test_a_segment_of_it_is_made_again_with_what_it_is_made_of() -> None:
    story = Story().to_clips()
    first = told(story, WITH_DEPTH)
    story.made(Product.AUDIO).made(Product.CLIPS, *ALL).made(DEPTH, *ALL)
    shown = told(story, WITH_DEPTH)
    redone = told(story.redo(Stage.IMAGES, 2), WITH_DEPTH)
    story.made(Product.IMAGES, 2, take=2).approved(Stage.IMAGES)

    assert due(first) == {"audio": (), "clips": ALL, "depth": ALL}
    assert shown.open_stage is Stage.VIDEOS
    assert redo_prices(shown, PRICES)[Stage.IMAGES] == pytest.approx(0.05 + 0.25 + 0.05)
    assert redo_prices(shown, PRICES)[Stage.VIDEOS] == pytest.approx(0.25 + 0.05)
    assert (redone.missing[DEPTH], redone.missing[Product.CLIPS]) == ((2,), (2,))
    assert due(told(story, WITH_DEPTH)) == {"clips": (2,), "depth": (2,)}


def test_what_waits_for_others_before_its_gate_keeps_the_gate_shut_and_follows_them() -> None:
    story = Story().to_pictures().started(Product.IMAGES, *ALL).started(Product.AUDIO)
    drawing = told(story.made(Product.IMAGES, 1, 2), WITH_ANIMATIC)
    spoken_last = told(story.made(Product.IMAGES, 3, 4), WITH_ANIMATIC)
    ready = told(story.made(Product.AUDIO), WITH_ANIMATIC)
    shown = told(story.made(ANIMATIC), WITH_ANIMATIC)
    redone = told(story.redo(Stage.IMAGES, 3), WITH_ANIMATIC)
    followed = told(story.made(Product.IMAGES, 3, take=2), WITH_ANIMATIC)

    assert drawing.state is JobState.GENERATING_IMAGES
    assert spoken_last.state is JobState.GENERATING_AUDIO
    assert due(ready) == {"animatic": ()}
    assert shown.open_stage is Stage.IMAGES
    assert due(redone) == {"images": (3,)}
    assert due(followed) == {"animatic": ()}
    assert WITH_ANIMATIC.awaited == {Product.AUDIO, Product.IMAGES}


def test_the_film_waits_for_what_it_is_made_of_and_no_gate_shows() -> None:
    film = PIPELINE[Product.FINAL_MP4]
    assert PIPELINE.awaited_by(film.product) == (Product.AUDIO,)

    story = Story().to_clips().made(Product.CLIPS, *ALL).approved(Stage.VIDEOS)

    assert told(story, PIPELINE).state is JobState.GENERATING_AUDIO
    assert due(told(story, PIPELINE)) == {"audio": ()}
    assert due(told(story.made(Product.AUDIO), PIPELINE)) == {"final_mp4": ()}
