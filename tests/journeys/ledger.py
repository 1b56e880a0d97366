"""A studio whose runs are processes that are killed at random moments, and a person who decides.

Below the stack, to be quick: a child does what a run's process would, the parent what the daemon
and its sensors would, with their own functions.
"""

from __future__ import annotations

import multiprocessing
import os
import random
from collections.abc import Callable, Mapping
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import dagster as dg

from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.domain.words import Product
from adgen_dagster.errors import ErrorKind
from adgen_dagster.instance.journal import Journal
from adgen_dagster.instance.run_requests import due_runs
from adgen_dagster.resources import Workshop
from adgen_dagster.sensors.failures import facts_of, tell
from adgen_dagster.settings import settings
from adgen_dagster.studio.settling import settle
from tests.assets.stage import ANN, InProcessStage

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.journeys.ledger", "adgen_dagster.providers.openai"])

_UNFINISHED = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED]


def open_stage(home: str, environment: Mapping[str, str]) -> InProcessStage:
    """The studio of a home, in this process."""
    os.environ.update(environment)
    settings.cache_clear()
    instance = dg.DagsterInstance.local_temp(home, {"telemetry": {"enabled": False}})
    return InProcessStage(instance, Workshop())


def work(home: str, environment: Mapping[str, str], job: str, products: list[Product]) -> None:
    """What is due for a job, as its runs' processes would do it."""
    stage = open_stage(home, environment)
    for request in list(due_runs(stage.studio.status(job))):
        assets = [key.to_user_string() for key in request.asset_selection or ()]
        if assets[-1] in products:
            stage.run(assets, partition=request.partition_key, tags=dict(request.tags))


class Drill:
    """Plays jobs to their end, and kills what works on them now and then."""

    def __init__(
        self, home: Path, environment: Mapping[str, str], asked: Callable[[], int], seed: int
    ) -> None:
        """Nothing of it runs yet.

        Args:
            home: a folder of its own.
            environment: settings, and where the providers are.
            asked: how many requests have reached the providers.
            seed: of the moments at which processes are killed.
        """
        self._asked = asked
        self.home = str(home)
        self.environment = {**environment, "DAGSTER_HOME": self.home}
        self.chance = random.Random(seed)  # noqa: S311 - the same kills each time
        self.stage = open_stage(self.home, self.environment)
        self.kills = 0
        self.retries = 0

    def play(self, job: str, products: list[Product], *, kills: int) -> JobStatus:
        """Let a job work and decide, until the products are made; its status then.

        Args:
            job: which one.
            products: what is made; the last one ends it.
            kills: how many of its processes are killed.
        """
        studio = self.stage.studio
        for _ in range(30):
            status = studio.status(job)
            if all((each, 0) in status.latest or (each, 1) in status.latest for each in products):
                return status
            if status.open_stage:
                studio.approve(job, status.open_stage, ANN)
            elif status.failures:
                self.retries += 1
                studio.retry(job, ANN)
            child = PROCESSES.Process(
                target=work, args=(self.home, self.environment, job, products)
            )
            child.start()
            if kills > 0 and self._kill(child):
                kills -= 1
            child.join()
            self._end_runs(job)
        raise AssertionError(f"{job} is {studio.status(job).state}")

    def _kill(self, child: ForkServerProcess) -> bool:
        """Kill a process a moment after one of its next calls; whether it lived so long."""
        until = self._asked() + self.chance.randint(1, 5)
        while self._asked() < until and child.is_alive():
            child.join(0.01)
        child.join(self.chance.uniform(0.0, 0.5))
        if not child.is_alive():
            return False
        child.kill()
        self.kills += 1
        return True

    def settle(self, job: str) -> JobStatus:
        """What is said of a job's money when its work has ended."""
        settle(Journal(self.stage.instance), self.stage.store, job)
        return self.stage.studio.status(job)

    def _end_runs(self, job: str) -> None:
        """What run monitoring and the sensor `failures` do about runs that have ended."""
        instance = self.stage.instance
        for run in instance.get_runs(dg.RunsFilter(statuses=_UNFINISHED)):
            instance.report_run_failed(run)
        for run in instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.FAILURE])):
            facts = facts_of(instance, run)
            if facts and facts["failure_kind"] != ErrorKind.ALREADY_AT_WORK:
                tell(instance, job, run, facts)
