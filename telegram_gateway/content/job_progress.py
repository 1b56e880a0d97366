"""Where a job stands, in one line and a bar: pure, no Telegram."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.domain.words import JobState, Product, Stage
from telegram_gateway.content.markup import Html, joined
from telegram_gateway.content.texts import Catalogue, Fact, is_paid, money

CELLS = 10
_FULL, _EMPTY = "▰", "▱"

_TOLD = {
    JobState.PENDING: (0.02, "status-starting"),
    JobState.GENERATING_SCRIPT: (0.05, "status-writing"),
    JobState.AWAITING_SCRIPT_APPROVAL: (0.1, "status-asks-script"),
    JobState.SCRIPT_APPROVED: (0.12, "status-images-soon"),
    JobState.GENERATING_IMAGES: (0.12, "status-images"),
    JobState.AWAITING_IMAGES_APPROVAL: (0.45, "status-asks-images"),
    JobState.IMAGES_APPROVED: (0.47, "status-videos-soon"),
    JobState.ANIMATING_VIDEOS: (0.47, "status-videos"),
    JobState.AWAITING_VIDEOS_APPROVAL: (0.9, "status-asks-videos"),
    JobState.VIDEOS_APPROVED: (0.92, "status-film"),
    JobState.GENERATING_AUDIO: (0.92, "status-audio"),
    JobState.ASSEMBLING_VIDEO: (0.95, "status-film"),
    JobState.COMPLETED: (1.0, "status-done"),
    JobState.FAILED: (0.0, "status-failed"),
}
"""How far a job is in a state, as far as that is all that is known, and which text says it."""

ASLEEP = "status-asleep"
CLOCK_FROM_S = 180.0
"""What takes longer is told by the clock: a countdown in minutes would be edited every minute."""
SLIP_S = 120.0
"""By so much a time may be off before another one is told."""
_FAR_S, _FAR_STEP_S, _STEP_S = 1200.0, 300.0, 60.0
"""Nobody expects more than five minutes' precision of what is twenty minutes away."""
Clock = Callable[[float], datetime | None]
"""What the clocks of people say at a moment (seconds since the epoch); None: unknown."""


@dataclass(frozen=True)
class JobProgress:
    """How far a job is (0 to 1), and which text with which facts says so."""

    share: float
    key: str
    facts: dict[str, Fact] = field(default_factory=dict[str, Fact])
    left_s: float | None = None
    """How long until its turn or the end of the stage; None: unknown."""
    cost_usd: float = 0.0
    """What a cancelled job has cost."""
    unknown_usd: float = 0.0
    """What it may have cost beyond that: calls that were under way."""


def progress_of(
    status: JobStatus, place: int | None, now: float, wait_s: float | None = None
) -> JobProgress:
    """Return where a job stands.

    Args:
        status: of the job.
        place: its place in the queue; None: it does not wait for one.
        now: seconds since the epoch.
        wait_s: about how long until its turn comes, or until what is made now is made, by what
            others took; None: unknown.
    """
    state = status.state
    if state is JobState.CANCELLED:
        key = "status-timed-out" if status.ended_by == "timed_out" else "status-cancelled"
        return JobProgress(0.0, key, cost_usd=status.cost_usd, unknown_usd=status.unknown_usd)
    if status.awaits_transcript:
        return JobProgress(0.03, "status-asks-transcript")
    if place and status.waits_for_a_run:
        facts: dict[str, Fact] = {"place": place, **_left(wait_s)}
        return JobProgress(_TOLD[state][0], "status-queued", facts, wait_s)
    if counted := counted_in(status):
        return _making(status, counted, now, wait_s)
    is_writing = state in status.pipeline.on_the_way_to(Stage.SCRIPT)
    if is_writing and (written := _writing(status)):
        return written
    share, key = _TOLD[state]
    return JobProgress(share, key)


def counted_in(status: JobStatus) -> Stage | None:
    """Return the stage whose segments are being made, one after another."""
    pipeline = status.pipeline
    stages = pipeline.segment_stages
    working = {pipeline[pipeline.main_at(stage)].working: stage for stage in stages}
    return working.get(status.state)


