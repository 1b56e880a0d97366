"""Finds due work that no run does and none will start.

Dagster drops things: it looks at a failed run between two writes and never starts it again, says
that it will and then cannot, or creates a run that it does not hand to its queue. What it says is
taken for what it is only after a while.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import dagster as dg

from adgen_dagster.domain.stages import EventKind, JobEvent, JobStatus
from adgen_dagster.domain.status import status_of
from adgen_dagster.domain.words import Product
from adgen_dagster.errors import ErrorKind
from adgen_dagster.execution.run_launcher import RunLauncher
from adgen_dagster.instance.journal import Journal
from adgen_dagster.instance.retries import NO_RETRY
from adgen_dagster.instance.run_requests import (
    JOB_TAG,
    OWN_TAGS,
    OWNER_TAG,
    RECOVERED_TAG,
    RUN_TAGS,
    due_runs,
    is_void,
    may_be_started_again,
    same_work,
)
from adgen_dagster.logs import log_of
from adgen_dagster.partitions import (
    PARTITION_TAG,
    RANGE_START_TAG,
    segment_partition,
    segments_of,
)
from adgen_dagster.sensors.failures import (
    LOST,
    STOPPED,
    facts_of,
    facts_without_words,
    product_of,
    tell,
)

GRACE_S = 20.0
"""Dagster starts a lost run again, and our sensors tell a failure, within five to ten seconds."""

_LOG = log_of(__name__)
_NEVER_QUEUED = dg.DagsterRunStatus.NOT_STARTED
_BEGINNING = dg.DagsterRunStatus.STARTING


@dataclass(frozen=True)
class RecoveryLook:
    """What a look at a job's runs has found."""

    is_due: bool = False
    """Whether the job has work due, and so has to be looked at again."""
    is_attended: bool = False
    """Whether some run of it is queued or at work, and none is only just beginning."""
    requests: tuple[dg.RunRequest, ...] = ()
    """Runs to start."""


def look_at(instance: dg.DagsterInstance, journal: Journal, job: str, now: float) -> RecoveryLook:
    """Look whether somebody is at all that a job needs, and tell it what nobody told it.

    Args:
        instance: whose runs.
        journal: the same instance's.
        job: which one.
        now: seconds since the epoch.
    """
    events = journal.of(job)
    status = status_of(events)
    if status is None or not status.due:
        return RecoveryLook()
    runs = _runs_of(instance, status)
    for record in runs:
        if _never_began(instance, record, now):
            _LOG.warning("run_never_began", job=job, run=record.dagster_run.run_id)
            instance.report_run_failed(record.dagster_run, "Its process never began.")
    look = _Look(instance, journal, status, events, runs, now)
    return RecoveryLook(
        is_due=True,
        is_attended=_is_attended([record.dagster_run for record in runs]),
        requests=tuple(look.requests()),
    )


def _is_attended(runs: Sequence[dg.DagsterRun]) -> bool:
    alive = {run.status for run in runs if not run.is_finished}
    return bool(alive) and _BEGINNING not in alive


def _never_began(instance: dg.DagsterInstance, record: dg.RunRecord, now: float) -> bool:
    """Tell whether a run was lost on its way to its process: nobody else would for minutes."""
    run, launcher = record.dagster_run, instance.run_launcher
    is_late = now - record.update_timestamp.timestamp() > GRACE_S
    if run.status is not _BEGINNING or not is_late or not isinstance(launcher, RunLauncher):
        return False
    if not launcher.never_began(run):
        return False
    newest = instance.get_run_by_id(run.run_id)
    return newest is not None and newest.status is _BEGINNING


