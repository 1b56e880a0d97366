"""The names of stages, products and states."""

from enum import StrEnum


class Stage(StrEnum):
    """A point where a user decides."""

    SCRIPT = "script"
    IMAGES = "images"
    VIDEOS = "videos"

    @property
    def gate(self) -> str:
        """The external asset whose materialization is the approval."""
        return f"{self}_approval"


class Product(StrEnum):
    """An asset that the graph makes, by its Dagster key."""

    TRANSCRIPT = "transcript"
    SCRIPT = "script"
    SEGMENTS = "segments"
    AUDIO = "audio"
    IMAGES = "images"
    CLIPS = "clips"
    FINAL_MP4 = "final_mp4"


class JobState(StrEnum):
    """Where a job stands."""

    PENDING = "pending"
    GENERATING_SCRIPT = "generating_script"
    AWAITING_SCRIPT_APPROVAL = "awaiting_script_approval"
    SCRIPT_APPROVED = "script_approved"
    GENERATING_IMAGES = "generating_images"
    AWAITING_IMAGES_APPROVAL = "awaiting_images_approval"
    IMAGES_APPROVED = "images_approved"
    ANIMATING_VIDEOS = "animating_videos"
    AWAITING_VIDEOS_APPROVAL = "awaiting_videos_approval"
    VIDEOS_APPROVED = "videos_approved"
    GENERATING_AUDIO = "generating_audio"
    ASSEMBLING_VIDEO = "assembling_video"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    FAILED = "failed"

    @property
    def has_ended(self) -> bool:
        """Whether it is finished or given up; one that failed waits for its person."""
        return self in {JobState.COMPLETED, JobState.CANCELLED}

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.has_ended or self is JobState.FAILED


class Slot(StrEnum):
    """`MAX_CONCURRENT_JOBS` runs of each slot go at once."""

    JOB = "job"
    """One run per job."""
    AUDIO = "audio"
    """Beside it."""


class PriceUnit(StrEnum):
    """What a price is told for."""

    STORY = "story"
    LINE = "line"
    PICTURE = "picture"
    CLIP = "clip"
