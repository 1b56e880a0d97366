"""Have the narration read by the speech endpoint: of compatible servers, and OpenAI's own.

OpenAI closes its own on 2027-01-06; there the realtime narrator stays.
"""

import hashlib
import io
import wave
from pathlib import Path

import openai

from adgen_dagster.artifacts import Json, Take
from adgen_dagster.brief import Brief
from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.base import ProviderError, Spoken
from adgen_dagster.providers.openai.answers import PaidAnswers
from adgen_dagster.providers.openai.client import PROVIDER, translated
from adgen_dagster.providers.openai.prices import label, speech_cost
from adgen_dagster.providers.openai.voices import voice_of
from adgen_dagster.storyboard import SPEECH_CHARS_PER_S

_WITHOUT_TONE = "tts-1"
"""Models whose name begins so refuse instructions."""

_HEADER_BYTES = 44
"""Of a WAV file; a streamed one has a false length in it, so its size is taken."""


class SpeechNarrator:
    """Reads through `/v1/audio/speech`."""

    def __init__(self, client: openai.OpenAI, model: str, voice: str, *, at_once: int = 5) -> None:
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
        """One line as a WAV file in `folder`.

        Raises:
            ProviderError: `BAD_OUTPUT`, when the answer is no sound; or what the call came to.
            Stopped: the run was told to end.
        """
        voice = voice_of(brief, self._voice)
        text = f"{line}\n{self._model}\n{voice}"
        name = hashlib.sha256(text.encode()).hexdigest()[:16]
        paid = PaidAnswers(take)
        answer = paid.get(name)
        if answer is None:
            answer = self._ask(line, voice, brief.tone, name, take, folder)
            paid.keep(name, answer)
        path = take.store.local(f"{take.folder}/{answer['file']}", folder)
        shown = label(self._model, speech_cost(self._model, 0, 0))
        return Spoken(PROVIDER, f"{shown} {voice}", paid.owed_usd(name), path=path)

    def price_usd(self, line: str) -> float:
        """What `line` will cost, about."""
        seconds = len(line) / min(SPEECH_CHARS_PER_S.values())
        return speech_cost(self._model, len(line), seconds) or 0.0

    def require_funds(self, usd: float) -> None:
        """Nothing: OpenAI tells nobody how much credit an account has."""

    def _ask(self, line: str, voice: str, tone: str, name: str, take: Take, folder: Path) -> Json:
        take.wait(0)
        take.write(f"request-{name}", {"model": self._model, "voice": voice, "text": line})
        has_tone = tone and not self._model.startswith(_WITHOUT_TONE)
        with translated(self._client):
            sound = self._client.audio.speech.create(
                model=self._model,
                voice=voice,
                input=line,
                response_format="wav",
                instructions=tone if has_tone else openai.omit,
            ).content
        seconds = _seconds_of(sound)
        cost_usd = speech_cost(self._model, len(line), seconds)
        if not seconds:
            raise ProviderError(
                ErrorKind.BAD_OUTPUT,
                "The speech endpoint answered with something that is no WAV sound.",
                cost_usd=cost_usd or 0.0,
            )
        file = f"speech-{name}.wav"
        (folder / file).write_bytes(sound)
        take.keep(folder / file, file)
        return {"file": file, "cost_usd": cost_usd}


def _seconds_of(sound: bytes) -> float:
    """How long a WAV file sounds; 0 when it is none."""
    try:
        with wave.open(io.BytesIO(sound)) as opened:
            frame = opened.getnchannels() * opened.getsampwidth()
            return max(0, len(sound) - _HEADER_BYTES) / frame / opened.getframerate()
    except (wave.Error, EOFError):
        return 0.0
