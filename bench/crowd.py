"""Part c: jobs an hour and memory with 1, 5 and 20 jobs at once, on the real stack, offline."""

import tempfile
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import psutil

from adgen_dagster.domain.words import JobState, Product
from adgen_dagster.stack.processes import marked
from bench.figures import Clock, Part, Plot
from tests.journeys.running import ANN, RunningStudio, studio_in

AT_ONCE = (1, 5, 20)
SEGMENTS = "1+1+1"
LIMIT_S = 900.0
LOOK_S = 0.5


def measure() -> Part:
    """One stack for each size; its jobs are ordered together and approved the moment they wait."""
    clock = Clock()
    found = {count: _crowd(count) for count in AT_ONCE}
    alone, _ = found[AT_ONCE[0]]
    hourly = {count: count * 3600 / wall for count, (wall, _) in found.items()}
    return Part(
        letter="c",
        title="(c) Many jobs at once",
        columns=(
            *("jobs at once", "seconds for all", "jobs an hour", "to one after another"),
            "memory at the most, MB",
        ),
        rows=tuple(
            (
                *(count, round(wall, 1), round(hourly[count])),
                *(round(count * alone / wall, 2), round(memory_mb)),
            )
            for count, (wall, memory_mb) in found.items()
        ),
        notes=(
            (
                f"Films of {SEGMENTS.replace('+', ' + ')} segments (15 s): one for each act of"
                " three; ten segments take three times the processor, and hardly more memory,"
                " as a run is one process however many it has."
            ),
            (
                "Offline providers on this machine's own processor: it is the limit, not the"
                " orchestration. `MAX_CONCURRENT_JOBS` is as many as there are jobs."
            ),
            (
                "Memory is the proportional set size of all processes of the stack, looked at"
                " twice a second; FFmpeg included, database in SQLite files."
            ),
        ),
        plots=(
            Plot(
                kind="bars",
                labels=tuple(map(str, AT_ONCE)),
                series={
                    "jobs an hour": list(hourly.values()),
                    "memory, MB": [memory_mb for _, memory_mb in found.values()],
                },
                unit="jobs an hour; megabytes",
                is_logarithmic=True,
            ),
        ),
        measured=clock.circumstances(),
    )


def _crowd(count: int) -> tuple[float, float]:
    """Seconds until `count` jobs that begin together are done, and the memory that it took."""
    chosen = {
        "ADGEN_PROVIDER": "offline",
        "ADGEN_SPOT_ACTS": SEGMENTS,
        "MAX_CONCURRENT_JOBS": str(count),
    }
    with (
        tempfile.TemporaryDirectory(prefix="adgen-bench-") as folder,
        studio_in(folder, **chosen) as one,
    ):
        with _memory_watched(one.home) as peak:
            began = time.monotonic()
            jobs = [one.submit(f"A bakery at dawn, number {number}") for number in range(count)]
            _bring_to_the_end(one, set(jobs))
            wall = time.monotonic() - began
        print(f"  {count} at once: {wall:.1f} s, {peak[0]:.0f} MB")
        return wall, peak[0]


def _bring_to_the_end(running: RunningStudio, waiting: set[str]) -> None:
    after, deadline = 0, time.monotonic() + LIMIT_S
    while waiting:
        if time.monotonic() > deadline:
            raise TimeoutError(running.told(f"{len(waiting)} jobs are not done"))
        events = running.studio.events(after)
        for job in waiting & {event.job for event in events}:
            status = running.studio.status(job)
            if status.open_stage:
                running.studio.approve(job, status.open_stage, ANN)
            elif status.failures:
                raise RuntimeError(running.told(f"{job}: {status.failures}"))
        done = {event.job for event in events if event.product is Product.FINAL_MP4}
        waiting -= {job for job in done if running.studio.status(job).state is JobState.COMPLETED}
        after = events[-1].id if events else after
        time.sleep(LOOK_S)


@contextmanager
def _memory_watched(home: Path) -> Generator[list[float]]:
    """The most that the stack's processes have had together, in megabytes."""
    peak, is_over = [0.0], threading.Event()

    def watch() -> None:
        while not is_over.wait(LOOK_S):
            peak[0] = max(peak[0], sum(map(_memory_mb, marked(home))))

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield peak
    finally:
        is_over.set()
        watching.join()


def _memory_mb(pid: int) -> float:
    try:
        return psutil.Process(pid).memory_full_info().pss / 1e6
    except psutil.Error:
        return 0.0
