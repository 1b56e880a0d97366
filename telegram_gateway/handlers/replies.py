"""Questions that force a reply: in groups no other message may reach the bot."""

from telegram import ForceReply

from telegram_gateway.content.markup import Html, joined, mention
from telegram_gateway.interaction import Interaction


async def ask_for_reply(interaction: Interaction, text: Html) -> int:
    """Ask for a reply: privacy mode may hide other messages of a group from the bot."""
    say = interaction.say
    whole = joined(
        [text, say.html("note-reply", who=mention(interaction.user, interaction.person.name))]
    )
    forced = ForceReply(selective=True, input_field_placeholder=say.plain("placeholder-note"))
    return await interaction.answer_with(whole, forced)
