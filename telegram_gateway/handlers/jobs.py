"""Jobs as a whole: status, cancelling, the film again, the same brief once more."""

import asyncio
from collections.abc import Sequence

from telegram import InlineKeyboardMarkup as Keyboard
from telegram.constants import ChatAction
from telegram.error import BadRequest

from adgen_dagster.domain.handing import may_decide
from adgen_dagster.domain.words import JobState, Product
from adgen_dagster.storage.unreadable import UNREADABLE
from telegram_gateway.content.callback_data import Action, Press
from telegram_gateway.content.keyboards import film_buttons, job_buttons
from telegram_gateway.content.listing import Known, is_asking, list_buttons, list_text, page_of
from telegram_gateway.content.markup import Html, joined
from telegram_gateway.handlers.briefs import Briefs
from telegram_gateway.handlers.deciders import group_person
from telegram_gateway.handlers.greetings import invite, named
from telegram_gateway.handlers.late import TooLateError, take_buttons
from telegram_gateway.handlers.stopping import ask_stop
from telegram_gateway.handlers.taps import (
    Handler,
    Reply,
    require_owner,
    require_usable,
)
from telegram_gateway.logs import log
from telegram_gateway.persistence.cards import Card
from telegram_gateway.transport.media import Clip
from telegram_gateway.transport.uploads import send_film
from telegram_gateway.views.delivery import film_caption, ready_film
from telegram_gateway.views.job_view import Scene, title_of, words_of
from telegram_gateway.views.live import describe
from telegram_gateway.visit import Visit


class Jobs:
    """Commands and buttons about jobs."""

    def __init__(self, briefs: Briefs) -> None:
        self._briefs = briefs

    @property
    def handlers(self) -> dict[Action, Handler]:
        """What each button does."""
        return {
            Action.AGAIN: self._again,
            Action.FILM: self._film_again,
            Action.SHOW: self._show,
            Action.JOBS: self._turn_page,
        }

    async def tell_status(self, visit: Visit) -> None:
        """Answer /status: every unfinished job of the chat, and its open question again below."""
        found, is_guest = await self._unfinished(visit), await _recall_gates(visit)
        if not found:
            if is_guest:
                await visit.answer_with(named(visit, "gate-below"))
            else:
                await invite(visit, named(visit, "no-open-jobs"))
            return
        office = visit.office
        texts = [
            await describe(office, known.status, known.card.title, visit.say) for known in found
        ]
        await visit.answer_with(joined(texts))
        for known in found:
            if is_asking(known.status) and _may_decide(visit, known):
                office.recall(known.status.job)

    async def list_jobs(self, visit: Visit) -> None:
        """Answer /jobs: the newest ones, each with its buttons."""
        if page := await self._page(visit, ""):
            await visit.answer_with(*page)
        else:
            await invite(visit, named(visit, "no-jobs"))

    async def _turn_page(self, visit: Visit, press: Press) -> Reply:
        page = await self._page(visit, press.job)
        card = await visit.card(press.job)
        if page is None or (card and card.has_asked(visit.message)):
            raise TooLateError("That is not a list.")
        text, keyboard = page
        edit = visit.office.outlet.edit(visit.place, visit.message, text, keyboard)
        return Reply(after=edit)

    async def _page(self, visit: Visit, first: str) -> tuple[Html, Keyboard | None] | None:
        """Return a page of the list of jobs; None: there are none."""
        jobs, newer, older = page_of(visit.chat.jobs, first)
        found = await self._known(visit, jobs)
        if not found:
            return None
        say = visit.say
        return list_text(say, found), list_buttons(say, found, newer, older)

    async def ask_cancel(self, visit: Visit) -> None:
        """Answer /cancel: ask for confirmation, or for which job."""
        own = [known for known in await self._unfinished(visit) if _may_decide(visit, known)]
        if not own:
            await visit.answer("nothing-to-cancel")
        elif len(own) == 1:
            await ask_stop(visit, own[0].status)
        else:
            jobs = [(known.status.job, known.card.title) for known in own]
            await visit.answer("cancel-which", job_buttons({Action.STOP: jobs}))

    async def _unfinished(self, visit: Visit) -> list[Known]:
        found = await self._known(visit, visit.chat.jobs)
        return [known for known in found if known.is_unfinished]

    async def _known(self, visit: Visit, jobs: Sequence[str]) -> list[Known]:
        found = await asyncio.gather(*(self._look_up(visit, job) for job in jobs))
        return [known for known in found if known]

    async def _look_up(self, visit: Visit, job: str) -> Known | None:
        with UNREADABLE.step_over("job", job):
            status = await visit.office.desk.status(job)
            if status is None:
                return None
            card = await visit.card(job) or Card(job=job, chat=visit.place.chat)
            return Known(status, card.but(title=title_of(status, card, visit.say)))
        return None

    async def _show(self, visit: Visit, press: Press) -> Reply:
        status = await require_usable(visit, press.job)
        if status.state.is_over and not status.failures:
            raise TooLateError("Nothing is open there.")
        if not is_asking(status):
            return Reply("toast-under-way")
        visit.office.recall(press.job)
        return Reply("toast-shown")

    async def _again(self, visit: Visit, press: Press) -> Reply:
        status = await require_owner(visit, press.job)
        if not (status.is_emptied or status.state.has_ended):
            return Reply("toast-under-way")
        new = await self._briefs.order_again(visit, press.job)
        if new is None:
            return Reply("toast-late")
        return Reply("toast-again", after=take_buttons(visit, press.job))

    async def _film_again(self, visit: Visit, press: Press) -> Reply:
        status = await require_owner(visit, press.job)
        card = await visit.card(press.job)
        if card is None or (Product.FINAL_MP4, 0) not in status.latest:
            raise TooLateError("There is no film.")
        scene = Scene(visit.office, status, card.but(chat=visit.place.chat), visit.say, 0.0)
        return Reply("toast-film", after=_send_film(scene))


async def _send_film(scene: Scene) -> None:
    """Send a job's newest film once more: Telegram has it already, if it was delivered."""
    film, outlet = scene.status.latest[Product.FINAL_MP4, 0], scene.office.outlet
    is_done = scene.status.state is JobState.COMPLETED
    keyboard = film_buttons(scene.say, scene.status.job, words_of(scene.card)) if is_done else None
    if scene.card.film_file and scene.card.film_event == film.id:
        about = await scene.office.desk.do(scene.office.desk.studio.about, film)
        caption = film_caption(scene, about.get("duration_s"))
        try:
            await send_film(outlet, scene.place, scene.card.film_file, caption, keyboard)
        except BadRequest as error:
            log.info("The film of %s has to be sent anew: %s", scene.status.job, error)
        else:
            return
    async with outlet.doing(scene.place, ChatAction.UPLOAD_VIDEO):
        ready = await ready_film(scene, film)
        if isinstance(ready, Clip):
            await send_film(outlet, scene.place, ready, ready.caption, keyboard)
        else:
            await outlet.send(scene.place, ready.text, ready.keyboard)


def _may_decide(visit: Visit, known: Known) -> bool:
    return visit.person.is_operator or known.status.brief.owner.is_same(visit.person)


async def _recall_gates(visit: Visit) -> bool:
    """Ask again, below, what was handed to this chat; whether there was anything."""
    office, place = visit.office, visit.place
    taker = group_person(place, "") if place.is_group else visit.person
    is_any = False
    for job in visit.chat.guest_of:
        status = await office.desk.status(job)
        if status and status.open_stage and may_decide(status, taker):
            office.recall_guest(job, place.chat)
            is_any = True
    return is_any
