"""Part a: a paid job against its ideal, and how long a decision takes to reach a provider.

Runs the real stack with OpenAI and Runway on loopback, ten segments, approvals given at once. The
ideal of a stage is one latency of its provider: all ten segments are made at the same time.
"""

import tempfile
from collections import Counter

from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.domain.words import JobState
from bench.figures import Clock, Part, Plot
from tests.journeys.paid import paid_providers
from tests.journeys.running import studio_in
from tests.stand_ins.providers.ledger import LedgerView

SEGMENTS = 10
IDEAL_S = {"pictures": 20.0, "clips": 60.0, "film": 0.0}
STATES = {
    "pictures": (JobState.SCRIPT_APPROVED, JobState.AWAITING_IMAGES_APPROVAL),
    "clips": (JobState.IMAGES_APPROVED, JobState.AWAITING_VIDEOS_APPROVAL),
    "film": (JobState.VIDEOS_APPROVED, JobState.COMPLETED),
}
CALLS = {"pictures": "/v1/text_to_image", "clips": "/v1/image_to_video"}


def measure() -> Part:
    """Make one film, approved the moment a stage opens."""
    clock = Clock()
    with (
        tempfile.TemporaryDirectory(prefix="adgen-bench-") as folder,
        paid_providers(SEGMENTS, image_s=IDEAL_S["pictures"], clip_s=IDEAL_S["clips"]) as (
            runway,
            _,
            providers,
        ),
        studio_in(folder, **providers) as running,
    ):
        job = running.submit("A lemonade of oranges pressed this morning", language="en")
        status = running.bring_to(job, JobState.COMPLETED, limit_s=600)
        ledger = runway.ledger
    for what in CALLS.values():
        paid = ledger.times_paid(what.rpartition("/")[2])
        if set(paid.values()) != {1} or len(paid) != SEGMENTS:
            raise RuntimeError(f"{what} was not paid once for each segment: {paid}")
    return _part(status, ledger, clock)


def _part(status: JobStatus, ledger: LedgerView, clock: Clock) -> Part:
    began = {phase.state: phase.at for phase in status.phases}
    rows: list[tuple[str, float, float, float | None, float, float | None]] = []
    for stage, (first, last) in STATES.items():
        calls = ledger.requests_like("POST", CALLS[stage]) if stage in CALLS else []
        first_call_s = round(calls[0].at - began[first], 2) if calls else None
        rows.append((*_row(stage, began[last] - began[first], IDEAL_S[stage]), first_call_s))
    whole = status.phases[-1].at - status.phases[0].at
    rows.append((*_row("whole job", whole, sum(IDEAL_S.values())), None))
    return Part(
        letter="a",
        title="(a) A paid job against its ideal",
        columns=("stage", "seconds", "ideal", "ratio", "beyond", "decision to the first call, s"),
        rows=tuple(rows),
        notes=(
            (
                f"{SEGMENTS} segments; a loopback Runway that takes 20 s for a picture and 60 s"
                " for a clip, asked every 5 s as the real one; a loopback OpenAI that answers"
                " at once."
            ),
            (
                "A stage goes from its approval to the next question; approvals are given at"
                " once. The ideal is the provider's own time, as all segments are made"
                " together."
            ),
            (
                f"Runway was paid for {SEGMENTS} pictures and {SEGMENTS} clips, each once;"
                f" {_requests(ledger)}."
            ),
        ),
        plots=(
            Plot(
                kind="bars",
                labels=tuple(row[0] for row in rows),
                series={
                    "seconds": [row[1] for row in rows],
                    "ideal": [row[2] for row in rows],
                },
                unit="seconds",
            ),
        ),
        measured=clock.circumstances(),
    )


def _requests(ledger: LedgerView) -> str:
    """How often Runway was asked, and for what."""
    asked = Counter(
        f"{each.method} {each.path.removeprefix('/v1').split('/')[1]}" for each in ledger.requests
    )
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(asked.items()))
    return f"{asked.total()} requests: {kinds}"


def _row(name: str, wall: float, ideal: float) -> tuple[str, float, float, float | None, float]:
    ratio = round(wall / ideal, 2) if ideal else None
    return name, round(wall, 1), ideal, ratio, round(wall - ideal, 1)
