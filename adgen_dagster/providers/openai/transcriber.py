"""Turn a voice brief into text."""

from contextlib import suppress
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field, ValidationError

from adgen_dagster.domain.brief import FILE_MAX_BYTES, FILE_MAX_MB, Language
from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.base import Heard, ProviderError
from adgen_dagster.providers.calls import Answer, Call, PaidCalls
from adgen_dagster.providers.openai.client import PROVIDER, PatientOpenAI, translated
from adgen_dagster.providers.openai.paid_answers import cost_usd, earlier_answer
from adgen_dagster.providers.openai.prices import label, transcription_cost
from adgen_dagster.storage.artifacts import Json, Take

_ANSWER = "transcript"
_MOST_S = 86_400.0
"""A server that says it heard more than a day does not say what it heard."""


class OpenAITranscriber:
    """Hears with OpenAI's transcription."""

    def __init__(self, client: PatientOpenAI, model: str) -> None:
        self.model = model
        self._client = client

    def transcribe(self, voice: Path, seconds: float, language: Language, take: Take) -> Heard:
        """Transcribe `voice` (OGG/Opus, MP3, M4A, WAV, FLAC or WebM, at most 20 MB).

        Args:
            voice: the sound file; its kind is told by its content, whatever its name.
            seconds: how long it sounds.
            language: of the film, so probably what is spoken.
            take: where the request and the answer are kept.

        Raises:
            ProviderError: `BAD_INPUT`, when it is not such a file, or nothing is said in it; or
                what the call came to.
            StoppedError: the run was asked to stop.
        """
        answer = earlier_answer(take, _ANSWER)
        if answer is None:
            calls = PaidCalls(take, self._client.waits_s)
            answer = calls.answer(self._call(voice, seconds, language))
        text = str(answer["text"]).strip()
        if not any(letter.isalnum() for letter in text):
            raise ProviderError(
                ErrorKind.BAD_INPUT,
                "Nothing was understood in the voice message. Say it again, or type it.",
            )
        shown = label(self.model, transcription_cost(self.model, 0))
        return Heard(PROVIDER, shown, cost_usd(take, _ANSWER), text=text)

    def price_usd(self, seconds: float) -> float:
        """Return the price of transcribing so many seconds."""
        return transcription_cost(self.model, seconds) or 0.0

    def _call(self, voice: Path, seconds: float, language: Language) -> Call[Json]:
        content = voice.read_bytes()
        ending = kind_of_sound(content)
        if ending is None:
            raise ProviderError(
                ErrorKind.BAD_INPUT, "The voice message is in a format that cannot be heard."
            )
        if len(content) > FILE_MAX_BYTES:
            raise ProviderError(
                ErrorKind.BAD_INPUT,
                f"The voice message is larger than {FILE_MAX_MB} MB, the most that can be heard.",
            )
        languages = _expected(language)
        file = (f"brief.{ending}", content)

        def send() -> bytes:
            raw = self._client.audio.transcriptions.with_raw_response
            with translated(self._client):
                if self.model.startswith("gpt-transcribe"):
                    heard = raw.create(model=self.model, file=file, languages=languages)
                else:
                    heard = raw.create(model=self.model, file=file, language=language)
                return heard.http_response.content

        def read(content: bytes) -> Answer[Json]:
            return _read(self.model, seconds, content)

        return Call(
            name=_ANSWER,
            provider=PROVIDER,
            model=self.model,
            request={"model": self.model, "bytes": len(content), "languages": languages},
            at_most_usd=self.price_usd(seconds),
            send=send,
            read=read,
        )


class _Usage(BaseModel):
    """What was heard, as OpenAI counts it."""

    seconds: Annotated[float, Field(ge=0, le=_MOST_S, allow_inf_nan=False)]


class _Transcription(BaseModel):
    """The answer, as far as it is needed."""

    text: str
    usage: object = None


def _read(model: str, seconds: float, content: bytes) -> Answer[Json]:
    """What was heard; where the server does not say how long that was, it is as long as it was."""
    heard = _Transcription.model_validate_json(content)
    with suppress(ValidationError):
        seconds = _Usage.model_validate(heard.usage).seconds
    return Answer({"text": heard.text}, transcription_cost(model, seconds))


def _expected(language: Language) -> list[str]:
    """Return the film's language first; people here often speak the other one, or mix both."""
    return [str(language), *(str(other) for other in Language if other is not language)]


def kind_of_sound(content: bytes) -> str | None:
    """Return the file ending for `content`; None if it is not a sound that can be heard."""
    head = content[:12]
    starts = {b"OggS": "ogg", b"ID3": "mp3", b"fLaC": "flac", b"\x1a\x45\xdf\xa3": "webm"}
    for start, ending in starts.items():
        if head.startswith(start):
            return ending
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "wav"
    if head[4:8] == b"ftyp":
        return "m4a"
    # An MP3 without tags begins with a frame: eleven set bits.
    is_frame = len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0
    return "mp3" if is_frame else None
