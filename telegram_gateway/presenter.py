"""Makes a chat show a job as it stands, whatever happened to it, and wherever.

What the chat shows already is on the job's card, so that looking once more changes nothing: a
restart repeats at most the message whose card was not written any more.
"""

import time
from dataclasses import replace

from adgen_dagster.stages import JobStatus, Product
from adgen_dagster.studio import UnknownJobError
from telegram_gateway.delivery import deliver_film
from telegram_gateway.desk import Address
from telegram_gateway.markup import Html, clipped
from telegram_gateway.memory import Card
from telegram_gateway.notices import remind, retire_questions, settle, tell_end, tell_failures
from telegram_gateway.notifier import Look
from telegram_gateway.office import Office, speech
from telegram_gateway.outlet import ChatGone
from telegram_gateway.progress import WAITS_FOR_PLACE, progress_of, status_text
from telegram_gateway.scene import Scene
from telegram_gateway.showing import show_material
from telegram_gateway.texts import Catalogue

TITLE_UNITS = 60
PROGRESS_EVERY_S = 3.0
"""Between two edits of a status message: Telegram takes one message a second in a chat."""
QUEUE_LOOK_S, WORK_LOOK_S = 4.0, 10.0
"""Until the place in the queue, or the time that is left, is looked at again."""


NOT_OURS = Look(is_ours=False, is_over=True)


class Presenter:
    """Shows jobs in the chats that ordered them."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def show(self, job: str) -> Look:
        """Bring a job's chat up to date.

        Raises:
            telegram.error.TelegramError: not now; look again later.
        """
        office = self._office
        try:
            status = await office.desk.do(office.desk.studio.status, job)
        except UnknownJobError:
            return NOT_OURS
        address = Address.of(status.brief.reply_to)
        if address is None:
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
        if chat.is_gone:
            return look
        scene = Scene(office, status, card, speech(chat), time.time())
        try:
            again_in_s = await self._bring_up_to_date(scene)
        except ChatGone:
            return look
        return replace(look, again_in_s=again_in_s)

    async def _bring_up_to_date(self, scene: Scene) -> float | None:
        await self._read_title(scene)
        await settle(scene)
        if scene.office.recalls.take(scene.status.job):
            await retire_questions(scene)
        if not scene.card.status_message:
            await self._show_status(scene)
        await tell_failures(scene)
        await show_material(scene)
        await deliver_film(scene)
        await tell_end(scene)
        looks = [await remind(scene), await self._show_status(scene), _look_at_work(scene.status)]
        return min((look for look in looks if look is not None), default=None)

    async def _read_title(self, scene: Scene) -> None:
        """The script's title; before there is one, how the brief begins."""
        script = scene.made(Product.SCRIPT)
        if script and script.id != scene.card.title_event:
            studio = scene.office.desk.studio
            about = await scene.office.desk.do(studio.about, script)
            title = clipped(str(about.get("title") or ""), TITLE_UNITS)
            await scene.keep(scene.card.but(title=title, title_event=script.id))
        elif not scene.card.title:
            title = clipped(scene.status.brief.text, TITLE_UNITS)
            await scene.keep(scene.card.but(title=title or scene.say.plain("title-of-voice")))

    async def _show_status(self, scene: Scene) -> float | None:
        """Edit the status message; when to try again where it is not the time for it."""
        text = await describe(scene.office, scene.status, scene.card.title, scene.say)
        card, office = scene.card, scene.office
        if card.status_message and text == card.status_text:
            return None
        if card.status_message:
            is_news = scene.status.open_stage or scene.status.state.is_over
            wait_s = card.status_at + PROGRESS_EVERY_S - time.time()
            if not is_news and wait_s > 0:
                return wait_s
            if not is_news and not office.pace.has_room(card.chat):
                return PROGRESS_EVERY_S
            if await office.outlet.edit(scene.place, card.status_message, text):
                await scene.keep(card.but(status_text=text, status_at=time.time()))
                return None
        message = await office.outlet.send(
            scene.place, text, is_silent=True, reply_to=scene.reply_to
        )
        await scene.keep(card.but(status_message=message, status_text=text, status_at=time.time()))
        return None


async def describe(office: Office, status: JobStatus, title: str, say: Catalogue) -> Html:
    """A job's status: title, bar, the stage in words."""
    place = wait_s = None
    if status.state in WAITS_FOR_PLACE:
        desk = office.desk
        place = await desk.do(desk.studio.queue_place, status.job)
        wait_s = await desk.do(desk.studio.queue_wait_s, status.job) if place else None
    return status_text(say, title, progress_of(status, place, time.time(), wait_s))


def _look_at_work(status: JobStatus) -> float | None:
    if status.open_stage or status.state.is_over or status.awaits_transcript:
        return None
    return QUEUE_LOOK_S if status.state in WAITS_FOR_PLACE else WORK_LOOK_S
