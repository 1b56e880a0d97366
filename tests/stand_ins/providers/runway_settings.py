"""What a test may change about the stand-in of Runway."""

from __future__ import annotations

from typing import Final

from pydantic import Field

from tests.stand_ins.providers.server import ServerSettings

KEY: Final = "key_" + "5afe" * 32
OTHER_KEY: Final = "key_" + "0bad" * 32


class RunwaySettings(ServerSettings):
    """Settings of Runway.

    Attributes:
        pending_s: how long a task with a place stays PENDING.
        image_s: how long a picture runs; `clip_s` and `speech_s` likewise.
        concurrency: how many tasks of one model run at once; the others are THROTTLED.
        daily_generations: how many tasks of one model a day takes; the next is refused with 429.
        credits: what each key had at the start.
        url_lifetime_s: how long an output URL works.
        upload_lifetime_s: how long a `runway://` URI works.
        cancelled_stay: whether a cancelled task can still be asked for (status CANCELLED). The
            real one answers 404 (seen on 2026-08-26), so the default is no.
        tells_cost: whether a task that has ended says what it cost.
    """

    pending_s: float = Field(default=0.0, ge=0)
    image_s: float = Field(default=0.05, ge=0)
    clip_s: float = Field(default=0.1, ge=0)
    speech_s: float = Field(default=0.05, ge=0)
    concurrency: int = Field(default=10, ge=1)
    daily_generations: int = Field(default=5000, ge=0)
    credits: int = 100_000
    url_lifetime_s: float = 24 * 3600.0
    upload_lifetime_s: float = 24 * 3600.0
    cancelled_stay: bool = False
    tells_cost: bool = True

    def runs_s(self, kind: str) -> float:
        """How long a task of this endpoint runs."""
        seconds = {"text_to_image": self.image_s, "image_to_video": self.clip_s}
        return seconds.get(kind, self.speech_s)
