"""Set a few large words into a picture: Cyrillic and Latin, from the fonts' wheels."""

import unicodedata
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from adgen_dagster.media.fonts import has_letter, load_font
from adgen_dagster.providers.offline.pictures.colour import Colour

BLACK, LIGHT = 900, 300
"""Weights of the font."""


@lru_cache(maxsize=64)
def font(size: int, weight: int) -> ImageFont.FreeTypeFont:
    """Roboto in pixels and weight."""
    return load_font(
        "fontpkg_roboto", "files/Roboto[wdth,wght].ttf", size, (weight, 100), shapes=False
    )


def drawable(text: str) -> str:
    """What the font can draw of a text; emoji and unknown scripts are left out."""
    kept = "".join(
        letter
        for letter in unicodedata.normalize("NFC", text)
        if letter == " " or (letter.isprintable() and _has(letter))
    )
    return " ".join(kept.split())


@lru_cache(maxsize=512)
def _has(letter: str) -> bool:
    return has_letter(font(24, LIGHT), letter)


def written(
    text: str, *, room: int, tallest: int, weight: int, fill: Colour, rows: int = 2
) -> Image.Image | None:
    """A transparent sheet with a few words, as large as they fit.

    Args:
        text: the words.
        room: the width they may take, in pixels.
        tallest: the largest letters, in pixels.
        weight: one of this module's.
        fill: the letters' colour.
        rows: how many lines they may take.

    Returns:
        The sheet; None where nothing can be drawn.
    """
    words = drawable(text).split()
    if not words:
        return None
    for size in range(tallest, 11, -4):
        chosen = font(size, weight)
        lines = _lines(words, chosen, room)
        if len(lines) <= rows and all(chosen.getlength(line) <= room for line in lines):
            return _sheet(lines, chosen, fill)
    return None


def _lines(words: list[str], chosen: ImageFont.FreeTypeFont, room: int) -> list[str]:
    lines = [words[0]]
    for word in words[1:]:
        longer = f"{lines[-1]} {word}"
        if chosen.getlength(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _sheet(lines: list[str], chosen: ImageFont.FreeTypeFont, fill: Colour) -> Image.Image:
    step = round(chosen.size * 1.08)
    width = round(max(chosen.getlength(line) for line in lines)) + 8
    sheet = Image.new("RGBA", (width, step * len(lines) + round(chosen.size * 0.3)), (*fill, 0))
    draw = ImageDraw.Draw(sheet)
    for number, line in enumerate(lines):
        place = (width / 2, round(chosen.size) + number * step)
        draw.text(place, line, (*fill, 255), chosen, anchor="ms")
    return sheet
