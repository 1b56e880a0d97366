"""A real S3 protocol server on loopback: moto's, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

import requests

from tests.production.ports import free_port
from tests.production.starting import wait_for_answer

BUCKET = "adgen-films"
ANSWERS_S = 60.0


class ObjectStoreServer:
    """An S3 server with one bucket; what it holds is in its memory, and gone when it ends."""

    def __init__(self, log: Path) -> None:
        self.port = free_port()
        self._log = log
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it speaks S3."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> Mapping[str, str]:
        """What makes the studio keep its artifacts there."""
        return {
            "ADGEN_ARTIFACTS_URL": f"s3://{BUCKET}/studio",
            "AWS_ENDPOINT_URL_S3": self.url,
            "AWS_ACCESS_KEY_ID": "loopback",
            "AWS_SECRET_ACCESS_KEY": "loopback-secret",
            "AWS_DEFAULT_REGION": "us-east-1",
        }

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        wait_for_answer(
            self.process,
            self._log,
            lambda: requests.put(f"{self.url}/{BUCKET}", timeout=ANSWERS_S).raise_for_status(),
            requests.ConnectionError,
        )

    def requests(self) -> list[str]:
        """What it was asked, as `GET /bucket/key`, oldest first."""
        lines = self._log.read_text(errors="replace").splitlines()
        return [line.split('"')[1].rpartition(" ")[0] for line in lines if '" ' in line]

    def stop(self) -> None:
        """End it."""
        if self.process:
            self.process.kill()
            self.process.wait(ANSWERS_S)
            self.process = None


@contextmanager
def object_store() -> Generator[ObjectStoreServer]:
    """An S3 server that runs; its `environment` leads to it."""
    with tempfile.TemporaryDirectory(prefix="adgen-s3-") as folder:
        server = ObjectStoreServer(Path(folder) / "s3.log")
        try:
            server.start()
            yield server
        finally:
            server.stop()
