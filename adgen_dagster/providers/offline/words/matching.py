"""Find words by their beginnings, which is all the grammar that is needed here."""

import re
from collections.abc import Sequence


def beginnings(words: Sequence[str]) -> re.Pattern[str]:
    """Matches words that begin so; one written with a space at its end must be whole.

    Short English words must be whole too (but for a plural s), or "car" would be found in "card".
    """
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(_part, longest_first))})", re.IGNORECASE)


def _part(word: str) -> str:
    if word.endswith(" "):
        return rf"{re.escape(word.strip())}\b"
    if word.isascii() and len(word) <= 5:
        return rf"{re.escape(word)}(?:s|es)?\b"
    return re.escape(word)
