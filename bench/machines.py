"""Many jobs on two machines that share PostgreSQL, a broker and a bucket, and nothing else.

    python -m bench.machines [--jobs 20] [--provider loopback|offline] [--fault kill|lose]

The studio's machine runs webserver, daemon and code server; two Celery workers, each with a home
and a scratch folder of its own, do the work. Every stage is approved the moment it opens.

`--fault kill`: one worker is killed (-9) while it makes clips, and stays away. `--fault lose`: each
worker has a network of its own (Linux, root), and the cable of one is pulled out while it makes
clips; when all films are there it is plugged in again, the other worker ends, and one more film is
ordered.
"""

import argparse
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import psutil

from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.domain.storyboard import SLOT_S
from adgen_dagster.domain.words import JobState
from adgen_dagster.media.ffmpeg import find_ffmpeg
from adgen_dagster.media.probe import probe
from adgen_dagster.stack.home import INSTANCE_FILE
from adgen_dagster.stack.processes import marked
from bench.customers import Crowd, Fault
from tests.journeys.paid import paid_providers
from tests.journeys.running import RunningStudio
from tests.production.hosts import hosts
from tests.production.machines import (
    celery_instance_file,
    machines,
    processor_s,
    shared_services,
)
from tests.stand_ins.providers.runway_api import RunwayServer

NAMES = ("ann", "bob")
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
    gone: int
    """Processes of the killed or lost worker that have ended since, FFmpegs included."""
    scratch_left: Mapping[str, int]
    back_s: float | None
    """From the moment a lost machine was back to a film that it made alone."""


def main() -> None:
    """Run each number of jobs, print one table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--jobs", type=int, nargs="+", default=[20])
    parser.add_argument("--provider", choices=("loopback", "offline"), default="loopback")
    parser.add_argument("--image-seconds", type=float, default=20.0)
    parser.add_argument("--clip-seconds", type=float, default=60.0)
    parser.add_argument("--acts", default="1+1+1", help="segments of intro, main and outro")
    parser.add_argument("--slots", type=int, default=12, help="runs that each worker takes")
    parser.add_argument(
        "--fault", type=Fault, choices=list(Fault), help="what happens to one worker"
    )
    asked = parser.parse_args()
    with shared_services() as environment:
        os.environ.update(environment, ADGEN_SPOT_ACTS=asked.acts, ADGEN_PROVIDER=asked.provider)
        segments = sum(int(count) for count in asked.acts.split("+"))
        print_head()
        for jobs in asked.jobs:
            os.environ["MAX_CONCURRENT_JOBS"] = str(jobs)
            with provider(asked, segments) as runway:
                outcome = run(jobs, segments, asked.slots, asked.fault)
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


def run(jobs: int, segments: int, slots: int, fault: Fault | None) -> Outcome:
    """Order so many films at once, and wait for all of them."""
    with tempfile.TemporaryDirectory(prefix="adgen-machines-") as name:
        folder = Path(name)
        os.environ["DAGSTER_HOME"] = str(folder / "studio")
        os.environ["ADGEN_SCRATCH_DIR"] = str(folder / "studio-scratch")
        (folder / "studio").mkdir()
        shutil.copyfile(celery_instance_file(), folder / "studio" / INSTANCE_FILE)
        running = RunningStudio()
        places = hosts(len(NAMES)) if fault is Fault.LOSE else nullcontext([])
        with places as on, machines(folder, NAMES, slots, on) as workers:
            running.start()
            try:
                return measure(Crowd(running, workers), jobs, segments, folder, fault)
            finally:
                running.stop()


def measure(crowd: Crowd, jobs: int, segments: int, folder: Path, fault: Fault | None) -> Outcome:
    """Have the crowd served, and look at what came of it."""
    load, began, studio_before_s = os.getloadavg()[0], time.monotonic(), studio_cpu_s(crowd)
    crowd.order(jobs)
    crowd.follow(fault)
    wall_s = time.monotonic() - began
    worker_cpu_s = processor_s(each for worker in crowd.workers for each in worker.processes)
    studio_s = studio_cpu_s(crowd) - studio_before_s
    gone = sum(not each.is_running() for each in crowd.struck)
    back_s = back_at_work(crowd) if fault is Fault.LOSE else None
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
        studio_cpu_s=studio_s,
        films=sum(is_whole_film(crowd.running, job, segments, folder) for job in crowd.statuses),
        back_s=back_s,
        paid={},
        gone=gone,
        scratch_left={
            w.name: len(list(w.scratch.iterdir())) if w.scratch.is_dir() else 0
            for w in crowd.workers
        },
    )


def studio_cpu_s(crowd: Crowd) -> float:
    """What the studio's own machine has had of the processor so far."""
    return processor_s(psutil.Process(pid) for pid in marked(crowd.running.home))


def back_at_work(crowd: Crowd) -> float:
    """Let the lost machine come back and make a film alone; after how many seconds it is there."""
    lost, *others = crowd.workers
    if lost.host:
        lost.host.plug_in()
    for other in others:
        other.stop()
    began = time.monotonic()
    crowd.order(1)
    crowd.follow(None)
    return time.monotonic() - began


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
    jobs = outcome.jobs + (outcome.back_s is not None)
    wanted = jobs * outcome.segments
    if outcome.films != jobs or any(count != wanted for count in outcome.paid.values()):
        raise SystemExit(f"{outcome.films} films of {jobs}, paid {outcome.paid}")


def print_head() -> None:
    """Name the columns."""
    columns = ("jobs", "wall s", "jobs/hour", "job s (median, worst)", "begin s (median, worst)")
    more = (
        "workers' memory MB",
        "cpu s a job (workers, studio)",
        "films",
        "paid",
        "gone",
        "scratch left",
        "back s",
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
        f"{found.gone} processes" if found.gone else "-",
        ", ".join(f"{name} {count}" for name, count in found.scratch_left.items()),
        f"{found.back_s:.0f}" if found.back_s else "-",
        f"{found.load:.1f}",
    )
    print(f"| {' | '.join(map(str, cells))} |", flush=True)


if __name__ == "__main__":
    main()
