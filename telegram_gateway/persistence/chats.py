"""The gateway's state, kept in the Dagster instance and nowhere else."""

import asyncio
from collections.abc import Callable
from enum import StrEnum
from typing import Self

from pydantic import Field

from adgen_dagster.domain.brief import FilmFormat, Language, Ratio
from telegram_gateway.persistence.cards import Card
from telegram_gateway.persistence.keeping import (
    Aside,
    Held,
    InboxNote,
    Kept,
    NotifierCursor,
    SetAside,
)
from telegram_gateway.persistence.key_value import Notes
from telegram_gateway.studio_client import StudioClient

JOBS_KEPT = 30
"""Newest jobs of a chat that /jobs and /status look at."""
_READINGS_KEPT = 20
_HELD_KEPT = _REPLACED_KEPT = 10
_ASKS_KEPT = 20
_ALBUMS_KEPT = 9
_MOVES_FOLLOWED = 3


class AskKind(StrEnum):
    """What the next text of a user is the answer to."""

    SCRIPT_NOTE = "script_note"
    IMAGES_NOTE = "images_note"
    VIDEOS_NOTE = "videos_note"
    TRANSCRIPT = "transcript"
    BRIEF = "brief"
    """A film is to be described: the next text of which nothing else is known is its brief."""
    PHOTO = "photo"
    """A photo came without words: the text is its brief."""
    WORDS = "words"
    """Words came with a photo that cannot be opened: the next photo is theirs."""


class Ask(Kept):
    """A question to a user that is answered by a text; or by a photo, where it has the words."""

    kind: AskKind
    user: int
    at: float
    message: int = 0
    """The message that asks; a reply to it answers it, whatever else was asked since."""
    job: str = ""
    segments: tuple[int, ...] = ()
    photo: str = ""
    """Telegram's id of the photo's file."""
    words: str = ""


class Choices(Kept):
    """What /settings holds for a chat."""

    ratio: Ratio = Ratio.WIDE
    format: FilmFormat = FilmFormat.SPOT
    film_language: Language | None = None
    """None: the language of each brief."""
    voice: str = ""
    has_captions: bool = True


class ChatMemory(Kept):
    """What is known of a chat."""

    language: Language | None = None
    choices: Choices = Choices()
    jobs: tuple[str, ...] = ()
    """Newest first."""
    asks: tuple[Ask, ...] = ()
    """Newest first."""
    answered: tuple[int, ...] = ()
    """Messages that were taken as answers: delivered once more, they are not a new brief."""
    held: tuple[Held, ...] = ()
    """Newest first."""
    replaced: tuple[str, ...] = ()
    """Jobs whose brief was changed before anything came of it."""
    albums: dict[str, int] = Field(default_factory=dict[str, int])
    """The message that was taken of each album."""
    guest_of: tuple[str, ...] = ()
    """Jobs of which a gate was handed to this chat."""
    is_gone: bool = False
    """Whether Telegram lets us write there no more."""
    moved_to: int | None = None
    """The supergroup that the group became."""

    def with_job(self, job: str) -> Self:
        """Return a copy with one more job."""
        jobs = (job, *(known for known in self.jobs if known != job))[:JOBS_KEPT]
        return self.model_copy(update={"jobs": jobs})

    def without_job(self, job: str) -> Self:
        """Return a copy without a job that another replaces: its end is not told."""
        jobs = tuple(known for known in self.jobs if known != job)
        replaced = (job, *self.replaced)[:_REPLACED_KEPT]
        return self.model_copy(update={"jobs": jobs, "replaced": replaced})

    def asking(self, ask: Ask) -> Self:
        """Return a copy with one more question; it replaces an older one of its kind and job."""
        others = (
            each
            for each in self.asks
            if (each.user, each.kind, each.job) != (ask.user, ask.kind, ask.job)
        )
        return self.model_copy(update={"asks": (ask, *others)[:_ASKS_KEPT]})

    def asked_in(self, ask: Ask, message: int) -> Self:
        """Return a copy that knows a question's message, unless it is already answered."""
        asked = ask.model_copy(update={"message": message})
        asks = tuple(asked if each == ask else each for each in self.asks)
        return self.model_copy(update={"asks": asks})

    def without(self, ask: Ask) -> Self:
        """Return a copy without that question, wherever it is known to stand by now."""
        left = tuple(
            each for each in self.asks if each.model_copy(update={"message": ask.message}) != ask
        )
        return self.model_copy(update={"asks": left})

    def holding(self, held: Held) -> Self:
        """Return a copy that holds a text until its user says what it is; once for each message."""
        others = (each for each in self.held if each.source != held.source)
        return self.model_copy(update={"held": (held, *others)[:_HELD_KEPT]})

    def not_holding(self, held: Held) -> Self:
        """Return a copy without that text."""
        left = tuple(each for each in self.held if each.source != held.source)
        return self.model_copy(update={"held": left})

    def with_album(self, album: str, message: int) -> Self:
        """Return a copy with one more album, known by the message that was taken of it."""
        kept = dict(list(self.albums.items())[-_ALBUMS_KEPT:])
        return self.model_copy(update={"albums": {**kept, album: message}})

    def having_read(self, message: int) -> Self:
        """Return a copy with a message noted as an answer."""
        others = (each for each in self.answered if each != message)
        answered = (message, *others)[:_READINGS_KEPT]
        return self.model_copy(update={"answered": answered})


