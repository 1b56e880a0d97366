"""Voice messages and audio files: a voice message is a brief, an audio file is asked about."""

from dataclasses import replace

from telegram import Audio, InlineKeyboardMarkup

from adgen_dagster.studio.orders import Order
from telegram_gateway.content.callback_data import Action, Press
from telegram_gateway.handlers.briefs import Briefs, Sound
from telegram_gateway.handlers.held import (
    as_sent,
    ask_below,
    close,
    hear_button,
    held_by,
    held_of,
    hold,
    leave_button,
)
from telegram_gateway.handlers.taps import Handler, Reply
from telegram_gateway.persistence.keeping import Held
from telegram_gateway.visit import Visit


class Sounds:
    """Turns what is spoken into orders, where anybody can hear it."""

    def __init__(self, briefs: Briefs) -> None:
        self._briefs = briefs

    @property
    def handlers(self) -> dict[Action, Handler]:
        """What each button does."""
        return {Action.HEAR: self._hear}

    async def take_voice(self, visit: Visit, sound: Sound, caption: str = "") -> bool:
        """Take a spoken brief and show its transcript first; return False if it is rejected."""
        order = Order(owner=visit.person, confirms_transcript=True, caption=caption)
        if not visit.chat.choices.film_language:
            order = replace(order, language=visit.say.language)
        return await self._briefs.take_with(visit, order, "voice_file", sound)

    async def take_audio(self, visit: Visit, sound: Sound) -> None:
        """Take an audio file: it may be a spoken brief, or anything."""
        mime = sound.mime_type or ""
        found = {"sound": sound.file_id, "mime": mime}
        held = await hold(visit, held_of(visit, "").model_copy(update=found))
        buttons = [[hear_button(visit, held)], [leave_button(visit, held)]]
        asked = visit.say.html("ask-audio")
        message = await ask_below(visit, asked, InlineKeyboardMarkup(buttons))
        await hold(visit, held, message)

    async def _hear(self, visit: Visit, press: Press) -> Reply:
        held = held_by(visit, press)
        sound = Audio(held.sound, held.sound, 0, mime_type=held.mime or None)
        return Reply("toast-hear", after=self._hear_held(visit, held, sound))

    async def _hear_held(self, visit: Visit, held: Held, sound: Audio) -> None:
        if await self.take_voice(as_sent(visit, held), sound):
            await close(visit, held)
