"""Taps on questions that are decided already, or were asked again further down."""

from collections.abc import Mapping

from telegram import Message

from adgen_dagster.domain.pipeline import PIPELINE
from adgen_dagster.domain.words import Stage
from adgen_dagster.errors import AdgenError
from adgen_dagster.studio.studio import JobCancelledError, UnknownJobError
from telegram_gateway.content.callback_data import Action, CallbackData
from telegram_gateway.content.keyboards import without_job
from telegram_gateway.interaction import Interaction
from telegram_gateway.views.job_view import FAILURE, TRANSCRIPT, basis_of

_PICKED = frozenset(PIPELINE.segment_stages)
_STOPPED = frozenset({TRANSCRIPT, FAILURE})
ASKED_BY: Mapping[Action, frozenset[str]] = {
    **{
        Action(f"{does}_{stage}"): frozenset({stage})
        for does in ("approve", "cancel")
        for stage in Stage
    },
    Action.CHANGE_SCRIPT: frozenset({Stage.SCRIPT}),
    **dict.fromkeys((Action.PICK, Action.UNPICK, Action.ALL_CLIPS), _PICKED),
    **dict.fromkeys((Action.RETRY, Action.REWORD, Action.REVOICE), frozenset({FAILURE})),
    **dict.fromkeys((Action.CONFIRM_TRANSCRIPT, Action.EDIT_TRANSCRIPT), frozenset({TRANSCRIPT})),
    **dict.fromkeys((Action.CANCEL_TRANSCRIPT, Action.STOP_YES), _STOPPED),
}
"""By the names of a card's questions, which of them has a button."""


class TooLateError(AdgenError):
    """The button belongs to a question that is decided, or was asked again."""


class NotAuthorError(AdgenError):
    """The button is about a text that another user wrote."""


async def told_below(interaction: Interaction, press: CallbackData, error: AdgenError) -> str:
    """Say that a late tap's question is open below; empty if it is not."""
    card = await interaction.card(press.job) if isinstance(error, TooLateError) else None
    names = ASKED_BY.get(press.action, frozenset())
    if card is None:
        return ""
    asked = [each.message for name, each in card.questions.items() if name in names]
    is_open = any(message > interaction.message for message in asked)
    if not asked and not card.is_guest and card.has_asked(interaction.message):
        # It may stand there already: a question is on the card a moment after it was sent.
        status = await interaction.services.studio_client.status(press.job)
        is_open = status is not None and any(basis_of(status, name) for name in names)
    return "toast-below" if is_open else ""


async def clear_if_late(interaction: Interaction, job: str, error: AdgenError) -> None:
    """Take the buttons from a message that offers what is decided.

    Those of a question that is on the job's card leave when the card is brought up to date, which
    this tap may well have come during. What is left is a question that was sent, and not noted
    before the gateway ended.
    """
    if not isinstance(error, TooLateError | JobCancelledError | UnknownJobError):
        return
    card = await interaction.card(job)
    if card is None or not card.has_asked(interaction.message):
        await take_buttons(interaction, job)


async def take_buttons(interaction: Interaction, job: str) -> None:
    """Take a job's buttons from the message that was tapped; those of other jobs stay."""
    message = interaction.query.message if interaction.query else None
    keyboard = message.reply_markup if isinstance(message, Message) else None
    if keyboard is not None:
        left = without_job(keyboard, job)
        await interaction.services.sender.set_buttons(interaction.place, interaction.message, left)
