"""A group chat as a test holds it."""

from __future__ import annotations

from typing import Any

from .chats import Chat, Happening, User, Version, in_topic
from .conversation import Conversation
from .entities import Formatted, format_text
from .person import Person, reaches_bot
from .seen import SeenMessage, see
from .views import bot_member_json, chat_json, message_json
from .world import World


class Group(Conversation):
    """A group or a supergroup with several people and the bot."""

    def kicks_bot(self, by: Person) -> None:
        """Throw the bot out; it is told so."""
        with self.world.changed:
            self.chat.bot_is_kicked = True
            self.world.note(
                self.chat, Happening.NOTICE, by.user.first_name, text="throws the bot out"
            )
            change = bot_member_json(self.world, self.chat, by.user, "member", "kicked")
            self.world.updates.add("my_chat_member", self.chat.id, change)

    def lets_bot_in(self, by: Person) -> None:
        """Add the bot, for the first time or again."""
        with self.world.changed:
            before = "kicked" if self.chat.bot_is_kicked else "left"
            self.chat.bot_is_kicked = False
            self.world.note(self.chat, Happening.NOTICE, by.user.first_name, text="adds the bot")
            change = bot_member_json(self.world, self.chat, by.user, before, "member")
            self.world.updates.add("my_chat_member", self.chat.id, change)

    def says_anonymously(self, text: str) -> SeenMessage:
        """Let an admin write who hides behind the group's name."""
        account = User(1087968824, "Group", username="GroupAnonymousBot", is_bot=True)
        return self._says(account, text, {"sender_chat": chat_json(self.world, self.chat)})

    def repeats_channel(self, text: str) -> SeenMessage:
        """Let a post of the group's channel come in, as Telegram forwards it."""
        channel = {"id": -1_000_000_000_077, "type": "channel", "title": "Канал"}
        account = User(777000, "Telegram")
        return self._says(account, text, {"sender_chat": channel, "is_automatic_forward": True})

    def hears_in_topic(self, topic: int, by: Person, text: str) -> SeenMessage:
        """Let somebody write in a topic of a forum."""
        return self._says(by.user, text, in_topic(topic))

    def _says(self, account: User, text: str, on_behalf: dict[str, Any]) -> SeenMessage:
        with self.world.changed:
            version = Version(self.world.clock(), format_text(text, ""))
            message = self.world.add_message(self.chat, account, version, on_behalf=on_behalf)
            if reaches_bot(self.world, self.chat, message):
                told = message_json(self.world, message)
                self.world.updates.add("message", self.chat.id, told)
            return see(message)

    def becomes_supergroup(self, by: Person) -> Group:
        """Turn into a supergroup, which is another chat with another id.

        Both chats get a service message, as in Telegram; writing to the old one is refused with
        the id of the new one.
        """
        with self.world.changed:
            new_id = -1_000_000_000_000 + self.chat.id
            new = Chat(new_id, "supergroup", self.chat.title, dict(self.chat.members))
            new.bot_is_admin = self.chat.bot_is_admin
            self.world.chats[new_id] = new
            self._service_message(self.chat, by, "migrate_to_chat_id", new_id)
            self.chat.migrated_to = new_id
            self._service_message(new, by, "migrate_from_chat_id", self.chat.id)
            return Group(self.world, new)

    def _service_message(self, chat: Chat, by: Person, name: str, value: int) -> None:
        version = Version(self.world.clock(), Formatted())
        message = self.world.add_message(chat, by.user, version, service={name: value})
        self.world.updates.add("message", chat.id, message_json(self.world, message))


def new_group(world: World, group_id: int, kind: str, title: str, members: list[Person]) -> Group:
    """Open a group; its first member owns it and lets the bot in."""
    statuses = {person.id: "member" for person in members}
    statuses[members[0].id] = "creator"
    with world.changed:
        chat = Chat(group_id, kind, title, statuses)
        world.chats[group_id] = chat
        group = Group(world, chat)
        group.lets_bot_in(members[0])
        return group
