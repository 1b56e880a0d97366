"""Files as Telegram keeps them: sent once, known by an id, fetched by a path."""

from __future__ import annotations

import mimetypes
import secrets
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from .errors import bad_request
from .limits import Limits

# tdlib's names of its file kinds, as they stand in "can't use file of type Video as Photo"
TDLIB_NAMES = {
    "photo": "Photo", "video": "Video", "voice": "VoiceNote", "document": "Document",
    "audio": "Audio", "thumbnail": "Thumbnail", "animation": "Animation",
}  # fmt: skip
_FOLDERS = {
    "photo": "photos", "video": "videos", "voice": "voice", "document": "documents",
    "audio": "music", "thumbnail": "thumbnails", "animation": "animations",
}  # fmt: skip
_ENDINGS = {"photo": ".jpg", "thumbnail": ".jpg", "voice": ".oga", "video": ".mp4"}


@dataclass
class StoredFile:
    """One file: its bytes and what looking at them showed."""

    kind: str
    data: bytes
    name: str = ""
    width: int = 0
    height: int = 0
    duration: float = 0.0
    mime: str = ""
    # whether a phone can begin to play before the whole file is there (moov before mdat)
    is_faststart: bool = False
    file_id: str = field(default_factory=lambda: "AgAC" + secrets.token_urlsafe(48))
    file_unique_id: str = field(default_factory=lambda: "AQAD" + secrets.token_urlsafe(8))
    path: str = ""

    @property
    def size(self) -> int:
        """Its size in bytes."""
        return len(self.data)

    @property
    def mime_type(self) -> str:
        """Its type, by its name where looking at it did not tell."""
        return self.mime or mimetypes.guess_type(self.name)[0] or "application/octet-stream"


@dataclass
class Attachment:
    """A file in a message, with what the sender said about it."""

    kind: str
    file: StoredFile
    sizes: list[StoredFile] = field(default_factory=list[StoredFile])
    width: int = 0
    height: int = 0
    duration: int = 0
    supports_streaming: bool = False
    has_spoiler: bool = False
    thumbnail: StoredFile | None = None
    cover: bytes = b""

    @property
    def files(self) -> list[StoredFile]:
        """Everything in it that has a file id."""
        return [*self.sizes, self.file, *([self.thumbnail] if self.thumbnail else [])]


class FileStore:
    """Every file of the server, by id and by path."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._attachments: dict[str, Attachment] = {}
        self._files: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def keep(self, attachment: Attachment) -> Attachment:
        """Remember an attachment under the ids of all its files."""
        for file in attachment.files:
            self._files[file.file_id] = file
            if file is not attachment.thumbnail:
                self._attachments[file.file_id] = attachment
        return attachment

    def again(self, file_id: str, kind: str) -> Attachment:
        """The attachment that an id sends once more.

        Raises:
            ApiError: 400 for an unknown id, or one of another kind of file.
        """
        if "://" in file_id and not file_id.startswith("http"):
            raise bad_request("invalid file HTTP URL specified: Unsupported URL protocol")
        if "." in file_id:
            raise bad_request("failed to get HTTP URL content")
        file = self._files.get(file_id)
        if file is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if file.kind != kind:
            raise bad_request(
                f"can't use file of type {TDLIB_NAMES[file.kind]} as {TDLIB_NAMES[kind]}"
            )
        return self._attachments[file_id]

    def describe(self, file_id: str) -> dict[str, Any]:
        """The answer of getFile: gives the file a path to fetch it by.

        Raises:
            ApiError: 400 for an unknown id, or a file too big for a bot.
        """
        if not file_id:
            raise bad_request("file_id not specified")
        file = self._files.get(file_id)
        if file is None:
            raise bad_request("invalid file_id")
        if file.size > self._limits.download_bytes:
            raise bad_request("file is too big")
        if not file.path:
            ending = _ENDINGS.get(file.kind) or PurePosixPath(file.name).suffix
            file.path = f"{_FOLDERS[file.kind]}/file_{len(self._by_path)}{ending}"
            self._by_path[file.path] = file
        return {
            "file_id": file.file_id,
            "file_unique_id": file.file_unique_id,
            "file_size": file.size,
            "file_path": file.path,
        }

    def at_path(self, path: str) -> StoredFile | None:
        """The file at a path that getFile gave out."""
        return self._by_path.get(path)
