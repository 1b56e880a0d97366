"""Open, fit and save still pictures. Pillow reads them, so FFmpeg never sees a stranger's."""

import io
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from adgen_dagster.media.errors import UnreadableMedia
from adgen_dagster.media.ffmpeg import MAX_PIXELS, whole_file

# What image models answer with and people send; Pillow's forty others stay shut.
PICTURE_FORMATS = ("PNG", "JPEG", "WEBP")

# Tried one after the other until the file is small enough.
JPEG_QUALITIES = (85, 75, 60, 45, 30)


def open_picture(path: Path) -> Image.Image:
    """Read a PNG, JPEG or WebP upright and as RGB.

    Raises:
        UnreadableMedia: it is no such picture, it is damaged, or it is larger than 8K.
    """
    try:
        with Image.open(path, formats=PICTURE_FORMATS) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                size = f"{picture.width}x{picture.height}"
                raise UnreadableMedia(f"{path.name} is a picture of {size}, larger than we open")
            return ImageOps.exif_transpose(picture).convert("RGB")
    except UnidentifiedImageError as error:
        raise UnreadableMedia(f"{path.name} is no PNG, JPEG or WebP picture") from error
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UnreadableMedia(f"{path.name} cannot be read as a picture: {error}") from error


def is_picture(path: Path) -> bool:
    """Whether a file begins like a picture of a kind that we open."""
    try:
        with Image.open(path, formats=PICTURE_FORMATS):
            return True
    except UnidentifiedImageError:
        return False
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False


def cover(picture: Image.Image, width: int, height: int) -> Image.Image:
    """The picture's middle, filling the size; what does not fit is cut away."""
    return ImageOps.fit(picture, (width, height), Image.Resampling.LANCZOS)


def save_jpeg(picture: Image.Image, target: Path, max_bytes: int) -> None:
    """Save as JPEG in the best quality that fits; half as wide where none does."""
    for quality in JPEG_QUALITIES:
        encoded = io.BytesIO()
        picture.save(encoded, "JPEG", quality=quality, optimize=True)
        if encoded.tell() <= max_bytes:
            with whole_file(target) as part:
                part.write_bytes(encoded.getvalue())
            return
    save_jpeg(picture.reduce(2), target, max_bytes)
