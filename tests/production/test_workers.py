"""Who works on a run, told by its lease; and where a run waits for a worker."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from uuid import uuid4

import dagster as dg
import pytest
from dagster._core.launcher.base import WorkerStatus

from adgen_dagster.workers import launcher
from adgen_dagster.workers.launcher import CeleryLauncher, Queue, queue_of
from adgen_dagster.workers.lease import is_leased, lease
from tests.graph import queue_run
from tests.production.postgres import PostgresServer

LIMIT_S = 120.0

HOLDER = """
import sys
import time
import dagster as dg
from adgen_dagster.workers.lease import lease
with dg.DagsterInstance.get() as instance, lease(instance, sys.argv[1]) as is_ours:
    print(is_ours, flush=True)
    time.sleep(600)
"""


@pytest.fixture
def run(instance: dg.DagsterInstance) -> dg.DagsterRun:
    found = instance.get_run_by_id(queue_run(instance, {}))
    assert found is not None
    return found


@pytest.fixture
def watching(instance: dg.DagsterInstance) -> CeleryLauncher:
    made = CeleryLauncher()
    made.register_instance(instance)
    return made


def holding(run_id: str) -> subprocess.Popen[str]:
    """A process that has the lease of a run."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, run_id], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "True\n"
    return process


def wait_until_free(instance: dg.DagsterInstance, run_id: str) -> None:
    deadline = time.monotonic() + LIMIT_S
    while is_leased(instance, run_id):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_lease_is_held_by_one_and_ends_with_it(instance: dg.DagsterInstance) -> None:
    run_id = str(uuid4())

    with lease(instance, run_id) as first, lease(instance, run_id) as second:
        assert (first, second) == (True, False)
        assert is_leased(instance, run_id)
        assert not is_leased(instance, str(uuid4()))

    assert not is_leased(instance, run_id)


def test_a_killed_worker_leaves_its_run_without_one(
    instance: dg.DagsterInstance,
    watching: CeleryLauncher,
    run: dg.DagsterRun,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    holder = holding(run.run_id)
    assert watching.check_run_worker_health(run).status is WorkerStatus.RUNNING

    holder.kill()
    holder.wait(LIMIT_S)
    wait_until_free(instance, run.run_id)

    assert watching.check_run_worker_health(run).status is WorkerStatus.RUNNING
    monkeypatch.setattr(launcher, "GRACE_S", 0.0)
    assert watching.check_run_worker_health(run).status is WorkerStatus.FAILED


def test_a_lease_is_taken_again_when_the_database_was_away_for_a_moment(
    database: PostgresServer, instance: dg.DagsterInstance, run: dg.DagsterRun
) -> None:
    holder = holding(run.run_id)
    try:
        database.kill()
        database.start()
        wait_until_free(instance, run.run_id)

        deadline = time.monotonic() + LIMIT_S
        while not is_leased(instance, run.run_id):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert holder.poll() is None
    finally:
        holder.kill()
        holder.wait(LIMIT_S)


def test_a_process_ends_itself_when_it_cannot_see_its_lease(
    database: PostgresServer, run: dg.DagsterRun
) -> None:
    holder = holding(run.run_id)
    try:
        database.kill()

        assert holder.wait(LIMIT_S) == os.EX_TEMPFAIL
    finally:
        database.start()
        holder.kill()


def test_a_cancelled_run_is_interrupted_where_it_is_at_work(
    instance: dg.DagsterInstance, watching: CeleryLauncher, run: dg.DagsterRun
) -> None:
    assert watching.terminate(run.run_id)

    with pytest.raises(KeyboardInterrupt), lease(instance, run.run_id):
        time.sleep(LIMIT_S)

    assert not is_leased(instance, run.run_id)


@pytest.mark.parametrize(
    ("assets", "queue"),
    [
        (["final_mp4"], Queue.PROCESSOR),
        (["images"], Queue.WAITING),
        (["transcript", "script", "segments"], Queue.WAITING),
        (["audio", "final_mp4"], Queue.WAITING),
    ],
)
def test_a_run_waits_where_its_kind_of_work_is_done(assets: list[str], queue: Queue) -> None:
    run = dg.DagsterRun(
        "__ASSET_JOB", str(uuid4()), asset_selection=frozenset(map(dg.AssetKey, assets))
    )

    assert queue_of(run) is queue
