"""What OpenAI charges, read on 2026-11-24 on its model pages (Standard tier, US dollars).

Source: https://developers.openai.com/api/docs/models/<model>. All our prices for OpenAI are here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

AUDIO_TOKENS_PER_S = 20.0
"""Sound that a realtime model speaks: one token for 50 ms (guides/realtime-costs)."""

_MILLION = 1_000_000
_DATED = re.compile(r"-\d{4}-\d{2}-\d{2}$")


@dataclass(frozen=True)
class TextPrice:
    """US dollars for a million tokens of a text model.

    A prompt above 272,000 tokens costs more; ours have a few thousand.
    """

    input: float
    cached: float
    output: float

    @property
    def cache_write(self) -> float:
        """Writing into the prompt cache: 1.25 times the input, for every model of the table."""
        return 1.25 * self.input


@dataclass(frozen=True)
class VoicePrice:
    """US dollars for a million tokens of a realtime voice model."""

    text_input: float
    text_cached: float
    text_output: float
    audio_output: float


@dataclass(frozen=True)
class SpeechPrice:
    """US dollars of the speech endpoint, whose answers do not say what they used."""

    per_million_chars: float = 0.0
    per_minute: float = 0.0


TEXT: Mapping[str, TextPrice] = {
    "gpt-6.2-sol": TextPrice(2.00, 0.10, 10.00),
    "gpt-6.1-sol": TextPrice(2.00, 0.10, 10.00),
    "gpt-6.1-terra": TextPrice(1.00, 0.05, 5.00),
    "gpt-6-astra": TextPrice(10.00, 1.00, 50.00),
    "gpt-6-sol": TextPrice(2.00, 0.20, 10.00),
    "gpt-6-luna": TextPrice(0.10, 0.01, 0.50),
    "gpt-5.6-terra": TextPrice(2.00, 0.20, 12.00),
    "gpt-5.6-luna": TextPrice(0.20, 0.02, 1.20),
}

VOICE: Mapping[str, VoicePrice] = {
    "gpt-realtime-2.1-mini": VoicePrice(0.60, 0.06, 2.40, 20.00),
    "gpt-realtime-2.1": VoicePrice(4.00, 0.40, 24.00, 64.00),
    "gpt-realtime-2": VoicePrice(4.00, 0.40, 24.00, 64.00),
    "gpt-realtime-1.5": VoicePrice(4.00, 0.40, 16.00, 64.00),
}

TRANSCRIPTION_PER_MINUTE: Mapping[str, float] = {"gpt-transcribe": 0.0045, "whisper-1": 0.006}

SPEECH: Mapping[str, SpeechPrice] = {
    "gpt-4o-mini-tts": SpeechPrice(per_minute=0.015),
    "tts-1": SpeechPrice(per_million_chars=15.00),
    "tts-1-hd": SpeechPrice(per_million_chars=30.00),
}


@dataclass(frozen=True)
class TextUsage:
    """Tokens of one answer; cached and written ones are part of the input."""

    input: int
    output: int
    cached: int = 0
    cache_written: int = 0


@dataclass(frozen=True)
class VoiceUsage:
    """Tokens of one spoken answer; the cached ones are part of the input."""

    text_input: int
    text_output: int
    audio_output: int
    cached: int = 0


_Price = TypeVar("_Price")


def text_cost(model: str, usage: TextUsage) -> float | None:
    """Return the price of a text in US dollars; None if the model's price is unknown here."""
    price = _of(TEXT, model)
    if price is None:
        return None
    # A server that tells more of a part than of the whole would give money back.
    cached = min(usage.cached, usage.input)
    written = min(usage.cache_written, usage.input - cached)
    return (
        (usage.input - cached - written) * price.input
        + cached * price.cached
        + written * price.cache_write
        + usage.output * price.output
    ) / _MILLION


def voice_cost(model: str, usage: VoiceUsage) -> float | None:
    """Return the price of a spoken answer in US dollars; None if the model's price is unknown."""
    price = _of(VOICE, model)
    if price is None:
        return None
    cached = min(usage.cached, usage.text_input)
    return (
        (usage.text_input - cached) * price.text_input
        + cached * price.text_cached
        + usage.text_output * price.text_output
        + usage.audio_output * price.audio_output
    ) / _MILLION


def transcription_cost(model: str, seconds: float) -> float | None:
    """Return the price of so much transcribed sound in US dollars; None if it is unknown."""
    price = _of(TRANSCRIPTION_PER_MINUTE, model)
    return None if price is None else price * seconds / 60


def speech_cost(model: str, chars: int, seconds: float) -> float | None:
    """Return the speech endpoint's price of a text in US dollars; None if it is unknown."""
    price = _of(SPEECH, model)
    if price is None:
        return None
    return price.per_million_chars * chars / _MILLION + price.per_minute * seconds / 60


def label(model: str, cost_usd: float | None) -> str:
    """Name a model for display; mark one without a known price, as it counts as free."""
    return model if cost_usd is not None else f"{model} (price not known)"


def _of(table: Mapping[str, _Price], model: str) -> _Price | None:
    """Return the price of a model or of its dated snapshot."""
    return table.get(model) or table.get(_DATED.sub("", model))
