"""Fits a user's photo for every painter, once, when it arrives."""

import math
from pathlib import Path

from PIL import Image

from adgen_dagster.media.pictures import open_picture, save_jpeg

PHOTO_NAME = "product.jpg"
"""What a photo is called once it was made fit; under other names it lies as a user sent it."""

PHOTO_BYTES = 3_500_000
"""Runway takes pictures inside a request up to 5 MB in base64."""

NARROWEST, WIDEST = 0.5, 2.0
"""Runway refuses pictures whose width / height is outside (assets/inputs in its documentation)."""

_QUALITIES = (92, 85, 75, 60, 45, 30)


def fit_photo(photo: Path, folder: Path) -> Path:
    """Save the photo in `folder` as a JPEG: upright sRGB on a light ground, at most twice as long.

    Nothing is cut and nothing squeezed: what is too narrow gets a margin of the colour of its
    edges. Nothing but the picture is kept, above all not where it was taken.

    Raises:
        UnreadableMediaError: it is not a picture that we open.
        MediaUnavailableError: pictures cannot be decoded here.
    """
    fitted = folder / PHOTO_NAME
    save_jpeg(_padded(open_picture(photo)), fitted, PHOTO_BYTES, _QUALITIES)
    return fitted


def fitted_photo(photo: Path, folder: Path) -> Path:
    """Return a brief's photo as painters take it; fit one from before photos were fitted.

    Raises:
        UnreadableMediaError, MediaUnavailableError
    """
    return photo if photo.name == PHOTO_NAME else fit_photo(photo, folder)


def _padded(photo: Image.Image) -> Image.Image:
    width = max(photo.width, math.ceil(photo.height * NARROWEST))
    height = max(photo.height, math.ceil(photo.width / WIDEST))
    if (width, height) == photo.size:
        return photo
    left, top = (width - photo.width) // 2, (height - photo.height) // 2
    ground = Image.new("RGB", (width, height), _edge_colour(photo, is_tall=left > 0))
    ground.paste(photo, (left, top))
    return ground


def _edge_colour(photo: Image.Image, *, is_tall: bool) -> tuple[int, int, int]:
    """Return the mean colour of the two edges that the margin goes on from."""
    width, height = photo.size
    if is_tall:
        boxes = (0, 0, 1, height), (width - 1, 0, width, height)
    else:
        boxes = (0, 0, width, 1), (0, height - 1, width, height)
    means = [photo.crop(box).resize((1, 1), Image.Resampling.BOX).tobytes() for box in boxes]
    red, green, blue = ((a + b) // 2 for a, b in zip(*means, strict=True))
    return red, green, blue
