"""Texts whose user is asked what they are; the chat's note holds them meanwhile."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from adgen_dagster.domain.words import Stage
from telegram_gateway.content.callback_data import Action, CallbackData, button
from telegram_gateway.content.markup import Html, clipped
from telegram_gateway.handlers.late import NotAuthorError, TooLateError
from telegram_gateway.handlers.noting import About
from telegram_gateway.interaction import Interaction
from telegram_gateway.persistence.chats import ChatMemory
from telegram_gateway.persistence.keeping import Held
from telegram_gateway.studio_client import job_of_message

_TITLE_UNITS = 30

Row = list[InlineKeyboardButton]


def held_of(
    interaction: Interaction, text: str, segments: tuple[int, ...] = (), photo: str = ""
) -> Held:
    """Build the record of a text of this interaction that is held."""
    at = interaction.date.timestamp()
    source, user = interaction.message, interaction.user
    return Held(source=source, at=at, user=user, text=text, segments=segments, photo=photo)


async def hold(interaction: Interaction, held: Held, message: int = 0) -> Held:
    """Hold a text before it is asked about, for a tap can be quick, and after, with the message."""
    held = held.model_copy(update={"message": message})
    await interaction.services.persistence.change_chat(
        interaction.place.chat, lambda chat: chat.holding(held)
    )
    return held


def held_by(interaction: Interaction, press: CallbackData) -> Held:
    """Return the text that a tapped question is about.

    Raises:
        NotAuthorError: it is another user's.
        TooLateError: it is decided.
    """
    for held in interaction.chat.held:
        if str(held.source) == press.argument and held.message in {0, interaction.message}:
            if held.user != interaction.user:
                raise NotAuthorError("Only who wrote a text says what it is.")
            return held
    raise TooLateError("What this text is, is decided.")


def as_sent(interaction: Interaction, held: Held) -> Interaction:
    """Return the interaction of the message that was held."""
    return replace(interaction, message=held.source, date=_sent_at(held))


async def close(interaction: Interaction, held: Held) -> None:
    """Forget a text, and take its question away."""
    forget = partial(ChatMemory.not_holding, held=held)
    await interaction.services.persistence.change_chat(interaction.place.chat, forget)
    await interaction.services.sender.delete(interaction.place, interaction.message)


async def ask_below(interaction: Interaction, text: Html, keyboard: InlineKeyboardMarkup) -> int:
    """Ask about a message, answering it; the message that asks."""
    sender = interaction.services.sender
    return await sender.send(interaction.place, text, keyboard, reply_to=interaction.message)


def new_film_button(interaction: Interaction, held: Held, label: str) -> InlineKeyboardButton:
    """Build the button that takes the text as a brief."""
    return button(interaction.say.plain(label), Action.NEW_FILM, *_named(interaction, held))


def note_rows(interaction: Interaction, waiting: Sequence[About]) -> list[Row]:
    """Build the buttons that take the text as a note on one of these jobs."""
    titles = (clipped(about.title, _TITLE_UNITS) for about in waiting)
    labels = (interaction.say.plain("button-as-note", title=title) for title in titles)
    pairs = zip(labels, waiting, strict=True)
    return [[note_button(label, about, interaction.message)] for label, about in pairs]


def note_button(label: str, about: About, source: int) -> InlineKeyboardButton:
    """Build the button that takes the text as a note on this job."""
    is_script = about.stage is Stage.SCRIPT
    action = Action.NOTE_SCRIPT if is_script else Action.AS_NOTE
    return button(label, action, about.job, str(source))


def hear_button(interaction: Interaction, held: Held) -> InlineKeyboardButton:
    """Build the button that takes the audio file as a spoken brief."""
    return button(interaction.say.plain("button-hear"), Action.HEAR, *_named(interaction, held))


def leave_button(interaction: Interaction, held: Held) -> InlineKeyboardButton:
    """Build the button that ignores the text."""
    return button(interaction.say.plain("button-leave"), Action.LEAVE, *_named(interaction, held))


def _named(interaction: Interaction, held: Held) -> tuple[str, str]:
    """Return what a button carries of a text: the job that it would begin, and its message."""
    return job_of_message(interaction.place.chat, held.source, _sent_at(held)), str(held.source)


def _sent_at(held: Held) -> datetime:
    return datetime.fromtimestamp(held.at, UTC)
