"""A stage that nobody decides on is cancelled, and only that."""

from __future__ import annotations

import time
from collections.abc import Callable

import dagster as dg
import pytest

from adgen_dagster.domain.stages import EventKind
from adgen_dagster.domain.words import JobState, Product, Stage
from adgen_dagster.instance.clocks import STEP_S
from adgen_dagster.sensors.approval_timeouts import approval_timeouts, waiting_since
from adgen_dagster.sensors.open_jobs import Watched
from adgen_dagster.settings import Settings
from adgen_dagster.studio.orders import Order
from adgen_dagster.studio.studio import StageNotOpenError, Studio
from tests.graph import Graph
from tests.sounds import write_sound

Begin = Callable[[], Graph]
Choose = Callable[..., None]
HOUR_S = 3600.0


def tick(graph: Graph, cursor: str | None) -> str:
    """One tick of the sensor; its new cursor."""
    result = approval_timeouts(dg.build_sensor_context(instance=graph.instance, cursor=cursor))
    assert isinstance(result, dg.SensorResult)
    assert result.cursor
    return result.cursor


def cursor_now(graph: Graph) -> str:
    return Watched(after=graph.studio.newest_event()).model_dump_json()


def wait_until_past(at: float) -> None:
    while time.time() <= at:
        time.sleep(0.01)


def test_a_stage_that_waited_too_long_is_cancelled(begin: Begin, choose: Choose) -> None:
    choose(ADGEN_APPROVAL_TIMEOUT_S="0.2")
    graph = begin()
    cursor = cursor_now(graph)
    graph.writes()
    wait_until_past(graph.status.since + 0.2)

    after = graph.studio.newest_event()
    tick(graph, cursor)

    assert graph.state is JobState.CANCELLED
    assert graph.status.ended_by == "timed_out"
    (event,) = graph.studio.events(after)
    assert (event.kind, event.stage, event.by) == (EventKind.TIMED_OUT, Stage.SCRIPT, None)


def test_a_stage_is_cancelled_once(begin: Begin, choose: Choose) -> None:
    choose(ADGEN_APPROVAL_TIMEOUT_S="0.05")
    graph = begin()
    first = cursor_now(graph)
    graph.writes()
    wait_until_past(graph.status.since + 0.05)

    later = tick(graph, tick(graph, first))
    told = graph.studio.newest_event()
    tick(graph, later)
    tick(graph, first)

    assert graph.studio.newest_event() == told
    assert Watched.of_cursor(later).since == {}


def test_a_stage_with_time_left_is_remembered_and_left_alone(begin: Begin, choose: Choose) -> None:
    graph = begin()
    cursor = cursor_now(graph)
    graph.writes()

    cursor = tick(graph, cursor)

    assert graph.state is JobState.AWAITING_SCRIPT_APPROVAL
    assert Watched.of_cursor(cursor).since == {graph.job: graph.status.since}
    assert Watched.of_cursor(cursor).after == graph.studio.newest_event()


def test_a_decision_is_forgotten_and_the_next_stage_has_its_own_time(
    begin: Begin, choose: Choose
) -> None:
    graph = begin()
    cursor = cursor_now(graph)
    cursor = tick(graph.writes(), cursor)
    first = graph.status.since

    cursor = tick(graph.approves(Stage.SCRIPT), cursor)
    between = Watched.of_cursor(cursor).since
    cursor = tick(graph.paints(), cursor)

    assert between == {}
    assert Watched.of_cursor(cursor).since == {graph.job: graph.status.since}
    assert graph.status.since > first


def test_a_decision_after_the_sensor_read_is_not_lost(begin: Begin, choose: Choose) -> None:
    graph = begin()
    cursor = tick(graph.writes(), cursor_now(graph))
    choose(ADGEN_APPROVAL_TIMEOUT_S="0.05")
    wait_until_past(graph.status.since + 0.05)

    tick(graph.approves(Stage.SCRIPT), cursor)

    assert graph.state is JobState.SCRIPT_APPROVED


def test_work_and_failures_have_no_deadline(begin: Begin, choose: Choose) -> None:
    choose(ADGEN_APPROVAL_TIMEOUT_S="0.001")
    graph = begin()
    cursor = cursor_now(graph)
    for go_on in (
        lambda: graph.starts(Product.SCRIPT),
        lambda: graph.fails(Product.SCRIPT),
    ):
        go_on()
        wait_until_past(graph.status.since + 0.001)
        cursor = tick(graph, cursor)

    assert graph.state is JobState.FAILED
    assert waiting_since(graph.status) is None


def test_a_transcript_that_nobody_confirms_is_cancelled_too(begin: Begin, choose: Choose) -> None:
    choose(ADGEN_APPROVAL_TIMEOUT_S="0.05")
    other = begin()
    voice = write_sound(other.store.scratch / "voice.ogg")
    order = Order(other.owner, voice_file=voice, confirms_transcript=True)
    cursor = cursor_now(other)
    job = other.studio.submit(order)
    graph = Graph(other.instance, other.store, other.studio, job, other.owner)
    graph.makes(Product.TRANSCRIPT)
    wait_until_past((graph.status.waits_since or 0) + 0.05)

    tick(graph, cursor)

    assert graph.status.ended_by == "timed_out"


