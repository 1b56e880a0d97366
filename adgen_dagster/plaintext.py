"""Text of people, models and providers as plain text, which steers no terminal and no eye."""

import re
import unicodedata

_SEQUENCES = re.compile(
    r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\|$)"  # to the operating system: titles, the clipboard
    r"|[\x1b\x9b]\[?[0-?]*[ -/]*[@-~]"  # colours, the cursor, the screen
)
"""What a terminal takes for a command (ECMA-48); without its first letter the rest would stay."""

_LINES = "\n\t"


def plain(text: str) -> str:
    """`text` without what cannot be seen and does something.

    Control characters, commands to a terminal, marks that turn the direction of reading.
    """
    return "".join(
        letter
        for letter in _SEQUENCES.sub("", text)
        if letter in _LINES or unicodedata.category(letter)[0] != "C"
    )


def one_line(text: str) -> str:
    """`text` as plain text on one line."""
    return " ".join(plain(text).split())
