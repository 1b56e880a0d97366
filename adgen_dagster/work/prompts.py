"""Builds prompts that include the changes users asked for."""

from collections.abc import Sequence

from adgen_dagster.domain.brief import Brief
from adgen_dagster.domain.storyboard import PROMPT_MAX_UTF16, utf16_units


def reworded(prompt: str, notes: Sequence[str]) -> str:
    """Put the newest note in front of a prompt, inside the provider's limit."""
    if not notes:
        return prompt
    note = _cut(" ".join(notes[-1].split()), PROMPT_MAX_UTF16 // 2)
    return _cut(f"{note}. {prompt}", PROMPT_MAX_UTF16)


def _cut(text: str, max_units: int) -> str:
    while utf16_units(text) > max_units:
        text = text[: -max(1, (utf16_units(text) - max_units) // 2)]
    return text


def seed_of(brief: Brief, index: int, take: int) -> int:
    """Return a take's seed: one brief gives one film, a redo another picture."""
    return (brief.seed * 10_007 + index * 101 + take) % 2**31
