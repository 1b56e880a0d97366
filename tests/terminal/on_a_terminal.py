"""A command on a terminal, and somebody who answers its questions."""

import os
import pty
import re
import select
import signal
import time
from collections.abc import Sequence


def talk(
    command: Sequence[str], environment: dict[str, str], answers: Sequence[tuple[str, str]]
) -> tuple[str, int]:
    """Run a command on a terminal and answer its questions; what it showed, and its exit code."""
    child, terminal = pty.fork()
    if child == 0:
        os.execvpe(command[0], list(command), environment | {"TERM": "xterm-256color"})  # noqa: S606
    shown, read_to, waiting = "", 0, list(answers)
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline:
        if not select.select([terminal], [], [], 0.2)[0]:
            continue
        try:
            said = os.read(terminal, 65536)
        except OSError:
            break
        shown += said.decode("utf-8", "replace")
        question = re.search(waiting[0][0], shown[read_to:]) if waiting else None
        if question:
            read_to += question.end()
            os.write(terminal, f"{waiting.pop(0)[1]}\r".encode())
    else:
        os.kill(child, signal.SIGKILL)
    os.close(terminal)
    return shown, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
