"""Reads the narration with espeak-ng: a synthetic voice that runs on any machine."""

import os
from pathlib import Path

from adgen_dagster.domain.brief import Brief, Language
from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.base import ProviderError, Spoken
from adgen_dagster.providers.offline.terms import PROVIDER, Free, require_running
from adgen_dagster.providers.offline.voice.espeak import Espeak, espeak
from adgen_dagster.providers.offline.voice.reading import readable
from adgen_dagster.storage.artifacts import Take

LANGUAGES = {Language.RUSSIAN: "ru", Language.ENGLISH: "en-us"}
"""espeak-ng's voice of each language."""

WORDS_PER_MINUTE = 155
"""espeak-ng's speed. By the clock (`bench/speech_rate.py`) it is 158 Russian words a minute; its
English is quicker within a sentence and about as quick with the pauses between two."""

# The variants nearest to a person's middle register: 105 and 195 Hz as measured.
_PLAIN_VOICES = {"": "", "male": "m3", "female": "f2"}


class OfflineNarrator(Free):
    """Speaks Russian and English."""

    at_once = max(2, os.cpu_count() or 2)

    def speak(
        self,
        line: str,
        *,
        before: str,  # noqa: ARG002 - the protocol's; espeak-ng reads each line by itself
        after: str,  # noqa: ARG002
        brief: Brief,
        take: Take,
        folder: Path,
    ) -> Spoken:
        """Speak one line into a WAV file in `folder`.

        Raises:
            ProviderError: there is no such voice, or nothing in the line can be spoken.
            StoppedError: the run was asked to stop.
        """
        engine = espeak()
        voice = voice_for(brief, engine)
        text = readable(line, brief.language)
        take.write("request", {"text": text, "voice": voice, "words_per_minute": WORDS_PER_MINUTE})
        require_running(take)
        if not any(map(str.isalnum, text)):
            raise ProviderError(
                ErrorKind.BAD_REQUEST, f"There is nothing to be spoken in {line[:60]!r}."
            )
        path = folder / "speech.wav"
        path.write_bytes(engine.speak(text, voice, WORDS_PER_MINUTE, take.stop))
        return Spoken(PROVIDER, f"espeak-ng {engine.version} {voice}", path=path)

    def price_usd(self, line: str) -> float:  # noqa: ARG002 - it is free, whatever is said
        """Return 0: the voice runs here."""
        return 0.0

    def voices(self) -> tuple[str, ...]:
        """espeak-ng's variants."""
        return tuple(sorted(espeak().variants, key=str.lower))

    def has_voice(self, name: str) -> bool:
        """Tell whether espeak-ng is installed and has the voice."""
        return any(_variant(name, language, espeak()) is not None for language in LANGUAGES)


def voice_for(brief: Brief, engine: Espeak) -> str:
    """espeak-ng's name of the voice that a brief asks for.

    Raises:
        ProviderError: it asks for one that is not there; the text lists those that are.
    """
    variant = _variant(brief.voice, brief.language, engine)
    if variant is None:
        others = ", ".join(sorted(engine.variants, key=str.lower))
        raise ProviderError(
            ErrorKind.BAD_REQUEST,
            f"The offline narrator has no voice {brief.voice[:40]!r}. It has male, female,"
            f" and espeak-ng's own: {others}.",
        )
    return f"{LANGUAGES[brief.language]}+{variant}".rstrip("+")


def _variant(name: str, language: Language, engine: Espeak) -> str | None:
    """What of espeak-ng a name means; None: nothing."""
    asked = name.strip().removeprefix(f"{LANGUAGES[language]}+").lower()
    return (_PLAIN_VOICES | {each.lower(): each for each in engine.variants}).get(asked)
