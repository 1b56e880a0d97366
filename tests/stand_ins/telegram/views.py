"""How the Bot API tells a bot of people, chats and messages: the JSON objects."""

from __future__ import annotations

from typing import Any

from .chats import CallbackQuery, Chat, Message, User
from .files import Attachment, StoredFile
from .world import World

Json = dict[str, Any]

_RIGHTS = (
    "can_be_edited", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users",
    "can_post_stories", "can_edit_stories", "can_delete_stories", "can_pin_messages",
)  # fmt: skip
_OF_STATUS: dict[str, Json] = {
    "creator": {"is_anonymous": False},
    "administrator": {"is_anonymous": False, **dict.fromkeys(_RIGHTS, False)},
    "kicked": {"until_date": 0},
}


def user_json(user: User) -> Json:
    """A User object."""
    view: Json = {"id": user.id, "is_bot": user.is_bot, "first_name": user.first_name}
    if user.username:
        view["username"] = user.username
    if user.language:
        view["language_code"] = user.language
    return view


def chat_json(world: World, chat: Chat) -> Json:
    """A Chat object."""
    if chat.is_group:
        return {"id": chat.id, "type": chat.kind, "title": chat.title}
    user = world.users[chat.id]
    view: Json = {"id": chat.id, "type": "private", "first_name": user.first_name}
    if user.username:
        view["username"] = user.username
    return view


def message_json(world: World, message: Message, *, with_reply: bool = True) -> Json:
    """A Message object, as it is now."""
    chat = world.chats[message.chat_id]
    view: Json = {
        "message_id": message.message_id,
        "from": user_json(message.sender),
        "chat": chat_json(world, chat),
        "date": message.date,
        **message.service,
        **message.on_behalf,
    }
    if message.edit_date:
        view["edit_date"] = message.edit_date
    if message.album_id:
        view["media_group_id"] = message.album_id
    replied = chat.messages.get(message.reply_to)
    if with_reply and replied and not replied.is_deleted:
        view["reply_to_message"] = message_json(world, replied, with_reply=False)
    shown = message.now
    text, entities = ("text", "entities")
    if shown.attachment:
        text, entities = ("caption", "caption_entities")
        view |= attachment_json(shown.attachment)
    if shown.body.text:
        view[text] = shown.body.text
    if shown.body.entities:
        view[entities] = shown.body.entities
    if shown.markup and "inline_keyboard" in shown.markup:
        view["reply_markup"] = shown.markup
    return view


def attachment_json(attachment: Attachment) -> Json:
    """The field of a Message that holds its file."""
    if attachment.kind == "photo":
        return {"photo": [_file(size, sides=True) for size in [*attachment.sizes, attachment.file]]}
    view = _file(attachment.file)
    if attachment.kind == "video":
        view |= {
            "width": attachment.width,
            "height": attachment.height,
            "duration": attachment.duration,
        }
    if attachment.kind in {"voice", "audio"}:
        view["duration"] = attachment.duration
    view["mime_type"] = attachment.file.mime_type
    if attachment.kind != "voice" and attachment.file.name:
        view["file_name"] = attachment.file.name
    if attachment.thumbnail:
        view["thumbnail"] = _file(attachment.thumbnail, sides=True)
    return {attachment.kind: view}


def _file(file: StoredFile, *, sides: bool = False) -> Json:
    view: Json = {
        "file_id": file.file_id,
        "file_unique_id": file.file_unique_id,
        "file_size": file.size,
    }
    if sides:
        view |= {"width": file.width, "height": file.height}
    return view


def callback_json(world: World, query: CallbackQuery) -> Json:
    """A CallbackQuery object; a deleted message is an InaccessibleMessage in it."""
    message = query.message
    if message.is_deleted:
        chat = chat_json(world, world.chats[message.chat_id])
        shown: Json = {"chat": chat, "message_id": message.message_id, "date": 0}
    else:
        shown = message_json(world, message)
    return {
        "id": query.id,
        "from": user_json(query.user),
        "message": shown,
        "chat_instance": str(query.message.chat_id * 31),
        "data": query.data,
    }


def member_json(user: User, status: str) -> Json:
    """A ChatMember object."""
    return {"user": user_json(user), "status": status} | _OF_STATUS.get(status, {})


def bot_member_json(world: World, chat: Chat, by: User, before: str, after: str) -> Json:
    """A ChatMemberUpdated object about the bot itself: blocked, kicked, added."""
    return {
        "chat": chat_json(world, chat),
        "from": user_json(by),
        "date": world.date(),
        "old_chat_member": member_json(world.bot, before),
        "new_chat_member": member_json(world.bot, after),
    }
