"""The bot itself: who it is, how it gets updates, its commands, taps, chats and members."""

from __future__ import annotations

import re

from .errors import bad_request, conflict
from .methods import BotApi, find_chat, method
from .parameters import Parameters
from .views import chat_json, member_json, user_json
from .webhook import WebhookSetting, check_webhook_url

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SECRET = re.compile(r"[A-Za-z0-9_-]*")
_PROFILE_TEXTS = {"name": 64, "description": 512, "short_description": 120}


@method("getMe")
def get_me(api: BotApi, _: Parameters) -> object:
    """Who the bot is."""
    return user_json(api.world.bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": not api.world.privacy_mode,
        "supports_inline_queries": False,
    }


@method("getUpdates")
def get_updates(api: BotApi, parameters: Parameters) -> object:
    """Wait for updates."""
    world = api.world
    if api.webhook.setting:
        raise conflict(
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
    world.updates.allow(parameters.parsed("allowed_updates"))
    timeout_s = min(max(parameters.integer("timeout"), 0), world.limits.long_poll_s)
    limit = parameters.integer("limit", 100)
    taken = world.updates.take(parameters.integer("offset"), limit, timeout_s)
    return [update.as_json() for update in taken]


@method("setWebhook")
def set_webhook(api: BotApi, parameters: Parameters) -> object:
    """Have updates brought to an address."""
    url = parameters.text("url")
    if not url:
        return delete_webhook(api, parameters)
    check_webhook_url(url)
    secret = parameters.text("secret_token")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    api.world.updates.allow(parameters.parsed("allowed_updates"))
    _drop_pending(api, parameters)
    api.world.updates.interrupt("terminated by setWebhook request")
    connections = min(max(parameters.integer("max_connections", 40), 1), 100)
    api.webhook.set(WebhookSetting(url, secret, connections))
    return True


@method("deleteWebhook")
def delete_webhook(api: BotApi, parameters: Parameters) -> object:
    """Go back to getUpdates."""
    _drop_pending(api, parameters)
    api.webhook.set(None)
    return True


def _drop_pending(api: BotApi, parameters: Parameters) -> None:
    if parameters.flag("drop_pending_updates"):
        api.world.updates.drop()


@method("getWebhookInfo")
def get_webhook_info(api: BotApi, _: Parameters) -> object:
    """How it is going with the webhook."""
    return api.webhook.info()


@method("answerCallbackQuery")
def answer_callback_query(api: BotApi, parameters: Parameters) -> object:
    """Answer a tap; once, and soon."""
    world = api.world
    text = parameters.text("text")
    if len(text) > world.limits.callback_answer_length:
        raise bad_request("MESSAGE_TOO_LONG")
    with world.changed:
        query = world.queries.get(parameters.text("callback_query_id"))
        late = query is None or world.clock() - query.at > world.limits.callback_answer_s
        if query is None or late or query.answer:
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
        world.answer(query, text, parameters.text("url"), is_alert=parameters.flag("show_alert"))
    return True


@method("setMyCommands")
def set_my_commands(api: BotApi, parameters: Parameters) -> object:
    """Fill the bot's menu."""
    commands = parameters.parsed("commands")
    if not isinstance(commands, list):
        raise bad_request("can't parse commands: expected an Array of BotCommand")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(str(command.get("command", ""))):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    with api.world.changed:
        api.world.profile.commands[_scope(parameters)] = commands
    return True


@method("getMyCommands")
def get_my_commands(api: BotApi, parameters: Parameters) -> object:
    """What is in the bot's menu."""
    return api.world.profile.commands.get(_scope(parameters), [])


@method("deleteMyCommands")
def delete_my_commands(api: BotApi, parameters: Parameters) -> object:
    """Empty the bot's menu."""
    with api.world.changed:
        api.world.profile.commands.pop(_scope(parameters), None)
    return True


def _scope(parameters: Parameters) -> tuple[str, str]:
    scope = parameters.parsed("scope") or {"type": "default"}
    return str(scope.get("type")), parameters.text("language_code")


def _set_profile_text(name: str, api: BotApi, parameters: Parameters) -> object:
    text = parameters.text(name)
    if len(text) > _PROFILE_TEXTS[name]:
        raise bad_request(f"bot {name.replace('_', ' ')} is too long")
    with api.world.changed:
        key = f"{name}/{parameters.text('language_code')}"
        api.world.profile.texts[key] = text
    return True


@method("setMyName")
def set_my_name(api: BotApi, parameters: Parameters) -> object:
    """Name the bot."""
    return _set_profile_text("name", api, parameters)


@method("setMyDescription")
def set_my_description(api: BotApi, parameters: Parameters) -> object:
    """Say what stands in an empty chat."""
    return _set_profile_text("description", api, parameters)


@method("setMyShortDescription")
def set_my_short_description(api: BotApi, parameters: Parameters) -> object:
    """Say what stands on the bot's page."""
    return _set_profile_text("short_description", api, parameters)


@method("setChatMenuButton")
def set_chat_menu_button(api: BotApi, parameters: Parameters) -> object:
    """Choose the button beside the text field."""
    button = parameters.parsed("menu_button") or {"type": "default"}
    if button.get("type") not in {"default", "commands", "web_app"}:
        raise bad_request("can't parse menu button: MenuButton has unsupported type")
    return True


@method("getChat")
def get_chat(api: BotApi, parameters: Parameters) -> object:
    """Tell of a chat."""
    with api.world.changed:
        chat = find_chat(api.world, parameters)
        extra = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _NO_GIFTS}
        return chat_json(api.world, chat) | extra


_NO_GIFTS = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}


@method("getChatMember")
def get_chat_member(api: BotApi, parameters: Parameters) -> object:
    """Tell of a person in a chat."""
    world = api.world
    with world.changed:
        chat = find_chat(world, parameters)
        user = world.users.get(parameters.integer("user_id"))
        if user is None:
            raise bad_request("PARTICIPANT_ID_INVALID")
        if user is world.bot and chat.is_group:
            status = "kicked" if chat.bot_is_kicked else "member"
            status = "administrator" if chat.bot_is_admin else status
        elif chat.is_group:
            status = chat.members.get(user.id, "left")
        else:
            status = "member" if user.id in {chat.id, world.bot.id} else "left"
        return member_json(user, status)
