"""Makes a chat show a job as it stands, whatever happened to it, and wherever.

What the chat shows already is on the job's card, so that looking once more changes nothing: a
restart repeats at most the message whose card was not written any more.
"""

import time
from contextlib import suppress
from dataclasses import replace

from adgen_dagster.domain.words import Product
from telegram_gateway.content.job_progress import ASLEEP
from telegram_gateway.content.markup import clipped
from telegram_gateway.notifier import Look, soonest
from telegram_gateway.persistence.cards import Card
from telegram_gateway.services import Services, speech
from telegram_gateway.studio_client import Address
from telegram_gateway.transport.sender import ChatGoneError
from telegram_gateway.views.bustle import Bustle
from telegram_gateway.views.delivery import deliver_film
from telegram_gateway.views.guests import show_guests
from telegram_gateway.views.job_view import TITLE_UNITS, JobView, title_of
from telegram_gateway.views.live import is_at_work, progress_now, retire, show_progress
from telegram_gateway.views.notices import remind, retire_questions, settle, tell_end, tell_failures
from telegram_gateway.views.showing import show_material

NOT_OURS = Look(is_ours=False, is_over=True)


class Presenter:
    """Shows jobs in the chats that ordered them."""

    def __init__(self, services: Services, bustle: Bustle) -> None:
        self._office = services
        self._bustle = bustle

    async def show(self, job: str) -> Look:
        """Bring a job's chat up to date.

        Raises:
            telegram.error.TelegramError: not now; look again later.
        """
        services = self._office
        status = await services.studio_client.status(job)
        address = Address.of(status.brief.reply_to) if status else None
        if status is None or address is None or status.is_erased:
            return NOT_OURS
        card = await services.persistence.card(job) or Card(
            job=job,
            chat=address.place.chat,
            thread=address.place.thread,
            brief_message=address.message,
        )
        chat = await services.persistence.chat(await services.persistence.now_at(card.chat))
        if status.state.is_over:
            # From here on it does not count as open: what is sent about it may take a while.
            services.notifier.forget(job)
        look = Look(is_ours=True, is_over=status.state.is_over, owner=status.brief.owner.id)
        view = JobView(services, status, card, speech(chat), time.time())
        if not chat.is_gone:
            with suppress(ChatGoneError):
                look = replace(look, again_in_s=await self._bring_up_to_date(view))
        guests_in_s = await show_guests(services, status, view.card.title)
        return replace(look, again_in_s=soonest([look.again_in_s, guests_in_s]))

    async def _bring_up_to_date(self, view: JobView) -> float | None:
        await self._read_title(view)
        await settle(view)
        if view.services.recalls.take(view.status.job):
            await retire_questions(view)
        is_live = is_at_work(view.status)
        looks: list[float | None] = []
        self._bustle.forget(view.status.job)
        if is_live:
            progress = await progress_now(view)
            if progress.key != ASLEEP:
                self._bustle.note(view.status, view.place)
            looks.append(await show_progress(view, progress))
        await tell_failures(view)
        await show_material(view)
        await deliver_film(view)
        await tell_end(view)
        if not is_live:
            await retire(view)
        looks.append(await remind(view))
        return soonest(looks)

    async def _read_title(self, view: JobView) -> None:
        """The script's title; before there is one, how the brief begins, typed or heard."""
        script = view.made(Product.SCRIPT)
        if script and script.id != view.card.title_event:
            studio = view.services.studio_client.studio
            about = await view.services.studio_client.do(studio.about, script)
            title = clipped(str(about.get("title") or ""), TITLE_UNITS)
            await view.keep(view.card.but(title=title, title_event=script.id))
        elif not script and view.card.title in {"", view.say.plain("title-of-voice")}:
            heard = clipped(await self._heard(view), TITLE_UNITS)
            title = heard or title_of(view.status, view.card, view.say)
            await view.keep(view.card.but(title=title))

    async def _heard(self, view: JobView) -> str:
        """Return what a voice brief says; empty: it is typed, or was not heard yet."""
        if view.status.brief.text or not view.made(Product.TRANSCRIPT):
            return ""
        studio_client = view.services.studio_client
        return await studio_client.do(studio_client.studio.transcript, view.status.job)
