"""Briefs: a text, a voice message, a photo with words."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from telegram import Audio, Bot, Document, PhotoSize, Voice
from telegram.error import BadRequest

from adgen_dagster.domain.brief import FILE_MAX_BYTES, FILE_MAX_MB, BriefError, BriefFault
from adgen_dagster.domain.wishes import ratio_said
from adgen_dagster.studio.orders import Order
from adgen_dagster.studio.studio import NoRoomError
from telegram_gateway.content.markup import Html, joined
from telegram_gateway.content.meaning import Meaning
from telegram_gateway.content.texts import Catalogue
from telegram_gateway.interaction import Interaction
from telegram_gateway.persistence.chats import Ask, AskKind, ChatMemory
from telegram_gateway.studio_client import Address, job_of_message

FETCH_S = 60.0
VALID_S = 900.0
"""What a photo or words wait for is forgotten after so long."""
BRIEF_VALID_S = 6 * 3600.0
"""So long a text answers the bot's own question what is to be advertised."""
NOTE_VALID_S = 24 * 3600.0
"""What is asked about a job is answered by the next text as long as people remember it; whether
the answer comes too late, the job knows."""
_VALID_S = {
    AskKind.PHOTO: VALID_S,
    AskKind.WORDS: VALID_S,
    AskKind.BRIEF: BRIEF_VALID_S,
}
_SUFFIXES = {
    "audio/ogg": ".ogg",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "audio/x-m4a": ".m4a",
    "audio/wav": ".wav",
    "audio/x-wav": ".wav",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
}

Sound = Voice | Audio | Document
Photo = PhotoSize | Document


class TooLargeError(Exception):
    """Telegram does not hand a file of this size to bots."""


class Briefs:
    """Turns what people send into orders."""

    async def take_text(self, interaction: Interaction, text: str) -> bool:
        """Take a brief in words; return False if it is rejected and the user was told."""
        return await self._order(interaction, Order(owner=interaction.person, text=text))

    async def order_again(self, interaction: Interaction, job: str) -> str | None:
        """Order once more what a job asked for; None: it is refused, and the person was told."""
        new = job_of_message(
            interaction.place.chat, interaction.message, interaction.date, again=job
        )
        if not await self._admit(interaction, new):
            return None
        address = str(Address(interaction.place, interaction.message))
        studio_client, notifier = interaction.services.studio_client, interaction.services.notifier
        try:
            async with interaction.services.access_control.turn_of(interaction.user, "file"):
                await studio_client.take_in(
                    studio_client.studio.order_again, job, interaction.person, address, new
                )
        except Exception:
            notifier.forget(new)
            raise
        notifier.poke(new)
        return new

    async def replace(
        self, interaction: Interaction, old: str, new: str, change: Callable[[Order], Order]
    ) -> bool:
        """Order what a job asked for with a change, in its place; False: it is refused.

        Args:
            interaction: who changes it; they are told of a refusal.
            old: the job. It does not count as open meanwhile; its end is the caller's.
            new: the id of the one in its place.
            change: what is different.
        """
        services, studio = interaction.services, interaction.services.studio_client.studio
        address = str(Address(interaction.place, interaction.message))
        services.notifier.forget(old)
        try:
            if not await self._admit(interaction, new):
                is_taken = new in interaction.chat.jobs
            else:
                await services.studio_client.take_in(
                    studio.order_again, old, interaction.person, address, new, change
                )
                is_taken = True
        except Exception:
            services.notifier.forget(new)
            services.notifier.expect(old, interaction.person.id)
            raise
        services.notifier.poke(new if is_taken else old)
        return is_taken

    async def keep_words(self, interaction: Interaction, words: str) -> Html:
        """Keep words for the next photo; what the person is told of it."""
        at = interaction.date.timestamp()
        ask = Ask(kind=AskKind.WORDS, user=interaction.user, at=at, words=words)
        await interaction.services.persistence.change_chat(
            interaction.place.chat, lambda chat: chat.asking(ask)
        )
        return interaction.say.html("words-kept")

    async def take_photo(self, interaction: Interaction, text: str, file_id: str) -> bool:
        """Take a brief with a photo that Telegram knows by an id."""
        photo = PhotoSize(file_id, file_id, 0, 0)
        return await self.take_with(
            interaction, Order(owner=interaction.person, text=text), "photo", photo
        )

    async def take_with(
        self, interaction: Interaction, order: Order, name: str, file: Sound | Photo
    ) -> bool:
        """Take a brief with a file at Telegram; return False if it is rejected; say so then.

        Args:
            interaction: who sent it.
            order: what is known of the order.
            name: its field that the file belongs to.
            file: as Telegram names it.
        """
        job = job_of_message(interaction.place.chat, interaction.message, interaction.date)
        with interaction.services.studio_client.studio.scratch_folder(job) as folder:
            try:
                local = await fetch(file, folder, interaction.services.sender.bot)
            except TooLargeError:
                told = interaction.say.html("brief-too-large", most=FILE_MAX_MB)
                kept = await self.keep_words(interaction, order.text) if order.text else ""
                await interaction.answer_with(joined([told, kept]))
                return False
            return await self._order(interaction, replace(order, **{name: local}))

    async def _order(self, interaction: Interaction, order: Order) -> bool:
        job = job_of_message(interaction.place.chat, interaction.message, interaction.date)
        if not await self._admit(interaction, job):
            return job in interaction.chat.jobs
        chosen, studio_client = interaction.chat.choices, interaction.services.studio_client
        whole = replace(
            order,
            language=chosen.film_language or order.language,
            ratio=ratio_said(order.text or order.caption) or chosen.ratio,
            format=chosen.format,
            voice=chosen.voice,
            has_captions=chosen.has_captions,
            reply_to=str(Address(interaction.place, interaction.message)),
        )
        hand_in = studio_client.take_in if order.photo or order.voice_file else studio_client.do
        try:
            async with interaction.services.access_control.turn_of(interaction.user, "file"):
                await hand_in(studio_client.studio.submit, whole, job)
        except BriefError as error:
            interaction.services.notifier.forget(job)
            told = brief_refusal(interaction.say, error)
            is_the_photo = error.fault is BriefFault.UNREADABLE_PHOTO
            kept = await self.keep_words(interaction, order.text) if is_the_photo else ""
            await interaction.answer_with(joined([told, kept]))
            return False
        except NoRoomError:
            interaction.services.notifier.forget(job)
            await interaction.answer("no-room")
            return False
        else:
            interaction.services.notifier.poke(job)
            for ask in asked_of(interaction, AskKind.WORDS, AskKind.BRIEF):
                forget = partial(ChatMemory.without, ask=ask)
                await interaction.services.persistence.change_chat(interaction.place.chat, forget)
            return True

    async def _admit(self, interaction: Interaction, job: str) -> bool:
        """Whether a job may begin: its person has not asked for too much; it has not begun yet."""
        services = interaction.services
        if job in interaction.chat.jobs and await services.studio_client.status(job):
            services.notifier.poke(job)
            return False
        async with services.access_control.turn_of(interaction.user, "order"):
            open_jobs = services.notifier.open_jobs(interaction.person.id)
            refusal = "not-allowed-to-order"
            if services.access_control.lets_in(interaction.user):
                refusal = await services.access_control.refuses_brief(interaction.user, open_jobs)
            if not refusal:
                services.notifier.expect(job, interaction.person.id)
        if refusal:
            if await services.access_control.may_answer(interaction.user, refusal):
                await interaction.answer(refusal, None, **services.access_control.limits)
            return False
        await services.persistence.change_chat(
            interaction.place.chat, lambda chat: chat.with_job(job)
        )
        return True


