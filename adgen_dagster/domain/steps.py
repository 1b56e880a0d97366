"""Derives rules from the pipeline: what each product's place in it decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from adgen_dagster.domain.words import JobState, PriceUnit, Product, Slot, Stage


@dataclass(frozen=True)
class Step:
    """A product, and everything that its place in the pipeline decides."""

    product: Product
    waiting: JobState
    """The job's state until a run makes it, where a gate or the film waits for it."""
    working: JobState
    """The job's state while a run makes it."""
    made_of: tuple[Product, ...] = ()
    """What is made again makes it be made again; what no gate shows before is waited for."""
    behind: Stage | None = None
    """The approval without which it is not begun."""
    stage: Stage | None = None
    """Where it leads to, and where its failure is answered; None: to the film."""
    is_shown: bool = False
    """Whether a user is shown it: its stage opens, or the job ends, only when it is made."""
    is_redone: bool = False
    """Whether a redo at its stage makes it again, in other words if they are given."""
    per_segment: bool = False
    written_with: Product | None = None
    """The product whose run makes it, too, on the way."""
    slot: Slot = Slot.JOB
    price: PriceUnit | None = None
    """As what it is paid; None: it is free, or nobody can tell before."""
    is_local: bool = False
    """Whether no provider is asked for it: the processor makes it, at no cost."""
    is_spoken: bool = False
    """Whether a voice reads it: another one may answer its failure, and makes other takes."""

    def units(self, segments: int) -> int:
        """Count what is paid for it in so many segments; a voice reads each line by itself."""
        return segments if self.per_segment or self.price is PriceUnit.LINE else 1


@dataclass(frozen=True)
class Gate:
    """A stage, and the state of a job that waits there for its person."""

    stage: Stage
    waiting: JobState


