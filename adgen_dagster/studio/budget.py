"""The cost of a job: estimated before, counted after, and bounded."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

import dagster as dg
from pydantic import BaseModel, Field, ValidationError

from adgen_dagster.domain.brief import Brief
from adgen_dagster.domain.pipeline import PIPELINE
from adgen_dagster.domain.spending import Spending
from adgen_dagster.domain.stages import EventKind, Failure, JobEvent, JobStatus
from adgen_dagster.domain.steps import Pipeline, Step
from adgen_dagster.domain.words import JobState, Stage
from adgen_dagster.errors import AdgenError, ErrorKind
from adgen_dagster.instance.journal import Journal
from adgen_dagster.instance.notes import Notebook
from adgen_dagster.instance.run_requests import jobs_at_work
from adgen_dagster.logs import log_of
from adgen_dagster.providers.base import Prices
from adgen_dagster.settings import Settings

_LOG = log_of(__name__)
_NOTE = "spent-this-month"
_VERSION = 2
"""Of how it is counted: a sum of another version is counted anew."""

_PAGE = 500
_PAID_ANEW = {ErrorKind.BAD_OUTPUT, ErrorKind.UNKNOWN_OUTCOME}
"""After any other failure a take goes on where it stands, or nothing was paid for it."""


class OverBudgetError(AdgenError):
    """A stage would spend more than its budget allows; it did not start."""

    kind = ErrorKind.OVER_BUDGET


@dataclass(frozen=True)
class Quote:
    """What a user is told of a job's money before they decide, in US dollars."""

    spent_usd: float
    next_stage_usd: float
    """What an approval of the open stage will cost; 0 where none is open."""
    redo_each_usd: Mapping[Stage, float]
    """What one segment costs, made again; for the script, the whole of it."""
    needs_clips_again: bool = False
    """Whether the price of a picture made again has its clip in it."""
    rest_usd: float = 0.0
    """What is still to be paid up to the film, that stage included."""
    refusal: str = ""
    """Why the next stage will not start: it would pass a budget. Empty: it will."""
    cut_off_usd: float = 0.0
    """What of a job is in the making, or was when it was cancelled, costs at most."""
    again_usd: float = 0.0
    """What trying again pays a second time, at most."""
    failures: tuple[Failure, ...] = ()
    """What has failed beside the open stage: it waits behind it, whatever is decided."""


def stage_price(status: JobStatus, prices: Prices) -> float:
    """Estimate what is still to be paid before the next decision once the stage is approved.

    The narration is spoken beside the pictures, so that it belongs to their stage.
    """
    pipeline = status.pipeline
    passed = [each for each in pipeline.stages if each in {*status.approved, status.open_stage}]
    stage = passed[-1] if passed else pipeline.stages[0]
    return sum(_open_price(status, step, prices) for step in pipeline.steps if step.behind is stage)


def rest_price(status: JobStatus, prices: Prices) -> float:
    """Estimate what is still to be paid up to the film if nothing is made again."""
    return sum(_open_price(status, step, prices) for step in status.pipeline.steps if step.behind)


def _open_price(status: JobStatus, step: Step, prices: Prices) -> float:
    """Return what is still to be paid of one product."""
    if step.per_segment:
        return len(status.missing[step.product]) * _unit_price(step, prices)
    is_there = (step.product, 0) in status.latest
    return 0.0 if is_there else _whole_price(step, status.brief.segment_count, prices)


def _unit_price(step: Step, prices: Prices) -> float:
    return prices.of(step.price) if step.price else 0.0


def _whole_price(step: Step, segments: int, prices: Prices) -> float:
    return step.units(segments) * prices.of(step.price) if step.price else 0.0


def film_price(brief: Brief, prices: Prices, pipeline: Pipeline = PIPELINE) -> float:
    """Estimate the cost of a film that is not begun yet if nothing is made again."""
    return sum(_whole_price(step, brief.segment_count, prices) for step in pipeline.steps)


def cut_off_price(status: JobStatus, prices: Prices) -> float:
    """Bound the cost of what is being made, or was when the job was cancelled."""
    usd = 0.0
    for product, segments in status.at_work.items():
        step = status.pipeline[product]
        count = len(segments) if step.per_segment else status.brief.segment_count
        usd += _whole_price(step, count, prices)
    return usd


def again_price(status: JobStatus, prices: Prices) -> float:
    """Estimate a retry's cost if a failure was, or may have been, paid for: all of it again."""
    return sum(
        _unit_price(status.pipeline[failure.product], prices) * max(1, len(failure.segments))
        for failure in status.failures
        if failure.kind in _PAID_ANEW
    )


def needs_clips_again(status: JobStatus) -> bool:
    """Tell whether a new picture needs a new clip: some are made."""
    return any(True for _ in _made_of_it(status, Stage.IMAGES))


def redo_prices(status: JobStatus, prices: Prices) -> dict[Stage, float]:
    """Estimate a segment's redo at each stage: a new picture needs its clip again."""
    pipeline = status.pipeline
    return {
        stage: sum(
            _unit_price(step, prices)
            for step in (
                *(step for step in pipeline.steps if step.stage is stage and step.is_redone),
                *_made_of_it(status, stage),
            )
        )
        for stage in pipeline.stages
    }


