"""Run one program to its end: listened to, limited in time and memory, told no secret."""

import errno
import os
import re
import resource
import selectors
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from adgen_dagster.media.errors import (
    DiskFullError,
    MediaError,
    MediaStoppedError,
    MediaUnavailableError,
)

# A stop request is noticed within this time; short enough for a user who cancels.
LOOK_S = 0.1

# FFmpeg repeats itself on a damaged file, so only the end of what it says is kept.
KEPT_STDERR_BYTES = 64 * 1024
TOLD_STDERR_CHARS = 1200

# Two cores took 1 GB for a film of 8K; FFmpeg decodes on sixteen at most.
MEMORY_BYTES = 4 << 30

# What programs need to find themselves, their libraries, a graphics card; and what a stack finds
# its processes by. Keys and tokens stand elsewhere: what decodes strangers' files cannot tell them.
_TOLD = ("ADGEN_STACK", "HOME", "LANG", "LC_ALL", "PATH", "TMPDIR", "XDG_RUNTIME_DIR")
_TOLD_BEGINNINGS = ("CUDA_", "DYLD_", "ESPEAK_DATA", "LD_", "LIBVA_", "NVIDIA_")

# What the system says, by way of the program, when a disk or a user's share of it is full.
FULL_DISK = (os.strerror(errno.ENOSPC), os.strerror(errno.EDQUOT))

_GRAVE = re.compile(r"\[(?:error|fatal|panic)\] ")


@dataclass
class _Kept:
    """What a program wrote, the last `most` bytes of it."""

    most: int
    data: bytes = b""

    def __call__(self, chunk: bytes) -> None:
        self.data = (self.data + chunk)[-self.most :]

    @property
    def text(self) -> str:
        return self.data.decode("utf-8", "replace")


def run_process(
    command: Sequence[str],
    *,
    purpose: str,
    limit_s: float,
    on_stdout: Callable[[bytes], None],
    stop: threading.Event | None = None,
) -> str:
    """Run a program and return the end of its standard error.

    Args:
        command: the program and its arguments; no shell sees them.
        purpose: what it is for, in words that an error can begin with ("Cutting the film").
        limit_s: after so many seconds the program and all its children are killed.
            It may take `MEMORY_BYTES`, and knows little of our environment.
        on_stdout: is handed each piece of standard output as it comes.
        stop: kills the program when set.

    Raises:
        MediaError: the program failed or took too long; the text has the end of what it said.
        DiskFullError: the program failed for want of room.
        MediaStoppedError: `stop` was set.
        MediaUnavailableError: the program could not be started.
    """
    stderr = _Kept(KEPT_STDERR_BYTES)
    try:
        process = subprocess.Popen(  # noqa: S603 - an argument list; no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=bare_environment(),
            start_new_session=True,
        )
    except OSError as error:
        raise MediaUnavailableError(f"{command[0]} does not start: {error.strerror}.") from error
    with process:
        _limit(process, limit_s)
        try:
            _listen(process, on_stdout, stderr, time.monotonic() + limit_s, stop)
        except _OutOfTimeError as error:
            _kill_group(process)
            raise MediaError(f"{purpose} took longer than {limit_s:g} s and was ended.") from error
        except MediaStoppedError as error:
            _kill_group(process)
            raise MediaStoppedError(f"{purpose} was stopped.") from error
        except BaseException:
            _kill_group(process)
            raise
    if process.returncode:
        if any(said in stderr.text for said in FULL_DISK):
            raise DiskFullError(f"{purpose} failed: the disk is full; make room and try again.")
        told = _errors_in(stderr.text) or f"exit code {process.returncode}"
        raise MediaError(f"{purpose} failed: {told.rstrip('.')}.")
    return stderr.text


def bare_environment() -> dict[str, str]:
    """Return the part of our environment that a program which opens foreign files may know."""
    return {
        name: value
        for name, value in os.environ.items()
        if name in _TOLD or name.startswith(_TOLD_BEGINNINGS)
    }


def _limit(process: subprocess.Popen[bytes], limit_s: float) -> None:
    """Limit a program's memory; and its time once more, should we be killed before it ends."""
    if not hasattr(resource, "prlimit"):  # macOS
        return
    processor_s = int(limit_s * (os.cpu_count() or 1)) + 1
    limits = ((resource.RLIMIT_CPU, processor_s), (resource.RLIMIT_DATA, MEMORY_BYTES))
    for what, most in limits:
        # It has ended already, or we ourselves may take less than that.
        with suppress(ProcessLookupError, ValueError):
            resource.prlimit(process.pid, what, (most, most))


def _errors_in(log: str) -> str:
    """Return the end of a log; where its lines say how grave they are, of the grave ones only."""
    grave = [line for line in log.splitlines() if _GRAVE.search(line)]
    return ("\n".join(grave) or log).strip()[-TOLD_STDERR_CHARS:]


class _OutOfTimeError(Exception):
    """The deadline passed while the program was still running."""


def _listen(
    process: subprocess.Popen[bytes],
    on_stdout: Callable[[bytes], None],
    on_stderr: Callable[[bytes], None],
    deadline: float,
    stop: threading.Event | None,
) -> None:
    """Hand on what the program writes until it has ended."""
    with selectors.DefaultSelector() as selector:
        for pipe, listener in ((process.stdout, on_stdout), (process.stderr, on_stderr)):
            if pipe is not None:
                selector.register(pipe, selectors.EVENT_READ, listener)
        while selector.get_map():
            if stop is not None and stop.is_set():
                raise MediaStoppedError
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                raise _OutOfTimeError
            for key, _ in selector.select(min(left_s, LOOK_S)):
                chunk = os.read(key.fd, 65536)
                if chunk:
                    key.data(chunk)
                else:
                    selector.unregister(key.fileobj)
    try:
        process.wait(max(deadline - time.monotonic(), LOOK_S))
    except subprocess.TimeoutExpired as error:
        raise _OutOfTimeError from error


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill the program and everything it started; `start_new_session` made them one group."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
