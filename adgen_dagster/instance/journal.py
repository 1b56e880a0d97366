"""A job's events in the Dagster instance: written and read here, and nowhere else.

What is made is a materialization of its asset. What people and sensors say is an observation of
the gate that it concerns; what concerns the whole job, an observation of its `brief`.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Self

import dagster as dg
from dagster import DagsterEventType
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from adgen_dagster.domain.brief import MAX_SEGMENTS, Brief, BriefError, Person
from adgen_dagster.domain.pipeline import PIPELINE
from adgen_dagster.domain.spending import MOST_USD
from adgen_dagster.domain.stages import EventKind, JobEvent, JobStatus
from adgen_dagster.domain.status import status_of
from adgen_dagster.domain.words import Product, Stage
from adgen_dagster.instance.event_table import events_of, newest_event, next_events
from adgen_dagster.instance.write_barrier import wait_for_writers
from adgen_dagster.logs import log_of
from adgen_dagster.partitions import (
    is_partition,
    segment_partition,
    split_partition,
)
from adgen_dagster.storage.artifacts import JOB_ID, is_in_take
from adgen_dagster.storage.unreadable import UNREADABLE

BRIEF = "brief"
_GATES = {stage.gate: stage for stage in Stage}
_PRODUCTS = {str(product): product for product in Product}
_MADE = DagsterEventType.ASSET_MATERIALIZATION
_SAID = DagsterEventType.ASSET_OBSERVATION
_OF_A_FILE = {EventKind.MADE, EventKind.TAKEN_BACK, EventKind.PAID}
_LOG = log_of(__name__)
_TOLD = {"product", "segments", "cause", "failure_kind", "cost_usd", "at_most_usd", "call_id"}
"""Facts of an event that its log line has too; what people wrote stays out of it."""


class Journal:
    """Reads and reports the events of jobs."""

    def __init__(self, instance: dg.DagsterInstance) -> None:
        self._instance = instance

    def of(self, job: str) -> list[JobEvent]:
        """Read every event of one job up to now, in order, and none without those before it."""
        newest = self.newest()
        wait_for_writers(self._instance.event_log_storage)
        records = events_of(self._instance, _partitions_of(job), newest)
        return list(_events_in(records))

    def status(self, job: str) -> JobStatus | None:
        """Fold the job's events into its status; None if there is no such job."""
        return status_of(self.of(job))

    def tail(self, after: int, limit: int = 500) -> list[JobEvent]:
        """Read the next events of all jobs with an id above `after`, in order, at most `limit`.

        Events come without gaps: a reader that resumes after the last one misses none.
        """
        # Materializations and observations are read one after the other. What is reported between
        # the two is left for the next time: a newer one seen would hide an older one for ever.
        newest = self.newest()
        if newest <= after or not wait_for_writers(self._instance.event_log_storage):
            return []
        while after < newest and limit > 0:
            events, after = self._page(after, newest, limit)
            if events:
                return events[:limit]
        return []

    def newest(self) -> int:
        """Return the id of the newest event of all; 0 if there is none."""
        return newest_event(self._instance)

    def is_ahead(self, after: int) -> bool:
        """Tell whether `after` is ahead of all events: SQLite reuses the ids of deleted ones."""
        return after > self.newest()

    def _page(self, after: int, newest: int, limit: int) -> tuple[list[JobEvent], int]:
        """Events with an id above `after`, and the id up to which there are no others.

        The instance's next records may hold no events of jobs, and later ones many.
        """
        pages = [next_events(self._instance, kind, after, newest, limit) for kind in (_MADE, _SAID)]
        # Where a page is full, what follows it is unknown: nothing beyond may be handed on yet.
        until = min((max(page) for page in pages if len(page) == limit), default=newest)
        records = (record for page in pages for record in page.values() if record)
        found = _events_in(record for record in records if record.storage_id <= until)
        return sorted(found, key=lambda event: event.id), until

    def report_brief(self, job: str, brief: Brief) -> None:
        """Report a new job: from here on the graph works on it."""
        self._instance.report_runless_asset_event(
            dg.AssetMaterialization(
                BRIEF,
                partition=job,
                metadata={
                    "brief": dg.MetadataValue.json(brief.model_dump(mode="json")),
                    "request": brief.text or "(voice message)",
                },
            )
        )
        _LOG.info("submitted", job=job, by=_who(brief.owner))

    def report_approval(self, job: str, stage: Stage, by: Person) -> None:
        """Report that the user approves a stage."""
        self._instance.report_runless_asset_event(
            dg.AssetMaterialization(stage.gate, partition=job, metadata=_by(by))
        )
        _LOG.info("approved", job=job, stage=str(stage), by=_who(by))

    def report_taken_back(self, take: JobEvent, by: Person) -> None:
        """Report that an older take counts again: its event is repeated with what it said.

        Args:
            take: when it was made.
            by: whose wish it is.
        """
        product, segment = str(take.product), take.segments[0]
        partition = segment_partition(take.job, segment)
        *_, told = events_of(self._instance, {product: [str(partition)]}, take.id)
        made = told.asset_materialization
        metadata = {**(made.metadata if made else {}), "event": str(EventKind.TAKEN_BACK)}
        self._instance.report_runless_asset_event(
            dg.AssetMaterialization(product, partition=partition, metadata={**metadata, **_by(by)})
        )
        facts = {"product": product, "segments": [segment], "take": take.take}
        _LOG.info(str(EventKind.TAKEN_BACK), job=take.job, by=_who(by), **facts)

    def report(
        self,
        job: str,
        kind: EventKind,
        *,
        stage: Stage | None = None,
        by: Person | None = None,
        **facts: str | float | list[int] | Person,
    ) -> None:
        """Report something about a job: about a stage, or about the whole of it."""
        metadata: dict[str, Any] = {"event": str(kind), **(_by(by) if by else {})}
        for name, fact in facts.items():
            said = fact.model_dump(mode="json") if isinstance(fact, Person) else fact
            metadata[name] = dg.MetadataValue.json(said) if isinstance(said, list | dict) else said
        self._instance.report_runless_asset_event(
            dg.AssetObservation(stage.gate if stage else BRIEF, partition=job, metadata=metadata)
        )
        told: dict[str, object] = {name: facts[name] for name in facts if name in _TOLD}
        about = {"stage": stage and str(stage), "by": by and _who(by), "run": facts.get("run_id")}
        told.update({name: fact for name, fact in about.items() if fact})
        _LOG.info(str(kind), job=job, **told)


