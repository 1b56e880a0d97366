"""What a person sees on the screen: snapshots of messages for tests to look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .chats import Message, Version
from .entities import Formatted
from .files import Attachment
from .markup import Entity


@dataclass(frozen=True)
class Button:
    """A button under a message."""

    text: str
    data: str = ""
    url: str = ""
    style: str = ""
    copies: str = ""


@dataclass(frozen=True)
class SeenPhoto:
    """A picture."""

    width: int
    height: int
    file_id: str
    content: bytes

    def __str__(self) -> str:
        return f"🖼 photo {self.width}×{self.height}"


@dataclass(frozen=True)
class SeenVideo:
    """A film: as it is, and as the bot declared it (phones lay it out by that)."""

    width: int
    height: int
    duration: float
    declared_width: int
    declared_height: int
    declared_duration: int
    supports_streaming: bool
    is_faststart: bool
    thumbnail: bytes
    cover: bytes
    file_name: str
    file_id: str
    content: bytes

    def __str__(self) -> str:
        size = len(self.content) / 1e6
        return f"🎬 video {self.duration:.1f} s {self.width}×{self.height} {size:.1f} MB"


@dataclass(frozen=True)
class SeenFile:
    """A voice message, a piece of music or a document."""

    kind: str
    duration: float
    file_name: str
    file_id: str
    content: bytes

    def __str__(self) -> str:
        if self.kind == "document":
            return f"📎 {self.file_name} {len(self.content) / 1e6:.1f} MB"
        sign = "🎤 voice" if self.kind == "voice" else f"🎵 {self.file_name}"
        return f"{sign} {self.duration:.1f} s"


@dataclass(frozen=True)
class SeenMessage:
    """A message as it stood at one moment; `at` is in seconds since the server started."""

    message_id: int
    chat_id: int
    sender: str
    is_from_bot: bool
    at: float
    edited_at: float | None
    text: str
    entities: tuple[Entity, ...]
    keyboard: tuple[tuple[Button, ...], ...]
    media: SeenPhoto | SeenVideo | SeenFile | None
    album_id: str
    reply_to: int
    is_service: bool
    version: int
    is_silent: bool = False
    effect: str = ""
    topic: int = 0
    """The topic of a forum that it stands in."""
    forced_reply: dict[str, Any] | None = None
    """How the app is told to open a reply to it, if it is."""

    @property
    def buttons(self) -> list[Button]:
        """All its buttons, row after row."""
        return [button for row in self.keyboard for button in row]

    @property
    def photo(self) -> SeenPhoto | None:
        """Its picture, if it is one."""
        return self.media if isinstance(self.media, SeenPhoto) else None

    @property
    def video(self) -> SeenVideo | None:
        """Its film, if it is one."""
        return self.media if isinstance(self.media, SeenVideo) else None

    @property
    def changed_at(self) -> float:
        """When it came to look as it does."""
        return self.at if self.edited_at is None else self.edited_at

    def button(self, text: str) -> Button | None:
        """The button with this text, else the only one that has it in its text."""
        exact = [button for button in self.buttons if button.text == text]
        containing = [button for button in self.buttons if text in button.text]
        found = exact or containing
        return found[0] if found else None

    def styled(self, kind: str) -> list[str]:
        """The pieces of the text that have an entity: `styled("bold")`."""
        units = self.text.encode("utf-16-le")
        return [
            units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le")
            for e in self.entities
            if e["type"] == kind
        ]


def see(message: Message, version: int = -1) -> SeenMessage:
    """A snapshot of a message, of its last version or an earlier one."""
    index = version % len(message.versions)
    shown = message.versions[index]
    body: Formatted = shown.body
    return SeenMessage(
        message.message_id,
        message.chat_id,
        message.sender.first_name,
        message.sender.is_bot,
        message.versions[0].at,
        shown.at if index else None,
        body.text,
        tuple(body.entities),
        keyboard_of(shown),
        _media(shown.attachment),
        message.album_id,
        message.reply_to,
        bool(message.service),
        index,
        message.is_silent,
        message.effect,
        message.on_behalf.get("message_thread_id", 0),
        shown.markup if shown.markup and "force_reply" in shown.markup else None,
    )


def keyboard_of(shown: Version) -> tuple[tuple[Button, ...], ...]:
    """The buttons under a version of a message."""
    rows: list[list[dict[str, Any]]] = (shown.markup or {}).get("inline_keyboard", [])
    return tuple(tuple(_button(each) for each in row) for row in rows)


def _button(shown: dict[str, Any]) -> Button:
    return Button(
        shown["text"],
        shown.get("callback_data", ""),
        shown.get("url", ""),
        shown.get("style", ""),
        shown.get("copy_text", {}).get("text", ""),
    )


def _media(attachment: Attachment | None) -> SeenPhoto | SeenVideo | SeenFile | None:
    if attachment is None:
        return None
    file = attachment.file
    if attachment.kind == "photo":
        return SeenPhoto(file.width, file.height, file.file_id, file.data)
    if attachment.kind == "video":
        return SeenVideo(
            file.width,
            file.height,
            file.duration,
            attachment.width,
            attachment.height,
            attachment.duration,
            attachment.supports_streaming,
            file.is_faststart,
            attachment.thumbnail.data if attachment.thumbnail else b"",
            attachment.cover,
            file.name,
            file.file_id,
            file.data,
        )
    return SeenFile(attachment.kind, file.duration, file.name, file.file_id, file.data)
