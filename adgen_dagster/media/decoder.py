"""The program that decodes one untrusted picture in a process of its own.

`decoding.py` starts it. The picture is its standard input; its width and height and then its
pixels, upright sRGB on a light ground, are its standard output. What it refuses it says in one line
of standard error. It knows nothing of adgen: what it imports is all that a stranger's bytes reach.
"""

import io
import resource
import sys
from contextlib import suppress
from typing import IO, cast

# Named one by one, so that nothing has to be looked for once no file can be opened any more.
from PIL import (
    AvifImagePlugin,
    Image,
    ImageCms,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

REFUSED = 3
"""The exit code after a refusal, whose reason goes on after the picture's name."""

PLUGINS = (
    AvifImagePlugin,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,  # reads Exif, wherever it stands
    WebPImagePlugin,
)
READABLE = ("PNG", "JPEG", "WEBP", "AVIF")
"""What image models answer with and people send; Pillow's forty others stay shut."""

GROUND = (240, 240, 240)
"""Behind what is transparent: light, and a white thing can still be told from it."""

_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class RefusedPictureError(Exception):
    """Opening the picture is refused; the text continues after the file's name."""


def main() -> int:
    """Open what is on standard input, within the limits that the arguments set."""
    longest, most_pixels, cpu_s, memory_bytes = map(int, sys.argv[1:])
    _limit(resource.RLIMIT_CPU, cpu_s)
    _limit(resource.RLIMIT_AS, memory_bytes)
    _limit(resource.RLIMIT_CORE, 0)
    Image.preinit()
    # Whatever a picture does to its decoder, it can open no file and no connection.
    _limit(resource.RLIMIT_NOFILE, 0)
    try:
        picture = decoded(sys.stdin.buffer, longest, most_pixels)
    except RefusedPictureError as refusal:
        return _refuse(str(refusal))
    except UnidentifiedImageError:
        return _refuse("is not a PNG, JPEG, WebP or AVIF picture")
    except MemoryError:
        return _refuse("needs more memory than a picture may take")
    except Exception as error:  # noqa: BLE001 - a broken file breaks a decoder in any way
        return _refuse(f"cannot be read as a picture: {error}")
    sys.stdout.buffer.write(b"%d %d\n" % picture.size)
    sys.stdout.buffer.write(picture.tobytes())
    return 0


def _limit(what: int, most: int) -> None:
    with suppress(ValueError):  # macOS has no limit of address space
        resource.setrlimit(what, (most, most))


def _refuse(reason: str) -> int:
    sys.stderr.write(reason)
    return REFUSED


def decoded(file: IO[bytes], longest: int, most_pixels: int) -> Image.Image:
    """Decode the picture: upright, in sRGB and opaque, its longer side at most `longest`."""
    Image.MAX_IMAGE_PIXELS = None  # what is too large is told in our own words
    with Image.open(file, formats=READABLE) as picture:
        profile = picture.info.get("icc_profile")
        turn = _TURNS.get(_orientation(picture))
        # A JPEG can be opened at a half, a quarter, an eighth of its size.
        picture.draft(None, _within(picture.size, longest))
        if picture.width * picture.height > most_pixels:
            size = f"{picture.width}x{picture.height}"
            raise RefusedPictureError(f"is a picture of {size}, larger than we open")
        small = _eight_bit(picture)
    small.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    flat = _flattened(small, profile)
    return flat if turn is None else flat.transpose(turn)


def _within(size: tuple[int, int], longest: int) -> tuple[int, int]:
    share = min(longest / max(size), 1)
    return max(round(size[0] * share), 1), max(round(size[1] * share), 1)


def _orientation(picture: Image.Image) -> int:
    try:
        return int(picture.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - a broken Exif costs the turn, not the picture
        return 1


def _eight_bit(picture: Image.Image) -> Image.Image:
    """Return the whole picture in eight bits a channel, what is transparent as a channel."""
    if picture.mode.startswith("I"):
        # Grey of 16 bits; `convert` alone takes everything above 255 for white.
        return picture.convert("I").point(lambda level: level * (1 / 257) + 0.5).convert("L")
    if picture.has_transparency_data:
        return picture.convert("LA" if picture.mode in {"1", "L", "LA", "La"} else "RGBA")
    return picture.convert({"1": "L", "L": "L", "CMYK": "CMYK"}.get(picture.mode, "RGB"))


def _flattened(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if picture.mode not in {"LA", "RGBA"}:
        return _in_srgb(picture, profile)
    ground = Image.new("RGB", picture.size, GROUND)
    colour = _in_srgb(picture.convert(picture.mode[:-1]), profile)
    ground.paste(colour, mask=picture.getchannel("A"))
    return ground


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        # A broken profile, or one for another kind of picture, says nothing about this one.
        with suppress(ImageCms.PyCMSError, OSError, TypeError, ValueError):
            taken_in = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            srgb = cast("ImageCms.ImageCmsProfile", ImageCms.createProfile("sRGB"))
            shown = ImageCms.profileToProfile(picture, taken_in, srgb, outputMode="RGB")
            if shown:
                return shown
    return picture.convert("RGB")


if __name__ == "__main__":
    sys.exit(main())
