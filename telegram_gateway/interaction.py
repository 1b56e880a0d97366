"""One update: its user, chat and language."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Self

from telegram import CallbackQuery, Message, Update

from adgen_dagster.domain.brief import Person
from telegram_gateway.content.markup import Html
from telegram_gateway.content.texts import Catalogue, Fact, language_of
from telegram_gateway.persistence.cards import Card
from telegram_gateway.persistence.chats import ChatMemory
from telegram_gateway.services import Services, speech
from telegram_gateway.studio_client import Place
from telegram_gateway.transport.sender import Keyboard


@dataclass(frozen=True)
class Interaction:
    """One message or tap of a user."""

    services: Services
    place: Place
    user: int
    person: Person
    chat: ChatMemory
    message: int
    """The person's message, or the one whose button was tapped."""
    date: datetime
    sent: Message | None = None
    """What the person sent; nothing for a tap."""
    query: CallbackQuery | None = None
    update: int = 0
    """The update's id: those of what came later are higher."""

    def of(self, person: Person) -> Self:
        """Return the same in another user's name."""
        return replace(self, person=person)

    async def card(self, job: str) -> Card | None:
        """Return what this chat shows of a job, or else what the orderer's chat shows."""
        return await self.services.persistence.card(job, self.place.chat)

    @property
    def say(self) -> Catalogue:
        """The texts of the chat's language."""
        return speech(self.chat)

    async def answer(self, key: str, keyboard: Keyboard | None = None, **facts: Fact) -> int:
        """Answer with a text of the catalogue; return the message."""
        return await self.answer_with(self.say.html(key, **facts), keyboard)

    async def answer_with(self, text: Html, keyboard: Keyboard | None = None) -> int:
        """Answer with a text; in a group, to the message that it answers."""
        reply_to = self.message if self.place.is_group else 0
        return await self.services.sender.send(self.place, text, keyboard, reply_to=reply_to)


async def interaction_of(services: Services, update: Update) -> Interaction | None:
    """Find who did what where; None if no user did.

    At the first meeting the chat's language becomes the person's; a chat that was lost is found.
    """
    user, query = update.effective_user, update.callback_query
    message = query.message if query else update.effective_message
    if user is None or message is None:
        return None
    sent = message if isinstance(message, Message) else None
    chat = await services.persistence.chat(message.chat.id)
    if chat.language is None or chat.is_gone:
        language = chat.language or language_of(user.language_code)
        chat = await services.persistence.change_chat(
            message.chat.id,
            lambda known: known.model_copy(update={"language": language, "is_gone": False}),
        )
        for job in chat.jobs:  # what ended meanwhile, too: nobody could be told
            services.notifier.poke(job)
    thread = sent.message_thread_id if sent and sent.is_topic_message else None
    return Interaction(
        services=services,
        place=Place(message.chat.id, thread),
        user=user.id,
        person=services.person(user.id, user.full_name),
        chat=chat,
        message=message.message_id,
        date=message.date if sent else datetime.fromtimestamp(0, UTC),
        sent=None if query else sent,
        query=query,
        update=update.update_id,
    )
