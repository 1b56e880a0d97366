"""Admits or rejects updates by user and rate; the rejected get a reply."""

from typing import Any

from telegram import Message, Update
from telegram.ext import ApplicationHandlerStop, CallbackContext, ExtBot

from adgen_dagster.domain.handing import may_decide
from telegram_gateway.content.callback_data import CallbackData
from telegram_gateway.content.commands import ordered_by
from telegram_gateway.content.texts import catalogue, language_of
from telegram_gateway.handlers.faceless import is_faceless, is_meant
from telegram_gateway.persistence.links import Links
from telegram_gateway.services import Services, speech
from telegram_gateway.studio_client import Place, person

Context = CallbackContext[ExtBot[Any], Any, Any, Any]


class Admission:
    """Looks at every update before anybody else does."""

    def __init__(self, services: Services) -> None:
        self._office = services

    async def admit(self, update: Update, context: Context) -> None:
        """Admit updates of permitted users, at a rate that can be answered.

        Raises:
            ApplicationHandlerStop: not this one, or not now.
        """
        user, access_control = update.effective_user, self._office.access_control
        self._office.metrics.updates.labels(_kind_of(update)).inc()
        if user is None:
            return
        if is_faceless(update):
            is_admitted = await self._admits_faceless(update, context.bot)
        elif not access_control.lets_in(user.id) and not await self._is_guest(update):
            is_admitted = await self._refuse(update, "not-allowed")
        elif not await access_control.has_patience(user.id):
            is_admitted = await self._refuse(update, "slow-down")
        else:
            is_admitted = True
        if not is_admitted:
            raise ApplicationHandlerStop

    async def _admits_faceless(self, update: Update, bot: ExtBot[Any]) -> bool:
        """Let commands through that only show something; reject orders, which need a user."""
        user, chat, access_control = (
            update.effective_user,
            update.effective_chat,
            self._office.access_control,
        )
        if user is None or chat is None:
            return False
        message = update.message
        is_known = access_control.lets_in(user.id)
        text = (message.text if message else None) or ""
        is_order = ordered_by(text, bot.username) is not None
        may_show = is_known and text.startswith("/") and not is_order
        is_for_bot = message and (is_order or is_meant(message, bot.id, f"@{bot.username}"))
        if message and is_for_bot and not may_show:
            await self._say_faceless(message)
            return False
        # Its id is that of all anonymous people of Telegram: each chat has its own pace.
        return is_known and await access_control.has_patience(chat.id)

    async def _is_guest(self, update: Update) -> bool:
        """Tell whether somebody who is not let in was handed a gate, and comes for that.

        Nothing else is open to them: an order of theirs is refused where orders are taken.
        """
        user, chat, services = update.effective_user, update.effective_chat, self._office
        if user is None or chat is None or not await services.access_control.has_patience(user.id):
            return False
        query, message = update.callback_query, update.message
        words = (message.text or "").split() if message else []
        if words[:1] == ["/start"]:
            return await Links(services.persistence).find(words[-1], str(user.id)) is not None
        press = CallbackData.read(query.data or "") if query else None
        asks = (await services.persistence.chat(chat.id)).asks if message else ()
        asked = [ask.job for ask in asks if ask.user == user.id and ask.job]
        jobs = [press.job] if press else asked
        return any([await self._has_gate(job, user.id) for job in jobs])

    async def _has_gate(self, job: str, user: int) -> bool:
        guest, status = (
            person(user, "", is_operator=False),
            await self._office.studio_client.status(job),
        )
        if status is None:
            return False
        return may_decide(status, guest) and not status.brief.owner.is_same(guest)

    async def _say_faceless(self, message: Message) -> None:
        services, chat = self._office, message.chat.id
        services.metrics.refused.labels("faceless").inc()
        if await services.access_control.may_answer(chat, "faceless"):
            thread = message.message_thread_id if message.is_topic_message else None
            text = speech(await services.persistence.chat(chat)).html("faceless")
            place = Place(chat, thread)
            await services.sender.send(place, text, reply_to=message.message_id)

    async def _refuse(self, update: Update, key: str) -> bool:
        """Say why not; never true."""
        user, query = update.effective_user, update.callback_query
        if user is None:
            return False
        self._office.metrics.refused.labels(key).inc()
        say = catalogue(language_of(user.language_code))
        if query:
            await self._office.sender.answer(query.id, say.plain(f"toast-{key}"))
        elif isinstance(update.message, Message) and await self._office.access_control.may_answer(
            user.id, key
        ):
            await update.message.reply_html(say.html(key, id=str(user.id)))
        return False


def _kind_of(update: Update) -> str:
    """Return what came in, in one of a few words."""
    message = update.message
    if message is None:
        return "tap" if update.callback_query else "other"
    kinds = {"voice": message.voice or message.audio, "photo": message.photo, "text": message.text}
    return next((kind for kind, found in kinds.items() if found), "other")
