"""Voice messages and audio files: a voice message is a brief, an audio file is asked about."""

from dataclasses import replace

from telegram import Audio, InlineKeyboardMarkup

from adgen_dagster.studio.orders import Order
from telegram_gateway.content.callback_data import Action, CallbackData
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
from telegram_gateway.interaction import Interaction
from telegram_gateway.persistence.keeping import Held


class Sounds:
    """Turns what is spoken into orders, where anybody can hear it."""

    def __init__(self, briefs: Briefs) -> None:
        self._briefs = briefs

    @property
    def handlers(self) -> dict[Action, Handler]:
        """What each button does."""
        return {Action.HEAR: self._hear}

    async def take_voice(self, interaction: Interaction, sound: Sound, caption: str = "") -> bool:
        """Take a spoken brief and show its transcript first; return False if it is rejected."""
        order = Order(owner=interaction.person, confirms_transcript=True, caption=caption)
        if not interaction.chat.choices.film_language:
            order = replace(order, language=interaction.say.language)
        return await self._briefs.take_with(interaction, order, "voice_file", sound)

    async def take_audio(self, interaction: Interaction, sound: Sound) -> None:
        """Take an audio file: it may be a spoken brief, or anything."""
        mime = sound.mime_type or ""
        found = {"sound": sound.file_id, "mime": mime}
        held = await hold(interaction, held_of(interaction, "").model_copy(update=found))
        buttons = [[hear_button(interaction, held)], [leave_button(interaction, held)]]
        asked = interaction.say.html("ask-audio")
        message = await ask_below(interaction, asked, InlineKeyboardMarkup(buttons))
        await hold(interaction, held, message)

    async def _hear(self, interaction: Interaction, press: CallbackData) -> Reply:
        held = held_by(interaction, press)
        sound = Audio(held.sound, held.sound, 0, mime_type=held.mime or None)
        return Reply("toast-hear", after=self._hear_held(interaction, held, sound))

    async def _hear_held(self, interaction: Interaction, held: Held, sound: Audio) -> None:
        if await self.take_voice(as_sent(interaction, held), sound):
            await close(interaction, held)
