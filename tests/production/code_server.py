"""A code server with a port of its own, as `deploy/compose.yaml` starts it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from dagster._core.errors import DagsterUserCodeUnreachableError
from dagster._grpc.client import DagsterGrpcClient

from tests.production.ports import free_port
from tests.production.starting import wait_for_answer


@contextmanager
def code_server() -> Generator[int]:
    """The port of a code server that answers."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="adgen-code-") as folder:
        log = Path(folder) / "code.log"
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "adgen_dagster.execution.code_server", "--host=127.0.0.1"),
                *(f"--port={port}", "--module-name=adgen_dagster.definitions"),
            ],
            stdout=log.open("wb"),
            stderr=subprocess.STDOUT,
        )
        try:
            wait_for_answer(
                process,
                log,
                lambda: DagsterGrpcClient(port=port).ping("there?"),
                DagsterUserCodeUnreachableError,
            )
            yield port
        finally:
            process.kill()
            process.wait()
