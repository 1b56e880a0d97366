"""One run's work on one job: its status, its gate, its takes, and how it is stopped."""

import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

import dagster as dg
from structlog.contextvars import bound_contextvars

from adgen_dagster.domain.brief import Brief
from adgen_dagster.domain.pipeline import PIPELINE
from adgen_dagster.domain.spending import Charge
from adgen_dagster.domain.stages import EventKind, JobStatus, is_ordered_anew
from adgen_dagster.domain.words import JobState, Product
from adgen_dagster.errors import AdgenError, ErrorKind
from adgen_dagster.execution.termination import (
    ORPHAN_GRACE_S,
    end_with_the_code_server,
    end_with_the_run,
)
from adgen_dagster.instance.journal import Journal
from adgen_dagster.instance.run_requests import CAUSE_TAG, OWNER_TAG, cause_of, is_void
from adgen_dagster.logs import log_of
from adgen_dagster.partitions import split_partition
from adgen_dagster.providers.base import Account, Prices
from adgen_dagster.settings import settings
from adgen_dagster.storage.artifacts import (
    ArtifactError,
    ArtifactStore,
    Json,
    Take,
    job_folder,
    segment_folder,
)
from adgen_dagster.studio.budget import Budget, stage_price
from adgen_dagster.studio.settling import recall, tell_charge
from adgen_dagster.work.approvals import GateClosedError, require_approval
from adgen_dagster.work.exclusive import outlive_void_runs, require_alone
from adgen_dagster.work.failure import failure_of, unforeseen

_LOG = log_of(__name__)

_ASKED_AT_ONCE = 10
"""A bucket takes some 20 ms for each question, five or so for each take."""


class NotReadyError(AdgenError):
    """What the work needs is not there yet."""

    kind = ErrorKind.NOT_READY


@dataclass(frozen=True)
class JobWork:
    """What a run has to do for one job, and what it needs for that."""

    job: str
    product: Product
    segments: tuple[int, ...]
    """Segments to make; empty: the product is made for the whole job."""
    status: JobStatus
    store: ArtifactStore
    owner: str
    cause: str
    budget: Budget
    is_cancelled: Callable[[], bool]
    tell: Callable[[int, Charge], None]
    """Tells the job what a paid call came to, and for which segment (0: for none)."""
    recall: Callable[[str], str]
    """The id of a paid call as it was told, by the path of its record."""
    stop: threading.Event = field(default_factory=threading.Event)
    unwanted: threading.Event = field(default_factory=threading.Event)
    """Set when the job was cancelled."""
    lost: threading.Event = field(default_factory=threading.Event)
    """Set when the code server that started this run is gone."""

    @property
    def brief(self) -> Brief:
        """What the person asked for."""
        return self.status.brief

    def take(self, segment: int = 0) -> Take:
        """Return the take that this work continues, or a new one."""
        place = (
            segment_folder(self.job, self.product, segment)
            if segment
            else f"{job_folder(self.job)}/{self.product}"
        )
        return self._take_at(place, segment)

    def part(self, take: Take, name: str) -> Take:
        """Return a take inside a take, for work made of several paid calls (narration lines)."""
        return self._take_at(f"{take.folder}/{name}")

    def _take_at(self, place: str, segment: int = 0) -> Take:
        take = self.store.take(place, self.owner, self.cause)
        tell = partial(self.tell, segment)
        return replace(take, stop=self.stop, unwanted=self.unwanted, tell=tell, recall=self.recall)

    def notes(self, segment: int = 0) -> tuple[str, ...]:
        """List the changes that users asked for at this product's stage, oldest first."""
        stage = PIPELINE[self.product].stage
        return self.status.notes.get((stage, segment), ()) if stage else ()

    def newest(self, product: Product, segment: int = 0) -> str:
        """Return the path of another product's take that counts.

        Raises:
            NotReadyError: it was not made yet.
        """
        event = self.status.latest.get((product, segment))
        if event is None or not event.path:
            which = f" of segment {segment}" if segment else ""
            raise NotReadyError(f"{self.product} needs {product}{which}, which is not there yet.")
        return event.path

    def require_money_for_each(self, each_usd: float, prices: Prices, account: Account) -> None:
        """Let paid work on segments begin as `require_money` does; each costs `each_usd`."""
        with ThreadPoolExecutor(_ASKED_AT_ONCE) as pool:
            unpaid = sum(not take.is_begun for take in pool.map(self.take, self.segments))
        whole_usd = len(self.segments) * each_usd
        self.require_money(unpaid * each_usd, whole_usd, prices, account)

    def require_money(self, usd: float, whole_usd: float, prices: Prices, account: Account) -> None:
        """Let paid work begin only within the budgets and with enough on the account.

        Args:
            usd: what the work will cost.
            whole_usd: what it would cost if nothing of it were begun. What is begun the job has
                been told already: a run that goes on must not count it a second time.
            prices: for what else the same approval has begun (pictures and sound go together).
            account: who is asked whether there is enough.

        Raises:
            OverBudgetError: it would pass a budget.
            ProviderError: there is not enough; the text has the numbers.
        """
        stage_usd = stage_price(self.status, prices) - (whole_usd - usd)
        self.budget.require(self.status, max(usd, stage_usd), prices)
        if usd > 0:
            account.require_funds(usd)

    def interrupt(self) -> None:
        """Tell every thread to end; what providers have begun as well, if the job is cancelled."""
        if self.is_cancelled():
            self.unwanted.set()
        self.stop.set()

    def say_nothing_if_lost(self) -> None:
        """Wait for the end of this process, if its code server is gone.

        The daemon finds the run lost and starts it again; a failure told now would be final.
        """
        if self.lost.is_set():
            time.sleep(2 * ORPHAN_GRACE_S)

    def document(self, product: Product) -> Json:
        """Return the JSON document of another product's take that counts.

        Raises:
            NotReadyError, ArtifactError
        """
        path = self.newest(product)
        document = self.store.read_json(path)
        if document is None:
            raise ArtifactError(f"{path} is not in the artifact store.")
        return document


