"""Compares what a voice said with the words it was given.

Letter case, punctuation, ё, accents and hyphens make no difference, and what is not a plain word
may be written in any of its ways: a number in figures or in words, a price with its sign or its
word, an address with dots or with "dot". Every other word counts: a word left out, added or
replaced is a difference, and so is another sum.
"""

from collections.abc import Sequence
from itertools import product

from adgen_dagster.providers.openai.hearing import SIGNS, ContentPart, heard, shorts_of


def says_the_same(said: str, wanted: str) -> bool:
    """Tell whether two texts have the same words."""
    shorts = shorts_of(said) | shorts_of(wanted)
    ways = [[heard(text, signs, shorts) for signs in SIGNS] for text in (said, wanted)]
    return any(_match(one, other) for one, other in product(*ways))


def _match(one: Sequence[ContentPart], other: Sequence[ContentPart]) -> bool:
    return len(one) == len(other) and all(map(_is_same, one, other))


def _is_same(one: ContentPart, other: ContentPart) -> bool:
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return bool(one & other)
    return one == other
