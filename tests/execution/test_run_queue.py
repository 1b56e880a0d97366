"""What the queue lets go first when many jobs wait: what finishes a film that was begun."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster._daemon.run_coordinator.queued_run_coordinator_daemon import (
    QueuedRunCoordinatorDaemon,
)
from ulid import ULID

from adgen_dagster.instance.queue import seconds_left, seconds_to_wait
from adgen_dagster.instance.run_requests import JOB_SLOT, JOB_TAG, OWNER_TAG, SLOT_TAG, due_runs
from adgen_dagster.settings import Settings
from adgen_dagster.storage.artifacts import ArtifactStore
from adgen_dagster.studio.studio import Studio
from tests.graph import queue_run
from tests.story import BRIEF, Story


def queued(instance: dg.DagsterInstance, *jobs: tuple[str, Story]) -> None:
    for job, story in jobs:
        for request in due_runs(story.status):
            queue_run(instance, {**request.tags, JOB_TAG: job})


def begun(age_s: float) -> Story:
    created_at = BRIEF.created_at - timedelta(seconds=age_s)
    return Story(BRIEF.model_copy(update={"created_at": created_at}))


def test_what_finishes_a_begun_film_goes_first_and_of_two_alike_the_older_job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, store: ArtifactStore
) -> None:
    monkeypatch.setenv("MAX_CONCURRENT_JOBS", "1")
    queue: dict[str, Any] = {
        "module": "adgen_dagster.execution.run_queue",
        "class": "JobQueue",
        "config": {},
    }
    names = [str(ULID()) for _ in range(6)]
    newer, older, painted, drawn, moving, cut = names
    with dg.DagsterInstance.local_temp(str(tmp_path), {"run_coordinator": queue}) as instance:
        queued(
            instance,
            (newer, begun(5)),
            (older, begun(50)),
            (painted, begun(1).to_pictures()),
            (drawn, begun(2).to_pictures()),
            (moving, begun(0).to_clips()),
            (cut, begun(0).to_film()),
        )
        studio = Studio(instance, store, Settings())
        places = {job: studio.queue_place(job) for job in names}
        gone = [(run.tags[JOB_TAG], run.tags[OWNER_TAG]) for run in let_all_go(instance)]

    expected = [cut, moving, drawn, painted, older, newer]
    assert [job for job, owner in gone if not owner.startswith("audio")] == expected
    assert sorted(names, key=lambda job: places[job] or 0) == expected


def let_all_go(instance: dg.DagsterInstance) -> list[dg.DagsterRun]:
    """The queued runs in the order in which Dagster's own daemon takes them, one at a time."""
    daemon = QueuedRunCoordinatorDaemon(interval_seconds=1)
    gone: list[dg.DagsterRun] = []
    while runs := daemon._get_runs_to_dequeue(  # pyright: ignore[reportPrivateUsage]
        instance, instance.get_concurrency_config(), fixed_iteration_time=None
    ):
        gone += runs
        for run in runs:
            instance.report_run_canceled(run)
    return gone


def happens(
    instance: dg.DagsterInstance, run_id: str, kind: dg.DagsterEventType, at: float
) -> None:
    event = dg.DagsterEvent(event_type_value=kind.value, job_name="anything")
    moment = datetime.fromtimestamp(at, tz=UTC)
    instance.run_storage.handle_run_event(run_id, event, moment)


def test_who_waits_is_told_about_how_long_as_the_queue_goes(
    own_instance: dg.DagsterInstance,
) -> None:
    now = time.time()

    def run_of(product: str, job: str, status: dg.DagsterRunStatus) -> str:
        tags = {JOB_TAG: job, OWNER_TAG: f"{product}/1", SLOT_TAG: JOB_SLOT}
        return queue_run(own_instance, tags, status)

    started = dg.DagsterRunStatus.STARTED
    nobody_knows = seconds_to_wait(own_instance, "a", 2)
    for product, seconds in (("images", 30.0), ("clips", 100.0), ("clips", 140.0)):
        run = run_of(product, "before", started)
        happens(own_instance, run, dg.DagsterEventType.RUN_START, now - 500)
        happens(own_instance, run, dg.DagsterEventType.RUN_SUCCESS, now - 500 + seconds)
    for product, ago in (("images", 10.0), ("clips", 20.0)):
        run = run_of(product, "at work", started)
        happens(own_instance, run, dg.DagsterEventType.RUN_START, now - ago)
    for job in "abc":
        run_of("images", job, dg.DagsterRunStatus.QUEUED)

    waits = [seconds_to_wait(own_instance, job, 2) for job in "abc"]

    assert nobody_knows is None
    assert waits == pytest.approx([20, 50, 80], abs=5)
    assert seconds_to_wait(own_instance, "d", 2) is None
    assert seconds_left(own_instance, "at work") == pytest.approx(20, abs=5)
    assert seconds_left(own_instance, "a") is None
