"""How a run's process ends that was replaced: two at work on one take could pay twice."""

import multiprocessing
import os
import threading
import time
from typing import Protocol

import dagster as dg
from sqlalchemy.exc import DBAPIError

ORPHAN_GRACE_S = 5.0
"""For a run whose code server is gone: time to end its children."""
GIVEN_UP_LOOK_S = 3.0
"""A run that is started anew takes longer than that to come to its work."""


class Leaving(Protocol):
    """Work that can be told to end, and why."""

    @property
    def stop(self) -> threading.Event:
        """Set when it has to end."""
        ...

    @property
    def lost(self) -> threading.Event:
        """Set when the run is made anew elsewhere."""
        ...


def end_with_the_code_server(work: Leaving) -> None:
    """End this process when the code server that started it is gone.

    The daemon then starts the run anew; two processes at work on one take could pay twice.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        _leave(work)

    threading.Thread(target=watch, name="code-server-watch", daemon=True).start()


def end_when_given_up(work: Leaving, instance: dg.DagsterInstance, run_id: str) -> None:
    """End this process when the daemon has given its run up, and so starts it anew elsewhere.

    It does when a code server does not answer for a while, for instance on a machine that was
    paused; the run's process may have gone on all the time.
    """
    if multiprocessing.parent_process() is None:
        return

    def watch() -> None:
        while not work.stop.wait(GIVEN_UP_LOOK_S):
            try:
                run = instance.get_run_by_id(run_id)
            except DBAPIError:
                continue
            if run and run.status in {dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED}:
                _leave(work)

    threading.Thread(target=watch, name="given-up-watch", daemon=True).start()


def _leave(work: Leaving) -> None:
    """End what was begun, and this process, without another word."""
    work.lost.set()
    work.stop.set()
    time.sleep(ORPHAN_GRACE_S)
    os._exit(os.EX_TEMPFAIL)
