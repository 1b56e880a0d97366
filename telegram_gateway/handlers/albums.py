"""Photos of the product, alone or as an album, with words or before them.

Words beside a photo are a brief as words alone are: if they say so, or were asked for.
"""

from functools import partial

from telegram import PhotoSize

from adgen_dagster.domain.brief import FILE_MAX_MB, BriefError
from adgen_dagster.studio.orders import Order, require_photo
from telegram_gateway.content.markup import joined
from telegram_gateway.content.meaning import Meaning, meaning_of
from telegram_gateway.handlers.briefs import (
    Briefs,
    Photo,
    TooLargeError,
    asked_of,
    brief_refusal,
    fetch,
    is_brief,
)
from telegram_gateway.handlers.free_texts import FreeTexts
from telegram_gateway.interaction import Interaction
from telegram_gateway.persistence.chats import Ask, AskKind, ChatMemory
from telegram_gateway.studio_client import job_of_message


class Photos:
    """Turns photos into orders; one photo of an album is used."""

    def __init__(self, briefs: Briefs, talk: FreeTexts) -> None:
        self._briefs, self._talk = briefs, talk

    async def take(self, interaction: Interaction, photo: Photo, words: str, others: int) -> None:
        """Take a photo of the product; its caption is the brief, or the next text is.

        Args:
            interaction: who sent it.
            photo: the photo, or the first one of an album.
            words: its caption, or the album's, wherever that stands.
            others: how many more photos the album has.
        """
        words = words or next((ask.words for ask in asked_of(interaction, AskKind.WORDS)), "")
        meaning = meaning_of(words)
        if is_brief(interaction, meaning):
            order = Order(owner=interaction.person, text=words)
            is_taken = await self._briefs.take_with(interaction, order, "photo", photo)
        elif is_taken := await self._can_be_opened(interaction, photo, words):
            if not words or meaning.is_small_talk:
                await self._ask_words(interaction, photo)
            else:
                await self._talk.offer(interaction, words, photo.file_id)
        if is_taken and others:
            await interaction.answer("photo-first")

    async def take_late(self, interaction: Interaction, words: str) -> None:
        """Take one more photo of a known album: only its caption matters, if it is awaited."""
        asked = asked_of(interaction, AskKind.PHOTO)
        if words and asked:
            await self.take_words(interaction, words, asked[0].photo)
            forget = partial(ChatMemory.without, ask=asked[0])
            await interaction.services.persistence.change_chat(interaction.place.chat, forget)

    async def take_words(self, interaction: Interaction, text: str, file_id: str) -> None:
        """Take the words that a photo was waiting for."""
        if meaning_of(text) is Meaning.REMARK:
            await self._talk.offer(interaction, text, file_id)
        else:
            await self._briefs.take_photo(interaction, text, file_id)

    async def _ask_words(self, interaction: Interaction, photo: Photo) -> None:
        at = interaction.date.timestamp()
        ask = Ask(kind=AskKind.PHOTO, user=interaction.user, at=at, photo=photo.file_id)
        persistence, chat_id = interaction.services.persistence, interaction.place.chat
        await persistence.change_chat(chat_id, lambda chat: chat.asking(ask))
        message = await interaction.answer("photo-needs-words")
        await persistence.change_chat(chat_id, lambda chat: chat.asked_in(ask, message))

    async def _can_be_opened(self, interaction: Interaction, photo: Photo, words: str) -> bool:
        """Whether a photo is one; else its person is told, and its words are kept for another."""
        if isinstance(photo, PhotoSize):
            return True  # Telegram made it
        services = interaction.services
        job = job_of_message(interaction.place.chat, interaction.message, interaction.date)
        with services.studio_client.studio.scratch_folder(job) as folder:
            try:
                local = await fetch(photo, folder, services.sender.bot)
                async with services.access_control.turn_of(interaction.user, "file"):
                    await services.studio_client.take_in(require_photo, local)
            except TooLargeError:
                told = interaction.say.html("brief-too-large", most=FILE_MAX_MB)
            except BriefError as error:
                told = brief_refusal(interaction.say, error)
            else:
                return True
        kept = await self._briefs.keep_words(interaction, words) if words else ""
        await interaction.answer_with(joined([told, kept]))
        return False
