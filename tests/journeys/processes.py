"""The processes of a stack, found by walking down from its first one."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

import psutil

PARTS = {"supervisor", "api grpc", "dagster._daemon", "adgen_dagster.ui"}


@dataclass(frozen=True)
class Process:
    pid: int
    command: str

    @property
    def part(self) -> str:
        return next((part for part in PARTS if part in self.command), self.command)


def tree(pid: int) -> list[Process]:
    """A process and all below it, in the order in which they were started."""
    found: list[Process] = []
    with suppress(psutil.NoSuchProcess):
        first = psutil.Process(pid)
        for each in (first, *first.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):  # ended meanwhile, a zombie included
                found.append(Process(each.pid, " ".join(each.cmdline())))
    return found
