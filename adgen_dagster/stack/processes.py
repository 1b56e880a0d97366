"""The processes of a stack, found by a mark in their environment.

Dagster's code servers and run workers outlive their parents, and FFmpeg runs in sessions of its
own: neither a process group nor a chain of parents finds them all. What a process inherits does.
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil

from adgen_dagster.settings import STACK_MARK
from adgen_dagster.stack.home import checkout
from adgen_dagster.stack.import_path import absolute_places

_LOOK_S = 0.05
_PATHS = (
    *("FFMPEG_PATH", "FFPROBE_PATH", "ADGEN_PROMPTS_DIR", "ADGEN_SCRATCH_DIR"),
    *("ADGEN_ARTIFACTS_URL", "ADGEN_ENV_FILE", "TMPDIR", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"),
)
_DAEMONS = ("dagster._daemon", "dagster-daemon")


def python(*arguments: str) -> list[str]:
    """Build a command of this Python that imports nothing from the current folder.

    A user types `adgen` where their files are: a `calendar.py` among them is not ours to run.
    """
    return [sys.executable, "-P", *arguments]


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a stack's processes; their children inherit it.

    They work in `home`, as Dagster reads a `.env` from the folder in which it is started: one of a
    stranger's would send our keys to their server. What a user named from where they were is
    named whole.
    """
    return {
        **os.environ,
        **dict(_whole_paths()),
        STACK_MARK: str(home),
        "PYTHONSAFEPATH": "1",
        # Dagster takes the first of all places away while it loads our code, wherever it came from.
        "PYTHONPATH": os.pathsep.join([str(checkout()), *absolute_places()]),
    }


def _whole_paths() -> Iterator[tuple[str, str]]:
    for name in _PATHS:
        told = os.environ.get(name)
        if told and "://" not in told:
            # Unlike Path's, this leaves alone what names a user who is not there.
            yield name, str(Path(os.path.expanduser(told)).absolute())  # noqa: PTH111


def marked(home: Path) -> list[int]:
    """Return the ids of all living processes that belong to the stack on `home`."""
    own = os.getpid()
    return [pid for pid in psutil.pids() if pid != own and is_marked(pid, home)]


def is_marked(pid: int, home: Path) -> bool:
    """Tell whether this process lives and belongs to the stack on `home`."""
    return _environment(pid).get(STACK_MARK) == str(home)


def foreign_daemons(home: Path) -> list[int]:
    """Dagster daemons on `home` that somebody started by hand."""
    return [
        pid
        for pid in psutil.pids()
        if any(name in argument for argument in _command(pid) for name in _DAEMONS)
        and _environment(pid).get("DAGSTER_HOME") == str(home)
        and not is_marked(pid, home)
    ]


def end_all(home: Path, limit_s: float = 10.0) -> list[int]:
    """Kill whatever is left of the stack on `home`; the ids of what would not go."""
    deadline = time.monotonic() + limit_s
    while left := marked(home):
        if time.monotonic() > deadline:
            return left
        for pid in left:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(_LOOK_S)
    return []


def wait_until(is_so: Callable[[], bool], limit_s: float) -> bool:
    """Wait until something is so, at most `limit_s`; whether it became so."""
    deadline = time.monotonic() + limit_s
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(_LOOK_S)
    return True


def _environment(pid: int) -> dict[str, str]:
    """Return a process's environment; empty where it is gone, a zombie, or another user's."""
    with suppress(psutil.Error):
        return psutil.Process(pid).environ()
    return {}


def _command(pid: int) -> list[str]:
    with suppress(psutil.Error):
        return psutil.Process(pid).cmdline()
    return []
