"""A run's process hears that it is to end also after its database was away."""

from __future__ import annotations

import time

import dagster as dg

from tests.graph import queue_run
from tests.production.postgres import PostgresServer
from tests.run_process import ENDS_S, INTERRUPTED, run_process

AWAY_S = 14.0
"""Dagster tries for some 11 s to reach its database for one look."""


def test_a_database_that_was_away_does_not_keep_a_run_from_being_ended(
    database: PostgresServer, instance: dg.DagsterInstance
) -> None:
    run = instance.get_run_by_id(queue_run(instance, {}))
    assert run
    with run_process(instance, run.run_id) as process:
        database.kill()
        time.sleep(AWAY_S)
        database.start()

        instance.report_run_canceling(run)
        process.join(ENDS_S)

        assert process.exitcode == INTERRUPTED
