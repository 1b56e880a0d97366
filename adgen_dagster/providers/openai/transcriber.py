"""Turn a voice brief into text."""

from pathlib import Path

import openai
from openai.types.audio import Transcription

from adgen_dagster.artifacts import Json, Take
from adgen_dagster.brief import FILE_MAX_BYTES, FILE_MAX_MB, Language
from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.base import Heard, ProviderError
from adgen_dagster.providers.openai.answers import PaidAnswers
from adgen_dagster.providers.openai.client import PROVIDER, translated, understood
from adgen_dagster.providers.openai.prices import label, transcription_cost

_ANSWER = "transcript"


class OpenAITranscriber:
    """Hears with OpenAI's transcription."""

    def __init__(self, client: openai.OpenAI, model: str) -> None:
        self.model = model
        self._client = client

    def transcribe(self, voice: Path, language: Language, take: Take) -> Heard:
        """The words of `voice` (OGG/Opus, MP3, M4A, WAV, FLAC or WebM, at most 20 MB).

        Args:
            voice: the sound file; its kind is told by its content, whatever its name.
            language: of the film, so probably what is spoken.
            take: where the request and the answer are kept.

        Raises:
            ProviderError: `BAD_INPUT`, when it is no such file, or nothing is said in it; or what
                the call came to.
            Stopped: the run was told to end.
        """
        paid = PaidAnswers(take)
        answer = paid.get(_ANSWER)
        if answer is None:
            answer = self._ask(voice, language, take)
            paid.keep(_ANSWER, answer)
        text = str(answer["text"]).strip()
        if not any(letter.isalnum() for letter in text):
            raise ProviderError(
                ErrorKind.BAD_INPUT,
                "Nothing was understood in the voice message. Say it again, or type it.",
                cost_usd=paid.tell(_ANSWER),
            )
        shown = label(self.model, transcription_cost(self.model, 0))
        return Heard(PROVIDER, shown, paid.owed_usd(_ANSWER), text=text)

    def _ask(self, voice: Path, language: Language, take: Take) -> Json:
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
        take.wait(0)
        languages = _expected(language)
        take.write(
            f"request-{_ANSWER}",
            {"model": self.model, "bytes": len(content), "languages": languages},
        )
        file = (f"brief.{ending}", content)
        with translated(self._client):
            if self.model.startswith("gpt-transcribe"):
                heard = self._client.audio.transcriptions.create(
                    model=self.model, file=file, languages=languages
                )
            else:
                heard = self._client.audio.transcriptions.create(
                    model=self.model, file=file, language=language
                )
            return self._kept(understood(heard, Transcription))

    def _kept(self, heard: Transcription) -> Json:
        usage = heard.usage
        seconds = usage.seconds if usage and usage.type == "duration" else None
        return {
            "text": heard.text,
            "usage": usage.to_dict() if usage else None,
            "cost_usd": None if seconds is None else transcription_cost(self.model, seconds),
        }


def _expected(language: Language) -> list[str]:
    """The film's language first; people here often speak the other one, or mix both."""
    return [str(language), *(str(other) for other in Language if other is not language)]


def kind_of_sound(content: bytes) -> str | None:
    """The file ending that belongs to `content`, or None when it is no sound that can be heard."""
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
