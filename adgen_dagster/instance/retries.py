"""Tells what Dagster does about a failed run."""

import dagster as dg
from dagster._core.events import RunFailureReason
from dagster._core.execution.retries import auto_reexecution_should_retry_run
from dagster._core.storage.tags import RUN_FAILURE_REASON_TAG, WILL_RETRY_TAG

NO_RETRY = {WILL_RETRY_TAG: "false"}
"""The tags of a run that Dagster leaves as it is."""


def is_retried(instance: dg.DagsterInstance, run: dg.DagsterRun) -> bool:
    """Tell whether Dagster starts a failed run again."""
    if WILL_RETRY_TAG in run.tags:
        return run.tags[WILL_RETRY_TAG] == "true"
    # Dagster stores the failure first and the tag that says what it will do about it afterwards.
    # A reader between the two has to see the same question.
    reason = run.tags.get(RUN_FAILURE_REASON_TAG)
    return instance.run_retries_enabled and auto_reexecution_should_retry_run(
        instance, run, RunFailureReason(reason) if reason else None
    )
