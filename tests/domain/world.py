"""One job among its runs, its sensors and its people, without Dagster: anything may come next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

import dagster as dg

from adgen_dagster.domain.pipeline import PIPELINE
from adgen_dagster.domain.stages import EventKind, JobEvent, JobStatus, is_ordered_anew
from adgen_dagster.domain.words import JobState, Product, Stage
from adgen_dagster.instance.run_requests import CAUSE_TAG, OWNER_TAG, due_runs, is_void
from adgen_dagster.partitions import RANGE_END_TAG, RANGE_START_TAG, split_partition
from adgen_dagster.sensors.decisions import jobs_to_look_at
from adgen_dagster.studio.rules import may_redo
from tests.story import ALL, Story

BEHIND = {
    Product.IMAGES: Stage.SCRIPT,
    Product.AUDIO: Stage.SCRIPT,
    Product.CLIPS: Stage.IMAGES,
    Product.FINAL_MP4: Stage.VIDEOS,
}
Move = Callable[[], object]


@dataclass
class Run:
    """A run of the world: what it was asked for, and how far it is."""

    id: str
    products: list[Product]
    segments: tuple[int, ...]
    tags: dict[str, str]
    is_begun: bool = False
    is_over: bool = False
    left: list[int] = field(default_factory=list[int])

    @property
    def cause(self) -> int:
        return int(self.tags.get(CAUSE_TAG, 0))

    @property
    def same_work(self) -> tuple[str, tuple[int, ...]]:
        return self.tags.get(OWNER_TAG, self.id), self.segments


class World:
    """What can happen next to a job is a list of moves; each changes the world."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.keys: set[str] = set()
        self.runs: list[Run] = []
        self.untold: list[JobEvent] = []
        self.read_to = 0
        self._folded: JobStatus | None = None
        self.seen = self.story.status

    @property
    def status(self) -> JobStatus:
        """How the job stands, folded anew only after something has happened."""
        if self._folded is None or self._folded.last_event != self.story.last:
            self._folded = self.story.status
        return self._folded

    @property
    def is_settled(self) -> bool:
        """Whether the job is over, or somebody was asked or told something."""
        status = self.status
        is_ended = status.state in {JobState.COMPLETED, JobState.CANCELLED}
        is_asked = status.open_stage or status.awaits_transcript or status.failures
        return is_ended or status.is_emptied or bool(is_asked)

    def moves(self) -> list[list[Move]]:
        """All that can happen now: what leads on, and what runs, people and operators bring."""
        every: list[list[Move]] = [
            self.good_moves(),
            self.good_moves(),
            [self.look, *(partial(self._tell, event) for event in self.untold)],
            list(self._moves_of_runs()),
            list(self._moves_of_people()),
            list(self._moves_of_operators()),
        ]
        return [moves for moves in every if moves]

    def good_moves(self) -> list[Move]:
        """Those that lead on to the film."""
        at_work = [run for run in self.runs if not run.is_over]
        decide = (self.look, *self._decisions())
        return [
            self.tick,
            *(partial(self._go_on if run.is_begun else self._begin, run) for run in at_work),
            *decide,
        ]

    def settle(self) -> None:
        """Let all go well from here on, until nothing happens any more."""
        before = None
        while before != (self.story.last, len(self.runs), sum(run.is_over for run in self.runs)):
            before = (self.story.last, len(self.runs), sum(run.is_over for run in self.runs))
            for event in list(self.untold):
                self._tell(event)
            self.tick()
            for run in self.runs:
                while not run.is_over:
                    if run.is_begun:
                        self._go_on(run)
                    else:
                        self._begin(run)

    def look(self) -> None:
        """A person sees how the job stands, and acts on it later."""
        self.seen = self.status

    def tick(self) -> None:
        """The sensor that starts what is due."""
        events = self.story.events[self.read_to :]
        self.read_to = self.story.last
        if not jobs_to_look_at(events):
            return
        for run in self.runs:
            is_unwanted = self.status.state is JobState.CANCELLED or is_void(run.tags, self.status)
            if is_unwanted and not run.is_over:
                self._end(run, "stopped")
        for request in due_runs(self.status):
            if request.run_key not in self.keys:
                self.keys.add(str(request.run_key))
                self.runs.append(_asked_for(request, len(self.runs)))

    def _tell(self, event: JobEvent) -> None:
        self.untold.remove(event)
        self.story.add(event)

    def _moves_of_runs(self) -> Iterator[Move]:
        for run in self.runs:
            if run.is_over:
                yield partial(self._start_again, run)
            elif not run.is_begun:
                yield partial(self._begin, run)
                yield partial(self._end, run, "stopped")
            else:
                yield partial(self._go_on, run)
                yield partial(self._end, run, "crashed")
                yield partial(self._fail_at, run, run.left)
                yield partial(self._fail_at, run, run.left[:1])
                yield partial(self._lose, run)

    def _moves_of_operators(self) -> Iterator[Move]:
        for product in Product:
            yield partial(
                self._run_from_ui, product, ALL if product in PIPELINE.per_segment else ()
            )
            if product in PIPELINE.per_segment:
                yield partial(self._run_from_ui, product, (2,))

    def _begin(self, run: Run) -> None:
        product, status = run.products[0], self.status
        is_ready = product not in BEHIND or BEHIND[product] in status.approved
        alike = (each for each in self.runs if each is not run and each.same_work == run.same_work)
        is_alone = not any(each.is_begun and not each.is_over for each in alike)
        is_wanted = status.state is not JobState.CANCELLED and not is_void(run.tags, status)
        if not is_ready or not is_alone or not is_wanted:
            run.is_over = True
            return
        run.is_begun = True
        self.story.tell(
            EventKind.STARTED,
            product=product,
            segments=run.segments,
            cause=run.cause,
            run_id=run.id,
        )
        orders = self.status.ordered.get(product, ())
        run.left = [each for each in run.segments if not is_ordered_anew(orders, each, run.cause)]

    def _go_on(self, run: Run) -> None:
        product = run.products[0]
        if run.left or product not in PIPELINE.per_segment:
            self._make(product, run, *run.left[:1])
        run.left = run.left[1:]
        if not run.left:
            run.products.pop(0)
            run.is_begun, run.is_over = False, not run.products

    def _make(self, product: Product, run: Run, *segments: int) -> None:
        take = sum(event.product is product for event in self.story.events)
        self.story.tell(
            EventKind.MADE,
            product=product,
            segments=segments,
            run_id=run.id,
            take=take,
            path=f"{product}/{segments}/{take}",
        )

    def _fail_at(self, run: Run, segments: list[int]) -> None:
        """Some segments are refused; all others are made nevertheless."""
        left = [each for each in run.left if each not in segments]
        for segment in left:
            self._make(run.products[0], run, segment)
        self._end(run, "rejected", *segments)

    def _end(self, run: Run, kind: str, *segments: int) -> None:
        run.is_over = True
        product = run.products[-1] if kind in {"crashed", "stopped"} else run.products[0]
        self.untold.append(
            replace(
                JobEvent(0, 0.0, self.story.events[0].job, EventKind.FAILED),
                product=product,
                segments=segments,
                failure_kind=kind,
                run_id=run.id,
                cause=run.cause,
            )
        )

    def _lose(self, run: Run) -> None:
        """Its process is gone; Dagster starts it again."""
        run.is_over = True
        self._start_again(run)

    def _start_again(self, run: Run) -> None:
        if run.products and len(self.runs) < 30:
            self.runs.append(replace(run, id=str(len(self.runs)), is_begun=False, is_over=False))
            self.runs[-1].products = list(run.products)

    def _run_from_ui(self, product: Product, segments: tuple[int, ...]) -> None:
        if len(self.runs) < 30:
            self.runs.append(Run(str(len(self.runs)), [product], segments, {}))

    def _moves_of_people(self) -> Iterator[Move]:
        status, tell = self.seen, self.story.tell
        yield from self._decisions()
        if status.waits_since:
            yield partial(tell, EventKind.TIMED_OUT, stage=status.open_stage)
            yield partial(tell, EventKind.EXTENDED, stage=status.open_stage, seconds=3600.0)
        is_cancelled = status.state is JobState.CANCELLED
        yield partial(tell, EventKind.CONTINUED if is_cancelled else EventKind.CANCELLED)
        if status.failures:
            yield partial(tell, EventKind.RETRY, voice="another")
        if status.state.is_over:
            yield partial(tell, EventKind.EMPTIED)
        for stage in (stage for stage in Stage if may_redo(status, stage)):
            for segments in ((),) if stage is Stage.SCRIPT else ((), (2,), (1, 3)):
                yield partial(tell, EventKind.REDO, stage=stage, segments=segments)
            if stage is not Stage.SCRIPT:
                yield from self._takes_back(PIPELINE.main_at(stage))

    def _decisions(self) -> Iterator[Move]:
        status, tell = self.seen, self.story.tell
        if status.open_stage:
            yield partial(tell, EventKind.APPROVED, stage=status.open_stage)
        if status.awaits_transcript:
            yield partial(tell, EventKind.CONFIRMED)
        if status.failures:
            yield partial(tell, EventKind.RETRY)

    def _takes_back(self, product: Product) -> Iterator[Move]:
        for segment in ALL:
            for take in self.seen.other_takes(product, segment):
                yield partial(self.story.add, replace(take, kind=EventKind.TAKEN_BACK))


def _asked_for(request: dg.RunRequest, number: int) -> Run:
    chosen = {key.to_user_string() for key in request.asset_selection or ()}
    first, last = (request.tags.get(tag) for tag in (RANGE_START_TAG, RANGE_END_TAG))
    segments = tuple(
        range(split_partition(first)[1][0], split_partition(last)[1][0] + 1)
        if first and last
        else ()
    )
    products = [product for product in Product if str(product) in chosen]
    return Run(str(number), products, segments, dict(request.tags))
