"""Many jobs on two machines that share PostgreSQL, a broker and a bucket, and nothing else.

    python -m bench.machines [--jobs 20] [--provider loopback|offline] [--kill]

The studio's machine runs webserver, daemon and code server; two Celery workers, each with a home
and a scratch folder of its own, do the work. Every stage is approved the moment it opens. With
`--kill`, one worker is killed (-9) while it makes clips, and stays away.
"""

import argparse
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from adgen_dagster.media.ffmpeg import find_ffmpeg
from adgen_dagster.media.probe import probe
from adgen_dagster.stages import JobState, JobStatus
from adgen_dagster.storyboard import SLOT_S
from adgen_dagster.terminal.home import INSTANCE_FILE
from adgen_dagster.terminal.processes import marked
from tests.journeys.paid import paid_providers
from tests.journeys.running import ANN, RunningStudio
from tests.loopback.runway_api import RunwayServer
from tests.production.machines import (
    Machine,
    celery_instance_file,
    machines,
    processor_s,
    shared_services,
)

NAMES = ("ann", "bob")
LOOK_S = 0.2
LIMIT_S = 3600.0
_DECIDED = (JobState.SCRIPT_APPROVED, JobState.IMAGES_APPROVED, JobState.VIDEOS_APPROVED)


@dataclass
class Outcome:
    """What became of some jobs that were ordered at the same moment."""

    jobs: int
    segments: int
    wall_s: float
    load: float
    job_s: list[float]
    begin_s: list[float]
    """From each decision to the first event of the work it asked for."""
    memory_mb: float
    worker_cpu_s: float
    studio_cpu_s: float
    """Of webserver, daemon and code server."""
    films: int
    paid: Mapping[str, int]
    killed: int
    """Processes that went with the killed worker."""
    scratch_left: Mapping[str, int]


@dataclass
class Crowd:
    """Jobs under way, approved as soon as they ask."""

    running: RunningStudio
    workers: Sequence[Machine]
    open: dict[str, None] = field(default_factory=dict[str, None])
    states: dict[str, JobState] = field(default_factory=dict[str, JobState])
    statuses: dict[str, JobStatus] = field(default_factory=dict[str, JobStatus])
    memory_mb: float = 0.0
    studio_cpu_before_s: float = 0.0

    def order(self, jobs: int) -> None:
        """Hand in all orders, one right after the other."""
        studio = (psutil.Process(pid) for pid in marked(self.running.home))
        self.studio_cpu_before_s = processor_s(studio)
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

    def follow(self, *, with_kill: bool) -> int:
        """Look after all jobs until none is open; how many processes a kill ended."""
        studio, after, killed = self.running.studio, 0, 0
        deadline, measured_at = time.monotonic() + LIMIT_S, 0.0
        while self.open:
            if time.monotonic() > deadline:
                raise TimeoutError(f"these jobs are not done: {self.states}")
            events = studio.events(after)
            for job in dict.fromkeys(event.job for event in events):
                if job in self.open:
                    self.look(job)
            after = events[-1].id if events else after
            if with_kill and not killed and self._is_in_the_middle:
                killed = self.workers[0].kill()
            if time.monotonic() - measured_at > 2.0:
                measured_at = time.monotonic()
                self.memory_mb = max(self.memory_mb, sum(w.memory_mb() for w in self.workers))
            time.sleep(LOOK_S)
        return killed

    @property
    def _is_in_the_middle(self) -> bool:
        """Half of the jobs have come to their clips, and the first worker is busy."""
        reached = {JobState.ANIMATING_VIDEOS, JobState.AWAITING_VIDEOS_APPROVAL, JobState.COMPLETED}
        arrived = sum(state in reached for state in self.states.values())
        return arrived * 2 >= len(self.states) and self.workers[0].is_at_work


