"""The Bot API's methods by name, and how a call is looked up and written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .chats import Call, Chat, Message, User, Version, in_topic
from .entities import Formatted, format_text
from .errors import ApiError, bad_request, forbidden
from .files import Attachment
from .keyboards import Markup, check_markup
from .parameters import Parameters
from .webhook import Webhook
from .world import World


@dataclass(frozen=True)
class BotApi:
    """What a method works on."""

    world: World
    webhook: Webhook


Method = Callable[[BotApi, Parameters], object]
_EFFECTS = {"5046509860389126442", "5104841245755180586", "5107584321108051014"}
_METHODS: dict[str, Method] = {}


def method(name: str) -> Callable[[Method], Method]:
    """Register a function as a method of the Bot API; names are read in any letter case."""

    def register(function: Method) -> Method:
        _METHODS[name.lower()] = function
        return function

    return register


def call(api: BotApi, name: str, parameters: Parameters) -> object:
    """Call a method and write down how it ended.

    Raises:
        ApiError: what Telegram would answer instead of a result.
    """
    world = api.world
    at, chat_id = world.clock(), parameters.text("chat_id")
    try:
        result = _METHODS.get(name.lower(), _no_method)(api, parameters)
    except ApiError as error:
        with world.changed:
            world.calls.append(Call(at, name, chat_id, error.status, error.description))
            world.changed.notify_all()
        raise
    with world.changed:
        world.calls.append(Call(at, name, chat_id, 200))
        world.changed.notify_all()
    return result


def _no_method(_: BotApi, __: Parameters) -> object:
    raise ApiError(404, "Not Found: method not found")


def find_chat(world: World, parameters: Parameters, name: str = "chat_id") -> Chat:
    """The chat that a call names.

    Raises:
        ApiError: 400 where the bot knows no such chat.
    """
    if not parameters.text(name):
        raise bad_request("chat_id is empty")
    chat = world.chats.get(parameters.integer(name))
    if chat is None:
        raise bad_request("chat not found")
    if not chat.is_group and not world.users[chat.id].has_started_bot:
        met = any(chat.id in group.members for group in world.chats.values())
        if met:
            raise forbidden("bot can't initiate conversation with a user")
        raise bad_request("chat not found")
    return chat


def writable_chat(world: World, parameters: Parameters) -> Chat:
    """The chat that a call wants to change something in.

    Raises:
        ApiError: 400 or 403 where the bot may not write.
    """
    chat = find_chat(world, parameters)
    if chat.migrated_to:
        raise ApiError(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=chat.migrated_to,
        )
    if chat.bot_is_kicked:
        raise forbidden(f"bot was kicked from the {chat.kind} chat")
    if not chat.is_group:
        _require_reachable(world.users[chat.id])
    return chat


def _require_reachable(user: User) -> None:
    if user.is_deactivated:
        raise forbidden("user is deactivated")
    if user.has_blocked_bot:
        raise forbidden("bot was blocked by the user")


def admit(world: World, chat: Chat, items: int = 1) -> None:
    """Let flood control count a message or an edit."""
    world.flood.admit(chat.id, is_group=chat.is_group, now=world.clock(), items=items)


def read_text(world: World, parameters: Parameters, too_long: str) -> Formatted:
    """The text of a message that a bot sends or puts in another's place."""
    raw = parameters.text("text")
    if not raw:
        raise bad_request("message text is empty")
    body = format_text(
        raw,
        parameters.text("parse_mode"),
        parameters.parsed("entities") or (),
        at_most=world.limits.entities,
    )
    if not body.text:
        raise bad_request("text must be non-empty")
    if body.length > world.limits.text_length:
        raise bad_request(too_long)
    return body


def read_caption(world: World, parameters: Parameters, too_long: str) -> Formatted:
    """The caption of a file, empty where there is none."""
    body = format_text(
        parameters.text("caption"),
        parameters.text("parse_mode"),
        parameters.parsed("caption_entities") or (),
        at_most=world.limits.entities,
    )
    if body.length > world.limits.caption_length:
        raise bad_request(too_long)
    return body


def read_markup(world: World, parameters: Parameters) -> Markup | None:
    """The buttons of a message."""
    return check_markup(parameters.parsed("reply_markup"), world.limits)


def replied_to(chat: Chat, parameters: Parameters) -> int:
    """The number of the message that a new one answers, or 0.

    Raises:
        ApiError: 400 where it is gone and the bot insists on it.
    """
    reply = parameters.parsed("reply_parameters") or {}
    wanted = int(reply.get("message_id", 0)) or parameters.integer("reply_to_message_id")
    if not wanted:
        return 0
    found = chat.messages.get(wanted)
    if found is not None and not found.is_deleted:
        return wanted
    if reply.get("allow_sending_without_reply") or parameters.flag("allow_sending_without_reply"):
        return 0
    raise bad_request("message to be replied not found")


def manner(chat: Chat, parameters: Parameters) -> dict[str, Any]:
    """How a new message arrives: without a sound, with an effect, in a topic.

    Raises:
        ApiError: 400 where the effect is none of Telegram's, or the chat has none.
    """
    effect = parameters.text("message_effect_id")
    if effect and (chat.is_group or effect not in _EFFECTS):
        raise bad_request("EFFECT_ID_INVALID")
    return {
        "is_silent": parameters.flag("disable_notification"),
        "effect": effect,
        "on_behalf": in_topic(parameters.integer("message_thread_id")),
    }


def find_own_message(world: World, chat: Chat, parameters: Parameters) -> Message:
    """The message that a bot wants to edit.

    Raises:
        ApiError: 400 where it is gone, or not the bot's.
    """
    wanted = parameters.integer("message_id")
    if not wanted:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(wanted)
    if message is None or message.is_deleted:
        raise bad_request("message to edit not found")
    if message.sender is not world.bot or message.service:
        raise bad_request("message can't be edited")
    return message


def put_version(
    world: World,
    message: Message,
    body: Formatted,
    markup: Markup | None,
    attachment: Attachment | None = None,
) -> None:
    """Edit a message, if that changes anything; its file stays where none is given.

    Raises:
        ApiError: 400 "message is not modified", 429.
    """
    admit(world, world.chats[message.chat_id])
    version = Version(world.clock(), body, attachment or message.now.attachment, markup)
    if version.shows_the_same_as(message.now):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly "
            "the same as a current content and reply markup of the message"
        )
    world.change_message(message, version)
