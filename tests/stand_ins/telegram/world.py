"""Everything the server knows: people, chats, messages, taps. One lock guards it all."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from .chats import Answer, Call, CallbackQuery, Chat, Event, Happening, Message, User, Version
from .files import FileStore
from .flood import FloodControl
from .limits import Limits
from .updates import UpdateQueue

Field = Any  # a further field of a dataclass; which, says its class


@dataclass
class BotProfile:
    """What a bot has said about itself."""

    commands: dict[tuple[str, str], list[dict[str, str]]] = field(
        default_factory=dict[tuple[str, str], list[dict[str, str]]]
    )
    texts: dict[str, str] = field(default_factory=dict[str, str])


class Changes(threading.Condition):
    """The world's lock, which counts what happens, so that who looks away misses nothing."""

    def __init__(self) -> None:
        super().__init__(threading.RLock())
        self.count = 0

    def notify_all(self) -> None:
        """Wake everybody who waits, and let who looks just now look again."""
        self.count += 1
        super().notify_all()

    def wait_for_more(self, count: int, timeout_s: float) -> None:
        """Wait until more has happened than when `count` was read."""
        with self:
            self.wait_for(lambda: self.count != count, timeout_s)


class World:
    """The state behind the Bot API.

    `changed` is its lock and is notified of everything that happens, so that tests and long polls
    wait for it instead of sleeping.
    """

    def __init__(self, token: str, bot_name: str, limits: Limits) -> None:
        self.token = token
        self.limits = limits
        self.changed = Changes()
        self.bot = User(
            int(token.partition(":")[0]), bot_name, username=f"{bot_name}Bot", is_bot=True
        )
        self.profile = BotProfile()
        self.privacy_mode = True
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.chats: dict[int, Chat] = {}
        self.files = FileStore(limits)
        self.flood = FloodControl(limits)
        self.updates = UpdateQueue(self.changed)
        self.queries: dict[str, CallbackQuery] = {}
        self.calls: list[Call] = []
        self._started = time.monotonic()
        self._next_message_id: dict[int, int] = {}

    def clock(self) -> float:
        """Seconds since the server started."""
        return time.monotonic() - self._started

    def date(self) -> int:
        """The time as the Bot API gives it."""
        return int(time.time())

    def new_message_id(self, chat: Chat) -> int:
        """A number for a message.

        A supergroup counts its own; all other chats of a bot share one row of numbers. So the
        number alone names no message.
        """
        row = chat.id if chat.kind == "supergroup" else 0
        self._next_message_id[row] = self._next_message_id.get(row, 0) + 1
        return self._next_message_id[row]

    def add_message(self, chat: Chat, sender: User, version: Version, **more: Field) -> Message:
        """Put a message into a chat.

        Args:
            chat: where.
            sender: who says it.
            version: what it shows.
            more: further fields of `Message`.
        """
        with self.changed:
            message = Message(
                chat.id, self.new_message_id(chat), sender, self.date(), [version], **more
            )
            chat.messages[message.message_id] = message
            if sender.is_bot:
                chat.action = ""
            self.note(chat, Happening.SENT, sender.first_name, message_id=message.message_id)
            return message

    def change_message(self, message: Message, version: Version) -> None:
        """Let a message show something else from now on."""
        with self.changed:
            message.versions.append(version)
            message.edit_date = self.date()
            self.note(
                self.chats[message.chat_id],
                Happening.EDITED,
                message.sender.first_name,
                message_id=message.message_id,
                version=len(message.versions) - 1,
            )

    def delete_message(self, message: Message, by: User) -> None:
        """Take a message away."""
        with self.changed:
            message.is_deleted = True
            chat = self.chats[message.chat_id]
            self.note(chat, Happening.DELETED, by.first_name, message_id=message.message_id)

    def note(self, chat: Chat, what: Happening, who: str, **more: Field) -> None:
        """Write down that something happened, and wake who waits."""
        with self.changed:
            chat.events.append(Event(self.clock(), what, who, **more))
            self.changed.notify_all()

    def tap(self, user: User, message: Message, data: str, label: str) -> CallbackQuery:
        """Write down a tap on a button."""
        with self.changed:
            query = CallbackQuery(str(secrets.randbits(62)), user, message, data, self.clock())
            self.queries[query.id] = query
            self.note(
                self.chats[message.chat_id],
                Happening.TAPPED,
                user.first_name,
                message_id=message.message_id,
                text=label,
            )
            return query

    def answer(self, query: CallbackQuery, text: str, url: str, *, is_alert: bool) -> None:
        """Let the person see the answer to a tap."""
        with self.changed:
            query.answer = Answer(text, is_alert, url, self.clock() - query.at)
            self.note(
                self.chats[query.message.chat_id],
                Happening.ANSWERED,
                self.bot.first_name,
                message_id=query.message.message_id,
                text=f"{'alert' if is_alert else 'toast'}: {text}" if text else "",
            )
