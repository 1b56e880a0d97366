"""Tell whether a voice said the words it was given.

Letter case, punctuation, ё and hyphens make no difference, and a number may be written in digits or
in words. Every other word counts: a word left out, added or replaced is a difference.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from adgen_dagster.providers.openai.numerals import digits_of

_THOUSANDS = re.compile(r"(?<=\d)[\s\u00a0\u202f,.'](?=\d{3}(?!\d))")
_ORDINAL = re.compile(r"(?<=\d)-?(?:st|nd|rd|th|й|го|му|м|я|е|ый|ая|ое|ые|ых)\b")
_WORD = re.compile(r"\d+|[^\W\d_]+(?:['’][^\W\d_]+)*|[%$€₽№&+]")
_SIGNS = {
    "%": ("percent", "процент"),
    "$": ("dollar", "доллар"),
    "€": ("euro", "евро"),
    "₽": ("rubl", "rouble", "ruble", "рубл"),
    "№": ("number", "номер"),
    "&": ("and", "и"),
    "+": ("plus", "плюс"),
}
"""Signs, and how the words for them begin."""


def says_the_same(said: str, wanted: str) -> bool:
    """Whether two texts are the same words."""
    one, other = _words(said), _words(wanted)
    return all(_means_the_same(a, b) for a, b in _differences(one, other))


def _words(text: str) -> list[str]:
    text = unicodedata.normalize("NFC", text).casefold().replace("ё", "е")
    text = _ORDINAL.sub("", _THOUSANDS.sub("", text))
    return [word.replace("’", "").replace("'", "") for word in _WORD.findall(text)]


def _differences(
    one: Sequence[str], other: Sequence[str]
) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            yield one[a:b], other[c:d]


def _means_the_same(one: Sequence[str], other: Sequence[str]) -> bool:
    if "".join(one) == "".join(other):
        return True
    if not any(_is_figure(word) for word in (*one, *other)):
        return False
    return _figures(one) == _figures(other)


def _is_figure(word: str) -> bool:
    return word.isdecimal() or word in _SIGNS


def _figures(words: Sequence[str]) -> list[str] | None:
    """Numbers as digits and signs as signs, in any order; None when there is anything else."""
    signs, numbers = list[str](), list[str]()
    for word in words:
        sign = _sign_of(word)
        if sign:
            signs.append(sign)
        else:
            numbers.append(word)
    digits = "".join(numbers) if all(map(str.isdecimal, numbers)) else digits_of(numbers)
    if digits is None:
        return None
    return [digits, *sorted(signs)]


def _sign_of(word: str) -> str:
    if word in _SIGNS:
        return word
    for sign, starts in _SIGNS.items():
        # A word as short as "и" has to be the whole word.
        if any(word == start or (len(start) > 3 and word.startswith(start)) for start in starts):
            return sign
    return ""
