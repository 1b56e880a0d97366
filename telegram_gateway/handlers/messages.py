"""Routes users' messages by kind: texts, voices, audio files, photos, captions."""

from functools import partial
from typing import Any

from telegram import Message, Update
from telegram.ext import CallbackContext, ExtBot, MessageHandler, filters

from telegram_gateway.content.callback_data import Action
from telegram_gateway.content.commands import ordered_by
from telegram_gateway.content.deep_links import brief_of
from telegram_gateway.content.meaning import Meaning, meaning_of
from telegram_gateway.desk import job_of_message
from telegram_gateway.handlers.answers import Answers
from telegram_gateway.handlers.briefs import Briefs, asked_where_replied
from telegram_gateway.handlers.companions import whole_album, whole_text
from telegram_gateway.handlers.faceless import replies_to
from telegram_gateway.handlers.greetings import invite, named
from telegram_gateway.handlers.photos import Photos
from telegram_gateway.handlers.sounds import Sounds
from telegram_gateway.handlers.talk import Talk
from telegram_gateway.handlers.taps import Handler
from telegram_gateway.office import Office
from telegram_gateway.persistence.memory import AskKind, ChatMemory
from telegram_gateway.visit import Visit, visit_of

Context = CallbackContext[ExtBot[Any], Any, Any, Any]
NEW = filters.UpdateType.MESSAGE
"""A message that was sent; one that was changed comes as an update of its own."""


