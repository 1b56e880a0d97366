"""The processes of a stack, found by walking down from its first one."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

import psutil

PARTS = {"supervisor", "execution.code_server", "execution.daemon", "adgen_dagster.ui"}
FORK_SERVER, RUN = "fork server", "run"
_FORKED = "multiprocessing.forkserver"
_FORKS = {
    "adgen-code": "execution.code_server",
    "adgen-daemon": "execution.daemon",
    "adgen-webserver": "adgen_dagster.ui",
    "adgen-forks": FORK_SERVER,
    "adgen-run": RUN,
}
"""By what a process that was forked warm calls itself."""


@dataclass(frozen=True)
class Process:
    pid: int
    name: str
    command: str
    parent: str = ""
    """Its parent's command."""

    @property
    def part(self) -> str:
        """Which of a stack's it is; what it begins with, where it is none."""
        if self.name in _FORKS:
            return _FORKS[self.name]
        if _FORKED in self.command:
            return RUN if _FORKED in self.parent else FORK_SERVER
        if "spawn_main" in self.command:
            return RUN
        return next((part for part in PARTS if part in self.command), self.command)


def tree(pid: int) -> list[Process]:
    """A process and all below it, in the order in which they were started."""
    found: list[Process] = []
    with suppress(psutil.NoSuchProcess):
        first = psutil.Process(pid)
        for each in (first, *first.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):  # ended meanwhile, a zombie included
                found.append(process_of(each))
    return found


def process_of(process: psutil.Process) -> Process:
    """A process with what started it."""
    parent = process.parent()
    return Process(
        process.pid, process.name(), _command(process), _command(parent) if parent else ""
    )


def _command(process: psutil.Process) -> str:
    return " ".join(process.cmdline())
