"""`python -m adgen_dagster.stack.supervisor PORT`: the stack's processes, kept alive.

The code server (our code, and the runs below it), the daemon and the webserver are what a
production runs, too. Whichever ends is started again; one that ends again and again ends the stack.
"""

import os
import signal
import socket
import sys
import tempfile
import time
from collections import deque
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from adgen_dagster.execution.forks import PRELOADED
from adgen_dagster.settings import dagster_home
from adgen_dagster.stack.home import checkout
from adgen_dagster.stack.warm_start import DAGSTER, Process, Warmth

LOCATION = "adgen"
"""The name under which Dagster knows our code; the state of sensors hangs on it."""
DEATHS_ALLOWED = 5
WITHIN_S = 60.0
"""What ends more often in this time does not end by chance."""
_SOCKET = "code"
_SOCKET_MAX_CHARS = 107
"""Of the path of a Unix socket (Linux: unix(7))."""
_LOOK_S = 0.1
_FIRST_WAIT_S = 0.5
_CODE_LIMIT_S = 60.0


class DiesAgainError(Exception):
    """A process of the stack cannot be kept alive."""


@dataclass
class StackPart:
    """One process of the stack."""

    name: str
    module: str
    arguments: Sequence[str]
    warmth: Warmth
    deaths: deque[float] = field(default_factory=lambda: deque[float](maxlen=DEATHS_ALLOWED))
    process: Process | None = None
    start_at: float = 0.0

    def start(self) -> None:
        """Begin, or begin again."""
        short = f"adgen-{self.name.split()[0]}"
        self.process = self.warmth.start(short, self.module, self.arguments)

    def keep(self) -> None:
        """Start it again, if it has ended: the oftener it did, the later.

        Raises:
            DiesAgainError: it ends again and again.
        """
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_at:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        if len(self.deaths) == DEATHS_ALLOWED and now - self.deaths[0] < WITHIN_S:
            raise DiesAgainError(f"The {self.name} ends again and again (exit code {code}).")
        recent = sum(now - death < WITHIN_S for death in self.deaths)
        self.deaths.append(now)
        self.process = None
        self.start_at = now + (_FIRST_WAIT_S * 2**recent if recent else 0.0)
        _say(f"The {self.name} has ended (exit code {code}); it is started again.")


def parts(folder: Path, port: int, warmth: Warmth) -> tuple[StackPart, StackPart, StackPart]:
    """List the code server, the daemon and the webserver.

    Args:
        folder: for the code server's socket; nobody else may enter it, for it runs what it is sent.
        port: of the webserver.
        warmth: starts them.
    """
    code, workspace = folder / _SOCKET, folder / "workspace.yaml"
    workspace.write_text(
        f"load_from:\n  - grpc_server: {{socket: {code}, location_name: {LOCATION}}}\n",
        encoding="utf-8",
    )
    server = (
        *("--socket", str(code), "--lazy-load-user-code"),
        *("--module-name", "adgen_dagster.definitions", "--location-name", LOCATION),
        *("--working-directory", str(checkout())),
    )
    # What the daemon does while nothing happens would bury what does.
    daemon = ("run", "--workspace", str(workspace), "--log-level", "warning")
    webserver = (
        *("--workspace", str(workspace), "--port", str(port)),
        *("--dagster-log-level", "warning"),
    )
    return (
        StackPart("code server", "adgen_dagster.execution.code_server", server, warmth),
        StackPart("daemon", "adgen_dagster.execution.daemon", daemon, warmth),
        StackPart("webserver", "adgen_dagster.ui", webserver, warmth),
    )


def run(port: int) -> None:
    """Start everything, and keep it alive until this process is asked to stop.

    Raises:
        DiesAgainError: something cannot be kept alive.
    """
    warmth = Warmth()
    with _folder(dagster_home()) as folder:
        code, *others = parts(folder, port, warmth)
        warmth.load(PRELOADED)
        code.start()
        # It loads our definitions meanwhile.
        warmth.load(*DAGSTER)
        _wait_for_code(code, folder / _SOCKET)
        while True:
            for part in (code, *others):
                part.keep()
            time.sleep(_LOOK_S)


@contextmanager
def _folder(home: Path) -> Generator[Path]:
    """A folder for the socket: the same one after a restart, for runs name it to be asked after.

    Where its path is too long for a socket, another one each time: after a restart of this process
    it takes some minutes until a run that was lost with it is given up and begun again.
    """
    folder = home / "stack"
    if len(str(folder / _SOCKET)) <= _SOCKET_MAX_CHARS:
        folder.mkdir(mode=0o700, exist_ok=True)
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="adgen-stack-") as made:
        yield Path(made)


def _wait_for_code(code: StackPart, path: Path) -> None:
    """Wait until the code server listens: who looks before takes it for one that is gone."""
    give_up_at = time.monotonic() + _CODE_LIMIT_S
    while time.monotonic() < give_up_at:
        with socket.socket(socket.AF_UNIX) as trial:
            try:
                trial.connect(str(path))
            except OSError:
                code.keep()
                time.sleep(_LOOK_S / 2)
            else:
                return


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the stack's log


def _end(*_: object) -> None:
    """Leave at once: who told us to end ends what is left, whatever it does."""
    sys.exit()


def main() -> None:
    """Keep the stack alive on the port that was handed in."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)
    code = 0
    try:
        run(int(sys.argv[1]))
    except DiesAgainError as error:
        _say(str(error))
        code = 1
    except SystemExit:
        pass
    # What is imported for others would wait for them at Python's own end.
    sys.stdout.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
