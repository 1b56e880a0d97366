"""Edited messages: a brief may be edited until its script is written.

What comes later is said; nothing that was made of the words before is thrown away unasked.
"""

from dataclasses import replace
from functools import partial
from typing import Any

from telegram import InlineKeyboardMarkup, Message, Update
from telegram.ext import CallbackContext, ExtBot

from adgen_dagster.domain.brief import BriefError
from adgen_dagster.domain.pipeline import PIPELINE
from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.domain.wishes import ratio_said
from adgen_dagster.domain.words import Stage
from adgen_dagster.studio.orders import Order
from telegram_gateway.content.callback_data import Action, button
from telegram_gateway.content.commands import ordered_by
from telegram_gateway.handlers.briefs import Briefs, brief_refusal
from telegram_gateway.handlers.companions import is_cut
from telegram_gateway.handlers.held import ask_below, held_of, hold, leave_button
from telegram_gateway.handlers.messages import Messages, said_to_bot
from telegram_gateway.handlers.noting import noted_stage
from telegram_gateway.interaction import Interaction, interaction_of
from telegram_gateway.persistence.chats import ChatMemory
from telegram_gateway.services import Services
from telegram_gateway.studio_client import Address, job_of_message

Context = CallbackContext[ExtBot[Any], Any, Any, Any]

NEW_S = 600.0
"""A message that was not an order is read again when it is changed within this time."""
_LOOKED_AT = 8
_UNWRITTEN = PIPELINE.on_the_way_to(Stage.SCRIPT)


class Edits:
    """Takes changed messages to what they were."""

    def __init__(self, services: Services, briefs: Briefs, messages: Messages) -> None:
        self._office, self._briefs, self._messages = services, briefs, messages

    async def take(self, update: Update, context: Context) -> None:
        """Take a message as it is now."""
        interaction, message = await interaction_of(self._office, update), update.edited_message
        if interaction is None or message is None or message.sender_chat:
            return
        text, _ = said_to_bot(message, message.text or message.caption or "", context)
        ordered = ordered_by(message.text or "", context.bot.username)
        text = text if ordered is None else ordered
        if not text.strip() or await self._corrects_held(interaction, text):
            return
        if jobs := await _jobs_of(interaction):
            await self._correct(interaction, jobs, text)
        elif interaction.message in interaction.chat.answered:
            await interaction.answer("edit-late")
        elif _is_fresh(message):
            await self._messages.take_anew(update, context)

    async def _corrects_held(self, interaction: Interaction, text: str) -> bool:
        """Tell whether it is a text that is being asked about: what is held is what it says now."""
        for held in interaction.chat.held:
            if held.source == interaction.message and held.user == interaction.user:
                await hold(interaction, held.model_copy(update={"text": text}), held.message)
                return True
        return False

    async def _correct(self, interaction: Interaction, jobs: list[JobStatus], text: str) -> None:
        newest, *older = jobs
        try:
            corrected = self._office.studio_client.studio.require_brief(text)
        except BriefError as error:
            await interaction.answer_with(brief_refusal(interaction.say, error))
            return
        if corrected == (newest.brief.text or newest.brief.caption):
            await self._end(interaction, [each for each in older if each.state in _UNWRITTEN])
        elif is_cut(text) or not newest.brief.text:
            await interaction.answer("edit-late")
        elif newest.state in _UNWRITTEN:
            await self._order_corrected(interaction, newest, corrected)
        elif (noted_stage(newest) or (None,))[0] is Stage.SCRIPT:
            await self._ask_rewrite(interaction, newest, corrected)
        elif not newest.state.has_ended:
            await interaction.answer("edit-late")

    async def _order_corrected(self, interaction: Interaction, old: JobStatus, text: str) -> None:
        """Order what the message says now, then end what it said before, without a word."""
        new = job_of_message(
            interaction.place.chat, interaction.message, interaction.date, again=old.job
        )
        change = partial(_corrected, text=text, language=interaction.chat.choices.film_language)
        is_taken = await self._briefs.replace(interaction, old.job, new, change)
        if is_taken:
            await self._end(interaction, [old])
            await interaction.answer("edit-taken")

    async def _end(self, interaction: Interaction, jobs: list[JobStatus]) -> None:
        services, studio = self._office, self._office.studio_client.studio
        for each in jobs:
            replaced = partial(ChatMemory.without_job, job=each.job)
            await services.persistence.change_chat(interaction.place.chat, replaced)
            await services.studio_client.do(studio.cancel, each.job, None, interaction.person)
            services.notifier.forget(each.job)
            services.notifier.poke(each.job)

    async def _ask_rewrite(self, interaction: Interaction, status: JobStatus, text: str) -> None:
        """The script is written: whether it is to be written again is its person's to say."""
        note = interaction.say.plain("edit-as-note", text=text)
        studio = self._office.studio_client.studio
        try:
            studio.require_brief(note)
        except BriefError:  # with the words before it, it is longer than a note may be
            note = text
        held = await hold(interaction, held_of(interaction, note))
        label, source = interaction.say.plain("button-rewrite"), str(held.source)
        rewrite = button(label, Action.NOTE_SCRIPT, status.job, source)
        keyboard = InlineKeyboardMarkup([[rewrite], [leave_button(interaction, held)]])
        await hold(
            interaction,
            held,
            await ask_below(interaction, interaction.say.html("edit-rewrite"), keyboard),
        )


def _corrected(order: Order, text: str, language: str | None) -> Order:
    ratio = ratio_said(text) or order.ratio
    return replace(order, text=text, language=language, ratio=ratio)


def _is_fresh(message: Message) -> bool:
    changed = message.edit_date
    return changed is None or (changed - message.date).total_seconds() < NEW_S


async def _jobs_of(interaction: Interaction) -> list[JobStatus]:
    """This person's jobs that the message ordered, the newest first."""
    found: list[JobStatus] = []
    for job in interaction.chat.jobs[:_LOOKED_AT]:
        status = await interaction.services.studio_client.status(job)
        address = Address.of(status.brief.reply_to) if status else None
        if status and address and address.message == interaction.message:
            found.append(status)
    return [each for each in found if each.brief.owner.is_same(interaction.person)]
