"""What was paid and not told is told when the work ends: by its records, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import dagster as dg
import pytest

from adgen_dagster.domain.stages import EventKind
from adgen_dagster.domain.words import JobState
from adgen_dagster.instance.journal import Journal
from adgen_dagster.instance.run_requests import JOB_TAG
from adgen_dagster.sensors.decisions import decisions
from adgen_dagster.sensors.failures import failures, interruptions
from adgen_dagster.settings import settings
from adgen_dagster.studio.settling import settle
from tests.graph import Graph

Begin = Callable[[], Graph]

SENT = {"provider": "openai", "model": "m", "at_most_usd": 0.07, "cause": "1", "ending": "json"}


@pytest.fixture
def job(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> Iterator[Graph]:
    graph = begin()
    monkeypatch.setenv("ADGEN_ARTIFACTS_URL", str(graph.store.root))
    settings.cache_clear()
    yield graph.to_pictures()
    settings.cache_clear()


def keeps(job: Graph, place: str, **said: object) -> None:
    """A call's record in one of the job's takes, as it was left there."""
    job.store.write_json(f"jobs/{job.job}/{place}.json", {**SENT, **said})


def paid_events(job: Graph) -> int:
    events = Journal(job.instance).of(job.job)
    return sum(event.kind is EventKind.PAID for event in events)


def test_what_was_not_told_is_told_once_and_what_is_unknown_with_its_price(job: Graph) -> None:
    keeps(job, "script/take-01/call-script-1", cost_usd=0.02)
    keeps(job, "audio/take-01/line-03/take-02/call-abc-1", refused="busy")
    keeps(job, "audio/take-01/line-03/take-02/call-abc-2", failure="It broke.", spent_usd=0.01)
    keeps(job, "images/02/take-01/call-x-1")

    for _ in range(3):
        settle(Journal(job.instance), job.store, job.job)

    assert paid_events(job) == 3
    assert job.status.cost_usd == pytest.approx(0.03)
    assert job.status.unknown_usd == pytest.approx(0.06 + 0.07)


def test_a_call_that_was_answered_after_all_is_known_then_and_stays_known(job: Graph) -> None:
    keeps(job, "script/take-01/call-script-1")
    settle(Journal(job.instance), job.store, job.job)
    keeps(job, "script/take-01/call-script-1", cost_usd=0.02)
    settle(Journal(job.instance), job.store, job.job)
    keeps(job, "script/take-01/call-script-1")
    settle(Journal(job.instance), job.store, job.job)

    assert (job.status.cost_usd, job.status.unknown_usd) == (0.02, 0)


def test_a_record_that_cannot_be_read_hides_no_other(job: Graph) -> None:
    keeps(job, "script/take-01/call-script-1", cost_usd=0.02)
    job.store.write_bytes(f"jobs/{job.job}/images/01/take-01/call-a-1.json", b"{")
    keeps(job, "clips/01/take-01/call-b-1", at_most_usd="much", cost_usd=float("nan"))
    keeps(job, "clips/02/take-01/call-b-1", cost_usd=0.03)

    settle(Journal(job.instance), job.store, job.job)

    assert job.status.cost_usd == pytest.approx(0.05)


def test_a_cancelled_job_is_told_what_it_has_paid_and_may_have_paid(job: Graph) -> None:
    keeps(job, "audio/take-01/line-01/take-01/call-abc-1")
    job.studio.cancel(job.job, None, job.owner)

    cursor = str(Journal(job.instance).newest() - 1)
    decisions(dg.build_sensor_context(job.instance, cursor=cursor))

    assert job.state is JobState.CANCELLED
    assert job.status.unknown_usd == pytest.approx(0.07)


@pytest.mark.parametrize("is_cancelled", [False, True])
def test_a_run_that_ended_without_a_word_has_its_calls_told(
    job: Graph, *, is_cancelled: bool
) -> None:
    @dg.asset(name="images")
    def work() -> None:
        raise RuntimeError("gone")

    run = dg.materialize(
        [work], instance=job.instance, tags={JOB_TAG: job.job}, raise_on_error=False
    )
    keeps(job, "images/02/take-01/call-x-1", cost_usd=0.02)
    context = dg.build_run_status_sensor_context(
        sensor_name="it",
        dagster_instance=job.instance,
        dagster_run=run.dagster_run,
        dagster_event=run.get_run_failure_event(),
    )

    if is_cancelled:
        job.studio.cancel(job.job, None, job.owner)
        interruptions(context)
    else:
        failures(context.for_run_failure())

    assert job.status.cost_usd == pytest.approx(0.02)
