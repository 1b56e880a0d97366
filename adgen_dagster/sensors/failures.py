"""Reports to a job that its work has failed for good."""

from collections.abc import Mapping
from typing import Any

import dagster as dg

from adgen_dagster.domain.stages import EventKind
from adgen_dagster.domain.status import status_of
from adgen_dagster.domain.words import JobState, Product
from adgen_dagster.errors import ErrorKind
from adgen_dagster.instance.journal import Journal
from adgen_dagster.instance.retries import is_retried
from adgen_dagster.instance.run_requests import (
    CAUSE_TAG,
    OWNER_TAG,
    RECOVERED_TAG,
    RUN_TAGS,
    cause_of,
    job_of,
    may_be_started_again,
)
from adgen_dagster.logs import log_of
from adgen_dagster.partitions import segments_of
from adgen_dagster.resources import open_store
from adgen_dagster.sensors.ticks import without_secrets
from adgen_dagster.settings import settings
from adgen_dagster.storage.artifacts import JOB_ID
from adgen_dagster.studio.settling import settle
from adgen_dagster.work.failure import UNFORESEEN

NOTE_MAX_CHARS = 500
LOST = "The run's process was lost, and nothing starts it again by itself."
STOPPED = "An operator ended the run."

_LOG = log_of(__name__)


@dg.run_failure_sensor(
    name="failures",
    minimum_interval_seconds=5,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Reports a failed run to its job, with its kind, so that its person is told.",
)
@without_secrets
def failures(context: dg.RunFailureSensorContext) -> None:
    """Report one failed run, unless Dagster starts it again or it only stood before a gate.

    Never a `SkipReason`: Dagster calls this for several runs in one tick, and fails the tick when
    one of them is skipped after another was not.
    """
    run = context.dagster_run
    job = job_of(run.tags)
    if job is None or not JOB_ID.fullmatch(job):
        return _pass_over(run, "The run belongs to no job.")
    if _is_started_again(context.instance, run.run_id):
        return _pass_over(run, "Dagster starts the run again.")
    facts = facts_of(context.instance, run)
    if facts is None:
        if _is_recovered(context.instance, run.run_id):
            return _pass_over(run, "It is started again where Dagster does not.")
        facts = facts_without_words(run, ErrorKind.CRASHED, LOST)
    if ErrorKind(facts["failure_kind"]).is_harmless:
        return _pass_over(run, "The run did nothing; its job goes on as it was.")
    return tell(context.instance, job, run, facts)


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.CANCELED,
    name="interruptions",
    minimum_interval_seconds=5,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Reports a run that an operator ended, so that its job can be tried again.",
)
@without_secrets
def interruptions(context: dg.RunStatusSensorContext) -> None:
    """Report a run that was ended by hand, unless its job was cancelled."""
    run = context.dagster_run
    job = job_of(run.tags)
    status = Journal(context.instance).status(job) if job and JOB_ID.fullmatch(job) else None
    if job is None or status is None:
        return _pass_over(run, "The run belongs to no job.")
    if status.state is JobState.CANCELLED:
        _settle(context.instance, job, run)
        return _pass_over(run, "Its job was cancelled.")
    if RECOVERED_TAG in run.tags:
        return _pass_over(run, "Another one was started in its place.")
    facts = facts_without_words(run, ErrorKind.STOPPED, STOPPED)
    return tell(context.instance, job, run, facts)


def _is_started_again(instance: dg.DagsterInstance, run_id: str) -> bool:
    run = instance.get_run_by_id(run_id)
    return run is not None and is_retried(instance, run)


def _is_recovered(instance: dg.DagsterInstance, run_id: str) -> bool:
    """Tell whether the sensor `decisions` starts a lost run again (recovery.py)."""
    run = instance.get_run_by_id(run_id)
    if run is None or OWNER_TAG not in run.tags:
        return False
    alike = {tag: run.tags[tag] for tag in (*RUN_TAGS, CAUSE_TAG) if tag in run.tags}
    return may_be_started_again(instance, run, instance.get_runs_count(dg.RunsFilter(tags=alike)))


def _settle(instance: dg.DagsterInstance, job: str, run: dg.DagsterRun) -> None:
    """Tell what the run has paid: its process may have ended before it could."""
    settle(Journal(instance), open_store(settings(), instance), job, run.run_id)


def tell(instance: dg.DagsterInstance, job: str, run: dg.DagsterRun, facts: dict[str, Any]) -> None:
    """Report a run's failure to its job and what it has paid, unless it was told before."""
    journal = Journal(instance)
    # Told twice when the daemon was killed between the report and the sensor's cursor: the second
    # would count its cost again, and stop what a user has started again meanwhile.
    events = journal.of(job)
    told = (event for event in events if event.kind is EventKind.FAILED)
    if any(event.run_id == run.run_id for event in told):
        return _pass_over(run, "The failure was told before.")
    _settle(instance, job, run)
    cause, status, product = cause_of(run.tags), status_of(events), product_of(run)
    if status and product and product in status.missing:
        missing = status.missing[product]
        facts["segments"] = [each for each in facts.get("segments", ()) if each in missing]
    return journal.report(job, EventKind.FAILED, run_id=run.run_id, cause=cause, **facts)


def _pass_over(run: dg.DagsterRun, reason: str) -> None:
    _LOG.info("run_failure_passed_over", run=run.run_id, reason=reason)


def facts_of(instance: dg.DagsterInstance, run: dg.DagsterRun) -> dict[str, Any] | None:
    """Return what the failed step reported; None if the run's process was lost."""
    for entry in instance.all_logs(run.run_id, of_type=dg.DagsterEventType.STEP_FAILURE):
        event = entry.dagster_event
        if event is None:
            continue
        failed = event.step_failure_data.user_failure_data
        said: Mapping[str, Any] = failed.metadata if failed else {}
        facts = {name: value.value for name, value in said.items()}
        text = (failed.description if failed else None) or UNFORESEEN
        return {
            "product": event.step_key or "",
            "failure_kind": kind_of(facts.get("failure_kind")),
            "segments": list(facts.get("segments") or []),
            "cost_usd": float(facts.get("cost_usd") or 0.0),
            "note": text[:NOTE_MAX_CHARS],
        }
    return None


def kind_of(said: object) -> str:
    """Return the kind of a failure as reported; another version may know others."""
    return str(said if str(said) in set(ErrorKind) else ErrorKind.CRASHED)


def facts_without_words(run: dg.DagsterRun, kind: ErrorKind, note: str) -> dict[str, Any]:
    """Describe a run that reported nothing itself: all that it was asked for has failed."""
    return {
        "product": str(product_of(run) or ""),
        "failure_kind": str(kind),
        "segments": list(segments_of(run.tags)),
        "note": note,
    }


def product_of(run: dg.DagsterRun) -> Product | None:
    """Return what a run is there for: the last of its products."""
    chosen = {key.to_user_string() for key in run.asset_selection or ()}
    return next((product for product in reversed(Product) if str(product) in chosen), None)
