"""Dagster's run launcher with a health check, and with runs that stop themselves."""

import os
from collections import Counter

import dagster as dg
import grpc
from dagster._core.errors import DagsterUserCodeUnreachableError
from dagster._core.launcher.base import CheckRunHealthResult, WorkerStatus
from dagster._core.launcher.default_run_launcher import DefaultRunLauncher
from dagster._grpc.__generated__.dagster_api_pb2 import Empty
from dagster._grpc.client import DagsterGrpcClient
from dagster._grpc.types import (
    CanCancelExecutionRequest,
    CanCancelExecutionResult,
    GetCurrentRunsResult,
)
from dagster._serdes import ConfigurableClassData, deserialize_value

from adgen_dagster.instance.run_requests import request_stop
from adgen_dagster.settings import STACK_MARK

CHECK_TIMEOUT_S = 5
MISSES_ALLOWED = 2
"""Of a code server that is gone for good; a run's process ends itself when its server is gone, so
that a run given up on is never still at work."""
MISSES_OF_ONE_THAT_COMES_BACK = 40
"""Of a code server that is merely slow, as on a busy machine, or that comes back where it was, and
then knows itself that the run is gone: one with a port of its own, after a deploy for instance, or
one of a stack that we keep alive. Given up before, nothing could start the run again."""


class RunLauncher(DefaultRunLauncher):
    """Starts runs in the code server, and knows whether a run's process is still there.

    Without this, a run whose whole stack was killed stays `STARTED` for ever: Dagster's run
    monitoring only looks at launchers that can tell.

    A run is never ended by way of the event that Dagster's code server shares with the run's
    process: a process that ends at that moment takes the event's lock with it, and the server then
    starts and ends no run any more (docs/decisions/0010).
    """

    def __init__(self, inst_data: ConfigurableClassData | None = None) -> None:
        super().__init__(inst_data)
        self._missed = Counter[str]()

    def terminate(self, run_id: str) -> bool:
        """Ask a run to stop; its process reads that (execution/termination.py)."""
        return request_stop(self._instance, run_id)

    @property
    def supports_check_run_worker_health(self) -> bool:
        """Yes: this is what Dagster's own launcher of local processes lacks."""
        return True

    def check_run_worker_health(self, run: dg.DagsterRun) -> CheckRunHealthResult:
        """Ask the code server that started the run whether it is still at work."""
        client = self._get_grpc_client_for_termination(run.run_id)
        if client is None:
            return CheckRunHealthResult(WorkerStatus.NOT_FOUND, "No code server has this run.")
        missed = self._missed
        try:
            is_at_work = _has_run(client, run.run_id)
        except DagsterUserCodeUnreachableError as error:
            missed[run.run_id] += 1
            comes_back = (
                not client.socket
                or STACK_MARK in os.environ
                or _code_of(error) is grpc.StatusCode.DEADLINE_EXCEEDED
            )
            allowed = MISSES_OF_ONE_THAT_COMES_BACK if comes_back else MISSES_ALLOWED
            if missed[run.run_id] <= allowed:
                return CheckRunHealthResult(WorkerStatus.RUNNING, "No answer; asked again soon.")
            return CheckRunHealthResult(WorkerStatus.FAILED, "Its code server is gone.")
        missed.pop(run.run_id, None)
        if is_at_work:
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        return CheckRunHealthResult(WorkerStatus.FAILED, "Its process is gone.")

    def never_began(self, run: dg.DagsterRun) -> bool:
        """Tell whether nothing is there that could begin a run that was handed over.

        Its code server or the daemon was killed between two steps of the handing over. Dagster
        takes such a run for one that starts slowly, until `start_timeout_seconds`.
        """
        client = self._get_grpc_client_for_termination(run.run_id)
        try:
            return client is None or not _has_run(client, run.run_id)
        except DagsterUserCodeUnreachableError:
            return False


def _has_run(client: DagsterGrpcClient, run_id: str) -> bool:
    """Tell whether a code server has a process for a run.

    Raises:
        DagsterUserCodeUnreachableError: it does not answer.
    """
    try:
        # The client's public way to ask this waits for a minute.
        reply = client._query("GetCurrentRuns", Empty, timeout=CHECK_TIMEOUT_S)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    except DagsterUserCodeUnreachableError as error:
        if _code_of(error) is not grpc.StatusCode.UNIMPLEMENTED:
            raise
    else:
        answer = deserialize_value(reply.serialized_current_runs, GetCurrentRunsResult)
        return run_id in answer.current_runs
    # The server of `dagster dev` stands before another one, and hands on this question only. It
    # reads the event that docs/decisions/0010 tells of.
    asked = CanCancelExecutionRequest(run_id=run_id)
    said = client.can_cancel_execution(asked, timeout=CHECK_TIMEOUT_S)
    return deserialize_value(said, CanCancelExecutionResult).can_cancel


def _code_of(error: DagsterUserCodeUnreachableError) -> grpc.StatusCode | None:
    """Return why a code server did not answer."""
    cause = error.__cause__
    return cause.code() if isinstance(cause, grpc.Call) else None
