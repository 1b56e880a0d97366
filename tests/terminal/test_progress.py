"""How far a job is and where its seconds went."""

import pytest

from adgen_dagster.domain.stages import EventKind, JobEvent
from adgen_dagster.domain.words import Product, Stage
from adgen_dagster.terminal.progress import progress_of, times_of, total_s
from tests.terminal import stories

WRITTEN = [*stories.scripted()]
DRAWING = [*WRITTEN, *stories.approved(Stage.SCRIPT, 15), *stories.started(Product.IMAGES, 16)]
HALF_DRAWN = [*DRAWING, *stories.made(Product.IMAGES, 18, 1, 4, 7)]


@pytest.mark.parametrize(
    ("story", "done", "working"),
    [
        (stories.submitted(), [0, 0, 0, 0, 0], set[Product]()),
        ([*stories.submitted(), *stories.started(Product.SCRIPT, 2)], [0] * 5, {Product.SEGMENTS}),
        (WRITTEN, [1, 0, 0, 0, 0], set[Product]()),
        (HALF_DRAWN, [1, 3, 0, 0, 0], {Product.IMAGES, Product.AUDIO}),
        (stories.completed()[:-1], [1, 10, 10, 1, 0], {Product.FINAL_MP4}),
        (stories.completed(), [1, 10, 10, 1, 1], set[Product]()),
        ([*WRITTEN, stories.event(EventKind.CANCELLED, 9)], [1, 0, 0, 0, 0], set[Product]()),
    ],
)
def test_each_step_tells_how_far_it_is(
    story: list[JobEvent], done: list[int], working: set[Product]
) -> None:
    found = progress_of(stories.told(story))

    assert [progress.done for progress in found] == done
    assert {progress.product for progress in found if progress.is_working} == working


def test_a_script_that_is_written_again_is_no_longer_done() -> None:
    redo = stories.event(EventKind.REDO, 8, stage=Stage.SCRIPT, note="funnier")

    found = progress_of(stories.told([*WRITTEN, redo]))

    assert not found[0].is_done


def test_waiting_for_a_person_is_apart_from_work() -> None:
    times = {each.product: each for each in times_of(stories.told(stories.completed()))}

    assert (times[Product.SEGMENTS].start_s, times[Product.SEGMENTS].work_s) == (2, 3)
    assert times[Product.SEGMENTS].person_s == 10
    assert (times[Product.IMAGES].start_s, times[Product.IMAGES].work_s) == (1, 4)
    assert times[Product.IMAGES].person_s == 20
    assert (times[Product.CLIPS].start_s, times[Product.CLIPS].work_s) == (2, 8)
    assert times[Product.CLIPS].person_s == 30
    assert (times[Product.FINAL_MP4].start_s, times[Product.FINAL_MP4].work_s) == (1, 0.5)


def test_every_second_is_counted_once() -> None:
    status = stories.told(stories.completed())

    beside = {Product.AUDIO}
    counted = sum(
        each.start_s + each.work_s + each.person_s
        for each in times_of(status)
        if each.product not in beside
    )

    assert counted == pytest.approx(total_s(status)) == pytest.approx(81.5)


def test_the_audio_takes_what_its_take_took() -> None:
    times = {each.product: each for each in times_of(stories.told(stories.completed()))}

    assert times[Product.AUDIO].work_s == 7.5


def test_a_failure_waits_for_a_person_at_the_step_where_it_happened() -> None:
    story = [
        *DRAWING,
        *stories.failed(Product.IMAGES, 26, "rejected", "no", 3),
        stories.event(EventKind.RETRY, 36),
        *stories.started(Product.IMAGES, 37),
    ]

    times = {each.product: each for each in times_of(stories.told(story))}

    assert times[Product.IMAGES].person_s == 10
    assert times[Product.IMAGES].work_s == 10
