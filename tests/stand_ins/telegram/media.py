"""Looks at pictures, films and sound as Telegram's servers do before they accept them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, UnidentifiedImageError

from .errors import bad_request
from .files import Attachment, StoredFile
from .limits import Limits
from .parameters import Upload

_BUNDLED = Path(__file__).parents[3] / "bin" / "ffmpeg"
_READABLE = ("JPEG", "PNG", "GIF", "WEBP", "BMP")
# The sizes that Telegram makes of a picture, by the longer side: s, m, x, y.
_PHOTO_SIDES = (90, 320, 800, 1280)


def tool(name: str) -> str:
    """Where ffmpeg or ffprobe is: beside the project, else on the path."""
    named = os.environ.get(f"{name.upper()}_BINARY")
    bundled = _BUNDLED / name
    found = named or (str(bundled) if bundled.exists() else shutil.which(name))
    if not found:
        raise FileNotFoundError(f"{name} is neither in bin/ffmpeg nor on the path")
    return found


def inspect_photo(upload: Upload, limits: Limits) -> Attachment:
    """Make the sizes of a picture that Telegram would make.

    Raises:
        ApiError: 400 for what is no picture, too large, or of impossible dimensions.
    """
    _require_content(upload)
    if len(upload.data) > limits.photo_bytes:
        raise bad_request(
            f"file of size {len(upload.data)} bytes is too big for a photo; "
            f"the maximum size is {limits.photo_bytes} bytes"
        )
    try:
        picture = Image.open(BytesIO(upload.data), formats=_READABLE)
        width, height = picture.size
        if not _has_possible_sides(width, height, limits):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        picture = picture.convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError):
        raise bad_request("IMAGE_PROCESS_FAILED") from None
    largest = _resized(picture, _PHOTO_SIDES[-1])
    smaller = [_resized(picture, side) for side in _PHOTO_SIDES if side < max(width, height)]
    sizes = [size for size in smaller if size.width < largest.width]
    return Attachment("photo", largest, sizes, largest.width, largest.height)


def _has_possible_sides(width: int, height: int, limits: Limits) -> bool:
    return width + height <= limits.photo_side_sum and max(
        width, height
    ) <= limits.photo_side_ratio * min(width, height)


def _resized(picture: Image.Image, longest: int) -> StoredFile:
    smaller = picture.copy()
    smaller.thumbnail((longest, longest))
    encoded = BytesIO()
    smaller.save(encoded, "JPEG", quality=87)
    return StoredFile(
        "photo", encoded.getvalue(), width=smaller.width, height=smaller.height, mime="image/jpeg"
    )


def inspect_video(upload: Upload, limits: Limits) -> Attachment:
    """Look into a film.

    Telegram sends what it cannot read as a document; a bot that sends a film never means that,
    so here it is refused.

    Raises:
        ApiError: 400 for what holds no moving picture.
    """
    _require_content(upload)
    probed = _probe(upload)
    pictures = [s for s in probed.get("streams", []) if s.get("codec_type") == "video"]
    if not pictures:
        raise bad_request("VIDEO_FILE_INVALID")
    file = StoredFile(
        "video",
        upload.data,
        upload.name,
        int(pictures[0]["width"]),
        int(pictures[0]["height"]),
        float(probed["format"].get("duration", 0)),
        "video/mp4",
        is_faststart=0 <= upload.data.find(b"moov") < _place_of_frames(upload.data),
    )
    return Attachment("video", file)


def _place_of_frames(data: bytes) -> int:
    found = data.find(b"mdat")
    return found if found >= 0 else len(data)


def inspect_sound(upload: Upload, limits: Limits, kind: str = "voice") -> Attachment:
    """Look into a voice message or a piece of music.

    Raises:
        ApiError: 400 for what holds no sound.
    """
    _require_content(upload)
    probed = _probe(upload)
    if not any(s.get("codec_type") == "audio" for s in probed.get("streams", [])):
        raise bad_request("AUDIO_CONTENT_URL_EMPTY" if kind == "audio" else "VOICE_FILE_INVALID")
    duration = float(probed["format"].get("duration", 0))
    mime = "audio/ogg" if "ogg" in probed["format"].get("format_name", "") else ""
    file = StoredFile(kind, upload.data, upload.name, duration=duration, mime=mime)
    return Attachment(kind, file, duration=round(duration))


def inspect_document(upload: Upload, limits: Limits) -> Attachment:
    """Take any file as it is."""
    _require_content(upload)
    return Attachment("document", StoredFile("document", upload.data, upload.name or "file"))


def inspect_thumbnail(upload: Upload | None, limits: Limits) -> StoredFile | None:
    """A film's small picture, or nothing where Telegram would leave it out silently."""
    if upload is None or not 0 < len(upload.data) <= limits.thumbnail_bytes:
        return None
    try:
        picture = Image.open(BytesIO(upload.data), formats=("JPEG",))
    except (UnidentifiedImageError, OSError):
        return None
    width, height = picture.size
    if max(width, height) > limits.thumbnail_side:
        return None
    return StoredFile("thumbnail", upload.data, width=width, height=height, mime="image/jpeg")


def inspect_cover(upload: Upload, limits: Limits) -> bytes:
    """What a film shows before it plays; it is a photo like any other."""
    return INSPECTORS["photo"](upload, limits).file.data


def as_phone_records(path: Path) -> bytes:
    """A recording as a phone sends it: OGG with Opus."""
    if path.suffix in {".ogg", ".oga", ".opus"}:
        return path.read_bytes()
    ended = subprocess.run(
        [
            tool("ffmpeg"),
            "-v",
            "error",
            "-i",
            path,
            "-ac",
            "1",
            "-c:a",
            "libopus",
            "-f",
            "ogg",
            "-",
        ],
        capture_output=True,
        check=True,
    )
    return ended.stdout


def _require_content(upload: Upload) -> None:
    if not upload.data:
        raise bad_request("file must be non-empty")


def _probe(upload: Upload) -> dict[str, Any]:
    with tempfile.NamedTemporaryFile(suffix=Path(upload.name).suffix) as file:
        file.write(upload.data)
        file.flush()
        ended = subprocess.run(
            [
                tool("ffprobe"),
                "-v",
                "error",
                "-show_format",
                "-show_streams",
                "-of",
                "json",
                file.name,
            ],
            capture_output=True,
            check=False,
        )
    if ended.returncode != 0:
        return {}
    return json.loads(ended.stdout)


INSPECTORS = {
    "photo": inspect_photo,
    "video": inspect_video,
    "voice": inspect_sound,
    "document": inspect_document,
    "audio": lambda upload, limits: inspect_sound(upload, limits, "audio"),
}
