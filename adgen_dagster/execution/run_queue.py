"""Dagster's run queue, bounded by jobs instead of runs."""

from collections.abc import Mapping
from typing import Any, Self

from dagster._core.run_coordinator.queued_run_coordinator import QueuedRunCoordinator
from dagster._serdes import ConfigurableClassData

from adgen_dagster.instance.run_requests import SLOT_TAG
from adgen_dagster.settings import load_settings


class JobQueue(QueuedRunCoordinator):
    """Lets `MAX_CONCURRENT_JOBS` jobs generate at once.

    Dagster's own limit on a tag takes a plain number, no environment variable; here it comes
    from our settings. A job has at most one run in the `job` slot at a time and one in `audio`.
    """

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData, config_value: Mapping[str, Any]
    ) -> Self:
        """Build the queue of an instance file, with the limit added."""
        limit = {
            "key": SLOT_TAG,
            "value": {"applyLimitPerUniqueValue": True},
            "limit": load_settings().max_concurrent_jobs,
        }
        return super().from_config_value(
            inst_data, {**config_value, "tag_concurrency_limits": [limit]}
        )
