"""Ctrl-C and SIGTERM: what we started is stopped, in good order."""

import signal
import time
from types import FrameType
from typing import NoReturn

_told: list[int] = []
"""The signals that told this process to end."""


def end_on_signals() -> None:
    """Make a signal that asks this process to stop raise `SystemExit` where it is."""
    _told.clear()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)


def pause(seconds: float) -> None:
    """Sleep between two looks.

    Raises:
        SystemExit: a signal came meanwhile, or came before and was lost: Python drops what is
            raised while it finalizes an object.
    """
    time.sleep(seconds)
    if _told:
        raise SystemExit(_exit_code(_told[0]))


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    _told.append(number)
    raise SystemExit(_exit_code(number))


def _exit_code(number: int) -> int:
    """As a shell gives it for a process that a signal has ended."""
    return 128 + number
