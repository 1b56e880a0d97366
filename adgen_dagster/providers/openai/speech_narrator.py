"""Have the narration read by the speech endpoint: of compatible servers, and OpenAI's own.

OpenAI closes its own on 2027-01-06; there the realtime narrator stays.
"""

import hashlib
import io
import wave
from pathlib import Path

import openai

from adgen_dagster.domain.brief import Brief
from adgen_dagster.domain.storyboard import SPEECH_CHARS_PER_S
from adgen_dagster.providers.base import Spoken
from adgen_dagster.providers.calls import Answer, Call, PaidCalls
from adgen_dagster.providers.openai.client import PROVIDER, PatientOpenAI, translated
from adgen_dagster.providers.openai.paid_answers import cost_usd, earlier_answer
from adgen_dagster.providers.openai.prices import label, speech_cost
from adgen_dagster.providers.openai.voices import OWN_VOICE, SPEECH_VOICES, is_one_of, voice_of
from adgen_dagster.storage.artifacts import Take

_WITHOUT_TONE = "tts-1"
"""Models whose name begins so refuse instructions."""

_MOST_OF_ESTIMATE = 3.0
"""A reading may well be slower than is reckoned, and is not three times as long."""

_HEADER_BYTES = 44
"""Of a WAV file; a streamed one has a false length in it, so its size is taken."""


OPENAI_HOST = "api.openai.com"


class SpeechNarrator:
    """Reads through `/v1/audio/speech`."""

    def __init__(self, client: PatientOpenAI, model: str, voice: str, *, at_once: int = 5) -> None:
        self.at_once = at_once
        self._client = client
        self._model = model
        self._voice = voice

    def speak(
        self,
        line: str,
        *,
        before: str,  # noqa: ARG002 - the protocol's; the endpoint reads each line by itself
        after: str,  # noqa: ARG002
        brief: Brief,
        take: Take,
        folder: Path,
    ) -> Spoken:
        """Speak one line into a WAV file in `folder`.

        Raises:
            ProviderError: what the call came to.
            StoppedError: the run was asked to stop.
        """
        voice = voice_of(brief, self._voice)
        text = f"{line}\n{self._model}\n{voice}"
        name = hashlib.sha256(text.encode()).hexdigest()[:16]
        earlier = earlier_answer(take, name)
        if earlier:
            path = take.store.local(f"{take.folder}/{earlier['file']}", folder)
        else:
            calls = PaidCalls(take, self._client.waits_s)
            path = folder / f"speech-{name}.wav"
            path.write_bytes(calls.answer(self._call(name, line, voice, brief.tone)))
        shown = label(self._model, speech_cost(self._model, 0, 0))
        return Spoken(PROVIDER, f"{shown} {voice}", cost_usd(take, name), path=path)

    def price_usd(self, line: str) -> float:
        """Estimate the price of `line`."""
        seconds = len(line) / min(SPEECH_CHARS_PER_S.values())
        return speech_cost(self._model, len(line), seconds) or 0.0

    def voices(self) -> tuple[str, ...]:
        """List the voices of the endpoint."""
        return SPEECH_VOICES

    def has_voice(self, name: str) -> bool:
        """Tell whether the endpoint has a voice; a compatible server may have any."""
        is_openai = self._client.base_url.host == OPENAI_HOST
        return not is_openai or is_one_of(SPEECH_VOICES, name)

    def require_funds(self, usd: float) -> None:
        """Do nothing: OpenAI does not tell how much credit an account has."""

    def _call(self, name: str, line: str, voice: str, tone: str) -> Call[bytes]:
        has_tone = tone and not self._model.startswith(_WITHOUT_TONE)

        def send() -> bytes:
            with translated(self._client):
                return self._client.audio.speech.create(
                    model=self._model,
                    voice={"id": voice} if voice.startswith(OWN_VOICE) else voice,
                    input=line,
                    response_format="wav",
                    instructions=tone if has_tone else openai.omit,
                ).content

        def read(sound: bytes) -> Answer[bytes]:
            return Answer(sound, speech_cost(self._model, len(line), _seconds_of(sound)))

        return Call(
            name=name,
            provider=PROVIDER,
            model=self._model,
            request={"model": self._model, "voice": voice, "text": line},
            at_most_usd=_MOST_OF_ESTIMATE * self.price_usd(line),
            send=send,
            read=read,
            ending="wav",
        )


def _seconds_of(sound: bytes) -> float:
    """Return how long a WAV file sounds.

    Raises:
        ValueError: it is none, or holds nothing.
    """
    try:
        with wave.open(io.BytesIO(sound)) as opened:
            frame = opened.getnchannels() * opened.getsampwidth()
            seconds = max(0, len(sound) - _HEADER_BYTES) / frame / opened.getframerate()
    except (wave.Error, EOFError, ZeroDivisionError) as error:
        raise ValueError("no WAV file") from error
    if not seconds:
        raise ValueError("no sound in the WAV file")
    return seconds
