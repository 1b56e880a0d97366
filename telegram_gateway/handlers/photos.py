"""Photos of the product, alone or as an album, with words or before them.

Words beside a photo are a brief as words alone are: if they say so, or were asked for.
"""

from functools import partial

from telegram import PhotoSize

from adgen_dagster.domain.brief import FILE_MAX_MB, BriefError
from adgen_dagster.studio.orders import Order, require_photo
from telegram_gateway.content.markup import joined
from telegram_gateway.content.meaning import Meaning, meaning_of
from telegram_gateway.desk import job_of_message
from telegram_gateway.handlers.briefs import (
    Briefs,
    Photo,
    TooLargeError,
    asked_of,
    brief_refusal,
    fetch,
    is_brief,
)
from telegram_gateway.handlers.talk import Talk
from telegram_gateway.persistence.memory import Ask, AskKind, ChatMemory
from telegram_gateway.visit import Visit


class Photos:
    """Turns photos into orders; one photo of an album is used."""

    def __init__(self, briefs: Briefs, talk: Talk) -> None:
        self._briefs, self._talk = briefs, talk

    async def take(self, visit: Visit, photo: Photo, words: str, others: int) -> None:
        """Take a photo of the product; its caption is the brief, or the next text is.

        Args:
            visit: who sent it.
            photo: the photo, or the first one of an album.
            words: its caption, or the album's, wherever that stands.
            others: how many more photos the album has.
        """
        words = words or next((ask.words for ask in asked_of(visit, AskKind.WORDS)), "")
        meaning = meaning_of(words)
        if is_brief(visit, meaning):
            order = Order(owner=visit.person, text=words)
            is_taken = await self._briefs.take_with(visit, order, "photo", photo)
        elif is_taken := await self._can_be_opened(visit, photo, words):
            if not words or meaning.is_small_talk:
                await self._ask_words(visit, photo)
            else:
                await self._talk.offer(visit, words, photo.file_id)
        if is_taken and others:
            await visit.answer("photo-first")

    async def take_late(self, visit: Visit, words: str) -> None:
        """Take one more photo of a known album: only its caption matters, if it is awaited."""
        asked = asked_of(visit, AskKind.PHOTO)
        if words and asked:
            await self.take_words(visit, words, asked[0].photo)
            forget = partial(ChatMemory.without, ask=asked[0])
            await visit.office.memory.change_chat(visit.place.chat, forget)

    async def take_words(self, visit: Visit, text: str, file_id: str) -> None:
        """Take the words that a photo was waiting for."""
        if meaning_of(text) is Meaning.REMARK:
            await self._talk.offer(visit, text, file_id)
        else:
            await self._briefs.take_photo(visit, text, file_id)

    async def _ask_words(self, visit: Visit, photo: Photo) -> None:
        at = visit.date.timestamp()
        ask = Ask(kind=AskKind.PHOTO, user=visit.user, at=at, photo=photo.file_id)
        memory, chat_id = visit.office.memory, visit.place.chat
        await memory.change_chat(chat_id, lambda chat: chat.asking(ask))
        message = await visit.answer("photo-needs-words")
        await memory.change_chat(chat_id, lambda chat: chat.asked_in(ask, message))

    async def _can_be_opened(self, visit: Visit, photo: Photo, words: str) -> bool:
        """Whether a photo is one; else its person is told, and its words are kept for another."""
        if isinstance(photo, PhotoSize):
            return True  # Telegram made it
        office = visit.office
        job = job_of_message(visit.place.chat, visit.message, visit.date)
        with office.desk.studio.scratch_folder(job) as folder:
            try:
                local = await fetch(photo, folder, office.outlet.bot)
                async with office.guard.turn_of(visit.user, "file"):
                    await office.desk.take_in(require_photo, local)
            except TooLargeError:
                told = visit.say.html("brief-too-large", most=FILE_MAX_MB)
            except BriefError as error:
                told = brief_refusal(visit.say, error)
            else:
                return True
        kept = await self._briefs.keep_words(visit, words) if words else ""
        await visit.answer_with(joined([told, kept]))
        return False
