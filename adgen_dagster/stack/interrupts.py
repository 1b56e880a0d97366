"""Ctrl-C and SIGTERM: what we started is stopped, in good order."""

import signal
import time
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

_told: list[int] = []
"""The signals that told this process to end."""
_whole: list[int] = []
"""For each piece of work under way that is not to be cut in two: how many signals came before."""
_NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def end_on_signals() -> None:
    """Make a signal that asks this process to stop raise `SystemExit` where it is."""
    _told.clear()
    for number in _NUMBERS:
        signal.signal(number, _end)


def end_on_nothing() -> None:
    """Ignore those signals from now on: what is left to do is to end.

    Python gives signals their default action while it ends, and a second Ctrl-C would then be
    the exit code in the place of what had happened.
    """
    for number in _NUMBERS:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def unbroken() -> Generator[None]:
    """Hold the next signal until the end of what may not be cut in two, as a line of output.

    Raises:
        SystemExit: a signal came meanwhile. A second one is not held.
    """
    before = len(_told)
    _whole.append(before)
    try:
        yield
    finally:
        _whole.pop()
    if len(_told) > before:
        raise SystemExit(_exit_code(_told[before]))


def pause(seconds: float) -> None:
    """Sleep between two looks.

    Raises:
        SystemExit: a signal came meanwhile, or came before and was lost: Python drops what is
            raised while it finalizes an object.
    """
    time.sleep(seconds)
    if _told:
        raise SystemExit(_exit_code(_told[0]))


def _end(number: int, _frame: FrameType | None) -> None:
    _told.append(number)
    if not _whole or len(_told) > _whole[-1] + 1:
        raise SystemExit(_exit_code(number))


def _exit_code(number: int) -> int:
    """As a shell gives it for a process that a signal has ended."""
    return 128 + number