class Messages:
    """Takes each kind of message to what it is: an answer, a note, a brief, small talk."""

    def __init__(self, office: Office, briefs: Briefs) -> None:
        self._office = office
        self._briefs, self._talk = briefs, Talk(briefs)
        self._photos, self._sounds = Photos(briefs, self._talk), Sounds(briefs)
        self._answers = Answers(self._photos, self._talk)

    @property
    def handlers(self) -> dict[Action, Handler]:
        """What each button does under what is asked of a message."""
        return {**self._talk.handlers, **self._sounds.handlers}

    def by_kind(self) -> list[MessageHandler[Context, None]]:
        """List who takes what, the more special kinds first."""
        photo = filters.PHOTO | filters.Document.IMAGE
        for unnamed in ("heic", "heif", "avif"):  # not every computer has a name for their type
            photo |= filters.Document.FileExtension(unnamed)
        return [
            MessageHandler(NEW & filters.TEXT & ~filters.COMMAND, self._on_text),
            MessageHandler(NEW & filters.VOICE, self._on_voice),
            MessageHandler(NEW & (filters.AUDIO | filters.Document.AUDIO), self._on_audio),
            MessageHandler(NEW & photo, self._on_photo),
            MessageHandler(NEW & filters.CAPTION, self._on_captioned),
        ]

    async def _on_text(self, update: Update, context: Context) -> None:
        visit = await visit_of(self._office, update)
        if visit is None or visit.sent is None or _is_read(visit):
            return
        text = await whole_text(visit, visit.sent.text or "")
        await self._take_words(visit, *said_to_bot(visit.sent, text, context))

    async def take_order(self, visit: Visit) -> None:
        """Begin a film of the words behind `/new`; ask for them if there are none."""
        sent, bot_name = (visit.sent and visit.sent.text) or "", visit.office.outlet.bot_name
        own = job_of_message(visit.place.chat, visit.message, visit.date)
        words = ordered_by(await whole_text(visit, sent), bot_name) or ""
        if own in visit.chat.replaced:
            return
        if not words or meaning_of(words) is Meaning.WISH:
            await invite(visit, named(visit, "talk-wish"), is_wished=True)
        else:
            await self._briefs.take_text(visit, words)

    async def take_link(self, visit: Visit, payload: str) -> bool:
        """Read the brief in a followed link and ask about it; return whether it holds one."""
        if brief := brief_of(payload):
            await self._talk.offer(visit, brief)
        return bool(brief)

    async def take_anew(self, update: Update, context: Context) -> None:
        """Take a message that was changed before anything was made of it."""
        visit = await visit_of(self._office, update)
        if visit is None or visit.sent is None:
            return
        if visit.sent.photo:
            await self._on_photo(update, context)
            return
        if ordered_by(visit.sent.text or "", context.bot.username) is not None:
            await self.take_order(visit)
            return
        text, is_meant = said_to_bot(visit.sent, visit.sent.text or "", context)
        if text and not meaning_of(text).is_small_talk:
            await self._take_words(visit, text, is_meant)

    async def _take_words(self, visit: Visit, text: str, is_meant: bool) -> None:  # noqa: FBT001
        """Take words to what they answer, or to what they are by themselves."""
        own = job_of_message(visit.place.chat, visit.message, visit.date)
        if own in visit.chat.replaced:
            return
        if own in visit.chat.jobs:  # delivered once more: it was taken for a brief before
            await self._briefs.take_text(visit, text)
            return
        if await self._answers.take(visit, text) or await self._talk.take_reply(visit, text):
            return
        if is_meant or asked_where_replied(visit, AskKind.BRIEF):
            await self._talk.take(visit, text)

    async def _on_voice(self, update: Update, context: Context) -> None:
        visit = await visit_of(self._office, update)
        if visit is None or visit.sent is None or visit.sent.voice is None:
            return
        words, is_meant = said_to_bot(visit.sent, visit.sent.caption or "", context)
        if not is_meant and not replies_to(visit.sent, context.bot.id):
            return
        if await self._answers_film(visit, words, "voice-in-reply"):
            return
        if self._office.desk.studio.can_hear:
            await self._sounds.take_voice(visit, visit.sent.voice, words)
            return
        if words:
            await visit.answer("caption-of-voice")
            await self._take_words(visit, words, is_meant=True)
        else:
            await invite(visit, visit.say.html("failure-voice"))

    async def _on_audio(self, update: Update, context: Context) -> None:
        visit = await visit_of(self._office, update)
        if visit is None or visit.sent is None:
            return
        sound = visit.sent.audio or visit.sent.document
        words, is_meant = said_to_bot(visit.sent, visit.sent.caption or "", context)
        if sound is None or not (is_meant or replies_to(visit.sent, context.bot.id)):
            return
        if words:
            await visit.answer("caption-only")
            await self._take_words(visit, words, is_meant=True)
        elif await self._answers_film(visit, "", "voice-in-reply"):
            pass
        elif self._office.desk.studio.can_hear:
            await self._sounds.take_audio(visit, sound)
        else:
            await invite(visit, visit.say.html("failure-voice"))

    async def _on_photo(self, update: Update, context: Context) -> None:
        visit = await visit_of(self._office, update)
        if visit is None or visit.sent is None or _is_read(visit):
            return
        photo = visit.sent.photo[-1] if visit.sent.photo else visit.sent.document
        album = visit.sent.media_group_id or ""
        is_late = visit.chat.albums.get(album, visit.message) != visit.message
        others = [] if is_late else await whole_album(visit)
        words, is_meant = "", False
        for each in (visit.sent, *others):
            said, is_to_bot = said_to_bot(each, each.caption or "", context)
            words, is_meant = words or said, is_meant or is_to_bot
        if photo is None:
            return
        if not is_late and await self._answers_film(visit, words, "photo-in-reply"):
            await self._note_album(visit)
            return
        if not is_meant:
            return
        if is_late:
            await self._photos.take_late(visit, words)
            return
        await self._note_album(visit)
        await self._photos.take(visit, photo, words, len(others))

    async def _note_album(self, visit: Visit) -> None:
        """Remember which message of an album was taken; the later ones belong to it."""
        if album := visit.sent and visit.sent.media_group_id:
            taken = partial(ChatMemory.with_album, album=album, message=visit.message)
            await self._office.memory.change_chat(visit.place.chat, taken)

    async def _answers_film(self, visit: Visit, words: str, told: str) -> bool:
        """Take the caption of a photo or voice that replies to a film's message as its note.

        Return False if it is not such a reply.

        Args:
            visit: who sent it.
            words: its caption.
            told: the text that says what happens with the rest.
        """
        if not await self._answers.concern_film(visit):
            return False
        is_taken = not words or (
            await self._answers.take(visit, words) or await self._talk.take_reply(visit, words)
        )
        if is_taken:
            await visit.answer(told, has_words=str(bool(words)).lower())
        return is_taken

    async def _on_captioned(self, update: Update, context: Context) -> None:
        """A film or a file with words: only the words can be used."""
        visit = await visit_of(self._office, update)
        if visit is None or visit.sent is None:
            return
        words, is_meant = said_to_bot(visit.sent, visit.sent.caption or "", context)
        if is_meant or replies_to(visit.sent, context.bot.id):
            await visit.answer("caption-only")
            await self._take_words(visit, words, is_meant)


def _is_read(visit: Visit) -> bool:
    """Tell whether a message was taken with another one, or as an answer, before."""
    return visit.message in visit.chat.answered


def said_to_bot(message: Message, text: str, context: Context) -> tuple[str, bool]:
    """Strip the bot's name from a text; also return whether it is meant as a brief."""
    if message.chat.id > 0:
        return text, True
    name = f"@{context.bot.username}"
    at = text.lower().find(name.lower())
    if at < 0:
        return text, False
    return f"{text[:at]} {text[at + len(name) :]}".strip(), True
