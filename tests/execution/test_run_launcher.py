"""A run is given up when its process is gone, not when its code server is away for a moment."""

from __future__ import annotations

import json

import dagster as dg
import pytest
from dagster._core.launcher.base import WorkerStatus
from dagster._core.storage.tags import GRPC_INFO_TAG

from adgen_dagster.execution.run_launcher import MISSES_ALLOWED, RunLauncher
from tests.production.code_server import code_server
from tests.production.ports import free_port


@dg.job
def anything() -> None: ...


@pytest.fixture
def launcher(instance: dg.DagsterInstance) -> RunLauncher:
    made = RunLauncher()
    made.register_instance(instance)
    return made


def started(
    instance: dg.DagsterInstance,
    status: dg.DagsterRunStatus = dg.DagsterRunStatus.STARTED,
    **address: object,
) -> dg.DagsterRun:
    return instance.create_run_for_job(
        anything,
        status=status,
        tags={GRPC_INFO_TAG: json.dumps({"host": "localhost", **address})},
    )


@pytest.mark.parametrize(
    ("address", "outcome"),
    [
        ({"socket": "/nowhere/adgen-code-server"}, WorkerStatus.FAILED),
        ({"port": free_port()}, WorkerStatus.RUNNING),
    ],
)
def test_a_silent_code_server_is_waited_for_where_it_will_come_back(
    instance: dg.DagsterInstance,
    launcher: RunLauncher,
    address: dict[str, object],
    outcome: WorkerStatus,
) -> None:
    run = started(instance, **address)

    seen = [launcher.check_run_worker_health(run).status for _ in range(MISSES_ALLOWED + 1)]

    assert seen == [*[WorkerStatus.RUNNING] * MISSES_ALLOWED, outcome]


def test_a_run_is_told_to_end_and_the_code_server_is_not_asked(
    instance: dg.DagsterInstance, launcher: RunLauncher
) -> None:
    run = started(instance, port=free_port())

    assert launcher.terminate(run.run_id)

    told = instance.get_run_by_id(run.run_id)
    assert told
    assert told.status is dg.DagsterRunStatus.CANCELING


def test_a_run_that_has_ended_is_told_nothing(
    instance: dg.DagsterInstance, launcher: RunLauncher
) -> None:
    run = started(instance, port=free_port())
    instance.report_run_failed(run)

    assert not launcher.terminate(run.run_id)


def test_a_code_server_that_has_no_such_process_says_so(
    instance: dg.DagsterInstance, launcher: RunLauncher
) -> None:
    with code_server() as port:
        run = started(instance, port=port)

        health = launcher.check_run_worker_health(run)
        beginning = started(instance, dg.DagsterRunStatus.STARTING, port=port)

        assert launcher.never_began(beginning)

    assert not launcher.never_began(beginning), "it may only be away"
    assert (health.status, health.msg) == (WorkerStatus.FAILED, "Its process is gone.")
