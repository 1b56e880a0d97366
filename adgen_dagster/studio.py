"""The studio: the one class that gateways call."""

from collections.abc import Generator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

import dagster as dg
from dagster import DagsterRunStatus, RunsFilter
from ulid import ULID

from adgen_dagster.artifacts import ArtifactStore, job_folder
from adgen_dagster.brief import BriefError, BriefFault, Person, clean_text
from adgen_dagster.crew import crew_of
from adgen_dagster.gallery import Gallery, Showing
from adgen_dagster.money import Purse, Quote, redo_prices, stage_price
from adgen_dagster.notebook import Notebook
from adgen_dagster.orders import Order, ordered_before, take_in
from adgen_dagster.partitions import jobs
from adgen_dagster.providers.resources import ffmpeg_of
from adgen_dagster.refusals import (
    FilesGoneError,
    JobCancelledError,
    NoSuchTakeError,
    NothingToRetryError,
    NotOwnerError,
    StageNotOpenError,
    UnknownJobError,
    chosen_take,
    may_redo,
    require_files,
    require_owner,
)
from adgen_dagster.room import NoRoomError, require_room
from adgen_dagster.runs import JOB_TAG
from adgen_dagster.settings import Settings, settings
from adgen_dagster.stages import (
    STAGE_PRODUCT,
    EventKind,
    JobEvent,
    JobState,
    JobStatus,
    Stage,
)

__all__ = [
    "FilesGoneError",
    "JobCancelledError",
    "NoRoomError",
    "NoSuchTakeError",
    "NotOwnerError",
    "NothingToRetryError",
    "Showing",
    "StageNotOpenError",
    "Studio",
    "UnknownJobError",
    "open_studio",
    "require_files",
]


