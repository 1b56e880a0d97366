"""What is made and decided of a job, and what follows from it: pure, no Dagster, no clock."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Self

from adgen_dagster.brief import Brief
from adgen_dagster.stages import (
    PER_SEGMENT,
    Failure,
    JobEvent,
    JobState,
    Product,
    Stage,
    Work,
    is_ordered_anew,
)

WRITTEN_TOGETHER = frozenset({Product.TRANSCRIPT, Product.SCRIPT, Product.SEGMENTS})

_BEGUN_BY_STUDIO = (
    Product.TRANSCRIPT,
    Product.SEGMENTS,
    Product.AUDIO,
    Product.IMAGES,
    Product.CLIPS,
    Product.FINAL_MP4,
)


@dataclass
class Standing:
    """What has been read of a job so far, without how it ended."""

    brief: Brief
    submitted: int
    latest: dict[tuple[Product, int], JobEvent] = field(
        default_factory=dict[tuple[Product, int], JobEvent]
    )
    approvals: dict[Stage, int] = field(default_factory=dict[Stage, int])
    redo: dict[tuple[Stage, int], int] = field(default_factory=dict[tuple[Stage, int], int])
    notes: dict[tuple[Stage, int], tuple[str, ...]] = field(
        default_factory=dict[tuple[Stage, int], tuple[str, ...]]
    )
    confirmed: int = 0
    corrected_request: str = ""
    revoiced: int = 0
    """The event that chose another voice than the brief's first one."""
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
    """Segments that a run makes now, and which run; segment 0: the whole product."""

    def copy(self) -> Self:
        """The same, to fall back to."""
        return replace(
            self,
            latest=dict(self.latest),
            approvals=dict(self.approvals),
            redo=dict(self.redo),
            notes=dict(self.notes),
            retries=dict(self.retries),
            started=dict(self.started),
            failures=dict(self.failures),
            ordered=dict(self.ordered),
            at_work=dict(self.at_work),
        )

    def start(self, event: JobEvent, product: Product) -> None:
        """Work begins; begun again it answers a failure, if it takes up all that failed."""
        self.started[product] = event.id
        orders = self.ordered.get(product, ())
        taken_up = {
            segment
            for segment in event.segments
            if not is_ordered_anew(orders, segment, event.cause)
        }
        at_work = taken_up if event.segments else {0}
        self.at_work.update({(product, segment): event.run_id for segment in at_work})
        goal = self.goal(product)
        # An operator's run of the transcript alone does not go on to the segments.
        if product is goal or event.cause:
            self._answer(goal, taken_up)

    def fail(self, event: JobEvent, product: Product) -> None:
        """Work has failed."""
        goal = self.goal(product)
        if self.is_wanted(goal):
            failure = Failure(product, event.segments, event.failure_kind, event.note, event.run_id)
            self._answer(goal, set(self._failed(failure)))
            self.failures[goal] = (*self.failures.get(goal, ()), (event.id, failure))

    def goal(self, product: Product) -> Product:
        """What a run that makes `product` is there for: one run writes all, up to the segments."""
        is_heard_alone = product is Product.TRANSCRIPT and self.brief.confirms_transcript
        return Product.SEGMENTS if product in WRITTEN_TOGETHER and not is_heard_alone else product

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
        missing = self.missing(failure.product)
        return tuple(each for each in missing if not failure.segments or each in failure.segments)

    def order(self) -> None:
        """Fix what has to be made at the moment it becomes wanted.

        What is still missing shrinks while the work goes on; the order for it must not change,
        or it would be asked for twice.
        """
        for product in _BEGUN_BY_STUDIO:
            wanted_by = self.cause(product)
            cause = max(wanted_by, self.retried(product))
            known = self.ordered.get(product)
            if product is Product.TRANSCRIPT and not self.brief.confirms_transcript:
                continue  # made in one run with the script
            if not wanted_by or (known and known[0].cause == cause):
                continue
            if product in PER_SEGMENT:
                self.ordered[product] = self._segments_to_make(product, cause) or known or ()
            else:
                # Lines in another voice are other takes.
                owner = max(wanted_by, self.revoiced if product is Product.AUDIO else 0)
                self.ordered[product] = (Work(product, (), cause, owner),)

    def _segments_to_make(self, product: Product, cause: int) -> tuple[Work, ...]:
        """What is missing and not at work elsewhere, put together by whose takes it continues."""
        stage = Stage.IMAGES if product is Product.IMAGES else Stage.VIDEOS
        gate = self.approvals[Stage.SCRIPT if product is Product.IMAGES else Stage.IMAGES]
        by_owner: dict[int, list[int]] = {}
        for segment in self.missing(product):
            if (product, segment) not in self.at_work:
                owner = max(gate, self.redo.get((stage, segment), 0))
                by_owner.setdefault(owner, []).append(segment)
        return tuple(
            Work(product, tuple(segments), cause, owner)
            for owner, segments in sorted(by_owner.items())
        )

    def due(self) -> Iterator[Work]:
        """What is to be made now, as it was ordered."""
        failed = self.unresolved()
        for product, orders in self.ordered.items():
            if self.is_wanted(product) and product not in failed:
                yield from orders

    @property
    def all_segments(self) -> tuple[int, ...]:
        """Every segment's number."""
        return tuple(range(1, self.brief.segment_count + 1))

    def retried(self, product: Product) -> int:
        """The event by which it was last tried again; 0: never."""
        return max((self.retries.get(each, 0) for each in together(product)), default=0)

    def last_redo(self, *stages: Stage) -> int:
        """The event by which something of these stages was last asked again; 0: none."""
        return max((at for (stage, _), at in self.redo.items() if stage in stages), default=0)

    def has_approval(self, stage: Stage) -> bool:
        """Whether the stage's approval still stands: nothing was asked again since."""
        until = tuple(Stage)[: tuple(Stage).index(stage) + 1]
        return self.approvals.get(stage, 0) > self.last_redo(*until)

    def made_at(self, product: Product, segment: int = 0) -> int:
        """The event by which it was last made; 0: never."""
        event = self.latest.get((product, segment))
        return event.id if event else 0

    def missing(self, product: Product) -> tuple[int, ...]:
        """Segments that were never made, or were asked again since."""
        stages = (Stage.IMAGES,) if product is Product.IMAGES else (Stage.IMAGES, Stage.VIDEOS)
        rewritten = self.last_redo(Stage.SCRIPT)
        asked = {
            segment: max(rewritten, *(self.redo.get((stage, segment), 0) for stage in stages))
            for segment in self.all_segments
        }
        # Made and asked by the same event: a take that was taken back.
        made = {segment: self.made_at(product, segment) for segment in asked}
        return tuple(each for each in asked if not made[each] or made[each] < asked[each])

    def is_made(self, product: Product) -> bool:
        """Whether it is there, and nothing asked for it again since."""
        match product:
            case Product.TRANSCRIPT:
                return self.made_at(product) > 0
            case Product.SCRIPT | Product.SEGMENTS:
                return self.made_at(product) > self.last_redo(Stage.SCRIPT)
            case Product.AUDIO:
                return self.made_at(product) > self.approvals.get(Stage.SCRIPT, 0)
            case Product.FINAL_MP4:
                return self.made_at(product) > self.approvals.get(Stage.VIDEOS, 0)
            case Product.IMAGES | Product.CLIPS:
                return not self.missing(product)

    def cause(self, product: Product) -> int:
        """The event that made `product` wanted, retries left out; 0: it is not wanted yet."""
        script, images, videos = (
            self.approvals[stage] if self.has_approval(stage) else 0 for stage in Stage
        )
        begun = self.confirmed if self.brief.confirms_transcript else self.submitted
        return {
            Product.TRANSCRIPT: self.submitted,
            Product.SCRIPT: begun and max(begun, self.last_redo(Stage.SCRIPT)),
            Product.SEGMENTS: begun and max(begun, self.last_redo(Stage.SCRIPT)),
            Product.AUDIO: script,
            Product.IMAGES: script and max(script, self.last_redo(Stage.IMAGES)),
            Product.CLIPS: images and max(images, self.last_redo(Stage.VIDEOS)),
            Product.FINAL_MP4: (
                videos and self.is_made(Product.AUDIO) and max(videos, self.made_at(Product.AUDIO))
            ),
        }[product]

    def awaits_transcript(self) -> bool:
        """Whether a voice brief was heard and has yet to be confirmed."""
        is_heard = self.is_made(Product.TRANSCRIPT)
        return self.brief.confirms_transcript and is_heard and not self.confirmed

    def is_wanted(self, product: Product) -> bool:
        """Whether it is to be made now."""
        return self.cause(product) > 0 and not self.is_made(product)

    def unresolved(self) -> dict[Product, tuple[Failure, ...]]:
        """Failures that nothing has answered since, by what the runs were there for."""
        left = {
            goal: tuple(
                failure
                for at, failure in failures
                if at > max(self.cause(goal), self.retried(goal))
                and (goal not in PER_SEGMENT or self._failed(failure))
            )
            for goal, failures in self.failures.items()
            if self.is_wanted(goal)
        }
        return {goal: failures for goal, failures in left.items() if failures}

    def state(self) -> JobState:
        """Where the job stands, if it goes on."""
        product, (waiting, working, done) = self._phase()
        if self.is_made(product):
            return done
        at_work = together(product)
        if at_work & self.unresolved().keys():
            return JobState.FAILED
        wanted = max(self.cause(product), self.retried(product))
        is_started = any(self.started.get(each, 0) > wanted for each in at_work)
        return working if is_started else waiting

    def _phase(self) -> tuple[Product, tuple[JobState, JobState, JobState]]:
        """What the job is at, and its state before, during and after."""
        state = JobState
        if not self.has_approval(Stage.SCRIPT):
            steps = (state.PENDING, state.GENERATING_SCRIPT, state.AWAITING_SCRIPT_APPROVAL)
            return Product.SEGMENTS, steps
        if not self.has_approval(Stage.IMAGES):
            steps = (state.SCRIPT_APPROVED, state.GENERATING_IMAGES, state.AWAITING_IMAGES_APPROVAL)
            return Product.IMAGES, steps
        if not self.has_approval(Stage.VIDEOS):
            steps = (state.IMAGES_APPROVED, state.ANIMATING_VIDEOS, state.AWAITING_VIDEOS_APPROVAL)
            return Product.CLIPS, steps
        if not self.is_made(Product.AUDIO):
            steps = (state.GENERATING_AUDIO, state.GENERATING_AUDIO, state.GENERATING_AUDIO)
            return Product.AUDIO, steps
        return Product.FINAL_MP4, (state.VIDEOS_APPROVED, state.ASSEMBLING_VIDEO, state.COMPLETED)


def together(product: Product) -> frozenset[Product]:
    """What is made in one run with a product, itself included."""
    return WRITTEN_TOGETHER if product in WRITTEN_TOGETHER else frozenset({product})
