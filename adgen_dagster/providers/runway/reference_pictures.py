"""Pictures for Runway: inlined as data URIs, or uploaded first if large."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import cast

from adgen_dagster.domain.sizes import MEBIBYTE
from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.base import ProviderError
from adgen_dagster.providers.runway.client import RunwayClient
from adgen_dagster.providers.runway.downloads import suffix_of
from adgen_dagster.storage.artifacts import Json

DATA_URI_BYTES = 5 * MEBIBYTE
"""A data URI has to be shorter (assets/inputs in Runway's documentation)."""

_MEDIA_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}


@dataclass(frozen=True)
class ReferencePicture:
    """A picture in a request; what it is, is told by its content."""

    content: bytes
    suffix: str

    @classmethod
    def of(cls, path: Path) -> "ReferencePicture":
        """Read the picture in a file.

        Raises:
            ProviderError: it is not a PNG, JPEG or WebP.
        """
        content = path.read_bytes()
        suffix = suffix_of(content[:16])
        if suffix not in _MEDIA_TYPES:
            raise ProviderError(
                ErrorKind.BAD_INPUT, "Runway takes PNG, JPEG and WebP pictures; this is another."
            )
        return cls(content, suffix)

    @property
    def media_type(self) -> str:
        """Such as `image/png`."""
        return _MEDIA_TYPES[self.suffix]

    @cached_property
    def digest(self) -> str:
        """By which a document names the picture."""
        return hashlib.sha256(self.content).hexdigest()

    def address(self, client: RunwayClient) -> str:
        """Return what stands for the picture in a request: a data URI, or an upload's address."""
        encoded = base64.b64encode(self.content).decode()
        uri = f"data:{self.media_type};base64,{encoded}"
        if len(uri) < DATA_URI_BYTES:
            return uri
        return client.upload(self.content, f"{self.digest[:16]}{self.suffix}", self.media_type)


def sendable(body: Json, client: RunwayClient) -> Json:
    """Prepare a request's body for sending: pictures inlined, or uploaded first if large.

    Raises:
        RunwayError: a picture could not be lent.
    """
    return cast("Json", _replaced(body, lambda picture: picture.address(client)))


def describable(body: Json) -> Json:
    """Prepare a request's body for its document: pictures by their digest."""
    return cast(
        "Json",
        _replaced(
            body,
            lambda picture: (
                f"sha256:{picture.digest} ({picture.media_type}, {len(picture.content)} bytes)"
            ),
        ),
    )


def _replaced(part: object, by: Callable[[ReferencePicture], str]) -> object:
    if isinstance(part, ReferencePicture):
        return by(part)
    if isinstance(part, dict):
        return {name: _replaced(inner, by) for name, inner in cast("Json", part).items()}
    if isinstance(part, list):
        return [_replaced(inner, by) for inner in cast("list[object]", part)]
    return part
