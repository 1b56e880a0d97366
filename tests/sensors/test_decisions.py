"""What people decide becomes runs, once, the moment they decide it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import dagster as dg
from ulid import ULID

from adgen_dagster.domain.stages import EventKind, JobStatus
from adgen_dagster.domain.words import Product, Stage
from adgen_dagster.instance.run_requests import CAUSE_TAG, JOB_TAG
from adgen_dagster.sensors.decisions import (
    Cursor,
    decisions,
    end_runs,
    jobs_to_look_at,
    wait_for_due_runs,
)
from tests.graph import Graph, queue_run
from tests.story import JOB, Story

Begin = Callable[[], Graph]


def tick(graph: Graph, after: int) -> dg.SensorResult:
    """One tick of the sensor, as the daemon makes it."""
    cursor = Cursor(after=after).model_dump_json()
    result = decisions(dg.build_sensor_context(instance=graph.instance, cursor=cursor))
    assert isinstance(result, dg.SensorResult)
    return result


def keys(result: dg.SensorResult) -> list[str]:
    return [str(run.run_key) for run in result.run_requests or ()]


def test_a_brief_starts_the_writing(begin: Begin) -> None:
    after = begin().studio.newest_event()
    graph = begin()

    result = tick(graph, after)

    assert keys(result) == [f"{graph.job}/segments/{graph.status.last_event}"]
    assert Cursor.of_cursor(result.cursor, graph.instance).after == graph.studio.newest_event()


def test_an_approval_starts_what_comes_next(begin: Begin) -> None:
    graph = begin().writes()
    after = graph.studio.newest_event()
    graph.approves(Stage.SCRIPT)
    approval = graph.studio.newest_event()

    result = tick(graph, after)

    assert keys(result) == [
        f"{graph.job}/audio/{approval}",
        f"{graph.job}/images/{approval}/01-03",
    ]


def test_the_same_events_read_twice_ask_for_nothing_new(begin: Begin) -> None:
    graph = begin().writes()
    after = graph.studio.newest_event()
    graph.approves(Stage.SCRIPT)
    first = tick(graph, after)

    graph.starts(Product.IMAGES, 1, 2, 3).paints(2)
    again = tick(graph, after)

    assert keys(again) == keys(first)


def test_the_sound_that_is_ready_starts_the_film(begin: Begin) -> None:
    graph = begin().to_clips().animates().approves(Stage.VIDEOS)
    after = graph.studio.newest_event()
    graph.makes(Product.AUDIO)

    assert keys(tick(graph, after)) == [f"{graph.job}/final_mp4/{graph.studio.newest_event()}"]


def test_a_redo_and_a_retry_start_their_work(begin: Begin) -> None:
    redone, retried = begin().to_pictures().paints(), begin().fails(Product.SCRIPT)
    after = redone.studio.newest_event()
    redone.studio.redo(redone.job, Stage.IMAGES, [1, 3], "", redone.owner)
    retried.studio.retry(retried.job, retried.owner)

    asked = keys(tick(redone, after))

    assert f"{redone.job}/images/{after + 1}/01-01" in asked
    assert f"{redone.job}/images/{after + 1}/03-03" in asked
    assert f"{retried.job}/segments/{after + 2}" in asked


def test_a_cancelled_job_starts_nothing(begin: Begin) -> None:
    cancelled = begin().writes()
    after = cancelled.studio.newest_event()
    cancelled.studio.cancel(cancelled.job, None, cancelled.owner)
    other = begin()

    assert keys(tick(cancelled, after)) == [f"{other.job}/segments/{other.status.last_event}"]


def test_what_is_made_and_what_fails_wakes_nobody() -> None:
    story = Story().to_clips().started(Product.CLIPS, 1).made(Product.CLIPS, 1)
    story.failed(Product.CLIPS, 2)

    quiet = [event for event in story.events if event.kind is not EventKind.SUBMITTED]

    assert jobs_to_look_at(story.events) == [JOB]
    assert jobs_to_look_at(quiet[:6]) == []
    assert jobs_to_look_at(story.events[-3:]) == []
    assert jobs_to_look_at([]) == []


def test_a_tick_that_waits_returns_when_somebody_decides(begin: Begin) -> None:
    graph = begin().writes()
    after = graph.studio.newest_event()
    found: list[str] = []

    def wait() -> None:
        requests, _ = wait_for_due_runs(graph.instance, Cursor(after=after), seconds=120)
        found.extend(str(run.run_key) for run in requests)

    waiting = threading.Thread(target=wait)
    waiting.start()
    graph.starts(Product.AUDIO)
    still_waits = waiting.is_alive()
    graph.approves(Stage.SCRIPT)
    waiting.join(timeout=60)

    assert still_waits
    assert not waiting.is_alive()
    assert found == [
        f"{graph.job}/audio/{graph.status.last_event}",
        f"{graph.job}/images/{graph.status.last_event}/01-03",
    ]


def test_a_tick_without_a_decision_has_read_on(begin: Begin) -> None:
    graph = begin()
    after = graph.studio.newest_event()
    graph.writes()

    requests, read = wait_for_due_runs(graph.instance, Cursor(after=after), seconds=0)

    assert requests == []
    assert read.after == graph.studio.newest_event() > after


def test_what_was_decided_while_no_daemon_ran_is_found_later(begin: Begin) -> None:
    after = begin().studio.newest_event()
    graphs = [begin().to_pictures() for _ in range(2)]

    asked = keys(tick(graphs[0], after))

    for graph in graphs:
        assert f"{graph.job}/images/{graph.status.last_event}/01-03" in asked
        assert not any("segments" in key for key in asked)


def ended(tmp_path: Path, status: JobStatus, *tags: dict[str, str]) -> list[bool]:
    """Which of some queued runs are dropped, each told by its tags."""
    queue = {"module": "adgen_dagster.execution.run_queue", "class": "JobQueue", "config": {}}
    with dg.DagsterInstance.local_temp(str(tmp_path), {"run_coordinator": queue}) as instance:
        runs = [queue_run(instance, tag) for tag in tags]

        end_runs(instance, status)
        end_runs(instance, status)

        found = [instance.get_run_by_id(run) for run in runs]
    return [run is not None and run.status is dg.DagsterRunStatus.CANCELED for run in found]


def test_the_runs_of_a_cancelled_job_are_ended_and_no_others(tmp_path: Path) -> None:
    cancelled = Story().to_pictures().tell(EventKind.CANCELLED)
    own, other = {JOB_TAG: JOB}, {JOB_TAG: str(ULID())}

    assert ended(tmp_path, cancelled.status, own, own, other) == [True, True, False]


def test_of_a_job_that_goes_on_only_the_runs_of_before_are_ended(tmp_path: Path) -> None:
    story = Story().to_pictures()
    before = story.last
    story.tell(EventKind.CANCELLED).tell(EventKind.CONTINUED)
    runs = ({JOB_TAG: JOB, CAUSE_TAG: str(cause)} for cause in (before, story.last))

    assert ended(tmp_path, story.status, *runs, {JOB_TAG: JOB}) == [True, False, False]


def test_a_film_that_its_job_fell_back_to_is_changed_by_no_run(tmp_path: Path) -> None:
    story = Story().to_the_end().redo(Stage.IMAGES, 2)
    run = {JOB_TAG: JOB, CAUSE_TAG: str(story.last)}
    story.tell(EventKind.CANCELLED)

    assert ended(tmp_path, story.status, run) == [True]
