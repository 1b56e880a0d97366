"""The running stack: code server, daemon and webserver, at most one on a DAGSTER_HOME.

Who needs the stack joins the one that runs, or starts it; the last `adgen make` that leaves
stops it. One that `adgen up` started is stopped by that `adgen up` alone.
"""

import fcntl
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import IO

from pydantic import BaseModel, ConfigDict, ValidationError

from adgen_dagster.errors import AdgenError, ErrorKind
from adgen_dagster.settings import Settings
from adgen_dagster.stack.health import Health, WebserverError
from adgen_dagster.stack.home import WORKSPACE_FILE, checkout
from adgen_dagster.stack.interrupts import pause
from adgen_dagster.stack.ports import claimed_port
from adgen_dagster.stack.processes import (
    end_all,
    environment,
    foreign_daemons,
    is_marked,
    python,
    wait_until,
)

LOG_FILE = "stack.log"
READY_LIMIT_S = 120.0
"""It takes 7 s on two idle cores; a busy or slow machine may take ten times that."""
GRACE_S = 2.0
"""For the webserver. The daemon would wait for its sensors, up to 25 s; it is killed, which it must
survive at any moment anyway."""
HEARTBEAT_S = 120.0
"""Each part of the daemon shows that it lives every 30 s."""

_LOADED_LIMIT_S = 10.0
_STATE_FILE = "stack.json"
_LOOK_S = 0.2
_TAIL_LINES = 25
_STARTS = 3
"""How often a stack whose first process was killed is started again before its user is told."""


class StackError(AdgenError):
    """The stack cannot be started, does not become ready, or has ended."""

    kind = ErrorKind.UNAVAILABLE


class Starter(StrEnum):
    """Who started a stack, and so who stops it."""

    MAKE = "make"
    UP = "up"


class Running(BaseModel):
    """A running stack, as its starter noted it down for the others."""

    model_config = ConfigDict(frozen=True)

    pid: int
    """0: it runs elsewhere, and is not ours to watch or to stop."""
    url: str
    began_at: float
    by: Starter

    def note(self, home: Path) -> None:
        """Write it down for others."""
        (home / _STATE_FILE).write_text(self.model_dump_json(), encoding="utf-8")


class Stack:
    """A stack that this process uses."""

    def __init__(
        self, home: Path, running: Running, process: subprocess.Popen[bytes] | None = None
    ) -> None:
        self.home = home
        self.running = running
        self._process = process
        self._starts = 0

    @property
    def url(self) -> str:
        """Where the Dagster UI is."""
        return self.running.url

    @property
    def is_alive(self) -> bool:
        """Whether its process is still there."""
        if self._process:
            # Its mark cannot be read for a moment while the program is being loaded.
            return self._process.poll() is None
        return self.running.pid == 0 or is_marked(self.running.pid, self.home)

    def require_alive(self) -> None:
        """Go on only while the stack runs; our own is revived if its first process was killed.

        Raises:
            StackError: it has ended; the text holds the end of its log.
        """
        if self.is_alive or self._revive():
            return
        raise StackError(f"The stack has ended. Its last words:\n{log_tail(self.home)}")

    def _revive(self) -> bool:
        """Start the stack again, if a signal ended it and not itself; whether it was."""
        was_killed = self._process is not None and self._process.returncode < 0
        if not was_killed or self._starts == _STARTS or end_all(self.home):
            return False
        self._starts += 1
        port, claim = claimed_port(int(self.url.rpartition(":")[2]))
        with claim:
            self._process = _launch(self.home, port, claim)
        self.running = self.running.model_copy(
            update={
                "pid": self._process.pid,
                "url": f"http://127.0.0.1:{port}",
                "began_at": time.time(),
            }
        )
        self.running.note(self.home)
        return True

    def is_ready(self) -> bool:
        """Tell whether the webserver answers, the code is loaded and the daemon lives.

        Raises:
            StackError: it never will.
        """
        self.require_alive()
        try:
            health = Health.ask(self.url)
        except WebserverError:
            return False
        if health.load_error:
            reason = health.load_error.strip().partition("\n")[0]
            raise StackError(f"Dagster cannot load the code ({self.home / LOG_FILE}): {reason}")
        since = max(self.running.began_at, time.time() - HEARTBEAT_S)
        return health.is_loaded and not health.silent_since(since)

    def wait_ready(self) -> float:
        """Wait until jobs can be worked on; how many seconds it took.

        Raises:
            StackError: it has ended, or is not ready in time.
        """
        began = time.monotonic()
        while not self.is_ready():
            if time.monotonic() - began > READY_LIMIT_S:
                said = f" Its last words:\n{log_tail(self.home)}" if self.running.pid else ""
                raise StackError(f"{self.url} is not ready after {READY_LIMIT_S:.0f} s.{said}")
            pause(_LOOK_S)
        return time.monotonic() - began

    def stop(self) -> None:
        """End the stack, gently first; afterwards nothing of it is left.

        Work under way is cut off. It goes on where it stood when a stack runs again.

        Raises:
            StackError: a process would not end.
        """
        try:
            if self.is_alive:
                with suppress(ProcessLookupError):
                    os.kill(self.running.pid, signal.SIGINT)
            wait_until(lambda: not self.is_alive, GRACE_S)
        finally:
            left = end_all(self.home)
            (self.home / _STATE_FILE).unlink(missing_ok=True)
            if self._process:
                self._process.wait()
        if left:
            raise StackError(f"These processes of the stack would not end: {left}.")


