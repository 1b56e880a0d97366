"""Messages that belong together: texts that an app has cut, the photos of an album.

They come as updates of their own, one behind the other. The first one's handler looks into the
inbox for the others, and notes them as read before it does anything: whatever ends the process,
they are not a brief of their own.
"""

import asyncio
import time
from collections.abc import Callable
from functools import partial

from telegram import Message

from adgen_dagster.domain.utf16 import utf16_units
from telegram_gateway.content.markup import MESSAGE_MAX
from telegram_gateway.interaction import Interaction
from telegram_gateway.persistence.chats import ChatMemory

JOIN_S = 1.0
"""The pieces of a text and the photos of an album leave a phone together."""
CUT_UNITS = 2000
"""Telegram's apps cut at 4096 UTF-16 units, or at the white space or the sentence before."""
_SAME_MOMENT_S = 2.0
_LOOK_S = 0.05


def is_cut(text: str) -> bool:
    """Tell whether a text is so long that an app may have cut it."""
    return utf16_units(text) >= CUT_UNITS


async def whole_text(interaction: Interaction, text: str) -> str:
    """Join a text with the pieces that its sender's app has cut from it."""
    whole, last, message = text, text, interaction.message
    while is_cut(last):
        found = await _next(interaction, message, _is_piece)
        if found is None or found.text is None:
            break
        glue = "" if utf16_units(last) == MESSAGE_MAX and last[-1].isalnum() else " "
        whole, last, message = f"{whole}{glue}{found.text}", found.text, found.message_id
    return whole


async def whole_album(interaction: Interaction) -> list[Message]:
    """Wait for the other photos of an album, as far as they come with the first."""
    album = interaction.sent.media_group_id if interaction.sent else None
    others: list[Message] = []
    message = interaction.message
    while album and (found := await _next(interaction, message, partial(_is_of_album, album))):
        others.append(found)
        message = found.message_id
    return others


async def _next(
    interaction: Interaction, last: int, fits: Callable[[Message], bool]
) -> Message | None:
    """This person's next message in the chat, if it comes at once and fits; noted as read."""
    until = time.monotonic() + JOIN_S
    while True:
        for update in interaction.services.update_queue.after(interaction.update):
            found = update.message
            if not isinstance(found, Message) or not _is_theirs(interaction, found, last):
                continue
            if not fits(found) or (found.date - interaction.date).total_seconds() > _SAME_MOMENT_S:
                return None
            read = partial(ChatMemory.having_read, message=found.message_id)
            await interaction.services.persistence.change_chat(interaction.place.chat, read)
            return found
        if time.monotonic() > until:
            return None
        await asyncio.sleep(_LOOK_S)


def _is_theirs(interaction: Interaction, message: Message, last: int) -> bool:
    author = message.from_user
    is_later = message.chat.id == interaction.place.chat and message.message_id > last
    return is_later and author is not None and author.id == interaction.user


def _is_piece(message: Message) -> bool:
    return bool(message.text) and not (message.text or "").startswith("/")


def _is_of_album(album: str, message: Message) -> bool:
    return message.media_group_id == album
