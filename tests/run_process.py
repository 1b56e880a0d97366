"""The process of a run that works for ever, as a code server starts it."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Generator
from contextlib import contextmanager
from multiprocessing.context import SpawnProcess
from multiprocessing.synchronize import Event
from types import SimpleNamespace

import dagster as dg
from dagster._core.instance.ref import InstanceRef

from adgen_dagster.execution.termination import end_with_the_run

ENDS_S = 60.0
INTERRUPTED = 40
"""Its exit code once it was interrupted."""


@contextmanager
def run_process(instance: dg.DagsterInstance, run_id: str) -> Generator[SpawnProcess]:
    """One that has begun to look after its run."""
    spawn = multiprocessing.get_context("spawn")
    begun = spawn.Event()
    process = spawn.Process(target=_work_for_ever, args=(instance.get_ref(), run_id, begun))
    process.start()
    try:
        assert begun.wait(ENDS_S)
        yield process
    finally:
        process.kill()


def _work_for_ever(instance: InstanceRef, run_id: str, begun: Event) -> None:
    work = SimpleNamespace(stop=threading.Event(), lost=threading.Event())
    with dg.DagsterInstance.from_ref(instance) as opened:
        end_with_the_run(work, opened, run_id)
        begun.set()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            os._exit(INTERRUPTED)