def running_on(home: Path) -> Running | None:
    """Return the stack that runs on `home`, if one does."""
    try:
        noted = Running.model_validate_json((home / _STATE_FILE).read_bytes())
    except (OSError, ValidationError):
        return None
    return noted if is_marked(noted.pid, home) else None


@contextmanager
def stack_in_use(home: Path, chosen: Settings, by: Starter) -> Generator[Stack]:
    """Provide a stack for as long as it is needed: the running one, or one of our own.

    Args:
        home: the DAGSTER_HOME.
        chosen: the port to begin with, or the address of a stack that runs elsewhere.
        by: who asks. `up` wants a stack of its own.

    Raises:
        StackError: none can be had.
    """
    if chosen.webserver_url and by is Starter.UP:
        raise StackError("ADGEN_WEBSERVER_URL names a stack that runs elsewhere: unset it first.")
    if chosen.webserver_url:
        url = chosen.webserver_url.rstrip("/")
        yield Stack(home, Running(pid=0, url=url, began_at=0, by=Starter.UP))
        return
    with (home / "stack.users").open("wb") as users:
        with _alone(home):
            stack = _join(home, by) or _start(home, chosen.port, by)
            fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield stack
        finally:
            with _alone(home):
                if stack.running.by is by and (by is Starter.UP or _is_last(users)):
                    stack.stop()


def log_tail(home: Path) -> str:
    """Return the last lines that the stack wrote."""
    try:
        lines = plain((home / LOG_FILE).read_text(encoding="utf-8", errors="replace")).splitlines()
    except OSError:
        return "(no log)"
    return "\n".join(lines[-_TAIL_LINES:]) or "(it wrote nothing)"


def plain(log: str) -> str:
    """Strip a log of its colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", log)


@contextmanager
def _alone(home: Path) -> Generator[None]:
    """Nobody else starts or stops a stack on `home` meanwhile."""
    with (home / "stack.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_last(users: IO[bytes]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _join(home: Path, by: Starter) -> Stack | None:
    running = running_on(home)
    if running and by is Starter.UP:
        raise StackError(f"The stack runs already: {running.url} (process {running.pid}).")
    return Stack(home, running) if running else None


def _start(home: Path, first_port: int, by: Starter) -> Stack:
    if not (checkout() / WORKSPACE_FILE).is_file():
        raise StackError(f"There is no {WORKSPACE_FILE} here: run adgen inside its checkout.")
    if strangers := foreign_daemons(home):
        raise StackError(
            f"A Dagster daemon that adgen did not start works on {home} (process {strangers[0]}):"
            " stop it, or set ADGEN_WEBSERVER_URL to the address of its webserver."
        )
    # A stack whose first process was killed leaves a daemon and code servers behind.
    if left := end_all(home):
        raise StackError(f"Processes of an earlier stack would not end: {left}.")
    port, claim = claimed_port(first_port)
    log_file = home / LOG_FILE
    if log_file.exists():
        log_file.replace(home / f"{LOG_FILE}.1")
    with claim:
        process = _launch(home, port, claim)
    running = Running(pid=process.pid, url=f"http://127.0.0.1:{port}", began_at=time.time(), by=by)
    running.note(home)
    return Stack(home, running, process)


def _launch(home: Path, port: int, claim: socket.socket) -> subprocess.Popen[bytes]:
    with (home / LOG_FILE).open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - an argument list; no shell
            python("-m", "adgen_dagster.stack.supervisor", str(port)),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=[claim.fileno()],
            cwd=home,
            env=environment(home),
            umask=0o077,
        )
    # Until the program is loaded its mark cannot be read, and others would take it for one that
    # has ended, and start a second stack.
    wait_until(lambda: is_marked(process.pid, home) or process.poll() is not None, _LOADED_LIMIT_S)
    return process
