"""A scripted person with a phone: writes, speaks, sends pictures, taps buttons, blocks the bot."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .chats import Answer, CallbackQuery, Chat, Happening, Message, User, Version
from .conversation import PATIENCE_S, Conversation
from .entities import Formatted, format_text
from .files import Attachment
from .media import (
    as_phone_records,
    inspect_document,
    inspect_photo,
    inspect_sound,
    inspect_video,
)
from .parameters import Upload
from .seen import Button, SeenMessage, keyboard_of, see
from .transcript import transcript
from .views import bot_member_json, callback_json, message_json
from .world import World


@dataclass(frozen=True)
class Tap:
    """A tap on a button; until the bot answers it, the button shows a spinner."""

    world: World
    query: CallbackQuery

    @property
    def answer(self) -> Answer | None:
        """What the bot answered, if it did."""
        return self.query.answer

    def wait_for_answer(self, timeout_s: float = PATIENCE_S) -> Answer:
        """Wait until the bot answers the tap (its text may be empty).

        Raises:
            AssertionError: it did not; shows the transcript.
        """
        chat = self.world.chats[self.query.message.chat_id]
        return Conversation(self.world, chat).wait_until(
            lambda _: self.query.answer, "the answer to a tap", timeout_s
        )


class Person:
    """One person. Everything is done in the private chat unless `chat` names another."""

    def __init__(self, world: World, user: User) -> None:
        self._world = world
        self.user = user

    @property
    def id(self) -> int:
        """The person's Telegram id; the private chat has the same."""
        return self.user.id

    def private_chat(self) -> Conversation:
        """The chat with the bot."""
        return Conversation(self._world, self._world.chats[self.user.id])

    def says(
        self, text: str, *, chat: Conversation | None = None, reply_to: SeenMessage | None = None
    ) -> SeenMessage:
        """Write a text; like the app, split it where it is too long. Returns the last piece."""
        longest = self._world.limits.text_length
        pieces = [text[at : at + longest] for at in range(0, len(text), longest)]
        return [self._sends(chat, format_text(piece, ""), None, reply_to) for piece in pieces][-1]

    def sends_voice(
        self,
        path: Path,
        caption: str = "",
        *,
        chat: Conversation | None = None,
        reply_to: SeenMessage | None = None,
    ) -> SeenMessage:
        """Speak a voice message; the recording becomes OGG with Opus, as a phone makes it."""
        upload = Upload("voice.ogg", as_phone_records(path))
        found = inspect_sound(upload, self._world.limits)
        found.file.name = ""
        return self._sends(chat, format_text(caption, ""), found, reply_to)

    def sends_audio(
        self, path: Path, caption: str = "", *, chat: Conversation | None = None
    ) -> SeenMessage:
        """Send a piece of music, or whatever an app takes for one."""
        found = inspect_sound(Upload(path.name, path.read_bytes()), self._world.limits, "audio")
        return self._sends(chat, format_text(caption, ""), found)

    def sends_album(
        self, paths: Sequence[Path], captions: Sequence[str], *, chat: Conversation | None = None
    ) -> list[SeenMessage]:
        """Send several pictures together, each with its caption."""
        album = str(secrets.randbits(60))
        found = [
            inspect_photo(Upload(path.name, path.read_bytes()), self._world.limits)
            for path in paths
        ]
        return [
            self._sends(chat, format_text(caption, ""), each, album=album)
            for each, caption in zip(found, captions, strict=True)
        ]

    def sends_photo(
        self,
        path: Path,
        caption: str = "",
        *,
        chat: Conversation | None = None,
        reply_to: SeenMessage | None = None,
    ) -> SeenMessage:
        """Send a picture."""
        found = inspect_photo(Upload(path.name, path.read_bytes()), self._world.limits)
        return self._sends(chat, format_text(caption, ""), found, reply_to)

    def sends_video(
        self, path: Path, caption: str = "", *, chat: Conversation | None = None
    ) -> SeenMessage:
        """Send a film."""
        found = inspect_video(Upload(path.name, path.read_bytes()), self._world.limits)
        found.width, found.height = found.file.width, found.file.height
        found.duration = round(found.file.duration)
        return self._sends(chat, format_text(caption, ""), found)

    def sends_document(
        self, path: Path, caption: str = "", *, chat: Conversation | None = None
    ) -> SeenMessage:
        """Send a file as it is; a person's may be larger than a bot can fetch."""
        found = inspect_document(Upload(path.name, path.read_bytes()), self._world.limits)
        return self._sends(chat, format_text(caption, ""), found)

    def edits(self, message: SeenMessage, text: str) -> SeenMessage:
        """Change what was written."""
        with self._world.changed:
            chat = self._world.chats[message.chat_id]
            own = chat.messages[message.message_id]
            if own.sender is not self.user:
                raise AssertionError("only one's own messages can be edited")
            body = format_text(text, "")
            version = Version(self._world.clock(), body, own.now.attachment)
            self._world.change_message(own, version)
            self._deliver("edited_message", chat, own)
            return see(own)

    def taps(
        self,
        label: str = "",
        *,
        data: str = "",
        message: SeenMessage | None = None,
        chat: Conversation | None = None,
        stale: bool = False,
    ) -> Tap:
        """Tap a button of the newest message that has it.

        Args:
            label: the button's text, or a piece of it.
            data: its callback data, instead.
            message: the message to tap in.
            chat: where, if not in the private chat.
            stale: whether the person's screen may be behind, so that a button can be tapped
                which has left the message meanwhile (or the message itself has).

        Raises:
            AssertionError: there is no such button; shows the transcript.
        """
        with self._world.changed:
            room = self._room(chat)
            for candidate in reversed(room.messages.values()):
                if message and candidate.message_id != message.message_id:
                    continue
                if button := _button(candidate, label, data, stale=stale):
                    return self._tap(candidate, button)
            shown = transcript(self._world, room)
            raise AssertionError(
                f"{self.user.first_name} sees no button {label or data!r}\n{shown}"
            )

    def double_taps(
        self, label: str = "", *, data: str = "", chat: Conversation | None = None
    ) -> tuple[Tap, Tap]:
        """Tap twice, faster than any bot can answer."""
        with self._world.changed:
            return self.taps(label, data=data, chat=chat), self.taps(label, data=data, chat=chat)

    def forges(self, data: str, message: SeenMessage) -> Tap:
        """Send any data for any message of a chat, as a program in place of the app can."""
        with self._world.changed:
            found = self._world.chats[message.chat_id].messages[message.message_id]
            return self._tap(found, Button(f"forged {data}", data))

    def blocks_bot(self) -> None:
        """Block the bot: it may not write any more, and is told so."""
        self._set_blocked(is_blocked=True)

    def unblocks_bot(self) -> None:
        """Let the bot write again."""
        self._set_blocked(is_blocked=False)

    def deletes_account(self) -> None:
        """Leave Telegram; no bot is told."""
        with self._world.changed:
            self.user.is_deactivated = True
            chat = self._world.chats[self.user.id]
            self._world.note(chat, Happening.NOTICE, self.user.first_name, text="leaves Telegram")

    def _set_blocked(self, *, is_blocked: bool) -> None:
        with self._world.changed:
            self.user.has_blocked_bot = is_blocked
            chat = self._world.chats[self.user.id]
            text = "blocks the bot" if is_blocked else "unblocks the bot"
            self._world.note(chat, Happening.NOTICE, self.user.first_name, text=text)
            states = ("member", "kicked") if is_blocked else ("kicked", "member")
            change = bot_member_json(self._world, chat, self.user, *states)
            self._world.updates.add("my_chat_member", chat.id, change)

    def _room(self, chat: Conversation | None) -> Chat:
        room = chat.chat if chat else self._world.chats[self.user.id]
        if room.is_group and self.user.id not in room.members:
            raise AssertionError(f"{self.user.first_name} is not in the group {room.title}")
        if not room.is_group and room.id != self.user.id:
            raise AssertionError("nobody else can see a private chat")
        return room

    def _sends(
        self,
        chat: Conversation | None,
        body: Formatted,
        attachment: Attachment | None,
        reply_to: SeenMessage | None = None,
        album: str = "",
    ) -> SeenMessage:
        with self._world.changed:
            room = self._room(chat)
            if not room.is_group:
                if self.user.has_blocked_bot:
                    raise AssertionError(f"{self.user.first_name} has blocked the bot")
                self.user.has_started_bot = True
            kept = self._world.files.keep(attachment) if attachment else None
            version = Version(self._world.clock(), body, kept)
            answered = reply_to.message_id if reply_to else 0
            message = self._world.add_message(
                room, self.user, version, reply_to=answered, album_id=album
            )
            self._deliver("message", room, message)
            return see(message)

    def _deliver(self, kind: str, chat: Chat, message: Message) -> None:
        if reaches_bot(self._world, chat, message):
            self._world.updates.add(kind, chat.id, message_json(self._world, message))

    def _tap(self, message: Message, button: Button) -> Tap:
        if not button.data:
            raise AssertionError(f"the button {button.text!r} is a link to {button.url!r}")
        query = self._world.tap(self.user, message, button.data, button.text)
        payload = callback_json(self._world, query)
        self._world.updates.add("callback_query", message.chat_id, payload)
        return Tap(self._world, query)


def _button(message: Message, label: str, data: str, *, stale: bool) -> Button | None:
    """A message's button by its text or data; of any version that was ever shown, if stale."""
    if message.is_deleted and not stale:
        return None
    for version in range(len(message.versions) - 1, -1, -1) if stale else [-1]:
        if not data:
            if found := see(message, version).button(label):
                return found
            continue
        for row in keyboard_of(message.versions[version]):
            for button in row:
                if button.data == data:
                    return button
    return None


def reaches_bot(world: World, chat: Chat, message: Message) -> bool:
    """Whether a bot gets to see a message: in groups, privacy mode hides most of them."""
    if chat.bot_is_kicked:
        return False
    if not chat.is_group or chat.bot_is_admin or not world.privacy_mode:
        return True
    replied = chat.messages.get(message.reply_to)
    if replied and replied.sender is world.bot:
        return True
    own_name = f"@{world.bot.username}".lower()
    seen = see(message)
    commands = [command.lower() for command in seen.styled("bot_command")]
    return any(
        "@" not in command or command.endswith(own_name) for command in commands
    ) or own_name in map(str.lower, seen.styled("mention"))
