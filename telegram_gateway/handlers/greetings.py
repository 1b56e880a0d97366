"""Greetings, and instructions how to begin."""

from telegram import ChatMemberUpdated
from telegram.constants import ChatType
from telegram.error import TelegramError

from telegram_gateway.content.markup import Html
from telegram_gateway.content.texts import language_of
from telegram_gateway.desk import Place
from telegram_gateway.handlers.noting import has_film_at_hand
from telegram_gateway.logs import log
from telegram_gateway.office import Office
from telegram_gateway.persistence.memory import Ask, AskKind
from telegram_gateway.transport.sender import ChatGoneError
from telegram_gateway.visit import Visit

LATE_S = 3600.0
"""So long after the end of a film what its person says may well be about it."""


async def say_help(visit: Visit) -> None:
    """Tell how to order a film here."""
    await invite(visit, named(visit, "help"))


def named(visit: Visit, key: str) -> Html:
    """Return a text that has another wording in groups, with the bot's name."""
    if visit.place.is_group:
        return visit.say.html(f"{key}-group", bot=visit.office.outlet.bot_name)
    return visit.say.html(key)


async def invite(visit: Visit, told: Html, *, is_wished: bool = False) -> None:
    """Ask this person what is to be advertised; their next text of no other meaning is the brief.

    Not where they may mean a film that is there: then it is only told, and their text asked about.

    Args:
        visit: whose.
        told: the text that asks.
        is_wished: whether they want a new film, whatever else there is.
    """
    ask = Ask(kind=AskKind.BRIEF, user=visit.user, at=visit.date.timestamp())
    memory, chat_id = visit.office.memory, visit.place.chat
    if is_wished or not await has_film_at_hand(visit, LATE_S):
        await memory.change_chat(chat_id, lambda chat: chat.asking(ask))
    message = await visit.answer_with(told)
    await memory.change_chat(chat_id, lambda chat: chat.asked_in(ask, message))


async def greet(office: Office, change: ChatMemberUpdated) -> None:
    """Greet the user who added the bot to a group, in their language, and ask for a brief."""
    if change.chat.type not in {ChatType.GROUP, ChatType.SUPERGROUP}:
        return
    user = change.from_user
    language = language_of(user.language_code)
    chat = await office.memory.change_chat(
        change.chat.id,
        lambda known: known.model_copy(update={"language": known.language or language}),
    )
    visit = Visit(
        office=office,
        place=Place(change.chat.id),
        user=user.id,
        person=office.person(user.id, user.full_name),
        chat=chat,
        message=0,
        date=change.date,
    )
    try:
        await say_help(visit)
    except (TelegramError, ChatGoneError) as error:
        log.info("Nobody could be greeted in %s: %s", change.chat.id, error)
