"""Decides which pieces of a text have to stay on one line."""

import re

from adgen_dagster.amounts.scanning import MONTHS, PAIRS, TRAILING, tokens
from adgen_dagster.amounts.token import Kind, Token

_SPACE = re.compile(r"[ \t\n\u2009]")
_IS_PAIR = re.compile(PAIRS)
_TRAILS = re.compile(rf"(?:{TRAILING})\.", re.IGNORECASE)
_IS_MONTH = re.compile(rf"(?:{MONTHS})\.")
# "2026 г.", "XXI в.", "Main St.", "5th Ave.": what stands before such an abbreviation.
_NUMBER_BEFORE = re.compile(r"(?:\d|\b[IVX]+)(?:-?[а-яё]{1,2}|st|nd|rd|th)?\s$")
_NAME_BEFORE = re.compile(r"\b[A-Z][\w’'-]*\s$")
_LONGEST_WORD = 60
_WORD_BEFORE = re.compile(r"\S+\s$")
_WORD_BEHIND = re.compile(r"\s?\S+")


def unbreakable(text: str) -> list[tuple[int, int]]:
    """Find the pieces of `text` that stay on one line, as (start, end), in order.

    Amounts, times, telephone numbers, addresses, and abbreviations with the word they belong to.
    Pieces without a space in them are told as well; none overlaps another.
    """
    pieces: list[tuple[int, int]] = []
    for token in tokens(text):
        start, end = _extent(text, token)
        if pieces and start < pieces[-1][1]:
            start, end = pieces[-1][0], max(end, pieces.pop()[1])
        pieces.append((start, end))
    return pieces


def tied(text: str) -> str:
    """Put no-break spaces into the unbreakable pieces of `text`; the author's own ones stay."""
    tied, place = "", 0
    for start, end in unbreakable(text):
        tied += text[place:start] + _SPACE.sub("\u00a0", text[start:end])
        place = end
    return tied + text[place:]


def belongs_before(text: str, token: Token) -> bool:
    """Tell whether an abbreviation belongs to the word before it: "2026 г.", not "г. Казань"."""
    before = _just_before(text, token)
    if _IS_MONTH.fullmatch(token.text):
        return bool(_NUMBER_BEFORE.search(before))
    if not _TRAILS.fullmatch(token.text):
        return False
    is_latin = token.text.isascii()
    return bool(_NUMBER_BEFORE.search(before) or (is_latin and _NAME_BEFORE.search(before)))


def _just_before(text: str, token: Token) -> str:
    """No more than a long word, so that a long text costs no more than a short one."""
    return text[max(0, token.start - _LONGEST_WORD) : token.start]


def _extent(text: str, token: Token) -> tuple[int, int]:
    if token.kind is not Kind.ABBREVIATION or _IS_PAIR.fullmatch(token.text):
        return token.start, token.end
    if belongs_before(text, token):
        before = _WORD_BEFORE.search(_just_before(text, token))
        return token.start - len(before[0]) if before else token.start, token.end
    behind = _WORD_BEHIND.match(text, token.end)
    end = behind.end() if behind else token.end
    return token.start, token.end + len(text[token.end : end].rstrip(".,;:!?…»”)"))
