"""People who order films at the same moment, and approve whatever they are asked."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import psutil

from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.domain.words import JobState
from tests.journeys.running import ANN, RunningStudio
from tests.production.machines import Machine

LOOK_S = 0.2
LIMIT_S = 3600.0


class Fault(StrEnum):
    """What happens to one of the workers."""

    KILL = "kill"
    LOSE = "lose"


@dataclass
class Crowd:
    """Jobs under way, approved as soon as they ask."""

    running: RunningStudio
    workers: Sequence[Machine]
    open: dict[str, None] = field(default_factory=dict[str, None])
    states: dict[str, JobState] = field(default_factory=dict[str, JobState])
    statuses: dict[str, JobStatus] = field(default_factory=dict[str, JobStatus])
    memory_mb: float = 0.0
    struck: Sequence[psutil.Process] = ()
    """The processes of the worker that something happened to."""

    def order(self, jobs: int) -> None:
        """Hand in all orders, one right after the other."""
        for number in range(jobs):
            self.open[self.running.submit(f"Lemonade number {number}", language="en")] = None

    def look(self, job: str) -> None:
        """Approve what a job asks for; it is over, or it goes on."""
        studio = self.running.studio
        status = self.statuses[job] = studio.status(job)
        self.states[job] = status.state
        if status.open_stage:
            studio.approve(job, status.open_stage, ANN)
        if status.state.is_over:
            del self.open[job]

    def follow(self, fault: Fault | None) -> None:
        """Look after all jobs until none is open."""
        studio, after = self.running.studio, 0
        deadline, measured_at = time.monotonic() + LIMIT_S, 0.0
        while self.open:
            if time.monotonic() > deadline:
                raise TimeoutError(f"these jobs are not done: {self.states}")
            events = studio.events(after)
            for job in dict.fromkeys(event.job for event in events):
                if job in self.open:
                    self.look(job)
            after = events[-1].id if events else after
            if fault and not self.struck and self._is_in_the_middle:
                self._strike(fault)
            if time.monotonic() - measured_at > 2.0:
                measured_at = time.monotonic()
                self.memory_mb = max(self.memory_mb, sum(w.memory_mb() for w in self.workers))
            time.sleep(LOOK_S)

    def _strike(self, fault: Fault) -> None:
        worker = self.workers[0]
        self.struck = worker.processes
        if fault is Fault.KILL:
            worker.kill()
        elif worker.host:
            worker.host.pull_out()

    @property
    def _is_in_the_middle(self) -> bool:
        """Half of the jobs have come to their clips, and the first worker is busy."""
        reached = {JobState.ANIMATING_VIDEOS, JobState.AWAITING_VIDEOS_APPROVAL, JobState.COMPLETED}
        arrived = sum(state in reached for state in self.states.values())
        return arrived * 2 >= len(self.states) and self.workers[0].is_at_work
