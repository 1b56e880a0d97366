"""A run's process does not go on beside the one that was started in its place."""

from __future__ import annotations

import multiprocessing
import os
from threading import Event
from types import SimpleNamespace

import dagster as dg
from dagster._core.instance.ref import InstanceRef

from adgen_dagster.assets.leaving import end_when_given_up

ENDS_S = 60.0


def work_for_ever(instance: InstanceRef, run_id: str) -> None:
    """What a run's process does, its work left out."""
    work = SimpleNamespace(stop=Event(), lost=Event())
    with dg.DagsterInstance.from_ref(instance) as opened:
        end_when_given_up(work, opened, run_id)
        work.stop.wait()
        Event().wait()


def test_a_process_whose_run_was_given_up_ends_itself(own_instance: dg.DagsterInstance) -> None:
    @dg.job
    def anything() -> None: ...

    run = own_instance.create_run_for_job(anything, status=dg.DagsterRunStatus.STARTED)
    spawn = multiprocessing.get_context("spawn")
    process = spawn.Process(target=work_for_ever, args=(own_instance.get_ref(), run.run_id))
    process.start()
    try:
        own_instance.report_run_failed(run, "Its code server does not answer.")
        process.join(ENDS_S)
        assert process.exitcode == os.EX_TEMPFAIL
    finally:
        process.kill()
