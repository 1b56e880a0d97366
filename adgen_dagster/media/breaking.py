"""Where a line of text may break: between words, and inside words longer than a line."""

import re
import unicodedata
from collections.abc import Callable, Iterator

from adgen_dagster.amounts import tied, unbreakable
from adgen_dagster.media.letters import BREAK
from adgen_dagster.media.typeface import WIDE

# Chinese and Japanese have no spaces; a line does not begin with what closes, nor end with what
# opens.
_BETWEEN_WIDE = re.compile(
    rf"(?<=[{WIDE}])(?=[{WIDE}\w])|(?<=\w)(?=[{WIDE}])",
)
_NOT_FIRST = set(
    "、。，．！？）」』】》〉：；…ー々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ・％,.!?)\u00a0"
)
_NOT_LAST = set("（「『【《〈\u00a0(")

# After these a long address or a chain of words is rather cut than in the middle of a word.
_CUTS = re.compile(r"(?<=[-/?&=_.,+#\u00a0])(?!/)")
# A cut that leaves less than this of a line is worse than one inside a word.
_LEAST_OF_LINE = 0.4
_VIRAMA = 9
# Vowels of Thai and Lao that are typed before the letter they belong to.
_LEADING_VOWELS = set("เแโใไເແໂໃໄ")


def words_of(text: str) -> list[str]:
    """Split a text into the pieces that a line may end after, each with its following space.

    Args:
        text: as `spelled` gives it.
    """
    text = re.sub(r" +(?=[!?.,…]( |$))", "", text)
    text = tied(text)
    text = re.sub(r"(?<!\S)(\w{1,2}) (?=\S)", "\\1\u00a0", text)
    text = re.sub(r" (?=[–—]( |$))", "\u00a0", text)
    pieces = re.findall(rf"[^ {BREAK}]+ ?", text)
    return [part for piece in pieces for part in _between_wide(piece)]


def _between_wide(piece: str) -> Iterator[str]:
    begins = 0
    for match in _BETWEEN_WIDE.finditer(piece):
        at = match.start()
        if piece[at] not in _NOT_FIRST and piece[at - 1] not in _NOT_LAST:
            yield piece[begins:at]
            begins = at
    yield piece[begins:]


def cut(word: str, fits: Callable[[str], bool]) -> list[str]:
    """Cut a word into pieces that fit on a line.

    Args:
        word: longer than a line, or not.
        fits: whether a piece does.
    """
    pieces: list[str] = []
    while not fits(word.rstrip(" ")):
        most = next(n for n in range(len(word), 0, -1) if n == 1 or fits(word[:n].rstrip(" ")))
        at = _place(word, most)
        pieces.append(word[:at])
        word = word[at:]
        if not word:
            return pieces
    return [*pieces, word]


def _place(word: str, most: int) -> int:
    """Return the best place to cut at, none of which lies behind `most`."""
    good = [match.start() for match in _CUTS.finditer(word, 1) if match.start() <= most]
    whole = unbreakable(word)
    beside = [at for at in good if not any(start < at < end for start, end in whole)]
    if whole and beside:
        return beside[-1]
    if good and good[-1] >= most * _LEAST_OF_LINE:
        return good[-1]
    return next((at for at in range(most, 0, -1) if not _is_joined(word, at)), most)


def _is_joined(word: str, at: int) -> bool:
    """Tell whether the letters around a place are drawn as one."""
    if at >= len(word):
        return False
    before, behind = word[at - 1], word[at]
    return (
        unicodedata.category(behind)[0] == "M"
        or "\u200d" in (before, behind)
        or unicodedata.combining(before) == _VIRAMA
        or before in _LEADING_VOWELS
    )
