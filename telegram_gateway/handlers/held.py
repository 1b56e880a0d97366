"""Texts whose user is asked what they are; the chat's note holds them meanwhile."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from adgen_dagster.domain.words import Stage
from telegram_gateway.content.callback_data import Action, Press, button
from telegram_gateway.content.markup import Html, clipped
from telegram_gateway.desk import job_of_message
from telegram_gateway.handlers.late import NotAuthorError, TooLateError
from telegram_gateway.handlers.noting import About
from telegram_gateway.persistence.keeping import Held
from telegram_gateway.persistence.memory import ChatMemory
from telegram_gateway.visit import Visit

_TITLE_UNITS = 30

Row = list[InlineKeyboardButton]


def held_of(visit: Visit, text: str, segments: tuple[int, ...] = (), photo: str = "") -> Held:
    """Build the record of a text of this visit that is held."""
    at = visit.date.timestamp()
    source, user = visit.message, visit.user
    return Held(source=source, at=at, user=user, text=text, segments=segments, photo=photo)


async def hold(visit: Visit, held: Held, message: int = 0) -> Held:
    """Hold a text before it is asked about, for a tap can be quick, and after, with the message."""
    held = held.model_copy(update={"message": message})
    await visit.office.memory.change_chat(visit.place.chat, lambda chat: chat.holding(held))
    return held


def held_by(visit: Visit, press: Press) -> Held:
    """Return the text that a tapped question is about.

    Raises:
        NotAuthorError: it is another user's.
        TooLateError: it is decided.
    """
    for held in visit.chat.held:
        if str(held.source) == press.argument and held.message in {0, visit.message}:
            if held.user != visit.user:
                raise NotAuthorError("Only who wrote a text says what it is.")
            return held
    raise TooLateError("What this text is, is decided.")


def as_sent(visit: Visit, held: Held) -> Visit:
    """Return the visit of the message that was held."""
    return replace(visit, message=held.source, date=_sent_at(held))


async def close(visit: Visit, held: Held) -> None:
    """Forget a text, and take its question away."""
    forget = partial(ChatMemory.not_holding, held=held)
    await visit.office.memory.change_chat(visit.place.chat, forget)
    await visit.office.outlet.delete(visit.place, visit.message)


async def ask_below(visit: Visit, text: Html, keyboard: InlineKeyboardMarkup) -> int:
    """Ask about a message, answering it; the message that asks."""
    outlet = visit.office.outlet
    return await outlet.send(visit.place, text, keyboard, reply_to=visit.message)


def new_film_button(visit: Visit, held: Held, label: str) -> InlineKeyboardButton:
    """Build the button that takes the text as a brief."""
    return button(visit.say.plain(label), Action.NEW_FILM, *_named(visit, held))


def note_rows(visit: Visit, waiting: Sequence[About]) -> list[Row]:
    """Build the buttons that take the text as a note on one of these jobs."""
    titles = (clipped(about.title, _TITLE_UNITS) for about in waiting)
    labels = (visit.say.plain("button-as-note", title=title) for title in titles)
    pairs = zip(labels, waiting, strict=True)
    return [[note_button(label, about, visit.message)] for label, about in pairs]


def note_button(label: str, about: About, source: int) -> InlineKeyboardButton:
    """Build the button that takes the text as a note on this job."""
    is_script = about.stage is Stage.SCRIPT
    action = Action.NOTE_SCRIPT if is_script else Action.AS_NOTE
    return button(label, action, about.job, str(source))


def hear_button(visit: Visit, held: Held) -> InlineKeyboardButton:
    """Build the button that takes the audio file as a spoken brief."""
    return button(visit.say.plain("button-hear"), Action.HEAR, *_named(visit, held))


def leave_button(visit: Visit, held: Held) -> InlineKeyboardButton:
    """Build the button that ignores the text."""
    return button(visit.say.plain("button-leave"), Action.LEAVE, *_named(visit, held))


def _named(visit: Visit, held: Held) -> tuple[str, str]:
    """Return what a button carries of a text: the job that it would begin, and its message."""
    return job_of_message(visit.place.chat, held.source, _sent_at(held)), str(held.source)


def _sent_at(held: Held) -> datetime:
    return datetime.fromtimestamp(held.at, UTC)
