"""OpenAI's voices, and which of them a brief means."""

from collections.abc import Sequence

from adgen_dagster.domain.brief import Brief

REALTIME_VOICES = (
    *("alloy", "ash", "ballad", "cedar", "coral", "echo", "marin", "sage", "shimmer", "verse"),
)
"""Of the Realtime API; OpenAI recommends marin and cedar."""

SPEECH_VOICES = (*REALTIME_VOICES, "fable", "nova", "onyx")
"""Of `/v1/audio/speech`."""

PLAIN_VOICES = {"female": "marin", "male": "cedar"}
"""Names that every narrator understands."""

OWN_VOICE = "voice_"
"""How the id of a voice begins that an account had made from a recording."""


def voice_of(brief: Brief, default: str) -> str:
    """Return the voice that a brief asks for, else the default one."""
    return _named(brief.voice.strip() or default)


def realtime_voice_of(brief: Brief, default: str) -> str:
    """Like `voice_of`, of those that the Realtime API has.

    A brief may name another narrator's voice; the default one is then taken.
    """
    voice = voice_of(brief, default)
    return voice if is_realtime_voice(voice) else default


def is_one_of(voices: Sequence[str], name: str) -> bool:
    """Tell whether a name that a user gave means one of `voices`, or an account's own one."""
    voice = _named(name.strip())
    return voice in voices or voice.startswith(OWN_VOICE)


def is_realtime_voice(voice: str) -> bool:
    """Tell whether the Realtime API has this voice, or may have it."""
    return voice in REALTIME_VOICES or voice.startswith(OWN_VOICE)


def _named(asked: str) -> str:
    name = asked if asked.startswith(OWN_VOICE) else asked.lower()
    return PLAIN_VOICES.get(name, name)