@lru_cache(maxsize=64)
def _partitions_of(job: str) -> Mapping[str, list[str]]:
    """Return the partitions of a job, by asset."""
    segments = [str(segment_partition(job, index)) for index in range(1, MAX_SEGMENTS + 1)]
    return {
        **{key: [job] for key in (BRIEF, *_GATES)},
        **{str(step.product): segments if step.per_segment else [job] for step in PIPELINE.steps},
    }


def _who(by: Person) -> str:
    return f"{by.gateway}:{by.id}"


def _by(by: Person) -> dict[str, Any]:
    return {"by": dg.MetadataValue.json(by.model_dump(mode="json"))}


def _events_in(records: Iterable[dg.EventLogRecord]) -> Iterator[JobEvent]:
    """Those of some records that are ours and can be read: anybody may report anything."""
    for record in records:
        try:
            yield from _event_of(record)
        except Exception as error:  # noqa: BLE001 - nothing is fetched here: it is the record, whatever it is
            UNREADABLE.note("event", str(record.storage_id), error)


def _event_of(record: dg.EventLogRecord) -> Iterator[JobEvent]:
    """Return the event that a record holds, if it is one of a job.

    The graph says where a thing lies that it made; a materialization that an operator typed does
    not, and must not hide the thing that is there.
    """
    said = record.asset_materialization or record.event_log_entry.asset_observation
    if said is None or said.partition is None or not is_partition(said.partition):
        return
    job, segments = split_partition(said.partition)
    key = said.asset_key.to_user_string()
    if not JOB_ID.fullmatch(job):
        return
    facts = _Facts.read({name: value.value for name, value in said.metadata.items()})
    kind = _kind(key, facts, is_made=record.asset_materialization is not None)
    product = _PRODUCTS.get(key) or facts.product
    # Retention deletes by it: the place of something of another job's is none.
    is_taken = is_in_take(facts.path, job, str(product))
    if kind is None or (kind in _OF_A_FILE and not is_taken):
        return
    retaken = PIPELINE[product].stage if product and kind is EventKind.TAKEN_BACK else None
    yield JobEvent(
        id=record.storage_id,
        at=record.timestamp,
        job=job,
        kind=kind,
        product=product,
        stage=_GATES.get(key) or retaken,
        segments=segments or facts.segments,
        by=facts.by,
        to=facts.to,
        brief=facts.brief if key == BRIEF else None,
        note=facts.note,
        failure_kind=facts.failure_kind,
        take=facts.take,
        path=facts.path if is_taken else "",
        # A take that is taken back was paid for when it was made.
        cost_usd=0.0 if kind is EventKind.TAKEN_BACK else facts.cost_usd,
        at_most_usd=facts.at_most_usd,
        call_id=facts.call_id,
        seconds=facts.seconds,
        run_id=facts.run_id or record.run_id,
        cause=facts.cause,
        provider=facts.provider,
        model=facts.model,
        provider_s=facts.provider_s,
        size_mb=facts.size_mb,
        voice=facts.voice,
    )


class _Facts(BaseModel):
    """What an event's metadata says that we read; an operator may have typed it by hand."""

    model_config = ConfigDict(extra="ignore")

    event: EventKind | None = None
    product: Product | None = None
    segments: tuple[int, ...] = ()
    by: Person | None = None
    to: Person | None = None
    brief: Brief | None = None
    note: str = ""
    failure_kind: str = ""
    take: int = 0
    path: str = ""
    cost_usd: float = 0.0
    at_most_usd: float = 0.0
    call_id: str = ""
    seconds: float = 0.0
    run_id: str = ""
    cause: int = 0
    provider: str = ""
    model: str = ""
    provider_s: float = 0.0
    size_mb: float = 0.0
    voice: str = ""

    @field_validator("cost_usd", "at_most_usd")
    @classmethod
    def _is_a_price(cls, usd: float) -> float:
        """A value that is not a price costs nothing; what else the event says still holds."""
        return usd if 0 <= usd <= MOST_USD else 0.0

    @field_validator("brief")
    @classmethod
    def _has_partitions(cls, brief: Brief | None) -> Brief | None:
        """One job that no run can be made for would stop the sensor that starts all of them."""
        if brief and brief.segment_count > MAX_SEGMENTS:
            raise ValueError(f"a film has at most {MAX_SEGMENTS} segments")
        return brief

    @classmethod
    def read(cls, metadata: Mapping[str, object]) -> Self:
        """Read the facts, or none of them if they contradict each other."""
        try:
            return cls.model_validate(metadata)
        except (ValidationError, BriefError):
            return cls()


def _kind(key: str, facts: _Facts, *, is_made: bool) -> EventKind | None:
    if not is_made:
        return facts.event
    if key in _PRODUCTS:
        is_taken_back = facts.event is EventKind.TAKEN_BACK
        return EventKind.TAKEN_BACK if is_taken_back else EventKind.MADE
    if key in _GATES:
        return EventKind.APPROVED
    return EventKind.SUBMITTED if key == BRIEF else None