@dataclass(frozen=True)
class _Look:
    instance: dg.DagsterInstance
    journal: Journal
    status: JobStatus
    events: Sequence[JobEvent]
    runs: Sequence[dg.RunRecord]
    now: float

    def requests(self) -> Iterator[dg.RunRequest]:
        """Return the runs to start; report failures that were never reported on the way."""
        ordered = {same_work(request.tags): request for request in due_runs(self.status)}
        attempts = _by_work(self.runs)
        for work, request in ordered.items():
            # With its first key: if there is such a run after all, Dagster starts none.
            if work not in attempts and self._is_missing(
                Product(work[0].partition("/")[0]), segments_of(request.tags)
            ):
                yield request
        for work, records in attempts.items():
            is_over = all(self._is_over(record) for record in records)
            if is_over and self._is_needed(records[-1].dagster_run):
                yield from self._go_on_from(records, ordered.get(work))

    def _is_over(self, record: dg.RunRecord) -> bool:
        """Tell whether nothing has come of a run for a while."""
        run = record.dagster_run
        ended_at = record.end_time or record.update_timestamp.timestamp()
        is_over = run.is_finished or run.status is _NEVER_QUEUED
        return is_over and self.now - ended_at > GRACE_S

    def _is_needed(self, run: dg.DagsterRun) -> bool:
        product = product_of(run)
        if product is None or product not in {work.product for work in self.status.due}:
            return False
        if any(_is_at(other.dagster_run, run) for other in self.runs):
            return False
        return not is_void(run.tags, self.status) and self._is_missing(
            product, segments_of(run.tags)
        )

    def _is_missing(self, product: Product, segments: tuple[int, ...]) -> bool:
        missing = self.status.missing.get(product, ())
        is_whole = not self.status.pipeline[product].per_segment
        return is_whole or not set(segments).isdisjoint(missing)

    def _go_on_from(
        self, records: Sequence[dg.RunRecord], request: dg.RunRequest | None
    ) -> Iterator[dg.RunRequest]:
        run = self._last_that_did_something([record.dagster_run for record in records])
        if any(e.kind is EventKind.FAILED and e.run_id == run.run_id for e in self.events):
            return
        told = self._told_by(run)
        is_harmless = told is not None and ErrorKind(told["failure_kind"]).is_harmless
        if is_harmless and request is None:
            return
        if told is None or is_harmless:
            if may_be_started_again(self.instance, run, len(records)):
                yield self._started_again(run, len(records))
                return
            told = facts_without_words(run, ErrorKind.CRASHED, LOST)
        _LOG.warning("lost_failure_reported", job=self.status.job, run=run.run_id)
        tell(self.instance, self.status.job, run, told)

    def _last_that_did_something(self, attempts: Sequence[dg.DagsterRun]) -> dg.DagsterRun:
        """Return the last of all, but for one that found another at work and left it to that."""
        for run in reversed(attempts):
            told = self._told_by(run)
            if told is None or not ErrorKind(told["failure_kind"]).is_harmless:
                return run
        return attempts[-1]

    def _told_by(self, run: dg.DagsterRun) -> dict[str, Any] | None:
        """Return what a run said of its failure; None: it was lost, or left something undone."""
        if run.status is dg.DagsterRunStatus.FAILURE:
            return facts_of(self.instance, run)
        if run.status is not dg.DagsterRunStatus.CANCELED:
            return None
        if RECOVERED_TAG in run.tags:
            return None
        return facts_without_words(run, ErrorKind.STOPPED, STOPPED)

    def _started_again(self, run: dg.DagsterRun, attempts: int) -> dg.RunRequest:
        """A run like the lost one, under a key of its own: Dagster starts nothing on a used one."""
        number = run.tags.get(RECOVERED_TAG) or str(attempts)
        # Marked first: if Dagster comes back to the lost run after all, it leaves it alone.
        self.instance.add_run_tags(run.run_id, {RECOVERED_TAG: number, **NO_RETRY})
        if run.status is _NEVER_QUEUED:
            self.instance.report_run_canceled(run, "It never came into the queue.")
        first_key = "/".join(part for part in (run.tags[JOB_TAG], *same_work(run.tags)) if part)
        _LOG.warning("lost_run_restarted", job=self.status.job, run=run.run_id)
        return dg.RunRequest(
            run_key=f"{first_key}/recovered/{number}",
            partition_key=run.tags.get(PARTITION_TAG),
            asset_selection=sorted(run.asset_selection or ()),
            tags={tag: run.tags[tag] for tag in OWN_TAGS if tag in run.tags},
        )


def _is_at(other: dg.DagsterRun, run: dg.DagsterRun) -> bool:
    """Tell whether another run is at the same: for an older order, or an operator's."""
    if other.is_finished or other.status is _NEVER_QUEUED:
        return False
    if OWNER_TAG not in other.tags or OWNER_TAG not in run.tags:
        return product_of(other) is product_of(run)
    return all(other.tags.get(tag) == run.tags.get(tag) for tag in RUN_TAGS)


def _runs_of(instance: dg.DagsterInstance, status: JobStatus) -> list[dg.RunRecord]:
    """Return all runs of a job, oldest first, also those that were started in the Dagster UI."""
    job = status.job
    segments = [
        str(segment_partition(job, index)) for index in range(1, status.brief.segment_count + 1)
    ]
    tags: Iterable[Mapping[str, str | Sequence[str]]] = (
        {JOB_TAG: job},
        {PARTITION_TAG: [job, *segments]},
        {RANGE_START_TAG: segments},
    )
    found = {
        record.storage_id: record
        for each in tags
        for record in instance.get_run_records(dg.RunsFilter(tags=each))
    }
    return [found[storage_id] for storage_id in sorted(found)]


def _by_work(records: Iterable[dg.RunRecord]) -> dict[tuple[str, ...], list[dg.RunRecord]]:
    """Runs and what was started in their place, oldest first."""

    def work(record: dg.RunRecord) -> tuple[str, ...]:
        run = record.dagster_run
        return same_work(run.tags) if OWNER_TAG in run.tags else (run.root_run_id or run.run_id,)

    in_order = sorted(records, key=lambda record: (work(record), record.storage_id))
    return {key: list(attempts) for key, attempts in groupby(in_order, work)}
