"""The bot's profile in Telegram: its commands, for each user those they can use, and its texts."""

from typing import Any

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError
from telegram.ext import ExtBot

from adgen_dagster.domain.brief import Language
from adgen_dagster.logs import log_of
from telegram_gateway.content.texts import catalogue

_LOG = log_of(__name__)

COMMANDS = ("start", "new", "help", "status", "jobs", "cancel", "settings", "lang", "forget")
_OF_GROUPS = ("new", "help", "status", "jobs", "cancel")
_SCOPES: tuple[tuple[BotCommandScope, tuple[str, ...]], ...] = (
    (BotCommandScopeDefault(), COMMANDS),
    (BotCommandScopeAllPrivateChats(), COMMANDS),
    (BotCommandScopeAllGroupChats(), _OF_GROUPS),
    (BotCommandScopeAllChatAdministrators(), (*_OF_GROUPS, "settings", "lang")),
)


async def introduce(bot: ExtBot[Any]) -> None:
    """Give the bot its menus and its description in every language."""
    for language in Language:
        say = catalogue(language)
        # The first is also what people in all other languages see.
        code = language if language is not Language.ENGLISH else None
        try:
            for scope, names in _SCOPES:
                commands = [BotCommand(name, say.plain(f"command-{name}")) for name in names]
                await bot.set_my_commands(commands, scope, code)
            await bot.set_my_description(say.plain("description"), language_code=code)
            await bot.set_my_short_description(say.plain("short-description"), language_code=code)
        except TelegramError as error:
            _LOG.warning("menu_not_set", why=str(error))
