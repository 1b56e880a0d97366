"""What an older take that counts again makes of a job."""

from __future__ import annotations

import pytest

from adgen_dagster.domain.stages import EventKind
from adgen_dagster.domain.words import JobState, Product, Stage
from tests.story import Story, due

CLIPS, IMAGES, FILM = Product.CLIPS, Product.IMAGES, Product.FINAL_MP4


def take_back(story: Story, product: Product, segment: int, take: int) -> Story:
    path = f"{product}/{segment}/{take}"
    return story.tell(
        EventKind.TAKEN_BACK, product=product, segments=(segment,), take=take, path=path
    )


def numbers(story: Story, product: Product, segment: int) -> list[int]:
    return [take.take for take in story.status.other_takes(product, segment)]


def test_a_picture_taken_back_before_the_approval_asks_for_nothing_more() -> None:
    story = Story().to_clips().redo(Stage.IMAGES, 2).made(IMAGES, 2, take=2, cost_usd=0.08)

    take_back(story, IMAGES, 2, 1)

    status = story.status
    assert status.state is JobState.AWAITING_IMAGES_APPROVAL
    assert status.latest[IMAGES, 2].take == 1
    assert due(story) == {Product.AUDIO: ()}
    assert status.cost_usd == 0.08
    assert numbers(story, IMAGES, 2) == [2]


def test_a_picture_taken_back_later_has_its_clip_made_again_and_no_other() -> None:
    story = Story().to_clips().redo(Stage.IMAGES, 2).made(IMAGES, 2, take=2)
    story.approved(Stage.IMAGES).made(CLIPS, 1, 2, 3, 4)
    assert story.state is JobState.AWAITING_VIDEOS_APPROVAL

    take_back(story, IMAGES, 2, 1)

    assert story.state is JobState.AWAITING_IMAGES_APPROVAL
    assert story.status.approved == {Stage.SCRIPT}
    assert due(story.approved(Stage.IMAGES))[CLIPS] == (2,)


def test_a_clip_taken_back_has_the_film_cut_again_once_it_is_approved() -> None:
    story = Story().to_the_end().redo(Stage.VIDEOS, 3).made(CLIPS, 3, take=2)
    story.approved(Stage.VIDEOS).made(FILM, take=2)

    take_back(story, CLIPS, 3, 1)

    assert story.state is JobState.AWAITING_VIDEOS_APPROVAL
    assert due(story) == {}
    assert due(story.approved(Stage.VIDEOS)) == {FILM: ()}


def test_a_take_taken_back_answers_the_failure_of_the_one_that_was_to_replace_it() -> None:
    story = Story().to_clips().redo(Stage.IMAGES, 2).started(IMAGES, 2).failed(IMAGES, 2)
    assert story.state is JobState.FAILED
    assert numbers(story, IMAGES, 2) == [1]

    take_back(story, IMAGES, 2, 1)

    assert story.state is JobState.AWAITING_IMAGES_APPROVAL
    assert story.status.failures == ()


def test_takes_of_an_older_script_cannot_come_back() -> None:
    story = Story().to_clips().redo(Stage.SCRIPT)
    take_back(story, IMAGES, 2, 1)
    assert story.state is JobState.PENDING
    assert story.status.missing[IMAGES] == (1, 2, 3, 4)

    story.written()

    assert numbers(story, IMAGES, 2) == []


def test_a_script_that_is_told_twice_leaves_its_takes() -> None:
    story = Story().to_clips().redo(Stage.IMAGES, 2).made(IMAGES, 2, take=2)

    story.made(Product.SEGMENTS)

    assert numbers(story, IMAGES, 2) == [1]


@pytest.mark.parametrize(("product", "segment"), [(FILM, 1), (IMAGES, 9), (IMAGES, -1)])
def test_what_has_no_takes_is_not_taken_back(product: Product, segment: int) -> None:
    story = Story().to_clips()

    take_back(story, product, segment, 1)

    assert story.state is JobState.IMAGES_APPROVED
