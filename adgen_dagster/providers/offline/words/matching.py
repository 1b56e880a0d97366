"""Find words by their beginnings, which is all the grammar that is needed here."""

import re
from collections.abc import Sequence

# What makes other forms of an English word, or a word of its stem: pastr-y, plumb-er, jewel-lery.
_ENDINGS = (
    "s|es|'s|e|ed|er|ers|or|ors|y|ies|ry|ries|ery|eries|ing|ings|al|ist|ists|ine|ance|ation|ion"
    "|ions|ious|etic|ful|wear"
)


def beginnings(words: Sequence[str]) -> re.Pattern[str]:
    """Matches words that begin so; one written with a space at its end must be whole.

    A short English word may only have an English ending, or "car" would be found in "card" and
    "latte" in "latter".
    """
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(_part, longest_first))})", re.IGNORECASE)


def _part(word: str) -> str:
    if word.endswith(" "):
        return rf"{re.escape(word.strip())}\b"
    if word.isascii() and len(word) <= 5:
        return rf"{re.escape(word)}(?:{re.escape(word[-1:])}?(?:{_ENDINGS}))?\b"
    return re.escape(word)
