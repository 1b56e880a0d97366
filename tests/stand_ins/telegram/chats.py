"""Who and what a chat is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .entities import Formatted
from .files import Attachment
from .keyboards import Markup


@dataclass
class User:
    """A person, or the bot itself."""

    id: int
    first_name: str
    language: str = ""
    username: str = ""
    is_bot: bool = False
    has_started_bot: bool = False
    has_blocked_bot: bool = False
    is_deactivated: bool = False


@dataclass(frozen=True)
class Version:
    """What a message showed from some moment on."""

    at: float
    body: Formatted
    attachment: Attachment | None = None
    markup: Markup | None = None

    def shows_the_same_as(self, other: Version) -> bool:
        """Whether an edit from the one to the other would change nothing."""
        return (self.body, self.attachment, self.markup) == (
            other.body,
            other.attachment,
            other.markup,
        )


@dataclass
class Message:
    """A message with everything it ever showed."""

    chat_id: int
    message_id: int
    sender: User
    date: int
    versions: list[Version]
    reply_to: int = 0
    album_id: str = ""
    edit_date: int = 0
    is_deleted: bool = False
    is_silent: bool = False
    effect: str = ""
    service: dict[str, Any] = field(default_factory=dict[str, Any])
    on_behalf: dict[str, Any] = field(default_factory=dict[str, Any])
    """What tells who says it (`sender_chat` and its like), and in which topic."""

    @property
    def now(self) -> Version:
        """What it shows at present."""
        return self.versions[-1]


def in_topic(topic: int) -> dict[str, Any]:
    """What tells that a message stands in a topic of a forum; 0: it stands in none."""
    return {"message_thread_id": topic, "is_topic_message": True} if topic else {}


class Happening(StrEnum):
    """What can happen in a chat."""

    SENT = "sent"
    EDITED = "edited"
    DELETED = "deleted"
    TAPPED = "tapped"
    ANSWERED = "answered"
    ACTION = "action"
    NOTICE = "notice"


@dataclass(frozen=True)
class Event:
    """One thing that happened, for the transcript."""

    at: float
    what: Happening
    who: str
    message_id: int = 0
    version: int = 0
    text: str = ""


@dataclass
class Chat:
    """A private chat, a group or a supergroup."""

    id: int
    kind: str
    title: str = ""
    members: dict[int, str] = field(default_factory=dict[int, str])
    bot_is_kicked: bool = False
    migrated_to: int = 0
    bot_is_admin: bool = False
    messages: dict[int, Message] = field(default_factory=dict[int, Message])
    events: list[Event] = field(default_factory=list[Event])
    action: str = ""
    action_until: float = 0.0

    @property
    def is_group(self) -> bool:
        """Whether several people talk here."""
        return self.kind != "private"

    def shown(self) -> Iterator[Message]:
        """The messages that are still there, oldest first."""
        return (message for message in self.messages.values() if not message.is_deleted)


@dataclass(frozen=True)
class Answer:
    """What a bot answered to a tap."""

    text: str
    is_alert: bool
    url: str
    after_s: float


@dataclass
class CallbackQuery:
    """One tap on a button."""

    id: str
    user: User
    message: Message
    data: str
    at: float
    answer: Answer | None = None


@dataclass(frozen=True)
class Call:
    """One call of the bot and how it ended."""

    at: float
    method: str
    chat_id: str
    status: int
    description: str = ""
