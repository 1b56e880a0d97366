"""A paid job against its ideal: what the stages take beyond the providers' own time.

    python -m bench.paid_job [--image-seconds 20] [--clip-seconds 60]

Runs the real stack with OpenAI and Runway on loopback, ten segments, approvals given at once. The
ideal of a stage is one latency of its provider: all ten segments are made at the same time.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

from adgen_dagster.stages import JobState, JobStatus
from tests.journeys.paid import paid_providers
from tests.journeys.running import RunningStudio

STAGES = {
    "pictures": (JobState.SCRIPT_APPROVED, JobState.AWAITING_IMAGES_APPROVAL),
    "clips": (JobState.IMAGES_APPROVED, JobState.AWAITING_VIDEOS_APPROVAL),
    "film": (JobState.VIDEOS_APPROVED, JobState.COMPLETED),
}


def main() -> None:
    """Run the job and print its table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--image-seconds", type=float, default=20.0)
    parser.add_argument("--clip-seconds", type=float, default=60.0)
    asked = parser.parse_args()
    latencies = {"image_s": asked.image_seconds, "clip_s": asked.clip_seconds}
    with (
        tempfile.TemporaryDirectory(prefix="adgen-bench-") as folder,
        paid_providers(10, **latencies) as (runway, openai, environment),
    ):
        os.environ.update(
            environment, DAGSTER_HOME=folder, ADGEN_SCRATCH_DIR=str(Path(folder) / "scratch")
        )
        running = RunningStudio()
        running.start()
        try:
            status = make(running)
        finally:
            running.stop()
        ideal = {"pictures": asked.image_seconds, "clips": asked.clip_seconds, "film": 0.0}
        print_table(status, ideal)
        for name, server in (("Runway", runway), ("OpenAI", openai)):
            print(f"requests to {name}: {len(server.ledger.requests_like())}")
        for what in ("text_to_image", "image_to_video"):
            print(f"paid {what}: {sorted(runway.ledger.times_paid(what).values())}")
        print(f"cost by the job's own count: {status.cost_usd:.2f} USD")


def make(running: RunningStudio) -> JobStatus:
    """One job of ten segments, approved the moment a stage opens."""
    job = running.submit("A lemonade of oranges pressed this morning", language="en")
    return running.bring_to(job, JobState.COMPLETED, limit_s=600)


def print_table(status: JobStatus, ideal: dict[str, float]) -> None:
    """Each stage beside the time that its provider alone takes."""
    began = {phase.state: phase.at for phase in status.phases}
    print(f"{'stage':10} {'wall s':>8} {'ideal s':>8} {'ratio':>6} {'beyond s':>9}")
    for stage, (first, last) in STAGES.items():
        wall = began[last] - began[first]
        ratio = f"{wall / ideal[stage]:.2f}" if ideal[stage] else "-"
        print(f"{stage:10} {wall:8.1f} {ideal[stage]:8.1f} {ratio:>6} {wall - ideal[stage]:9.1f}")
    total, best = time.time() - status.phases[0].at, sum(ideal.values())
    print(f"{'job':10} {total:8.1f} {best:8.1f} {total / best:6.2f} {total - best:9.1f}")


if __name__ == "__main__":
    main()
