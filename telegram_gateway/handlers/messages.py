"""Routes users' messages by kind: texts, voices, audio files, photos, captions."""

from functools import partial
from typing import Any

from telegram import Message, Update
from telegram.ext import CallbackContext, ExtBot, MessageHandler, filters

from telegram_gateway.content.callback_data import Action
from telegram_gateway.content.commands import ordered_by
from telegram_gateway.content.deep_links import brief_of
from telegram_gateway.content.meaning import Meaning, meaning_of
from telegram_gateway.handlers.albums import Photos
from telegram_gateway.handlers.answers import Answers
from telegram_gateway.handlers.briefs import Briefs, asked_where_replied
from telegram_gateway.handlers.companions import whole_album, whole_text
from telegram_gateway.handlers.faceless import replies_to
from telegram_gateway.handlers.free_texts import FreeTexts
from telegram_gateway.handlers.greetings import invite, named
from telegram_gateway.handlers.sounds import Sounds
from telegram_gateway.handlers.taps import Handler
from telegram_gateway.interaction import Interaction, interaction_of
from telegram_gateway.persistence.chats import AskKind, ChatMemory
from telegram_gateway.services import Services
from telegram_gateway.studio_client import job_of_message

Context = CallbackContext[ExtBot[Any], Any, Any, Any]
NEW = filters.UpdateType.MESSAGE
"""A message that was sent; one that was changed comes as an update of its own."""


