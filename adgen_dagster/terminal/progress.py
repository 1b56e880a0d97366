"""How far a job is and what each of its stages took, as plain facts: no screen, no clock."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from adgen_dagster.stages import JobState, JobStatus, Product, Stage


class Step(StrEnum):
    """A job's steps as a person follows them."""

    SCRIPT = "script"
    PICTURES = "pictures"
    CLIPS = "clips"
    AUDIO = "audio"
    FILM = "film"


_WORKING = {
    JobState.GENERATING_SCRIPT: Step.SCRIPT,
    JobState.GENERATING_IMAGES: Step.PICTURES,
    JobState.ANIMATING_VIDEOS: Step.CLIPS,
    JobState.ASSEMBLING_VIDEO: Step.FILM,
}
_WAITING_FOR_A_START = {
    JobState.PENDING: Step.SCRIPT,
    JobState.SCRIPT_APPROVED: Step.PICTURES,
    JobState.IMAGES_APPROVED: Step.CLIPS,
    JobState.GENERATING_AUDIO: Step.FILM,
    JobState.VIDEOS_APPROVED: Step.FILM,
}
_WAITING_FOR_A_PERSON = {
    JobState.AWAITING_SCRIPT_APPROVAL: Step.SCRIPT,
    JobState.AWAITING_IMAGES_APPROVAL: Step.PICTURES,
    JobState.AWAITING_VIDEOS_APPROVAL: Step.CLIPS,
}


@dataclass(frozen=True)
class Progress:
    """How far one step is."""

    step: Step
    done: int
    total: int
    is_working: bool

    @property
    def is_done(self) -> bool:
        """Whether nothing of it is left."""
        return self.done == self.total


def progress_of(status: JobStatus) -> tuple[Progress, ...]:
    """How far every step of a job is."""
    count = status.brief.segment_count
    working = _WORKING.get(status.state)
    is_sounding = any(work.product is Product.AUDIO for work in status.due)
    done = {
        Step.SCRIPT: (int(_is_written(status)), 1),
        Step.PICTURES: (status.made(Product.IMAGES), count),
        Step.CLIPS: (status.made(Product.CLIPS), count),
        Step.AUDIO: (int((Product.AUDIO, 0) in status.latest), 1),
        Step.FILM: (int(status.state is JobState.COMPLETED), 1),
    }
    return tuple(
        Progress(step, *done[step], step is working or (step is Step.AUDIO and is_sounding))
        for step in Step
    )


def _is_written(status: JobStatus) -> bool:
    if Stage.SCRIPT in status.approved or status.open_stage is Stage.SCRIPT:
        return True
    return status.state is JobState.CANCELLED and (Product.SEGMENTS, 0) in status.latest


@dataclass(frozen=True)
class StepTimes:
    """Where a step's seconds went."""

    step: Step
    start_s: float = 0.0
    """Until its work began: queue, start of a process."""
    work_s: float = 0.0
    person_s: float = 0.0
    """Until somebody decided, failures included."""

    def plus(
        self, *, start_s: float = 0.0, work_s: float = 0.0, person_s: float = 0.0
    ) -> "StepTimes":
        """The same with more seconds."""
        return replace(
            self,
            start_s=self.start_s + start_s,
            work_s=self.work_s + work_s,
            person_s=self.person_s + person_s,
        )


def times_of(status: JobStatus) -> tuple[StepTimes, ...]:
    """What each step of a job took, from the moments at which its state changed.

    The audio is made beside the pictures and the clips: its work is part of no other's.
    """
    times = {step: StepTimes(step) for step in Step}
    at = Step.SCRIPT
    for state, seconds in _spans(status):
        if step := _WORKING.get(state):
            times[step] = times[step].plus(work_s=seconds)
        elif step := _WAITING_FOR_A_START.get(state):
            times[step] = times[step].plus(start_s=seconds)
        else:
            step = _WAITING_FOR_A_PERSON.get(state, at)
            times[step] = times[step].plus(person_s=seconds)
        at = step
    sound = status.latest.get((Product.AUDIO, 0))
    times[Step.AUDIO] = StepTimes(Step.AUDIO, work_s=sound.seconds if sound else 0.0)
    return tuple(times.values())


def total_s(status: JobStatus) -> float:
    """Seconds from the order to the newest change."""
    return status.phases[-1].at - status.phases[0].at


def _spans(status: JobStatus) -> Iterator[tuple[JobState, float]]:
    for phase, following in zip(status.phases, status.phases[1:], strict=False):
        yield phase.state, following.at - phase.at
