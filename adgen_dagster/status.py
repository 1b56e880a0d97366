"""Which events of a job make which status: pure, no Dagster, no clock.

A job's events are read in their order. Each is either something made (a script, a picture), or
something a person or a sensor said (approved, cancelled, asked again, failed).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from adgen_dagster.brief import Brief
from adgen_dagster.spending import Spending
from adgen_dagster.stages import (
    PER_SEGMENT,
    STAGE_OF,
    EventKind,
    Failure,
    JobEvent,
    JobState,
    JobStatus,
    Phase,
    Product,
    Stage,
    Work,
    is_ordered_anew,
)

_WRITTEN_TOGETHER = frozenset({Product.TRANSCRIPT, Product.SCRIPT, Product.SEGMENTS})
_BEGUN_BY_STUDIO = (
    Product.TRANSCRIPT,
    Product.SEGMENTS,
    Product.AUDIO,
    Product.IMAGES,
    Product.CLIPS,
    Product.FINAL_MP4,
)


def status_of(events: Iterable[JobEvent]) -> JobStatus | None:
    """The status that a job's events make, read in the order of their ids; None: no brief yet."""
    fold: _Fold | None = None
    phases: list[Phase] = []
    for event in sorted(events, key=lambda event: event.id):
        if fold is not None:
            fold.read(event)
        elif event.kind is EventKind.SUBMITTED and event.brief:
            fold = _Fold(event.job, event.brief, event.id)
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
    brief: Brief
    submitted: int
    latest: dict[tuple[Product, int], JobEvent] = field(
        default_factory=dict[tuple[Product, int], JobEvent]
    )
    takes: dict[tuple[Product, int], dict[int, JobEvent]] = field(
        default_factory=dict[tuple[Product, int], dict[int, JobEvent]]
    )
    approvals: dict[Stage, int] = field(default_factory=dict[Stage, int])
    redo: dict[tuple[Stage, int], int] = field(default_factory=dict[tuple[Stage, int], int])
    notes: dict[tuple[Stage, int], tuple[str, ...]] = field(
        default_factory=dict[tuple[Stage, int], tuple[str, ...]]
    )
    confirmed: int = 0
    corrected_request: str = ""
    retries: dict[Product, int] = field(default_factory=dict[Product, int])
    started: dict[Product, int] = field(default_factory=dict[Product, int])
    failures: dict[Product, tuple[tuple[int, Failure], ...]] = field(
        default_factory=dict[Product, tuple[tuple[int, Failure], ...]]
    )
    """By what the run that failed was there for, with the events that told them."""
    ordered: dict[Product, tuple[Work, ...]] = field(
        default_factory=dict[Product, tuple[Work, ...]]
    )
    at_work: dict[tuple[Product, int], str] = field(default_factory=dict[tuple[Product, int], str])
    """Segments that a run makes now, and which run."""
    spending: Spending = field(default_factory=Spending)
    ended_by: str = ""
    is_emptied: bool = False
    last_event: int = 0

    def __post_init__(self) -> None:
        self.last_event = self.submitted
        self._order()

    def read(self, event: JobEvent) -> None:
        """Take one more event into account."""
        self.spending.add(event)
        self.last_event = event.id
        if event.kind is EventKind.PAID:
            return  # it says nothing of the work
        if self.ended_by or (self.is_emptied and event.kind is not EventKind.CANCELLED):
            return
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
        self._order()

    def _read_made(self, event: JobEvent, product: Product) -> None:
        made = product, (*event.segments, 0)[0]
        self.latest[made] = event
        self.at_work.pop(made, None)
        if product in PER_SEGMENT:
            self.takes.setdefault(made, {})[event.take] = event
        elif product is Product.SEGMENTS:
            self.takes.clear()  # what was made of an older script shows something else

    def _read_taken_back(self, event: JobEvent, product: Product, segment: int) -> None:
        """As a wish that is fulfilled at once: what was made of the later take is asked again."""
        is_known = product in PER_SEGMENT and segment in self._all_segments
        if is_known and self._is_made(Product.SEGMENTS):
            self.latest[product, segment] = event
            self.redo[STAGE_OF[product], segment] = event.id

    def _read_said(self, event: JobEvent) -> None:
        """What a person or a sensor says counts only where it is asked for."""
        is_open = event.stage is not None and self.state().open_stage is event.stage
        match event.kind:
            case EventKind.APPROVED if event.stage and is_open:
                self.approvals[event.stage] = event.id
            case EventKind.REDO if event.stage:
                self._read_redo(event, event.stage)
            case EventKind.CONFIRMED if self._awaits_transcript():
                self.confirmed, self.corrected_request = event.id, event.note
            case EventKind.RETRY:
                self.retries.update(dict.fromkeys(self.unresolved(), event.id))
            case EventKind.TIMED_OUT if is_open or self._awaits_transcript():
                self.ended_by = event.kind
            case EventKind.CANCELLED if self.state() is not JobState.COMPLETED:
                self.ended_by = event.kind
            case EventKind.EMPTIED if self.state().is_over:
                self.is_emptied = True
            case _:
                pass

    def _read_redo(self, event: JobEvent, stage: Stage) -> None:
        segments = event.segments or ((0,) if stage is Stage.SCRIPT else self._all_segments)
        for segment in segments:
            self.redo[stage, segment] = event.id
            if event.note:
                self.notes[stage, segment] = (*self.notes.get((stage, segment), ()), event.note)

    def _read_start(self, event: JobEvent, product: Product) -> None:
        """Work begun again answers a failure, if it takes up all that failed."""
        self.started[product] = event.id
        orders = self.ordered.get(product, ())
        taken_up = {
            segment
            for segment in event.segments
            if not is_ordered_anew(orders, segment, event.cause)
        }
        self.at_work.update({(product, segment): event.run_id for segment in taken_up})
        goal = self._goal(product)
        # An operator's run of the transcript alone does not go on to the segments.
        if product is goal or event.cause:
            self._answer(goal, taken_up)

    def _read_failure(self, event: JobEvent, product: Product) -> None:
        for key, run_id in list(self.at_work.items()):
            if run_id == event.run_id:
                del self.at_work[key]
        goal = self._goal(product)
        if self._is_wanted(goal):
            failure = Failure(product, event.segments, event.failure_kind, event.note, event.run_id)
            self._answer(goal, set(self._failed(failure)))
            self.failures[goal] = (*self.failures.get(goal, ()), (event.id, failure))

    def _answer(self, goal: Product, segments: set[int]) -> None:
        """Forget the failures that lie in `segments`; several runs may each fail in their own."""
        self.failures[goal] = tuple(
            (at, failure)
            for at, failure in self.failures.get(goal, ())
            if not set(self._failed(failure)) <= segments
        )

    def _failed(self, failure: Failure) -> tuple[int, ...]:
        """The segments that a failure leaves to be made; none: it is not a matter of segments."""
        if failure.product not in PER_SEGMENT:
            return ()
        missing = self._missing(failure.product)
        return tuple(each for each in missing if not failure.segments or each in failure.segments)

    def _goal(self, product: Product) -> Product:
        """What a run that makes `product` is there for: one run writes all, up to the segments."""
        is_heard_alone = product is Product.TRANSCRIPT and self.brief.confirms_transcript
        return Product.SEGMENTS if product in _WRITTEN_TOGETHER and not is_heard_alone else product

    def _order(self) -> None:
        """Fix what has to be made at the moment it becomes wanted.

        What is still missing shrinks while the work goes on; the order for it must not change,
        or it would be asked for twice.
        """
        for product in _BEGUN_BY_STUDIO:
            wanted_by = self._cause(product)
            cause = max(wanted_by, self._retried(product))
            known = self.ordered.get(product)
            if product is Product.TRANSCRIPT and not self.brief.confirms_transcript:
                continue  # made in one run with the script
            if not wanted_by or (known and known[0].cause == cause):
                continue
            if product in PER_SEGMENT:
                self.ordered[product] = self._segments_to_make(product, cause) or known or ()
            else:
                self.ordered[product] = (Work(product, (), cause, wanted_by),)

    def _segments_to_make(self, product: Product, cause: int) -> tuple[Work, ...]:
        """What is missing and not at work elsewhere, put together by whose takes it continues."""
        stage = Stage.IMAGES if product is Product.IMAGES else Stage.VIDEOS
        gate = self.approvals[Stage.SCRIPT if product is Product.IMAGES else Stage.IMAGES]
        by_owner: dict[int, list[int]] = {}
        for segment in self._missing(product):
            if (product, segment) not in self.at_work:
                owner = max(gate, self.redo.get((stage, segment), 0))
                by_owner.setdefault(owner, []).append(segment)
        return tuple(
            Work(product, tuple(segments), cause, owner)
            for owner, segments in sorted(by_owner.items())
        )

    @property
    def _all_segments(self) -> tuple[int, ...]:
        return tuple(range(1, self.brief.segment_count + 1))

    def _retried(self, product: Product) -> int:
        together = _WRITTEN_TOGETHER if product in _WRITTEN_TOGETHER else {product}
        return max((self.retries.get(each, 0) for each in together), default=0)

    def _last_redo(self, *stages: Stage) -> int:
        return max((at for (stage, _), at in self.redo.items() if stage in stages), default=0)

    def _has_approval(self, stage: Stage) -> bool:
        """Whether the stage's approval still stands: nothing was asked again since."""
        until = tuple(Stage)[: tuple(Stage).index(stage) + 1]
        return self.approvals.get(stage, 0) > self._last_redo(*until)

    def _made_at(self, product: Product, segment: int = 0) -> int:
        event = self.latest.get((product, segment))
        return event.id if event else 0

    def _missing(self, product: Product) -> tuple[int, ...]:
        """Segments that were never made, or were asked again since."""
        stages = (Stage.IMAGES,) if product is Product.IMAGES else (Stage.IMAGES, Stage.VIDEOS)
        rewritten = self._last_redo(Stage.SCRIPT)
        asked = {
            segment: max(rewritten, *(self.redo.get((stage, segment), 0) for stage in stages))
            for segment in self._all_segments
        }
        # Made and asked by the same event: a take that was taken back.
        made = {segment: self._made_at(product, segment) for segment in asked}
        return tuple(each for each in asked if not made[each] or made[each] < asked[each])

    def _is_made(self, product: Product) -> bool:
        match product:
            case Product.TRANSCRIPT:
                return self._made_at(product) > 0
            case Product.SCRIPT | Product.SEGMENTS:
                return self._made_at(product) > self._last_redo(Stage.SCRIPT)
            case Product.AUDIO:
                return self._made_at(product) > self.approvals.get(Stage.SCRIPT, 0)
            case Product.FINAL_MP4:
                return self._made_at(product) > self.approvals.get(Stage.VIDEOS, 0)
            case Product.IMAGES | Product.CLIPS:
                return not self._missing(product)

    def _cause(self, product: Product) -> int:
        """The event that made `product` wanted, retries left out; 0: it is not wanted yet."""
        script, images, videos = (
            self.approvals[stage] if self._has_approval(stage) else 0 for stage in Stage
        )
        begun = self.confirmed if self.brief.confirms_transcript else self.submitted
        return {
            Product.TRANSCRIPT: self.submitted,
            Product.SCRIPT: begun and max(begun, self._last_redo(Stage.SCRIPT)),
            Product.SEGMENTS: begun and max(begun, self._last_redo(Stage.SCRIPT)),
            Product.AUDIO: script,
            Product.IMAGES: script and max(script, self._last_redo(Stage.IMAGES)),
            Product.CLIPS: images and max(images, self._last_redo(Stage.VIDEOS)),
            Product.FINAL_MP4: (
                videos
                and self._is_made(Product.AUDIO)
                and max(videos, self._made_at(Product.AUDIO))
            ),
        }[product]

    def _awaits_transcript(self) -> bool:
        is_heard = self._is_made(Product.TRANSCRIPT)
        return self.brief.confirms_transcript and is_heard and not self.confirmed

    def _is_wanted(self, product: Product) -> bool:
        return self._cause(product) > 0 and not self._is_made(product)

    def unresolved(self) -> dict[Product, tuple[Failure, ...]]:
        """Failures that nothing has answered since, by what the runs were there for."""
        left = {
            goal: tuple(
                failure
                for at, failure in failures
                if at > max(self._cause(goal), self._retried(goal))
                and (goal not in PER_SEGMENT or self._failed(failure))
            )
            for goal, failures in self.failures.items()
            if self._is_wanted(goal)
        }
        return {goal: failures for goal, failures in left.items() if failures}

    def _due(self) -> Iterator[Work]:
        failed = self.unresolved()
        for product, orders in self.ordered.items():
            if self._is_wanted(product) and product not in failed and not self._is_final():
                yield from orders

    def _is_final(self) -> bool:
        return bool(self.ended_by) or self.is_emptied

    def state(self) -> JobState:
        """Where the job stands after what has been read."""
        if self.ended_by:
            return JobState.CANCELLED
        product, (waiting, working, done) = self._phase()
        if self._is_made(product):
            return done
        at_work = _WRITTEN_TOGETHER if product in _WRITTEN_TOGETHER else {product}
        if at_work & self.unresolved().keys():
            return JobState.FAILED
        wanted = max(self._cause(product), self._retried(product))
        is_started = any(self.started.get(each, 0) > wanted for each in at_work)
        return working if is_started else waiting

    def _phase(self) -> tuple[Product, tuple[JobState, JobState, JobState]]:
        """What the job is at, and its state before, during and after."""
        state = JobState
        if not self._has_approval(Stage.SCRIPT):
            steps = (state.PENDING, state.GENERATING_SCRIPT, state.AWAITING_SCRIPT_APPROVAL)
            return Product.SEGMENTS, steps
        if not self._has_approval(Stage.IMAGES):
            steps = (state.SCRIPT_APPROVED, state.GENERATING_IMAGES, state.AWAITING_IMAGES_APPROVAL)
            return Product.IMAGES, steps
        if not self._has_approval(Stage.VIDEOS):
            steps = (state.IMAGES_APPROVED, state.ANIMATING_VIDEOS, state.AWAITING_VIDEOS_APPROVAL)
            return Product.CLIPS, steps
        if not self._is_made(Product.AUDIO):
            steps = (state.GENERATING_AUDIO, state.GENERATING_AUDIO, state.GENERATING_AUDIO)
            return Product.AUDIO, steps
        return Product.FINAL_MP4, (state.VIDEOS_APPROVED, state.ASSEMBLING_VIDEO, state.COMPLETED)

    def status(self, phases: tuple[Phase, ...]) -> JobStatus:
        """All of it, for others to read."""
        return JobStatus(
            job=self.job,
            brief=self.brief,
            state=phases[-1].state,
            phases=phases,
            latest=dict(self.latest),
            failures=tuple(chain.from_iterable(self.unresolved().values())),
            due=tuple(self._due()),
            ordered=dict(self.ordered),
            missing={product: self._missing(product) for product in sorted(PER_SEGMENT)},
            takes={
                made: tuple(takes[number] for number in sorted(takes))
                for made, takes in self.takes.items()
            },
            approved=frozenset(stage for stage in Stage if self._has_approval(stage)),
            notes=dict(self.notes),
            awaits_transcript=self._awaits_transcript() and not self.ended_by,
            corrected_request=self.corrected_request,
            cost_usd=round(self.spending.usd, 6),
            unknown_usd=round(self.spending.unknown_usd, 6),
            last_event=self.last_event,
            ended_by=self.ended_by,
            is_emptied=self.is_emptied,
        )
