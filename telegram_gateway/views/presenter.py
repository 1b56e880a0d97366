"""Makes a chat show a job as it stands, whatever happened to it, and wherever.

What the chat shows already is on the job's card, so that looking once more changes nothing: a
restart repeats at most the message whose card was not written any more.
"""

import time
from contextlib import suppress
from dataclasses import replace

from adgen_dagster.domain.words import Product
from telegram_gateway.content.markup import clipped
from telegram_gateway.content.progress import ASLEEP
from telegram_gateway.desk import Address
from telegram_gateway.notifier import Look, soonest
from telegram_gateway.office import Office, speech
from telegram_gateway.persistence.cards import Card
from telegram_gateway.transport.sender import ChatGoneError
from telegram_gateway.views.bustle import Bustle
from telegram_gateway.views.delivery import deliver_film
from telegram_gateway.views.guests import show_guests
from telegram_gateway.views.job_view import TITLE_UNITS, Scene, title_of
from telegram_gateway.views.live import is_at_work, progress_now, retire, show_progress
from telegram_gateway.views.notices import remind, retire_questions, settle, tell_end, tell_failures
from telegram_gateway.views.showing import show_material

NOT_OURS = Look(is_ours=False, is_over=True)


class Presenter:
    """Shows jobs in the chats that ordered them."""

    def __init__(self, office: Office, bustle: Bustle) -> None:
        self._office = office
        self._bustle = bustle

    async def show(self, job: str) -> Look:
        """Bring a job's chat up to date.

        Raises:
            telegram.error.TelegramError: not now; look again later.
        """
        office = self._office
        status = await office.desk.status(job)
        address = Address.of(status.brief.reply_to) if status else None
        if status is None or address is None or status.is_erased:
            return NOT_OURS
        card = await office.memory.card(job) or Card(
            job=job,
            chat=address.place.chat,
            thread=address.place.thread,
            brief_message=address.message,
        )
        chat = await office.memory.chat(await office.memory.now_at(card.chat))
        if status.state.is_over:
            # From here on it does not count as open: what is sent about it may take a while.
            office.notifier.forget(job)
        look = Look(is_ours=True, is_over=status.state.is_over, owner=status.brief.owner.id)
        scene = Scene(office, status, card, speech(chat), time.time())
        if not chat.is_gone:
            with suppress(ChatGoneError):
                look = replace(look, again_in_s=await self._bring_up_to_date(scene))
        guests_in_s = await show_guests(office, status, scene.card.title)
        return replace(look, again_in_s=soonest([look.again_in_s, guests_in_s]))

    async def _bring_up_to_date(self, scene: Scene) -> float | None:
        await self._read_title(scene)
        await settle(scene)
        if scene.office.recalls.take(scene.status.job):
            await retire_questions(scene)
        is_live = is_at_work(scene.status)
        looks: list[float | None] = []
        self._bustle.forget(scene.status.job)
        if is_live:
            progress = await progress_now(scene)
            if progress.key != ASLEEP:
                self._bustle.note(scene.status, scene.place)
            looks.append(await show_progress(scene, progress))
        await tell_failures(scene)
        await show_material(scene)
        await deliver_film(scene)
        await tell_end(scene)
        if not is_live:
            await retire(scene)
        looks.append(await remind(scene))
        return soonest(looks)

    async def _read_title(self, scene: Scene) -> None:
        """The script's title; before there is one, how the brief begins, typed or heard."""
        script = scene.made(Product.SCRIPT)
        if script and script.id != scene.card.title_event:
            studio = scene.office.desk.studio
            about = await scene.office.desk.do(studio.about, script)
            title = clipped(str(about.get("title") or ""), TITLE_UNITS)
            await scene.keep(scene.card.but(title=title, title_event=script.id))
        elif not script and scene.card.title in {"", scene.say.plain("title-of-voice")}:
            heard = clipped(await self._heard(scene), TITLE_UNITS)
            title = heard or title_of(scene.status, scene.card, scene.say)
            await scene.keep(scene.card.but(title=title))

    async def _heard(self, scene: Scene) -> str:
        """Return what a voice brief says; empty: it is typed, or was not heard yet."""
        if scene.status.brief.text or not scene.made(Product.TRANSCRIPT):
            return ""
        desk = scene.office.desk
        return await desk.do(desk.studio.transcript, scene.status.job)
