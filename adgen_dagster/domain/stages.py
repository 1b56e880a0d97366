"""A job's events and its status."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from adgen_dagster.domain.brief import Brief, Person
from adgen_dagster.domain.pipeline import PIPELINE
from adgen_dagster.domain.steps import Pipeline
from adgen_dagster.domain.words import JobState, Product, Stage


class EventKind(StrEnum):
    """What an event says."""

    SUBMITTED = "submitted"
    CONFIRMED = "confirmed"
    """The transcript is right, or was corrected (`note`)."""
    STARTED = "started"
    MADE = "made"
    APPROVED = "approved"
    CANCELLED = "cancelled"
    TIMED_OUT = "timed_out"
    CONTINUED = "continued"
    """A cancelled job goes on where it was ended."""
    EXTENDED = "extended"
    """Who is waited for is at it, or asks for more time: the time to decide starts over."""
    REDO = "redo"
    HANDED_OVER = "handed_over"
    """Another user (`to`) decides at the gate, too, as long as it is open."""
    HANDED_BACK = "handed_back"
    """Only the one who ordered decides at the gate again."""
    TAKEN_BACK = "taken_back"
    """An older take of a picture or clip counts again."""
    RETRY = "retry"
    FAILED = "failed"
    PAID = "paid"
    """A call to a provider has cost something, or may have; its take may still be unfinished."""
    EMPTIED = "emptied"
    """Its files are deleted for their age, all but the film; said by a user: all of them."""


@dataclass(frozen=True)
class JobEvent:
    """One thing that happened to a job.

    `id` is Dagster's storage id (events are read in its order), `at` seconds since the epoch.
    """

    id: int
    at: float
    job: str
    kind: EventKind
    product: Product | None = None
    stage: Stage | None = None
    segments: tuple[int, ...] = ()
    by: Person | None = None
    to: Person | None = None
    brief: Brief | None = None
    note: str = ""
    failure_kind: str = ""
    take: int = 0
    path: str = ""
    cost_usd: float = 0.0
    at_most_usd: float = 0.0
    """Of a paid call whose outcome nobody knows: what it may have cost."""
    call_id: str = ""
    """Of a paid call that goes on at its provider: by which it is known there."""
    seconds: float = 0.0
    run_id: str = ""
    cause: int = 0
    """Of a start or a failure: what the run was started for; 0: an operator started it."""
    provider: str = ""
    model: str = ""
    provider_s: float = 0.0
    """How long the provider took for it."""
    voice: str = ""
    """Of a retry: who is to read instead."""
    size_mb: float = 0.0


@dataclass(frozen=True)
class Failure:
    """Work that did not succeed and waits for a user: try again, reword or cancel."""

    product: Product
    segments: tuple[int, ...]
    kind: str
    message: str
    run_id: str


@dataclass(frozen=True)
class DueWork:
    """A product that the graph should be making now.

    `cause` is the id of the event that made it wanted, `owner_cause` that of the event that made
    these segments wanted for the first time, or again: a retry, or somebody's wish for another
    segment, takes up their takes where they stood.
    """

    product: Product
    segments: tuple[int, ...]
    cause: int
    owner_cause: int


def is_ordered_anew(orders: Iterable[DueWork], segment: int, cause: int) -> bool:
    """Tell whether a segment was ordered again after `cause`.

    A run for an older order then leaves it to that order's run. Cause 0: an operator's own run.
    """
    return cause > 0 and any(cause < work.cause and segment in work.segments for work in orders)


@dataclass(frozen=True)
class Phase:
    """When a job entered a state, in seconds since the epoch, and by which event."""

    state: JobState
    at: float
    event: int = 0


@dataclass(frozen=True)
class JobStatus:
    """Everything that can be known of a job from its events."""

    job: str
    brief: Brief
    state: JobState
    phases: tuple[Phase, ...]
    latest: Mapping[tuple[Product, int], JobEvent]
    """The newest event of each product and segment (segment 0: made for the whole job)."""
    failures: tuple[Failure, ...]
    due: tuple[DueWork, ...]
    ordered: Mapping[Product, tuple[DueWork, ...]]
    """The newest orders of each product, done or not."""
    missing: Mapping[Product, tuple[int, ...]]
    """Segments of images and clips that are still to be made, or to be made again."""
    approved: frozenset[Stage]
    approvals: Mapping[Stage, int]
    """By which event each of those was approved."""
    takes: Mapping[tuple[Product, int], tuple[JobEvent, ...]]
    """The finished takes of pictures and clips that fit the script as it stands, by number."""
    notes: Mapping[tuple[Stage, int], tuple[str, ...]]
    """What people wanted changed, oldest first (segment 0: the whole stage)."""
    awaits_transcript: bool
    """Whether a voice brief was heard and its person has yet to say that it is right."""
    corrected_request: str
    """What the person made of the transcript; empty: it was right."""
    cost_usd: float
    last_event: int
    unknown_usd: float = 0.0
    """What calls may have cost beyond that, of which nobody knows whether they were paid."""
    ended_by: str = ""
    """Why the job was cancelled: `cancelled` or `timed_out`."""
    is_emptied: bool = False
    """Whether its files were deleted for their age: nothing is made of them any more."""
    is_erased: bool = False
    """Whether its person wanted nothing of it kept."""
    void_before: int = 0
    """Runs for orders older than this event are to end; 0: all orders stand."""
    at_work: Mapping[Product, tuple[int, ...]] = field(
        default_factory=dict[Product, tuple[int, ...]]
    )
    """What runs are making, or were when the job was cancelled (segment 0: the whole product)."""
    is_reopened: bool = False
    """Whether a finished film is being changed: cancelled, the job falls back to it."""
    deciders: Mapping[Stage, Person] = field(default_factory=dict[Stage, Person])
    """Who decides at a gate beside the one who ordered."""
    guests: tuple[Person, ...] = ()
    """All that a gate was ever handed to, the last one last."""
    decided_by: Mapping[Stage, Person] = field(default_factory=dict[Stage, Person])
    """Who said at each gate what was said there last."""
    fell_back: str = ""
    """By what it last fell back to its film: `cancelled`, `timed_out`, `emptied`."""
    time_from: float = 0.0
    """When the time to decide started over because its person did something; 0: it did not."""
    time_s: float = 0.0
    """How long that time is at least, where they asked for more than is usual."""
    done: frozenset[Product] = frozenset()
    """What was to be made and is, of every segment."""
    pipeline: Pipeline = field(default=PIPELINE, repr=False)
    """What the events were read by."""

    @property
    def open_stage(self) -> Stage | None:
        """The stage that waits for a user now."""
        return self.pipeline.open_stage(self.state)

    @property
    def waits_for_a_run(self) -> bool:
        """Whether the run that works on it is yet to begin, and may have to wait for others'."""
        return self.state in self.pipeline.before_a_run

    @property
    def since(self) -> float:
        """When the present state began, in seconds since the epoch."""
        return self.phases[-1].at

    @property
    def waits_since(self) -> float | None:
        """Since when a user's decision is waited for; None: nobody is waited for."""
        if self.open_stage:
            return max(self.since, self.time_from)
        if self.awaits_transcript:
            return max(self.latest[Product.TRANSCRIPT, 0].at, self.since, self.time_from)
        return None

    @property
    def cut_off(self) -> Mapping[Product, tuple[int, ...]]:
        """What runs were making when the job was cancelled."""
        return self.at_work if self.ended_by else {}

    def other_takes(self, product: Product, segment: int) -> tuple[JobEvent, ...]:
        """Return the takes that can be taken back: all but the one that counts, by number."""
        present = self.latest.get((product, segment))
        # While a picture is asked again, none counts: the one before can be taken back as well.
        number = present.take if present and segment not in self.missing[product] else 0
        return tuple(take for take in self.takes.get((product, segment), ()) if take.take != number)

    def made(self, product: Product) -> int:
        """Count the segments of `product` that are done and need not be made again."""
        return self.brief.segment_count - len(self.missing[product])
