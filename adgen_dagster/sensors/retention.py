"""Deletes what old jobs left behind."""

import time

import dagster as dg
from pydantic import Field

from adgen_dagster.artifacts import ArtifactStore, job_folder
from adgen_dagster.journal import Journal
from adgen_dagster.partitions import jobs
from adgen_dagster.providers.resources import open_store
from adgen_dagster.sensors.open_jobs import Watched
from adgen_dagster.settings import settings
from adgen_dagster.stages import JobStatus, Product

HOURS_S = 3600.0
DAYS_S = 24 * HOURS_S


@dg.sensor(
    name="retention",
    asset_selection=dg.AssetSelection.all(),
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description=(
        "Deletes the artifacts of jobs that ended FILE_CLEANUP_HOURS ago, all but the film; and"
        " the film and the job's partition after ADGEN_FILM_KEEP_DAYS."
    ),
)
def retention(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """Look at what has ended, then at what has ended long enough ago."""
    store, journal, now = open_store(settings()), Journal(context.instance), time.time()
    watched = Ended.of_cursor(context.cursor).read_on(journal, ended_at)
    for job in list(watched.longer_than(settings().file_cleanup_hours * HOURS_S, now)):
        status = journal.status(job)
        if status is not None:
            delete_all_but_film(store, status)
        watched.films[job] = watched.since.pop(job)
    for job, ended in list(watched.films.items()):
        status = journal.status(job)
        if status is not None and ended_at(status) is None:
            del watched.films[job]  # asked again meanwhile: it is waited for anew when it ends
        elif now - ended > settings().film_keep_days * DAYS_S:
            store.delete_tree(job_folder(job))
            context.instance.delete_dynamic_partition(str(jobs.name), job)
            del watched.films[job]
    return dg.SensorResult(cursor=watched.model_dump_json())


class Ended(Watched):
    """Jobs that ended, and those of which only the film is left, with the time they ended."""

    films: dict[str, float] = Field(default_factory=dict[str, float])


def ended_at(status: JobStatus) -> float | None:
    """When the job ended; None: it goes on, or a person may still have it tried again."""
    return status.since if status.state.is_over else None


def delete_all_but_film(store: ArtifactStore, status: JobStatus) -> None:
    """Delete a job's files, except the newest final mp4."""
    film = status.latest.get((Product.FINAL_MP4, 0))
    folder = job_folder(status.job)
    for part in ("brief", *(str(product) for product in Product)):
        if part != Product.FINAL_MP4 or film is None:
            store.delete_tree(f"{folder}/{part}")
