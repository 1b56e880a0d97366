"""Many paid jobs on one stack whose processes are killed at random moments.

    python -m bench.kills [--jobs 20] [--kills 40] [--every 5.5] [--seed 1]

A person approves whatever opens and tries again what failed. In the end what the providers have
charged is held against what the jobs have told, or named as unknown.
"""

import argparse
import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import dagster as dg

from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.domain.words import JobState
from adgen_dagster.errors import ErrorKind
from adgen_dagster.instance.queue import queued_runs
from adgen_dagster.instance.run_requests import JOB_TAG, OWNER_TAG
from adgen_dagster.stack.stack import Stack
from bench.figures import markdown
from tests.journeys.paid import charged_in, paid_providers
from tests.journeys.processes import FORK_SERVER, PARTS, RUN, Process, tree
from tests.journeys.running import ANN, RunningStudio, studio_in

SETTINGS = {
    "ADGEN_SPOT_ACTS": "1+1+1",
    "ADGEN_RUNWAY_POLL_S": "1",
    "ADGEN_RUNWAY_RETRY_WAITS_S": "1,2",
    "ADGEN_OPENAI_RETRY_WAITS_S": "1,2",
    "ADGEN_JOB_BUDGET_USD": "",
    "ADGEN_MONTHLY_BUDGET_USD": "",
}
SEGMENTS = 3
BETWEEN_S = (2.0, 9.0)
"""Unless `--every` says otherwise; what ends five times within a minute ends the stack."""
SUPERVISOR_KILLS = 3
LIMIT_S = 2400.0
LOOK_S = 0.3
LONG_S = 10.0


@dataclass
class Killer:
    """Kills a process of the stack now and then."""

    stack: Stack
    left: int
    chance: random.Random
    between_s: tuple[float, float] = BETWEEN_S
    killed: Counter[str] = field(default_factory=Counter[str])
    next_at: float = field(default_factory=time.monotonic)

    def look(self) -> None:
        """Kill one, if it is time."""
        if not self.left or time.monotonic() < self.next_at:
            return
        self.next_at = time.monotonic() + self.chance.uniform(*self.between_s)
        found = self._by_part()
        part = self.chance.choice(sorted(found))
        if part == "supervisor" and self.killed[part] == SUPERVISOR_KILLS:
            return
        with suppress(ProcessLookupError):
            os.kill(self.chance.choice(found[part]).pid, signal.SIGKILL)
            self.killed[part] += 1
            self.left -= 1

    def _by_part(self) -> dict[str, list[Process]]:
        found: dict[str, list[Process]] = {}
        for process in tree(self.stack.running.pid):
            found.setdefault(process.part, []).append(process)
        return {part: each for part, each in found.items() if part in {*PARTS, RUN, FORK_SERVER}}


@dataclass
class Person:
    """Approves and tries again, and notes how long nothing was said of a job at work."""

    running: RunningStudio
    jobs: Sequence[str]
    wishes: Counter[str] = field(default_factory=Counter[str])
    silent_s: float = 0.0
    silent: str = ""
    silent_from: float = 0.0
    """Seconds since the epoch."""
    silences: list[float] = field(default_factory=list[float])
    """Those of more than ten seconds that have ended."""
    queued: set[str] = field(default_factory=set[str])
    statuses: dict[str, JobStatus] = field(default_factory=dict[str, JobStatus])
    heard: dict[str, tuple[int, float]] = field(default_factory=dict[str, tuple[int, float]])

    def look(self) -> bool:
        """Decide what is to be decided; whether all jobs are over."""
        studio = self.running.studio
        self.queued = {run.tags.get(JOB_TAG, "") for run in queued_runs(self.running.instance)}
        for job in self.jobs:
            if (known := self.statuses.get(job)) and known.state is JobState.COMPLETED:
                continue
            status = self.statuses[job] = studio.status(job)
            self._listen(status)
            if status.open_stage:
                studio.approve(job, status.open_stage, ANN)
            elif status.state is JobState.FAILED:
                self.wishes.update(failure.kind for failure in status.failures)
                studio.retry(job, ANN)
        return all(status.state is JobState.COMPLETED for status in self.statuses.values())

    def _listen(self, status: JobStatus) -> None:
        event, at = self.heard.get(status.job, (0, time.monotonic()))
        now = time.monotonic()
        is_told = status.waits_for_a_run or status.open_stage or status.job in self.queued
        if event != status.last_event or is_told:
            if now - at > LONG_S:
                self.silences.append(now - at)
            self.heard[status.job] = status.last_event, now
        elif now - at > self.silent_s:
            self.silent_s, self.silent = now - at, f"{status.job}, {status.state}"
            self.silent_from = time.time() - self.silent_s


