"""Waits for a server that a test has started."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

STARTS_S = 120.0
LOOK_S = 0.05
TOLD_CHARS = 2000


def wait_for_answer(
    process: subprocess.Popen[bytes],
    log: Path,
    ask: Callable[[], object],
    refusal: type[Exception],
) -> None:
    """Ask until a server answers.

    Args:
        process: the server.
        log: what it writes.
        ask: raises `refusal` as long as it does not answer.
        refusal: what that is.

    Raises:
        RuntimeError: it has ended, or takes too long; the text has the end of its log.
    """
    deadline = time.monotonic() + STARTS_S
    while True:
        try:
            ask()
        except refusal:
            if process.poll() is not None or time.monotonic() > deadline:
                said = log.read_text(errors="replace")[-TOLD_CHARS:]
                raise RuntimeError(f"{process.args} does not start:\n{said}") from None
            time.sleep(LOOK_S)
        else:
            return