async def fetch(file: Sound | Photo, folder: Path, bot: Bot) -> Path:
    """Fetch a file that Telegram holds.

    Raises:
        TooLargeError: it is larger than a bot may fetch.
        telegram.error.TelegramError
    """
    if (file.file_size or 0) > FILE_MAX_BYTES:
        raise TooLargeError
    try:
        found = await bot.get_file(file.file_id, read_timeout=FETCH_S)
    except BadRequest as error:
        if "too big" in error.message.lower():
            raise TooLargeError from error
        raise
    mime = getattr(file, "mime_type", None) or ""
    known = _SUFFIXES.get(mime) or Path(found.file_path or "").suffix
    return await found.download_to_drive(folder / f"sent{known}", read_timeout=FETCH_S)


def asked_of(interaction: Interaction, *kinds: AskKind) -> list[Ask]:
    """List what this user was asked in this chat and may still answer, newest first.

    Args:
        interaction: whose.
        kinds: which kinds of question.
    """
    now = time.time()
    return [
        ask
        for ask in interaction.chat.asks
        if ask.kind in kinds
        and ask.user == interaction.user
        and now - ask.at < _VALID_S.get(ask.kind, NOTE_VALID_S)
    ]


def asked_where_replied(interaction: Interaction, *kinds: AskKind) -> list[Ask]:
    """List the questions of some kinds that this user's message replies to."""
    replied = interaction.sent.reply_to_message if interaction.sent else None
    asked = asked_of(interaction, *kinds) if replied else []
    return [ask for ask in asked if replied and ask.message == replied.message_id]


def is_brief(interaction: Interaction, meaning: Meaning) -> bool:
    """Tell whether a text begins a film: it says so, or it is what was asked for."""
    return meaning.says_film or (
        meaning is Meaning.UNCLEAR and bool(asked_of(interaction, AskKind.BRIEF))
    )


def brief_refusal(say: Catalogue, error: BriefError) -> Html:
    """Explain in the user's language why a brief is rejected."""
    if error.fault is BriefFault.UNKNOWN_CHOICE:
        return say.html("brief-refused", reason=str(error))
    return say.html(
        f"brief-{error.fault.replace('_', '-')}",
        most=error.most,
        minutes=error.most // 60,
        count=error.count,
    )
