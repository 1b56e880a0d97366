"""What a job has spent: each call once, whoever tells it, and however often."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adgen_dagster.domain.spending import Spending
from adgen_dagster.domain.stages import EventKind, JobEvent
from adgen_dagster.domain.status import status_of
from adgen_dagster.domain.words import Product
from tests.story import BRIEF, JOB, Story

TAKE = f"jobs/{JOB}/images/01/take-01"
LINE = f"jobs/{JOB}/audio/take-01/line-01/take-01"


def event(
    kind: EventKind, path: str, cost_usd: float, at_most_usd: float = 0.0, number: int = 1
) -> JobEvent:
    return JobEvent(
        number,
        0.0,
        JOB,
        kind,
        Product.IMAGES,
        path=path,
        cost_usd=cost_usd,
        at_most_usd=at_most_usd,
    )


def paid(path: str, cost_usd: float, at_most_usd: float = 0.0) -> JobEvent:
    return event(EventKind.PAID, path, cost_usd, at_most_usd)


def made(path: str, cost_usd: float) -> JobEvent:
    return event(EventKind.MADE, path, cost_usd)


def spent(*events: JobEvent) -> Spending:
    spending = Spending()
    for each in events:
        spending.add(each)
    return spending


TOLD = [
    paid(f"{TAKE}/task-1.json", 0.05),
    paid(f"{TAKE}/task-2.json", 0.05),
    paid(f"{TAKE}/task-2.json", 0.05),
    made(f"{TAKE}/picture.png", 0.12),
    made(f"{TAKE}/picture.png", 0.12),
]


@given(st.permutations(TOLD))
def test_a_take_tells_again_what_its_calls_have_told_in_whatever_order(
    told: Sequence[JobEvent],
) -> None:
    assert spent(*told).usd == pytest.approx(0.12)


def test_calls_of_takes_inside_a_take_belong_to_it() -> None:
    sound = made(f"jobs/{JOB}/audio/take-01/audio.m4a", 0.03)

    assert spent(paid(f"{LINE}/call-1.json", 0.02), sound).usd == pytest.approx(0.03)


def test_takes_that_the_version_before_wrote_count_as_before() -> None:
    failure = event(EventKind.FAILED, "", 0.05)

    assert spent(made(f"{TAKE}/picture.png", 0.08), failure).usd == pytest.approx(0.13)


def test_a_call_of_unknown_outcome_is_named_until_its_cost_is_known() -> None:
    spending = spent(paid(f"{TAKE}/task-1.json", 0.0, 0.05))
    assert (spending.usd, spending.unknown_usd) == (0, 0.05)

    assert spending.add(paid(f"{TAKE}/task-1.json", 0.04)) == pytest.approx(0.04)
    assert (spending.usd, spending.unknown_usd) == (0.04, 0)


ANY_EVENT = st.builds(
    event,
    kind=st.sampled_from([EventKind.PAID, EventKind.MADE, EventKind.FAILED]),
    path=st.sampled_from(["", f"{TAKE}/1.json", f"{TAKE}/2.json", f"{LINE}/1.json"]),
    cost_usd=st.floats(min_value=0, max_value=5),
)


@given(st.lists(ANY_EVENT, max_size=30))
def test_every_change_adds_up_to_the_sum(events: Sequence[JobEvent]) -> None:
    spending = Spending()

    changes = [spending.add(each) for each in events]

    assert sum(changes) == pytest.approx(spending.usd, abs=1e-9)
    assert spending.usd >= 0


def test_what_was_paid_changes_nothing_of_the_work_and_counts_after_the_end() -> None:
    story = Story(BRIEF)
    before = story.status
    after = story.add(paid(f"{TAKE}/task-1.json", 0.05)).status
    assert (after.state, after.due, after.failures) == (before.state, before.due, before.failures)

    story.add(JobEvent(0, 0.0, JOB, EventKind.CANCELLED))
    ended = story.add(paid(f"{TAKE}/task-2.json", 0.05, 0.0)).add(
        paid(f"{TAKE}/task-3.json", 0.0, 0.25)
    )

    assert ended.status.cost_usd == pytest.approx(0.10)
    assert ended.status.unknown_usd == pytest.approx(0.25)
    assert status_of(story.events) == ended.status