def test_time_in_which_nothing_ticked_does_not_count(
    begin: Begin, choose: Choose, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = begin()
    cursor = cursor_now(graph)
    graph.writes()
    began = graph.status.since

    def tick_at(seconds: float) -> None:
        nonlocal cursor
        monkeypatch.setattr(time, "time", lambda: began + seconds)
        cursor = tick(graph, cursor)

    for seconds in (5, 10, 12 * HOUR_S, 12 * HOUR_S + 5):
        tick_at(seconds)
    counted = 10 + STEP_S + 5
    told = graph.studio.decide_before(graph.status)
    monkeypatch.setattr(time, "time", lambda: began + 24 * HOUR_S)
    told_without_a_stack = graph.studio.decide_before(graph.status)
    assert graph.state is JobState.AWAITING_SCRIPT_APPROVAL
    assert told == pytest.approx(began + 12 * HOUR_S + 5 + 600 - counted)
    assert told_without_a_stack == pytest.approx(began + 24 * HOUR_S + 600 - counted)

    for ticks in range(1, 25):
        tick_at(12 * HOUR_S + 5 + ticks * 25)

    assert graph.status.ended_by == "timed_out"


def test_a_job_that_goes_on_has_its_time_anew(
    begin: Begin, choose: Choose, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(ADGEN_APPROVAL_TIMEOUT_S="0.2")
    graph = begin()
    cursor = cursor_now(graph)
    cursor = tick(graph.writes(), cursor)
    wait_until_past(time.time() + 0.25)
    cursor = tick(graph, cursor)

    assert graph.studio.continue_job(graph.job, graph.owner)
    choose(ADGEN_APPROVAL_TIMEOUT_S="600")
    cursor = tick(graph, cursor)

    assert graph.state is JobState.AWAITING_SCRIPT_APPROVAL
    choose(ADGEN_APPROVAL_TIMEOUT_S="0.2")
    wait_until_past(time.time() + 0.25)
    tick(graph, cursor)
    assert graph.status.ended_by == "timed_out"


def test_who_asks_for_more_time_has_it_while_a_stack_runs(
    begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = begin()
    cursor = cursor_now(graph)
    cursor = tick(graph.writes(), cursor)

    assert graph.studio.give_time(graph.job, graph.owner, HOUR_S)

    assert graph.studio.give_time(graph.job, graph.owner, HOUR_S) is False
    given = graph.status.waits_since or 0.0
    assert given > graph.status.since
    assert graph.studio.decide_before(graph.status) == given + HOUR_S
    ticks = range(0, int(HOUR_S) + 50, 25)
    for seconds in ticks:
        if seconds == HOUR_S:
            assert graph.state is JobState.AWAITING_SCRIPT_APPROVAL
        monkeypatch.setattr(time, "time", lambda now=given + seconds: now)
        cursor = tick(graph, cursor)
    assert graph.status.ended_by == "timed_out"


def test_who_is_at_it_has_the_usual_time_anew(
    begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = begin()
    cursor = cursor_now(graph)
    graph.writes()
    began = graph.status.since

    def tick_at(*moments: int) -> None:
        nonlocal cursor
        for seconds in moments:
            monkeypatch.setattr(time, "time", lambda now=began + seconds: now)
            cursor = tick(graph, cursor)

    tick_at(*range(0, 600, 25))
    assert graph.studio.give_time(graph.job, graph.owner)
    tick_at(*range(600, 1175, 25))
    assert graph.state is JobState.AWAITING_SCRIPT_APPROVAL

    tick_at(*range(1175, 1275, 25))

    assert graph.status.ended_by == "timed_out"


def test_time_never_becomes_shorter_than_was_asked_for_and_ends_with_the_gate(begin: Begin) -> None:
    graph = begin().writes()
    impatient = Studio(graph.instance, graph.store, Settings(approval_timeout_s=0.01))

    assert impatient.give_time(graph.job, graph.owner, HOUR_S)
    assert impatient.give_time(graph.job, graph.owner) is False

    assert (graph.status.time_s, graph.approves(Stage.SCRIPT).status.time_s) == (HOUR_S, 0.0)
    with pytest.raises(StageNotOpenError):
        graph.studio.give_time(graph.job, graph.owner)


def test_a_cursor_of_the_version_before_is_read(begin: Begin, choose: Choose) -> None:
    graph = begin().writes()
    before = (
        f'{{"after":{graph.studio.newest_event()},"since":{{"{graph.job}":{graph.status.since}}}}}'
    )

    tick(graph, before)

    assert graph.state is JobState.AWAITING_SCRIPT_APPROVAL
