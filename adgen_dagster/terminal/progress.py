"""How far a job is and what each of its steps took, as plain facts: no screen, no clock."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.domain.words import JobState, Product, Slot

_NAMES = {
    Product.SEGMENTS: "script",
    Product.IMAGES: "pictures",
    Product.FINAL_MP4: "film",
}
"""How a user calls it; everything else by its own name."""


def _name(product: Product) -> str:
    return _NAMES.get(product, str(product))


@dataclass(frozen=True)
class StepProgress:
    """How far one step is."""

    product: Product
    done: int
    total: int
    is_working: bool

    @property
    def name(self) -> str:
        """What a user calls it."""
        return _name(self.product)

    @property
    def is_done(self) -> bool:
        """Whether nothing of it is left."""
        return self.done == self.total


def progress_of(status: JobStatus) -> tuple[StepProgress, ...]:
    """Return how far every step of a job is."""
    at_work = _working(status).get(status.state)
    due = {work.product for work in status.due}
    return tuple(
        StepProgress(
            product,
            *_done(status, product),
            is_working=product is at_work or (_is_beside(status, product) and product in due),
        )
        for product in status.pipeline.followed
    )


def _done(status: JobStatus, product: Product) -> tuple[int, int]:
    if status.pipeline[product].per_segment:
        return status.made(product), status.brief.segment_count
    return int(product in status.done), 1


def _is_beside(status: JobStatus, product: Product) -> bool:
    return status.pipeline[product].slot is not Slot.JOB


def _working(status: JobStatus) -> Mapping[JobState, Product]:
    """Return what is made in a state."""
    steps = (status.pipeline[product] for product in reversed(status.pipeline.followed))
    return {step.working: step.product for step in steps if step.slot is Slot.JOB}


def _not_begun(status: JobStatus) -> Mapping[JobState, Product]:
    """Return what is to begin in a state; what is beside the others has its state just before."""
    pipeline = status.pipeline
    begins: dict[JobState, Product] = {}
    for stage in (*pipeline.stages, None):
        first = pipeline.shown_at(stage)[0]
        states = [pipeline[product].waiting for product in pipeline.needed_at(stage)]
        begins.update(dict.fromkeys(states, first))
    return begins


def _waits(status: JobStatus) -> Mapping[JobState, Product]:
    """Return what a user looks at in a state."""
    pipeline = status.pipeline
    return {pipeline.waiting_state[stage]: pipeline.main_at(stage) for stage in pipeline.stages}


@dataclass(frozen=True)
class StepTimes:
    """Where a step's seconds went."""

    product: Product
    start_s: float = 0.0
    """Until its work began: queue, start of a process."""
    work_s: float = 0.0
    person_s: float = 0.0
    """Until somebody decided, failures included."""
    is_beside: bool = False
    """Whether its work is part of no other's time."""

    @property
    def name(self) -> str:
        """What a user calls it."""
        return _name(self.product)

    def plus(
        self, *, start_s: float = 0.0, work_s: float = 0.0, person_s: float = 0.0
    ) -> "StepTimes":
        """Return the same with more seconds."""
        return replace(
            self,
            start_s=self.start_s + start_s,
            work_s=self.work_s + work_s,
            person_s=self.person_s + person_s,
        )


def times_of(status: JobStatus) -> tuple[StepTimes, ...]:
    """Derive the time of each step of a job from the moments at which its state changed."""
    working, not_begun, waits = _working(status), _not_begun(status), _waits(status)
    followed = status.pipeline.followed
    times, at = {product: StepTimes(product) for product in followed}, followed[0]
    for state, seconds in _spans(status):
        if product := working.get(state):
            times[product] = times[product].plus(work_s=seconds)
        elif product := not_begun.get(state):
            times[product] = times[product].plus(start_s=seconds)
        else:
            product = waits.get(state, at)
            times[product] = times[product].plus(person_s=seconds)
        at = product
    for product in filter(lambda each: _is_beside(status, each), followed):
        made = status.latest.get((product, 0))
        work_s = made.seconds if made else 0.0
        times[product] = StepTimes(product, work_s=work_s, is_beside=True)
    return tuple(times.values())


def total_s(status: JobStatus) -> float:
    """Return the seconds from the order to the newest change."""
    return status.phases[-1].at - status.phases[0].at


def _spans(status: JobStatus) -> Iterator[tuple[JobState, float]]:
    for phase, following in zip(status.phases, status.phases[1:], strict=False):
        yield phase.state, following.at - phase.at
