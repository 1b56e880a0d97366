"""`python -m adgen_dagster.execution.code_server …`: Dagster's code server, whose runs start warm.

Takes what `dagster api grpc` takes. Dagster starts each run's process with `spawn`: a new Python
that imports Dagster and us, for seconds of processor time. Here a fork server has imported all of
it once, and each run is a fork of that (docs/decisions/0015).
"""

import multiprocessing
import sys
from typing import Any

import grpc
from dagster._cli.api import api_cli
from dagster._grpc import server
from dagster._grpc.__generated__ import dagster_api_pb2

from adgen_dagster.execution.sources import sources
from adgen_dagster.logs import log_of

_PRELOADED = "adgen_dagster.execution.preload"
_LOG = log_of(__name__)


class WarmServer(server.DagsterApiServer):
    """Starts runs as forks of a process that has everything imported."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - handed on as they are
        super().__init__(*args, **options)
        self._loaded = sources()
        warm = multiprocessing.get_context("forkserver")
        warm.set_forkserver_preload([_PRELOADED])
        self._mp_ctx = warm

    def StartRun(  # noqa: N802 - gRPC's name
        self, request: dagster_api_pb2.StartRunRequest, context: grpc.ServicerContext
    ) -> dagster_api_pb2.StartRunReply:
        """Start a run: of the code as it is now, also where it was changed since."""
        if self._loaded and sources() != self._loaded:
            _LOG.warning("code has changed: runs start cold until this server starts anew")
            self._loaded = None
            self._mp_ctx = multiprocessing.get_context("spawn")
        return super().StartRun(request, context)


def main() -> None:
    """Serve until asked to stop."""
    server.DagsterApiServer = WarmServer
    api_cli(["grpc", *sys.argv[1:]], prog_name="python -m adgen_dagster.execution.code_server")


if __name__ == "__main__":
    main()
