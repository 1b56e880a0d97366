"""Apologises in the chat of an update that cannot be handled."""

import json
from contextlib import suppress

from telegram import Update
from telegram.error import TelegramError

from adgen_dagster.logs import log_of
from adgen_dagster.storage.unreadable import FAULTY
from telegram_gateway.persistence.keeping import SetAside
from telegram_gateway.services import Services, speech
from telegram_gateway.studio_client import Place
from telegram_gateway.transport.sender import ChatGoneError

_LOG = log_of(__name__)


async def apologise(services: Services, aside: SetAside) -> None:
    """Say in its chat that an update was set aside, if it is known where it came from."""
    chat = _chat_of(aside)
    if not chat:
        return
    say = speech(await services.persistence.chat(chat))
    try:
        await services.sender.send(Place(chat), say.html("set-aside"))
    except (TelegramError, ChatGoneError) as error:
        _LOG.warning("apology_not_sent", update=aside.number, why=str(error))


def _chat_of(aside: SetAside) -> int:
    """Return the chat that an update came from; 0: unknown."""
    with suppress(*FAULTY):
        update = Update.de_json(json.loads(aside.update))
        return update.effective_chat.id if update.effective_chat else 0
    return 0
