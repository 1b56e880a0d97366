"""The voices that a brief may name, checked by the narrator that will read."""

from adgen_dagster.domain.brief import BriefError
from adgen_dagster.providers.base import Narrator

PLAIN = ("female", "male")
"""What every narrator understands."""
_SAID_CHARS = 40


def voices_of(narrator: Narrator) -> tuple[str, ...]:
    """Return every name that a brief may give."""
    return (*PLAIN, *sorted(set(narrator.voices()) - set(PLAIN), key=str.lower))


def require_voice(name: str, narrator: Narrator) -> str:
    """Return a voice's name if the narrator has it; empty means the narrator's own choice.

    Raises:
        BriefError: there is no such voice; the text lists those that there are.
    """
    wanted = name.strip()
    if wanted and not narrator.has_voice(wanted):
        known = ", ".join(voices_of(narrator))
        raise BriefError(f"There is no voice {wanted[:_SAID_CHARS]!r}; choose one of: {known}.")
    return wanted
