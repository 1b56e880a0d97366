"""The Celery application of the workers.

celery --app adgen_dagster.workers.app worker --queues adgen-waiting --concurrency 20
"""

import ctypes
import os
import signal
from typing import Any

import dagster as dg
from celery import Celery, Task
from celery.signals import worker_process_init
from dagster._grpc.types import ExecuteRunArgs
from dagster._serdes import unpack_value
from dagster_celery.make_app import make_app  # pyright: ignore[reportUnknownVariableType]
from dagster_celery.tasks import (
    create_execute_job_task,  # pyright: ignore[reportUnknownVariableType]
)

from adgen_dagster.settings import SettingsError, settings
from adgen_dagster.workers.lease import lease

VISIBILITY_S = 120
"""A message that a worker took and never finished comes back after so long; where the run is at
work elsewhere by then, its lease turns the second worker away."""

_SET_PARENT_DEATH_SIGNAL = 1


class LeasedRun(Task):
    """Works on a run only while it holds the run's lease."""

    def __call__(self, execute_job_args_packed: Any) -> None:  # noqa: ANN401 - Dagster's own
        """Execute the run that a message names, unless another worker does."""
        run_id = unpack_value(execute_job_args_packed, as_type=ExecuteRunArgs).run_id
        with dg.DagsterInstance.get() as instance, lease(instance, run_id) as is_ours:
            if is_ours:
                super().__call__(execute_job_args_packed)


def make() -> Celery:
    """Build the application, with the broker that the settings name.

    Raises:
        SettingsError: none is named.
    """
    broker = settings().broker_url
    if broker is None:
        raise SettingsError("ADGEN_BROKER_URL is not set: workers need a broker, redis://…")
    made: Celery = make_app({"broker": broker.get_secret_value()})
    made.conf.update(
        # Dagster's database tells how a run ended; a second store could disagree.
        result_backend=None,
        task_ignore_result=True,
        # A worker takes no more than it works on, so that none waits behind a busy one.
        task_acks_late=True,
        worker_prefetch_multiplier=1,
        broker_transport_options={"visibility_timeout": VISIBILITY_S},
        broker_connection_retry_on_startup=True,
        # Loaded before the processes are forked: each begins at once, and they share the memory.
        imports=["adgen_dagster.definitions"],
        worker_redirect_stdouts=False,
        worker_hijack_root_logger=False,
        # What a library leaks in a process does not add up for ever.
        worker_max_tasks_per_child=200,
    )
    return made


@worker_process_init.connect
def end_with_the_worker(**_: object) -> None:
    """Let the kernel end this process with its worker, also where that is killed."""
    ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() == 1:
        os._exit(os.EX_TEMPFAIL)


app = make()
execute_job = create_execute_job_task(
    app,
    base=LeasedRun,  # pyright: ignore[reportArgumentType] - handed on to Celery as it is
    acks_late=True,  # pyright: ignore[reportArgumentType]
    ignore_result=True,  # pyright: ignore[reportArgumentType]
)