def main() -> None:
    """Run it once and print what came of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--jobs", type=int, default=20)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--every", type=float, default=sum(BETWEEN_S) / 2, help="seconds, about")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with (
        paid_providers(SEGMENTS, image_s=4, clip_s=8) as (runway, openai, environment),
        tempfile.TemporaryDirectory(prefix="adgen-kills-") as folder,
        studio_in(folder, **environment, **SETTINGS) as running,
    ):
        began = time.monotonic()
        jobs = [running.submit(f"Lemonade number {n}", language="en") for n in range(asked.jobs)]
        person, stack = Person(running, jobs), running.stack
        if stack is None:
            raise SystemExit("the stack does not run")
        chance = random.Random(asked.seed)  # noqa: S311 - the same kills each time
        between_s = (asked.every * 0.4, asked.every * 1.6)
        killer = Killer(stack, asked.kills, chance, between_s)
        while not person.look():
            if time.monotonic() - began > LIMIT_S:
                raise TimeoutError({job: str(each.state) for job, each in person.statuses.items()})
            stack.require_alive()
            killer.look()
            time.sleep(LOOK_S)
        seconds = time.monotonic() - began
        charged = charged_in(openai.ledger) + runway.ledger.credits() / 100
        rows = _told(person, killer, [running.studio.status(job) for job in jobs])
        paid = [len(runway.ledger.paid_for(what)) for what in ("text_to_image", "image_to_video")]
        rows["jobs completed"] = f"{len(jobs)} in {seconds:.0f} s"
        rows["pictures, clips paid"] = f"{paid}, expected {SEGMENTS * len(jobs)} each"
        rows["charged, USD"] = f"{charged:.4f}"
        rows["runs of the job that was silent longest"] = _runs(person)
        print(markdown(("what", "came of it"), [list(row) for row in rows.items()]))


def _told(person: Person, killer: Killer, ended: Sequence[JobStatus]) -> dict[str, str]:
    return {
        "killed": ", ".join(f"{n} x {part}" for part, n in sorted(killer.killed.items())),
        "tried again": ", ".join(f"{n} x {kind}" for kind, n in person.wishes.items()) or "-",
        "of these unknown outcomes": str(person.wishes[ErrorKind.UNKNOWN_OUTCOME]),
        "told, USD": f"{sum(each.cost_usd for each in ended):.4f}",
        "named as unknown, USD": f"{sum(each.unknown_usd for each in ended):.4f}",
        "longest silence of a job at work": f"{person.silent_s:.0f} s ({person.silent})",
        "silences over 10, 30, 60 s": ", ".join(
            str(sum(each > limit for each in person.silences)) for limit in (LONG_S, 30, 60)
        ),
    }


def _runs(person: Person) -> str:
    """What became of each run of the job, in seconds after its longest silence began."""
    job = person.silent.partition(",")[0]
    records = person.running.instance.get_run_records(dg.RunsFilter(tags={JOB_TAG: job}))
    told: list[str] = []
    for record in reversed(records):
        run, times = record.dagster_run, (record.start_time, record.end_time)
        at = [record.create_timestamp.timestamp(), *(each or 0.0 for each in times)]
        since = "/".join(f"{each - person.silent_from:.0f}" if each else "-" for each in at)
        told.append(f"{run.tags.get(OWNER_TAG, '?')} {run.status.value.lower()} {since}")
    return "; ".join(told)


if __name__ == "__main__":
    main()
