"""Greetings, and instructions how to begin."""

from telegram import ChatMemberUpdated
from telegram.constants import ChatType
from telegram.error import TelegramError

from adgen_dagster.logs import log_of
from telegram_gateway.content.markup import Html
from telegram_gateway.content.texts import language_of
from telegram_gateway.handlers.noting import has_film_at_hand
from telegram_gateway.interaction import Interaction
from telegram_gateway.persistence.chats import Ask, AskKind
from telegram_gateway.services import Services
from telegram_gateway.studio_client import Place
from telegram_gateway.transport.sender import ChatGoneError

_LOG = log_of(__name__)

LATE_S = 3600.0
"""So long after the end of a film what its person says may well be about it."""


async def say_help(interaction: Interaction) -> None:
    """Tell how to order a film here."""
    await invite(interaction, named(interaction, "help"))


def named(interaction: Interaction, key: str) -> Html:
    """Return a text that has another wording in groups, with the bot's name."""
    if interaction.place.is_group:
        return interaction.say.html(f"{key}-group", bot=interaction.services.sender.bot_name)
    return interaction.say.html(key)


async def invite(interaction: Interaction, told: Html, *, is_wished: bool = False) -> None:
    """Ask this person what is to be advertised; their next text of no other meaning is the brief.

    Not where they may mean a film that is there: then it is only told, and their text asked about.

    Args:
        interaction: whose.
        told: the text that asks.
        is_wished: whether they want a new film, whatever else there is.
    """
    ask = Ask(kind=AskKind.BRIEF, user=interaction.user, at=interaction.date.timestamp())
    persistence, chat_id = interaction.services.persistence, interaction.place.chat
    if is_wished or not await has_film_at_hand(interaction, LATE_S):
        await persistence.change_chat(chat_id, lambda chat: chat.asking(ask))
    message = await interaction.answer_with(told)
    await persistence.change_chat(chat_id, lambda chat: chat.asked_in(ask, message))


async def greet(services: Services, change: ChatMemberUpdated) -> None:
    """Greet the user who added the bot to a group, in their language, and ask for a brief."""
    if change.chat.type not in {ChatType.GROUP, ChatType.SUPERGROUP}:
        return
    user = change.from_user
    language = language_of(user.language_code)
    chat = await services.persistence.change_chat(
        change.chat.id,
        lambda known: known.model_copy(update={"language": known.language or language}),
    )
    interaction = Interaction(
        services=services,
        place=Place(change.chat.id),
        user=user.id,
        person=services.person(user.id, user.full_name),
        chat=chat,
        message=0,
        date=change.date,
    )
    try:
        await say_help(interaction)
    except (TelegramError, ChatGoneError) as error:
        _LOG.info("greeting_not_sent", chat=change.chat.id, why=str(error))
