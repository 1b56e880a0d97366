"""What events add up to: once each, however they are read."""

from __future__ import annotations

from dataclasses import replace

import hypothesis.strategies as st
from hypothesis import given

from adgen_dagster.domain.stages import EventKind, JobEvent
from adgen_dagster.domain.words import JobState, Product, Stage
from adgen_dagster.exporter import measures
from adgen_dagster.exporter.measures import Measure
from adgen_dagster.exporter.tally import Tally
from tests.story import ALL, Story


def told(story: Story) -> list[JobEvent]:
    """The story's events, with what a provider's results say of themselves."""
    return [
        replace(event, provider="runway", model="gen4", provider_s=20.0, seconds=21.5, size_mb=12.0)
        if event.kind is EventKind.MADE
        else event
        for event in story.events
    ]


def tallied(events: list[JobEvent], *cuts: int) -> Tally:
    """Read in as many steps as there are cuts between the events."""
    tally = Tally()
    for until in sorted({*cuts, len(events)}):
        tally.add(events, until)
        tally.after = until
    return tally


def counted(tally: Tally, measure: Measure) -> dict[tuple[str, ...], float]:
    series = tally.sums.counted.get(measure.name, {})
    return {tuple(key.split("\t")): value for key, value in series.items()}


def whole_story() -> Story:
    """A film with a failure, a second picture of one segment, and a job that is finished."""
    story = Story().to_pictures()
    approval = story.last
    story.tell(EventKind.STARTED, product=Product.IMAGES, segments=ALL, cause=approval)
    story.made(Product.IMAGES, 1, 3, 4, cost_usd=0.08)
    story.failed(Product.IMAGES, 2, cost_usd=0.02).tell(EventKind.RETRY)
    story.tell(EventKind.STARTED, product=Product.IMAGES, segments=(2,), cause=story.last)
    story.made(Product.IMAGES, 2, cost_usd=0.08).approved(Stage.IMAGES)
    story.started(Product.CLIPS, *ALL).made(Product.AUDIO).made(Product.CLIPS, *ALL, cost_usd=0.25)
    return story.approved(Stage.VIDEOS).started(Product.FINAL_MP4).made(Product.FINAL_MP4)


def test_a_job_is_in_one_state_and_was_in_those_before() -> None:
    tally = tallied(told(whole_story()))

    now = {state: tally.jobs_in(state) for state in JobState if tally.jobs_in(state)}
    been = counted(tally, measures.ENTERED)
    assert now == {JobState.COMPLETED: 1.0}
    assert been[JobState.FAILED,] == been[JobState.AWAITING_VIDEOS_APPROVAL,] == 1.0
    assert been[JobState.GENERATING_IMAGES,] == 2.0
    spread = tally.sums.spread[measures.STATE_S.name]
    assert spread[JobState.FAILED].total == 1.0


def test_money_failures_takes_and_films_are_counted() -> None:
    tally = tallied(told(whole_story()))

    cost, work = counted(tally, measures.COST), ("runway", "gen4")
    assert cost["images", *work] == 0.32
    assert cost["images", "", ""] == 0.02
    assert cost["clips", *work] == 1.0
    assert counted(tally, measures.FAILURES) == {("images", "rejected"): 1.0}
    assert counted(tally, measures.TAKES)["images", *work] == 4.0
    assert counted(tally, measures.DECISIONS)["approved", "script", "test"] == 1.0
    assert tally.sums.spread[measures.FILM_MB.name][""].total == 12.0
    latency = tally.sums.spread[measures.PROVIDER_S.name]["clips\trunway\tgen4"]
    assert (sum(latency.counts), latency.total) == (4, 80.0)


def test_the_time_from_a_decision_to_its_work_is_told_once() -> None:
    story = Story().to_pictures()
    approval = story.last
    story.tell(EventKind.REDO)  # an event between them: a second
    for _ in ("the run", "the same after a crash"):
        story.tell(EventKind.STARTED, product=Product.IMAGES, segments=ALL, cause=approval)

    spread = tallied(told(story)).sums.spread[measures.START_S.name]["images"]

    assert (sum(spread.counts), spread.total) == (1, 2.0)


def test_a_take_that_is_materialized_again_was_paid_once() -> None:
    story = Story().to_pictures().made(Product.IMAGES, 1, cost_usd=0.08)
    story.made(Product.IMAGES, 1, cost_usd=0.08)

    tally = tallied(told(story))

    assert counted(tally, measures.COST)["images", "runway", "gen4"] == 0.08
    assert counted(tally, measures.TAKES)["images", "runway", "gen4"] == 1.0


@given(st.sets(st.integers(min_value=1, max_value=40)))
def test_it_makes_no_difference_where_reading_was_interrupted(cuts: set[int]) -> None:
    events = told(whole_story())

    tally = tallied(events, *(cut for cut in cuts if cut < len(events)))

    assert tally == tallied(events)


def test_a_note_of_it_can_be_read_on_from() -> None:
    events = told(whole_story())
    half = Tally()
    half.add(events, 15)
    half.after = 15

    again = Tally.model_validate_json(half.model_dump_json())
    again.add(events, len(events))
    again.after = len(events)

    assert again == tallied(events)


def test_a_call_that_was_paid_is_counted_once_with_the_take_that_tells_it_again() -> None:
    story, folder = Story().to_pictures(), "jobs/x/images/01/take-01"
    for _ in range(2):
        paid = {"product": Product.IMAGES, "provider": "runway", "model": "gen4"}
        story.tell(EventKind.PAID, path=f"{folder}/task-1.json", cost_usd=0.08, **paid)
        story.tell(EventKind.MADE, path=f"{folder}/picture.png", cost_usd=0.08, **paid)

    for cuts in ((), tuple(range(story.last))):
        cost = counted(tallied(story.events, *cuts), measures.COST)
        assert cost == {("images", "runway", "gen4"): 0.08}
