"""Ends this process when its run was cancelled or restarted elsewhere: two could pay twice."""

import multiprocessing
import os
import threading
import time
from typing import Protocol

import dagster as dg
from dagster._utils import send_interrupt

from adgen_dagster.logs import log_of

_LOG = log_of(__name__)

ORPHAN_GRACE_S = 5.0
"""For a run whose code server is gone: time to end its children."""
LOOK_S = 1.0
"""A user waits for a cancelled run's end; one that is restarted takes longer than that to
come to its work."""


class Leaving(Protocol):
    """Work that can be asked to stop, and why."""

    @property
    def stop(self) -> threading.Event:
        """Set when it has to end."""
        ...

    @property
    def lost(self) -> threading.Event:
        """Set when the run is restarted elsewhere."""
        ...


def end_with_the_code_server(work: Leaving) -> None:
    """End this process when the code server that started it is gone, or its fork server.

    The daemon then restarts the run; two processes at work on one take could pay twice. A code
    server whose fork server was killed takes the runs for ended.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    started_by = os.getppid()

    def watch() -> None:
        while parent.is_alive() and os.getppid() == started_by:
            parent.join(LOOK_S)
        _leave(work)

    threading.Thread(target=watch, name="code-server-watch", daemon=True).start()


def end_with_the_run(work: Leaving, instance: dg.DagsterInstance, run_id: str) -> None:
    """Interrupt this process when its run is to end, and end it when the run was given up.

    The daemon gives a run up, and restarts it elsewhere, when a code server does not answer for
    a while, for instance on a machine that was paused; the run's process may have gone on all
    the time.
    """
    if multiprocessing.parent_process() is None:
        return

    def watch() -> None:
        is_told = False
        while not work.stop.wait(LOOK_S):
            try:
                run = instance.get_run_by_id(run_id)
            except Exception as error:  # noqa: BLE001 - nobody else would heed the next look
                _LOG.warning("run_status_not_read", run=run_id, why=type(error).__name__)
                continue
            if run and run.status in {dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED}:
                _leave(work)
            elif run and run.status is dg.DagsterRunStatus.CANCELING and not is_told:
                is_told = True
                send_interrupt()

    threading.Thread(target=watch, name="run-watch", daemon=True).start()


def _leave(work: Leaving) -> None:
    """End what was begun, and this process, without another word."""
    work.lost.set()
    work.stop.set()
    time.sleep(ORPHAN_GRACE_S)
    os._exit(os.EX_TEMPFAIL)
