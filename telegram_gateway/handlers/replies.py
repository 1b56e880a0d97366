"""Questions that force a reply: in groups no other message may reach the bot."""

from telegram import ForceReply

from telegram_gateway.content.markup import Html, joined, mention
from telegram_gateway.visit import Visit


async def ask_for_reply(visit: Visit, text: Html) -> int:
    """Ask for a reply: privacy mode may hide other messages of a group from the bot."""
    say = visit.say
    whole = joined([text, say.html("note-reply", who=mention(visit.user, visit.person.name))])
    forced = ForceReply(selective=True, input_field_placeholder=say.plain("placeholder-note"))
    return await visit.answer_with(whole, forced)
