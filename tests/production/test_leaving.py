"""A run's process hears that it is to end also after its database was away."""

from __future__ import annotations

import multiprocessing
import time

import dagster as dg

from tests.assets.test_leaving import ENDS_S, INTERRUPTED, work_for_ever
from tests.graph import queue_run
from tests.production.postgres import PostgresServer

AWAY_S = 14.0
"""Dagster tries for some 11 s to reach its database for one look."""


def test_a_database_that_was_away_does_not_keep_a_run_from_being_ended(
    database: PostgresServer, instance: dg.DagsterInstance
) -> None:
    run = instance.get_run_by_id(queue_run(instance, {}))
    assert run
    spawn = multiprocessing.get_context("spawn")
    begun = spawn.Event()
    process = spawn.Process(target=work_for_ever, args=(instance.get_ref(), run.run_id, begun))
    process.start()
    try:
        assert begun.wait(ENDS_S)
        database.kill()
        time.sleep(AWAY_S)
        database.start()

        instance.report_run_canceling(run)

        process.join(ENDS_S)
        assert process.exitcode == INTERRUPTED
    finally:
        process.kill()
