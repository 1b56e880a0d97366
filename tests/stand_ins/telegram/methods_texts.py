"""Messages: sending, editing, deleting, copying; chat actions."""

from __future__ import annotations

from .chats import Chat, Happening, Version
from .errors import bad_request
from .keyboards import is_inline
from .methods import (
    BotApi,
    admit,
    find_chat,
    find_own_message,
    manner,
    method,
    put_version,
    read_caption,
    read_markup,
    read_text,
    replied_to,
    writable_chat,
)
from .parameters import Parameters
from .views import message_json

_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note",
    "upload_video_note",
}  # fmt: skip


@method("sendMessage")
def send_message(api: BotApi, parameters: Parameters) -> object:
    """Send a text."""
    world = api.world
    body = read_text(world, parameters, too_long="message is too long")
    markup = read_markup(world, parameters)
    with world.changed:
        chat = writable_chat(world, parameters)
        reply_to = replied_to(chat, parameters)
        admit(world, chat)
        version = Version(world.clock(), body, markup=markup)
        message = world.add_message(
            chat, world.bot, version, reply_to=reply_to, **manner(chat, parameters)
        )
        return message_json(world, message)


@method("editMessageText")
def edit_message_text(api: BotApi, parameters: Parameters) -> object:
    """Put another text in a text's place. Buttons that are not named again leave."""
    world = api.world
    body = read_text(world, parameters, too_long="MESSAGE_TOO_LONG")
    markup = read_markup(world, parameters)
    with world.changed:
        message = find_own_message(world, writable_chat(world, parameters), parameters)
        if message.now.attachment:
            raise bad_request("there is no text in the message to edit")
        if not is_inline(message.now.markup):
            raise bad_request("message can't be edited")
        put_version(world, message, body, markup)
        return message_json(world, message)


@method("editMessageCaption")
def edit_message_caption(api: BotApi, parameters: Parameters) -> object:
    """Put another caption under a file."""
    world = api.world
    body = read_caption(world, parameters, too_long="MEDIA_CAPTION_TOO_LONG")
    markup = read_markup(world, parameters)
    with world.changed:
        message = find_own_message(world, writable_chat(world, parameters), parameters)
        if not message.now.attachment:
            raise bad_request("there is no caption in the message to edit")
        put_version(world, message, body, markup)
        return message_json(world, message)


@method("editMessageReplyMarkup")
def edit_message_reply_markup(api: BotApi, parameters: Parameters) -> object:
    """Put other buttons under a message, or none."""
    world = api.world
    markup = read_markup(world, parameters)
    with world.changed:
        message = find_own_message(world, writable_chat(world, parameters), parameters)
        if not is_inline(message.now.markup):
            raise bad_request("message can't be edited")
        put_version(world, message, message.now.body, markup)
        return message_json(world, message)


@method("deleteMessage")
def delete_message(api: BotApi, parameters: Parameters) -> object:
    """Take one message away."""
    world = api.world
    with world.changed:
        chat = writable_chat(world, parameters)
        _delete(api, chat, parameters.integer("message_id"))
    return True


@method("deleteMessages")
def delete_messages(api: BotApi, parameters: Parameters) -> object:
    """Take several messages away; those that are not there are passed over."""
    wanted = parameters.parsed("message_ids")
    if not isinstance(wanted, list) or not 1 <= len(wanted) <= 100:
        raise bad_request("message identifiers are not specified")
    with api.world.changed:
        chat = writable_chat(api.world, parameters)
        for message_id in map(int, wanted):
            if message_id in chat.messages and not chat.messages[message_id].is_deleted:
                _delete(api, chat, message_id)
    return True


def _delete(api: BotApi, chat: Chat, message_id: int) -> None:
    world = api.world
    if not message_id:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(message_id)
    if message is None or message.is_deleted:
        raise bad_request("message to delete not found")
    if chat.is_group and message.sender is not world.bot and not chat.bot_is_admin:
        raise bad_request("message can't be deleted")
    if world.date() - message.date > world.limits.deletable_s:
        raise bad_request("message can't be deleted for everyone")
    world.delete_message(message, world.bot)


@method("copyMessage")
def copy_message(api: BotApi, parameters: Parameters) -> object:
    """Send what another message shows, as a message of the bot's own."""
    world = api.world
    caption = read_caption(world, parameters, too_long="message caption is too long")
    markup = read_markup(world, parameters)
    with world.changed:
        source = find_chat(world, parameters, "from_chat_id")
        chat = writable_chat(world, parameters)
        original = source.messages.get(parameters.integer("message_id"))
        if original is None or original.is_deleted or original.service:
            raise bad_request("message to copy not found")
        reply_to = replied_to(chat, parameters)
        admit(world, chat)
        shown = original.now
        body = caption if "caption" in parameters.values and shown.attachment else shown.body
        version = Version(world.clock(), body, shown.attachment, markup)
        message = world.add_message(
            chat, world.bot, version, reply_to=reply_to, **manner(chat, parameters)
        )
        return {"message_id": message.message_id}


@method("sendChatAction")
def send_chat_action(api: BotApi, parameters: Parameters) -> object:
    """Say "typing …" or the like for some seconds."""
    world = api.world
    action = parameters.text("action")
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    with world.changed:
        chat = writable_chat(world, parameters)
        chat.action = action
        chat.action_until = world.clock() + world.limits.action_s
        world.note(chat, Happening.ACTION, world.bot.first_name, text=action)
    return True


@method("setMessageReaction")
def set_message_reaction(api: BotApi, parameters: Parameters) -> object:
    """Put an emoji on a message; a bot may set one at most."""
    world = api.world
    reactions = parameters.parsed("reaction") or []
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    with world.changed:
        chat = writable_chat(world, parameters)
        message = chat.messages.get(parameters.integer("message_id"))
        if message is None or message.is_deleted:
            raise bad_request("message to react not found")
        emoji = "".join(str(reaction.get("emoji", "")) for reaction in reactions)
        text = f"reacts {emoji}" if emoji else "takes the reaction back"
        world.note(
            chat,
            Happening.NOTICE,
            world.bot.first_name,
            message_id=message.message_id,
            text=text,
        )
    return True
