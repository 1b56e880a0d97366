"""Sends everything that is said in Telegram: cut to size, and never to a lost chat."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

from telegram import ForceReply, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError
from telegram.ext import ExtBot

from adgen_dagster.errors import AdgenError, ErrorKind
from adgen_dagster.logs import log_of
from telegram_gateway.content.markup import Html, split
from telegram_gateway.persistence.chats import Persistence
from telegram_gateway.studio_client import Place

_LOG = log_of(__name__)

ACTION_S = 4.5
"""Telegram shows what a bot is doing for 5 seconds."""

_SAME = "message is not modified"
_LOST_MESSAGE = (
    "message to edit not found",
    "message can't be edited",
    "message media can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",
)
_LOST_CHAT = ("chat not found", "chat_write_forbidden", "not enough rights to send")
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

Bot = ExtBot[Any]
Keyboard = InlineKeyboardMarkup | ForceReply
_Answer = TypeVar("_Answer")


class ChatGoneError(AdgenError):
    """Telegram lets us write there no more: blocked, deleted, thrown out."""

    kind = ErrorKind.UNAVAILABLE


class Sender:
    """The bot's voice in all chats."""

    def __init__(self, bot: Bot, persistence: Persistence) -> None:
        self.bot = bot
        self._memory = persistence
        self._floors: dict[int, asyncio.Lock] = {}

    def floor(self, place: Place) -> asyncio.Lock:
        """Held while messages that belong together are sent to a chat."""
        return self._floors.setdefault(place.chat, asyncio.Lock())

    async def send(
        self,
        place: Place,
        text: Html,
        keyboard: Keyboard | None = None,
        *,
        reply_to: int = 0,
        is_silent: bool = False,
    ) -> int:
        """Send a text, in as many messages as it takes; the id of the last, which has the buttons.

        Raises:
            ChatGoneError, telegram.error.TelegramError
        """
        *before, last = split(text)
        for part in before:
            await self._send(place, part, None, reply_to, is_silent=is_silent)
            reply_to = 0
        return await self._send(place, last, keyboard, reply_to, is_silent=is_silent)

    async def celebrate(self, place: Place, text: Html, effect: str) -> int:
        """Send a text with an effect, or without: Telegram may know that one no more.

        Raises:
            ChatGoneError, telegram.error.TelegramError
        """
        try:
            return await self._send(place, text, None, 0, is_silent=False, effect=effect)
        except BadRequest as error:
            _LOG.info("effect_left_out", why=str(error))
            return await self.send(place, text)

    async def edit(
        self, place: Place, message: int, text: Html, keyboard: InlineKeyboardMarkup | None = None
    ) -> bool:
        """Put another text in a text's place; False: the message is there no more."""
        return await self.changing(
            place,
            lambda chat: self.bot.edit_message_text(
                split(text)[0],
                chat,
                message,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard,
                link_preview_options=_NO_PREVIEW,
            ),
        )

    async def set_buttons(
        self, place: Place, message: int, keyboard: InlineKeyboardMarkup | None = None
    ) -> bool:
        """Give a message other buttons, or none; False: the message is there no more."""
        return await self.changing(
            place,
            lambda chat: self.bot.edit_message_reply_markup(chat, message, reply_markup=keyboard),
        )

    async def delete(self, place: Place, message: int) -> bool:
        """Take a message away; False: it is there no more, or too old for that."""
        try:
            await self.at(place, lambda chat: self.bot.delete_message(chat, message))
        except BadRequest:
            return False
        return True

    async def answer(self, query_id: str, text: str = "") -> None:
        """Answer a tap; one that is too old has lost its spinner anyway."""
        with suppress(BadRequest):
            await self.bot.answer_callback_query(query_id, text or None)

    @property
    def bot_name(self) -> str:
        """How people mention the bot."""
        return f"@{self.bot.username}"

    async def status_in(self, place: Place, user: int) -> str:
        """Return a user's status in a chat: `creator`, `administrator`, `member` or the like.

        Raises:
            ChatGoneError, telegram.error.TelegramError
        """
        member = await self.at(place, lambda chat: self.bot.get_chat_member(chat, user))
        return member.status

    async def act(self, place: Place, action: ChatAction) -> None:
        """Show at the top of the chat for some seconds what the bot is doing.

        An ornament: that it is refused says nothing about the chat.

        Raises:
            telegram.error.TelegramError: it is not shown.
        """
        chat = await self._known_as(place)
        await self.bot.send_chat_action(chat, action, message_thread_id=place.thread)

    @asynccontextmanager
    async def doing(self, place: Place, action: ChatAction) -> AsyncGenerator[None]:
        """Show at the top of the chat what the bot is doing, for as long as it lasts."""

        async def show() -> None:
            with suppress(TelegramError):
                while True:
                    await self.act(place, action)
                    await asyncio.sleep(ACTION_S)

        showing = asyncio.create_task(show())
        try:
            yield
        finally:
            showing.cancel()

    async def _send(
        self,
        place: Place,
        text: Html,
        keyboard: Keyboard | None,
        reply_to: int,
        *,
        is_silent: bool,
        effect: str = "",
    ) -> int:
        answered = ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to else None
        message = await self.at(
            place,
            lambda chat: self.bot.send_message(
                chat,
                text,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard,
                reply_parameters=answered,
                disable_notification=is_silent,
                message_thread_id=place.thread,
                link_preview_options=_NO_PREVIEW,
                message_effect_id=effect or None,
            ),
        )
        return message.message_id

    async def changing(self, place: Place, call: Callable[[int], Awaitable[object]]) -> bool:
        """Change a message by a call; False: the message is there no more."""
        try:
            await self.at(place, call)
        except BadRequest as error:
            said = error.message.lower()
            if _SAME in said:
                return True
            if any(reason in said for reason in _LOST_MESSAGE):
                return False
            raise
        return True

    async def at(self, place: Place, call: Callable[[int], Awaitable[_Answer]]) -> _Answer:
        """Call with the id that the chat has now.

        Raises:
            ChatGoneError, telegram.error.TelegramError
        """
        chat = await self._known_as(place)
        try:
            return await call(chat)
        except ChatMigrated as error:
            await self._memory.move(chat, error.new_chat_id)
            return await call(error.new_chat_id)
        except Forbidden as error:
            raise await self._lost(chat, error) from error
        except BadRequest as error:
            if any(reason in error.message.lower() for reason in _LOST_CHAT):
                raise await self._lost(chat, error) from error
            raise

    async def _known_as(self, place: Place) -> int:
        """The id that a chat has now: a group that becomes a supergroup gets another one."""
        return await self._memory.now_at(place.chat) if place.is_group else place.chat

    async def _lost(self, chat: int, error: TelegramError) -> ChatGoneError:
        _LOG.info("chat_gone", chat=chat, why=str(error))
        await self._memory.change_chat(
            chat, lambda known: known.model_copy(update={"is_gone": True})
        )
        return ChatGoneError(f"Chat {chat} takes no messages: {error}")
