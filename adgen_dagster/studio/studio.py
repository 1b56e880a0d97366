"""The studio: the one class that gateways call."""

import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

import dagster as dg
from ulid import ULID

from adgen_dagster.domain.brief import Person, clean_text
from adgen_dagster.domain.stages import EventKind, JobEvent, JobStatus
from adgen_dagster.instance.clocks import Clocks, time_to_decide
from adgen_dagster.instance.notes import Notebook
from adgen_dagster.instance.queue import (
    is_anybody_at_work,
    place_to_wait_for,
    seconds_left,
    seconds_to_wait,
)
from adgen_dagster.instance.run_requests import jobs_at_work
from adgen_dagster.media.ffmpeg import MediaUnavailableError, find_ffmpeg
from adgen_dagster.media.version import require_new_enough
from adgen_dagster.partitions import jobs
from adgen_dagster.providers.selection import hears, made_here, selected_providers
from adgen_dagster.resources import ffmpeg_of
from adgen_dagster.settings import Settings, settings
from adgen_dagster.storage.artifacts import ArtifactStore, job_folder
from adgen_dagster.storage.disk_space import NoRoomError, require_room
from adgen_dagster.studio.budget import (
    Budget,
    Quote,
    again_price,
    cut_off_price,
    film_price,
    needs_clips_again,
    redo_prices,
    rest_price,
    stage_price,
)
from adgen_dagster.studio.deciding import Decisions
from adgen_dagster.studio.gallery import Showing
from adgen_dagster.studio.orders import Order, ordered_before, take_in
from adgen_dagster.studio.rules import (
    FilesGoneError,
    JobCancelledError,
    NoSuchTakeError,
    NothingToRetryError,
    NotOwnerError,
    StageNotOpenError,
    UnknownJobError,
    require_files,
    require_owner,
    require_segments,
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
    "require_segments",
]


_RUNS_END_S = 15.0
"""A cancelled job's runs end within seconds, while a stack runs."""
_LOOK_S = 0.5


