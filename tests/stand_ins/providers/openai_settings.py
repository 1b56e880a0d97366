"""What a test may change about the stand-in of OpenAI, and the words it is given to say."""

from __future__ import annotations

import threading
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from tests.stand_ins.providers.server import ServerSettings

KEY: Final = "sk-loopback-" + "5afe" * 10

# The models of today with their announced shutdown dates, from the package openai 3.54 (the
# "Deprecated values" beside its types) and OpenAI's page on deprecations.
MODELS: Final[dict[str, str | None]] = {
    **dict.fromkeys(("gpt-6-astra", "gpt-6.2-astra", "gpt-6-sol", "gpt-6.1-sol", "gpt-6.2-sol")),
    **dict.fromkeys(("gpt-6.1-terra", "gpt-6-luna", "gpt-5.6-sol", "gpt-5.6-terra")),
    **dict.fromkeys(("gpt-5.6-luna", "gpt-5.5", "gpt-5.4", "gpt-5.4-mini", "gpt-5.2")),
    **dict.fromkeys(("gpt-5.4-nano", "gpt-5.1"), "2027-04-01"),
    **dict.fromkeys(("gpt-5", "gpt-5-mini", "gpt-5-nano", "o3"), "2026-12-11"),
    **dict.fromkeys(("gpt-4.1", "gpt-4.1-mini", "gpt-4o", "gpt-4o-mini"), "2027-01-14"),
    **dict.fromkeys(("gpt-transcribe", "omni-moderation-latest", "omni-moderation-2024-09-26")),
    **dict.fromkeys(("whisper-1", "gpt-4o-transcribe", "gpt-4o-mini-transcribe"), "2027-02-26"),
    **dict.fromkeys(("tts-1", "tts-1-hd", "gpt-4o-mini-tts"), "2027-01-06"),
    **dict.fromkeys(("gpt-realtime-1.5", "gpt-realtime-2", "gpt-realtime-2.1")),
    **dict.fromkeys(("gpt-realtime-2.1-mini",)),
    **dict.fromkeys(("gpt-realtime", "gpt-realtime-mini"), "2027-01-20"),
}
NOT_FOR_TEXT: Final = ("gpt-transcribe", "whisper", "tts-", "gpt-realtime", "omni-moderation")


class OpenAISettings(ServerSettings):
    """Settings of OpenAI.

    Attributes:
        models: the models of the account and their shutdown dates.
        text_s: how long a text takes; `transcription_s` and `voice_s` likewise.
        list_lengths: how many items the invented list of a property has (`{"segments": 10}`).
        transcript: what a transcription says; the default is the words of a voice brief.
        transcript_language: the language it finds.
        flagged: words that moderation flags, with the category.
        has_string_lengths: whether strict schemas may hold `minLength` and `maxLength`; reports of
            late 2025 say that the real one refuses them.
    """

    models: dict[str, str | None] = Field(default_factory=lambda: dict(MODELS))
    text_s: float = Field(default=0.0, ge=0)
    transcription_s: float = Field(default=0.0, ge=0)
    voice_s: float = Field(default=0.0, ge=0)
    list_lengths: dict[str, int] = Field(default_factory=dict[str, int])
    transcript: str = "Make a cheerful advertisement for our new orange lemonade."
    transcript_language: str = "en"
    flagged: dict[str, str] = Field(default_factory=lambda: {"pipe bomb": "illicit/violent"})
    has_string_lengths: bool = False


class ModelAnswer(BaseModel):
    """One answer laid ready for a model to give.

    Attributes:
        what: who shall give it.
        content: JSON to say.
        text: text to say, when `content` is not given; need not be JSON.
        refusal: the sentence of a refusal.
        incomplete: why the answer stops in its middle.
        for_text: a piece of the request that must be there.
    """

    model_config = ConfigDict(extra="forbid")

    what: Literal["responses", "transcriptions"] = "responses"
    content: Any = None
    text: str = ""
    refusal: str = ""
    incomplete: Literal["", "max_output_tokens", "content_filter"] = ""
    for_text: str = ""


class Answers:
    """The answers laid ready, first laid first given; safe between threads."""

    def __init__(self) -> None:
        self._waiting: list[ModelAnswer] = []
        self._guard = threading.Lock()

    def add(self, *answers: ModelAnswer) -> None:
        """Lay answers ready."""
        with self._guard:
            self._waiting += answers

    def take(self, what: str, text: str) -> ModelAnswer | None:
        """Hand out the first answer that fits."""
        with self._guard:
            for place, answer in enumerate(self._waiting):
                if answer.what == what and answer.for_text in text:
                    return self._waiting.pop(place)
        return None


def tokens(text: str) -> int:
    """Count tokens the way that is cheap: four characters each."""
    return -(-len(text) // 4)
