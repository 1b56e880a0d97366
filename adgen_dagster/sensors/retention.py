"""Deletes what old jobs left behind."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import takewhile
from typing import Self

import dagster as dg
from pydantic import BaseModel

from adgen_dagster.domain.pipeline import PIPELINE
from adgen_dagster.domain.stages import EventKind, JobEvent, JobStatus
from adgen_dagster.domain.words import Product
from adgen_dagster.instance.journal import Journal
from adgen_dagster.logs import log_of
from adgen_dagster.partitions import jobs
from adgen_dagster.resources import open_store
from adgen_dagster.sensors.ticks import without_secrets
from adgen_dagster.settings import settings
from adgen_dagster.storage.artifacts import ArtifactError, ArtifactStore, job_folder
from adgen_dagster.storage.scratch import sweep
from adgen_dagster.storage.unreadable import UNREADABLE

HOURS_S = 3600.0
DAYS_S = 24 * HOURS_S
PAGE = 100
LEFT_KEPT = 500
TICK_S = 20.0
"""Dagster gives up on a tick after 60 s; what is left is done by the next one."""

Clean = Callable[[str, float], None]
_LOG = log_of(__name__)


@dg.sensor(
    name="retention",
    asset_selection=dg.AssetSelection.all(),
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description=(
        "Deletes the artifacts of jobs that ended FILE_CLEANUP_HOURS ago, all but the film; the"
        " film and the job's partition after ADGEN_FILM_KEEP_DAYS; and scratch files of killed"
        " processes after an hour."
    ),
)
@without_secrets
def retention(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """Look at what has ended long enough ago, then at the scratch files of this machine."""
    chosen, now = settings(), time.time()
    cleaner = Cleaner(
        context.instance, open_store(chosen, context.instance), Journal(context.instance)
    )
    read = ReadTo.of_cursor(context.cursor)
    give_up_at = time.monotonic() + TICK_S
    hours, days = chosen.file_cleanup_hours * HOURS_S, chosen.film_keep_days * DAYS_S
    files_left = cleaner.take_up(read.files_left, now - hours, cleaner.empty)
    films_left = cleaner.take_up(read.films_left, now - days, cleaner.delete)
    read_to = ReadTo(
        files_until=cleaner.go_on(
            read.files_until, now - hours, cleaner.empty, give_up_at, files_left
        ),
        films_until=cleaner.go_on(
            read.films_until, now - days, cleaner.delete, give_up_at, films_left
        ),
        files_left=files_left[-LEFT_KEPT:],
        films_left=films_left[-LEFT_KEPT:],
    )
    sweep(cleaner.store.scratch)
    return dg.SensorResult(cursor=read_to.model_dump_json())


class ReadTo(BaseModel):
    """How far the events were read that are old enough: a job costs nothing while it is young."""

    files_until: int = 0
    films_until: int = 0
    files_left: list[str] = []
    """Jobs whose files the store would not delete: tried again, and in nobody's way."""
    films_left: list[str] = []

    @classmethod
    def of_cursor(cls, cursor: str | None) -> Self:
        """Read what the last tick left, or the beginning: nothing is deleted twice."""
        with UNREADABLE.step_over("cursor", cls.__name__):
            return cls.model_validate_json(cursor) if cursor else cls()
        return cls()


@dataclass(frozen=True)
class Cleaner:
    """Deletes what belongs to a job that is over."""

    instance: dg.DagsterInstance
    store: ArtifactStore
    journal: Journal

    def take_up(self, jobs: Iterable[str], before: float, clean: Clean) -> list[str]:
        """Clean up after jobs that ended before a moment; those where the store would not."""
        return [job for job in dict.fromkeys(jobs) if not self._is_clean(job, before, clean)]

    def go_on(
        self, after: int, before: float, clean: Clean, give_up_at: float, left: list[str]
    ) -> int:
        """Clean up after jobs that ended before a moment; the id of the last event read.

        Args:
            after: the id of the last event that was read before.
            before: the moment, in seconds since the epoch.
            clean: what is done.
            give_up_at: when the rest is left for the next time, in monotonic seconds.
            left: to it those are added that cannot be cleaned up now.
        """
        # What a machine with a wrong clock dated years ahead would hold up all that follows.
        ahead = time.time() + DAYS_S
        after = 0 if self.journal.is_ahead(after) else after
        while events := self.journal.tail(after, PAGE):
            old = list(takewhile(lambda event: not before <= event.at <= ahead, events))
            left += self.take_up(may_have_ended(old), before, clean)
            after = old[-1].id if old else after
            if len(old) < len(events) or time.monotonic() > give_up_at:
                break
        return after

    def _is_clean(self, job: str, before: float, clean: Clean) -> bool:
        """Clean up after one job; False: the store would not, and may later."""
        try:
            with UNREADABLE.step_over("job", job):
                clean(job, before)
        except ArtifactError as error:
            _LOG.warning("files_not_deleted", job=job, why=type(error).__name__)
            return False
        return True

    def empty(self, job: str, before: float) -> None:
        """Delete a job's files, except the film, if it ended before a moment."""
        status = self._ended(job, before)
        if status is not None:
            delete_all_but_film(self.store, status)

    def delete(self, job: str, before: float) -> None:
        """Delete all of a job, if it ended before a moment."""
        if self._ended(job, before) is not None:
            self.store.delete_tree(job_folder(job))
            self.instance.delete_dynamic_partition(str(jobs.name), job)

    def _ended(self, job: str, before: float) -> JobStatus | None:
        """Return the status of a job that ended before a moment, and will not be asked again."""
        status = self.journal.status(job)
        if status is None or not status.state.is_over or status.since >= before:
            return None
        if status.is_emptied:
            return status
        # Said first: a user who asks again at this moment is either refused, or seen here.
        self.journal.report(job, EventKind.EMPTIED)
        status = self.journal.status(job)
        return status if status and status.is_emptied else None


def may_have_ended(events: Iterable[JobEvent]) -> list[str]:
    """Return the jobs that one of `events` may have brought to an end, each once, in order."""
    return list(dict.fromkeys(event.job for event in events if _may_be_an_end(event)))


def _may_be_an_end(event: JobEvent) -> bool:
    match event.kind:
        case EventKind.STARTED | EventKind.PAID | EventKind.EMPTIED:
            return False
        case EventKind.MADE:
            return event.product in PIPELINE.shown_at(None)
        case _:
            return True


def delete_all_but_film(store: ArtifactStore, status: JobStatus) -> None:
    """Delete a job's files, except the newest final mp4 and what is known of it."""
    film = status.latest.get((Product.FINAL_MP4, 0))
    folder = job_folder(status.job)
    for part in ("brief", *(str(product) for product in Product)):
        if part != Product.FINAL_MP4 or film is None:
            store.delete_tree(f"{folder}/{part}")
    if film is not None:
        _delete_beside(store, f"{folder}/{Product.FINAL_MP4}", film)


def _delete_beside(store: ArtifactStore, place: str, film: JobEvent) -> None:
    """Delete other takes of the film, and what a killed process left half written in this one."""
    kept = film.path.removeprefix(f"{place}/").partition("/")[0]
    for name in store.names(place):
        if name != kept:
            store.delete_tree(f"{place}/{name}")
    store.delete_halves(f"{place}/{kept}")
