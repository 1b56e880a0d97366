"""Checks that a tap belongs to its message: apps may send any data for any message.

What a handler then edits or deletes is that message. So a message has to offer what is asked for;
or it asked for a decision on that job, and its buttons have left meanwhile.
"""

from telegram import Message

from telegram_gateway.content.callback_data import Action, CallbackData, presses_of
from telegram_gateway.handlers.late import ASKED_BY
from telegram_gateway.interaction import Interaction

_BEGIN = frozenset({Action.AGAIN, Action.CONTINUE, Action.FILM})
"""What stands under messages of any age: Telegram hands old ones over without their buttons."""
_ASKED_IN_GROUPS = frozenset({Action.PLAIN_IMAGES, Action.PLAIN_VIDEOS, Action.DROP})
"""What stands in a question itself where the next message has to be a reply."""
_ASKED = frozenset(
    {
        *ASKED_BY,
        Action.REDO_IMAGES,
        Action.REDO_VIDEOS,
        Action.BACK_IMAGES,
        Action.BACK_VIDEOS,
        Action.SETTINGS,
        Action.HAND_OVER,
        Action.MORE_TIME,
        Action.STOP,
    }
)
"""What a question may have asked. All else would edit or delete it, or is not about it."""


async def belongs(interaction: Interaction, press: CallbackData) -> bool:
    """Tell whether the requested action belongs to the message that was tapped."""
    message = interaction.query.message if interaction.query else None
    if isinstance(message, Message):
        if _offers(message, press):
            return True
    elif press.action in _BEGIN:
        return True
    is_asked = press.action in _ASKED or (
        interaction.place.is_group and press.action in _ASKED_IN_GROUPS
    )
    return is_asked and bool(press.job) and await _has_asked(interaction, press.job)


def _offers(message: Message, press: CallbackData) -> bool:
    """Tell whether a message has a button for this action on this job, with whatever argument."""
    offered = presses_of(message.reply_markup)
    return any((each.action, each.job) == (press.action, press.job) for each in offered)


async def _has_asked(interaction: Interaction, job: str) -> bool:
    """Whether the message asks, or asked, for a decision on the job: in that chat, not another."""
    persistence = interaction.services.persistence
    card = await interaction.card(job)
    if card is None or not card.has_asked(interaction.message):
        return False
    here = interaction.place.chat
    return card.chat == here or await persistence.now_at(card.chat) == here
