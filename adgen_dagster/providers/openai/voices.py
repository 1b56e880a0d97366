"""OpenAI's voices, and which of them a brief means."""

from adgen_dagster.brief import Brief

REALTIME_VOICES = (
    *("alloy", "ash", "ballad", "cedar", "coral", "echo", "marin", "sage", "shimmer", "verse"),
)
"""Of the Realtime API; OpenAI recommends marin and cedar."""

PLAIN_VOICES = {"female": "marin", "male": "cedar"}
"""What every narrator of ours understands."""

OWN_VOICE = "voice_"
"""How the id of a voice begins that an account had made from a recording."""


def voice_of(brief: Brief, default: str) -> str:
    """The voice that a brief asks for, else the default one."""
    asked = brief.voice.strip() or default
    return PLAIN_VOICES.get(asked.lower(), asked)


def realtime_voice_of(brief: Brief, default: str) -> str:
    """Like `voice_of`, of those that the Realtime API has.

    A brief may name another narrator's voice; the default one is then taken.
    """
    voice = voice_of(brief, default)
    return voice if is_realtime_voice(voice) else default


def is_realtime_voice(voice: str) -> bool:
    """Whether the Realtime API has this voice, or may have it."""
    return voice in REALTIME_VOICES or voice.startswith(OWN_VOICE)
