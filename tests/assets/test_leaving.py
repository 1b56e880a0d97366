"""A run's process ends when it is told to, and not beside one started in its place."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable
from multiprocessing.synchronize import Event
from types import SimpleNamespace

import dagster as dg
import pytest
from dagster._core.instance.ref import InstanceRef

from adgen_dagster.assets.leaving import end_with_the_run

ENDS_S = 60.0


INTERRUPTED = 40


def work_for_ever(instance: InstanceRef, run_id: str, begun: Event) -> None:
    """What a run's process does, its work left out."""
    work = SimpleNamespace(stop=threading.Event(), lost=threading.Event())
    with dg.DagsterInstance.from_ref(instance) as opened:
        end_with_the_run(work, opened, run_id)
        begun.set()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            os._exit(INTERRUPTED)


def given_up(instance: dg.DagsterInstance, run: dg.DagsterRun) -> None:
    instance.report_run_failed(run, "Its code server does not answer.")


@pytest.mark.parametrize(
    ("say", "exit_code"),
    [
        (given_up, os.EX_TEMPFAIL),
        (dg.DagsterInstance.report_run_canceling, INTERRUPTED),
    ],
)
def test_a_process_ends_with_its_run(
    own_instance: dg.DagsterInstance,
    say: Callable[[dg.DagsterInstance, dg.DagsterRun], object],
    exit_code: int,
) -> None:
    @dg.job
    def anything() -> None: ...

    run = own_instance.create_run_for_job(anything, status=dg.DagsterRunStatus.STARTED)
    spawn = multiprocessing.get_context("spawn")
    begun = spawn.Event()
    process = spawn.Process(target=work_for_ever, args=(own_instance.get_ref(), run.run_id, begun))
    process.start()
    try:
        assert begun.wait(ENDS_S)
        say(own_instance, run)
        process.join(ENDS_S)
        assert process.exitcode == exit_code
    finally:
        process.kill()
