"""Builds prompts that include the changes users asked for."""

from collections.abc import Sequence

from adgen_dagster.domain.brief import Brief
from adgen_dagster.domain.storyboard import PROMPT_MAX_UTF16
from adgen_dagster.domain.utf16 import cut_utf16


def reworded(prompt: str, notes: Sequence[str]) -> str:
    """Put the newest note in front of a prompt, inside the provider's limit."""
    if not notes:
        return prompt
    note = cut_utf16(" ".join(notes[-1].split()), PROMPT_MAX_UTF16 // 2)
    return cut_utf16(f"{note}. {prompt}", PROMPT_MAX_UTF16)


def seed_of(brief: Brief, index: int, take: int) -> int:
    """Return a take's seed: one brief gives one film, a redo another picture."""
    return (brief.seed * 10_007 + index * 101 + take) % 2**31
