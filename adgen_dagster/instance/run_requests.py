"""Turns a job's due work into requests for Dagster runs."""

import re
from collections.abc import Iterator, Mapping

import dagster as dg
from dagster._core.storage.tags import MAX_RETRIES_TAG, PRIORITY_TAG

from adgen_dagster.domain.stages import DueWork, JobStatus
from adgen_dagster.domain.words import Product, Slot
from adgen_dagster.partitions import RANGE_END_TAG, RANGE_START_TAG, runs_of, segment_partition

JOB_TAG = "adgen/job"
OWNER_TAG = "adgen/take-owner"
"""Runs with the same value continue each other's takes instead of paying for new ones."""
CAUSE_TAG = "adgen/cause"
"""The event that made the work wanted; a retry is a new one for the same owner."""
SLOT_TAG = "adgen/slot"
"""`MAX_CONCURRENT_JOBS` runs of each `Slot` at once."""
JOB_SLOT = str(Slot.JOB)
RECOVERED_TAG = "adgen/recovered"
"""On a lost run in whose place our own sensor has started another one, and which."""
RUN_TAGS = (JOB_TAG, OWNER_TAG, RANGE_START_TAG, RANGE_END_TAG)
"""Runs that agree in these do the same work."""
OWN_TAGS = (*RUN_TAGS, CAUSE_TAG, SLOT_TAG, PRIORITY_TAG)
"""What a run has from us, and one that is started in its place has too."""

_STAGE_IS_WORTH_S = 10**12
"""More than any two jobs lie apart."""


def jobs_at_work(instance: dg.DagsterInstance) -> set[str]:
    """Return the jobs that a run works on, or is about to."""
    at_work = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED]
    runs = instance.get_runs(dg.RunsFilter(statuses=at_work))
    return {run.tags[JOB_TAG] for run in runs if JOB_TAG in run.tags}


def request_stop(instance: dg.DagsterInstance, run_id: str) -> bool:
    """Ask a run to stop; its own process reads that within two seconds.

    Returns:
        Whether there is such a run, and it has not ended yet.
    """
    run = instance.get_run_by_id(run_id)
    if run is None or run.is_finished:
        return False
    instance.report_run_canceling(run)
    return True


def cause_of(tags: Mapping[str, str]) -> int:
    """Return the event that made a run's work wanted; 0 if its tags (users edit them) name none."""
    cause = tags.get(CAUSE_TAG, "")
    return int(cause) if re.fullmatch(r"[0-9]{1,18}", cause) else 0


def is_void(tags: Mapping[str, str], status: JobStatus) -> bool:
    """Tell whether a run's order has ended with its job, or was replaced since.

    Args:
        tags: the run's.
        status: of its job.
    """
    return 0 < cause_of(tags) < status.void_before


def same_work(tags: Mapping[str, str]) -> tuple[str, ...]:
    """Return what a job's runs have in common when one was started in another's place."""
    return tuple(
        tags.get(tag, "") for tag in (OWNER_TAG, CAUSE_TAG, RANGE_START_TAG, RANGE_END_TAG)
    )


def may_be_started_again(instance: dg.DagsterInstance, run: dg.DagsterRun, attempts: int) -> bool:
    """Tell whether our own sensor restarts a lost run, which Dagster does not.

    Args:
        instance: the run's.
        run: the last that was started for its work; one from the Dagster UI is its operator's.
        attempts: how many there were, this one included.
    """
    most = run.tags.get(MAX_RETRIES_TAG, "")
    restarts = int(most) if most.isdecimal() else instance.run_retries_max_retries
    return OWNER_TAG in run.tags and (RECOVERED_TAG in run.tags or attempts <= restarts)


def due_runs(status: JobStatus) -> Iterator[dg.RunRequest]:
    """Request each run that a job needs now; a second request starts nothing twice."""
    for work in status.due:
        if not status.pipeline[work.product].per_segment:
            yield dg.RunRequest(
                run_key=_run_key(status.job, work),
                partition_key=status.job,
                asset_selection=[dg.AssetKey(str(key)) for key in _selection(status, work.product)],
                tags=_tags(status, work),
            )
            continue
        for first, last in runs_of(work.segments):
            yield dg.RunRequest(
                run_key=f"{_run_key(status.job, work)}/{first:02d}-{last:02d}",
                asset_selection=[dg.AssetKey(str(work.product))],
                tags={
                    **_tags(status, work),
                    RANGE_START_TAG: str(segment_partition(status.job, first)),
                    RANGE_END_TAG: str(segment_partition(status.job, last)),
                },
            )


def _selection(status: JobStatus, product: Product) -> tuple[Product, ...]:
    """What one run makes: the product, and on the way to it what is not there or is redone."""
    return tuple(
        step.product
        for step in status.pipeline.steps
        if step.product is product
        or (
            step.written_with is product
            and (step.is_redone or (step.product, 0) not in status.latest)
        )
    )


def _run_key(job: str, work: DueWork) -> str:
    return f"{job}/{work.product}/{work.cause}"


def _tags(status: JobStatus, work: DueWork) -> dict[str, str]:
    return {
        JOB_TAG: status.job,
        OWNER_TAG: f"{work.product}/{work.owner_cause}",
        CAUSE_TAG: str(work.cause),
        SLOT_TAG: str(status.pipeline[work.product].slot),
        PRIORITY_TAG: str(_priority(status, work.product)),
    }


def _priority(status: JobStatus, product: Product) -> int:
    """What finishes a film that was begun goes first, and of two alike that of the older job.

    In order of the queue, of sixty jobs every script would be written before any picture is made,
    and the first film would be there when nearly all of them are.
    """
    age = -int(status.brief.created_at.timestamp())
    return status.pipeline.gates_before(product) * _STAGE_IS_WORTH_S + age


def job_of(tags: Mapping[str, str]) -> str | None:
    """Return the job that a run works on, even if it was started from the Dagster UI."""
    key = tags.get(JOB_TAG) or tags.get("dagster/partition") or tags.get(RANGE_START_TAG)
    return key.partition("|")[0] if key else None
