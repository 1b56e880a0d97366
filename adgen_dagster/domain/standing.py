"""What is made and decided for a job, and what is due: pure, no Dagster, no clock."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Self

from adgen_dagster.domain.brief import Brief
from adgen_dagster.domain.pipeline import PIPELINE
from adgen_dagster.domain.stages import DueWork, Failure, JobEvent, is_ordered_anew
from adgen_dagster.domain.steps import Pipeline
from adgen_dagster.domain.words import JobState, Product, Slot, Stage


@dataclass
class Standing:
    """What has been read of a job so far, without how it ended."""

    brief: Brief
    submitted: int
    pipeline: Pipeline = PIPELINE
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
    ordered: dict[Product, tuple[DueWork, ...]] = field(
        default_factory=dict[Product, tuple[DueWork, ...]]
    )
    at_work: dict[tuple[Product, int], str] = field(default_factory=dict[tuple[Product, int], str])
    """Segments that a run makes now, and which run; segment 0: the whole product."""

    def copy(self) -> Self:
        """Return a copy to fall back to."""
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
        """Return the product a run is there for: one run writes everything up to the segments."""
        is_heard_alone = product is Product.TRANSCRIPT and self.brief.confirms_transcript
        return product if is_heard_alone else self.pipeline.run_of(product)

    def _answer(self, goal: Product, segments: set[int]) -> None:
        """Forget the failures that lie in `segments`; several runs may each fail in their own."""
        self.failures[goal] = tuple(
            (at, failure)
            for at, failure in self.failures.get(goal, ())
            if not set(self._failed(failure)) <= segments
        )

    def _failed(self, failure: Failure) -> tuple[int, ...]:
        """The segments that a failure leaves to be made; none: it is not a matter of segments."""
        if not self.pipeline[failure.product].per_segment:
            return ()
        missing = self.missing(failure.product)
        return tuple(each for each in missing if not failure.segments or each in failure.segments)

    def order(self) -> None:
        """Fix what has to be made at the moment it becomes wanted.

        What is still missing shrinks while the work goes on; the order for it must not change,
        or it would be asked for twice.
        """
        for step in self.pipeline.steps:
            product = step.product
            if self.goal(product) is not product:
                continue
            wanted_by = self.cause(product)
            cause = max(wanted_by, self.retried(product))
            known = self.ordered.get(product)
            if not wanted_by or (known and known[0].cause == cause):
                continue
            if step.per_segment:
                self.ordered[product] = self._segments_to_make(product, cause) or known or ()
            else:
                # Lines in another voice are other takes.
                owner = max(wanted_by, self.revoiced if step.is_spoken else 0)
                self.ordered[product] = (DueWork(product, (), cause, owner),)

    def _segments_to_make(self, product: Product, cause: int) -> tuple[DueWork, ...]:
        """What is missing and not at work elsewhere, put together by whose takes it continues."""
        begun, asked = self._begun(product), self._asked(product)
        by_owner: dict[int, list[int]] = {}
        for segment in self.missing(product):
            if (product, segment) not in self.at_work:
                by_owner.setdefault(max(begun, asked[segment]), []).append(segment)
        return tuple(
            DueWork(product, tuple(segments), cause, owner)
            for owner, segments in sorted(by_owner.items())
        )

    def due(self) -> Iterator[DueWork]:
        """Return what is to be made now, as it was ordered."""
        failed = self.unresolved()
        for product, orders in self.ordered.items():
            if self.is_wanted(product) and product not in failed:
                yield from orders

    @property
    def all_segments(self) -> tuple[int, ...]:
        """Every segment's number."""
        return tuple(range(1, self.brief.segment_count + 1))

    def retried(self, product: Product) -> int:
        """Return the id of the event that last retried it; 0 if none did."""
        return max(self.retries.get(each, 0) for each in self.pipeline.together(product))

    def last_redo(self, *stages: Stage) -> int:
        """Return the id of the last event that ordered any of these stages again; 0 if none."""
        return max((at for (stage, _), at in self.redo.items() if stage in stages), default=0)

    def has_approval(self, stage: Stage) -> bool:
        """Tell whether the stage's approval still stands: nothing was ordered again since."""
        return self.approvals.get(stage, 0) > self.last_redo(*self.pipeline.until(stage))

    def made_at(self, product: Product, segment: int = 0) -> int:
        """Return the id of the event by which it was last made; 0 if never."""
        event = self.latest.get((product, segment))
        return event.id if event else 0

    def last_made_at(self, product: Product) -> int:
        """Return the id of the event by which it, or a segment of it, was last made; 0 if never."""
        segments = self.all_segments if self.pipeline[product].per_segment else (0,)
        return max(self.made_at(product, segment) for segment in segments)

    def missing(self, product: Product) -> tuple[int, ...]:
        """Return the segments that were never made, or were ordered again since."""
        asked = self._asked(product)
        # Made and asked by the same event: a take that was taken back.
        made = {segment: self.made_at(product, segment) for segment in asked}
        return tuple(each for each in asked if not made[each] or made[each] < asked[each])

    def _asked(self, product: Product) -> dict[int, int]:
        """The event by which each segment of it, or what it is made of, was last asked again."""
        single, whole = self.pipeline.redone_at(product)
        rewritten = self.last_redo(*whole)
        return {
            segment: max(rewritten, 0, *(self.redo.get((stage, segment), 0) for stage in single))
            for segment in self.all_segments
        }

    def is_made(self, product: Product) -> bool:
        """Tell whether it is made and nothing ordered it again since."""
        step = self.pipeline[product]
        if step.per_segment:
            return not self.missing(product)
        approved = self.approvals.get(step.behind, 0) if step.behind else 0
        asked = self.last_redo(*chain(*self.pipeline.redone_at(product)))
        return self.made_at(product) > max(approved, asked)

    def cause(self, product: Product) -> int:
        """Return the id of the event that made `product` wanted, retries left out; 0 if none."""
        step, begun = self.pipeline[product], self._begun(product)
        awaited = self.pipeline.awaited_by(product)
        if not begun or not all(map(self.is_made, awaited)):
            return 0
        redone = self.last_redo(step.stage) if step.is_redone and step.stage else 0
        return max(begun, redone, *map(self.last_made_at, awaited))

    def _begun(self, product: Product) -> int:
        """The decision without which it is not begun; 0: it is not taken, or does not stand."""
        behind = self.pipeline[product].behind
        if behind:
            return self.approvals[behind] if self.has_approval(behind) else 0
        is_heard_first = self.brief.confirms_transcript and product is not Product.TRANSCRIPT
        return self.confirmed if is_heard_first else self.submitted

    def awaits_transcript(self) -> bool:
        """Tell whether a voice brief was transcribed and has yet to be confirmed."""
        is_heard = self.is_made(Product.TRANSCRIPT)
        return self.brief.confirms_transcript and is_heard and not self.confirmed

    def is_wanted(self, product: Product) -> bool:
        """Tell whether it is to be made now."""
        return self.cause(product) > 0 and not self.is_made(product)

    def is_done(self, product: Product) -> bool:
        """Tell whether it was to be made, and is."""
        return self.cause(product) > 0 and self.is_made(product)

    def unresolved(self) -> dict[Product, tuple[Failure, ...]]:
        """Return the failures that nothing has answered since, by the goal of their runs."""
        left = {
            goal: tuple(
                failure
                for at, failure in failures
                if at > max(self.cause(goal), self.retried(goal))
                and (not self.pipeline[goal].per_segment or self._failed(failure))
            )
            for goal, failures in self.failures.items()
            if self.is_wanted(goal)
        }
        return {goal: failures for goal, failures in left.items() if failures}

    def state(self) -> JobState:
        """Return the state of the job, if it goes on."""
        asked = (stage for stage in self.pipeline.stages if not self.has_approval(stage))
        stage = next(asked, None)
        left = [each for each in self.pipeline.needed_at(stage) if not self.is_made(each)]
        if not left:
            return self.pipeline.waiting_state[stage] if stage else JobState.COMPLETED
        # What is made beside the others is told of when nothing else is to be made.
        in_line = (each for each in left if self.pipeline[each].slot is Slot.JOB)
        return self._state_of(next(filter(self.cause, in_line), left[0]))

    def _state_of(self, product: Product) -> JobState:
        """Return the job's state while nothing but this is waited for."""
        step, at_work = self.pipeline[product], self.pipeline.together(product)
        if at_work & self.unresolved().keys():
            return JobState.FAILED
        wanted = max(self.cause(product), self.retried(product))
        is_started = any(self.started.get(each, 0) > wanted for each in at_work)
        return step.working if is_started else step.waiting