class Persistence(Notes):
    """Reads and keeps what the gateway remembers."""

    def __init__(self, studio_client: StudioClient) -> None:
        super().__init__(studio_client)
        self._locks: dict[str, asyncio.Lock] = {}

    async def chat(self, chat: int) -> ChatMemory:
        """Return what is known of a chat."""
        return await self.read(f"chat/{chat}", ChatMemory) or ChatMemory()

    async def change_chat(
        self, chat: int, change: Callable[[ChatMemory], ChatMemory]
    ) -> ChatMemory:
        """Change what is known of a chat; nobody else does meanwhile."""
        lock = self._locks.setdefault(f"chat/{chat}", asyncio.Lock())
        async with lock:
            before = await self.chat(chat)
            after = change(before)
            if after != before:
                await self.write(f"chat/{chat}", after)
            return after

    async def now_at(self, chat: int) -> int:
        """Return a chat's current id: a group that became a supergroup has a new one."""
        for _ in range(_MOVES_FOLLOWED):
            known = await self.chat(chat)
            if known.moved_to is None:
                break
            chat = known.moved_to
        return chat

    async def move(self, old: int, new: int) -> None:
        """Move all that is known of a group that became a supergroup."""
        known = await self.chat(old)
        if known.moved_to is None:
            await self.change_chat(new, lambda _: known)
            await self.change_chat(old, lambda chat: chat.model_copy(update={"moved_to": new}))

    async def card(self, job: str, chat: int = 0) -> Card | None:
        """Return what a chat shows of a job; None if it was never shown.

        Args:
            job: which one.
            chat: in which chat, where a gate was handed to somebody; else where it was ordered.
        """
        own = await self.read(f"job/{job}", Card)
        if chat and (own is None or own.chat != chat):
            return await self.read(f"job/{job}/{chat}", Card) or own
        return own

    async def keep_card(self, card: Card) -> None:
        """Keep what a chat shows of a job."""
        await self.write(card.key, card)

    async def reading(self) -> NotifierCursor | None:
        """Return how far the notifier has read; None if it never ran."""
        return await self.read("notifier", NotifierCursor)

    async def keep_reading(self, reading: NotifierCursor) -> None:
        """Keep how far the notifier has read."""
        await self.write("notifier", reading)

    async def update_queue(self) -> InboxNote:
        """Return the updates that were not handled yet."""
        return await self.read("inbox", InboxNote) or InboxNote()

    async def keep_inbox(self, note: InboxNote) -> None:
        """Keep which updates were not handled yet."""
        await self.write("inbox", note)

    async def keep_aside(self, update: SetAside) -> None:
        """Keep an update that is set aside, and as many before it as a note holds."""
        async with self._locks.setdefault("aside", asyncio.Lock()):
            before = await self.read("aside", Aside) or Aside()
            await self.write("aside", before.having(update))

    async def forget_aside(self, person: int) -> None:
        """Let those updates go that were set aside and name a user."""
        async with self._locks.setdefault("aside", asyncio.Lock()):
            if before := await self.read("aside", Aside):
                await self.write("aside", before.without(person))
