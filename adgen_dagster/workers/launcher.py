"""Launches runs on workers of other machines, and tells whether one works on a run."""

import time
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Self

import dagster as dg
from dagster._core.launcher.base import (
    CheckRunHealthResult,
    LaunchRunContext,
    RunLauncher,
    WorkerStatus,
)
from dagster._grpc.types import ExecuteRunArgs
from dagster._serdes import ConfigurableClass, ConfigurableClassData, pack_value

from adgen_dagster.domain.pipeline import PIPELINE
from adgen_dagster.errors import AdgenError, ErrorKind
from adgen_dagster.instance.run_requests import request_stop
from adgen_dagster.workers.lease import GRACE_S, is_leased

_PATIENCE = {"max_retries": 20, "interval_start": 0.2, "interval_step": 0.2, "interval_max": 1.0}
"""About 18 s for a broker that is being started again."""


class Queue(StrEnum):
    """What kind of worker a run waits for."""

    WAITING = "adgen-waiting"
    """Most of its time it waits for a provider: many fit on a machine."""
    PROCESSOR = "adgen-processor"
    """The cut: a second on the processor. A user waits for it, and not behind providers."""


class NoOriginError(AdgenError):
    """A run does not say where its code is."""

    kind = ErrorKind.CRASHED


class CeleryLauncher(RunLauncher, ConfigurableClass):
    """Starts whole runs as Celery tasks (docs/decisions/0008)."""

    def __init__(self, inst_data: ConfigurableClassData | None = None) -> None:
        super().__init__()
        self._inst_data = inst_data
        self._without_worker_since: dict[str, float] = {}

    @property
    def inst_data(self) -> ConfigurableClassData | None:
        """What the instance file says."""
        return self._inst_data

    @classmethod
    def config_type(cls) -> dict[str, object]:
        """It needs no configuration: everything comes from the environment."""
        return {}

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> Self:
        """Build the launcher of an instance file."""
        return cls(inst_data, **config_value)

    def launch_run(self, context: LaunchRunContext) -> None:
        """Put a run into its queue.

        Nothing is noted in the run: a warm worker begins at once, and both would write its tags.
        """
        # Imported lazily: read-only users need no broker.
        from adgen_dagster.workers.app import execute_job  # noqa: PLC0415

        run = context.dagster_run
        if run.job_code_origin is None:
            raise NoOriginError(f"Run {run.run_id} does not say where its code is.")
        args = ExecuteRunArgs(
            job_origin=run.job_code_origin,
            run_id=run.run_id,
            instance_ref=None,
            set_exit_code_on_failure=False,
        )
        queue = queue_of(run)
        self._instance.report_engine_event(f"Waits for a worker: {queue}.", run)
        execute_job.apply_async(
            kwargs={"execute_job_args_packed": pack_value(args)},
            queue=str(queue),
            routing_key=str(queue),
            retry_policy=_PATIENCE,
        )

    def terminate(self, run_id: str) -> bool:
        """Ask a run to stop; its worker reads that (workers/lease.py)."""
        return request_stop(self._instance, run_id)

    @property
    def supports_check_run_worker_health(self) -> bool:
        """Yes: by the run's lease."""
        return True

    def check_run_worker_health(self, run: dg.DagsterRun) -> CheckRunHealthResult:
        """Tell whether a worker holds the lease of a run that has begun."""
        since, now = self._without_worker_since, time.monotonic()
        if is_leased(self._instance, run.run_id):
            since.pop(run.run_id, None)
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        if now - since.setdefault(run.run_id, now) < GRACE_S:
            return CheckRunHealthResult(WorkerStatus.RUNNING, "No worker; looked for again soon.")
        del since[run.run_id]
        return CheckRunHealthResult(WorkerStatus.FAILED, "Its worker is gone.")


def queue_of(run: dg.DagsterRun) -> Queue:
    """Return the queue in which a run waits for a worker."""
    chosen = {key.to_user_string() for key in run.asset_selection or ()}
    is_local = chosen and chosen <= {str(step.product) for step in PIPELINE.steps if step.is_local}
    return Queue.PROCESSOR if is_local else Queue.WAITING
