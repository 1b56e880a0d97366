"""Whether a tap belongs to the message that it comes with: apps may send any data for any message.

What a handler then edits or deletes is that message. So a message has to offer what is asked for;
or it asked for a decision on that job, and its buttons have left meanwhile.
"""

from telegram import Message

from telegram_gateway.buttons import Action, Press, presses_of
from telegram_gateway.visit import Visit

_BEGIN = frozenset({Action.AGAIN, Action.CONTINUE, Action.FILM})
"""What stands under messages of any age: Telegram hands old ones over without their buttons."""


async def belongs(visit: Visit, press: Press) -> bool:
    """Whether what is asked for may touch the message that was tapped."""
    message = visit.query.message if visit.query else None
    if isinstance(message, Message):
        if _offers(message, press):
            return True
    elif press.action in _BEGIN:
        return True
    return bool(press.job) and await _has_asked(visit, press.job)


def _offers(message: Message, press: Press) -> bool:
    """Whether a message has a button for this action on this job, with whatever argument."""
    offered = presses_of(message.reply_markup)
    return any((each.action, each.job) == (press.action, press.job) for each in offered)


async def _has_asked(visit: Visit, job: str) -> bool:
    """Whether the message asks, or asked, for a decision on the job: in that chat, not another."""
    memory = visit.office.memory
    card = await visit.card(job)
    if card is None or not card.has_asked(visit.message):
        return False
    here = visit.place.chat
    return card.chat == here or await memory.now_at(card.chat) == here
