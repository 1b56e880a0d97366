"""Pictures and films prepared for Telegram: fetched, small enough, with their facts."""

import base64
import re
from dataclasses import dataclass
from typing import Any

from upath import UPath

from adgen_dagster.domain.brief import Ratio
from telegram_gateway.content.markup import Html

PHOTO_SIDE = 1280
"""Telegram shows photos at most so wide; more would only take longer to send."""

_SIZES = {Ratio.WIDE: (1280, 720), Ratio.TALL: (720, 1280), Ratio.SQUARE: (960, 960)}
_DATA_URI = re.compile(r"data:image/jpeg;base64,(?P<content>[A-Za-z0-9+/=]+)")


@dataclass(frozen=True)
class AlbumPhoto:
    """A photo for an album."""

    content: bytes
    caption: Html


@dataclass(frozen=True)
class Clip:
    """A film or a part of one."""

    content: bytes
    caption: Html
    width: int
    height: int
    seconds: float
    thumbnail: bytes
    file_name: str
    cover: bytes = b""
    """What is shown before it plays; empty: what Telegram takes from it."""


def clip(path: UPath, about: dict[str, Any], ratio: Ratio, caption: Html, name: str) -> Clip:
    """Wrap a film of the artifact store for sending.

    Args:
        path: where it lies.
        about: what is known of it: `duration_s`, `width`, `height`, `thumbnail`.
        ratio: its aspect ratio, for where its size is not known.
        caption: what stands under it.
        name: what its file is called; anything can stand there.
    """
    width, height = _SIZES[ratio]
    return Clip(
        content=path.read_bytes(),
        caption=caption,
        width=int(about.get("width") or width),
        height=int(about.get("height") or height),
        seconds=float(about.get("duration_s") or 0),
        thumbnail=_thumbnail(str(about.get("thumbnail") or "")),
        file_name=f"{_file_name(name)}.mp4",
    )


def _thumbnail(data_uri: str) -> bytes:
    """The small picture that was made with a clip: smaller than the 320 that Telegram allows."""
    found = _DATA_URI.fullmatch(data_uri)
    if found is None:
        return b""
    return base64.b64decode(found["content"])


def _file_name(title: str) -> str:
    name = re.sub(r"[^\w -]+", "", title).strip()[:60]
    return name or "film"
