"""Folds a job's events into its status: pure, no Dagster, no clock.

A job's events are read in their order. Each is either something made (a script, a picture), or
something a user or a sensor said (approved, cancelled, asked again, failed).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

from adgen_dagster.domain.handing import SAID_AT_A_GATE, Handing
from adgen_dagster.domain.pipeline import PIPELINE
from adgen_dagster.domain.spending import Spending
from adgen_dagster.domain.stages import EventKind, JobEvent, JobStatus, Phase
from adgen_dagster.domain.standing import Standing
from adgen_dagster.domain.steps import Pipeline
from adgen_dagster.domain.words import JobState, Product, Stage

_MOST_TIME_S = 7 * 24 * 3600.0
"""The most that is given at once; anybody may report a number."""
_AT_IT = frozenset({EventKind.EXTENDED, EventKind.TAKEN_BACK, EventKind.RETRY})
"""Who does this while they are waited for is at it: their time starts over."""
_REOPENING = frozenset({EventKind.REDO, EventKind.TAKEN_BACK})


def status_of(events: Iterable[JobEvent], pipeline: Pipeline = PIPELINE) -> JobStatus | None:
    """Fold a job's events, in the order of their ids, into its status; None without a brief."""
    fold: _Fold | None = None
    phases: list[Phase] = []
    for event in sorted(events, key=lambda event: event.id):
        if fold is not None:
            fold.read(event)
            fold.keep_time(event)
        elif event.kind is EventKind.SUBMITTED and event.brief:
            fold = _Fold(event.job, Standing(event.brief, event.id, pipeline), event.id)
        else:
            continue
        state = fold.state()
        if not phases or state is not phases[-1].state:
            phases.append(Phase(state, event.at, event.id))
    return fold.status(tuple(phases)) if fold else None


