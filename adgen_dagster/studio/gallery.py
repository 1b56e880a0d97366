"""What a job can show: its script, pictures and clips, every take of them, its film."""

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice

import dagster as dg
from upath import UPath

from adgen_dagster.domain.brief import Person
from adgen_dagster.domain.stages import JobEvent, JobStatus
from adgen_dagster.domain.storyboard import Script, Storyboard
from adgen_dagster.domain.words import Product, Stage
from adgen_dagster.instance.journal import Journal
from adgen_dagster.media.letters import undrawable
from adgen_dagster.media.pictures import JPEG_QUALITIES, jpeg_of, open_picture
from adgen_dagster.partitions import jobs
from adgen_dagster.storage.artifacts import JOB_ID, ArtifactStore, Json
from adgen_dagster.storage.unreadable import UNREADABLE
from adgen_dagster.studio.rules import StageNotOpenError, UnknownJobError

_TIME_LETTERS = 10
"""Of a ULID: as many begin it with its time."""
PICTURE_BYTES = 5_000_000
"""The largest that a picture is handed to a gateway; of those that are shown, few reach a tenth."""


@dataclass(frozen=True)
class Showing:
    """What lies before a user at a stage: the storyboard, and one file per segment."""

    storyboard: Storyboard
    script: Script
    files: dict[int, UPath]
    undrawable: str = ""
    """Letters that the captions will leave out, as no font has them."""


class Gallery:
    """Reads how jobs stand and what they made; changes nothing."""

    def __init__(self, instance: dg.DagsterInstance, store: ArtifactStore) -> None:
        self._instance = instance
        self._store = store
        self._journal = Journal(instance)

    def status(self, job: str) -> JobStatus:
        """Return the status of a job.

        Raises:
            UnknownJobError: there is none with this id.
        """
        status = self._journal.status(job) if JOB_ID.fullmatch(job) else None
        if status is None:
            raise UnknownJobError(f"There is no job {job[:40]!r}.")
        return status

    def recent_jobs(self, limit: int = 20, owner: Person | None = None) -> list[str]:
        """List the newest jobs, newest first, of one user or of all.

        A ULID begins with its time, so that the ids' order is the order of submission. Those of a
        chat know it to the second: of one second's, the briefs tell which came later.
        """
        newest_first = sorted(
            filter(JOB_ID.fullmatch, self._instance.get_dynamic_partitions(str(jobs.name))),
            reverse=True,
        )
        found = (
            status.job
            for _, alike in groupby(newest_first, key=lambda job: job[:_TIME_LETTERS])
            for status in sorted(self._jobs_of(owner, alike), key=_ordered_at, reverse=True)
        )
        return list(islice(found, limit))

    def _jobs_of(self, owner: Person | None, among: Iterable[str]) -> Generator[JobStatus]:
        for job in among:
            # Without a status: an operator added the partition, or its submission was cut short.
            status = None
            with UNREADABLE.step_over("job", job):
                status = self._journal.status(job)
            if status and (owner is None or status.brief.owner.is_same(owner)):
                yield status

    def transcript(self, job: str) -> str:
        """Return the transcribed or typed text of a job; empty if it is not there yet."""
        event = self.status(job).latest.get((Product.TRANSCRIPT, 0))
        document = self._store.read_json(event.path) if event else None
        return str(document["text"]) if document else ""

    def showing(self, job: str, stage: Stage) -> Showing:
        """Return what is decided on at a stage: the script, the pictures or the clips so far."""
        status = self.status(job)
        product = status.pipeline.main_at(stage)
        files = {
            segment: self._store.path(event.path)
            for (made, segment), event in sorted(status.latest.items())
            if made is product and segment
        }
        board = Storyboard.model_validate(self._document(status, Product.SEGMENTS))
        return Showing(
            board,
            Script.model_validate(self._document(status, Product.SCRIPT)),
            files,
            undrawable(board.said) if status.brief.has_captions else "",
        )

    def film(self, job: str) -> UPath | None:
        """Return the newest final mp4; None if there is none yet, or it was deleted for its age."""
        event = self.status(job).latest.get((Product.FINAL_MP4, 0))
        film = self._store.path(event.path) if event else None
        return film if film and film.exists() else None

    def file(self, made: JobEvent) -> UPath:
        """Return the path of an artifact."""
        return self._store.path(made.path)

    def picture(self, job: str, made: JobEvent, longest: int) -> bytes:
        """Return a job's picture as a JPEG, its longer side at most `longest`.

        Raises:
            ArtifactError: it is not there.
            MediaError: it cannot be opened.
        """
        with self._store.scratch_folder(job) as folder:
            local = self._store.local(made.path, folder)
            return jpeg_of(open_picture(local, longest), PICTURE_BYTES, (90, *JPEG_QUALITIES))

    def about(self, made: JobEvent) -> Json:
        """Describe an artifact: its size and length, and a small picture of it."""
        return self._store.read_json(f"{made.path.rpartition('/')[0]}/result.json") or {}

    def _document(self, status: JobStatus, product: Product) -> object:
        event = status.latest.get((product, 0))
        document = self._store.read_json(event.path) if event else None
        if document is None:
            raise StageNotOpenError(status.job, Stage.SCRIPT, status.state)
        return document


def _ordered_at(status: JobStatus) -> datetime:
    return status.brief.created_at
