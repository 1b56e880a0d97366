"""The processes of a production, each started again when it ends, as a container engine does."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

LOOK_S = 0.2
RESTART_S = 1.0
ENDS_S = 20.0


class Service:
    """One process under a name; it is kept running for as long as it is wanted."""

    def __init__(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], log: Path
    ) -> None:
        self.name = name
        self.environment = dict(environment)
        self._command = command
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self._ended_at = 0.0
        self.is_wanted = False

    @property
    def pid(self) -> int:
        """Its process; 0: it does not run."""
        is_running = self._process is not None and self._process.poll() is None
        return self._process.pid if self._process and is_running else 0

    def keep_running(self) -> None:
        """Start it, if it is wanted, and did not end just now."""
        if self.pid or not self.is_wanted:
            return
        if not self._ended_at:
            self._ended_at = time.monotonic() - (0.0 if self._process else RESTART_S)
        if time.monotonic() - self._ended_at < RESTART_S:
            return
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env={**os.environ, **self.environment},
            )
        self._ended_at = 0.0

    def send(self, number: signal.Signals) -> None:
        """Send it a signal, if it runs."""
        if self.pid:
            os.kill(self.pid, number)

    def end(self, number: signal.Signals = signal.SIGTERM) -> None:
        """End it, and want it no more."""
        self.is_wanted = False
        self.send(number)
        if self._process:
            try:
                self._process.wait(ENDS_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()


class Services:
    """All of them, and the thread that starts them again."""

    def __init__(self) -> None:
        self._all: dict[str, Service] = {}
        self._is_over = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="keeper", daemon=True)

    def __getitem__(self, name: str) -> Service:
        """The service of that name."""
        return self._all[name]

    def add(self, service: Service) -> Service:
        """One more service; it is started at once."""
        service.is_wanted = True
        service.keep_running()
        self._all[service.name] = service
        return service

    def pids(self) -> set[int]:
        """The processes of all services that run."""
        return {service.pid for service in self._all.values() if service.pid}

    def start(self) -> None:
        """Begin to keep them running."""
        self._keeper.start()

    def stop(self) -> None:
        """End all, the last one started first."""
        self._is_over.set()
        if self._keeper.is_alive():
            self._keeper.join()
        for service in reversed(self._all.values()):
            service.end()

    def _keep(self) -> None:
        while not self._is_over.wait(LOOK_S):
            for service in list(self._all.values()):
                service.keep_running()


def stop_for_a_while(pids: Sequence[int], seconds: float) -> None:
    """SIGSTOP, and SIGCONT after a while; those that end meanwhile have ended."""
    _send(pids, signal.SIGSTOP)
    try:
        time.sleep(seconds)
    finally:
        _send(pids, signal.SIGCONT)


def kill(pids: Sequence[int]) -> None:
    """`kill -9`."""
    _send(pids, signal.SIGKILL)


def _send(pids: Sequence[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