@dataclass
class _Fold:
    """What has been read of a job so far."""

    job: str
    now: Standing
    last_event: int
    film: Standing | None = None
    """How a finished job stood before it was asked for something again: it falls back to that."""
    fell_back: str = ""
    """By what kind of event it last did."""
    fell_back_at: int = 0
    takes: dict[tuple[Product, int], dict[int, JobEvent]] = field(
        default_factory=dict[tuple[Product, int], dict[int, JobEvent]]
    )
    runs: dict[str, int] = field(default_factory=dict[str, int])
    """For which order each run that began was started."""
    spending: Spending = field(default_factory=Spending)
    handing: Handing = field(default_factory=Handing)
    ended_by: str = ""
    void_before: int = 0
    """Orders older than this event have ended with the job, or with what it was asked again."""
    is_emptied: bool = False
    is_erased: bool = False
    time_from: float = 0.0
    time_s: float = 0.0

    def __post_init__(self) -> None:
        self.now.order()

    def read(self, event: JobEvent) -> None:
        """Take one more event into account."""
        self.spending.add(event)
        if event.kind in SAID_AT_A_GATE:
            self.handing.read(event, self.open_stage())
        self.last_event = event.id
        self.is_erased |= event.kind is EventKind.EMPTIED and event.by is not None
        if event.kind is EventKind.PAID:
            return  # it says nothing of the work
        if self.is_emptied:
            self._read_emptied(event)
        elif self.ended_by:
            self._read_after_the_end(event)
        else:
            self._read_on(event)
            self.now.order()

    def keep_time(self, event: JobEvent) -> None:
        """Begin the time to decide anew with what its person does; forget it at the next gate."""
        if self.ended_by or not (self.open_stage() or self.now.awaits_transcript()):
            self.time_from = self.time_s = 0.0
        elif event.kind in _AT_IT:
            self.time_from = event.at
            is_more = event.kind is EventKind.EXTENDED and event.seconds <= _MOST_TIME_S
            self.time_s = event.seconds if is_more and event.seconds > self.time_s else self.time_s

    def _read_emptied(self, event: JobEvent) -> None:
        is_over = self.state().has_ended
        if event.kind is EventKind.CANCELLED and not is_over:
            self.ended_by = event.kind

    def _read_after_the_end(self, event: JobEvent) -> None:
        match event.kind:
            case EventKind.MADE if event.product:
                self._read_made(event, event.product)
            case EventKind.EMPTIED:
                self.is_emptied = True
            case EventKind.CONTINUED:
                self._continue(event)
            case _:
                pass

    def _read_on(self, event: JobEvent) -> None:
        if event.kind in _REOPENING and self.now.state() is JobState.COMPLETED:
            self.film = self.now.copy()
        match event.kind:
            case EventKind.MADE if event.product:
                self._read_made(event, event.product)
            case EventKind.TAKEN_BACK if event.product and event.segments:
                self._read_taken_back(event, event.product, event.segments[0])
            case EventKind.STARTED if event.product:
                self._read_start(event, event.product)
            case EventKind.FAILED if event.product:
                self._read_failure(event, event.product)
            case _:
                self._read_said(event)
        if self.film is not None:
            self.fell_back = ""
            if self.now.state() is JobState.COMPLETED:
                self.film = None

    def _read_made(self, event: JobEvent, product: Product) -> None:
        made = product, (*event.segments, 0)[0]
        self.now.at_work.pop(made, None)
        if self.now.pipeline[product].per_segment:
            self.takes.setdefault(made, {})[event.take] = event
        if 0 < self.runs.get(event.run_id, 0) < self.fell_back_at:
            return  # made of a wish that was given up: the film stays as it was
        before = self.now.latest.get(made)
        self.now.latest[made] = event
        # Told again by a run that was started twice, it is the script that it was.
        is_told_again = (
            before and before.path == event.path and before.id > self.now.last_redo(Stage.SCRIPT)
        )
        if product is Product.SEGMENTS and not is_told_again:
            self.takes.clear()  # what was made of an older script shows something else

    def _read_taken_back(self, event: JobEvent, product: Product, segment: int) -> None:
        """As a wish that is fulfilled at once: what was made of the later take is asked again."""
        step = self.now.pipeline[product]
        is_known = step.per_segment and segment in self.now.all_segments
        if is_known and step.stage and self.now.is_made(Product.SEGMENTS):
            self.now.latest[product, segment] = event
            self.now.redo[step.stage, segment] = event.id

    def _read_said(self, event: JobEvent) -> None:
        """What a user or a sensor says counts only where it is asked for."""
        is_open = event.stage is not None and self.open_stage() is event.stage
        match event.kind:
            case EventKind.APPROVED if event.stage and is_open:
                self.now.approvals[event.stage] = event.id
            case EventKind.REDO if event.stage:
                self._read_redo(event, event.stage)
            case EventKind.CONFIRMED if self.now.awaits_transcript():
                self.now.confirmed, self.now.corrected_request = event.id, event.note
            case EventKind.RETRY:
                self._read_retry(event)
            case EventKind.TIMED_OUT if is_open or self.now.awaits_transcript():
                self._end(event)
            case EventKind.CANCELLED if self.state() is not JobState.COMPLETED:
                self._end(event)
            case EventKind.EMPTIED if self.state().is_over:
                self.is_emptied = True
                self._fall_back(event)
            case _:
                pass

    def _end(self, event: JobEvent) -> None:
        self.void_before = event.id
        if not self._fall_back(event):
            self.ended_by = event.kind

    def _fall_back(self, event: JobEvent) -> bool:
        """Return to the film, if there was one."""
        if self.film is None:
            return False
        self.now, self.film = self.film, None
        self.now.at_work.clear()
        self.fell_back, self.fell_back_at, self.void_before = event.kind, event.id, event.id
        return True

    def _continue(self, event: JobEvent) -> None:
        """Go on where the job was ended: what was cut off is ordered again, for the same takes."""
        self.ended_by, self.void_before = "", event.id
        self.now.at_work.clear()
        failed = self.now.unresolved()
        for product in self.now.pipeline.products:
            if self.now.is_wanted(product) and self.now.goal(product) not in failed:
                self.now.retries[product] = event.id
        self.now.order()

    def _read_redo(self, event: JobEvent, stage: Stage) -> None:
        now = self.now
        is_whole = not now.pipeline.is_per_segment(stage)
        segments = event.segments or ((0,) if is_whole else now.all_segments)
        for segment in segments:
            now.redo[stage, segment] = event.id
            if event.note:
                now.notes[stage, segment] = (*now.notes.get((stage, segment), ()), event.note)

    def _read_retry(self, event: JobEvent) -> None:
        failed = self.now.unresolved()
        if event.voice and any(self.now.pipeline[product].is_spoken for product in failed):
            self.now.brief = self.now.brief.model_copy(update={"voice": event.voice})
            self.now.revoiced = event.id
        self.now.retries.update(dict.fromkeys(failed, event.id))

    def _read_start(self, event: JobEvent, product: Product) -> None:
        """Work begun again answers a failure, if it takes up all that failed."""
        self.runs[event.run_id] = event.cause
        if self._is_void(event):
            return
        self.now.start(event, product)

    def _read_failure(self, event: JobEvent, product: Product) -> None:
        for key, run_id in list(self.now.at_work.items()):
            # One that was started in a lost run's place, and is lost before it begins, tells of
            # segments that nobody but the lost one was at.
            is_before = 0 < self.runs.get(run_id, 0) == event.cause
            if run_id == event.run_id or (
                is_before and key[0] is product and key[1] in event.segments
            ):
                del self.now.at_work[key]
        if not self._is_void(event):
            self.now.fail(event, product)

    def _is_void(self, event: JobEvent) -> bool:
        """Tell whether a run says it whose order ended with the job, or was given again."""
        return 0 < (event.cause or self.runs.get(event.run_id, 0)) < self.void_before

    def _at_work(self) -> Mapping[Product, tuple[int, ...]]:
        making: dict[Product, tuple[int, ...]] = {}
        for product, segment in sorted(self.now.at_work):
            making[product] = (*making.get(product, ()), segment)
        return making

    def state(self) -> JobState:
        """Return the job's state after the events read so far."""
        return JobState.CANCELLED if self.ended_by else self.now.state()

    def open_stage(self) -> Stage | None:
        """Return the stage that waits for a decision after the events read so far."""
        return self.now.pipeline.open_stage(self.state())

    def status(self, phases: tuple[Phase, ...]) -> JobStatus:
        """Return the whole status, for others to read."""
        pipeline = self.now.pipeline
        return JobStatus(
            job=self.job,
            brief=self.now.brief,
            state=phases[-1].state,
            phases=phases,
            latest=dict(self.now.latest),
            failures=tuple(chain.from_iterable(self.now.unresolved().values())),
            due=() if self.ended_by or self.is_emptied else tuple(self.now.due()),
            ordered=dict(self.now.ordered),
            missing={product: self.now.missing(product) for product in pipeline.per_segment},
            takes={
                made: tuple(takes[number] for number in sorted(takes))
                for made, takes in self.takes.items()
            },
            approved=frozenset(filter(self.now.has_approval, pipeline.stages)),
            approvals={
                stage: at
                for stage, at in self.now.approvals.items()
                if self.now.has_approval(stage)
            },
            notes=dict(self.now.notes),
            awaits_transcript=self.now.awaits_transcript() and not self.ended_by,
            corrected_request=self.now.corrected_request,
            cost_usd=round(self.spending.usd, 6),
            unknown_usd=round(self.spending.unknown_usd, 6),
            last_event=self.last_event,
            ended_by=self.ended_by,
            is_emptied=self.is_emptied,
            is_erased=self.is_erased,
            void_before=self.void_before,
            at_work=self._at_work(),
            is_reopened=self.film is not None,
            deciders=dict(self.handing.deciders),
            guests=tuple(self.handing.guests),
            decided_by=dict(self.handing.decided_by),
            fell_back=self.fell_back,
            time_from=self.time_from,
            time_s=self.time_s,
            done=frozenset(filter(self.now.is_done, pipeline.products)),
            pipeline=pipeline,
        )