class Studio(Decisions):
    """Takes orders and decisions, and tells how jobs stand.

    The only store of state is the Dagster instance: two studios over one instance agree.
    """

    def __init__(
        self, instance: dg.DagsterInstance, store: ArtifactStore, settings: Settings
    ) -> None:
        super().__init__(instance, store, settings)
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
            MediaUnavailableError: FFmpeg is too old for what a film needs.
        """
        job = job or str(ULID())
        folder = job_folder(job)
        if self._journal.status(job):
            return job
        require_room(self._store, self._settings.min_free_mb)
        self._require_tools()
        self._require_voice(order.voice)
        brief = take_in(order, folder, self._store, self._settings)
        self._instance.add_dynamic_partitions(str(jobs.name), [job])
        self._journal.report_brief(job, brief)
        return job

    def order_again(
        self,
        job: str,
        by: Person,
        reply_to: str,
        new: str,
        change: Callable[[Order], Order] = lambda order: order,
    ) -> str:
        """Order once more what `job` asked for, with a change, as job `new`; its id.

        Raises:
            UnknownJobError, NotOwnerError
            ArtifactError: a file that belongs to the brief was deleted for its age.
        """
        status = self.status(job)
        require_owner(status, by)
        request = status.corrected_request or self.transcript(job)
        with self._store.scratch_folder(new) as folder:
            order = ordered_before(status.brief, request, self._store, folder)
            is_known = not order.voice or self._narrator().has_voice(order.voice)
            voice = order.voice if is_known else ""
            again = replace(order, owner=by, reply_to=reply_to, voice=voice)
            return self.submit(change(again), new)

    def erase(self, job: str, by: Person) -> None:
        """Cancel a job that is not over, and delete all that is kept of it, the film too.

        Its events stay in the instance: the books are kept by them.

        Raises:
            UnknownJobError, NotOwnerError
            ArtifactError: the store does not delete now.
        """
        status = self.status(job)
        require_owner(status, by)
        if not status.state.has_ended:
            self.cancel(job, None, by)
        # Said first: nobody can ask for anything of it from here on.
        self._journal.report(job, EventKind.EMPTIED, by=by)
        give_up_at = time.monotonic() + _RUNS_END_S
        while job in jobs_at_work(self._instance) and time.monotonic() < give_up_at:
            time.sleep(_LOOK_S)
        # What a run writes even then goes when retention looks at the job's end.
        self._store.delete_tree(job_folder(job))
        self._instance.delete_dynamic_partition(str(jobs.name), job)

    def _require_tools(self) -> None:
        """An old FFmpeg fails where the film is paid for already; a gateway may have none."""
        chosen = self._settings
        try:
            found = find_ffmpeg(chosen.ffmpeg_path, chosen.ffprobe_path)
        except MediaUnavailableError:
            return
        require_new_enough(found.ffmpeg)

    def queue_place(self, job: str) -> int | None:
        """Count the jobs, this one included, that wait for a place; None if it is not waiting."""
        return place_to_wait_for(self._instance, job, self._settings.max_concurrent_jobs)

    def queue_wait_s(self, job: str) -> float | None:
        """Estimate the time until a waiting job's turn; None if it is unknown."""
        return seconds_to_wait(self._instance, job, self._settings.max_concurrent_jobs)

    def work_left_s(self, job: str) -> float | None:
        """Estimate how long a job's current work still takes; None if it is unknown."""
        return seconds_left(self._instance, job)

    @property
    def is_awake(self) -> bool:
        """Whether a stack runs that does what is due."""
        return is_anybody_at_work(self._instance, time.time())

    def quote(self, job: str) -> Quote:
        """Return what the job has cost, and what the next decision would cost."""
        status, chosen = self.status(job), self._settings
        prices = selected_providers(chosen, lambda: ffmpeg_of(chosen)).prices(status.brief)
        next_usd = stage_price(status, prices) if status.open_stage else 0.0
        budget = Budget(self._instance, chosen)
        return Quote(
            spent_usd=status.cost_usd,
            next_stage_usd=next_usd,
            redo_each_usd=redo_prices(status, prices),
            needs_clips_again=needs_clips_again(status),
            rest_usd=rest_price(status, prices),
            refusal=budget.refusal(status, next_usd, prices),
            cut_off_usd=cut_off_price(status, prices),
            again_usd=again_price(status, prices),
            failures=status.failures,
        )

    def price_of(self, order: Order) -> float:
        """Estimate what an order's film costs if nothing is made again; order nothing.

        Raises:
            BriefError: the order cannot be accepted.
            ProviderError: a setting asks for a provider whose key is not set.
        """
        chosen = self._settings
        brief = take_in(order, "", self._store, chosen)
        prices = selected_providers(chosen, lambda: ffmpeg_of(chosen)).prices(brief)
        return film_price(brief, prices)

    @property
    def made_here(self) -> tuple[str, ...]:
        """What this machine makes although a key is set for other work: `words`, `pictures`."""
        return made_here(self._settings)

    def require_brief(self, text: str) -> str:
        """Return a text as it stands in a brief.

        Raises:
            BriefError: it says nothing, or is too long.
        """
        return clean_text(text, self._settings.brief_max_chars)

    @property
    def can_hear(self) -> bool:
        """Whether a voice message can be understood; it is known before one is taken."""
        return hears(self._settings)

    def decide_before(self, status: JobStatus) -> float | None:
        """Return when a job that waits for its owner is cancelled, in seconds since the epoch.

        Only time in which a stack runs counts: while none does, this moment moves on.
        """
        began = status.waits_since
        if began is None:
            return None
        limit_s = time_to_decide(status, self._settings.approval_timeout_s)
        return Clocks(self._instance).ends_at(status.job, began, limit_s, time.time())

    def events(self, after: int, limit: int = 500) -> list[JobEvent]:
        """Read what happened to all jobs since the event with id `after`, in order."""
        return self._journal.tail(after, limit)

    def newest_event(self) -> int:
        """Return the id of the newest event: a cursor that begins now."""
        return self._journal.newest()

    def scratch_folder(self, job: str) -> AbstractContextManager[Path]:
        """Provide a local folder for files of a job's brief; it is deleted afterwards."""
        return self._store.scratch_folder(job)


@contextmanager
def open_studio() -> Generator[Studio]:
    """Open the studio of this process's environment: its instance, its store, its settings.

    Raises:
        SettingsError: a setting is not valid.
    """
    chosen = settings()
    with dg.DagsterInstance.get() as instance:
        yield Studio(instance, ArtifactStore(chosen.artifacts, chosen.scratch_dir), chosen)
