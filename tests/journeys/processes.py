"""The processes of a stack, found by walking down from its first one."""

from __future__ import annotations

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
    try:
        found = psutil.Process(pid)
        below = [found, *found.children(recursive=True)]
        return [Process(each.pid, " ".join(each.cmdline())) for each in below]
    except psutil.NoSuchProcess:
        return []
