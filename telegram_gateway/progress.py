"""Where a job stands, in one line and a bar: pure, no Telegram."""

from dataclasses import dataclass, field

from adgen_dagster.stages import JobState, JobStatus, Product
from telegram_gateway.markup import Html, joined
from telegram_gateway.prices import is_paid
from telegram_gateway.texts import Catalogue, Fact, money

CELLS = 10
_FULL, _EMPTY = "▰", "▱"

_SIMPLE = {
    JobState.PENDING: (0.02, "status-starting"),
    JobState.GENERATING_SCRIPT: (0.05, "status-writing"),
    JobState.AWAITING_SCRIPT_APPROVAL: (0.1, "status-asks-script"),
    JobState.SCRIPT_APPROVED: (0.12, "status-images-soon"),
    JobState.AWAITING_IMAGES_APPROVAL: (0.45, "status-asks-images"),
    JobState.IMAGES_APPROVED: (0.47, "status-videos-soon"),
    JobState.AWAITING_VIDEOS_APPROVAL: (0.9, "status-asks-videos"),
    JobState.VIDEOS_APPROVED: (0.92, "status-film"),
    JobState.GENERATING_AUDIO: (0.92, "status-audio"),
    JobState.ASSEMBLING_VIDEO: (0.95, "status-film"),
    JobState.COMPLETED: (1.0, "status-done"),
    JobState.FAILED: (0.0, "status-failed"),
}
_MAKING = {
    JobState.GENERATING_IMAGES: (Product.IMAGES, 0.12, 0.45, "status-images"),
    JobState.ANIMATING_VIDEOS: (Product.CLIPS, 0.47, 0.9, "status-videos"),
}
_WRITES = frozenset({JobState.PENDING, JobState.GENERATING_SCRIPT})
WAITS_FOR_PLACE = frozenset(
    {JobState.PENDING, JobState.SCRIPT_APPROVED, JobState.IMAGES_APPROVED, JobState.VIDEOS_APPROVED}
)


@dataclass(frozen=True)
class Progress:
    """How far a job is (0 to 1), and which text with which facts says so."""

    share: float
    key: str
    facts: dict[str, Fact] = field(default_factory=dict[str, Fact])
    cost_usd: float = 0.0
    """What a cancelled job has cost."""
    unknown_usd: float = 0.0
    """What it may have cost beyond that: calls that were under way."""


def progress_of(
    status: JobStatus, place: int | None, now: float, wait_s: float | None = None
) -> Progress:
    """Where a job stands.

    Args:
        status: of the job.
        place: its place in the queue; None: it does not wait for one.
        now: seconds since the epoch.
        wait_s: about how long until its turn comes; None: nobody knows.
    """
    state = status.state
    if state is JobState.CANCELLED:
        key = "status-timed-out" if status.ended_by == "timed_out" else "status-cancelled"
        return Progress(0.0, key, cost_usd=status.cost_usd, unknown_usd=status.unknown_usd)
    if status.awaits_transcript:
        return Progress(0.03, "status-asks-transcript")
    if place and state in WAITS_FOR_PLACE:
        return Progress(_SIMPLE[state][0], "status-queued", {"place": place, **_left(wait_s)})
    if made := _MAKING.get(state):
        return _making(status, *made, now)
    if state in _WRITES and (written := _writing(status)):
        return written
    share, key = _SIMPLE[state]
    return Progress(share, key)


def _writing(status: JobStatus) -> Progress | None:
    """What is done for the script, where that is more than its first words."""
    if (Product.SEGMENTS, 0) in status.latest:
        return Progress(0.05, "status-writing-again")
    if (Product.TRANSCRIPT, 0) in status.latest:
        return Progress(0.05, "status-writing")
    is_spoken = status.brief.voice_file is not None
    if is_spoken and status.state is JobState.GENERATING_SCRIPT:
        return Progress(0.02, "status-hearing")
    return None


def _making(
    status: JobStatus, product: Product, low: float, high: float, key: str, now: float
) -> Progress:
    count, done = status.brief.segment_count, status.made(product)
    left = _left(seconds_left(status, product, now))
    facts: dict[str, Fact] = {"done": done, "count": count, **left}
    return Progress(low + (high - low) * done / count, key, facts)


def _left(seconds: float | None) -> dict[str, Fact]:
    """How long something takes, as texts say it."""
    if seconds is None:
        return {"left": "unknown", "minutes": 0}
    minutes = max(1, round(seconds / 60))
    return {"left": "seconds" if seconds < 45 else "minutes", "minutes": minutes}


def seconds_left(status: JobStatus, product: Product, now: float) -> float | None:
    """How long the rest takes at the pace so far; None: nothing of it is done yet."""
    moments = [
        event.at
        for (made, segment), event in status.latest.items()
        if made is product and segment and event.at >= status.since
    ]
    missing = len(status.missing[product])
    if not moments or not missing:
        return None
    pace = (max(moments) - status.since) / len(moments)
    return max(0.0, pace * missing - (now - max(moments)))


def bar(share: float) -> str:
    """A bar of ten cells; full only when everything is done."""
    full = min(int(share * CELLS + 1e-9), CELLS)
    return _FULL * full + _EMPTY * (CELLS - full)


def progress_text(say: Catalogue, progress: Progress) -> Html:
    """The bar, and the stage in words."""
    return joined(
        [
            bar(progress.share) if progress.share > 0 else "",
            say.html(progress.key, **progress.facts),
        ],
        "\n",
    )


def status_text(say: Catalogue, title: str, progress: Progress) -> Html:
    """A job by itself: title, bar, the stage in words, and at its end what it has cost."""
    lines = [
        say.html("status-title", title=title),
        progress_text(say, progress),
        cost_text(say, progress.cost_usd, progress.unknown_usd),
    ]
    return joined(lines, "\n")


def cost_text(say: Catalogue, usd: float, unknown_usd: float = 0.0) -> Html:
    """What a job has cost, and may have cost beyond that; nothing where it was free."""
    if not (is_paid(usd) or is_paid(unknown_usd)):
        return Html()
    is_known = str(unknown_usd == 0).lower()
    return say.html("status-cost", usd=money(usd), unknown=money(unknown_usd), is_known=is_known)
