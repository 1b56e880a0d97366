"""`python -m adgen_dagster.execution.code_server …`: Dagster's code server, whose runs start warm.

Takes what `dagster api grpc` takes. Dagster starts each run's process with `spawn`: a new Python
that imports Dagster and us, for seconds of processor time. Here this process imports all of it, and
forks a server before it does anything else; each run is a fork of that (docs/decisions/0015).
"""

import importlib
import multiprocessing
import sys
from typing import Any

import grpc
from dagster._cli.api import api_cli
from dagster._grpc import server
from dagster._grpc.__generated__ import dagster_api_pb2

from adgen_dagster.execution.forks import PRELOADED, fork_the_fork_server
from adgen_dagster.execution.sources import sources
from adgen_dagster.logs import log_of

_LOG = log_of(__name__)
_LOADED = sources()
"""What lay on the disk before it was imported."""


class WarmServer(server.DagsterApiServer):
    """Starts runs as forks of a process that has everything imported."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - handed on as they are
        super().__init__(*args, **options)
        self._is_code_the_same = True
        warm = multiprocessing.get_context("forkserver")
        warm.set_forkserver_preload([PRELOADED])
        self._mp_ctx = warm

    def StartRun(  # noqa: N802 - gRPC's name
        self, request: dagster_api_pb2.StartRunRequest, context: grpc.ServicerContext
    ) -> dagster_api_pb2.StartRunReply:
        """Start a run: of the code as it is now, also where it was changed since."""
        if self._is_code_the_same and sources() != _LOADED:
            _LOG.warning("code_changed", effect="runs start cold until this server starts anew")
            self._is_code_the_same = False
            self._mp_ctx = multiprocessing.get_context("spawn")
        return super().StartRun(request, context)


def main() -> None:
    """Serve until asked to stop."""
    try:
        importlib.import_module(PRELOADED)
    except Exception:  # noqa: BLE001 - Dagster tells what is wrong with code that does not load
        _LOG.warning("code_not_loaded", exc_info=True)
    else:
        fork_the_fork_server()
    server.DagsterApiServer = WarmServer
    api_cli(["grpc", *sys.argv[1:]], prog_name="python -m adgen_dagster.execution.code_server")


if __name__ == "__main__":
    main()
