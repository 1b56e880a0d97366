"""A segment that a run makes now is in nobody else's order: it would be paid twice."""

from adgen_dagster.domain.stages import EventKind, is_ordered_anew
from adgen_dagster.domain.words import Product, Stage
from tests.story import Story, due

IMAGES = Product.IMAGES


def started(story: Story, *segments: int, run: str) -> Story:
    return story.tell(
        EventKind.STARTED, product=IMAGES, segments=segments, run_id=run, cause=story.last
    )


def failed(story: Story, *segments: int, run: str) -> Story:
    return story.tell(
        EventKind.FAILED,
        product=IMAGES,
        segments=segments,
        run_id=run,
        failure_kind="rejected",
        note="No.",
    )


def with_two_runs() -> Story:
    """Pictures 1, 3 and 4 are made again by two runs; the first fails, the second is at work."""
    story = Story().to_clips().redo(Stage.IMAGES, 1, 3, 4)
    started(started(story, 1, run="a"), 3, 4, run="b")
    return failed(story.made(IMAGES, 3, take=2), 1, run="a")


def test_a_retry_leaves_out_what_another_run_is_at() -> None:
    story = with_two_runs()

    story.tell(EventKind.RETRY)

    assert due(story)[IMAGES] == (1,)


def test_another_wording_leaves_out_what_another_run_is_at() -> None:
    story = with_two_runs()

    story.redo(Stage.IMAGES, 1, note="Without the sword.")

    assert due(story)[IMAGES] == (1,)


def test_what_the_other_run_fails_at_is_in_the_next_order() -> None:
    story = with_two_runs()
    story.tell(EventKind.RETRY)
    story.made(IMAGES, 1, take=3)

    failed(story, 4, run="b")
    story.tell(EventKind.RETRY)

    assert due(story)[IMAGES] == (4,)


def test_other_words_for_one_segment_keep_the_takes_of_the_others() -> None:
    story = Story().to_pictures()
    approval = story.last
    started(story, 1, 2, 3, 4, run="a")
    failed(story.made(IMAGES, 1, 3), 2, 4, run="a")

    story.redo(Stage.IMAGES, 2, note="Without the sword.")

    owners = {
        work.segments: work.owner_cause for work in story.status.due if work.product is IMAGES
    }
    assert owners == {(2,): story.last, (4,): approval}


def test_a_run_that_starts_late_leaves_a_newer_order_its_segments() -> None:
    story = Story().to_pictures()
    old = story.last
    started(story, 1, run="a")
    failed(story, 1, run="a").tell(EventKind.RETRY)

    orders = story.status.ordered[IMAGES]

    assert is_ordered_anew(orders, 2, old)
    assert not is_ordered_anew(orders, 2, story.last)
    assert not is_ordered_anew(orders, 2, 0)


def test_what_a_lost_run_was_at_is_ordered_again_though_its_successor_never_began() -> None:
    story = Story().to_clips().redo(Stage.IMAGES, 1, 3, 4)
    cause = story.last
    started(story, 1, 3, run="lost")
    story.tell(EventKind.STARTED, product=IMAGES, segments=(4,), run_id="other", cause=cause)
    story.made(IMAGES, 1, take=2)

    # Dagster has started another one in its place, which was killed before it said that it begins.
    facts = {"product": IMAGES, "segments": (3,), "failure_kind": "crashed", "note": "Lost."}
    story.tell(EventKind.FAILED, run_id="in its place", cause=cause, **facts)
    story.tell(EventKind.RETRY)

    assert due(story)[IMAGES] == (3,)
