"""The rules of decisions, and the errors of those that cannot be taken."""

from collections.abc import Iterable

from adgen_dagster.domain.brief import BriefError, BriefFault, Person
from adgen_dagster.domain.handing import may_decide
from adgen_dagster.domain.stages import Failure, JobEvent, JobStatus
from adgen_dagster.domain.words import JobState, Product, Stage
from adgen_dagster.errors import AdgenError, ErrorKind


class UnknownJobError(AdgenError):
    """There is no job with this id."""


class StageNotOpenError(AdgenError):
    """The stage does not wait for a decision now."""

    def __init__(self, job: str, stage: Stage, state: JobState) -> None:
        stands = state.replace("_", " ")
        super().__init__(f"Job {job} is {stands}: its {stage} stage is not open for a decision.")
        self.stage = stage
        self.state = state


class JobCancelledError(AdgenError):
    """The job was cancelled; nothing can be decided any more, unless it is continued.

    `continues` is the job's id while that can be done; empty: its files are gone.
    """

    def __init__(self, message: str, continues: str = "") -> None:
        super().__init__(message)
        self.continues = continues


class NotOwnerError(AdgenError):
    """Only the person who ordered the job, or an operator, decides on it."""


class NothingToRetryError(AdgenError):
    """Nothing of the job has failed."""


class NoSuchTakeError(AdgenError):
    """There is no other take that could count again."""

    kind = ErrorKind.BAD_INPUT


class FilesGoneError(AdgenError):
    """The job's files were deleted for their age: nothing can be made of them again."""

    kind = ErrorKind.STORAGE

    def __init__(self, job: str) -> None:
        super().__init__(f"The files of job {job} were deleted for their age; order it again.")


def require_owner(status: JobStatus, by: Person) -> None:
    """Let only the person who ordered a job, or an operator, decide on it.

    Raises:
        NotOwnerError: `by` is neither.
    """
    if not (by.is_operator or status.brief.owner.is_same(by)):
        raise NotOwnerError("Only the person who ordered this advertisement decides on it.")


def require_decider(status: JobStatus, by: Person, stage: Stage | None = None) -> None:
    """Let only those decide at a gate who may: at `stage`, else at the one that is open.

    Raises:
        NotOwnerError: `by` may not.
    """
    if not may_decide(status, by, stage):
        raise NotOwnerError("Only the person who ordered this advertisement decides on it.")


def require_files(status: JobStatus) -> None:
    """Let something be made again only while what it is made of is there.

    Raises:
        FilesGoneError: it was deleted for its age.
    """
    if status.is_emptied:
        raise FilesGoneError(status.job)


def require_segments(status: JobStatus, segments: Iterable[int]) -> None:
    """Let only segments be named that the film has.

    Raises:
        BriefError: one does not exist.
    """
    count = status.brief.segment_count
    if wrong := [index for index in segments if not 1 <= index <= count]:
        raise BriefError(
            f"There is no segment {wrong[0]}; the film has {count}.",
            BriefFault.NO_SUCH_SEGMENT,
            count,
        )


def may_redo(status: JobStatus, stage: Stage) -> bool:
    """Tell whether a stage may be redone now; what it led to is then made again too."""
    pipeline, open_stage = status.pipeline, status.open_stage
    if status.state is JobState.COMPLETED:
        return pipeline.is_per_segment(stage)
    if status.state is JobState.FAILED:
        return stage in {pipeline[failure.product].stage for failure in status.failures}
    if open_stage is None or not pipeline.is_per_segment(stage):
        return open_stage is stage
    return stage in pipeline.until(open_stage)


def require_segment_stage(status: JobStatus) -> None:
    """Let single segments be chosen only while they are decided on, or the film is there.

    Raises:
        StageNotOpenError: it is neither.
    """
    pipeline = status.pipeline
    if status.open_stage in pipeline.segment_stages or status.state is JobState.COMPLETED:
        return
    raise StageNotOpenError(status.job, pipeline.segment_stages[-1], status.state)


def reworded_at(status: JobStatus, failure: Failure) -> Stage | None:
    """Return the stage at which a failure can be fixed in other words; None if it cannot."""
    step = status.pipeline[failure.product]
    return step.stage if step.is_redone else None


def may_revoice(status: JobStatus) -> bool:
    """Tell whether another voice may fix a failure: it happened while reading aloud."""
    return any(status.pipeline[failure.product].is_spoken for failure in status.failures)


def chosen_take(status: JobStatus, product: Product, segment: int, take: int | None) -> JobEvent:
    """Return the take that is to count again.

    Args:
        status: of its job.
        product: pictures or clips.
        segment: which one, from 1.
        take: its number; None: the one before that counts now, and before the first the last.

    Raises:
        NoSuchTakeError: no other one has this number, or there is none at all.
    """
    others = {each.take: each for each in status.other_takes(product, segment)}
    if take is None and others:
        present = status.latest[product, segment]
        is_awaited = segment in status.missing[product]
        before = [each for each in others if each < present.take + is_awaited]
        take = max(before or others)
    if take not in others:
        which = f"no other take {take}" if take else "no other take"
        known = f"; there is {', '.join(map(str, others))}" if others else ""
        raise NoSuchTakeError(f"There is {which} of segment {segment}'s {product}{known}.")
    return others[take]
