"""The first words in a chat, and those that tell how to begin."""

from telegram import ChatMemberUpdated
from telegram.constants import ChatType
from telegram.error import TelegramError

from telegram_gateway.desk import Place
from telegram_gateway.logs import log
from telegram_gateway.office import Office, speech
from telegram_gateway.outlet import ChatGone
from telegram_gateway.texts import language_of
from telegram_gateway.visit import Visit


async def say_help(visit: Visit) -> None:
    """Tell how to order a film here."""
    await answer_named(visit, "help")


async def answer_named(visit: Visit, key: str) -> None:
    """Answer with a text that in a group has another wording, with the bot's name."""
    if visit.place.is_group:
        await visit.answer(f"{key}-group", bot=visit.office.outlet.bot_name)
    else:
        await visit.answer(key)


async def greet(office: Office, change: ChatMemberUpdated) -> None:
    """Say hello in a group that the bot was added to, in the language of who added it."""
    if change.chat.type not in {ChatType.GROUP, ChatType.SUPERGROUP}:
        return
    language = language_of(change.from_user.language_code)
    chat = await office.memory.change_chat(
        change.chat.id,
        lambda known: known.model_copy(update={"language": known.language or language}),
    )
    text = speech(chat).html("help-group", bot=office.outlet.bot_name)
    try:
        await office.outlet.send(Place(change.chat.id), text)
    except (TelegramError, ChatGone) as error:
        log.info("Nobody could be greeted in %s: %s", change.chat.id, error)
