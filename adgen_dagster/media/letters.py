"""Spells a text in letters that fonts have, and reports the rest."""

import re
import unicodedata

from adgen_dagster.media.typeface import WIDE, can_draw, has_main

BREAK = "\u200b"
"""Where a word may be cut without a sign: people and programs put it into long ones."""

# Spaces that hold their words together; all others are one plain space.
_TYING = "\u00a0\u202f\u2007"
_SPACES = re.compile(rf"[^\S{_TYING}]+")
# Joiners are kept where letters join; selectors of a letter's look, marks of direction, soft
# hyphens and control signs draw nothing.
_JOINERS = re.compile("(?<=[\u0600-\u109f])[\u200c\u200d](?=[\u0600-\u109f])")
_WIDE = re.compile(f"[{WIDE}]")
_FULL_WIDTH = re.compile("[\uff01-\uff5e]")
_ENDS = re.compile(r"[.!?…]")


def spelled(text: str) -> str:
    """Spell the text in letters that are drawn, one space between words, `BREAK`s in it kept."""
    words: list[str] = []
    for word in _normal(text).split(" "):
        kept = "".join(letter for letter in word if letter == BREAK or can_draw(letter))
        if kept != word and not _says_something(kept):
            # A comma or a dash that stood beside a word which is not there says nothing any more.
            if words and (end := _ENDS.search(kept)) and words[-1][-1].isalnum():
                words[-1] += end[0]
        elif kept:
            words.append(kept)
    return " ".join(words)


def undrawable(text: str) -> str:
    """List the letters of a text that a caption would leave out, each once."""
    missing = (letter for letter in _normal(text) if letter not in {" ", BREAK})
    return "".join(dict.fromkeys(letter for letter in missing if not can_draw(letter)))


def _normal(text: str) -> str:
    composed = unicodedata.normalize("NFC", _SPACES.sub(" ", text).strip())
    joiners = {match.start() for match in _JOINERS.finditer(composed)}
    is_wide = any(_WIDE.match(letter) and not _FULL_WIDTH.match(letter) for letter in composed)
    return "".join(
        letter if place in joiners else _written(letter, is_wide=is_wide)
        for place, letter in enumerate(composed)
        if letter == BREAK or place in joiners or not _is_unseen(letter)
    )


def _is_unseen(letter: str) -> bool:
    is_control = unicodedata.category(letter) in {"Cc", "Cf", "Cs"}
    return is_control or "\ufe00" <= letter <= "\ufe0f"


def _written(letter: str, *, is_wide: bool) -> str:
    """Return the letter, or the plain one that it stands for where no font has it as it is.

    Bold, wide and other fancy forms of a letter are that letter. "m²", "№" and hard spaces have
    plain forms too, but they mean something else, so what a font has is never touched.
    """
    if letter == BREAK or has_main(letter):
        return letter
    if letter in _TYING:
        return "\u00a0"
    plain = unicodedata.normalize("NFKC", letter)
    is_form = unicodedata.category(letter) in {"Lu", "Ll", "Nd"}
    is_form |= bool(_FULL_WIDTH.match(letter)) and not is_wide
    if is_form and all(has_main(part) for part in plain):
        return plain
    if not can_draw(letter) and all(map(can_draw, plain)):
        return plain
    return letter


def _says_something(word: str) -> bool:
    return any(unicodedata.category(letter)[0] in "LNS" for letter in word)