def told_by_the_clock(
    progress: JobProgress, clock: Clock, now: float, told: float
) -> tuple[JobProgress, float]:
    """Add the time of day of the end, if it takes long; also return that moment (0: none).

    Args:
        progress: where a job stands.
        clock: what the clocks of people say.
        now: seconds since the epoch.
        told: the moment that was told last: it stands, unless it slips; 0: none was.
    """
    if progress.left_s is None or progress.left_s < CLOCK_FROM_S:
        return progress, 0.0
    step_s = _FAR_STEP_S if progress.left_s > _FAR_S else _STEP_S
    due = now + progress.left_s
    if abs(due - told) > SLIP_S + step_s / 2:
        told = math.floor(due / step_s + 0.5) * step_s
    at = clock(told)
    if at is None:
        return progress, 0.0
    facts: dict[str, Fact] = {**progress.facts, "left": "clock", "clock": f"{at:%H:%M}"}
    return replace(progress, facts=facts), told


def _writing(status: JobStatus) -> JobProgress | None:
    """Return what is done for the script, where that is more than its first words."""
    if (Product.SEGMENTS, 0) in status.latest:
        return JobProgress(0.05, "status-writing-again")
    if (Product.TRANSCRIPT, 0) in status.latest:
        return JobProgress(0.05, "status-writing")
    is_spoken = status.brief.voice_file is not None
    if is_spoken and status.state is JobState.GENERATING_SCRIPT:
        return JobProgress(0.02, "status-hearing")
    return None


def _making(status: JobStatus, stage: Stage, now: float, others_s: float | None) -> JobProgress:
    low, key = _TOLD[status.state]
    high, _ = _TOLD[status.pipeline.waiting_state[stage]]
    product = status.pipeline.main_at(stage)
    count, done = status.brief.segment_count, status.made(product)
    own_s = seconds_left(status, product, now)
    left_s = others_s if own_s is None else own_s
    facts: dict[str, Fact] = {"done": done, "count": count, **_left(left_s)}
    return JobProgress(low + (high - low) * done / count, key, facts, left_s)


def _left(seconds: float | None) -> dict[str, Fact]:
    """Return how long something takes, as texts say it."""
    if seconds is None:
        return {"left": "unknown", "minutes": 0, "clock": ""}
    minutes = max(1, round(seconds / 60))
    left = "seconds" if seconds < 45 else "minutes"
    return {"left": left, "minutes": minutes, "clock": ""}


def seconds_left(status: JobStatus, product: Product, now: float) -> float | None:
    """Estimate the remaining time at the pace so far; None if nothing is done yet."""
    moments = [
        event.at
        for (made, segment), event in status.latest.items()
        if made is product and segment and event.at >= status.since
    ]
    missing = len(status.missing[product])
    if not moments or not missing:
        return None
    rate_limiter = (max(moments) - status.since) / len(moments)
    return max(0.0, rate_limiter * missing - (now - max(moments)))


def bar(share: float) -> str:
    """Draw a bar of ten cells; it is full only when everything is done."""
    full = min(int(share * CELLS + 1e-9), CELLS)
    return _FULL * full + _EMPTY * (CELLS - full)


def progress_text(say: Catalogue, progress: JobProgress) -> Html:
    """Write the bar, and the stage in words."""
    return joined(
        [
            bar(progress.share) if progress.share > 0 else "",
            say.html(progress.key, **progress.facts),
        ],
        "\n",
    )


def status_text(say: Catalogue, title: str, progress: JobProgress) -> Html:
    """Describe a job: title, bar, the stage in words, and at its end what it has cost."""
    lines = [
        say.html("status-title", title=title),
        progress_text(say, progress),
        cost_text(say, progress.cost_usd, progress.unknown_usd),
    ]
    return joined(lines, "\n")


def cost_text(say: Catalogue, usd: float, unknown_usd: float = 0.0) -> Html:
    """Say what a job has cost, and may have cost beyond that; nothing if it was free."""
    if not (is_paid(usd) or is_paid(unknown_usd)):
        return Html()
    is_known = str(unknown_usd == 0).lower()
    return say.html("status-cost", usd=money(usd), unknown=money(unknown_usd), is_known=is_known)