class Messages:
    """Takes each kind of message to what it is: an answer, a note, a brief, small talk."""

    def __init__(self, services: Services, briefs: Briefs) -> None:
        self._office = services
        self._briefs, self._talk = briefs, FreeTexts(briefs)
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
        interaction = await interaction_of(self._office, update)
        if interaction is None or interaction.sent is None or _is_read(interaction):
            return
        text = await whole_text(interaction, interaction.sent.text or "")
        await self._take_words(interaction, *said_to_bot(interaction.sent, text, context))

    async def take_order(self, interaction: Interaction) -> None:
        """Begin a film of the words behind `/new`; ask for them if there are none."""
        sent, bot_name = (
            (interaction.sent and interaction.sent.text) or "",
            interaction.services.sender.bot_name,
        )
        own = job_of_message(interaction.place.chat, interaction.message, interaction.date)
        words = ordered_by(await whole_text(interaction, sent), bot_name) or ""
        if own in interaction.chat.replaced:
            return
        if not words or meaning_of(words) is Meaning.WISH:
            await invite(interaction, named(interaction, "talk-wish"), is_wished=True)
        else:
            await self._briefs.take_text(interaction, words)

    async def take_link(self, interaction: Interaction, payload: str) -> bool:
        """Read the brief in a followed link and ask about it; return whether it holds one."""
        if brief := brief_of(payload):
            await self._talk.offer(interaction, brief)
        return bool(brief)

    async def take_anew(self, update: Update, context: Context) -> None:
        """Take a message that was changed before anything was made of it."""
        interaction = await interaction_of(self._office, update)
        if interaction is None or interaction.sent is None:
            return
        if interaction.sent.photo:
            await self._on_photo(update, context)
            return
        if ordered_by(interaction.sent.text or "", context.bot.username) is not None:
            await self.take_order(interaction)
            return
        text, is_meant = said_to_bot(interaction.sent, interaction.sent.text or "", context)
        if text and not meaning_of(text).is_small_talk:
            await self._take_words(interaction, text, is_meant)

    async def _take_words(self, interaction: Interaction, text: str, is_meant: bool) -> None:  # noqa: FBT001
        """Take words to what they answer, or to what they are by themselves."""
        own = job_of_message(interaction.place.chat, interaction.message, interaction.date)
        if own in interaction.chat.replaced:
            return
        if own in interaction.chat.jobs:  # delivered once more: it was taken for a brief before
            await self._briefs.take_text(interaction, text)
            return
        if await self._answers.take(interaction, text) or await self._talk.take_reply(
            interaction, text
        ):
            return
        if is_meant or asked_where_replied(interaction, AskKind.BRIEF):
            await self._talk.take(interaction, text)

    async def _on_voice(self, update: Update, context: Context) -> None:
        interaction = await interaction_of(self._office, update)
        if interaction is None or interaction.sent is None or interaction.sent.voice is None:
            return
        words, is_meant = said_to_bot(interaction.sent, interaction.sent.caption or "", context)
        if not is_meant and not replies_to(interaction.sent, context.bot.id):
            return
        if await self._answers_film(interaction, words, "voice-in-reply"):
            return
        if self._office.studio_client.studio.can_hear:
            await self._sounds.take_voice(interaction, interaction.sent.voice, words)
            return
        if words:
            await interaction.answer("caption-of-voice")
            await self._take_words(interaction, words, is_meant=True)
        else:
            await invite(interaction, interaction.say.html("failure-voice"))

    async def _on_audio(self, update: Update, context: Context) -> None:
        interaction = await interaction_of(self._office, update)
        if interaction is None or interaction.sent is None:
            return
        sound = interaction.sent.audio or interaction.sent.document
        words, is_meant = said_to_bot(interaction.sent, interaction.sent.caption or "", context)
        if sound is None or not (is_meant or replies_to(interaction.sent, context.bot.id)):
            return
        if words:
            await interaction.answer("caption-only")
            await self._take_words(interaction, words, is_meant=True)
        elif await self._answers_film(interaction, "", "voice-in-reply"):
            pass
        elif self._office.studio_client.studio.can_hear:
            await self._sounds.take_audio(interaction, sound)
        else:
            await invite(interaction, interaction.say.html("failure-voice"))

    async def _on_photo(self, update: Update, context: Context) -> None:
        interaction = await interaction_of(self._office, update)
        if interaction is None or interaction.sent is None or _is_read(interaction):
            return
        photo = interaction.sent.photo[-1] if interaction.sent.photo else interaction.sent.document
        album = interaction.sent.media_group_id or ""
        is_late = interaction.chat.albums.get(album, interaction.message) != interaction.message
        others = [] if is_late else await whole_album(interaction)
        words, is_meant = "", False
        for each in (interaction.sent, *others):
            said, is_to_bot = said_to_bot(each, each.caption or "", context)
            words, is_meant = words or said, is_meant or is_to_bot
        if photo is None:
            return
        if not is_late and await self._answers_film(interaction, words, "photo-in-reply"):
            await self._note_album(interaction)
            return
        if not is_meant:
            return
        if is_late:
            await self._photos.take_late(interaction, words)
            return
        await self._note_album(interaction)
        await self._photos.take(interaction, photo, words, len(others))

    async def _note_album(self, interaction: Interaction) -> None:
        """Remember which message of an album was taken; the later ones belong to it."""
        if album := interaction.sent and interaction.sent.media_group_id:
            taken = partial(ChatMemory.with_album, album=album, message=interaction.message)
            await self._office.persistence.change_chat(interaction.place.chat, taken)

    async def _answers_film(self, interaction: Interaction, words: str, told: str) -> bool:
        """Take the caption of a photo or voice that replies to a film's message as its note.

        Return False if it is not such a reply.

        Args:
            interaction: who sent it.
            words: its caption.
            told: the text that says what happens with the rest.
        """
        if not await self._answers.concern_film(interaction):
            return False
        is_taken = not words or (
            await self._answers.take(interaction, words)
            or await self._talk.take_reply(interaction, words)
        )
        if is_taken:
            await interaction.answer(told, has_words=str(bool(words)).lower())
        return is_taken

    async def _on_captioned(self, update: Update, context: Context) -> None:
        """A film or a file with words: only the words can be used."""
        interaction = await interaction_of(self._office, update)
        if interaction is None or interaction.sent is None:
            return
        words, is_meant = said_to_bot(interaction.sent, interaction.sent.caption or "", context)
        if is_meant or replies_to(interaction.sent, context.bot.id):
            await interaction.answer("caption-only")
            await self._take_words(interaction, words, is_meant)


def _is_read(interaction: Interaction) -> bool:
    """Tell whether a message was taken with another one, or as an answer, before."""
    return interaction.message in interaction.chat.answered


def said_to_bot(message: Message, text: str, context: Context) -> tuple[str, bool]:
    """Strip the bot's name from a text; also return whether it is meant as a brief."""
    if message.chat.id > 0:
        return text, True
    name = f"@{context.bot.username}"
    at = text.lower().find(name.lower())
    if at < 0:
        return text, False
    return f"{text[:at]} {text[at + len(name) :]}".strip(), True
