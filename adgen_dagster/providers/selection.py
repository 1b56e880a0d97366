"""Selects a provider for each task: the real one if its key is set, else offline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adgen_dagster.domain.brief import Brief
from adgen_dagster.domain.storyboard import narration_budget
from adgen_dagster.media.ffmpeg import FFmpeg
from adgen_dagster.providers.base import (
    Animator,
    Narrator,
    Painter,
    Prices,
    Transcriber,
    Writer,
)
from adgen_dagster.providers.offline import (
    OfflineAnimator,
    OfflineNarrator,
    OfflinePainter,
    OfflineTranscriber,
    OfflineWriter,
)
from adgen_dagster.providers.runway import Runway, runway_from
from adgen_dagster.settings import NarratorChoice, ProviderChoice, Settings

if TYPE_CHECKING:
    from adgen_dagster.providers.openai import OpenAIStudio


@dataclass(frozen=True)
class Providers:
    """The providers that work on a film."""

    transcriber: Transcriber
    writer: Writer
    narrator: Narrator
    painter: Painter
    animator: Animator

    def prices(self, brief: Brief) -> Prices:
        """Price one of each for such a brief; a line is taken to fill its slot."""
        longest = "x" * narration_budget(brief.language)
        return Prices(
            story_usd=self.writer.price_usd(brief),
            line_usd=self.narrator.price_usd(longest),
            picture_usd=self.painter.price_usd(brief.ratio),
            clip_usd=self.animator.price_usd(),
        )


def selected_providers(chosen: Settings, ffmpeg: Callable[[], FFmpeg]) -> Providers:
    """Choose the providers that the settings ask for; no request is sent yet.

    Args:
        chosen: keys, models, and who is to read.
        ffmpeg: finds FFmpeg, where the offline animator needs it.

    Raises:
        ProviderError: a setting asks for a provider whose key is not set.
    """
    is_offline = chosen.provider is ProviderChoice.OFFLINE
    openai = None if is_offline or not chosen.openai_api_key else _openai(chosen)
    runway = None if is_offline or not chosen.runway_api_key else runway_from(chosen)
    return Providers(
        transcriber=openai.transcriber if openai else OfflineTranscriber(),
        writer=openai.writer if openai else OfflineWriter(),
        narrator=_narrator(chosen, openai, runway),
        painter=runway.painter if runway else OfflinePainter(),
        animator=runway.animator if runway else OfflineAnimator(ffmpeg(), chosen.fps),
    )


def narrator_of(chosen: Settings) -> Narrator:
    """Choose the narrator that the settings ask for; no request is sent yet.

    Raises:
        ProviderError: a setting asks for a provider whose key is not set.
    """
    is_offline = chosen.provider is ProviderChoice.OFFLINE
    openai = None if is_offline or not chosen.openai_api_key else _openai(chosen)
    runway = None if is_offline or not chosen.runway_api_key else runway_from(chosen)
    return _narrator(chosen, openai, runway)


def hears(chosen: Settings) -> bool:
    """Tell whether voice briefs can be transcribed: the offline provider cannot."""
    return chosen.provider is not ProviderChoice.OFFLINE and bool(chosen.openai_api_key)


def made_here(chosen: Settings) -> tuple[str, ...]:
    """Name what this machine makes although a key is set for other work: `words`, `pictures`.

    Where everything is made here, nobody is surprised.
    """
    if chosen.is_offline:
        return ()
    keys = {"words": chosen.openai_api_key, "pictures": chosen.runway_api_key}
    return tuple(part for part, key in keys.items() if not key)


def _openai(chosen: Settings) -> OpenAIStudio:
    # Importing the package takes a fifth of a run's start, and a user waits for that.
    from adgen_dagster.providers.openai import openai_from  # noqa: PLC0415

    return openai_from(chosen)


def _narrator(chosen: Settings, openai: OpenAIStudio | None, runway: Runway | None) -> Narrator:
    wanted = chosen.narrator
    if wanted is NarratorChoice.AUTO:
        wanted = (
            NarratorChoice.OPENAI
            if openai
            else NarratorChoice.RUNWAY
            if runway
            else NarratorChoice.OFFLINE
        )
    match wanted:
        case NarratorChoice.OPENAI:
            studio = openai or _openai(chosen)
            return studio.realtime_narrator(fallback=runway.narrator if runway else None)
        case NarratorChoice.OPENAI_SPEECH:
            return (openai or _openai(chosen)).speech_narrator()
        case NarratorChoice.RUNWAY:
            return (runway or runway_from(chosen)).narrator
        case _:
            return OfflineNarrator()
