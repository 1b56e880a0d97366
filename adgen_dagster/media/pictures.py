"""Open, judge, fit and save still pictures. FFmpeg never sees a stranger's."""

import io
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageOps

from adgen_dagster.media.decoding import LONGEST, decoded
from adgen_dagster.media.errors import UnreadableMediaError, UnusableMediaError
from adgen_dagster.media.ffmpeg import whole_file

# Tried one after the other until the file is small enough.
JPEG_QUALITIES = (85, 75, 60, 45, 30)

_BEGINNING_BYTES = 16
_LEAST_SIDE = 256
"""Anything smaller is not a picture for a film, but a thumbnail or an error's icon."""
_SHAPE_OFF = 0.04
"""Models round sides to multiples of 16 or 32."""


def open_picture(path: Path, longest: int = LONGEST) -> Image.Image:
    """Read a PNG, JPEG, WebP or AVIF upright, as opaque sRGB, at most `longest` on its longer side.

    Raises:
        UnreadableMediaError: it is not such a picture, it is damaged, or it is too much to open.
        MediaUnavailableError: pictures cannot be decoded here.
    """
    return decoded(path, longest)


def judge_picture(path: Path, width: int, height: int) -> None:
    """Check that a provider's file is the picture that was asked for.

    Args:
        path: what the provider answered with.
        width: what was asked for; another size of the same shape will do.
        height: the same.

    Raises:
        UnusableMediaError: it is not a picture, it is cut short, or it has another shape.
        MediaUnavailableError: pictures cannot be decoded here.
    """
    try:
        made = decoded(path)
    except UnreadableMediaError as error:
        raise UnusableMediaError(str(error)) from error
    shape = (made.width / made.height) / (width / height)
    if abs(shape - 1) > _SHAPE_OFF or min(made.size) < _LEAST_SIDE:
        told = f"is a picture of {made.width}x{made.height}, not of {width}x{height}"
        raise UnusableMediaError(f"{path.name} {told}.")


def is_picture(path: Path) -> bool:
    """Tell whether a file begins like a picture of a kind that we open."""
    with path.open("rb") as file:
        beginning = file.read(_BEGINNING_BYTES)
    return (
        beginning.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"))
        or (beginning.startswith(b"RIFF") and beginning[8:12] == b"WEBP")
        or beginning[4:12] in {b"ftypavif", b"ftypavis"}
    )


def cover(picture: Image.Image, width: int, height: int) -> Image.Image:
    """Fill the size with the picture's middle; cut away what does not fit."""
    return ImageOps.fit(picture, (width, height), Image.Resampling.LANCZOS)


def jpeg_of(
    picture: Image.Image, max_bytes: int, qualities: Sequence[int] = JPEG_QUALITIES
) -> bytes:
    """Encode the picture as JPEG in the best quality that fits; half as wide if none does."""
    for quality in qualities:
        encoded = io.BytesIO()
        picture.save(encoded, "JPEG", quality=quality, optimize=True)
        if encoded.tell() <= max_bytes:
            return encoded.getvalue()
    return jpeg_of(picture.reduce(2), max_bytes, qualities)


def save_jpeg(
    picture: Image.Image, target: Path, max_bytes: int, qualities: Sequence[int] = JPEG_QUALITIES
) -> None:
    """Save as JPEG in the best quality that fits; half as wide where none does."""
    content = jpeg_of(picture, max_bytes, qualities)
    with whole_file(target) as part:
        part.write_bytes(content)
