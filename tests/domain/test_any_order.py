"""Rules that hold for any events in any order."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from adgen_dagster.domain.brief import Brief
from adgen_dagster.domain.stages import EventKind, JobEvent
from adgen_dagster.domain.words import JobState, Product, Stage
from tests.story import ALL, BRIEF, CONFIRMED_BRIEF, JOB, VOICE_BRIEF, Story

AUDIO, CLIPS, IMAGES, FILM = Product.AUDIO, Product.CLIPS, Product.IMAGES, Product.FINAL_MP4
SCRIPT_STAGE, IMAGES_STAGE, VIDEOS_STAGE = Stage.SCRIPT, Stage.IMAGES, Stage.VIDEOS
SEGMENT_LISTS = st.lists(st.integers(min_value=-1, max_value=6), max_size=3).map(tuple)
ANY_EVENT = st.builds(
    JobEvent,
    id=st.just(0),
    at=st.just(0.0),
    job=st.just(JOB),
    kind=st.sampled_from(EventKind),
    product=st.none() | st.sampled_from(Product),
    stage=st.none() | st.sampled_from(Stage),
    segments=SEGMENT_LISTS,
    brief=st.none() | st.sampled_from([BRIEF, VOICE_BRIEF, CONFIRMED_BRIEF]),
    note=st.sampled_from(["", "Bluer."]),
    path=st.sampled_from(["", "a", "b"]),
    cost_usd=st.floats(min_value=0, max_value=10),
)


@given(st.sampled_from([BRIEF, CONFIRMED_BRIEF]), st.lists(ANY_EVENT, max_size=25))
def test_no_order_of_events_breaks_the_reading(brief: Brief, events: list[JobEvent]) -> None:
    story = Story(brief)
    for event in events:
        story.add(event)

    status = story.status

    assert status.open_stage not in status.approved
    assert (IMAGES_STAGE in status.approved) <= (SCRIPT_STAGE in status.approved)
    if status.state is JobState.CANCELLED:
        assert not status.due
    for work in status.due:
        assert 0 < work.owner_cause <= work.cause <= status.last_event
        assert set(work.segments) <= set(ALL)


@given(st.sampled_from([BRIEF, CONFIRMED_BRIEF]), st.lists(ANY_EVENT, max_size=20))
def test_a_job_never_stands_still_for_nothing(brief: Brief, events: list[JobEvent]) -> None:
    story = Story(brief)
    for event in events:
        status = story.add(event).status
        waits_for_a_person = status.open_stage or status.awaits_transcript or status.failures
        assert status.state.is_over or waits_for_a_person or status.due


BEHIND = {
    IMAGES: SCRIPT_STAGE,
    AUDIO: SCRIPT_STAGE,
    CLIPS: IMAGES_STAGE,
    FILM: VIDEOS_STAGE,
}


@given(st.lists(ANY_EVENT, max_size=12), st.sampled_from([1, 2, 3]))
def test_nothing_is_ever_due_behind_a_closed_gate(events: list[JobEvent], begun: int) -> None:
    story = Story()
    (story.to_pictures, story.to_clips, story.to_the_end)[begun - 1]()
    for event in events:
        story.add(event)
        status = story.status
        for work in status.due:
            if work.product in BEHIND:
                assert BEHIND[work.product] in status.approved


@settings(max_examples=30)
@given(st.permutations([(IMAGES, n) for n in ALL] + [(AUDIO, 0)]), st.data())
def test_orders_stand_still_in_whatever_order_the_work_is_done(
    done: list[tuple[Product, int]], data: st.DataObject
) -> None:
    story = Story().to_pictures()
    ordered = {work.product: work for work in story.status.due}

    for product, segment in done:
        if data.draw(st.booleans()):
            story.started(product, *ordered[product].segments)
        assert all(work == ordered[work.product] for work in story.status.due)
        story.made(product, *([segment] if segment else []))

    assert story.state is JobState.AWAITING_IMAGES_APPROVAL
    assert story.status.due == ()
