"""A studio with the real stack behind it, in a folder of its own."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import pytest
import requests

from adgen_dagster.domain.brief import Person
from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.domain.words import JobState
from adgen_dagster.resources import open_store
from adgen_dagster.settings import load_settings, settings
from adgen_dagster.stack.home import prepare_home
from adgen_dagster.stack.processes import end_all
from adgen_dagster.stack.stack import Stack, Starter, log_tail, stack_in_use
from adgen_dagster.studio.orders import Order
from adgen_dagster.studio.studio import Studio

ANN = Person(gateway="test", id="ann")


class RunningStudio:
    """Starts, kills and stops its stack; asks the studio meanwhile, as a gateway would."""

    def __init__(self) -> None:
        self.home = prepare_home()
        self.instance = dg.DagsterInstance.get()
        chosen = load_settings()
        self.store = open_store(chosen)
        self.studio = Studio(self.instance, self.store, chosen)
        self._using = stack_in_use(self.home, chosen, Starter.UP)
        self.stack: Stack | None = None

    def start(self) -> None:
        self._using = stack_in_use(self.home, load_settings(), Starter.UP)
        self.stack = self._using.__enter__()
        self.stack.wait_ready()

    def stop(self) -> None:
        if self.stack:
            self._using.__exit__(None, None, None)
            self.stack = None

    def kill(self) -> None:
        """`kill -9` of everything that belongs to the stack, all at once."""
        assert end_all(self.home, limit_s=60) == []
        self.stop()

    def submit(self, text: str = "Кофейня «Утро»: свежая обжарка", **asked: object) -> str:
        return self.studio.submit(Order(owner=ANN, text=text, **asked))  # type: ignore[arg-type]

    def bring_to(self, job: str, state: JobState, limit_s: float = 250) -> JobStatus:
        """Approve whatever opens until the job is in `state`."""
        return bring_to(self.studio, self.home, job, state, limit_s)

    def wait_until(self, is_so: Callable[[], object], what: str, limit_s: float = 120) -> None:
        deadline = time.monotonic() + limit_s
        while not is_so():
            assert time.monotonic() < deadline, self.told(f"waited in vain: {what}")
            time.sleep(0.1)

    def told(self, what: str) -> str:
        """What is wrong, with the end of the stack's log."""
        return f"{what}\n{log_tail(self.home)}"

    def files(self, job: str, pattern: str) -> list[Path]:
        return sorted(Path(str(self.store.root)).glob(f"jobs/{job}/{pattern}"))

    def graphql(self, query: str, **variables: object) -> dict[str, object]:
        """What the Dagster UI asks its webserver."""
        assert self.stack
        answer = requests.post(
            f"{self.stack.url}/graphql",
            json={"query": query, "variables": variables},
            timeout=60,
        )
        answer.raise_for_status()
        said = answer.json()
        assert "errors" not in said, said
        return said["data"]


def bring_to(
    studio: Studio, home: Path, job: str, state: JobState, limit_s: float = 250
) -> JobStatus:
    """Approve whatever opens until a job is in `state`; else the stack's log tells why."""
    deadline = time.monotonic() + limit_s
    seen, status = studio.newest_event(), studio.status(job)
    while status.state is not state:
        is_in_vain = time.monotonic() > deadline or status.state.is_over
        assert not is_in_vain, f"{job}: {status.state} {status.failures}\n{log_tail(home)}"
        if status.open_stage:
            studio.approve(job, status.open_stage, ANN)
        # A status takes ten times as long as to ask whether anything has happened.
        if (newest := studio.newest_event()) != seen:
            seen, status = newest, studio.status(job)
        time.sleep(0.05)
    return status


@contextmanager
def studio_in(folder: Path | str, **chosen: str) -> Generator[RunningStudio]:
    """Start a stack in an empty folder, with settings of its own; nothing of it is left behind."""
    environment = {
        "DAGSTER_HOME": f"{folder}/home",
        "ADGEN_SCRATCH_DIR": f"{folder}/scratch",
        "ADGEN_PROVIDER": "offline",
        **chosen,
    }
    with pytest.MonkeyPatch.context() as here:
        for name, value in environment.items():
            here.setenv(name, value)
        settings.cache_clear()
        running = RunningStudio()
        try:
            running.start()
            yield running
        finally:
            running.stop()
            settings.cache_clear()
