"""A run's process ends when it is told to, and not beside one started in its place."""

from __future__ import annotations

import os
from collections.abc import Callable

import dagster as dg
import pytest

from tests.run_process import ENDS_S, INTERRUPTED, run_process


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
    with run_process(own_instance, run.run_id) as process:
        say(own_instance, run)
        process.join(ENDS_S)

        assert process.exitcode == exit_code
