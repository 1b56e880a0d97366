"""Orders the pieces of a line that mixes left-to-right and right-to-left text.

The levels of Unicode's bidirectional algorithm (UAX 9), without its explicit marks: those are
taken out of every text before.
"""

import unicodedata
from collections.abc import Sequence
from itertools import groupby

_RIGHT_TO_LEFT = {"R", "AL"}
_NUMBER = {"EN", "AN"}
_BETWEEN_NUMBERS = {"ES", "CS"}
_BESIDE_NUMBERS = {"ET"}


def goes_left(text: str) -> bool:
    """Tell whether a text as a whole is read from right to left: its first letter decides."""
    kinds = (unicodedata.bidirectional(letter) for letter in text)
    first = next((kind for kind in kinds if kind in {"L", *_RIGHT_TO_LEFT}), "L")
    return first in _RIGHT_TO_LEFT


def in_reading_order(text: str, *, leftwards: bool) -> list[tuple[str, bool]]:
    """Split a line into pieces from left to right, each with whether it is read leftwards.

    Args:
        text: as it is typed.
        leftwards: what `goes_left` says of the text that the line belongs to.
    """
    levels = _levels(text, 1 if leftwards else 0)
    pieces = [
        (level, "".join(letter for _, letter in run))
        for level, run in groupby(zip(levels, text, strict=True), key=lambda pair: pair[0])
    ]
    for level in range(max(levels, default=0), 0, -1):
        pieces = _reversed_from(pieces, level)
    return [(piece, level % 2 == 1) for level, piece in pieces]


def _reversed_from(pieces: Sequence[tuple[int, str]], level: int) -> list[tuple[int, str]]:
    turned: list[tuple[int, str]] = []
    for is_deep, group in groupby(pieces, key=lambda piece: piece[0] >= level):
        together = list(group)
        turned += reversed(together) if is_deep else together
    return turned


def _levels(text: str, base: int) -> list[int]:
    kinds = _resolved(text, "R" if base else "L")
    deeper = {"L": base + base % 2, "R": 1, "N": 2}
    return [deeper[kind] for kind in kinds]


def _resolved(text: str, base: str) -> list[str]:
    """For each letter: L, R, or N for a number among letters that are read leftwards."""
    kinds = _with_numbers_whole([_kind(letter) for letter in text])
    before = base
    for place, kind in enumerate(kinds):
        if kind in {"L", "R"}:
            before = kind
        elif kind == "N" and before == "L":
            kinds[place] = "L"
    place = 0
    for kind, group in groupby(list(kinds)):
        end = place + len(list(group))
        if not kind:
            left = _side(kinds[place - 1]) if place else base
            right = _side(kinds[end]) if end < len(kinds) else base
            kinds[place:end] = [left if left == right else base] * (end - place)
        place = end
    return kinds


def _side(kind: str) -> str:
    return "L" if kind == "L" else "R"


def _kind(letter: str) -> str:
    """L, R, N, a separator or a sign beside numbers as they are called; empty: none of these."""
    kind = unicodedata.bidirectional(letter)
    if kind in _RIGHT_TO_LEFT:
        return "R"
    if kind in _NUMBER:
        return "N"
    return kind if kind in {"L", "NSM", *_BETWEEN_NUMBERS, *_BESIDE_NUMBERS} else ""


def _with_numbers_whole(kinds: list[str]) -> list[str]:
    """Marks go with their letter; separators inside a number and signs beside it are part of it."""
    for place, kind in enumerate(kinds):
        if kind == "NSM":
            kinds[place] = kinds[place - 1] if place else ""
    for place in range(1, len(kinds) - 1):
        if kinds[place] in _BETWEEN_NUMBERS and kinds[place - 1] == kinds[place + 1] == "N":
            kinds[place] = "N"
    for places in (range(len(kinds)), range(len(kinds) - 1, -1, -1)):
        before = ""
        for place in places:
            if kinds[place] in _BESIDE_NUMBERS and before == "N":
                kinds[place] = "N"
            before = kinds[place]
    return ["" if kind in {*_BETWEEN_NUMBERS, *_BESIDE_NUMBERS} else kind for kind in kinds]
