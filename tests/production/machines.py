"""Two machines that share a database, a broker and a bucket, and nothing else."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil

from adgen_dagster.stack.home import INSTANCE_FILE, checkout
from adgen_dagster.workers.launcher import Queue
from tests.production.broker import broker
from tests.production.hosts import Host
from tests.production.object_store import object_store
from tests.production.postgres import postgres

ENDS_S = 60.0


class Machine:
    """One worker, with a home, a scratch folder and a log of its own."""

    def __init__(self, name: str, folder: Path, slots: int, host: Host | None = None) -> None:
        self.name = name
        self.host = host
        """Where it runs; None: on the studio's own machine."""
        self.scratch = folder / "scratch"
        self.log = folder / "worker.log"
        self._home = folder / "home"
        self._slots = slots
        self.process: psutil.Popen | None = None

    def start(self) -> None:
        """Start the worker, as `docs/scaling.md` says."""
        self._home.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(celery_instance_file(), self._home / INSTANCE_FILE)
        with self.log.open("ab") as log:
            self.process = psutil.Popen(
                [
                    *(self.host.prefix if self.host else ()),
                    *(sys.executable, "-m", "celery", "--app", "adgen_dagster.workers.app"),
                    *("worker", "--hostname", f"{self.name}@loopback"),
                    *("--queues", ",".join(Queue), "--concurrency", str(self._slots)),
                    *("--without-gossip", "--without-mingle", "--loglevel", "INFO"),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={
                    **os.environ,
                    "DAGSTER_HOME": str(self._home),
                    "ADGEN_SCRATCH_DIR": str(self.scratch),
                },
            )

    @property
    def is_at_work(self) -> bool:
        """Whether one of its runs has begun something."""
        return self.scratch.is_dir() and any(self.scratch.iterdir())

    @property
    def processes(self) -> list[psutil.Process]:
        """The worker and those that work for it."""
        return [self.process, *self.process.children(recursive=True)] if self.process else []

    def memory_mb(self) -> float:
        """What its processes have for themselves, with their share of what they have together."""
        return (
            sum(_ask(each, lambda one: one.memory_full_info().pss) for each in self.processes) / 1e6
        )

    def kill(self) -> int:
        """`kill -9` of the worker itself; how many processes went with it."""
        assert self.process
        children = self.process.children(recursive=True)
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(ENDS_S)
        self.process = None
        gone, _ = psutil.wait_procs(children, timeout=ENDS_S)
        return len(gone) + 1

    def stop(self) -> None:
        """Let it finish what it works on."""
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(ENDS_S)
            except psutil.TimeoutExpired:
                self.process.kill()
                self.process.wait(ENDS_S)
            self.process = None


def processor_s(processes: Iterable[psutil.Process]) -> float:
    """Seconds on the processor, with those of children that have ended."""
    return sum(_ask(each, lambda one: sum(one.cpu_times()[:4])) for each in processes)


def _ask(process: psutil.Process, question: Callable[[psutil.Process], float]) -> float:
    try:
        return question(process)
    except psutil.NoSuchProcess:
        return 0.0


def celery_instance_file() -> Path:
    """The instance file of a production with workers."""
    return checkout() / "deploy" / "celery" / INSTANCE_FILE


@contextmanager
def shared_services() -> Generator[Mapping[str, str]]:
    """PostgreSQL, a bucket and a broker; the environment that leads to them."""
    with ExitStack() as services:
        servers = [services.enter_context(each()) for each in (postgres, object_store, broker)]
        yield {name: value for each in servers for name, value in each.environment.items()}


@contextmanager
def machines(
    folder: Path, names: Sequence[str], slots: int, on: Sequence[Host] = ()
) -> Generator[list[Machine]]:
    """Workers on machines of their own; `on` hosts of their own, where there are some."""
    places = on or [None] * len(names)
    made = [
        Machine(name, folder / name, slots, host) for name, host in zip(names, places, strict=True)
    ]
    try:
        for each in made:
            each.start()
        yield made
    finally:
        for each in made:
            each.stop()