def _made_of_it(status: JobStatus, stage: Stage) -> Iterator[Step]:
    """What was made of a segment that is decided on at a stage, and is made again with it."""
    made = {product for product, _ in status.latest}
    for product in status.pipeline.per_segment:
        step, (single, _) = status.pipeline[product], status.pipeline.redone_at(product)
        if product in made and stage in single and step.stage is not stage:
            yield step


def _paying(status: JobStatus, *, is_begun: bool = False) -> set[JobState]:
    """Return the states in which what the open stage waits for is paid, or is about to be."""
    paid = [step for step in status.pipeline.steps if step.behind and step.is_shown and step.price]
    return {step.working for step in paid} | {step.waiting for step in paid if not is_begun}


class Budget:
    """The budgets, and what has been spent of them."""

    def __init__(self, instance: dg.DagsterInstance, chosen: Settings) -> None:
        self._instance = instance
        self._journal = Journal(instance)
        self._notebook = Notebook(instance)
        self._settings = chosen

    def require(self, status: JobStatus, usd: float, prices: Prices) -> None:
        """Raise `OverBudgetError` if spending `usd` now would exceed a budget.

        Raises:
            OverBudgetError: it would pass a budget; the text has the numbers.
        """
        if reason := self.refusal(status, usd, prices):
            raise OverBudgetError(reason)

    def refusal(self, status: JobStatus, usd: float, prices: Prices) -> str:
        """Explain why the job may not spend `usd` now; empty if it may.

        Args:
            status: of the job.
            usd: what it is about to spend.
            prices: for what other jobs have under way.
        """
        if usd <= 0:
            return ""
        chosen = self._settings

        def in_the_month() -> float:
            return self.spent_this_month() + self._under_way(status, prices)

        bounds = (
            (
                "job has cost",
                "ADGEN_JOB_BUDGET_USD",
                chosen.job_budget_usd,
                lambda: status.cost_usd,
            ),
            (
                "month has cost, with what is under way",
                "ADGEN_MONTHLY_BUDGET_USD",
                chosen.monthly_budget_usd,
                in_the_month,
            ),
        )
        for what, setting, budget, spent_by in bounds:
            if budget is not None and (spent := spent_by()) + usd > budget:
                return (
                    f"This stage costs about {usd:.2f} USD. With the {spent:.2f} USD that this"
                    f" {what}, that passes the budget of {budget:.2f} USD ({setting})."
                )
        return ""

    def _under_way(self, status: JobStatus, prices: Prices) -> float:
        """What jobs that came to their work before this one have still to pay for it, in USD.

        Each job reports STARTED before it checks the budget: of two that begin at the
        same moment, the second one sees the first.
        """
        if status.open_stage:
            own = self._journal.newest() + 1
        else:
            is_begun = status.state in _paying(status, is_begun=True)
            own = status.phases[-1].event if is_begun else status.last_event
        others = jobs_at_work(self._instance) - {status.job}
        return sum(
            stage_price(other, prices)
            for other in map(self._journal.status, others)
            if other and other.state in _paying(other) and other.phases[-1].event < own
        )

    def spent_this_month(self) -> float:
        """Return what all jobs have cost since the month began (UTC), in US dollars.

        Read on from where the last question ended.
        """
        now = f"{datetime.now(UTC):%Y-%m}"
        noted, known = _noted(self._notebook), _Spent(version=_VERSION, month=now)
        if noted and not self._journal.is_ahead(noted.after):
            known = noted.model_copy()
        while events := self._journal.tail(known.after, _PAGE):
            for job in dict.fromkeys(event.job for event in events if _may_cost(event, known)):
                known.count(self._journal.of(job), events[-1].id)
            known.after = events[-1].id
        known.add(now, 0.0)
        if noted and noted.month == known.month and noted.after > known.after:
            known.usd = max(known.usd, noted.usd)  # a run that was deleted was paid all the same
        if known != noted:
            self._notebook.write(_NOTE, known.model_dump_json())
        return known.usd


class _Spent(BaseModel):
    """The sum of one month, and how far it has been read."""

    version: int = 1
    month: str
    usd: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    after: int = 0

    def count(self, events: Iterable[JobEvent], until: int) -> None:
        """Count a job's new events, up to the id `until`.

        Args:
            events: all of the job's: what was told before does not count again.
            until: what comes later is left for the next time.
        """
        spending = Spending()
        for event in events:
            change = spending.add(event)
            if self.after < event.id <= until and change:
                self.add(_month_of(event), change)

    def add(self, month: str, usd: float) -> None:
        if month > self.month:
            self.month, self.usd = month, 0.0
        if month == self.month:
            self.usd = max(0.0, self.usd + usd)


def _may_cost(event: JobEvent, known: _Spent) -> bool:
    is_paid = event.cost_usd > 0 or event.kind is EventKind.PAID
    return is_paid and _month_of(event) >= known.month


def _month_of(event: JobEvent) -> str:
    return f"{datetime.fromtimestamp(event.at, UTC):%Y-%m}"


def _noted(notebook: Notebook) -> _Spent | None:
    """Return the sum as it was kept last; None: it is to be counted from the first event on."""
    note = notebook.read(_NOTE)
    try:
        known = _Spent.model_validate_json(note) if note else None
    except ValidationError:
        _LOG.warning("month_sum_recounted")
        return None
    return known if known and known.version == _VERSION else None