def main() -> None:
    """Run each number of jobs, print one table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--jobs", type=int, nargs="+", default=[20])
    parser.add_argument("--provider", choices=("loopback", "offline"), default="loopback")
    parser.add_argument("--image-seconds", type=float, default=20.0)
    parser.add_argument("--clip-seconds", type=float, default=60.0)
    parser.add_argument("--acts", default="1+1+1", help="segments of intro, main and outro")
    parser.add_argument("--slots", type=int, default=12, help="runs that each worker takes")
    parser.add_argument("--kill", action="store_true", help="kill one worker in the middle")
    asked = parser.parse_args()
    with shared_services() as environment:
        os.environ.update(environment, ADGEN_SPOT_ACTS=asked.acts, ADGEN_PROVIDER=asked.provider)
        segments = sum(int(count) for count in asked.acts.split("+"))
        print_head()
        for jobs in asked.jobs:
            os.environ["MAX_CONCURRENT_JOBS"] = str(jobs)
            with provider(asked, segments) as runway:
                outcome = run(jobs, segments, asked.slots, with_kill=asked.kill)
                if runway:
                    outcome.paid = paid_by(runway)
            print_row(outcome)
            require_whole(outcome)


@contextmanager
def provider(asked: argparse.Namespace, segments: int) -> Generator[RunwayServer | None]:
    """Who makes pictures and clips; None: this machine does."""
    if asked.provider == "offline":
        yield None
        return
    latencies = {"image_s": asked.image_seconds, "clip_s": asked.clip_seconds, "concurrency": 1000}
    with paid_providers(segments, **latencies) as (runway, _, environment):
        os.environ.update(environment)
        yield runway


def run(jobs: int, segments: int, slots: int, *, with_kill: bool) -> Outcome:
    """Order so many films at once, and wait for all of them."""
    with tempfile.TemporaryDirectory(prefix="adgen-machines-") as name:
        folder = Path(name)
        os.environ["DAGSTER_HOME"] = str(folder / "studio")
        os.environ["ADGEN_SCRATCH_DIR"] = str(folder / "studio-scratch")
        (folder / "studio").mkdir()
        shutil.copyfile(celery_instance_file(), folder / "studio" / INSTANCE_FILE)
        running = RunningStudio()
        with machines(folder, NAMES, slots) as workers:
            running.start()
            try:
                crowd = Crowd(running, workers)
                return measure(crowd, jobs, segments, folder, with_kill=with_kill)
            finally:
                running.stop()


def measure(crowd: Crowd, jobs: int, segments: int, folder: Path, *, with_kill: bool) -> Outcome:
    """Have the crowd served, and look at what came of it."""
    load, began = os.getloadavg()[0], time.monotonic()
    crowd.order(jobs)
    killed = crowd.follow(with_kill=with_kill)
    wall_s = time.monotonic() - began
    worker_cpu_s = processor_s(each for worker in crowd.workers for each in worker.processes)
    studio_cpu_s = processor_s(psutil.Process(pid) for pid in marked(crowd.running.home))
    films = sum(is_whole_film(crowd.running, job, segments, folder) for job in crowd.statuses)
    for worker in crowd.workers:
        worker.stop()
    return Outcome(
        jobs=jobs,
        segments=segments,
        wall_s=wall_s,
        load=load,
        job_s=[status.phases[-1].at - status.phases[0].at for status in crowd.statuses.values()],
        begin_s=[s for status in crowd.statuses.values() for s in decision_to_begin(status)],
        memory_mb=crowd.memory_mb,
        worker_cpu_s=worker_cpu_s,
        studio_cpu_s=studio_cpu_s - crowd.studio_cpu_before_s,
        films=films,
        paid={},
        killed=killed,
        scratch_left={
            w.name: len(list(w.scratch.iterdir())) if w.scratch.is_dir() else 0
            for w in crowd.workers
        },
    )


def decision_to_begin(status: JobStatus) -> Generator[float]:
    """Seconds from each approval to the first event of the work it asked for."""
    for phase, following in zip(status.phases, status.phases[1:], strict=False):
        if phase.state in _DECIDED:
            yield following.at - phase.at


def is_whole_film(running: RunningStudio, job: str, segments: int, folder: Path) -> bool:
    """Whether the bucket holds the job's film, as long as it should be."""
    film = running.studio.film(job)
    if film is None:
        return False
    fetched = folder / "film.mp4"
    fetched.write_bytes(film.read_bytes())
    seconds = probe(find_ffmpeg(), fetched).duration_s or 0.0
    return abs(seconds - segments * SLOT_S) < 0.1


def paid_by(runway: RunwayServer) -> dict[str, int]:
    """How many pictures and clips Runway was paid for."""
    kinds = ("text_to_image", "image_to_video")
    return {kind: len(runway.ledger.paid_for(kind)) for kind in kinds}


def require_whole(outcome: Outcome) -> None:
    """End with an error where a film is missing or something was paid twice."""
    wanted = outcome.jobs * outcome.segments
    if outcome.films != outcome.jobs or any(count != wanted for count in outcome.paid.values()):
        raise SystemExit(f"{outcome.films} films of {outcome.jobs}, paid {outcome.paid}")


def print_head() -> None:
    """Name the columns."""
    columns = ("jobs", "wall s", "jobs/hour", "job s (median, worst)", "begin s (median, worst)")
    more = (
        "workers' memory MB",
        "cpu s a job (workers, studio)",
        "films",
        "paid",
        "killed",
        "scratch left",
        "load before",
    )
    print(f"| {' | '.join((*columns, *more))} |\n|{' --- |' * len((*columns, *more))}")


def print_row(found: Outcome) -> None:
    """One line of the table."""
    cells = (
        found.jobs,
        f"{found.wall_s:.0f}",
        f"{3600 * found.jobs / found.wall_s:.0f}",
        f"{statistics.median(found.job_s):.0f}, {max(found.job_s):.0f}",
        f"{statistics.median(found.begin_s):.1f}, {max(found.begin_s):.1f}",
        f"{found.memory_mb:.0f}",
        f"{found.worker_cpu_s / found.jobs:.1f}, {found.studio_cpu_s / found.jobs:.1f}",
        found.films,
        ", ".join(f"{count} {kind}" for kind, count in found.paid.items()) or "-",
        f"{found.killed} processes" if found.killed else "-",
        ", ".join(f"{name} {count}" for name, count in found.scratch_left.items()),
        f"{found.load:.1f}",
    )
    print(f"| {' | '.join(map(str, cells))} |", flush=True)


if __name__ == "__main__":
    main()