class Studio(Gallery):
    """Takes orders and decisions, and tells how jobs stand.

    The only store of state is the Dagster instance: two studios over one instance agree.
    """

    def __init__(
        self, instance: dg.DagsterInstance, store: ArtifactStore, settings: Settings
    ) -> None:
        super().__init__(instance, store)
        self._settings = settings
        self.notebook = Notebook(instance)
        """What a gateway has to remember of its own doing."""

    def submit(self, order: Order, job: str | None = None) -> str:
        """Take an order; the id of its job.

        Args:
            order: what the person asked for.
            job: a ULID chosen by the caller, so that the same order handed in twice (a message
                delivered again after a crash) makes one job.

        Raises:
            BriefError: the order cannot be accepted; the text says what to change.
            NoRoomError: a disk is nearly full.
        """
        job = job or str(ULID())
        folder = job_folder(job)
        if self._journal.status(job):
            return job
        require_room(self._store, self._settings.min_free_mb)
        brief = take_in(order, folder, self._store, self._settings)
        self._instance.add_dynamic_partitions(str(jobs.name), [job])
        self._journal.report_brief(job, brief)
        return job

    def order_again(self, job: str, by: Person, reply_to: str, new: str) -> str:
        """Order once more what `job` asked for, as job `new`; its id.

        Raises:
            UnknownJobError, NotOwnerError
            ArtifactError: a file that belongs to the brief was deleted for its age.
        """
        status = self.status(job)
        require_owner(status, by)
        request = status.corrected_request or self.transcript(job)
        with self._store.scratch_folder(new) as folder:
            order = ordered_before(status.brief, request, self._store, folder)
            return self.submit(replace(order, owner=by, reply_to=reply_to), new)

    def approve(self, job: str, stage: Stage, by: Person) -> bool:
        """Approve a stage; False: it was approved before, and nothing changed.

        Raises:
            UnknownJobError, NotOwnerError, JobCancelledError, StageNotOpenError
        """
        status = self._decidable(job, by)
        if stage in status.approved:
            return False
        if status.open_stage is not stage:
            raise StageNotOpenError(job, stage, status.state)
        self._journal.report_approval(job, stage, by)
        return True

    def cancel(self, job: str, stage: Stage | None, by: Person) -> bool:
        """Cancel a job; False: it was cancelled before, and nothing changed.

        Args:
            job: the job's id.
            stage: where the person says no; None: at whatever the job is doing now.
            by: who cancels.

        Raises:
            UnknownJobError, NotOwnerError, StageNotOpenError
        """
        status = self.status(job)
        require_owner(status, by)
        if status.state is JobState.CANCELLED:
            return False
        is_open = status.open_stage is stage if stage else status.state is not JobState.COMPLETED
        if not is_open:
            raise StageNotOpenError(job, stage or Stage.VIDEOS, status.state)
        self._journal.report(job, EventKind.CANCELLED, stage=stage, by=by)
        return True

    def redo(self, job: str, stage: Stage, segments: Sequence[int], note: str, by: Person) -> None:
        """Have the script written again, or single pictures or clips made again.

        Args:
            job: the job's id.
            stage: which of them.
            segments: which ones, from 1; none: all. The script is always written as a whole.
            note: what should be different; stands for these segments until the next note.
            by: who asks.

        Raises:
            UnknownJobError, NotOwnerError, JobCancelledError, StageNotOpenError
            FilesGoneError: what it would be made of was deleted for its age.
            BriefError: a segment does not exist, or the note cannot be read.
        """
        status = self._decidable(job, by)
        require_files(status)
        if not may_redo(status, stage):
            raise StageNotOpenError(job, stage, status.state)
        count = status.brief.segment_count
        if wrong := [index for index in segments if not 1 <= index <= count]:
            raise BriefError(
                f"There is no segment {wrong[0]}; the film has {count}.",
                BriefFault.NO_SUCH_SEGMENT,
                count,
            )
        self._journal.report(
            job,
            EventKind.REDO,
            stage=stage,
            by=by,
            segments=[] if stage is Stage.SCRIPT else sorted(set(segments)),
            note=clean_text(note, self._settings.brief_max_chars) if note.strip() else "",
        )

    def take_back(
        self, job: str, stage: Stage, segment: int, take: int | None, by: Person
    ) -> JobEvent:
        """Let an older take of a picture or clip count again, at no cost; that take.

        What was made of the later one is asked again, as after a redo.

        Args:
            job: the job's id.
            stage: pictures or clips.
            segment: which one, from 1.
            take: its number; None: the one before that counts now, and before the first the last.
            by: who asks.

        Raises:
            UnknownJobError, NotOwnerError, JobCancelledError, StageNotOpenError
            FilesGoneError: the takes were deleted for their age.
            NoSuchTakeError: no other one has this number, or there is none at all.
        """
        status = self._decidable(job, by)
        require_files(status)
        if not may_redo(status, stage):
            raise StageNotOpenError(job, stage, status.state)
        chosen = chosen_take(status, STAGE_PRODUCT[stage], segment, take)
        self._journal.report_taken_back(chosen, by)
        return chosen

    def retry(self, job: str, by: Person) -> None:
        """Try again what failed; what was finished is kept.

        Raises:
            UnknownJobError, NotOwnerError, JobCancelledError
            FilesGoneError: what it would be made of was deleted for its age.
            NothingToRetryError: nothing waits for that.
        """
        status = self._decidable(job, by)
        require_files(status)
        if not status.failures:
            raise NothingToRetryError(f"Nothing of job {job} has failed.")
        self._journal.report(job, EventKind.RETRY, by=by)

    def confirm_transcript(self, job: str, text: str | None, by: Person) -> None:
        """Say that a transcript is right, or what it should have been; then the script is written.

        Raises:
            UnknownJobError, NotOwnerError, JobCancelledError
            StageNotOpenError: no transcript waits for that.
            BriefError: the corrected text cannot be accepted.
        """
        status = self._decidable(job, by)
        if not status.awaits_transcript:
            raise StageNotOpenError(job, Stage.SCRIPT, status.state)
        corrected = clean_text(text, self._settings.brief_max_chars) if text is not None else ""
        self._journal.report(job, EventKind.CONFIRMED, by=by, note=corrected)

    def queue_place(self, job: str) -> int | None:
        """How many jobs, this one included, wait for a free place; None: it is not waiting."""
        queued = self._instance.get_run_records(
            RunsFilter(statuses=[DagsterRunStatus.QUEUED]), ascending=True
        )
        waiting = list(dict.fromkeys(run.dagster_run.tags.get(JOB_TAG) for run in queued))
        return waiting.index(job) + 1 if job in waiting else None

    def quote(self, job: str) -> Quote:
        """What the job has cost, and what the next decision would cost."""
        status, chosen = self.status(job), self._settings
        prices = crew_of(chosen, lambda: ffmpeg_of(chosen)).prices(status.brief)
        next_usd = stage_price(status, prices) if status.open_stage else 0.0
        purse = Purse(self._instance, chosen)
        return Quote(
            spent_usd=status.cost_usd,
            next_stage_usd=next_usd,
            redo_each_usd=redo_prices(status, prices),
            refusal=purse.refusal(status, next_usd, prices),
        )

    def decide_before(self, status: JobStatus) -> float | None:
        """When the open stage is cancelled by itself, in seconds since the epoch."""
        began = status.waits_since
        return began + self._settings.approval_timeout_s if began else None

    def events(self, after: int, limit: int = 500) -> list[JobEvent]:
        """What happened to all jobs since the event with id `after`, in order."""
        return self._journal.tail(after, limit)

    def newest_event(self) -> int:
        """The id of the newest event: a cursor that begins now."""
        return self._journal.newest()

    def scratch_folder(self, job: str) -> AbstractContextManager[Path]:
        """A local folder for files on their way into a job's brief, gone afterwards."""
        return self._store.scratch_folder(job)

    def _decidable(self, job: str, by: Person) -> JobStatus:
        status = self.status(job)
        require_owner(status, by)
        if status.state is JobState.CANCELLED:
            raise JobCancelledError(f"Job {job} was {status.ended_by.replace('_', ' ')}.")
        return status


@contextmanager
def open_studio() -> Generator[Studio]:
    """The studio of this process's environment: its instance, its store, its settings.

    Raises:
        SettingsError: a setting is not valid.
    """
    chosen = settings()
    with dg.DagsterInstance.get() as instance:
        yield Studio(instance, ArtifactStore(chosen.artifacts, chosen.scratch_dir), chosen)
