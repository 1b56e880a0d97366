"""Users' decisions on a job: who may decide, what is open, and which event each becomes."""

import time
from collections.abc import Sequence

import dagster as dg

from adgen_dagster.domain.brief import Person, clean_text
from adgen_dagster.domain.handing import may_decide
from adgen_dagster.domain.stages import EventKind, JobEvent, JobStatus
from adgen_dagster.domain.words import JobState, Product, Stage
from adgen_dagster.instance.clocks import time_to_decide
from adgen_dagster.providers.base import Narrator
from adgen_dagster.providers.selection import narrator_of
from adgen_dagster.settings import Settings
from adgen_dagster.storage.artifacts import ArtifactStore
from adgen_dagster.studio.gallery import Gallery
from adgen_dagster.studio.rules import (
    FilesGoneError,
    JobCancelledError,
    NothingToRetryError,
    StageNotOpenError,
    chosen_take,
    may_redo,
    may_revoice,
    require_decider,
    require_files,
    require_owner,
    require_segments,
)
from adgen_dagster.studio.voices import require_voice, voices_of

_FRESH = 0.1
"""In the first part of the time to decide it is not begun anew: ten taps are one event."""


class Decisions(Gallery):
    """Takes decisions: each becomes an event, or is refused in words."""

    def __init__(
        self, instance: dg.DagsterInstance, store: ArtifactStore, settings: Settings
    ) -> None:
        super().__init__(instance, store)
        self._settings = settings

    def approve(self, job: str, stage: Stage, by: Person) -> bool:
        """Approve a stage; return False if it was already approved, and change nothing then.

        Raises:
            UnknownJobError, NotOwnerError, JobCancelledError, StageNotOpenError
        """
        status = self._decidable_at(job, by, stage)
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
        if stage:
            require_decider(status, by, stage)
        else:
            require_owner(status, by)
        if status.state is JobState.CANCELLED:
            return False
        is_open = status.open_stage is stage if stage else status.state is not JobState.COMPLETED
        if not is_open:
            raise StageNotOpenError(job, stage or Stage.VIDEOS, status.state)
        self._journal.report(job, EventKind.CANCELLED, stage=stage, by=by)
        return True

    def give_time(self, job: str, by: Person, least_s: float = 0.0) -> bool:
        """Begin the time to decide anew; False: it began just now, and is as long.

        Args:
            job: the job's id.
            by: who is at it, or asks for more.
            least_s: how many seconds it is to last at least; it never becomes shorter by this.

        Raises:
            UnknownJobError, NotOwnerError, JobCancelledError
            StageNotOpenError: nobody is waited for.
        """
        status = self._decidable_at(job, by)
        if status.waits_since is None:
            raise StageNotOpenError(job, Stage.SCRIPT, status.state)
        usual_s = time_to_decide(status, self._settings.approval_timeout_s)
        is_fresh = time.time() - status.waits_since < usual_s * _FRESH
        if is_fresh and least_s <= usual_s:
            return False
        self._journal.report(
            job, EventKind.EXTENDED, stage=status.open_stage, by=by, seconds=least_s
        )
        return True

    def continue_job(self, job: str, by: Person) -> bool:
        """Let a cancelled job go on where it was ended; False: it is not cancelled any more.

        Its gate is open as it was, with time anew; nothing that is finished is paid again. What
        was in the making is asked for once more: `Studio.quote` tells at what price.

        Raises:
            UnknownJobError, NotOwnerError
            FilesGoneError: they were deleted for their age.
        """
        status = self.status(job)
        require_owner(status, by)
        if status.state is not JobState.CANCELLED:
            return False
        require_files(status)
        self._require_there(status)
        self._journal.report(job, EventKind.CONTINUED, by=by)
        # Retention may have been quicker: then the job has not gone on.
        require_files(self.status(job))
        return True

    def hand_over(self, job: str, stage: Stage, to: Person, by: Person) -> None:
        """Let another user decide at the gate that is open, too: approve, change or cancel.

        Raises:
            UnknownJobError, NotOwnerError, JobCancelledError
            StageNotOpenError: the gate does not wait for a decision, or `to` has it already.
        """
        status = self._decidable(job, by)
        if status.open_stage is not stage or may_decide(status, to):
            raise StageNotOpenError(job, stage, status.state)
        self._journal.report(job, EventKind.HANDED_OVER, stage=stage, by=by, to=to)

    def hand_back(self, job: str, by: Person) -> bool:
        """Let only the one who ordered decide again; False: nobody else did.

        Who was handed a gate gives back their own.

        Raises:
            UnknownJobError, NotOwnerError
        """
        status = self.status(job)
        own = [stage for stage, decider in status.deciders.items() if decider.is_same(by)]
        if not own:
            require_owner(status, by)
        handed = own or list(status.deciders)
        for stage in handed:
            self._journal.report(job, EventKind.HANDED_BACK, stage=stage, by=by)
        return bool(handed)

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
        status = self._decidable_at(job, by)
        require_files(status)
        if not may_redo(status, stage):
            raise StageNotOpenError(job, stage, status.state)
        require_segments(status, segments)
        self._journal.report(
            job,
            EventKind.REDO,
            stage=stage,
            by=by,
            segments=sorted(set(segments)) if status.pipeline.is_per_segment(stage) else [],
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
        status = self._decidable_at(job, by)
        require_files(status)
        if not may_redo(status, stage):
            raise StageNotOpenError(job, stage, status.state)
        chosen = chosen_take(status, status.pipeline.main_at(stage), segment, take)
        self._journal.report_taken_back(chosen, by)
        return chosen

    def voices(self) -> tuple[str, ...]:
        """List the voices of the chosen narrator."""
        return voices_of(self._narrator())

    def retry(self, job: str, by: Person, voice: str = "") -> None:
        """Try again what failed; what was finished is kept.

        Args:
            job: the job's id.
            by: who asks.
            voice: who is to read instead, where the narration failed; its lines are spoken anew.

        Raises:
            UnknownJobError, NotOwnerError, JobCancelledError
            FilesGoneError: what it would be made of was deleted for its age.
            NothingToRetryError: nothing waits for that.
            BriefError: there is no such voice.
        """
        status = self._decidable(job, by)
        require_files(status)
        if not status.failures:
            raise NothingToRetryError(f"Nothing of job {job} has failed.")
        voice = require_voice(voice, self._narrator()) if voice else ""
        if voice and not may_revoice(status):
            raise NothingToRetryError(f"The narration of job {job} has not failed.")
        choice = {"voice": voice} if voice else {}
        self._journal.report(job, EventKind.RETRY, stage=None, by=by, **choice)

    def confirm_transcript(self, job: str, text: str | None, by: Person) -> None:
        """Confirm or correct a transcript; then the script is written.

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

    def _narrator(self) -> Narrator:
        return narrator_of(self._settings)

    def _require_voice(self, name: str) -> None:
        # Building a narrator of OpenAI's takes a while, and most briefs name nobody.
        if name.strip():
            require_voice(name, self._narrator())

    def _decidable_at(self, job: str, by: Person, gate: Stage | None = None) -> JobStatus:
        status = self.status(job)
        require_decider(status, by, gate)
        _require_going_on(status)
        return status

    def _decidable(self, job: str, by: Person) -> JobStatus:
        status = self.status(job)
        require_owner(status, by)
        _require_going_on(status)
        return status

    def _require_there(self, status: JobStatus) -> None:
        """An older version deleted a cancelled job's files without a word."""
        for product in (Product.TRANSCRIPT, Product.SEGMENTS):
            made = status.latest.get((product, 0))
            if made and self._store.read_json(made.path) is None:
                raise FilesGoneError(status.job)


def _require_going_on(status: JobStatus) -> None:
    if status.state is JobState.CANCELLED:
        said = f"Job {status.job} was {status.ended_by.replace('_', ' ')}."
        raise JobCancelledError(said, "" if status.is_emptied else status.job)
