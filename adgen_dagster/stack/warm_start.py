"""The processes of a stack: forks of the supervisor, which has imported what they need.

Three new Pythons that import Dagster cost 6 s of processor time; three forks cost next to none
(docs/decisions/0017).
"""

import gc
import importlib
import multiprocessing
import runpy
import signal
import subprocess
import sys
from collections.abc import Sequence
from typing import Protocol

from adgen_dagster.execution.forks import call_itself
from adgen_dagster.execution.sources import Sources, sources
from adgen_dagster.stack.processes import python

DAGSTER = ("adgen_dagster.execution.daemon", "adgen_dagster.ui.command")

_FORKING = multiprocessing.get_context("fork")


class Process(Protocol):
    """A process that was started here."""

    def poll(self) -> int | None:
        """Return its exit code once it has ended; the negative number of a signal that ended it."""
        ...


class Warmth:
    """Starts modules as programs: as forks, while what was imported is what lies on the disk."""

    def __init__(self) -> None:
        self._loaded: Sources | None = sources()

    def load(self, *modules: str) -> None:
        """Import modules that programs will need; where one does not load, they start cold.

        It is theirs to tell what is wrong with it.
        """
        try:
            for module in modules:
                importlib.import_module(module)
        except Exception:  # noqa: BLE001 - whatever a developer's module raises
            self._loaded = None
        # Left alone by the collector, the pages of what is there now stay shared with the forks.
        gc.freeze()

    def start(self, name: str, module: str, arguments: Sequence[str]) -> Process:
        """Start `python -m module arguments`.

        Args:
            name: what `ps` calls a fork, at most 15 characters.
            module: the program.
            arguments: its command line.
        """
        if self._loaded and self._loaded == sources():
            return _Fork(name, module, arguments)
        return subprocess.Popen(  # noqa: S603 - an argument list; no shell
            python("-m", module, *arguments), stdin=subprocess.DEVNULL
        )


class _Fork:
    def __init__(self, name: str, module: str, arguments: Sequence[str]) -> None:
        self._process = _FORKING.Process(target=_become, args=(name, module, arguments), name=name)
        self._process.start()

    def poll(self) -> int | None:
        return self._process.exitcode


def _become(name: str, module: str, arguments: Sequence[str]) -> None:
    call_itself(name)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