@contextmanager
def work_on(
    context: dg.AssetExecutionContext,
    product: Product,
    store: ArtifactStore,
) -> Generator[JobWork]:
    """Provide this run's work: begun only behind its gate, ended when the run is.

    Args:
        context: of the asset that runs.
        product: what it makes.
        store: where takes are kept.

    Raises:
        dagster.Failure: whatever went wrong, with its kind for the gateways.
    """
    job, _ = split_partition(context.partition_keys[0])
    began = time.monotonic()
    leads_to = PIPELINE[product].stage
    stage = {"stage": str(leads_to)} if leads_to else {}
    with bound_contextvars(job=job, product=str(product), run=context.run.run_id, **stage):
        try:
            with _begun(context, product, store) as work:
                yield work
        except BaseException:
            _LOG.info("work_failed", seconds=round(time.monotonic() - began, 2))
            raise
        _LOG.info("work_ended", seconds=round(time.monotonic() - began, 2))


@contextmanager
def _begun(
    context: dg.AssetExecutionContext, product: Product, store: ArtifactStore
) -> Generator[JobWork]:
    try:
        work = _begin(context, product, store)
        end_with_the_code_server(work)
        end_with_the_run(work, context.instance, context.run.run_id)
        try:
            yield work
        except (AdgenError, dg.Failure):
            work.say_nothing_if_lost()
            raise
        except dg.DagsterExecutionInterruptedError:
            work.interrupt()
            raise
        finally:
            work.stop.set()
    except AdgenError as error:
        _LOG.warning("work_stopped", kind=error.kind, exc_info=error)
        raise failure_of({0: error}) from None
    except dg.Failure:
        raise
    except Exception as error:  # noqa: BLE001 - the edge: Dagster would store it as it is
        _LOG.exception("work_crashed")
        raise unforeseen(error) from None


def _begin(context: dg.AssetExecutionContext, product: Product, store: ArtifactStore) -> JobWork:
    keys = [split_partition(key) for key in context.partition_keys]
    job = keys[0][0]
    journal = Journal(context.instance)
    status = journal.status(job)
    if any(other != job for other, _ in keys):
        raise NotReadyError("One run works on one job: choose partitions of one job.")
    if status is None:
        raise NotReadyError(f"Job {job} has no brief: submit it first.")
    run = context.run
    if status.state is JobState.CANCELLED or is_void(run.tags, status):
        raise GateClosedError(f"Job {job} was cancelled: nothing is made for this order any more.")
    segments = [
        index for _, segment in keys for index in segment if index <= status.brief.segment_count
    ]
    require_approval(context, status, product, segments)
    owner = run.tags.get(OWNER_TAG) or run.root_run_id or run.run_id
    require_alone(context.instance, run)
    outlive_void_runs(context.instance, run, status)
    status = _start(journal, job, product, segments, run)
    cause = cause_of(run.tags)
    return JobWork(
        job=job,
        product=product,
        segments=tuple(
            index
            for index in segments
            if not is_ordered_anew(status.ordered.get(product, ()), index, cause)
        ),
        status=status,
        store=store,
        owner=owner,
        cause=run.tags.get(CAUSE_TAG) or run.run_id,
        budget=Budget(context.instance, settings()),
        is_cancelled=lambda: _is_unwanted(journal, job, product, run),
        tell=partial(tell_charge, journal, job, product, run.run_id),
        recall=partial(recall, journal, job),
    )


def _start(
    journal: Journal, job: str, product: Product, segments: list[int], run: dg.DagsterRun
) -> JobStatus:
    """Say that the work begins; the job's status right afterwards.

    In this order: an order for the same segments that comes later sees that they are at work, and
    one that came before is seen here, and leaves nothing to do for this run.
    """
    journal.report(
        job,
        EventKind.STARTED,
        product=str(product),
        segments=segments,
        run_id=run.run_id,
        cause=cause_of(run.tags),
    )
    status = journal.status(job)
    if status is None:
        raise NotReadyError(f"Job {job} is gone.")
    return status


def _is_unwanted(journal: Journal, job: str, product: Product, run: dg.DagsterRun) -> bool:
    """Tell whether nobody wants any more what a run is making; a job that was continued does."""
    status = journal.status(job)
    if status is None:
        return False
    is_due = any(work.product is product for work in status.due)
    return status.state is JobState.CANCELLED or (is_void(run.tags, status) and not is_due)
