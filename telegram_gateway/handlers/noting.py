"""Notes on a job that were sent without a button: what they answer, and how they are made.

A note on the script is taken at once, as behind the button. One on pictures or clips is asked for
with its price first: it costs more, and nobody chose the segments.
"""

import asyncio
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from telegram import Message
from telegram.error import TelegramError

from adgen_dagster.domain.brief import Language
from adgen_dagster.domain.handing import may_decide
from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.domain.words import JobState, Stage
from adgen_dagster.storage.unreadable import UNREADABLE
from adgen_dagster.studio.rules import reworded_at
from telegram_gateway.content.callback_data import presses_of
from telegram_gateway.content.meaning import line_notes
from telegram_gateway.handlers.deciders import as_decider
from telegram_gateway.handlers.faceless import replies_to
from telegram_gateway.interaction import Interaction
from telegram_gateway.persistence.cards import Card
from telegram_gateway.persistence.chats import ChatMemory
from telegram_gateway.views.job_view import title_of
from telegram_gateway.views.quotes import quote_of

_PIECE = re.compile(r"^(\d{1,2}) · \d+:\d\d · ")
"""How the caption of a picture or a clip begins: the text `piece` of the catalogue."""

_LOOKED_AT = 8


@dataclass(frozen=True)
class About:
    """What a note is about: a job at the stage where it waits, or waited when it ended."""

    status: JobStatus
    stage: Stage
    title: str
    segments: tuple[int, ...] = ()
    """The picture or clip that was answered, or what has failed."""

    @property
    def job(self) -> str:
        """The job's id."""
        return self.status.job


async def open_questions(interaction: Interaction) -> list[About]:
    """List the questions of stages that wait for this user in this chat."""
    jobs = [job for job in interaction.chat.jobs if interaction.services.notifier.is_open(job)]
    found = await asyncio.gather(*(_look_up(interaction, job) for job in jobs))
    return [
        About(status, status.open_stage, title_of(status, card, interaction.say))
        for status, card in filter(None, found)
        if status.open_stage
    ]


async def ended_lately(interaction: Interaction, within_s: float) -> About | None:
    """Return the chat's newest job if its question timed out a while ago."""
    for job in interaction.chat.jobs[:1]:
        found = await _look_up(interaction, job)
        if found and found[0].ended_by == "timed_out" and not found[0].is_emptied:
            status, card = found
            stage = stage_before_the_end(status)
            if stage and interaction.date.timestamp() - status.since < within_s:
                return About(status, stage, card.title)
    return None


async def has_film_at_hand(interaction: Interaction, within_s: float) -> bool:
    """Tell whether this user's newest film is under way or ended lately without a remark.

    What they say then may well be about it; a remark that is taken for a brief costs money.
    """
    for job in interaction.chat.jobs[:_LOOKED_AT]:
        if found := await _look_up(interaction, job):
            status = found[0]
            age_s = interaction.date.timestamp() - status.since
            return not status.state.has_ended or (
                status.ended_by != "cancelled" and age_s < within_s
            )
    return False


async def answered_by(interaction: Interaction) -> tuple[JobStatus, str, tuple[int, ...]] | None:
    """Return the job of the message that is answered, its title, and the segment shown there."""
    replied = interaction.sent.reply_to_message if interaction.sent else None
    bot = interaction.services.sender.bot.id
    if interaction.sent is None or replied is None or not replies_to(interaction.sent, bot):
        return None
    asked = _jobs_of_buttons(replied)
    jobs = dict.fromkeys([*asked, *interaction.chat.jobs])
    found = await asyncio.gather(*(_look_up(interaction, job, as_guest=True) for job in jobs))
    for status, card in filter(None, found):
        if status.job in asked or _shows(card, replied.message_id):
            return status, title_of(status, card, interaction.say), ()
    shown = _PIECE.match(replied.caption or "")
    waiting = [each for each in await open_questions(interaction) if each.stage is not Stage.SCRIPT]
    if shown and len(waiting) == 1:
        return waiting[0].status, waiting[0].title, (int(shown[1]),)
    return None


def noted_stage(status: JobStatus) -> tuple[Stage, tuple[int, ...]] | None:
    """Return what a note is about: the open stage, or a failure that other words may fix."""
    if status.open_stage:
        return status.open_stage, ()
    for failure in status.failures:
        if stage := reworded_at(status, failure):
            return stage, failure.segments
    return None


def stage_before_the_end(status: JobStatus) -> Stage | None:
    """Return the stage that waited when a job was cancelled."""
    if status.state is not JobState.CANCELLED or len(status.phases) < 2:
        return None
    return status.pipeline.open_stage(status.phases[-2].state)


async def make_note(
    interaction: Interaction, job: str, stage: Stage, segments: tuple[int, ...], text: str
) -> None:
    """Have something made again as a note says.

    Raises:
        BriefError: the note cannot be accepted as it is.
        AdgenError: it comes too late, or another user decides.
    """
    studio_client = interaction.services.studio_client
    await studio_client.do(
        studio_client.studio.redo, job, stage, segments, text, interaction.person
    )
    interaction.services.notifier.poke(job)


async def note_read(interaction: Interaction) -> None:
    """Remember that a message was taken as an answer, and show it, without one more message."""
    read = partial(ChatMemory.having_read, message=interaction.message)
    await interaction.services.persistence.change_chat(interaction.place.chat, read)
    await nod(interaction)


async def nod(interaction: Interaction) -> None:
    """Show that a message arrived, without one more message."""
    # Groups may forbid reactions; and whatever is wrong, the message was taken all the same.
    with suppress(TelegramError):
        await interaction.services.sender.bot.set_message_reaction(
            interaction.place.chat, interaction.message, "👌"
        )


def script_note(text: str, language: Language) -> str:
    """Format a note on a script for its writer; `3: …` is what line 3 should be."""
    word = "Реплика" if language is Language.RUSSIAN else "Line"
    lines = [f"{word} {line}: {said}" for line, said in line_notes(text)]
    return "\n".join(lines) or text


def _jobs_of_buttons(message: Message) -> list[str]:
    """The jobs that a message's buttons are about: the card may know of it a moment later."""
    return [press.job for press in presses_of(message.reply_markup) if press.job]


def _shows(card: Card, message: int) -> bool:
    own = (card.status_message, card.film_message, card.film_place)
    return card.has_asked(message) or message in filter(None, own)


async def _look_up(
    interaction: Interaction, job: str, *, as_guest: bool = False
) -> tuple[JobStatus, Card] | None:
    """A job of this person, or one that they decide on for another, and what the chat shows."""
    with UNREADABLE.step_over("job", job):
        card = await interaction.card(job)
        status = await interaction.services.studio_client.status(job) if card else None
        if card is None or status is None:
            return None
        is_theirs = status.brief.owner.is_same(interaction.person)
        if not is_theirs and as_guest:
            is_theirs = may_decide(status, (await as_decider(interaction, job)).person)
        return (status, card) if is_theirs else None
    return None


async def price_of(interaction: Interaction, job: str, stage: Stage, count: int) -> float:
    """Estimate the cost of making so many segments again; 0 if it is free or unknown."""
    quote = await quote_of(interaction.services, job)
    return quote.redo_each_usd.get(stage, 0.0) * count if quote else 0.0
