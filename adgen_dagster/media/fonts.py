"""Loads variable fonts from their packages, and tells which letters they have."""

from collections.abc import Sequence
from importlib.resources import as_file, files

from PIL import Image, ImageDraw, ImageFont

_ABSENT = "\U0010fffe"


def load_font(
    package: str, file: str, size: int, axes: Sequence[float], *, index: int = 0, shapes: bool
) -> ImageFont.FreeTypeFont:
    """Load a font from a package.

    Args:
        package: the package that brings it.
        file: its path there.
        size: of the letters, in pixels.
        axes: values of its axes, such as the weight.
        index: which font of a collection.
        shapes: whether HarfBuzz shapes and joins the letters.
    """
    engine = ImageFont.Layout.RAQM if shapes else ImageFont.Layout.BASIC
    with as_file(files(package) / file) as path:
        font = ImageFont.truetype(str(path), size, index, layout_engine=engine)
    font.set_variation_by_axes(list(axes))
    return font


def has_letter(font: ImageFont.FreeTypeFont, letter: str) -> bool:
    """Tell whether a font of 24 pixels draws anything but its sign for an unknown letter."""
    return _drawn_alone(font, letter) != _drawn_alone(font, _ABSENT)


def _drawn_alone(font: ImageFont.FreeTypeFont, letter: str) -> bytes:
    layer = Image.new("L", (48, 48))
    ImageDraw.Draw(layer).text((12, 36), letter, 255, font, anchor="ls")
    return layer.tobytes()
