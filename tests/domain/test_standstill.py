"""A job that is not over has work due, an open question, or a failure that its person was told."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from adgen_dagster.domain.stages import EventKind
from adgen_dagster.domain.words import JobState, Product
from tests.domain.world import World
from tests.story import ALL, CONFIRMED_BRIEF, Story

IMAGES, SCRIPT, SEGMENTS = Product.IMAGES, Product.SCRIPT, Product.SEGMENTS
BEGUN: tuple[Callable[[], Story], ...] = (
    Story,
    lambda: Story(CONFIRMED_BRIEF),
    lambda: Story().to_pictures(),
    lambda: Story().to_clips(),
    lambda: Story().to_film(),
    lambda: Story().to_the_end(),
)
STEP = st.tuples(st.integers(0, 59), st.integers(0, 10_000))


@settings(max_examples=120)
@given(st.sampled_from(BEGUN), st.lists(STEP, max_size=40))
def test_no_job_stands_still_without_a_word(
    begun: Callable[[], Story], steps: list[tuple[int, int]]
) -> None:
    world = World(begun())

    for kind, choice in steps:
        moves = world.moves()
        some = moves[kind % len(moves)]
        some[choice % len(some)]()
        assert world.is_settled or world.status.due

    world.settle()
    assert world.is_settled


def test_a_transcript_made_by_hand_leaves_the_failure_of_what_is_still_to_be_written() -> None:
    story = Story().started(Product.TRANSCRIPT).failed(Product.TRANSCRIPT)

    story.started(Product.TRANSCRIPT).made(Product.TRANSCRIPT)

    assert story.state is JobState.FAILED


def test_a_script_that_is_there_hides_no_failure_of_the_run_that_was_to_go_on_from_it() -> None:
    story = Story().started(SCRIPT).made(SCRIPT).started(SEGMENTS).failed(SEGMENTS)
    story.tell(EventKind.RETRY).started(SCRIPT)

    story.failed(SCRIPT, kind="storage")

    assert story.state is JobState.FAILED
    assert [failure.kind for failure in story.status.failures] == ["storage"]


def test_what_two_runs_fail_at_is_answered_apart() -> None:
    story = Story().to_pictures().made(IMAGES, 2, 3).failed(IMAGES, 1).failed(IMAGES, 4)

    story.started(IMAGES, 4).made(IMAGES, 4)

    assert story.state is JobState.FAILED
    assert [failure.segments for failure in story.status.failures] == [(1,)]


def test_an_old_run_begun_again_by_hand_answers_no_failure_that_a_newer_order_is_about() -> None:
    story = Story().to_pictures()
    approval = story.last
    story.started(IMAGES, *ALL).made(IMAGES, 1, 3, 4).failed(IMAGES, 2)
    story.tell(EventKind.RETRY).started(IMAGES, 2).failed(IMAGES, 2)

    story.tell(EventKind.STARTED, product=IMAGES, segments=ALL, cause=approval, run_id="a")

    assert story.state is JobState.FAILED
