"""Makes text from users, models and providers plain: it steers neither terminal nor reader."""

import re
import unicodedata

_SEQUENCES = re.compile(
    r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\|$)"  # to the operating system: titles, the clipboard
    r"|[\x1b\x9b]\[?[0-?]*[ -/]*[@-~]"  # colours, the cursor, the screen
)
"""What a terminal takes for a command (ECMA-48); without its first letter the rest would stay."""

_LINES = "\n\t"
_UNUSUAL = re.compile(r"[^\n\t\x20-\x7e]")
_LINE_BREAKS = re.compile(r"\r\n|[\r\v\f\x1c-\x1f\x85\u2028\u2029]")
_HIDDEN_SPACE = re.compile(r"(?<=\S)\u200b+(?=\S)")
"""A space of no width: it parts two words that nobody sees apart."""


def plain(text: str) -> str:
    """Strip `text` of invisible characters that have an effect.

    Control characters, commands to a terminal, marks that turn the direction of reading. Words that
    such a character parted stay two words.
    """
    parted = _HIDDEN_SPACE.sub(" ", _LINE_BREAKS.sub("\n", _SEQUENCES.sub("", text)))
    if not _UNUSUAL.search(text):
        return text
    return "".join(letter for letter in parted if letter in _LINES or not _steers(letter))


def one_line(text: str) -> str:
    """Return `text` as plain text on one line."""
    return " ".join(plain(text).split())


def shown(text: str) -> str:
    """Return `text` safe for a terminal: control characters are shown as numbers."""
    if not _UNUSUAL.search(text):
        return text
    return "".join(
        f"\\u{ord(letter):04x}" if letter not in _LINES and _steers(letter) else letter
        for letter in text
    )


def _steers(letter: str) -> bool:
    return unicodedata.category(letter)[0] == "C"