@dataclass(frozen=True)
class Pipeline:
    """The steps in the order in which things are made, and the gates in theirs."""

    steps: tuple[Step, ...]
    gates: tuple[Gate, ...]

    def __getitem__(self, product: Product) -> Step:
        """Return the step that makes a product."""
        return self._by_product[product]

    @cached_property
    def _by_product(self) -> Mapping[Product, Step]:
        return {step.product: step for step in self.steps}

    @cached_property
    def products(self) -> tuple[Product, ...]:
        """The products in order."""
        return tuple(self._by_product)

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """The stages in order."""
        return tuple(gate.stage for gate in self.gates)

    @cached_property
    def per_segment(self) -> tuple[Product, ...]:
        """What is made once for each segment, in order."""
        return tuple(step.product for step in self.steps if step.per_segment)

    def open_stage(self, state: JobState) -> Stage | None:
        """Return the stage that waits for a decision in a state."""
        return self._open_stage.get(state)

    @cached_property
    def _open_stage(self) -> Mapping[JobState, Stage]:
        return {gate.waiting: gate.stage for gate in self.gates}

    @cached_property
    def waiting_state(self) -> Mapping[Stage, JobState]:
        """A job's state while a stage is open."""
        return {gate.stage: gate.waiting for gate in self.gates}

    @cached_property
    def before_a_run(self) -> frozenset[JobState]:
        """The states in which a job waits for its run, which may wait for others'."""
        return frozenset(step.waiting for step in self.steps if step.slot is Slot.JOB)

    def on_the_way_to(self, stage: Stage) -> frozenset[JobState]:
        """Return the states before a stage opens, after the stage before."""
        steps = [self[product] for product in self.needed_at(stage)]
        return frozenset(state for step in steps for state in (step.waiting, step.working))

    @cached_property
    def segment_stages(self) -> tuple[Stage, ...]:
        """The stages at which single segments are decided on."""
        return tuple(filter(self.is_per_segment, self.stages))

    def until(self, stage: Stage) -> tuple[Stage, ...]:
        """Return the stages up to and including this one."""
        return self.stages[: self.stages.index(stage) + 1]

    def gates_before(self, product: Product) -> int:
        """Count the approvals that it takes until a product is begun."""
        behind = self[product].behind
        return len(self.until(behind)) if behind else 0

    def is_per_segment(self, stage: Stage) -> bool:
        """Tell whether single segments are decided on at this stage."""
        return stage in self._per_segment_at

    @cached_property
    def _per_segment_at(self) -> frozenset[Stage]:
        return frozenset(
            stage for stage in self.stages if any(self[p].per_segment for p in self.shown_at(stage))
        )

    def leading_to(self, stage: Stage) -> frozenset[Product]:
        """Return what is made for a stage, whether it is shown there or not."""
        return frozenset(step.product for step in self.steps if step.stage is stage)

    def behind(self, stage: Stage) -> frozenset[Product]:
        """Return what is begun only when a stage is approved, at once or later."""
        gates = len(self.until(stage))
        return frozenset(p for p in self._by_product if self.gates_before(p) >= gates)

    def shown_at(self, stage: Stage | None) -> tuple[Product, ...]:
        """Return what is shown at a stage; for None, what the job ends with."""
        return tuple(step.product for step in self.steps if step.stage is stage and step.is_shown)

    def main_at(self, stage: Stage) -> Product:
        """Return the first product at a stage that a redo makes again: its takes are listed."""
        return next(product for product in self.shown_at(stage) if self[product].is_redone)

    def needed_at(self, stage: Stage | None) -> tuple[Product, ...]:
        """Return what has to be made after the stage before until a stage opens or the job ends."""
        return self._needed[stage]

    @cached_property
    def _needed(self) -> Mapping[Stage | None, tuple[Product, ...]]:
        needed: dict[Stage | None, tuple[Product, ...]] = {}
        for stage in (*self.stages, None):
            found = set(self.shown_at(stage))
            while more := {each for product in found for each in self.awaited_by(product)} - found:
                found |= more
            needed[stage] = self._in_order(found)
        return needed

    @cached_property
    def followed(self) -> tuple[Product, ...]:
        """What stages and the film wait for, in their order: what a user follows."""
        stages = (*self.stages, None)
        return tuple(dict.fromkeys(p for stage in stages for p in self.needed_at(stage)))

    def awaited_by(self, product: Product) -> tuple[Product, ...]:
        """Return what has to be made before this is begun and is not just for the same gate."""
        return self._awaited[product]

    @cached_property
    def _awaited(self) -> Mapping[Product, tuple[Product, ...]]:
        return {
            step.product: tuple(
                part
                for part in step.made_of
                if part not in self.together(step.product) and not self._is_shown_before(part, step)
            )
            for step in self.steps
        }

    def _is_shown_before(self, part: Product, step: Step) -> bool:
        before = self.until(step.behind) if step.behind else ()
        return self[part].is_shown and self[part].stage in before

    @cached_property
    def awaited(self) -> frozenset[Product]:
        """What makes something else due when it is made, without a decision."""
        return frozenset(part for product in self._awaited for part in self.awaited_by(product))

    def run_of(self, product: Product) -> Product:
        """Return the product that a run which makes `product` is there for."""
        return self[product].written_with or product

    def together(self, product: Product) -> frozenset[Product]:
        """Return what one run makes together with a product, itself included."""
        return self._together[product]

    @cached_property
    def _together(self) -> Mapping[Product, frozenset[Product]]:
        known = self._by_product
        return {
            one: frozenset(other for other in known if self.run_of(one) is self.run_of(other))
            for one in known
        }

    @cached_property
    def _upstream(self) -> Mapping[Product, set[Product]]:
        """What each product is made of, and that of, itself included."""
        closed: dict[Product, set[Product]] = {}
        for step in self.steps:  # each stands after what it is made of
            parts = (closed[part] for part in step.made_of)
            closed[step.product] = {step.product}.union(*parts)
        return closed

    def redone_at(self, product: Product) -> tuple[tuple[Stage, ...], tuple[Stage, ...]]:
        """Return the stages at which a redo makes a product anew: the same segment, or all."""
        return self._redone_at[product]

    @cached_property
    def _redone_at(self) -> Mapping[Product, tuple[tuple[Stage, ...], tuple[Stage, ...]]]:
        found: dict[Product, tuple[tuple[Stage, ...], tuple[Stage, ...]]] = {}
        for product, parts in self._upstream.items():
            steps = [self[part] for part in parts]
            stages = {step.stage for step in steps if step.is_redone and step.stage}
            single = {stage for stage in stages if self.is_per_segment(stage)}
            found[product] = tuple(sorted(single)), tuple(sorted(stages - single))
        return found

    def _in_order(self, products: Iterable[Product]) -> tuple[Product, ...]:
        wanted = set(products)
        return tuple(step.product for step in self.steps if step.product in wanted)
