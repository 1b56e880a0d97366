"""Checks access, then routes each update to its handler."""

from typing import Any

from telegram import CallbackQuery, Update
from telegram.constants import ChatMemberStatus
from telegram.error import NetworkError, TelegramError
from telegram.ext import (
    Application,
    CallbackContext,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ExtBot,
    MessageHandler,
    TypeHandler,
    filters,
)

from adgen_dagster.logs import log_of
from telegram_gateway.content.callback_data import CallbackData
from telegram_gateway.content.texts import catalogue, language_of
from telegram_gateway.handlers.admission import Admission
from telegram_gateway.handlers.briefs import Briefs
from telegram_gateway.handlers.choices import ChoiceButtons
from telegram_gateway.handlers.edits import Edits
from telegram_gateway.handlers.farewell import Farewell
from telegram_gateway.handlers.greetings import greet, invite, say_help
from telegram_gateway.handlers.handing import HandingTaps
from telegram_gateway.handlers.jobs import Jobs
from telegram_gateway.handlers.messages import NEW, Messages
from telegram_gateway.handlers.redos import Redos
from telegram_gateway.handlers.stopping import Stopping
from telegram_gateway.handlers.taps import DecisionTaps, Taps
from telegram_gateway.interaction import Interaction, interaction_of
from telegram_gateway.menu import COMMANDS
from telegram_gateway.services import Services
from telegram_gateway.transport.sender import ChatGoneError

_LOG = log_of(__name__)

UPDATE_TYPES = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
)
"""All that Telegram is asked for."""

AnyApplication = Application[Any, Any, Any, Any, Any, Any]
Context = CallbackContext[ExtBot[Any], Any, Any, Any]

_GONE = {ChatMemberStatus.BANNED, ChatMemberStatus.LEFT}


class Reception:
    """Knows who takes which update."""

    def __init__(self, services: Services) -> None:
        self._office = services
        self._briefs = Briefs()
        self._messages = Messages(services, self._briefs)
        self._edits = Edits(services, self._briefs, self._messages)
        self._jobs = Jobs(self._briefs)
        self._choices = ChoiceButtons()
        self._handing, self._farewell = HandingTaps(), Farewell()
        self._taps = Taps(
            DecisionTaps().handlers,
            Stopping().handlers,
            Redos().handlers,
            self._jobs.handlers,
            self._choices.handlers,
            self._messages.handlers,
            self._handing.handlers,
            self._farewell.handlers,
        )

    def register(self, application: AnyApplication) -> None:
        """Tell python-telegram-bot who takes what."""
        application.add_handler(TypeHandler(Update, Admission(self._office).admit), group=-1)
        for command in COMMANDS:
            application.add_handler(CommandHandler(command, self._on_command, filters=NEW))
        for handler in (
            CallbackQueryHandler(self._on_tap),
            ChatMemberHandler(self._on_membership, ChatMemberHandler.MY_CHAT_MEMBER),
            MessageHandler(filters.StatusUpdate.MIGRATE, self._on_migration),
            *self._messages.by_kind(),
            MessageHandler(
                NEW & filters.ChatType.PRIVATE & ~filters.StatusUpdate.ALL, self._on_other
            ),
            MessageHandler(filters.UpdateType.EDITED_MESSAGE, self._edits.take),
        ):
            application.add_handler(handler)
        application.add_error_handler(self._on_error)

    async def _on_command(self, update: Update, _: Context) -> None:
        interaction = await interaction_of(self._office, update)
        if interaction is None or interaction.sent is None:
            return
        words = (interaction.sent.text or "").split(maxsplit=1)
        command = words[0].lstrip("/").partition("@")[0].lower() if words else ""
        match command:
            case "new":
                await self._messages.take_order(interaction)
            case "status":
                await self._jobs.tell_status(interaction)
            case "jobs":
                await self._jobs.list_jobs(interaction)
            case "cancel":
                await self._jobs.ask_cancel(interaction)
            case "settings":
                await self._choices.show_settings(interaction)
            case "lang":
                await self._choices.show_languages(interaction)
            case "forget":
                await self._farewell.ask(interaction)
            case "start" if len(words) > 1 and await self._begins_by_link(interaction, words[1]):
                pass
            case _:
                await say_help(interaction)

    async def _begins_by_link(self, interaction: Interaction, payload: str) -> bool:
        """Tell whether somebody came by a link that leads to something."""
        messages, handing = self._messages, self._handing
        return await messages.take_link(interaction, payload) or await handing.take(
            interaction, payload
        )

    async def _on_tap(self, update: Update, context: Context) -> None:
        query = update.callback_query
        interaction = await interaction_of(self._office, update)
        if query is None:
            return
        if interaction is None:
            await self._office.sender.answer(query.id)
            return
        reply = await self._taps.take(interaction, query.data or "")
        try:
            await self._office.sender.answer(query.id, reply.text(interaction))
        except TelegramError as error:
            # It is done all the same, and what follows says so.
            _LOG.warning("tap_not_answered", why=str(error))
        metrics, press = self._office.metrics, CallbackData.read(query.data or "")
        metrics.is_answered(update.update_id)
        metrics.taps.labels(press.action if press else "unknown", reply.key or "none").inc()
        if reply.after:
            # What is sent waits its turn in the chat; the next tap is answered meanwhile.
            context.application.create_task(reply.after, update=update)

    async def _on_other(self, update: Update, _: Context) -> None:
        if interaction := await interaction_of(self._office, update):
            is_command = bool(interaction.sent and (interaction.sent.text or "").startswith("/"))
            await (
                say_help(interaction)
                if is_command
                else invite(interaction, interaction.say.html("only-words"))
            )

    async def _on_membership(self, update: Update, _: Context) -> None:
        """The bot was blocked or thrown out, or is back."""
        change = update.my_chat_member
        if change is None:
            return
        is_gone = change.new_chat_member.status in _GONE
        chat = await self._office.persistence.change_chat(
            change.chat.id, lambda known: known.model_copy(update={"is_gone": is_gone})
        )
        if not is_gone:
            if change.old_chat_member.status in _GONE:
                await greet(self._office, change)
            for job in chat.jobs:  # what ended meanwhile, too: nobody could be told
                self._office.notifier.poke(job)

    async def _on_migration(self, update: Update, _: Context) -> None:
        message = update.effective_message
        if message and message.migrate_to_chat_id:
            await self._office.persistence.move(message.chat.id, message.migrate_to_chat_id)
        elif message and message.migrate_from_chat_id:
            await self._office.persistence.move(message.migrate_from_chat_id, message.chat.id)

    async def _on_error(self, update: object, context: Context) -> None:
        """The outermost edge: log what went wrong, and tell the person."""
        error = context.error
        if isinstance(error, ChatGoneError):
            return
        if isinstance(error, NetworkError):
            _LOG.warning("telegram_not_reached", why=str(error))
        else:
            _LOG.error("update_not_handled", exc_info=error)
        if not isinstance(update, Update) or update.effective_user is None:
            return
        try:
            await self._tell_broken(update, update.callback_query)
        except (TelegramError, ChatGoneError) as second:
            _LOG.warning("user_not_told", why=str(second))

    async def _tell_broken(self, update: Update, query: CallbackQuery | None) -> None:
        user = update.effective_user
        if user is None:
            return
        say = catalogue(language_of(user.language_code))
        if query:
            await self._office.sender.answer(query.id, say.plain("toast-broken"))
        elif update.message and await self._office.access_control.may_answer(user.id, "broken"):
            await update.message.reply_html(say.html("broken"))
